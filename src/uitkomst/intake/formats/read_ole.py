"""The container of .xls, and of much else: an OLE2 compound file (MS-CFB).

Only the directory and one stream are read. Every chain of sectors is followed at most once round.
"""

import struct
from dataclasses import dataclass

from uitkomst.intake.refusals import broken

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NO_SECTOR = 0xFFFFFFFA  # this and above are marks, not sectors
_ENTRY = 128
_STORAGE, _STREAM, _ROOT = 1, 2, 5


@dataclass(frozen=True)
class Entry:
    """One name in the directory of a compound file."""

    naam: str
    is_stream: bool
    start: int
    size: int


class CompoundFile:
    """The directory and streams of an OLE2 file. Raises UnreadableFile where it is broken."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        try:
            (self._shift, self._mini_shift) = struct.unpack_from("<2H", content, 30)
            (directory,) = struct.unpack_from("<L", content, 48)
            (self._cutoff, mini_fat) = struct.unpack_from("<2L", content, 56)
            self._check_shape()
            self._fat = self._sector_table()
            self._mini_fat = _numbers(self._chain(mini_fat))
            entries = self._entries(self._chain(directory))
        except (struct.error, IndexError) as error:
            raise broken("De inhoudsopgave van de werkmap klopt niet.") from error
        self.entries = tuple(entries)

    def stream(self, entry: Entry) -> bytes:
        """The bytes of one stream."""
        if entry.size >= self._cutoff:
            data = self._chain(entry.start)
        else:
            data = self._mini_chain(entry.start)
        if len(data) < entry.size:
            raise broken("Het laatste deel van het bestand ontbreekt.")
        return data[: entry.size]

    def _check_shape(self) -> None:
        if self._shift not in (9, 12) or self._mini_shift != 6:
            raise broken("De eerste bytes van de werkmap kloppen niet.")

    def _sector(self, number: int) -> bytes:
        start = (number + 1) << self._shift
        data = self._content[start : start + (1 << self._shift)]
        if not data:
            raise broken("Een deel van het bestand ontbreekt.")
        return data

    def _sector_table(self) -> tuple[int, ...]:
        numbers = list(struct.unpack_from("<109L", self._content, 76))
        following, count = struct.unpack_from("<2L", self._content, 68)
        for _ in range(min(count, len(self._content) >> self._shift)):
            if following >= _NO_SECTOR:
                break
            *more, following = _numbers(self._sector(following))
            numbers += more
        used = [number for number in numbers if number < _NO_SECTOR]
        if len(used) != len(set(used)):
            raise broken("De inhoudsopgave van de werkmap loopt in een kring.")
        return _numbers(b"".join(self._sector(number) for number in used))

    def _chain(self, number: int) -> bytes:
        sectors: list[bytes] = []
        for _ in range(len(self._fat) + 1):
            if number >= _NO_SECTOR:
                return b"".join(sectors)
            sectors.append(self._sector(number))
            number = self._fat[number]
        raise broken("De inhoudsopgave van de werkmap loopt in een kring.")

    def _mini_chain(self, number: int) -> bytes:
        root = next((entry for entry in self.entries if entry.naam == "Root Entry"), None)
        if root is None:
            raise broken("De inhoudsopgave van de werkmap klopt niet.")
        small = self._chain(root.start)
        pieces: list[bytes] = []
        for _ in range(len(self._mini_fat) + 1):
            if number >= _NO_SECTOR:
                return b"".join(pieces)
            if number >= len(self._mini_fat):
                break
            pieces.append(small[number << self._mini_shift : (number + 1) << self._mini_shift])
            number = self._mini_fat[number]
        raise broken("De inhoudsopgave van de werkmap loopt in een kring.")

    def _entries(self, directory: bytes) -> list[Entry]:
        found = []
        for at in range(0, len(directory) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from("<HB", directory, at + 64)
            if kind not in (_STORAGE, _STREAM, _ROOT):
                continue
            naam = directory[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
            start, size = struct.unpack_from("<2L", directory, at + 116)
            found.append(Entry(naam, kind == _STREAM, start, size))
        return found


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}L", data[: len(data) // 4 * 4])
