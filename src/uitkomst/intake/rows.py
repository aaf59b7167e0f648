"""From rows of text to one Arrow table that still knows where every row stood."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from uitkomst.intake.limits import Limits
from uitkomst.intake.refusals import too_large

Cells = list[str | None]
Column = TypeVar("Column", pa.Array, pa.ChunkedArray)
BATCH = 8192
FORM = "formulier"
"""The kind of a table that was typed on a page instead of read from a file."""


@dataclass(frozen=True)
class RawTable:
    """All non-empty rows of a sender's file as text, nothing interpreted.

    `kind` is "xlsx", "xls", "ods", "csv", "vast" or `FORM`. `cells` has a column `rij` (int32, the
    line or sheet row in the sender's own file, counted from 1) and the columns `k1` … `kN` (string;
    null is an empty or blank cell; k<n> is column n of the sheet, A = 1). `notes` are Dutch
    sentences for the sender. A text file says by which `separator` and in which `encoding` it was
    read; a workbook names its visible `sheets` as they may be shown, and `extra` holds those that
    extend the delivery ("doelen", "metingen"), each a table like `cells`.
    """

    kind: str
    sheet: str | None
    cells: pa.Table
    notes: tuple[str, ...]
    dates_1904: bool
    separator: str | None = None
    encoding: str | None = None
    sheets: tuple[str, ...] = ()
    extra: Mapping[str, pa.Table] = field(default_factory=dict)


def column_letters(number: int) -> str:
    """The name a sheet gives to column `number`: 1 is A, 27 is AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(cell: str) -> int:
    """The number of the column of a cell that a sheet calls "A5" or "AA12"."""
    number = 0
    for letter in cell.rstrip("0123456789"):
        number = number * 26 + ord(letter) - 64
    return number


def is_blank(cells: Cells) -> bool:
    """Whether nobody would see anything in this row."""
    return all(not cell or cell.isspace() for cell in cells)


def nullify_blank(column: Column) -> Column:
    """The same column with null for every text that is empty or only white space."""
    blank = pc.or_(pc.utf8_is_space(column), pc.equal(column, ""))
    if not pc.any(blank, min_count=0).as_py():
        return column
    return pc.if_else(blank, pa.scalar(None, pa.string()), column)


@dataclass
class RowBuilder:
    """Gathers rows in the order of the file; drops blank ones, refuses what is over a limit."""

    limits: Limits
    rows: int = 0
    _width: int = 0
    _numbers: list[int] = field(default_factory=list)
    _lines: list[Cells] = field(default_factory=list)
    _batches: list[list[pa.Array]] = field(default_factory=list)

    def add(self, rij: int, cells: Cells) -> None:
        """Take over one row; `cells` may be shorter than other rows and is not copied."""
        if (not cells or not cells[0] or cells[0].isspace()) and is_blank(cells):
            return
        if len(cells) > self.limits.columns:
            cells = self._within_columns(rij, cells)
        if self.rows >= self.limits.rows:
            raise self._too_many_rows()
        self.rows += 1
        self._numbers.append(rij)
        self._lines.append(cells)
        if len(self._lines) >= BATCH:
            self._flush()

    def add_columns(self, numbers: pa.Array, columns: Sequence[pa.Array]) -> None:
        """Take over many rows at once, as one column of texts for each column of the table."""
        self._flush()
        columns = [nullify_blank(column) for column in columns]
        filled = pc.is_valid(pc.coalesce(*columns))
        if not pc.all(filled, min_count=0).as_py():
            numbers = numbers.filter(filled)
            columns = [column.filter(filled) for column in columns]
        self.rows += len(numbers)
        if self.rows > self.limits.rows:
            raise self._too_many_rows()
        if len(numbers):
            self._keep(numbers, columns)

    def table(self) -> pa.Table:
        """All rows so far, as the `cells` of a RawTable."""
        self._flush()
        schema = pa.schema(
            [("rij", pa.int32()), *((f"k{n}", pa.string()) for n in range(1, self._width + 1))]
        )
        batches = [
            batch + [pa.nulls(len(batch[0]), pa.string())] * (self._width + 1 - len(batch))
            for batch in self._batches
        ]
        return pa.Table.from_batches(
            [pa.record_batch(batch, schema=schema) for batch in batches], schema=schema
        )

    def _within_columns(self, rij: int, cells: Cells) -> Cells:
        beyond = next(
            (n for n, cell in enumerate(cells, start=1)
             if n > self.limits.columns and cell and not cell.isspace()),
            None,
        )  # fmt: skip
        if beyond is not None:
            raise too_wide(rij, beyond, self.limits)
        return cells[: self.limits.columns]

    def _too_many_rows(self) -> Exception:
        return too_large(
            "te_veel_rijen", f"Het bestand heeft meer dan {self.limits.rows} gevulde rijen."
        )

    def _flush(self) -> None:
        if not self._lines:
            return
        columns = [nullify_blank(pa.array(c, pa.string())) for c in zip_longest(*self._lines)]
        self._keep(pa.array(self._numbers, pa.int32()), columns)
        self._numbers, self._lines = [], []

    def _keep(self, numbers: pa.Array, columns: list[pa.Array]) -> None:
        while columns and columns[-1].null_count == len(columns[-1]):
            columns.pop()
        self._width = max(self._width, len(columns))
        if self._width * self.rows > self.limits.cells:
            raise too_large(
                "te_veel_cellen", f"Het bestand heeft meer dan {self.limits.cells} cellen."
            )
        for n, column in enumerate(columns, start=1):
            self._check_lengths(numbers, n, column)
        self._batches.append([numbers, *columns])

    def _check_lengths(self, numbers: pa.Array, number: int, column: pa.Array) -> None:
        lengths = pc.utf8_length(column)
        longest = pc.max(lengths).as_py()
        if longest is not None and longest > self.limits.cell_characters:
            where = pc.index(lengths, longest).as_py()
            raise too_long(numbers[where].as_py(), number, self.limits)


def too_wide(rij: int, column: int, limits: Limits) -> Exception:
    """The refusal of a value further to the right than any delivery reaches."""
    return too_large(
        "te_breed",
        f"In rij {rij} staat iets in kolom {column_letters(column)} (de {column}e); "
        f"wij lezen tot en met kolom {column_letters(limits.columns)}.",
    )


def too_long(rij: int, column: int, limits: Limits) -> Exception:
    """The refusal of a text longer than any cell of a spreadsheet."""
    return too_large(
        "cel_te_lang",
        f"Rij {rij}, kolom {column}, bevat een tekst van meer dan {limits.cell_characters} tekens.",
    )
