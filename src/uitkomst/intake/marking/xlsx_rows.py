"""One row of a sheet, its cells marked: other styles, and cells that were not there."""

import re
from collections.abc import Sequence

from uitkomst.intake.marking.marks import Cell
from uitkomst.intake.marking.xlsx_styles import Styles
from uitkomst.intake.marking.xml_bytes import (
    REST,
    NotEditable,
    attributes,
    number,
    with_attribute,
)
from uitkomst.intake.rows import column_letters

_COLUMNS = {column_letters(n).encode(): n for n in range(1, 16_385)}
_LETTERS = {n: letters for letters, n in _COLUMNS.items()}
_SPANS = re.compile(rb"""\sspans\s*=\s*(?:"[^"]*"|'[^']*')""")

ColumnStyles = Sequence[tuple[int, int, int]]
"""First column, last column, and the style of cells that are not there."""


class RowMarker:
    """Marks one row after another. Set `row` and `cells` to the row that is wanted."""

    def __init__(self, prefix: bytes, columns: ColumnStyles, styles: Styles) -> None:
        self.row = 0
        self.cells: Sequence[Cell] = ()
        self._prefix = prefix
        self._column_styles = columns
        self._by_column: dict[int, int] = {}
        self._styles = styles
        self._cache: dict[tuple[bytes, str], bytes] = {}
        self._cell_tag = re.compile(
            rb"<" + re.escape(prefix)
            + rb'c(?=[\s/>])(?: r="([A-Z]+)[0-9]+")?(?: s="([0-9]+)")?' + REST
        )  # fmt: skip

    def mark(
        self, raw: bytes, data: bytes, found: re.Match[bytes], end: int, pieces: list[bytes]
    ) -> int:
        """Write one row into `pieces`; gives where the next bytes begin.

        `raw` holds the rows, `data` the same masked, up to `end`; `found` is the row's start tag.
        Raises NotEditable.
        """
        default = self._row_style(found)
        start = raw[found.start() : found.end()]
        if found[2].endswith(b"/"):
            pieces.append(_SPANS.sub(b"", start[:-2].rstrip() + b">"))
            pieces += [self._new(cell, default) for cell in self.cells]
            pieces.append(b"</" + self._prefix + b"row>")
            return found.end()
        stop = data.find(b"</" + self._prefix + b"row", found.end(), end)
        if stop < 0:
            raise NotEditable
        first = len(pieces)
        pieces.append(start)
        at, created = self._mark_cells(raw, data, (found.end(), stop), default, pieces)
        if created:
            pieces[first] = _SPANS.sub(b"", start)
        return at

    def _mark_cells(
        self, raw: bytes, data: bytes, span: tuple[int, int], default: int | None,
        pieces: list[bytes],
    ) -> tuple[int, bool]:  # fmt: skip
        at, stop = span
        column, created = 0, False
        waiting = iter(self.cells)
        wanted = next(waiting, None)
        for found in self._cell_tag.finditer(data, at, stop):
            column = self._column_of(found, column)
            while wanted is not None and wanted.kolom < column:
                pieces += [raw[at : found.start()], self._new(wanted, default)]
                at, created = found.start(), True
                wanted = next(waiting, None)
            if wanted is None:
                break
            if wanted.kolom == column:
                pieces += [raw[at : found.start()], self._restyled(raw, found, wanted.ernst)]
                at = found.end()
                wanted = next(waiting, None)
        if wanted is not None:
            pieces.append(raw[at:stop])
            pieces += [self._new(cell, default) for cell in (wanted, *waiting)]
            at, created = stop, True
        return at, created

    def _column_of(self, found: re.Match[bytes], before: int) -> int:
        letters = found[1]
        if letters is None:
            reference = attributes(found[3]).get(b"r")
            if reference is None:
                return before + 1
            letters = reference.rstrip(b"0123456789")
        column = _COLUMNS.get(letters)
        if column is None:
            raise NotEditable
        return column

    def _restyled(self, raw: bytes, found: re.Match[bytes], ernst: str) -> bytes:
        whole = raw[found.start() : found.end()]
        if found[2] is not None:
            style = self._style(found[2], ernst)
            cut = found.start()
            return whole[: found.start(2) - cut] + style + whole[found.end(2) - cut :]
        style = self._style(attributes(found[3]).get(b"s", b"0"), ernst)
        return with_attribute(whole, b"s", style)

    def _style(self, style: bytes, ernst: str) -> bytes:
        key = (style, ernst)
        if key not in self._cache:
            self._cache[key] = b"%d" % self._styles.marked(number(style) or 0, ernst)
        return self._cache[key]

    def _new(self, cell: Cell, default: int | None) -> bytes:
        """A cell that was not there: empty, in the style its row or column gives."""
        style = default
        if style is None:
            style = self._style_of_column(cell.kolom)
        where = _LETTERS[cell.kolom] + b"%d" % self.row
        marked = self._style(b"%d" % style, cell.ernst)
        return b'<%sc r="%s" s="%s"/>' % (self._prefix, where, marked)

    def _style_of_column(self, kolom: int) -> int:
        if kolom not in self._by_column:
            self._by_column[kolom] = next(
                (s for first, last, s in self._column_styles if first <= kolom <= last), 0
            )
        return self._by_column[kolom]

    def _row_style(self, found: re.Match[bytes]) -> int | None:
        if b"customFormat" not in found[2]:
            return None
        given = attributes(found[2])
        if given.get(b"customFormat") not in (b"1", b"true"):
            return None
        return number(given.get(b"s"))
