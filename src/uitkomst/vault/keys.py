"""The key store: each provider's keys, wrapped by the master key, one file per key.

It is a folder of its own, apart from the objects and from their backup: whoever takes the objects
has no key, and a key that is destroyed here is gone from every backup of the objects too
(a wrapped key in the same backup could always be unwrapped again).
"""

import secrets
from enum import StrEnum
from pathlib import Path
from uuid import UUID, uuid4

from uitkomst.vault import box, files
from uitkomst.vault.box import Key
from uitkomst.vault.master import MasterKey
from uitkomst.vault.refusals import KeyMissing, SealBroken

WRAPPED_BY = 8


class Purpose(StrEnum):
    """What a key is for. One key never does another's work."""

    IDENTITEITEN = "identiteiten"
    TRAJECTEN = "trajecten"
    INDEX = "index"


class KeyStore:
    """Wrapped keys in `folder`; unwrapped ones stay in this object's memory."""

    def __init__(self, folder: Path, master: MasterKey) -> None:
        self._folder = Path(folder)
        self._master = Key(UUID(int=0), master.secret)
        self._master_name = master.name
        self._unwrapped: dict[tuple[UUID, Purpose], Key] = {}

    def __repr__(self) -> str:
        return f"KeyStore({str(self._folder)!r})"

    def key(self, aanbieder: UUID, purpose: Purpose) -> Key:
        """The key to open with. Raises KeyMissing (never makes one), SealBroken."""
        if known := self._unwrapped.get((aanbieder, purpose)):
            return known
        try:
            content = self._path(aanbieder, purpose).read_bytes()
        except FileNotFoundError as error:
            raise KeyMissing from error
        key = self._unwrap(content, aanbieder, purpose)
        return self._unwrapped.setdefault((aanbieder, purpose), key)

    def key_to_seal_with(self, aanbieder: UUID, purpose: Purpose) -> Key:
        """The same key, made first when the provider has none for this purpose yet.

        Of two processes that make it at once one wins; the other reads the winner's.
        """
        try:
            return self.key(aanbieder, purpose)
        except KeyMissing:
            made = Key(uuid4(), secrets.token_bytes(32))
        try:
            files.create(self._path(aanbieder, purpose), self._wrap(made, aanbieder, purpose))
        except FileExistsError:
            return self.key(aanbieder, purpose)
        return self._unwrapped.setdefault((aanbieder, purpose), made)

    def require_this_master(self) -> None:
        """Go on only when the keys here are wrapped by this master key. Raises SealBroken.

        One of them tells: they are all wrapped by the same.
        """
        for path in self._folder.glob("*/*.sleutel"):
            self._require_wrapped_by_master(path.read_bytes())
            return

    def _require_wrapped_by_master(self, content: bytes) -> None:
        if content[:WRAPPED_BY] != self._master_name:
            raise SealBroken(
                "Deze sleutel is niet met de huidige hoofdsleutel verzegeld. Start met de "
                "hoofdsleutel waarmee de sleutelopslag is gemaakt."
            )

    def _wrap(self, key: Key, aanbieder: UUID, purpose: Purpose) -> bytes:
        content = key.id.bytes + key.secret
        return self._master_name + box.seal(content, self._master, self._place(aanbieder, purpose))

    def _unwrap(self, content: bytes, aanbieder: UUID, purpose: Purpose) -> Key:
        self._require_wrapped_by_master(content)
        plain = box.opened(content[WRAPPED_BY:], self._master, self._place(aanbieder, purpose))
        return Key(UUID(bytes=plain[:16]), plain[16:])

    def _path(self, aanbieder: UUID, purpose: Purpose) -> Path:
        return self._folder / str(aanbieder) / f"{purpose}.sleutel"

    def _place(self, aanbieder: UUID, purpose: Purpose) -> tuple[bytes, ...]:
        return b"sleutel", self._master_name, aanbieder.bytes, purpose.encode()
