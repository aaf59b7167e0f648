"""A zip that is held to its word: nothing hidden, nothing double, nothing larger than it says.

Python's zipfile reads the directory; unpacking is done here, because zipfile believes the declared
size, and before 3.11.8 it does not see overlapping parts (CVE-2024-0450).
"""

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import PurePosixPath

from uitkomst.intake.limits import Limits
from uitkomst.intake.refusals import UnreadableFile, broken, encrypted, other_kind, too_large

CHUNK = 64 * 1024
_LOCAL = struct.Struct("<4s2B4HL2L2H")
_END = b"PK\x05\x06"
_END_SIZE = 22
_UTF8, _SIZES_FOLLOW, _ZIP64 = 0x800, 0x8, 0xFFFFFFFF
_ENCRYPTED_FLAGS = 0x1 | 0x40 | 0x2000


class Archive:
    """The checked parts of a zip file, unpacked piece by piece and never to disk.

    Raises UnreadableFile on opening or reading anything that is not as an office program writes it.
    """

    def __init__(self, content: bytes, limits: Limits) -> None:
        self._content = content
        self._limits = limits
        self.counted = (0, 0)  # bytes and elements unpacked so far, over all parts
        infos = _directory(content, limits)
        _check_names(infos)
        _check_promises(infos, limits)
        self._spans = _spans(content, infos)
        self._infos = {info.filename: info for info in infos}
        self.names = tuple(self._infos)

    def __contains__(self, name: str) -> bool:
        return name in self._infos

    def chunks(self, name: str) -> Iterator[bytes]:
        """The unpacked bytes of one part; at the end its size and checksum were right."""
        info = self._infos.get(name)
        if info is None:
            raise broken("Een onderdeel van de werkmap ontbreekt.")
        start, end = self._spans[name]
        size = checksum = 0
        for chunk in _inflated(self._content, start, end, info.compress_type):
            size += len(chunk)
            # Small elements cost the reader most: 400 MB of <b/> would take it a minute.
            more = chunk.count(b"<") - chunk.count(b"</")
            self.counted = (self.counted[0] + len(chunk), self.counted[1] + more)
            if size > info.file_size or self.counted[0] > self._limits.unpacked_bytes:
                raise _bomb(self._limits)
            if self.counted[1] > self._limits.xml_elements:
                raise too_large(
                    "zipbom",
                    f"Uitgepakt heeft het bestand meer dan {self._limits.xml_elements} elementen.",
                )
            checksum = zlib.crc32(chunk, checksum)
            yield chunk
        if size != info.file_size or checksum != info.CRC:
            raise broken("De controlesom van een onderdeel klopt niet.")

    def packed(self, name: str) -> tuple[zipfile.ZipInfo, memoryview]:
        """One part as it was packed, not looked into, with what the directory says of it."""
        start, end = self._spans[name]
        return self._infos[name], memoryview(self._content)[start:end]

    def starts_with(self, name: str, signature: bytes) -> bool:
        """Whether the unpacked part begins with these bytes; no more is unpacked for it."""
        start, end = self._spans[name]
        first = next(_inflated(self._content, start, end, self._infos[name].compress_type), b"")
        return first.startswith(signature)

    def bytes(self, name: str, limit: int = CHUNK) -> bytes:
        """The whole of a small part."""
        data = b"".join(self.chunks(name)) if name in self._infos else b""
        return data[:limit]


def _directory(content: bytes, limits: Limits) -> list[zipfile.ZipInfo]:
    if b"%PDF-" in content[:1024]:
        raise other_kind("een bestand dat ook een PDF is")
    end = content.rfind(_END)
    if end < 0:
        raise broken("Het einde van het bestand ontbreekt.")
    if end + _END_SIZE != len(content):
        raise broken("Na het einde van de werkmap staan nog andere gegevens.")
    try:
        infos = zipfile.ZipFile(BytesIO(content)).infolist()
    except Exception as error:  # zipfile has no one error for a broken directory
        raise broken("De inhoudsopgave van de werkmap is niet te lezen.") from error
    if len(infos) > limits.zip_parts:
        raise too_large(
            "zipbom", f"Het bestand bestaat uit meer dan {limits.zip_parts} onderdelen."
        )
    if not infos:
        raise UnreadableFile("leeg", "Het bestand is een leeg pakket. Lever het werkblad zelf in.")
    return infos


def _check_names(infos: list[zipfile.ZipInfo]) -> None:
    seen: set[str] = set()
    for info in infos:
        name = info.orig_filename
        path = PurePosixPath(name.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in name or "\0" in name:
            raise broken("Een onderdeel heeft een naam die buiten de werkmap wijst.")
        same = str(path).lower()  # without a final slash, a "." or a double slash
        if same in seen:
            raise broken("Hetzelfde onderdeel zit er twee keer in.")
        seen.add(same)
        mode = info.external_attr >> 16
        if stat.S_ISLNK(mode):
            raise broken("Een onderdeel is een verwijzing naar een ander bestand.")


def _check_promises(infos: list[zipfile.ZipInfo], limits: Limits) -> None:
    if any(info.flag_bits & _ENCRYPTED_FLAGS for info in infos):
        raise encrypted()
    if any(info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for info in infos):
        raise broken("Het bestand is ingepakt op een manier die Excel niet gebruikt.")
    if sum(info.file_size for info in infos) > limits.unpacked_bytes:
        raise _bomb(limits)


def _spans(content: bytes, infos: list[zipfile.ZipInfo]) -> dict[str, tuple[int, int]]:
    """Where the packed bytes of each part lie; they follow each other from byte 0."""
    spans: dict[str, tuple[int, int]] = {}
    contradicted = False
    free = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        start, agrees = _local_header(content, info)
        contradicted |= not agrees or (not spans and info.header_offset != 0)
        end = start + info.compress_size
        if info.header_offset < free:
            raise UnreadableFile(
                "zipbom",
                "Onderdelen van het bestand liggen over elkaar heen. Zo slaat geen "
                "kantoorprogramma een werkmap op. Sla het bestand opnieuw op en lever dat in.",
            )
        spans[info.filename] = (start, end)
        free = end
    if contradicted or free > len(content):
        raise broken("De inhoudsopgave en de inhoud spreken elkaar tegen.")
    return spans


def _local_header(content: bytes, info: zipfile.ZipInfo) -> tuple[int, bool]:
    """Where a part's bytes start, and whether its own header says what the directory says."""
    header = content[info.header_offset : info.header_offset + _LOCAL.size]
    if len(header) < _LOCAL.size or not header.startswith(b"PK\x03\x04"):
        raise broken("De inhoudsopgave verwijst naar een plek waar niets staat.")
    _, _, _, flags, method, _, _, checksum, packed, size, *lengths = _LOCAL.unpack(header)
    at = info.header_offset + _LOCAL.size
    encoding = "utf-8" if flags & _UTF8 else "cp437"
    name = content[at : at + lengths[0]].decode(encoding, "replace")
    agrees = name == info.orig_filename and method == info.compress_type
    if not flags & _SIZES_FOLLOW and _ZIP64 not in (packed, size):
        promised = (info.CRC, info.compress_size, info.file_size)
        agrees &= (checksum, packed, size) == promised
    return at + sum(lengths), agrees


def _inflated(content: bytes, start: int, end: int, method: int) -> Iterator[bytes]:
    if method == zipfile.ZIP_STORED:
        for at in range(start, end, CHUNK):
            yield content[at : min(at + CHUNK, end)]
        return
    unpack = zlib.decompressobj(-15)
    try:
        for at in range(start, end, CHUNK):
            piece = unpack.decompress(content[at : min(at + CHUNK, end)], CHUNK)
            while piece:
                yield piece
                piece = unpack.decompress(unpack.unconsumed_tail, CHUNK)
    except zlib.error as error:
        raise broken("Een onderdeel is niet uit te pakken.") from error
    if not unpack.eof or unpack.unused_data:
        raise broken("Een onderdeel is niet in één keer uit te pakken.")


def _bomb(limits: Limits) -> UnreadableFile:
    megabytes = limits.unpacked_bytes // (1024 * 1024)
    return too_large(
        "zipbom", f"Uitgepakt is het bestand groter dan {megabytes} MB of dan het zegt."
    )
