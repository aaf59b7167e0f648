"""Text with separators: semicolon, comma, tab, bar, or the one a `sep=` line names.

A plain text goes the quick way (`read_csv_plain`). Any other is read by Python's own csv module: it
counts physical lines as it goes, stops at a quote that is never closed, and reads 200,000 rows in
less than a CPU second.
"""

import csv
import re
from collections import Counter
from io import StringIO
from itertools import islice

import pyarrow as pa

from uitkomst.intake.formats.choose_sheet import no_rows, resemblance
from uitkomst.intake.formats.read_csv_plain import read_plain
from uitkomst.intake.formats.read_text import Text
from uitkomst.intake.limits import Limits
from uitkomst.intake.refusals import UnreadableFile, too_large
from uitkomst.intake.rows import Cells, RawTable, RowBuilder
from uitkomst.standard.opmerkingen import opmerking

SEPARATORS = {
    ";": opmerking("puntkomma"),
    ",": opmerking("komma"),
    "\t": "tab",
    "|": opmerking("streep"),
}
_SEP_LINE = re.compile(r'"?sep=([^\w"\r\n])"?[ ;,\t]*(\r\n|\r|\n|$)', re.IGNORECASE)
_SAMPLE_ROWS = 50
_SAMPLE_CHARACTERS = 200_000
_TELLING = 4  # so many separators in one line of text are no punctuation
_HEADING_WEIGHT = 10  # one known heading says more than many columns


def read_csv(source: Text, limits: Limits) -> RawTable:
    """All rows of a text file with separators. Raises UnreadableFile."""
    named = _SEP_LINE.match(source.text)
    separator = named[1] if named else guess_separator(source.text)
    skip = 1 if named else 0
    notes = [*source.notes, _separator_note(separator, named=named is not None)]
    table = read_plain(source.text, separator, skip, limits)
    if table is None:
        table, odd = read_rows(source.text, separator, skip, limits)
        notes += odd
    return RawTable(
        kind="csv",
        sheet=None,
        cells=table,
        notes=tuple(notes),
        dates_1904=False,
        separator=separator,
        encoding=source.encoding,
    )


def read_rows(text: str, separator: str, skip: int, limits: Limits) -> tuple[pa.Table, list[str]]:
    """The rows behind the first `skip` lines, with sentences on rows of another width."""
    csv.field_size_limit(limits.cell_characters)
    reader = _Rows(separator, limits)
    reader.read(text, skip)
    return reader.rows.table(), reader.notes()


def guess_separator(text: str) -> str:
    """The separator that gives the most even table, known headings counting most."""
    sample = text[:_SAMPLE_CHARACTERS]
    return max(SEPARATORS, key=lambda separator: _score(sample, separator))


def _score(sample: str, separator: str) -> float:
    reader = csv.reader(StringIO(sample, newline=""), delimiter=separator)
    try:
        rows: list[Cells] = [list(row) for row in islice(reader, _SAMPLE_ROWS) if row]
    except csv.Error:
        return 0
    widths = Counter(len(row) for row in rows)
    width, times = max(widths.items(), key=lambda item: item[1] * (item[0] > 1), default=(1, 0))
    evenness = (width - 1) * times / max(len(rows), 1)
    return evenness + _HEADING_WEIGHT * (resemblance(rows[:20]) if width > 1 else 0)


def _separator_note(separator: str, *, named: bool) -> str:
    shown = SEPARATORS.get(separator, f"'{separator}'")
    return opmerking("scheidingsteken_sep" if named else "scheidingsteken", teken=shown)


class _Rows:
    """Reads the records and remembers which are shorter or longer than the others."""

    def __init__(self, separator: str, limits: Limits) -> None:
        self.rows = RowBuilder(limits)
        self._separator = separator
        self._widths: Counter[int] = Counter()
        self._first_line: dict[int, int] = {}

    def read(self, text: str, skip: int) -> None:
        """Take in all records but the first `skip`; `rij` is the line on which each starts."""
        reader = csv.reader(StringIO(text, newline=""), delimiter=self._separator, strict=True)
        last = 0
        try:
            for row in reader:
                line, last = last + 1, reader.line_num
                if line <= skip or not row:
                    continue
                if last > line:
                    self._check_swallowed(row, line)
                self._widths[len(row)] += 1
                self._first_line.setdefault(len(row), line)
                self.rows.add(line, row)  # type: ignore[arg-type]  # a list of str is never given a None
        except csv.Error as error:
            raise self._refusal(str(error), last + 1) from error

    def notes(self) -> list[str]:
        """Rows of another width than most, which may have lost or gained a separator."""
        if len(self._widths) < 2:
            return []
        usual, _ = self._widths.most_common(1)[0]
        odd = sum(times for width, times in self._widths.items() if width != usual)
        first = min(line for width, line in self._first_line.items() if width != usual)
        return [opmerking("andere_breedte", aantal=odd, gewoon=usual, eerste=first)]

    def _check_swallowed(self, row: list[str], line: int) -> None:
        """A quote left open swallows rows up to the next quote: a cell then holds whole rows."""
        least = max(self._widths, default=len(row)) - 1
        for cell in row:
            if "\n" not in cell and "\r" not in cell:
                continue
            inner = re.split(r"\r\n|\r|\n", cell)[1:]
            if least >= _TELLING and any(part.count(self._separator) >= least for part in inner):
                raise _open_quote(line)

    def _refusal(self, error: str, line: int) -> UnreadableFile:
        if "field larger" in error:
            return too_large(
                "cel_te_lang",
                f"Vanaf regel {line} staat een veld van meer dan "
                f"{self.rows.limits.cell_characters} tekens, of een aanhalingsteken dat niet "
                "wordt gesloten.",
            )
        return _open_quote(line)


def _open_quote(line: int) -> UnreadableFile:
    return UnreadableFile(
        "aanhalingsteken",
        f'In het record dat op regel {line} begint staat een aanhalingsteken (") dat niet wordt '
        "gesloten, of dat midden in een veld sluit. Alles erna zou in één cel terechtkomen. "
        "Herstel die regel en lever het bestand opnieuw in.",
    )


def refuse_without_records(table: RawTable) -> None:
    """Refuse a table of which nothing, or only one row, is filled. Raises UnreadableFile."""
    rows = table.cells.num_rows
    if rows == 0:
        raise UnreadableFile("leeg", "Het bestand is leeg: er is geen enkele gevulde cel.")
    if rows == 1 and table.kind != "vast":
        raise no_rows("Het bestand heeft maar één gevulde rij, alleen een kop.")
