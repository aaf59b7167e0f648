"""One table of an .ods workbook, from its XML to rows of text with their true place."""

from collections.abc import Callable, Iterable

from uitkomst.intake.formats.excel_values import boolean_text, number, number_text
from uitkomst.intake.formats.read_xml import Attributes, Enough, walk
from uitkomst.intake.formats.sheet_notes import sheet_notes
from uitkomst.intake.limits import Limits
from uitkomst.intake.refusals import broken
from uitkomst.intake.rows import Cells, RowBuilder, column_letters, is_blank, too_long, too_wide

_ASIDES = ("office:annotation", "draw:")  # comments and drawings on a cell
_LAST_ROW = 1_048_576
_LAST_COLUMN = 16_384
_NUMBERS = ("float", "percentage", "currency")


class OdsSheet:
    """Reads table `number` of a document; then `rows` holds all of it, or `seen` its first rows."""

    def __init__(self, number: int, limits: Limits) -> None:
        self.rows = RowBuilder(limits)
        self.seen: list[Cells] = []
        self._limits = limits
        self._skip = number  # tables before ours
        self._tables = 0  # how deep in tables
        self._live = False  # whether we are in our table and in none within it
        self._depth = self._cell_depth = self._aside = 0
        self._stop_after: int | None = None
        self._row = self._repeat_row = self._repeat_cell = self._column = 0
        self._cells: Cells = []
        self._cell: Attributes = {}
        self._paragraphs: list[str] = []
        self._in_paragraph = False
        self._size = 0
        self._uncached: list[str] = []
        self._hidden_rows = self._hidden_columns = 0
        self._starts: dict[str, Callable[[Attributes], None]] = {
            "table:table-column": self._start_column,
            "table:table-row": self._start_row,
            "table:table-cell": self._start_cell,
            "table:covered-table-cell": self._start_cell,
            "text:p": self._start_paragraph,
            "text:s": self._spaces,
            "text:tab": lambda _: self._text("\t"),
            "text:line-break": lambda _: self._text("\n"),
        }
        self._ends: dict[str, Callable[[], None]] = {
            "table:table-row": self._end_row,
            "table:table-cell": self._end_cell,
            "table:covered-table-cell": self._end_cell,
            "text:p": self._end_paragraph,
        }

    def read(self, chunks: Iterable[bytes], stop_after: int | None = None) -> None:
        """Read the table; with `stop_after` only so many filled rows, kept in `seen`."""
        self._stop_after = stop_after
        walk(chunks, self._limits, start=self._start, end=self._end, text=self._text)

    def notes(self) -> list[str]:
        """What the sender must know about this sheet."""
        return sheet_notes(
            uncached=len(self._uncached),
            first=self._uncached[0] if self._uncached else "",
            hidden_rows=self._hidden_rows,
            hidden_columns=self._hidden_columns,
        )

    def _start(self, name: str, attributes: Attributes) -> None:
        self._depth += 1
        if name == "table:table":
            self._tables += 1
            self._live = self._tables == 1 and not self._skip
        elif self._live and not self._aside:
            handler = self._starts.get(name)
            if handler is not None:
                handler(attributes)
            elif self._cell_depth and name.startswith(_ASIDES):
                self._aside = self._depth

    def _end(self, name: str) -> None:
        self._depth -= 1
        if name == "table:table":
            self._end_table()
        elif self._aside:
            if self._depth < self._aside:
                self._aside = 0
        elif self._live:
            handler = self._ends.get(name)
            if handler is not None:
                handler()

    def _end_table(self) -> None:
        self._tables -= 1
        if self._tables == 0:
            if self._live:
                raise Enough
            self._skip -= 1
        self._live = self._tables == 1 and not self._skip

    def _start_column(self, attributes: Attributes) -> None:
        self._hidden_columns += attributes.get("table:visibility", "visible") != "visible"

    def _start_row(self, attributes: Attributes) -> None:
        self._repeat_row = _repeat(attributes, "table:number-rows-repeated", _LAST_ROW)
        if self._row + self._repeat_row > _LAST_ROW + 1:
            raise broken("Het werkblad heeft meer rijen dan een werkblad kan hebben.")
        if attributes.get("table:visibility", "visible") != "visible":
            self._hidden_rows += self._repeat_row
        self._cells, self._column = [], 0

    def _end_row(self) -> None:
        if is_blank(self._cells):
            self._row += self._repeat_row
            return
        for _ in range(self._repeat_row):
            self._row += 1
            if self._stop_after is None:
                self.rows.add(self._row, self._cells)
                continue
            self.seen.append(self._cells)
            if len(self.seen) >= self._stop_after:
                raise Enough

    def _start_cell(self, attributes: Attributes) -> None:
        self._repeat_cell = _repeat(attributes, "table:number-columns-repeated", _LAST_COLUMN)
        self._cell, self._cell_depth = attributes, self._depth
        self._paragraphs, self._size = [], 0

    def _start_paragraph(self, _: Attributes) -> None:
        if self._depth == self._cell_depth + 1:
            self._paragraphs.append("")
            self._in_paragraph = True

    def _end_paragraph(self) -> None:
        if self._depth == self._cell_depth:
            self._in_paragraph = False

    def _spaces(self, attributes: Attributes) -> None:
        self._text(" " * _repeat(attributes, "text:c", self._limits.cell_characters))

    def _text(self, text: str) -> None:
        if not self._in_paragraph or self._aside:
            return
        self._paragraphs[-1] += text
        self._size += len(text)
        if self._size > self._limits.cell_characters:
            raise too_long(self._row + 1, self._column + 1, self._limits)

    def _end_cell(self) -> None:
        self._cell_depth, self._in_paragraph = 0, False
        value = self._value()
        if value is None and "table:formula" in self._cell:
            self._uncached.append(f"{column_letters(self._column + 1)}{self._row + 1}")
        if value is not None and not value.isspace():
            last = self._column + self._repeat_cell
            if last > self._limits.columns:
                raise too_wide(self._row + 1, last, self._limits)
            self._cells.extend([None] * (self._column - len(self._cells)))
            self._cells.extend([value] * self._repeat_cell)
        self._column += self._repeat_cell

    def _value(self) -> str | None:
        kind = self._cell.get("office:value-type", "string")
        shown = "\n".join(self._paragraphs)
        if kind in _NUMBERS:
            return self._number(self._cell.get("office:value", ""))
        if kind == "date":
            return self._cell.get("office:date-value", shown).replace("T", " ", 1) or None
        if kind == "boolean":
            return boolean_text(value=self._cell.get("office:boolean-value") == "true")
        return shown or self._cell.get("office:string-value") or None

    def _number(self, raw: str) -> str:
        if raw.isdecimal() and raw.isascii():
            return raw
        try:
            return number_text(number(raw))
        except ValueError:
            where = f"{column_letters(self._column + 1)}{self._row + 1}"
            raise broken(f"Cel {where} is een getal dat geen getal is.") from None


def _repeat(attributes: Attributes, name: str, most: int) -> int:
    text = attributes.get(name)
    if text is None:
        return 1
    number = int(text) if text.isdecimal() and len(text) < 8 else 0
    if not 0 < number <= most:
        raise broken("Een rij of cel wordt een onmogelijk aantal keren herhaald.")
    return number
