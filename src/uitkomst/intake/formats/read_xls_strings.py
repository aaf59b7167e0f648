"""Texts in an .xls workbook (MS-XLS § 2.5.293 and 2.4.265)."""

import struct
from collections.abc import Sequence

from uitkomst.intake.refusals import broken

_WIDE, _EXTENDED, _RICH = 0x01, 0x04, 0x08


def unicode_text(data: bytes, at: int, length: int) -> str:
    """The text at `at`: a byte of flags, then `length` characters of one or two bytes."""
    wide = data[at] & _WIDE
    raw = data[at + 1 : at + 1 + (length << wide)]
    return raw.decode("utf-16-le" if wide else "latin-1", "replace")


class _Pieces:
    """Bytes that go on in the next record; a text cut in two gets new flags there."""

    def __init__(self, pieces: Sequence[bytes]) -> None:
        self._pieces = pieces
        self._piece = 0
        self._at = 0

    def take(self, size: int) -> bytes:
        """Exactly `size` bytes, over the border of records if need be."""
        taken = b""
        while True:
            piece = self._pieces[self._piece]
            more = piece[self._at : self._at + size - len(taken)]
            self._at += len(more)
            taken += more
            if len(taken) == size:
                return taken
            self._next()

    def text(self, characters: int, flags: int) -> str:
        """A text of so many characters."""
        text = ""
        while True:
            wide = flags & _WIDE
            piece = self._pieces[self._piece]
            raw = piece[self._at : self._at + ((characters - len(text)) << wide)]
            self._at += len(raw)
            text += raw.decode("utf-16-le" if wide else "latin-1", "replace")
            if len(raw) == 0 and self._at < len(piece):
                raise broken("Een tekst in de werkmap is niet te lezen.")
            characters_left = characters - len(text)
            if characters_left <= 0 or self._at < len(piece):
                return text
            self._next()
            flags = self.take(1)[0]

    def _next(self) -> None:
        self._piece += 1
        self._at = 0
        if self._piece >= len(self._pieces):
            raise broken("De lijst met teksten in de werkmap is afgebroken.")


def shared_strings(pieces: Sequence[bytes]) -> list[str]:
    """All shared texts in the order of their numbers, from the SST record and what continues it."""
    if not pieces:
        return []
    source = _Pieces(pieces)
    _, unique = struct.unpack("<2L", source.take(8))
    if unique * 3 > sum(len(piece) for piece in pieces):
        raise broken("De lijst met teksten in de werkmap is afgebroken.")
    texts = []
    for _ in range(unique):
        characters, flags = struct.unpack("<HB", source.take(3))
        runs = struct.unpack("<H", source.take(2))[0] if flags & _RICH else 0
        extra = struct.unpack("<L", source.take(4))[0] if flags & _EXTENDED else 0
        texts.append(source.text(characters, flags) if characters else "")
        source.take(4 * runs + extra)
    return texts
