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
from uitkomst.vault.streams import packed, unpacked

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
        identities = packed(rows.select(["rij", "persoon", *identifying]))
        self._seal(aanbieder, levering, IDENTITEITEN, Purpose.IDENTITEITEN, identities)
        try:
            trajecten = packed(rows.drop_columns(identifying))
            self._seal(aanbieder, levering, TRAJECTEN, Purpose.TRAJECTEN, trajecten)
        except BaseException:
            # Only who put the identities comes here, so these are ours to take back.
            self._store.delete(_name(aanbieder, levering, IDENTITEITEN))
            raise

    def trajecten(self, aanbieder: UUID, levering: UUID) -> pa.Table:
        """The rows without what identifies: a line per record, with `persoon` and `status`.

        Raises UnknownObject, SealBroken, KeyMissing.
        """
        return unpacked(self._open(aanbieder, levering, TRAJECTEN, Purpose.TRAJECTEN))

    def identities(self, aanbieder: UUID, levering: UUID) -> pa.Table:
        """Who the rows are about: rij, persoon and the identifying columns of the record layout.

        Raises UnknownObject, SealBroken, KeyMissing.
        """
        return unpacked(self._open(aanbieder, levering, IDENTITEITEN, Purpose.IDENTITEITEN))

    def seal_object(
        self,
        aanbieder: UUID,
        levering: UUID,
        naam: str,
        content: bytes,
        purpose: Purpose = Purpose.TRAJECTEN,
    ) -> None:
        """Keep other bytes of a levering, such as the provider's own exact report.

        What tells who a child is, a sender's file above all, goes under the key of IDENTITEITEN.
        `naam` is lower-case letters, digits and hyphens. Raises AlreadySealed, also for the names
        the vault uses itself.
        """
        if naam in (IDENTITEITEN, TRAJECTEN):
            raise AlreadySealed
        self._seal(aanbieder, levering, naam, purpose, content)

    def open_object(
        self, aanbieder: UUID, levering: UUID, naam: str, purpose: Purpose = Purpose.TRAJECTEN
    ) -> bytes:
        """The bytes sealed under this name and key. Raises UnknownObject, SealBroken, KeyMissing.

        Asked for under another key than it was sealed with, it is as if the key were missing.
        """
        if naam in (IDENTITEITEN, TRAJECTEN):
            raise UnknownObject
        return self._open(aanbieder, levering, naam, purpose)

    def objects(self, aanbieder: UUID, levering: UUID) -> tuple[str, ...]:
        """The names of what is kept of a levering, in order; the vault's own two included."""
        names = self._store.list(f"{aanbieder}/{levering}")
        return tuple(name.rpartition("/")[2] for name in names)

    def destroy_object(self, aanbieder: UUID, levering: UUID, naam: str) -> None:
        """Forget one object whose time is over; nothing happens when it is not there.

        The rows of a levering go only as a whole, by `discard`: for these UnknownObject is raised.
        """
        if naam in (IDENTITEITEN, TRAJECTEN):
            raise UnknownObject
        self._store.delete(_name(aanbieder, levering, naam))

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

    def forget_unfinished(self, before: datetime) -> None:
        """Forget what a crash broke off while it was being put away, before this moment."""
        self._store.forget_unfinished(before)

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
