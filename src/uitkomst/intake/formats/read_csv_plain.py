"""The quick way for a text in which every line is one row, all of the same width.

Arrow splits it at ten times the speed of Python's csv module, but does not say on which line a row
stood. Where lines and rows are not certain to be the same (a quote, a row of another width, a lone
carriage return) or something is over a limit, there is no answer here: `read_csv` then reads the
text its own way, and says what is wrong. A test holds the two to the same answer.
"""

from codecs import BOM_UTF8

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from uitkomst.intake.limits import Limits
from uitkomst.intake.rows import nullify_blank

_BLOCK = 4 * 1024 * 1024  # a longer line gives no answer either


def read_plain(text: str, separator: str, skip: int, limits: Limits) -> pa.Table | None:
    """The rows behind the first `skip` lines as in RawTable.cells; None where it is not certain."""
    data = text.rstrip("\r\n").encode()
    width = _width(data, separator.encode(), skip)
    if width is None or not 1 < width <= limits.columns:
        return None
    names = [f"k{number}" for number in range(1, width + 1)]
    try:
        table = csv.read_csv(
            pa.BufferReader(data),
            read_options=csv.ReadOptions(
                column_names=names, skip_rows=skip, block_size=_BLOCK, use_threads=False
            ),
            parse_options=csv.ParseOptions(
                delimiter=separator,
                quote_char=False,
                double_quote=False,
                escape_char=False,
                newlines_in_values=False,
                ignore_empty_lines=False,
            ),
            convert_options=csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                null_values=[""],
                strings_can_be_null=True,
                check_utf8=False,
            ),
        )
    except pa.ArrowInvalid:
        return None
    # So many bytes are at most so many characters.
    longest = max(pc.max(pc.binary_length(column)).as_py() or 0 for column in table.columns)
    if longest > limits.cell_characters:
        return None
    table = _filled(table, first=skip + 1)
    width = table.num_columns - 1
    within = table.num_rows <= limits.rows and table.num_rows * width <= limits.cells
    return table if within else None


def _width(data: bytes, separator: bytes, skip: int) -> int | None:
    """How many cells the first row has; None where a line need not be a row."""
    if len(separator) != 1 or b'"' in data or data.count(b"\r") != data.count(b"\r\n"):
        return None
    if data.startswith(BOM_UTF8):
        return None  # Arrow takes a mark for no part of the text
    first = 0
    for _ in range(skip):
        first = data.find(b"\n", first) + 1
    end = data.find(b"\n", first)
    return data.count(separator, first, end if end >= 0 else len(data)) + 1


def _filled(table: pa.Table, first: int) -> pa.Table:
    """The rows with something in them, numbered by their lines from `first` on."""
    columns = {name: nullify_blank(table[name]) for name in table.column_names}
    numbers = pa.array(range(first, first + table.num_rows), pa.int32())
    table = pa.table({"rij": numbers, **columns})
    filled = pc.is_valid(pc.coalesce(*columns.values()))
    if not pc.all(filled, min_count=0).as_py():
        table = table.filter(filled)
    last = table.num_columns
    while last > 1 and table.column(last - 1).null_count == table.num_rows:
        last -= 1
    return table.select(range(last))
