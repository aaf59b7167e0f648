"""One sheet of a workbook, its cells marked while its bytes pass through.

Only the start tags of marked cells change (their style), and cells that were missing are put in
their place. The XML is found well-formed by expat just before (see `xlsx_edit`).
"""

import re
from collections.abc import Callable, Iterable, Mapping

from uitkomst.intake.marking.marks import Cell
from uitkomst.intake.marking.xlsx_rows import RowMarker
from uitkomst.intake.marking.xlsx_styles import Styles
from uitkomst.intake.marking.xml_bytes import (
    PREFIX,
    REST,
    NotEditable,
    attributes,
    masked,
    number,
    tag,
)

_SEGMENT = 1024 * 1024
_MOST_WAITING = 8 * _SEGMENT  # of what stands before the rows, or of one row
_MOST_COLUMNS = 16_384  # of Excel
_LAST_WIDTH = 400  # columns from here on hold no mark and no box of a comment
_SHEET_DATA = tag(b"sheetData")
_AFTER_LEGACY = (
    b"legacyDrawingHF", b"drawingHF", b"picture", b"oleObjects", b"controls", b"webPublishItems",
    b"tableParts", b"extLst", b"AlternateContent",
)  # fmt: skip
_ANY = re.compile(rb"<(/?)" + PREFIX + rb"([\w.-]+)" + REST)
_WIDTH = re.compile(rb"[0-9]{1,4}(?:\.[0-9]{1,20})?")

MarkedRows = Iterable[tuple[int, list[Cell]]]


class SheetMarker:
    """Takes the bytes of a sheet piece by piece and gives them on, marked.

    `unmarked` gives for the styles of an earlier marking what the cells must have instead.
    Afterwards `legacy` is the relation id of the drawing that holds its comments, if it has one,
    and `widths` the widths of its columns, in characters, where the sheet gives them.
    Raises NotEditable.
    """

    def __init__(
        self,
        rows: MarkedRows,
        styles: Styles,
        write: Callable[[bytes], None],
        unmarked: Mapping[int, int],
    ) -> None:
        self.legacy: str | None = None
        self.widths: dict[int, float] = {}
        self._rows = iter(rows)
        self._wanted: int | None = None
        self._cells: list[Cell] = []
        self._styles = styles
        self._unmarked = {b"%d" % old: b"%d" % new for old, new in unmarked.items()}
        self._write = write
        self._buffer = bytearray()
        self._waiting = 0
        self._state = self._head
        self._row = 0
        self._next_row()

    def feed(self, piece: bytes) -> None:
        """Take in the next bytes of the sheet."""
        self._buffer += piece
        if len(self._buffer) - self._waiting >= _SEGMENT:
            self._state()
            self._waiting = len(self._buffer)
            if self._waiting > _MOST_WAITING and self._state != self._tail:
                raise NotEditable  # each look at it costs more

    def read_tail(self) -> None:
        """Take it that all bytes were fed, and look at what comes after the rows."""
        self._state()
        if self._state == self._body:
            self._state()
        if self._state != self._tail or self._wanted is not None:
            raise NotEditable
        found = tag(b"legacyDrawing").search(masked(bytes(self._buffer))[0])
        if found is not None:
            self.legacy = next(
                (value.decode("ascii", "replace") for name, value in attributes(found[2]).items()
                 if name == b"id" or name.endswith(b":id")), None
            )  # fmt: skip

    def finish(self, legacy: bytes) -> None:
        """Write the rest; `legacy` is the element for a new drawing of comments, or empty."""
        data = bytes(self._buffer)
        at, prefix = _place_of_legacy(masked(data)[0])
        self._write(data[:at] + legacy.replace(b"$", prefix) + data[at:])

    def _next_row(self) -> None:
        self._wanted, self._cells = next(self._rows, (None, []))

    def _head(self) -> None:
        data = bytes(self._buffer)
        if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in data[:4]:
            raise NotEditable
        found = _SHEET_DATA.search(masked(data)[0])
        if found is None:
            return
        if found[2].endswith(b"/"):
            raise NotEditable
        self._prefix = found[1]
        self._row_tag = re.compile(
            rb"<" + re.escape(self._prefix) + rb'row(?=[\s/>])(?: r="([0-9]+)")?' + REST
        )
        columns = self._columns(data[: found.start()])
        self._marker = RowMarker(self._prefix, columns, self._styles)
        self._write(data[: found.end()])
        del self._buffer[: found.end()]
        self._state = self._body

    def _columns(self, head: bytes) -> list[tuple[int, int, int]]:
        styles = []
        for found in tag(b"col").finditer(masked(head)[0]):
            given = attributes(found[2])
            first, last = number(given.get(b"min")) or 1, number(given.get(b"max")) or 1
            styles.append((first, last, number(given.get(b"style")) or 0))
            if len(styles) > _MOST_COLUMNS:
                raise NotEditable
            shown = given.get(b"hidden") not in (b"1", b"true")
            digits = _WIDTH.fullmatch(given.get(b"width", b""))
            width = float(digits[0]) if digits and shown else 0.0
            for kolom in range(first, min(last, _LAST_WIDTH) + 1):
                self.widths[kolom] = width
        return styles

    def _body(self) -> None:
        """Write all whole rows; what may not be whole yet waits."""
        raw = bytes(self._buffer)
        data, complete = masked(raw)
        close = data.find(b"</" + self._prefix + b"sheetData", 0, complete)
        end = close if close >= 0 else data.rfind(b"<" + self._prefix + b"row", 0, complete)
        if end > 0:
            del self._buffer[:end]
            if self._unmarked and raw is data:
                raw = data = self._without_marks(raw[:end])
                end = len(raw)
            if self._wanted is None:
                self._write(raw[:end])
            else:
                self._write(b"".join(self._marked(raw, data, end)))
        if close >= 0:
            self._state = self._tail

    def _without_marks(self, rows: bytes) -> bytes:
        """The same rows without the fills of an earlier marking."""
        styled = re.compile(rb"(<" + re.escape(self._prefix) + rb'c\s[^>]*?\bs=")([0-9]+)(?=")')
        return styled.sub(lambda m: m[1] + self._unmarked.get(m[2], m[2]), rows)

    def _tail(self) -> None:
        """All after the rows waits for the end."""

    def _marked(self, raw: bytes, data: bytes, end: int) -> list[bytes]:
        pieces: list[bytes] = []
        at = 0
        for found in self._row_tag.finditer(data, 0, end):
            self._row = self._number_of(found)
            if self._wanted is None or self._row < self._wanted:
                continue
            if self._row > self._wanted:
                raise NotEditable  # a row that was there when the file was read
            pieces.append(raw[at : found.start()])
            self._marker.row, self._marker.cells = self._row, self._cells
            at = self._marker.mark(raw, data, found, end, pieces)
            self._next_row()
        pieces.append(raw[at:end])
        return pieces

    def _number_of(self, found: re.Match[bytes]) -> int:
        if found[1] is not None:
            return int(found[1])
        return number(attributes(found[2]).get(b"r")) or self._row + 1


def _place_of_legacy(tail: bytes) -> tuple[int, bytes]:
    """Where behind the rows a `legacyDrawing` belongs, and the prefix of the sheet's elements.

    The order of elements: ECMA-376 part 1, § 18.3.1.99.
    """
    prefix, depth = b"", 2  # within sheetData, of which the end tag comes first
    for found in _ANY.finditer(tail):
        if found[1]:
            depth -= 1
            prefix = found[2] if found[3] == b"sheetData" else prefix
            if depth == 0:
                return found.start(), prefix
        elif depth == 1 and found[3] in _AFTER_LEGACY:
            return found.start(), prefix
        else:
            depth += not found[4].endswith(b"/")
    raise NotEditable
