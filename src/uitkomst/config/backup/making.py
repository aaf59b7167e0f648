"""Making a backup: the books at one moment, with every object they tell of.

An object is sealed before it is booked and removed after it is unbooked. So what is booked at the
moment of the dump exists at that moment. Objects take long to copy and the moment is short: first
everything is copied, round after round until nothing is new; then the books stand still for an
instant, in which the last new objects are read and the moment is fixed; then the dump of that
moment is made. An object that was copied and had gone by that moment is named in the manifest, and
is not put back. Never in a backup of data: the key store and the master key.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from uitkomst.config.backup import agefile, archive, postgres, shelf
from uitkomst.config.backup.archive import Manifest, Part, Tally
from uitkomst.config.backup.postgres import Database, Snapshot
from uitkomst.services.privacy import backups
from uitkomst.services.privacy.backups import GEGEVENS, SLEUTELS
from uitkomst.vault.refusals import UnknownObject
from uitkomst.vault.store import FolderStore

KLUIS, KEYS = "kluis", "sleutels"
BESIDE = ("controlepunt.sleutel", "controlepunt.pub", "secret.key")
"""Keys that lie beside the store: what signs checkpoints, and what seals second factors of people
(`deelnemers.adapters`): without it nobody's app works after a restore."""
ROUNDS = 5
Seen = tuple[str, datetime]
"""A name in the store and when it was written: a name may be used again for other bytes."""


@dataclass(frozen=True)
class Made:
    """A backup that lies on its shelf."""

    path: Path
    bytes: int
    sha256: str


def make_data(*, data: Path, folder: Path, now: datetime) -> Made:
    """Back up the books and the sealed objects. Raises NoBackupKey, NotBackedUp."""
    return _made(GEGEVENS, folder, data_parts(data, postgres.of_django(), now), now)


def make_keys(*, data: Path, folder: Path, now: datetime) -> Made:
    """Back up the keys: the key store as the master key wrapped it, and those `BESIDE` it.

    Raises NoBackupKey, NotBackedUp.
    """
    return _made(SLEUTELS, folder, _key_parts(data, now), now)


def _made(soort: str, folder: Path, parts: Iterator[Part], now: datetime) -> Made:
    """On the shelf first, in the books second: a backup cannot tell of itself."""
    key = agefile.recipient()
    shelf.require_for(folder, soort)
    path = folder / shelf.name_for(soort, now)
    written = agefile.write(path, archive.packed(parts), key)
    shelf.write_sum(path, written.sha256)
    backups.book(
        soort=soort, naam=path.name, bytes=written.bytes, sha256=written.sha256, now=now
    )  # fmt: skip
    return Made(path, written.bytes, written.sha256)


def data_parts(data: Path, database: Database, now: datetime) -> Iterator[Part]:
    """Everything in a backup of data, in order."""
    tally, store, copied = Tally(), FolderStore(data / KLUIS), set[Seen]()
    for _ in range(ROUNDS):
        new = _seen(store) - copied
        if not new:
            break
        for part in _objects(store, new):
            yield tally.count(part)
        copied |= new
    with postgres.standing_still(database):
        snapshot = Snapshot(database)
        present = _seen(store)
        last = list(_objects(store, present - copied))
    try:
        for part in last:
            yield tally.count(part)
        for number, piece in enumerate(postgres.dumped(database, snapshot.name)):
            yield tally.count(Part(f"{archive.DATABASE}{number:06}", piece))
        gone = {name for name, _ in copied} - {name for name, _ in present}
        yield archive.written(
            _manifest(GEGEVENS, tally, now, snapshot.rows(), snapshot.migrations(), gone)
        )
    finally:
        snapshot.close()


def _key_parts(data: Path, now: datetime) -> Iterator[Part]:
    tally = Tally()
    store = FolderStore(data)
    for name in [*store.list(KEYS), *BESIDE]:
        if not _is_draft(name):
            with suppress(UnknownObject):
                yield tally.count(Part(name, store.get(name)))
    yield archive.written(_manifest(SLEUTELS, tally, now, {}, (), ()))


def _seen(store: FolderStore) -> set[Seen]:
    found = set[Seen]()
    for name in store.list(""):
        if not _is_draft(name):
            with suppress(UnknownObject):  # Removed meanwhile.
                found.add((name, store.written_at(name)))
    return found


def _is_draft(name: str) -> bool:
    """Whether it is a file that is being written, or was when somebody died."""
    return name.rpartition("/")[2].startswith(".")


def _objects(store: FolderStore, seen: set[Seen]) -> Iterator[Part]:
    for name, _ in sorted(seen):
        with suppress(UnknownObject):
            yield Part(f"{KLUIS}/{name}", store.get(name))


def _manifest(
    soort: str,
    tally: Tally,
    now: datetime,
    tables: dict[str, int],
    migrations: tuple[str, ...],
    gone: Iterable[str],
) -> Manifest:
    return Manifest(
        soort=soort,
        gemaakt=now.astimezone(UTC).isoformat(),
        versie=version("uitkomst"),
        objecten=tally.objects,
        bytes=tally.bytes,
        sha256=tally.sha256,
        tabellen=tables,
        migraties=migrations,
        vervallen=tuple(sorted(f"{KLUIS}/{name}" for name in gone)),
    )
