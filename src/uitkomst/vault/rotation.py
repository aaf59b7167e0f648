"""Changing keys: the master key, the keys of providers; always with a rehearsal first.

No step leaves a moment at which nothing opens. A new master wraps every key beside the old one,
and either opens until `finished`. New keys of a provider are made beside the old ones, objects are
sealed anew one by one, and the old ones open what an older backup brings back until `finished`
destroys them. Each can be broken off anywhere and done again.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from uitkomst.vault import box, files, identities, keyfile
from uitkomst.vault.box import Header, Key
from uitkomst.vault.healing import scanned
from uitkomst.vault.keys import RENEWED, KeyStore, Purpose
from uitkomst.vault.master import Master
from uitkomst.vault.objects import IDENTITEITEN, ROWS, Objects, context, name_of
from uitkomst.vault.refusals import (
    KeyMissing,
    NotFinished,
    NotTheNewest,
    UnknownObject,
    VaultRefusal,
)
from uitkomst.vault.ring import Ring

BATCH = 20  # objects that are sealed anew before others may write to the ring again


@dataclass(frozen=True)
class Counts:
    """What was done, or would be: files of keys, rings, objects, rows in them, not to be opened."""

    sleutels: int = 0
    bossen: int = 0
    objecten: int = 0
    rijen: int = 0
    dicht: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.sleutels + other.sleutels,
            self.bossen + other.bossen,
            self.objecten + other.objecten,
            self.rijen + other.rijen,
            self.dicht + other.dicht,
        )


def rehearsed(objects: Objects) -> Counts:
    """Open everything there is, and write nothing: the rehearsal of every change of keys."""
    total = Counts()
    for path, place in objects.keys.key_files():
        keyfile.opened(path.read_bytes(), objects.keys.master, place)
        total += Counts(sleutels=1)
    for aanbieder in objects.keys.providers():
        ring = objects.keys.ring(aanbieder)
        total += Counts(bossen=1)
        for levering, headers in scanned(objects, aanbieder).items():
            for naam, header in headers.items():
                total += _read(objects, (aanbieder, levering, naam), header, ring)
    return total


def rewrapped(keys: KeyStore, master: Master) -> int:
    """Wrap every key by this master too; gives how many files. What it opens stays open to others.

    With the master in use itself: wrap anew, by the newest version of its key. Raises
    VaultRefusal.
    """
    done = 0
    for path, place in keys.key_files():
        with keys.rewriting(path):
            content = path.read_bytes()
            known = keyfile.opened(content, keys.master, place)
            anew = keyfile.with_master(content, known, master, place)
            if keyfile.opened(anew, master, place) != known:
                raise NotFinished
            files.replace(path, anew)
        done += 1
    return done


def renewed(objects: Objects, aanbieder: UUID, at: datetime) -> Counts:
    """Give a provider new keys and seal all it has under them; goes on with what was broken off.

    Keys of persons stay: their boxes lie inside what is sealed anew. Raises VaultRefusal.
    """
    with objects.keys.changing(aanbieder) as change:
        if change.ring.wissel is None:
            change.ring.wissel = at.replace(microsecond=0)
            for levering in list(change.ring.leveringen):
                change.ring.add_key_to(levering)
            change.save()
        objects.keys.renew(aanbieder, change.ring.wissel)
        change.save()
    total, shut = Counts(bossen=1, sleutels=len(RENEWED)), set[tuple[UUID, str]]()
    while True:
        with objects.keys.changing(aanbieder) as change:
            batch = [each for each in _stale(objects, aanbieder) if each[:2] not in shut][:BATCH]
            if not batch:
                change.ring.wissel = None
                change.save()
                return total
            for levering, naam, header in batch:
                try:
                    _seal_anew(objects, (aanbieder, levering, naam), header)
                    total += Counts(objecten=1)
                except UnknownObject:
                    continue
                except VaultRefusal:
                    shut.add((levering, naam))
                    total += Counts(dicht=1)


def finished(objects: Objects) -> Counts:
    """Destroy the keys that were replaced, and what another master wrapped.

    Older backups of the objects that were made before the change do not open after this. Raises
    NotFinished while anything that opens depends on an old key, VaultRefusal when the master in
    use does not open every key, NotTheNewest when another was to take its place; nothing was
    destroyed then.
    """
    for path, place in objects.keys.key_files():
        content = path.read_bytes()
        keyfile.opened(content, objects.keys.master, place)
        if keyfile.masters_of(content)[-1] != objects.keys.master.name:
            raise NotTheNewest
    for aanbieder in objects.keys.providers():
        _require_finished(objects, aanbieder)
    total = Counts()
    for aanbieder in objects.keys.providers():
        total += finished_of(objects, aanbieder)
    for path, _ in objects.keys.key_files():
        with objects.keys.rewriting(path):
            content = path.read_bytes()
            if len(keyfile.masters_of(content)) > 1:
                files.replace(path, keyfile.only_master(content, objects.keys.master))
                total += Counts(sleutels=1)
    return total


def finished_of(objects: Objects, aanbieder: UUID) -> Counts:
    """The same for the replaced keys of one provider. Raises NotFinished, VaultRefusal."""
    _require_finished(objects, aanbieder)
    with objects.keys.changing(aanbieder) as change:
        for levering, known in list(change.ring.leveringen.items()):
            change.ring.vernietigd |= {key.id for key in known.sleutels[:-1]}
            change.ring.change(levering, sleutels=known.sleutels[-1:])
        change.save()  # also for its own sake: it may lie under a key that goes
        return Counts(bossen=1, sleutels=objects.keys.drop_replaced(aanbieder))


def _require_finished(objects: Objects, aanbieder: UUID) -> None:
    if objects.keys.ring(aanbieder).wissel or _depends(objects, aanbieder):
        raise NotFinished


Place = tuple[UUID, UUID, str]


def _read(objects: Objects, place: Place, header: Header, ring: Ring) -> Counts:
    """Open one object, and the box of every row in it."""
    aanbieder, levering, naam = place
    try:
        if naam not in ROWS:
            content = objects.store.get(name_of(*place))
            box.opened(content, _key(objects, place, header), context(*place))
            return Counts(objecten=1)
        rows, ring = objects.rows(*place)
        if naam == IDENTITEITEN:
            identities.unboxed(rows, (aanbieder, levering), ring.personen, None)
        return Counts(objecten=1, rijen=rows.num_rows)
    except VaultRefusal:
        return Counts(dicht=1)


def _stale(objects: Objects, aanbieder: UUID) -> Iterator[tuple[UUID, str, Header]]:
    """What is not sealed under the key in use."""
    for levering, headers in scanned(objects, aanbieder).items():
        for naam, header in headers.items():
            if header.key not in _in_use(objects, aanbieder, levering):
                yield levering, naam, header


def _in_use(objects: Objects, aanbieder: UUID, levering: UUID) -> set[UUID]:
    found = set()
    for purpose in (Purpose.IDENTITEITEN, Purpose.TRAJECTEN):
        try:
            found.add(objects.keys.key(aanbieder, purpose).id)
        except KeyMissing:
            continue
    known = objects.keys.ring(aanbieder).leveringen.get(levering)
    return found | {key.id for key in (known.sleutels[-1:] if known else ())}


def _depends(objects: Objects, aanbieder: UUID) -> bool:
    """Whether anything that opens is under a key that was replaced."""
    ring = objects.keys.ring(aanbieder)
    return any(
        not _read(objects, (aanbieder, levering, naam), header, ring).dicht
        for levering, naam, header in _stale(objects, aanbieder)
    )


def _key(objects: Objects, place: Place, header: Header) -> Key:
    """The key that a box names. Raises KeyMissing."""
    aanbieder, levering, naam = place
    if naam in ROWS:
        return objects.keys.key_named(aanbieder, ROWS[naam], header.key)
    try:
        return objects.key_of_other(aanbieder, levering, Purpose.IDENTITEITEN, header.key)
    except KeyMissing:
        return objects.key_of_other(aanbieder, levering, Purpose.TRAJECTEN, header.key)


def _key_in_use(objects: Objects, place: Place, header: Header) -> Key:
    """The key in use that does the same work."""
    aanbieder, levering, naam = place
    if naam in ROWS:
        return objects.keys.key(aanbieder, ROWS[naam])
    known = objects.keys.ring(aanbieder).leveringen.get(levering)
    if known and header.key in {key.id for key in known.sleutels}:
        return known.sleutels[-1]
    return objects.keys.key(aanbieder, Purpose.TRAJECTEN)


def _seal_anew(objects: Objects, place: Place, header: Header) -> None:
    name, bound = name_of(*place), context(*place)
    content = objects.store.get(name)
    plain = box.opened(content, _key(objects, place, header), bound)
    anew = box.seal(plain, _key_in_use(objects, place, header), bound, header.generation)
    objects.store.replace(name, anew)
