"""What can be done about one person, one provider or one region in the vault."""

from collections.abc import Collection
from contextlib import suppress
from datetime import datetime
from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc

from uitkomst.vault import erasing, identities, koppel, rotation
from uitkomst.vault.box import Key
from uitkomst.vault.erasing import LetGo, Tombstone
from uitkomst.vault.healing import Healed, healed
from uitkomst.vault.keys import Purpose
from uitkomst.vault.objects import IDENTITEITEN, TRAJECTEN, Objects
from uitkomst.vault.persoon import of_number, persons
from uitkomst.vault.refusals import KeyMissing, NotLinked, SealBroken


class People:
    """The part of the vault that knows persons; `persoon` is always the provider's pseudonym."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects

    def find_person(
        self, aanbieder: UUID, *, bsn: str | None = None, clientnummer: str | None = None
    ) -> str | None:
        """The `persoon` of the child with this number, when this provider delivered it.

        That may have been in a draft that is gone; `rows_of` tells what is kept. None for somebody
        who was erased, and for a number by which nobody is followed.
        """
        try:
            key = self._objects.keys.key(aanbieder, Purpose.INDEX)
        except KeyMissing:
            return None
        persoon = of_number(key, bsn=bsn, clientnummer=clientnummer)
        if persoon is None:
            return None
        known = self._objects.keys.ring(aanbieder).personen
        return persoon if bytes.fromhex(persoon) in known else None

    def persons_of(self, aanbieder: UUID) -> frozenset[str]:
        """Everybody of whom this provider has rows. Raises SealBroken, KeyMissing."""
        ring, found = self._objects.keys.ring(aanbieder), set()
        for levering in self._objects.with_rows(aanbieder, ring):
            rows, _ = self._objects.rows(aanbieder, levering, TRAJECTEN)
            found |= set(rows["persoon"].to_pylist())
        return frozenset(found)

    def rows_of(self, aanbieder: UUID, persoon: str) -> dict[UUID, pa.Table]:
        """All that is kept of one person, per levering: the rows with what identifies beside it.

        Raises SealBroken, KeyMissing.
        """
        ring, found = self._objects.keys.ring(aanbieder), {}
        for levering in self._objects.with_rows(aanbieder, ring):
            rows, _ = self._objects.rows(aanbieder, levering, TRAJECTEN)
            theirs = rows.filter(pc.equal(rows["persoon"], persoon))
            if theirs.num_rows:
                found[levering] = self._with_identities(aanbieder, levering, theirs)
        return found

    def erase_person(self, aanbieder: UUID, persoon: str) -> LetGo:
        """Erase one child: who it is, its rows, and the sources it stands in; older copies too.

        What is kept of the erasure is the pseudonym, so that it holds after a restore and the
        child does not come back unnoticed. Done twice it is as done once. Raises VaultRefusal.
        """
        return erasing.let_go(self._objects, aanbieder, [persoon], keep_rows=False)

    def destroy_identities_of(self, aanbieder: UUID, personen: Collection[str]) -> LetGo:
        """Destroy who these persons are; their rows stay, as of nobody.

        In each levering such a row gets another `persoon`, that nothing leads to. Raises
        VaultRefusal.
        """
        return erasing.let_go(self._objects, aanbieder, personen, keep_rows=True)

    def destroy_provider(self, aanbieder: UUID, *, now: datetime) -> int:
        """Destroy every key of a provider, and delete all it had here; gives how many objects.

        Which keys they were is kept, so that what a backup brings back is deleted again.
        """
        with self._objects.keys.changing(aanbieder):
            self._objects.keys.destroy(aanbieder, now)
        names = list(self._objects.store.list(str(aanbieder)))
        for name in names:
            self._objects.store.delete(name)
        return len(names)

    def tombstones(self, aanbieder: UUID) -> tuple[Tombstone, ...]:
        """Everybody this provider let go of, oldest first."""
        return erasing.tombstones(self._objects.keys.ring(aanbieder))

    def replay_tombstones(self) -> Healed:
        """Work out every erasure in the store as it is now; before the portal opens.

        After an older store was put back this removes again what had been erased, and seals what
        is older or of the previous form anew. With nothing to do nothing is written. Of a provider
        whose key ring cannot be opened nothing can be shown either, so the others go on. Raises
        VaultRefusal when the master key does not answer.
        """
        total = Healed()
        for aanbieder in self._objects.keys.providers():
            try:
                total += healed(self._objects, aanbieder)
            except (SealBroken, KeyMissing):
                total += Healed(unreadable=1)
        return total

    def erased_in(self, aanbieder: UUID, rows: pa.Table, *, also_back: bool = False) -> list[int]:
        """The `rij` of each typed row that is about a child who was erased and not readmitted.

        Nothing is kept of who they are when these rows are sealed. With `also_back` those who were
        readmitted since are told as well.
        """
        ring = self._objects.keys.ring(aanbieder)
        erased = ring.erased() if also_back else ring.blocked()
        if not erased:
            return []
        key = self._objects.keys.key(aanbieder, Purpose.INDEX)
        who = persons(rows, key, UUID(int=0)).to_pylist()
        pairs = zip(rows["rij"].to_pylist(), who, strict=True)
        return [rij for rij, persoon in pairs if bytes.fromhex(persoon) in erased]

    def readmit(self, aanbieder: UUID, rows: pa.Table, *, back: bool = True) -> int:
        """Let the erased children in these typed rows be delivered again; gives how many.

        What was erased stays erased: this is about what is sealed from now on. Without `back` they
        are kept out again.
        """
        key = self._objects.keys.key(aanbieder, Purpose.INDEX)
        who = {bytes.fromhex(each) for each in persons(rows, key, UUID(int=0)).to_pylist()}
        with self._objects.keys.changing(aanbieder) as change:
            ring = change.ring
            theirs = who & (ring.blocked() if back else ring.erased() - ring.blocked())
            for each in theirs:
                ring.wissingen[each] = ring.wissingen[each].again(back)
            if theirs:
                change.save()
        return len(theirs)

    def key_names(self, aanbieder: UUID) -> frozenset[UUID]:
        """The ids of the keys of a provider that open something now; persons' keys have none."""
        keys, found = self._objects.keys, set()
        for purpose in Purpose:
            with suppress(KeyMissing):
                found |= {kept.key.id for kept in keys.keys(aanbieder, purpose)}
        for known in keys.ring(aanbieder).leveringen.values():
            found |= {key.id for key in known.sleutels}
        return frozenset(found)

    def renew_keys(self, aanbieder: UUID, *, now: datetime) -> None:
        """Seal all of a provider under new keys and destroy the old ones.

        What was copied before opens no more, by nobody. Done again when it was broken off. Raises
        VaultRefusal, NotFinished.
        """
        rotation.renewed(self._objects, aanbieder, now)
        rotation.finished_of(self._objects, aanbieder)

    def restrict_person(self, aanbieder: UUID, persoon: str) -> None:
        """Let the rows of a person neither be shown nor counted; they stay."""
        with self._objects.keys.changing(aanbieder) as change:
            change.ring.beperkt.add(bytes.fromhex(persoon))
            change.save()

    def unrestrict_person(self, aanbieder: UUID, persoon: str) -> None:
        """Let them be shown and counted again."""
        with self._objects.keys.changing(aanbieder) as change:
            change.ring.beperkt.discard(bytes.fromhex(persoon))
            change.save()

    def restricted(self, aanbieder: UUID) -> frozenset[str]:
        """Everybody of this provider whose rows are neither shown nor counted."""
        return frozenset(who.hex() for who in self._objects.keys.ring(aanbieder).beperkt)

    def link_key(self, regio: str) -> Key | None:
        """The key to follow children over the providers of a jeugdregio; None where it is off."""
        return self._objects.link_key(regio)

    def make_link_key(self, regio: str) -> None:
        """Make that key: only where two persons decided so (`services.linking`)."""
        self._objects.keys.links.make(koppel.name_of(regio))

    def destroy_link_key(self, regio: str) -> None:
        """Destroy that key; with it every `koppel` there ever was, in older copies too."""
        self._objects.keys.links.destroy(koppel.name_of(regio))

    def _link_keys(self, regios: Collection[str]) -> dict[str, Key]:
        keys = {regio: self.link_key(regio) for regio in regios}
        found = {regio: key for regio, key in keys.items() if key is not None}
        if len(found) < len(keys):
            raise NotLinked
        return found

    def _with_identities(self, aanbieder: UUID, levering: UUID, rows: pa.Table) -> pa.Table:
        kept, ring = self._objects.rows(aanbieder, levering, IDENTITEITEN)
        rijen = rows["rij"].to_pylist()
        known = identities.unboxed(kept, (aanbieder, levering), ring.personen, rijen)
        for name in known.column_names:
            if name not in rows.column_names:
                rows = rows.append_column(name, known[name])
        return rows
