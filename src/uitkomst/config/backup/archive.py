"""What is in a backup: a tar of the dump in pieces, the objects, and last a manifest.

Plain tar, so that in an emergency `age --decrypt` and `tar` are all one needs (docs/backup.md).
The manifest comes last and says what there should have been: without it a backup is not whole.
"""

import hashlib
import json
import re
import tarfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import BinaryIO

from uitkomst.config.refusals import NotRestored

DATABASE = "database/"
MANIFEST = "manifest.json"
FORMAT = 1
NAME = re.compile(r"[a-z0-9][a-z0-9._-]*(/[a-z0-9][a-z0-9._-]*)*", re.IGNORECASE)
BLOCK = 512
NOT_WHOLE = (
    "Deze reservekopie is niet heel: er ontbreekt een deel of er staat iets anders in dan de "
    "inhoudsopgave zegt. Er is niets teruggezet. Neem een andere reservekopie."
)


@dataclass(frozen=True)
class Part:
    """One file of a backup; small enough for memory."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Manifest:
    """What a backup holds. `tabellen` counts rows, `vervallen` names objects removed meanwhile.

    `migraties` are the ones the tables were made by: an older program cannot read newer tables.
    """

    soort: str
    gemaakt: str
    versie: str
    objecten: int
    bytes: int
    sha256: str  # of all names and contents
    tabellen: dict[str, int] = field(default_factory=dict)
    migraties: tuple[str, ...] = ()
    vervallen: tuple[str, ...] = ()
    formaat: int = FORMAT


class Tally:
    """Counts what goes into a backup, and what comes out of it."""

    def __init__(self) -> None:
        self.objects = 0
        self.bytes = 0
        self._digest = hashlib.sha256()

    def count(self, part: Part) -> Part:
        """The same part, counted."""
        self.objects += not part.name.startswith(DATABASE)
        self.bytes += len(part.content)
        self._digest.update(part.name.encode() + bytes(1) + part.content)
        return part

    @property
    def sha256(self) -> str:
        """Of all names and contents so far."""
        return self._digest.hexdigest()

    def is_what(self, manifest: Manifest) -> bool:
        """Whether this is what the manifest tells of."""
        told = manifest.objecten, manifest.bytes, manifest.sha256
        return told == (self.objects, self.bytes, self.sha256)


def packed(parts: Iterable[Part]) -> Iterator[bytes]:
    """The bytes of a tar, as they come."""
    for part in parts:
        info = tarfile.TarInfo(part.name)
        info.size, info.mode = len(part.content), 0o600
        yield info.tobuf(tarfile.GNU_FORMAT)
        yield part.content
        yield bytes(-len(part.content) % BLOCK)
    yield bytes(2 * BLOCK)


def unpacked(stream: BinaryIO) -> Iterator[Part]:
    """The files of a tar, in order. Raises NotRestored for what no backup of ours holds."""
    try:
        with tarfile.open(fileobj=stream, mode="r|") as tar:
            for info in tar:
                content = tar.extractfile(info) if info.isreg() else None
                # A name becomes a path: whoever has the public key can make a file like this.
                if content is None or not NAME.fullmatch(info.name):
                    raise NotRestored(NOT_WHOLE)
                yield Part(info.name, content.read())
    except tarfile.TarError as error:
        raise NotRestored(NOT_WHOLE) from error


def written(manifest: Manifest) -> Part:
    """The manifest as the last part of a backup."""
    return Part(MANIFEST, json.dumps(asdict(manifest)).encode())


def whole(parts: Iterable[Part]) -> Manifest:
    """Read a backup to its end and give its manifest. Raises NotRestored when it is not whole."""
    tally, last = Tally(), None
    for part in parts:
        if last is not None:
            tally.count(last)
        last = part
    if last is None or last.name != MANIFEST:
        raise NotRestored(NOT_WHOLE)
    manifest = _read(last.content)
    if not tally.is_what(manifest):
        raise NotRestored(NOT_WHOLE)
    return manifest


def _read(content: bytes) -> Manifest:
    try:
        told = json.loads(content)
        if told["formaat"] != FORMAT:
            raise NotRestored(
                "Deze reservekopie is door een andere versie van dit programma gemaakt. Zet haar "
                "terug met die versie."
            )
        told |= {name: tuple(told[name]) for name in ("migraties", "vervallen")}
        return Manifest(**told)
    except (ValueError, KeyError, TypeError) as error:
        raise NotRestored(NOT_WHOLE) from error
