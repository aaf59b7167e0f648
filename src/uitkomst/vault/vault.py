"""Seal a delivery, open it again. The three promises of this room:

1. **Sealed.** Outside this process there is ciphertext only: every object is AES-256-GCM under a
   key of one provider, every key is wrapped by a master key that is kept elsewhere (`box`, `keys`,
   `master`). No clear value reaches a disk, also not for a moment.
2. **Unchanged or refused.** An object opens only as what was put away, for the same provider,
   levering and name; it is written once and never overwritten (`box`, `store`).
3. **Apart.** Who a child is lies in another object, under another key, than what happened to the
   child; `persoon` joins the two and means nothing outside the one provider (`persoon`).

Not promised: the memory of a running process, and a store that as a whole is set back to an
earlier day. No refusal or repr of this room holds a value of a person.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

import pyarrow as pa

from uitkomst.standard.recordindeling import recordindeling
from uitkomst.vault import box
from uitkomst.vault.keys import KeyStore, Purpose
from uitkomst.vault.persoon import persons
from uitkomst.vault.refusals import AlreadySealed, UnknownObject
from uitkomst.vault.store import ObjectStore

IDENTITEITEN = "identiteiten"
TRAJECTEN = "trajecten"
NAAM = re.compile(r"[a-z][a-z0-9-]{0,39}")


@dataclass(frozen=True)
class Kept:
    """A levering of which the store has at least one object, the last one put away at `at`."""

    aanbieder: UUID
    levering: UUID
    at: datetime


class Vault:
    """Sealed deliveries: `store` has the objects, `keys` what opens them."""

    def __init__(self, store: ObjectStore, keys: KeyStore) -> None:
        self._store = store
        self._keys = keys

    def seal_delivery(self, aanbieder: UUID, levering: UUID, rows: pa.Table) -> None:
        """Keep the checked rows of one file: identities and trajecten apart, `persoon` in both.

        `rows` is the typed table of the check. The trajecten come last: a levering that can be
        read is whole. Raises AlreadySealed when this levering was sealed before, also when that
        was broken off; a levering id is used once.
        """
        if self._store.exists(_name(aanbieder, levering, IDENTITEITEN)):
            raise AlreadySealed
        key = self._keys.key_to_seal_with(aanbieder, Purpose.INDEX)
        rows = rows.append_column("persoon", persons(rows, key, levering))
        identifying = [veld.naam for veld in recordindeling().velden if veld.identificerend]
        identities = _packed(rows.select(["rij", "persoon", *identifying]))
        self._seal(aanbieder, levering, IDENTITEITEN, Purpose.IDENTITEITEN, identities)
        try:
            trajecten = _packed(rows.drop_columns(identifying))
            self._seal(aanbieder, levering, TRAJECTEN, Purpose.TRAJECTEN, trajecten)
        except BaseException:
            # Only who put the identities comes here, so these are ours to take back.
            self._store.delete(_name(aanbieder, levering, IDENTITEITEN))
            raise

    def trajecten(self, aanbieder: UUID, levering: UUID) -> pa.Table:
        """The rows without what identifies: a line per record, with `persoon` and `status`.

        Raises UnknownObject, SealBroken, KeyMissing.
        """
        return _unpacked(self._open(aanbieder, levering, TRAJECTEN, Purpose.TRAJECTEN))

    def identities(self, aanbieder: UUID, levering: UUID) -> pa.Table:
        """Who the rows are about: rij, persoon and the identifying columns of the record layout.

        Raises UnknownObject, SealBroken, KeyMissing.
        """
        return _unpacked(self._open(aanbieder, levering, IDENTITEITEN, Purpose.IDENTITEITEN))

    def seal_object(self, aanbieder: UUID, levering: UUID, naam: str, content: bytes) -> None:
        """Keep other bytes of a levering, such as the provider's own exact report.

        `naam` is lower-case letters, digits and hyphens. Raises AlreadySealed, also for the names
        the vault uses itself.
        """
        if naam in (IDENTITEITEN, TRAJECTEN):
            raise AlreadySealed
        self._seal(aanbieder, levering, naam, Purpose.TRAJECTEN, content)

    def open_object(self, aanbieder: UUID, levering: UUID, naam: str) -> bytes:
        """The bytes sealed under this name. Raises UnknownObject, SealBroken, KeyMissing."""
        if naam in (IDENTITEITEN, TRAJECTEN):
            raise UnknownObject
        return self._open(aanbieder, levering, naam, Purpose.TRAJECTEN)

    def leveringen(self) -> Iterator[Kept]:
        """Every levering of which something is kept, a half one after a crash included."""
        for place, names in groupby(self._store.list(""), lambda name: name.rpartition("/")[0]):
            aanbieder, _, levering = place.partition("/")
            # Not ours to judge: what somebody else put there, or what has gone meanwhile.
            with suppress(ValueError, UnknownObject):
                at = max(self._store.written_at(name) for name in names)
                yield Kept(UUID(aanbieder), UUID(levering), at)

    def discard(self, aanbieder: UUID, levering: UUID) -> None:
        """Throw away a draft: every object of this levering. Nothing happens if there is none."""
        # The trajecten first: what can still be read half-way is not a levering any more.
        for name in sorted(self._store.list(f"{aanbieder}/{levering}"), reverse=True):
            self._store.delete(name)

    def _seal(
        self, aanbieder: UUID, levering: UUID, naam: str, purpose: Purpose, content: bytes
    ) -> None:
        name = _name(aanbieder, levering, naam)
        key = self._keys.key_to_seal_with(aanbieder, purpose)
        self._store.put(name, box.seal(content, key, _context(aanbieder, levering, naam)))

    def _open(self, aanbieder: UUID, levering: UUID, naam: str, purpose: Purpose) -> bytes:
        content = self._store.get(_name(aanbieder, levering, naam))
        return box.opened(
            content, self._keys.key(aanbieder, purpose), _context(aanbieder, levering, naam)
        )


def _name(aanbieder: UUID, levering: UUID, naam: str) -> str:
    """The name in the store: ids and a word of the program's own, never a sender's text."""
    if not NAAM.fullmatch(naam):
        raise ValueError(f"not a name for an object in the vault: {naam!r}")
    return f"{aanbieder}/{levering}/{naam}"


def _context(aanbieder: UUID, levering: UUID, naam: str) -> tuple[bytes, ...]:
    return b"object", aanbieder.bytes, levering.bytes, naam.encode()


def _packed(table: pa.Table) -> bytes:
    """An Arrow IPC stream, zstd inside; in memory, so that nothing clear touches a disk."""
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression="zstd")
    with pa.ipc.new_stream(sink, table.schema, options=options) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue().to_pybytes())


def _unpacked(content: bytes) -> pa.Table:
    return pa.ipc.open_stream(pa.BufferReader(content)).read_all()
