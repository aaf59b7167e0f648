"""Letting go of persons: erased at their request, or let go of at the end of a contract.

Both count from one write of the key ring: the persons' keys are destroyed there, those of the
sources they stand in, and it says from which rows they are gone. Deleting and sealing anew follow
(`healing`); when a process dies in between, the next start does the rest.
"""

import os
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc

from uitkomst.vault import healing
from uitkomst.vault.objects import TRAJECTEN, Objects, now
from uitkomst.vault.ring import Ring, Wissing


@dataclass(frozen=True)
class LetGo:
    """What it was about: leveringen with rows of these persons, those rows, sources destroyed."""

    leveringen: int
    rijen: int
    bronnen: int


@dataclass(frozen=True)
class Tombstone:
    """Somebody of whom a provider's rows were erased, or who was let go of (`rijen_blijven`).

    `weer`: the provider delivers this child again, knowingly. `persoon` is the pseudonym.
    """

    persoon: str
    at: datetime
    rijen_blijven: bool
    weer: bool


def let_go(
    objects: Objects, aanbieder: UUID, personen: Collection[str], *, keep_rows: bool
) -> LetGo:
    """Destroy who these persons are, everywhere and in every older copy of the store.

    Without `keep_rows` their rows go too, and they may not come back unnoticed. Raises SealBroken,
    KeyMissing when it cannot be seen in which leveringen they are; nothing was done then.
    """
    healing.healed(objects, aanbieder)
    with objects.keys.changing(aanbieder) as change:
        ring = change.ring
        found = _rows_per_levering(objects, aanbieder, ring, personen)
        number = ring.next()
        for persoon in personen:
            _mark(ring, bytes.fromhex(persoon), number, keep_rows=keep_rows)
        bronnen = _sources_of(ring, found)
        for levering in bronnen:
            ring.destroy_keys_of(levering)
        for levering, known in list(ring.leveringen.items()):
            if known.rijen:
                ring.change(levering, zout=known.zout or os.urandom(healing.SALT))
        for levering in found:
            ring.add_key_to(levering)
        change.save()  # From here on they are gone.
        healing.worked_out(objects, aanbieder, change)
    healing.delete_dead(objects, aanbieder)
    return LetGo(len(found), sum(found.values()), len(bronnen))


def tombstones(ring: Ring) -> tuple[Tombstone, ...]:
    """Everybody a provider let go of, in the order in which it happened."""
    found = [
        Tombstone(who.hex(), each.at, rijen_blijven=not each.weg, weer=each.weer)
        for who, each in ring.wissingen.items()
    ]
    return tuple(sorted(found, key=lambda each: (each.at, each.persoon)))


def _rows_per_levering(
    objects: Objects, aanbieder: UUID, ring: Ring, personen: Collection[str]
) -> dict[UUID, int]:
    wanted, found = pa.array(sorted(personen), pa.string()), {}
    for levering in objects.with_rows(aanbieder, ring):
        rows, _ = objects.rows(aanbieder, levering, TRAJECTEN)
        theirs = pc.sum(pc.is_in(rows["persoon"], value_set=wanted)).as_py() or 0
        if theirs:
            found[levering] = theirs
    return found


def _mark(ring: Ring, who: bytes, number: int, *, keep_rows: bool) -> None:
    before = ring.wissingen.get(who, Wissing(now()))
    ring.wissingen[who] = Wissing(
        now(),
        weg=before.weg if keep_rows else number,
        los=number if keep_rows else before.los,
    )
    ring.personen.pop(who, None)
    ring.beperkt.discard(who)


def _sources_of(ring: Ring, found: Collection[UUID]) -> list[UUID]:
    """The sources these rows were read from, and those of which nobody knows who is in them."""
    read = {known.leest for known in ring.leveringen.values() if known.rijen}
    theirs = {ring.leveringen[levering].leest for levering in found} | set(found)
    return [
        levering
        for levering, known in ring.leveringen.items()
        if known.is_bron and known.sleutels and (levering in theirs or levering not in read)
    ]
