"""Taking over what was sealed before persons and leveringen had keys of their own (format 1).

It happens when the portal starts, as part of `healing`. Sources of that time are taken over only
while nobody was erased: after that nobody can tell who is in them, and they are deleted.
"""

from uuid import UUID

import pyarrow as pa

from uitkomst.vault import box, identities, oldform
from uitkomst.vault.box import Header
from uitkomst.vault.keys import Change, Purpose
from uitkomst.vault.objects import IDENTITEITEN, ROWS, Objects, context, name_of, now
from uitkomst.vault.refusals import KeyMissing, VaultRefusal
from uitkomst.vault.ring import Levering, Ring
from uitkomst.vault.streams import unpacked

NO_PERSON = ("rij", "persoon")


def adopted(
    objects: Objects, aanbieder: UUID, change: Change, kept: dict[UUID, dict[str, Header]]
) -> tuple[int, int, int]:
    """Give everything of format 1 its place in the ring, and seal all but the rows anew.

    Gives how many objects were sealed, deleted and not opened. The rows follow in `healing`.
    """
    sealed = deleted = unreadable = 0
    old = {
        (levering, naam)
        for levering, headers in kept.items()
        for naam, header in headers.items()
        if header.version == box.OLD
    }
    if not old:
        return 0, 0, 0
    for levering, naam in sorted(old):
        if naam in ROWS:
            known = change.ring.leveringen.get(levering) or Levering(0, now())
            rows_of_before = known if known.rijen else Levering(0, now(), rijen=True, vanaf=0)
            change.ring.leveringen[levering] = rows_of_before
    for levering, naam in sorted(old):
        try:
            if naam == IDENTITEITEN:
                _give_keys(objects, aanbieder, levering, change.ring)
            elif naam not in ROWS:
                done = _other(objects, aanbieder, levering, naam, change)
                sealed, deleted = sealed + done, deleted + (not done)
        except VaultRefusal:
            unreadable += 1
    change.save()
    return sealed, deleted, unreadable


def unsealed_rows(
    objects: Objects, aanbieder: UUID, levering: UUID, naam: str, content: bytes, ring: Ring
) -> pa.Table:
    """The rows in a box of either format, as they are kept now. Raises SealBroken, KeyMissing."""
    if not oldform.is_old(content):
        return objects.unsealed_rows(aanbieder, levering, naam, content)
    rows = _rows_of_before(objects, aanbieder, levering, naam, content)
    if naam != IDENTITEITEN:
        return rows
    names = [name for name in rows.column_names if name not in NO_PERSON]
    return identities.boxed(rows, names, (aanbieder, levering), ring.personen)


def _rows_of_before(
    objects: Objects, aanbieder: UUID, levering: UUID, naam: str, content: bytes
) -> pa.Table:
    key = objects.keys.key_named(aanbieder, ROWS[naam], oldform.header_of(content).key)
    return unpacked(oldform.opened(content, key, context(aanbieder, levering, naam)))


def _give_keys(objects: Objects, aanbieder: UUID, levering: UUID, ring: Ring) -> None:
    """A key for everybody in these rows who was not erased since."""
    content = objects.store.get(name_of(aanbieder, levering, IDENTITEITEN))
    rows = _rows_of_before(objects, aanbieder, levering, IDENTITEITEN, content)
    number = ring.leveringen[levering].nummer
    gone = {who for who, each in ring.wissingen.items() if max(each.weg, each.los) > number}
    here = {bytes.fromhex(who) for who in rows["persoon"].to_pylist()} - gone
    ring.give_keys(here)


def _other(objects: Objects, aanbieder: UUID, levering: UUID, naam: str, change: Change) -> bool:
    """Seal another object anew, or delete it; gives whether it was sealed. Raises VaultRefusal."""
    name, place = name_of(aanbieder, levering, naam), context(aanbieder, levering, naam)
    content = objects.store.get(name)
    header = oldform.header_of(content)
    try:
        key = objects.keys.key_named(aanbieder, Purpose.TRAJECTEN, header.key)
        objects.store.replace(name, box.seal(oldform.opened(content, key, place), key, place))
        return True
    except KeyMissing:
        old = objects.keys.key_named(aanbieder, Purpose.IDENTITEITEN, header.key)
    if change.ring.wissingen:
        objects.store.delete(name)
        return False
    plain = oldform.opened(content, old, place)
    change.ring.levering(levering, now())
    if oldform.SOURCES.fullmatch(naam):
        change.ring.change(levering, is_bron=True)
    key = change.ring.new_key_for(levering)
    change.save()
    objects.store.replace(name, box.seal(plain, key, place))
    return True
