"""A zip of parts that are copied as they were packed, and parts that are new."""

import struct
import zipfile
import zlib
from collections.abc import Iterable
from io import BytesIO

_LOCAL = struct.Struct("<4s2B4HL2L2H")
_CENTRAL = struct.Struct("<4s4B4HL2L5H2L")
_END = struct.Struct("<4s4H2LH")
_UTF8 = 0x800
_LEVEL = 5


class Packed:
    """One part, packed."""

    def __init__(self, info: zipfile.ZipInfo, data: bytes | memoryview) -> None:
        self.info = info
        self.data = data


class Packer:
    """Packs a part piece by piece, so that it is never whole in memory."""

    def __init__(self) -> None:
        self._packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -15)
        self._pieces: list[bytes] = []
        self._size = self._checksum = 0

    def write(self, piece: bytes) -> None:
        """Take in the next bytes of the part."""
        self._size += len(piece)
        self._checksum = zlib.crc32(piece, self._checksum)
        self._pieces.append(self._packer.compress(piece))

    def packed(self, name: str) -> Packed:
        """The whole part, under this name."""
        self._pieces.append(self._packer.flush())
        info = zipfile.ZipInfo(name)
        info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, 0
        info.CRC, info.file_size = self._checksum, self._size
        return Packed(info, b"".join(self._pieces))


def packed(name: str, data: bytes) -> Packed:
    """A small new part."""
    packer = Packer()
    packer.write(data)
    return packer.packed(name)


def zipped(parts: Iterable[Packed]) -> bytes:
    """The zip of these parts, in this order."""
    out = BytesIO()
    directory: list[bytes] = []
    for part in parts:
        info, name = part.info, part.info.orig_filename.encode("utf-8")
        flags = 0 if name.isascii() else _UTF8
        year, month, day, hour, minute, second = info.date_time
        day_bits = (max(year - 1980, 0) << 9) | (month << 5) | day
        time_bits = (hour << 11) | (minute << 5) | (second // 2)
        kind = (flags, info.compress_type, time_bits, day_bits, info.CRC)
        sizes = (len(part.data), info.file_size)
        start = out.tell()
        out.write(_LOCAL.pack(b"PK\3\4", 20, 0, *kind, *sizes, len(name), 0))
        out.write(name)
        out.write(part.data)
        directory += [
            _CENTRAL.pack(
                b"PK\1\2", 20, info.create_system, 20, 0, *kind, *sizes,
                len(name), 0, 0, 0, info.internal_attr, info.external_attr, start,
            ),
            name,
        ]  # fmt: skip
    start = out.tell()
    out.write(b"".join(directory))
    count = len(directory) // 2
    out.write(_END.pack(b"PK\5\6", 0, 0, count, count, out.tell() - start, start, 0))
    return out.getvalue()
