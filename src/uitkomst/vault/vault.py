"""Seal a delivery, open it again. The promises of this room:

1. **Sealed.** Outside this process there is ciphertext only: every object is AES-256-GCM under a
   key of one provider, every key is wrapped by a master key that is kept elsewhere (`box`, `keys`,
   `master`). No clear value reaches a disk, also not for a moment.
2. **Unchanged or refused.** An object opens only as what was put away, for the same provider,
   levering and name, in the generation that is in force (`box`, `objects`).
3. **Apart.** Who a child is lies in another object, under another key, than what happened to the
   child; `persoon` joins the two and means nothing outside the one provider (`persoon`).
4. **Erased is erased.** Each person has a key, each source has one; destroying it reaches every
   copy of the store, older backups included (`identities`, `erasing`, `healing`).

Not promised: the memory of a running process, and a key store that as a whole is set back to an
earlier day. No refusal or repr of this room holds a value of a person.
"""

from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc

from uitkomst.standard.recordindeling import recordindeling
from uitkomst.vault import identities
from uitkomst.vault.keys import KeyStore, Purpose
from uitkomst.vault.koppel import KOPPEL, linked
from uitkomst.vault.objects import IDENTITEITEN, TRAJECTEN, Objects, name_of, now
from uitkomst.vault.people import People
from uitkomst.vault.persoon import alone, followed
from uitkomst.vault.refusals import AlreadySealed, UnknownObject
from uitkomst.vault.ring import Ring
from uitkomst.vault.store import ObjectStore


@dataclass(frozen=True)
class Kept:
    """A levering of which the store has at least one object, the last one put away at `at`."""

    aanbieder: UUID
    levering: UUID
    at: datetime


class Vault(People):
    """Sealed deliveries: `store` has the objects, `keys` what opens them."""

    def __init__(self, store: ObjectStore, keys: KeyStore) -> None:
        super().__init__(Objects(store, keys))
        self._store = store
        self._keys = keys

    def seal_delivery(
        self,
        aanbieder: UUID,
        levering: UUID,
        rows: pa.Table,
        *,
        bron: UUID | None = None,
        koppel: Collection[str] = (),
    ) -> None:
        """Keep the checked rows of one file: identities and trajecten apart, `persoon` in both.

        `rows` is the typed table of the check, `bron` the levering with the source they were read
        from. Of a child that was erased before, who it is is not kept, and its rows are nobody's
        (`erased_in` tells which; `readmit` lets it come back). `koppel` names the jeugdregio's in
        which children are followed over providers (raises NotLinked where that was not decided).

        The trajecten come last: a levering that can be read is whole. Raises AlreadySealed when
        this levering was sealed before, also when that was broken off; an id is used once.
        """
        if self._store.exists(name_of(aanbieder, levering, IDENTITEITEN)):
            raise AlreadySealed
        if koppel:
            rows = rows.append_column(KOPPEL, linked(rows, self._link_keys(koppel)))
        names = [veld.naam for veld in recordindeling().velden if veld.identificerend]
        rows, ring = self._take_up(aanbieder, levering, rows, bron)
        put: list[str] = []
        try:
            who = identities.boxed(rows, names, (aanbieder, levering), ring.personen)
            for naam, table in ((IDENTITEITEN, who), (TRAJECTEN, rows.drop_columns(names))):
                generation = ring.leveringen[levering].generatie
                sealed = self._objects.seal_rows(aanbieder, levering, naam, table, generation)
                self._store.put(name_of(aanbieder, levering, naam), sealed)
                put.append(naam)
        except BaseException:
            # Only who took the id up comes here, so what was put is ours to take back.
            for naam in put:
                self._store.delete(name_of(aanbieder, levering, naam))
            with self._keys.changing(aanbieder) as change:
                change.ring.forget_rows(levering)
                change.save()
            raise

    def trajecten(self, aanbieder: UUID, levering: UUID, *, with_koppel: bool = False) -> pa.Table:
        """The rows without what identifies: a line per record, with `persoon` and `status`.

        `with_koppel` adds by what a child is followed over providers, nulls where it is not.
        Raises UnknownObject, SealBroken, KeyMissing.
        """
        rows, _ = self._objects.rows(aanbieder, levering, TRAJECTEN)
        if not with_koppel:
            return rows.drop_columns([KOPPEL]) if KOPPEL in rows.column_names else rows
        if KOPPEL in rows.column_names:
            return rows
        return rows.append_column(KOPPEL, pa.nulls(rows.num_rows, pa.string()))

    def countable(self, aanbieder: UUID, levering: UUID) -> pa.Table:
        """The trajecten that may be shown and counted: without those of restricted persons.

        Raises UnknownObject, SealBroken, KeyMissing.
        """
        rows = self.trajecten(aanbieder, levering)
        if not (left_out := self.restricted(aanbieder)):
            return rows
        theirs = pc.is_in(rows["persoon"], value_set=pa.array(sorted(left_out)))
        return rows.filter(pc.invert(theirs))

    def identities(
        self, aanbieder: UUID, levering: UUID, rijen: Collection[int] | None = None
    ) -> pa.Table:
        """Who the rows are about: rij, persoon and the identifying columns of the record layout.

        Only what stands in `rijen` is opened; None is all. Nulls where somebody was let go of.
        Raises UnknownObject, SealBroken, KeyMissing.
        """
        rows, ring = self._objects.rows(aanbieder, levering, IDENTITEITEN)
        return identities.unboxed(rows, (aanbieder, levering), ring.personen, rijen)

    def seal_object(
        self,
        aanbieder: UUID,
        levering: UUID,
        naam: str,
        content: bytes,
        purpose: Purpose = Purpose.TRAJECTEN,
    ) -> None:
        """Keep other bytes of a levering, such as the provider's own exact report.

        What tells who a child is goes as IDENTITEITEN: under a key of this levering alone. `naam`
        is lower-case letters, digits and hyphens. Raises AlreadySealed, also for the names the
        vault uses itself.
        """
        self._seal_object(aanbieder, levering, naam, content, purpose, is_bron=False)

    def seal_source(self, aanbieder: UUID, levering: UUID, naam: str, content: bytes) -> None:
        """Keep what a sender sent or typed: it is about many children, and goes as a whole.

        It opens as IDENTITEITEN. Raises AlreadySealed.
        """
        self._seal_object(aanbieder, levering, naam, content, Purpose.IDENTITEITEN, is_bron=True)

    def open_object(
        self, aanbieder: UUID, levering: UUID, naam: str, purpose: Purpose = Purpose.TRAJECTEN
    ) -> bytes:
        """The bytes sealed under this name and key. Raises UnknownObject, SealBroken, KeyMissing.

        Asked for under another key than it was sealed with, it is as if the key were missing.
        """
        if naam in (IDENTITEITEN, TRAJECTEN):
            raise UnknownObject
        return self._objects.open_other(aanbieder, levering, naam, purpose)

    def objects(self, aanbieder: UUID, levering: UUID) -> tuple[str, ...]:
        """The names of what is kept of a levering, in order; the vault's own two included."""
        return self._objects.names(aanbieder, levering)

    def destroy_object(self, aanbieder: UUID, levering: UUID, naam: str) -> None:
        """Forget one object whose time is over; nothing happens when it is not there.

        The rows of a levering go only as a whole, by `discard`: for these UnknownObject is raised.
        """
        if naam in (IDENTITEITEN, TRAJECTEN):
            raise UnknownObject
        self._store.delete(name_of(aanbieder, levering, naam))

    def destroy_key(self, aanbieder: UUID, levering: UUID) -> None:
        """Destroy what opens the source of a levering, also in older copies of the store."""
        known = self._keys.ring(aanbieder).leveringen.get(levering)
        if known is None or not known.sleutels:
            return
        with self._keys.changing(aanbieder) as change:
            change.ring.destroy_keys_of(levering)
            if not change.ring.leveringen[levering].rijen:
                del change.ring.leveringen[levering]
            change.save()

    def leveringen(self) -> Iterator[Kept]:
        """Every levering of which something is kept, a half one after a crash included."""
        for place, names in groupby(self._store.list(""), lambda name: name.rpartition("/")[0]):
            aanbieder, _, levering = place.partition("/")
            # Not ours to judge: what somebody else put there, or what has gone meanwhile.
            with suppress(ValueError, UnknownObject):
                at = max(self._store.written_at(name) for name in names)
                yield Kept(UUID(aanbieder), UUID(levering), at)

    def discard(self, aanbieder: UUID, levering: UUID) -> None:
        """Throw away a draft: its keys, and then every object. Nothing happens if there is none."""
        if levering in self._keys.ring(aanbieder).leveringen:
            with self._keys.changing(aanbieder) as change:
                change.ring.forget(levering)
                change.save()
        self._objects.delete_all(aanbieder, levering)

    def forget_unfinished(self, before: datetime) -> None:
        """Forget what a crash broke off while it was being put away, before this moment."""
        self._store.forget_unfinished(before)

    def _take_up(
        self, aanbieder: UUID, levering: UUID, rows: pa.Table, bron: UUID | None
    ) -> tuple[pa.Table, Ring]:
        """The rows with their `persoon`, and the ring with this levering and a key per person.

        Raises AlreadySealed.
        """
        key = self._keys.key_to_seal_with(aanbieder, Purpose.INDEX)
        column, rijen = followed(rows, key, levering), rows["rij"].to_pylist()
        with self._keys.changing(aanbieder) as change:
            ring = change.ring
            if ring.levering(levering, now()).rijen:
                raise AlreadySealed
            nummer = ring.next()
            ring.change(levering, rijen=True, leest=bron, nummer=nummer, schoon=nummer)
            blocked = ring.blocked()
            known: set[bytes] = set()
            nobodys: set[bytes] = set()
            for at, (persoon, is_followed) in enumerate(column):
                who = bytes.fromhex(persoon)
                if who in blocked:
                    column[at] = alone(key, levering, rijen[at]), False
                else:
                    (known if is_followed else nobodys).add(who)
            ring.give_keys(known)
            ring.give_keys(nobodys, levering)
            change.save()
        return rows.append_column(
            "persoon", pa.array([who for who, _ in column], pa.string())
        ), ring

    def _seal_object(
        self,
        aanbieder: UUID,
        levering: UUID,
        naam: str,
        content: bytes,
        purpose: Purpose,
        *,
        is_bron: bool,
    ) -> None:
        if naam in (IDENTITEITEN, TRAJECTEN):
            raise AlreadySealed
        name_of(aanbieder, levering, naam)  # Before a key is made: is it a name at all?
        if purpose is Purpose.IDENTITEITEN:
            key = self._objects.key_of_levering(aanbieder, levering, is_bron=is_bron)
        else:
            key = self._keys.key_to_seal_with(aanbieder, purpose)
        self._objects.seal_other(aanbieder, levering, naam, content, key)
