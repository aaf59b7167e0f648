"""The table of texts that the cells of an .xlsx workbook point into."""

import re

from uitkomst.intake.formats.read_xml import Attributes, local, walk
from uitkomst.intake.formats.read_zip import Archive
from uitkomst.intake.limits import Limits
from uitkomst.intake.refusals import too_large

# Excel writes characters that XML cannot hold as _x000D_, and an underscore before such as _x005F_.
_ESCAPE = re.compile(r"_x(0009|000A|000D|005F)_", re.IGNORECASE)


def unescape(text: str) -> str:
    """The text as Excel shows it."""
    if "_x" not in text:
        return text
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)


class _Strings:
    """Gathers `<si>` items: plain or rich text, without the phonetic hints (`<rPh>`)."""

    def __init__(self, limits: Limits) -> None:
        self.texts: list[str] = []
        self._limits = limits
        self._parts: list[str] = []
        self._size = 0
        self._collect = False
        self._phonetic = False

    def start(self, name: str, _: Attributes) -> None:
        tag = local(name)
        if tag == "si":
            self._parts, self._size = [], 0
        elif tag == "rPh":
            self._phonetic = True
        elif tag == "t":
            self._collect = not self._phonetic

    def end(self, name: str) -> None:
        tag = local(name)
        if tag == "t":
            self._collect = False
        elif tag == "rPh":
            self._phonetic = False
        elif tag == "si":
            self.texts.append(unescape("".join(self._parts)))

    def text(self, text: str) -> None:
        if self._collect:
            self._parts.append(text)
            self._size += len(text)
            if self._size > self._limits.cell_characters:
                raise too_large(
                    "cel_te_lang",
                    f"Een cel bevat een tekst van meer dan {self._limits.cell_characters} tekens.",
                )


def shared_strings(archive: Archive, part: str | None, limits: Limits) -> list[str]:
    """All shared texts in the order of their numbers; none where the workbook has no such part."""
    if part is None:
        return []
    strings = _Strings(limits)
    walk(archive.chunks(part), limits, start=strings.start, end=strings.end, text=strings.text)
    return strings.texts
