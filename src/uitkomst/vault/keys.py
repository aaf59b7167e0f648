"""The key store: each provider's keys, wrapped by the master key, and its ring of other keys.

It is a folder of its own, apart from the objects and from their backup: whoever takes the objects
has no key, and a key that is destroyed here is gone from every backup of the objects too
(a wrapped key in the same backup could always be unwrapped again).

    <aanbieder>/identiteiten.sleutel ...  a provider key per purpose, wrapped by the master
    <aanbieder>/ring                      keys of persons and sources, erasures; under SLEUTELBOS
    <aanbieder>/slot                      the lock of who writes the ring
    <aanbieder>/vernietigd                which keys were destroyed when the provider left
    koppeling/<regio>.sleutel             to follow children over providers, where decided

What is unwrapped is used only as long as its file stays as it was, whoever destroyed or changed it.
"""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from uitkomst.vault import box, files, keyfile, ring
from uitkomst.vault.box import Key
from uitkomst.vault.keyfile import ENDING, Kept
from uitkomst.vault.linkkeys import LinkKeys, place_of_link
from uitkomst.vault.master import Master
from uitkomst.vault.refusals import KeyMissing, SealBroken
from uitkomst.vault.ring import Ring

RING, LOCK, DESTROYED, LINKS = "ring", "slot", "vernietigd", "koppeling"
T = TypeVar("T")
Stamp = tuple[int, int, int, bytes]
SEEN = 96  # The first bytes of a file hold the nonce, which no two files share.


class Purpose(StrEnum):
    """What a key is for. One key never does another's work."""

    IDENTITEITEN = "identiteiten"
    TRAJECTEN = "trajecten"
    INDEX = "index"
    SLEUTELBOS = "sleutelbos"


RENEWED = (Purpose.IDENTITEITEN, Purpose.TRAJECTEN, Purpose.SLEUTELBOS)
"""What a rotation renews. INDEX stays: it makes `persoon`, by which an erased child is known."""


@dataclass
class Change:
    """The ring of a provider while it is locked: what is changed in `ring` counts once saved."""

    ring: Ring
    save: Callable[[], None]


class KeyStore:
    """Wrapped keys in `folder`; unwrapped ones stay in this object's memory."""

    def __init__(self, folder: Path, master: Master) -> None:
        self.folder = Path(folder)
        self.master = master
        self.links = LinkKeys(self.folder / LINKS, master, self.known)
        self._seen: dict[Path, tuple[Stamp, object]] = {}

    def __repr__(self) -> str:
        return f"KeyStore({str(self.folder)!r})"

    def key(self, aanbieder: UUID, purpose: Purpose) -> Key:
        """The key in use. Raises KeyMissing (never makes one), SealBroken."""
        return self.keys(aanbieder, purpose)[-1].key

    def keys(self, aanbieder: UUID, purpose: Purpose) -> tuple[Kept, ...]:
        """All keys of this purpose, the one in use last. Raises KeyMissing, SealBroken."""
        path, context = self._path(aanbieder, purpose), _place(aanbieder, purpose)
        return self.known(path, lambda content: keyfile.opened(content, self.master, context))

    def key_named(self, aanbieder: UUID, purpose: Purpose, name: UUID) -> Key:
        """The key a box names, in use or replaced. Raises KeyMissing, SealBroken."""
        for kept in self.keys(aanbieder, purpose):
            if kept.key.id == name:
                return kept.key
        raise KeyMissing

    def key_to_seal_with(self, aanbieder: UUID, purpose: Purpose) -> Key:
        """The key in use, made first when the provider has none for this purpose yet.

        Of two processes that make it at once one wins; the other reads the winner's.
        """
        try:
            return self.key(aanbieder, purpose)
        except KeyMissing:
            made = keyfile.new()
        content = keyfile.wrapped((made,), self.master, _place(aanbieder, purpose))
        with suppress(FileExistsError):
            files.create(self._path(aanbieder, purpose), content)
        return self.key(aanbieder, purpose)

    def ring(self, aanbieder: UUID) -> Ring:
        """What the ring of a provider says now, to be read only; an empty one if it has none.

        Raises SealBroken, KeyMissing.
        """
        path = self._ring_path(aanbieder)
        return self.known(path, lambda c: self._opened(aanbieder, c)) if path.exists() else Ring()

    @contextmanager
    def changing(self, aanbieder: UUID) -> Iterator[Change]:
        """The ring of a provider, locked against other writers inside the block.

        Each `save` is whole and durable, or did not happen.
        """
        folder = self.folder / str(aanbieder)
        with files.locked(folder / LOCK):
            files.forget_replacing(folder)
            now = self.ring(aanbieder).copy()
            yield Change(now, lambda: self._save(aanbieder, now))

    def renew(self, aanbieder: UUID, at: datetime) -> None:
        """A new key for each purpose of `RENEWED` that has none since `at`, when this began.

        Those it replaces still open. Under the lock.
        """
        for purpose in RENEWED:
            with suppress(KeyMissing):
                kept = self.keys(aanbieder, purpose)
                if not any(each.replaced == at for each in kept):
                    retired = (each.retired(at) for each in kept)
                    self._rewrite(aanbieder, purpose, (*retired, keyfile.new()))

    def drop_replaced(self, aanbieder: UUID) -> int:
        """Destroy the keys that others took the place of; gives how many. Under the lock."""
        dropped = 0
        for purpose in RENEWED:
            with suppress(KeyMissing):
                kept = self.keys(aanbieder, purpose)
                if len(kept) > 1:
                    self._rewrite(aanbieder, purpose, kept[-1:])
                    dropped += len(kept) - 1
        return dropped

    def destroy(self, aanbieder: UUID, at: datetime) -> None:
        """Destroy every key of a provider; which they were is written down first.

        Done again when it was broken off. Under the lock.
        """
        folder = self.folder / str(aanbieder)
        ids = self.destroyed(aanbieder)
        for purpose in Purpose:
            with suppress(KeyMissing):
                ids |= {each.key.id for each in self.keys(aanbieder, purpose)}
        known = self.ring(aanbieder)
        ids |= known.vernietigd
        ids |= {key.id for each in known.leveringen.values() for key in each.sleutels}
        told = {"at": at.isoformat(), "sleutels": sorted(str(each) for each in ids)}
        files.replace(folder / DESTROYED, json.dumps(told).encode())
        for path in (folder / RING, *(self._path(aanbieder, purpose) for purpose in Purpose)):
            files.remove(path)

    def finish_destroying(self, aanbieder: UUID) -> None:
        """Remove what `destroy` wrote down and did not come to remove."""
        ids = self.destroyed(aanbieder)
        for purpose in Purpose if ids else ():
            with suppress(KeyMissing):
                if self.key(aanbieder, purpose).id in ids:
                    files.remove(self._ring_path(aanbieder))
                    files.remove(self._path(aanbieder, purpose))

    def destroyed(self, aanbieder: UUID) -> set[UUID]:
        """The ids of the keys that were destroyed when the provider left. Raises SealBroken."""
        try:
            told = json.loads((self.folder / str(aanbieder) / DESTROYED).read_bytes())
            return {UUID(each) for each in told["sleutels"]}
        except FileNotFoundError:
            return set()
        except (ValueError, KeyError, TypeError) as error:
            raise SealBroken from error

    def providers(self) -> tuple[UUID, ...]:
        """Whoever has keys here, or had them."""
        found = []
        for path in sorted(self.folder.glob("*/")):
            with suppress(ValueError):
                found.append(UUID(path.name))
        return tuple(found)

    def require_this_master(self) -> None:
        """Go on only when the keys here are wrapped by this master key.

        One is unwrapped for real, so that a server that does not answer is told now. Raises
        SealBroken, TransitAway, TransitRefused.
        """
        for path in self.folder.glob(f"*/*{ENDING}"):
            if self.master.name not in keyfile.masters_of(path.read_bytes()):
                raise keyfile.of_another_master()
        for path, context in self.key_files():
            keyfile.opened(path.read_bytes(), self.master, context)
            return

    def key_files(self) -> Iterator[tuple[Path, keyfile.Context]]:
        """Every file with wrapped keys, and the context it is wrapped in."""
        for path in sorted(self.folder.glob(f"*/*{ENDING}")):
            if path.parent.name == LINKS:
                yield path, place_of_link(path.stem)
            else:
                with suppress(ValueError):
                    yield path, _place(UUID(path.parent.name), Purpose(path.stem))

    @contextmanager
    def rewriting(self, path: Path) -> Iterator[None]:
        """Hold the lock of the folder of a key file, to put another in its place."""
        with files.locked(path.parent / LOCK):
            files.forget_replacing(path.parent)
            yield

    def known(self, path: Path, open_it: Callable[[bytes], T]) -> T:
        """What is in a file, opened once as long as it stays the same. Raises KeyMissing."""
        try:
            with path.open("rb") as file:
                stat = os.fstat(file.fileno())
                start = file.read(SEEN)
                stamp = stat.st_ino, stat.st_mtime_ns, stat.st_size, start
                seen = self._seen.get(path)
                if seen is not None and seen[0] == stamp:
                    return seen[1]  # type: ignore[return-value]
                found = open_it(start + file.read())
        except FileNotFoundError as error:
            self._seen.pop(path, None)
            raise KeyMissing from error
        self._seen[path] = stamp, found
        return found

    def _opened(self, aanbieder: UUID, content: bytes) -> Ring:
        name = box.header_of(content).key
        key = self.key_named(aanbieder, Purpose.SLEUTELBOS, name)
        return ring.unpacked(box.opened(content, key, (b"ring", aanbieder.bytes)))

    def _save(self, aanbieder: UUID, now: Ring) -> None:
        key = self.key_to_seal_with(aanbieder, Purpose.SLEUTELBOS)
        content = box.seal(ring.packed(now), key, (b"ring", aanbieder.bytes))
        files.replace(self._ring_path(aanbieder), content)

    def _rewrite(self, aanbieder: UUID, purpose: Purpose, keys: tuple[Kept, ...]) -> None:
        content = keyfile.wrapped(keys, self.master, _place(aanbieder, purpose))
        files.replace(self._path(aanbieder, purpose), content)

    def _path(self, aanbieder: UUID, purpose: Purpose) -> Path:
        return self.folder / str(aanbieder) / f"{purpose}{ENDING}"

    def _ring_path(self, aanbieder: UUID) -> Path:
        return self.folder / str(aanbieder) / RING


def _place(aanbieder: UUID, purpose: Purpose) -> keyfile.Context:
    return b"sleutel", aanbieder.bytes, purpose.encode()
