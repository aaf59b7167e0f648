"""A search for values in whatever was left behind, in the shapes a value takes when it leaks.

A grep finds a value as it stands. This finds it in twelve shapes: plain, UTF-16 either way, as a
number in eight bytes, base64 wherever it begins in a text, hexadecimal, unkeyed MD5, SHA-1 and
SHA-256 as text and as bytes; and each of these inside gzip, zlib, zip and Zstandard, also when one
lies in another.
"""

import base64
import hashlib
import io
import os
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import pyarrow as pa

DEEPEST = 3
LARGEST, STEP = 32 << 20, 128
PACKED = re.compile(rb"\x1f\x8b\x08|\x78[\x01\x5e\x9c\xda]|\x28\xb5\x2f\xfd")
ZSTD = b"\x28\xb5\x2f\xfd"
HASHES = ("md5", "sha1", "sha256")


def shapes(value: str) -> dict[str, list[bytes]]:
    """The bytes that a value may have been left as, by the name of the shape."""
    plain = value.encode()
    hashed = [hashlib.new(name, plain, usedforsecurity=False).digest() for name in HASHES]
    found = {
        "plain": [plain],
        "utf-16-le": [value.encode("utf-16-le")],
        "utf-16-be": [value.encode("utf-16-be")],
        "base64": list(_base64(plain)),
        "hexadecimal": [plain.hex().encode(), plain.hex().upper().encode()],
        "hash as text": [each.hex().encode() for each in hashed],
        "hash as bytes": hashed,
    }
    if value.isdigit():
        number = int(value)
        found["number"] = [number.to_bytes(8, "little"), number.to_bytes(8, "big")]
    return found


def _base64(plain: bytes) -> Iterator[bytes]:
    """Wherever the value begins in what was encoded: the part that its neighbours do not touch."""
    for before in range(3):
        encoded = base64.b64encode(bytes(before) + plain)
        untouched = encoded[-(-before * 8 // 6) : (before + len(plain)) * 8 // 6]
        yield from {untouched, untouched.replace(b"+", b"-").replace(b"/", b"_")}


class Search:
    """A search for these values."""

    def __init__(self, values: Iterable[str]) -> None:
        self._needles = [
            (value, needle)
            for value in values
            for forms in shapes(value).values()
            for needle in forms
        ]

    def in_bytes(self, content: bytes) -> set[str]:
        """Which values stand in it, in any shape."""
        return {
            value
            for piece in _pieces(content, DEEPEST)
            for value, needle in self._needles
            if needle in piece
        }

    def in_text(self, *texts: str) -> set[str]:
        """Which values stand in one of the texts."""
        return set().union(*(self.in_bytes(text.encode()) for text in texts))

    def in_folder(self, folder: Path) -> set[str]:
        """Which values stand in a file under the folder, or in a name.

        Others may work there meanwhile, so that a file may be gone when its turn comes.
        """
        found: set[str] = set()
        for parent, _, names in os.walk(folder):
            for name in names:
                found |= self.in_text(name)
                with suppress(OSError):
                    found |= self.in_bytes(Path(parent, name).read_bytes())
        return found


def _pieces(content: bytes, deep: int) -> Iterator[bytes]:
    """The content, and all that is packed in it."""
    yield content
    if deep:
        for inner in (*_streams(content), *_members(content)):
            yield from _pieces(inner, deep - 1)


def _streams(content: bytes) -> Iterator[bytes]:
    view = memoryview(content)
    for at in PACKED.finditer(content):
        if at[0] == ZSTD:
            yield _from_zstd(view[at.start() :])
        else:  # 32 beside the window: gzip or zlib, whichever it is.
            with suppress(zlib.error):
                yield zlib.decompressobj(32 + 15).decompress(view[at.start() :], LARGEST)


def _from_zstd(content: memoryview) -> bytes:
    """What comes out until the frame ends, or turns out to be none."""
    found: list[bytes] = []
    with suppress(OSError, pa.ArrowInvalid):
        stream = pa.CompressedInputStream(pa.BufferReader(content), "zstd")
        while (piece := stream.read(STEP)) and len(found) * STEP < LARGEST:
            found.append(piece)
    return b"".join(found)


def _members(content: bytes) -> Iterator[bytes]:
    if b"PK\x03\x04" not in content:
        return
    broken = (zipfile.BadZipFile, NotImplementedError, zlib.error, RuntimeError, EOFError)
    with suppress(*broken), zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            yield archive.read(name)
