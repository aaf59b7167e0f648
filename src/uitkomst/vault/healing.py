"""Working out in the store what the key ring says: who was erased, what is of an older form.

An erasure counts from the moment the ring is written; then the rows are sealed anew without the
child. The same is done when a backup of the store was put back: rows of an older generation are
sealed anew as they should be, and what no key opens any more is deleted.

In three steps per provider, so that every moment in between can be read and a process may die
anywhere: the ring says that both the old and the new generation open (without who was erased), the
objects are replaced, the ring says that only the new one opens.
"""

import os
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc

from uitkomst.vault import box, upgrade
from uitkomst.vault.box import Header
from uitkomst.vault.erased import without_erased
from uitkomst.vault.identities import without_boxes
from uitkomst.vault.keys import Change
from uitkomst.vault.objects import IDENTITEITEN, ROWS, TRAJECTEN, Objects, context, name_of
from uitkomst.vault.refusals import UnknownObject, VaultRefusal
from uitkomst.vault.ring import Levering, Ring
from uitkomst.vault.streams import packed, unpacked

SALT = 32
Headers = dict[str, Header]


@dataclass(frozen=True)
class Healed:
    """What was done: objects sealed anew, deleted, and left because they cannot be opened."""

    sealed: int = 0
    deleted: int = 0
    unreadable: int = 0

    def __add__(self, other: "Healed") -> "Healed":
        return Healed(
            self.sealed + other.sealed,
            self.deleted + other.deleted,
            self.unreadable + other.unreadable,
        )


def healed(objects: Objects, aanbieder: UUID) -> Healed:
    """Bring everything of a provider in line with its keys; nothing to do is nothing done."""
    objects.keys.finish_destroying(aanbieder)
    deleted = delete_dead(objects, aanbieder)
    kept = scanned(objects, aanbieder)
    if not _to_do(objects.keys.ring(aanbieder), kept):
        return deleted
    with objects.keys.changing(aanbieder) as change:
        adopted = upgrade.adopted(objects, aanbieder, change, kept)
        return deleted + Healed(*adopted) + worked_out(objects, aanbieder, change)


def scanned(objects: Objects, aanbieder: UUID) -> dict[UUID, Headers]:
    """What every kept object of a provider says of itself."""
    found: dict[UUID, Headers] = {}
    for name in objects.store.list(str(aanbieder)):
        _, levering, naam = name.split("/", 2)
        with suppress(ValueError):  # not ours to judge: what somebody else put there
            header = objects.header(aanbieder, UUID(levering), naam)
            if header is not None:
                found.setdefault(UUID(levering), {})[naam] = header
    return found


def delete_dead(objects: Objects, aanbieder: UUID) -> Healed:
    """Delete what was sealed with a key that was destroyed on purpose."""
    dead = objects.keys.destroyed(aanbieder) | objects.keys.ring(aanbieder).vernietigd
    if not dead:
        return Healed()
    names = [
        name_of(aanbieder, levering, naam)
        for levering, headers in scanned(objects, aanbieder).items()
        for naam, header in headers.items()
        if header.key in dead
    ]
    for name in names:
        objects.store.delete(name)
    return Healed(deleted=len(names))


def worked_out(objects: Objects, aanbieder: UUID, change: Change) -> Healed:
    """Seal anew the rows that are not as the ring says; the ring is locked, saved in between."""
    ring, total = change.ring, Healed()
    anew: list[UUID] = []
    for levering, known in list(ring.leveringen.items()):
        headers = _headers_of_rows(objects, aanbieder, levering) if known.rijen else {}
        if not headers or _in_order(known, headers, ring):
            continue
        try:
            touched = _half_way(known, headers) or _touched(objects, aanbieder, levering, ring)
        except VaultRefusal:
            total += Healed(unreadable=1)
            continue
        if touched:
            _let_both_open(ring, levering, headers)
            anew.append(levering)
        else:
            ring.change(levering, schoon=ring.laatste)
    change.save()
    for levering in anew:
        try:
            total += Healed(sealed=_seal_anew(objects, aanbieder, levering, ring))
        except VaultRefusal:
            total += Healed(unreadable=1)
            continue
        known = ring.leveringen[levering]
        ring.vernietigd |= {key.id for key in known.sleutels[:-1]}
        ring.change(
            levering,
            vanaf=known.generatie,
            schoon=max(ring.laatste, known.nummer),
            zout=None,
            sleutels=known.sleutels[-1:],
        )
    if anew:
        change.save()
    return total


def _to_do(ring: Ring, kept: dict[UUID, Headers]) -> bool:
    """Whether any object is not as the ring says; nothing is opened for it."""
    for levering, headers in kept.items():
        if any(header.version == box.OLD for header in headers.values()):
            return True
        known = ring.leveringen.get(levering)
        rows = {naam: header for naam, header in headers.items() if naam in ROWS}
        if known is not None and known.rijen and rows and not _in_order(known, rows, ring):
            return True
    return False


def _in_order(known: Levering, headers: Headers, ring: Ring) -> bool:
    return known.schoon >= ring.laatste and not _half_way(known, headers)


def _half_way(known: Levering, headers: Headers) -> bool:
    """Whether rows lie in another generation than they should."""
    found = {header.generation for header in headers.values()}
    return found != {known.generatie} or known.vanaf != known.generatie


def _touched(objects: Objects, aanbieder: UUID, levering: UUID, ring: Ring) -> bool:
    """Whether there are rows here of somebody who was erased since. Raises VaultRefusal."""
    content = objects.store.get(name_of(aanbieder, levering, TRAJECTEN))
    rows = objects.unsealed_rows(aanbieder, levering, TRAJECTEN, content)
    number = ring.leveringen[levering].nummer
    after = [who.hex() for who, each in ring.wissingen.items() if max(each.weg, each.los) > number]
    return bool(after) and bool(pc.any(pc.is_in(rows["persoon"], pa.array(after))).as_py())


def _let_both_open(ring: Ring, levering: UUID, headers: Headers) -> None:
    """The generations that lie there and the one to come open, without who was erased."""
    known = ring.leveringen[levering]
    found = [header.generation for header in headers.values()]
    ring.change(
        levering,
        vanaf=min(*found, known.vanaf),
        generatie=max(*found, known.generatie) + 1,
        schoon=0 if ring.laatste else known.schoon,
        zout=known.zout or os.urandom(SALT),
    )


def _seal_anew(objects: Objects, aanbieder: UUID, levering: UUID, ring: Ring) -> int:
    """Replace what lies there; gives how many objects. Raises VaultRefusal.

    The trajecten come last: they tell, when this is broken off, what is left to do beside them.
    """
    known, anew = ring.leveringen[levering], {}
    left: pa.Array | None = None
    for naam in (IDENTITEITEN, TRAJECTEN):
        try:
            content = objects.store.get(name_of(aanbieder, levering, naam))
        except UnknownObject:
            continue
        before = upgrade.unsealed_rows(objects, aanbieder, levering, naam, content, ring)
        rows = without_erased(before, known, ring)
        if naam == IDENTITEITEN:
            rows = without_boxes(rows, ring.personen)
        elif not rows["persoon"].equals(before["persoon"]):
            left = rows["rij"].combine_chunks()
        anew[naam] = objects.seal_rows(aanbieder, levering, naam, rows, known.generatie)
    others = _others_anew(objects, aanbieder, levering, known, left)
    for naam, box_anew in anew.items():
        objects.store.replace(name_of(aanbieder, levering, naam), box_anew)
    return others + len(anew)


def _others_anew(
    objects: Objects, aanbieder: UUID, levering: UUID, known: Levering, left: pa.Array | None
) -> int:
    """Seal under its new key what else identifies many here; of the rows `left`, or (None) whole.

    What must be divided and is no table by row goes.
    """
    old = {key.id: key for key in known.sleutels[:-1]}
    sealed = 0
    for naam in objects.names(aanbieder, levering) if old else ():
        header = None if naam in ROWS else objects.header(aanbieder, levering, naam)
        if header is None or header.key not in old:
            continue
        name, place = name_of(aanbieder, levering, naam), context(aanbieder, levering, naam)
        content = box.opened(objects.store.get(name), old[header.key], place)
        try:
            content = content if left is None else _only(content, left)
        except (pa.ArrowException, KeyError):
            objects.store.delete(name)
            continue
        objects.store.replace(name, box.seal(content, known.sleutels[-1], place))
        sealed += 1
    return sealed


def _only(content: bytes, left: pa.Array) -> bytes:
    table = unpacked(content)
    return packed(table.filter(pc.is_in(table["rij"], value_set=left)))


def _headers_of_rows(objects: Objects, aanbieder: UUID, levering: UUID) -> Headers:
    found = {naam: objects.header(aanbieder, levering, naam) for naam in ROWS}
    return {naam: header for naam, header in found.items() if header is not None}
