"""The sealed objects and what opens them, together: the one place where a name meets its key.

Rows (`identiteiten`, `trajecten`) open in the generation the ring says is in force and come back
without who was erased since. What identifies many is sealed under a key of its own levering; all
else under the provider's key for trajecten.
"""

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from uuid import UUID

import pyarrow as pa

from uitkomst.vault import box, koppel, oldform
from uitkomst.vault.box import Header, Key
from uitkomst.vault.erased import without_erased
from uitkomst.vault.keys import KeyStore, Purpose
from uitkomst.vault.refusals import KeyMissing, OlderObject, SealBroken, UnknownObject
from uitkomst.vault.ring import Levering, Ring
from uitkomst.vault.store import ObjectStore
from uitkomst.vault.streams import packed, unpacked

IDENTITEITEN = "identiteiten"
TRAJECTEN = "trajecten"
ROWS = {IDENTITEITEN: Purpose.IDENTITEITEN, TRAJECTEN: Purpose.TRAJECTEN}
NAAM = re.compile(r"[a-z][a-z0-9-]{0,39}")
TRIES = 4  # A levering that is sealed anew changes under a reader a few times at most.


class Objects:
    """What the vault is made of: a store of boxes and a store of keys."""

    def __init__(self, store: ObjectStore, keys: KeyStore) -> None:
        self.store = store
        self.keys = keys

    def rows(self, aanbieder: UUID, levering: UUID, naam: str) -> tuple[pa.Table, Ring]:
        """The rows kept under this name, and the ring they were opened with.

        What an erasure or a rotation changes meanwhile is looked at again. Raises UnknownObject,
        SealBroken, KeyMissing.
        """
        for last in (*[False] * (TRIES - 1), True):
            content = self.store.get(name_of(aanbieder, levering, naam))
            ring = self.keys.ring(aanbieder)
            try:
                table, known = self._in_force(aanbieder, levering, naam, content, ring)
            except (OlderObject, KeyMissing):
                if last:
                    raise
                continue
            return without_erased(table, known, ring), ring
        raise AssertionError

    def _in_force(
        self, aanbieder: UUID, levering: UUID, naam: str, content: bytes, ring: Ring
    ) -> tuple[pa.Table, Levering]:
        header = box.header_of(content)
        known = ring.leveringen.get(levering)
        if known is None or not known.rijen:
            raise KeyMissing
        if not known.vanaf <= header.generation <= known.generatie:
            raise OlderObject
        return self.unsealed_rows(aanbieder, levering, naam, content), known

    def unsealed_rows(self, aanbieder: UUID, levering: UUID, naam: str, content: bytes) -> pa.Table:
        """The rows in a box, of whatever generation. Raises SealBroken, KeyMissing."""
        key = self.keys.key_named(aanbieder, ROWS[naam], box.header_of(content).key)
        rows = unpacked(box.opened(content, key, context(aanbieder, levering, naam)))
        if naam != TRAJECTEN:
            return rows
        return koppel.taken_out(rows, self.link_key, (aanbieder, levering))

    def link_key(self, regio: str) -> Key | None:
        """The key to follow children within a jeugdregio; None where nobody decided so."""
        return self.keys.links.key(koppel.name_of(regio))

    def seal_rows(
        self, aanbieder: UUID, levering: UUID, naam: str, rows: pa.Table, generation: int
    ) -> bytes:
        """A box with rows, under the key in use."""
        key = self.keys.key_to_seal_with(aanbieder, ROWS[naam])
        if koppel.KOPPEL in rows.column_names:
            keys = {regio: self.link_key(regio) for regio in koppel.regions(rows)}
            rows = koppel.put_away(
                rows, {regio: key for regio, key in keys.items() if key}, (aanbieder, levering)
            )
        content = packed(rows, compressed=naam == TRAJECTEN)
        return box.seal(content, key, context(aanbieder, levering, naam), generation)

    def seal_other(
        self, aanbieder: UUID, levering: UUID, naam: str, content: bytes, key: Key
    ) -> None:
        """Keep other bytes. Raises AlreadySealed."""
        sealed = box.seal(content, key, context(aanbieder, levering, naam))
        self.store.put(name_of(aanbieder, levering, naam), sealed)

    def open_other(self, aanbieder: UUID, levering: UUID, naam: str, purpose: Purpose) -> bytes:
        """Other bytes, of this purpose. Raises UnknownObject, SealBroken, KeyMissing."""
        content = self.store.get(name_of(aanbieder, levering, naam))
        key = self.key_of_other(aanbieder, levering, purpose, box.header_of(content).key)
        return box.opened(content, key, context(aanbieder, levering, naam))

    def key_of_other(self, aanbieder: UUID, levering: UUID, purpose: Purpose, name: UUID) -> Key:
        """The key a box of this purpose names. Raises KeyMissing."""
        if purpose is not Purpose.IDENTITEITEN:
            return self.keys.key_named(aanbieder, purpose, name)
        known = self.keys.ring(aanbieder).leveringen.get(levering)
        for key in known.sleutels if known else ():
            if key.id == name:
                return key
        raise KeyMissing

    def key_of_levering(self, aanbieder: UUID, levering: UUID, *, is_bron: bool) -> Key:
        """The levering's own key to seal what identifies many, made now if it had none."""
        known = self.keys.ring(aanbieder).leveringen.get(levering)
        if known is not None and known.sleutels and known.is_bron >= is_bron:
            return known.sleutels[-1]
        with self.keys.changing(aanbieder) as change:
            known = change.ring.levering(levering, now())
            if is_bron and not known.is_bron:
                change.ring.change(levering, is_bron=True)
            key = change.ring.new_key_for(levering)
            change.save()
        return key

    def header(self, aanbieder: UUID, levering: UUID, naam: str) -> Header | None:
        """What a kept object says of itself; None for what is gone or is no box."""
        size = box.START + box.NONCE + box.TAG
        if not NAAM.fullmatch(naam):  # What a crash left half written has a name of its own.
            return None
        with suppress(UnknownObject):
            start = self.store.start(name_of(aanbieder, levering, naam), size)
            if oldform.is_old(start):
                return oldform.header_of(start)
            try:
                return box.header_of(start)
            except SealBroken:
                return None
        return None

    def names(self, aanbieder: UUID, levering: UUID) -> tuple[str, ...]:
        """The names of what is kept of a levering, in order."""
        kept = self.store.list(f"{aanbieder}/{levering}")
        return tuple(name.rpartition("/")[2] for name in kept)

    def delete_all(self, aanbieder: UUID, levering: UUID) -> None:
        """Delete every object of a levering, the trajecten first."""
        for name in sorted(self.store.list(f"{aanbieder}/{levering}"), reverse=True):
            self.store.delete(name)

    def with_rows(self, aanbieder: UUID, ring: Ring) -> Iterable[UUID]:
        """The leveringen of which rows are kept and in the ring."""
        for levering, known in ring.leveringen.items():
            if known.rijen and self.store.exists(name_of(aanbieder, levering, TRAJECTEN)):
                yield levering


def name_of(aanbieder: UUID, levering: UUID, naam: str) -> str:
    """The name in the store: ids and a word of the program's own, never a sender's text."""
    if not NAAM.fullmatch(naam):
        raise ValueError(f"not a name for an object in the vault: {naam!r}")
    return f"{aanbieder}/{levering}/{naam}"


def context(aanbieder: UUID, levering: UUID, naam: str) -> tuple[bytes, ...]:
    """What is part of the seal of an object, besides its header."""
    return b"object", aanbieder.bytes, levering.bytes, naam.encode()


def now() -> datetime:
    """The present, to the second."""
    return datetime.now(UTC).replace(microsecond=0)
