"""One sheet of an .xlsx workbook, from its XML to rows of text with their true place.

The `<dimension>` of a sheet is not looked at: it may be wrong. A cell's own reference counts, and
must come after that of the cell before it.
"""

from collections.abc import Iterable

from uitkomst.intake.formats.excel_values import boolean_text, number_or_date
from uitkomst.intake.formats.read_xlsx_strings import unescape
from uitkomst.intake.formats.read_xml import Attributes, Enough, Handlers, walk
from uitkomst.intake.formats.sheet_notes import sheet_notes
from uitkomst.intake.limits import Limits
from uitkomst.intake.refusals import broken
from uitkomst.intake.rows import Cells, RowBuilder, column_letters, is_blank, too_long, too_wide

LAST_ROW = 1_048_576
_DIGITS = "0123456789"
_COLUMNS = {column_letters(number): number for number in range(1, 16_385)}


class SheetReader:
    """Reads one sheet; afterwards `rows` holds all of it, or `seen` its first filled rows."""

    def __init__(
        self, strings: list[str], dates: frozenset[str], limits: Limits, *, dates_1904: bool
    ) -> None:
        self.rows = RowBuilder(limits)
        self.seen: list[Cells] = []
        self._strings = strings
        self._dates = dates
        self._limits = limits
        self._dates_1904 = dates_1904
        self._stop_after: int | None = None
        self._row, self._row_text = 0, ""
        self._cells: Cells = []
        self._column = 0
        self._in_row = self._in_cell = self._collect = self._phonetic = self._formula = False
        self._kind: str = "n"
        self._style: str | None = None
        self._raw = ""
        self._uncached: list[str] = []
        self._uncached_count = self._hidden_rows = self._hidden_columns = 0
        self._starts = Handlers({
            "c": self._start_cell, "v": self._start_text, "t": self._start_text,
            "row": self._start_row, "f": self._start_formula, "rPh": self._start_phonetic,
            "col": self._start_column,
        })  # fmt: skip
        self._ends = Handlers({
            "c": self._end_cell, "v": self._end_text, "t": self._end_text,
            "row": self._end_row, "rPh": self._end_phonetic,
        })  # fmt: skip

    def read(self, chunks: Iterable[bytes], stop_after: int | None = None) -> None:
        """Read the sheet; with `stop_after` only so many filled rows, kept in `seen`."""
        self._stop_after = stop_after
        walk(chunks, self._limits, start=self._start, end=self._end, text=self._text)

    def notes(self) -> list[str]:
        """What the sender must know about this sheet."""
        return sheet_notes(
            uncached=self._uncached_count,
            first=self._uncached[0] if self._uncached else "",
            hidden_rows=self._hidden_rows,
            hidden_columns=self._hidden_columns,
        )

    @property
    def last_row(self) -> int:
        """The number of the last row there was, filled or not; 0 where there was none."""
        return self._row

    def count_hidden(self, rows: int) -> None:
        """Count rows that another reader found hidden."""
        self._hidden_rows += rows

    def _start(self, name: str, attributes: Attributes) -> None:
        self._starts[name](attributes)

    def _end(self, name: str) -> None:
        self._ends[name]()

    def _text(self, text: str) -> None:
        if self._collect:
            self._raw += text  # expat gives most texts in one piece
            if len(self._raw) > self._limits.cell_characters:
                raise too_long(self._row, self._column, self._limits)

    def _start_column(self, attributes: Attributes) -> None:
        self._hidden_columns += attributes.get("hidden") in ("1", "true")

    def _start_row(self, attributes: Attributes) -> None:
        text = attributes.get("r") or str(self._row + 1)
        row = int(text) if text.isdecimal() and text.isascii() and len(text) < 8 else 0
        if self._in_row or not self._row < row <= LAST_ROW:
            raise broken(f"Na rij {self._row} volgt een rij met een onmogelijk of dubbel nummer.")
        self._row, self._row_text, self._column, self._cells = row, text, 0, []
        self._in_row = True
        self._hidden_rows += attributes.get("hidden") in ("1", "true")

    def _end_row(self) -> None:
        self._in_row = False
        if self._stop_after is None:
            self.rows.add(self._row, self._cells)
        elif not is_blank(self._cells):
            self.seen.append(self._cells)
            if len(self.seen) >= self._stop_after:
                raise Enough

    def _start_cell(self, attributes: Attributes) -> None:
        reference = attributes.get("r")
        if reference is None:
            column = self._column + 1
        else:
            letters = reference.rstrip(_DIGITS)
            column = _COLUMNS.get(letters, 0)
            if reference[len(letters) :] != self._row_text:
                column = 0
        if not self._in_row or self._in_cell or column <= self._column:
            raise broken(f"In rij {self._row} staat een cel met een onmogelijke of dubbele plaats.")
        self._column = column
        self._kind = attributes.get("t", "n")
        self._style = attributes.get("s")
        self._raw, self._formula = "", False
        self._in_cell = True

    def _end_cell(self) -> None:
        self._in_cell = False
        value = self._value(self._raw)
        if value is None:
            if self._formula and self._kind != "str":
                self._uncached_count += 1
                self._uncached = self._uncached or [self._reference()]
            return
        if self._column > self._limits.columns:
            if not value.isspace():
                raise too_wide(self._row, self._column, self._limits)
            return
        missing = self._column - 1 - len(self._cells)
        if missing:
            self._cells.extend([None] * missing)
        self._cells.append(value)

    def _value(self, raw: str) -> str | None:
        kind = self._kind
        if not raw:
            return None
        if kind == "s":
            return self._shared(raw)
        if kind == "n":
            return self._number(raw)
        if kind == "b":
            return boolean_text(value=raw.strip() in ("1", "true"))
        if kind == "d":
            return raw.replace("T", " ", 1)
        return unescape(raw)  # "str", "inlineStr", "e"

    def _shared(self, raw: str) -> str | None:
        if not raw.isdecimal() or len(raw) > 9 or int(raw) >= len(self._strings):
            raise broken(f"Cel {self._reference()} verwijst naar een tekst die er niet is.")
        return self._strings[int(raw)] or None

    def _number(self, raw: str) -> str:
        try:
            return number_or_date(
                raw, is_date=self._style in self._dates, dates_1904=self._dates_1904
            )
        except ValueError:
            raise broken(f"Cel {self._reference()} is een getal dat geen getal is.") from None

    def _reference(self) -> str:
        return f"{column_letters(self._column)}{self._row}"

    def _start_text(self, _: Attributes) -> None:
        self._collect = self._in_cell and not self._phonetic

    def _end_text(self) -> None:
        self._collect = False

    def _start_formula(self, _: Attributes) -> None:
        self._formula = True

    def _start_phonetic(self, _: Attributes) -> None:
        self._phonetic = True

    def _end_phonetic(self) -> None:
        self._phonetic = False
