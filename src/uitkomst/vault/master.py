"""The master key: it seals the providers' keys and lives outside the database and every backup."""

import base64
import binascii
import hashlib
import os
import secrets
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from uitkomst.vault import files
from uitkomst.vault.refusals import MasterKeyExists, MasterKeyMissing

LENGTH = 32
VARIABLE = "UITKOMST_MASTER_KEY"
FILE_VARIABLE = "UITKOMST_MASTER_KEY_FILE"


class MasterKey:
    """256 random bits. Kept in memory as long as the process runs; Python cannot wipe it."""

    def __init__(self, secret: bytes) -> None:
        if len(secret) != LENGTH:
            raise MasterKeyMissing(
                f"De hoofdsleutel heeft {len(secret)} bytes; het moeten er {LENGTH} zijn (base64)."
            )
        self.secret = secret
        # Tells which master key wrapped a key, without telling the key.
        self.name = hashlib.sha256(b"uitkomst master key name" + secret).digest()[:8]

    def __repr__(self) -> str:
        return f"MasterKey({self.name.hex()})"

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
