"""The styles of a workbook with more of them: each marked cell keeps its own, but for the fill."""

import re

from uitkomst.intake.marking.words import KLEUREN
from uitkomst.intake.marking.xml_bytes import (
    Edit,
    NotEditable,
    attributes,
    number,
    plain,
    spliced,
    tag,
    with_attribute,
)

MOST_STYLES = 64_000  # of Excel

NEW = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b'<fonts count="1"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>'
    b'<fills count="2"><fill><patternFill patternType="none"/></fill>'
    b'<fill><patternFill patternType="gray125"/></fill></fills>'
    b'<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    b'<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    b'<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    b'<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    b"</styleSheet>"
)
"""The styles of a workbook that has none yet."""

_FACE = b'<$name val="Calibri"/><$family val="2"/>'
FONTS = {
    "gewoon": b'<$font><$sz val="11"/>' + _FACE + b"</$font>",
    "vet": b'<$font><$b/><$sz val="11"/>' + _FACE + b"</$font>",
    "titel": b'<$font><$b/><$sz val="14"/>' + _FACE + b"</$font>",
    "link": b'<$font><$u/><$sz val="11"/><$color rgb="FF0563C1"/>' + _FACE + b"</$font>",
}
_TOP = b'<$alignment horizontal="left" vertical="top"/>'
_WRAP = b'<$alignment horizontal="left" vertical="top" wrapText="1"/>'


class Styles:
    """The part `styles.xml`, to which styles are added; raises NotEditable for an unusual one."""

    def __init__(self, data: bytes = NEW) -> None:
        self._data = data
        self._plain = plain(data)
        self._prefix, (start, end) = self._section(b"cellXfs")
        self._xfs = self._elements(b"xf", start, end)
        fills = self._elements(b"fill", *self._section(b"fills")[1])
        self._ours = {n for n, (start, end) in enumerate(fills) if _is_ours(data[start:end])}
        self._fills = len(fills)
        self._fonts = len(self._elements(b"font", *self._section(b"fonts")[1]))
        self._added: list[bytes] = []
        self._numbers: dict[tuple[int | str, str], int] = {}
        self._new_fonts: list[str] = []

    def marked(self, style: int, ernst: str) -> int:
        """The number of this cell style with the fill of a severity."""
        key = (style, ernst)
        if key not in self._numbers:
            self._add(key, self._filled(self._xf(style), ernst))
        return self._numbers[key]

    def unmarked(self) -> dict[int, int]:
        """For each cell style with a fill of ours, from an earlier marking, one without it."""
        found = {}
        for style in range(len(self._xfs)):
            xf = self._xf(style)
            head = xf.index(b">") + 1
            if number(attributes(xf[:head]).get(b"fillId")) in self._ours:
                self._add((style, ""), with_attribute(xf[:head], b"fillId", b"0") + xf[head:])
                found[style] = self._numbers[(style, "")]
        return found

    def own(self, font: str, *, wrap: bool = False, text: bool = False, ernst: str = "") -> int:
        """A style of our own: a font of FONTS, for text typed as text, with a severity's fill."""
        key = (f"{font} {wrap} {text}", ernst)
        if key not in self._numbers:
            if font not in self._new_fonts:
                self._new_fonts.append(font)
            at = self._fonts + self._new_fonts.index(font)
            xf = b'<$xf numFmtId="%d" fontId="%d" fillId="0" borderId="0" xfId="0"' % (
                49 if text else 0, at
            )  # fmt: skip
            xf += b' applyNumberFormat="1" applyFont="1" applyAlignment="1">'
            xf += (_WRAP if wrap else _TOP) + b"</$xf>"
            xf = xf.replace(b"$", self._prefix)
            self._add(key, self._filled(xf, ernst) if ernst else xf)
        return self._numbers[key]

    def quoted(self, style: int) -> int:
        """The number of this style for text that begins as a formula does."""
        key = (f"'{style}", "")
        if key not in self._numbers:
            xf = self._xf(style)
            head = xf.index(b">") + 1
            self._add(key, with_attribute(xf[:head], b"quotePrefix", b"1") + xf[head:])
        return self._numbers[key]

    def finished(self) -> bytes:
        """The part with all that was added."""
        if not self._added:
            return self._data
        fills = b"".join(_fill(colour) for colour in KLEUREN.values())
        fonts = b"".join(FONTS[font] for font in self._new_fonts)
        edits = [
            *self._longer(b"fills", fills, self._fills, len(KLEUREN)),
            *self._longer(b"cellXfs", b"".join(self._added),
                          len(self._xfs), len(self._added)),
        ]  # fmt: skip
        if fonts:
            edits += self._longer(b"fonts", fonts, self._fonts, len(self._new_fonts))
        return spliced(self._data, edits)

    def _add(self, key: tuple[int | str, str], xf: bytes) -> None:
        self._numbers[key] = len(self._xfs) + len(self._added)
        self._added.append(xf)
        if self._numbers[key] >= MOST_STYLES:
            raise NotEditable

    def _xf(self, style: int) -> bytes:
        added = style - len(self._xfs)
        if 0 <= added < len(self._added):
            return self._added[added]
        start, end = self._xfs[style if added < 0 else 0]
        return self._data[start:end]

    def _filled(self, xf: bytes, ernst: str) -> bytes:
        head = xf.index(b">") + 1
        fill = self._fills + list(KLEUREN).index(ernst)
        start = with_attribute(xf[:head], b"fillId", b"%d" % fill)
        return with_attribute(start, b"applyFill", b"1") + xf[head:]

    def _section(self, name: bytes) -> tuple[bytes, tuple[int, int]]:
        found = tag(name).search(self._plain)
        if found is None or found[2].endswith(b"/"):
            raise NotEditable
        end = self._plain.find(b"</" + found[1] + name, found.end())
        if end < 0:
            raise NotEditable
        return found[1], (found.end(), end)

    def _elements(self, name: bytes, start: int, end: int) -> list[tuple[int, int]]:
        spans = []
        for found in tag(name).finditer(self._plain, start, end):
            stop = found.end()
            if not found[2].endswith(b"/"):
                closing = re.compile(rb"</" + re.escape(found[1]) + name + rb"\s*>")
                closed = closing.search(self._plain, stop, end)
                if closed is None:
                    raise NotEditable
                stop = closed.end()
            spans.append((found.start(), stop))
        return spans

    def _longer(self, name: bytes, more: bytes, there: int, added: int) -> list[Edit]:
        _, (inside, end) = self._section(name)
        more = more.replace(b"$", self._prefix)
        edits = [(end, end, more)]
        found = next(found for found in tag(name).finditer(self._plain) if found.end() == inside)
        if number(attributes(found[2]).get(b"count")) is not None:
            whole = self._data[found.start() : found.end()]
            count = b"%d" % (there + added)
            edits.append((found.start(), found.end(), with_attribute(whole, b"count", count)))
        return edits


def _is_ours(fill: bytes) -> bool:
    return any(b'"FF%s"' % colour.encode() in fill for colour in KLEUREN.values())


def _fill(colour: str) -> bytes:
    return (
        b'<$fill><$patternFill patternType="solid"><$fgColor rgb="FF%s"/><$bgColor indexed="64"/>'
        b"</$patternFill></$fill>" % colour.encode()
    )
