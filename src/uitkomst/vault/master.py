"""The master key: it seals the providers' keys and lives outside the database and every backup.

It is a file, a variable of the environment, or a key in a server that never gives it away
(`transit`). The key store only ever asks it to wrap and to unwrap.
"""

import base64
import binascii
import hashlib
import os
import secrets
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol, Self
from uuid import UUID

from uitkomst.vault import box, files, oldform
from uitkomst.vault.box import Key
from uitkomst.vault.refusals import MasterKeyExists, MasterKeyMissing, OldForm

LENGTH = 32
NAME = 8
VARIABLE = "UITKOMST_MASTER_KEY"
FILE_VARIABLE = "UITKOMST_MASTER_KEY_FILE"
SERVER_VARIABLE = "UITKOMST_TRANSIT_ADDRESS"


def is_given(environ: Mapping[str, str]) -> bool:
    """Whether the environment names a master key; if not there is one in the data folder."""
    return any(environ.get(name) for name in (VARIABLE, FILE_VARIABLE, SERVER_VARIABLE))


class Master(Protocol):
    """What wraps the keys in the key store. `name` (8 bytes) tells one from another."""

    @property
    def name(self) -> bytes:
        """Which master wrapped a key, without telling anything of it."""

    @property
    def kind(self) -> str:
        """What kind of master this is, in Dutch, for who runs the portal."""

    def wrap(self, content: bytes, context: tuple[bytes, ...]) -> bytes:
        """The content, to be unwrapped only by this master and in the same context."""

    def unwrap(self, wrapped: bytes, context: tuple[bytes, ...]) -> bytes:
        """What was wrapped. Raises SealBroken, or a VaultRefusal when a server does not answer."""


class MasterKey:
    """256 random bits. Kept in memory as long as the process runs; Python cannot wipe it."""

    kind = "een sleutel in een bestand of in de omgeving"

    def __init__(self, secret: bytes) -> None:
        if len(secret) != LENGTH:
            raise MasterKeyMissing(
                f"De hoofdsleutel heeft {len(secret)} bytes; het moeten er {LENGTH} zijn (base64)."
            )
        self.secret = secret
        # Tells which master key wrapped a key, without telling the key.
        self.name = hashlib.sha256(b"uitkomst master key name" + secret).digest()[:NAME]
        self._key = Key(UUID(int=0), secret)

    def __repr__(self) -> str:
        return f"MasterKey({self.name.hex()})"

    def wrap(self, content: bytes, context: tuple[bytes, ...]) -> bytes:
        """A box under this key."""
        return box.seal(content, self._key, context)

    def unwrap(self, wrapped: bytes, context: tuple[bytes, ...]) -> bytes:
        """What is in the box, also in one of the previous form. Raises SealBroken."""
        try:
            return box.opened(wrapped, self._key, context)
        except OldForm:
            return oldform.opened(wrapped, self._key, context)

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """The key in UITKOMST_MASTER_KEY (base64), else in the file UITKOMST_MASTER_KEY_FILE names.

        Raises MasterKeyMissing.
        """
        if text := environ.get(VARIABLE):
            return cls._decoded(text, VARIABLE)
        if path := environ.get(FILE_VARIABLE):
            return cls.from_file(Path(path))
        raise MasterKeyMissing

    @classmethod
    def from_file(cls, path: Path) -> Self:
        """The key in a file that nobody but its owner may read.

        Raises MasterKeyMissing, also when group or others have any right on the file.
        """
        try:
            with path.open(encoding="ascii") as file:
                mode = os.fstat(file.fileno()).st_mode
                text = file.read(1024)
        except (OSError, UnicodeDecodeError) as error:
            raise MasterKeyMissing(
                f"Het bestand met de hoofdsleutel ({path}) is niet te lezen. Kijk of het bestaat "
                "en of dit programma het mag lezen."
            ) from error
        if mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise MasterKeyMissing(
                f"Het bestand met de hoofdsleutel ({path}) is ook voor anderen toegankelijk. "
                f"Sluit het af met: chmod 600 {path}"
            )
        return cls._decoded(text, str(path))

    @classmethod
    def create_file(cls, path: Path) -> Self:
        """A new random key, written to `path` for its owner only. Raises MasterKeyExists."""
        key = cls(secrets.token_bytes(LENGTH))
        try:
            files.create(path, base64.b64encode(key.secret) + b"\n")
        except FileExistsError as error:
            raise MasterKeyExists from error
        return key

    @classmethod
    def _decoded(cls, text: str, place: str) -> Self:
        try:
            return cls(base64.b64decode(text.strip(), validate=True))
        except (binascii.Error, ValueError) as error:
            raise MasterKeyMissing(
                f"De hoofdsleutel in {place} is geen base64. Maak er een met: "
                f"head -c {LENGTH} /dev/urandom | base64"
            ) from error
