"""The master key in an OpenBao or Vault transit service: it wraps and unwraps, and stays there.

    UITKOMST_TRANSIT_ADDRESS    https://…; http only on this machine itself
    UITKOMST_TRANSIT_KEY        name of the key (type aes256-gcm96), made by who runs the server
    UITKOMST_TRANSIT_MOUNT      where transit is, if not at `transit`
    UITKOMST_TRANSIT_CA         file with the certificate authority, if the machine does not know it
    UITKOMST_TRANSIT_TOKEN_FILE the token, or
    UITKOMST_TRANSIT_ROLE_ID and UITKOMST_TRANSIT_SECRET_ID_FILE   an AppRole

What a wrapped key belongs to goes along as associated data, so the server does not unwrap it in
the place of another. An unwrapped key of a provider stays in this process's memory only.
"""

import base64
import binascii
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import hvac
import requests
from hvac import exceptions

from uitkomst.vault.box import bound
from uitkomst.vault.master import NAME
from uitkomst.vault.master import SERVER_VARIABLE as ADDRESS
from uitkomst.vault.refusals import SealBroken, TransitAway, TransitMisnamed, TransitRefused

KEY = "UITKOMST_TRANSIT_KEY"
MOUNT = "UITKOMST_TRANSIT_MOUNT"
AUTHORITY = "UITKOMST_TRANSIT_CA"
TOKEN_FILE = "UITKOMST_TRANSIT_TOKEN_FILE"  # noqa: S105  (a name)
ROLE_ID = "UITKOMST_TRANSIT_ROLE_ID"
SECRET_ID_FILE = "UITKOMST_TRANSIT_SECRET_ID_FILE"  # noqa: S105
HERE = ("localhost", "127.0.0.1", "::1")
PATIENCE = 10  # seconds for an answer


@dataclass(frozen=True)
class Entrance:
    """How to come in: a file with a token, or an AppRole with a file of its secret id."""

    token_file: Path | None = None
    role_id: str = ""
    secret_id_file: Path | None = None


class TransitMaster:
    """A master whose key never leaves its server."""

    kind = "een sleutel in OpenBao of Vault (transit)"

    def __init__(
        self,
        address: str,
        key: str,
        entrance: Entrance,
        *,
        mount: str = "transit",
        authority: str | None = None,
    ) -> None:
        parts = urlsplit(address)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in HERE):
            raise TransitMisnamed(
                f"{ADDRESS} moet met https:// beginnen; zonder versleuteling gaat alleen op deze "
                "machine zelf."
            )
        self._key, self._mount, self._entrance = key, mount, entrance
        self._client = hvac.Client(url=address, verify=authority or True, timeout=PATIENCE)
        self._client.token = None  # Not one that happens to lie about in the environment.
        # Of the key's name alone: the server may move, what it wrapped stays the same.
        self.name = hashlib.sha256(f"uitkomst transit {mount}/{key}".encode()).digest()[:NAME]

    def __repr__(self) -> str:
        return f"TransitMaster({self._mount}/{self._key})"

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> "TransitMaster":
        """The server and the key the environment names. Raises TransitMisnamed."""
        names = [ADDRESS, KEY] if TOKEN_FILE in environ else [ADDRESS, KEY, ROLE_ID, SECRET_ID_FILE]
        if missing := [name for name in names if not environ.get(name)]:
            raise TransitMisnamed(
                f"Voor de sleutelserver ontbreekt {', '.join(missing)}. Noem ook waarmee dit "
                f"programma zich meldt: {TOKEN_FILE}, of {ROLE_ID} en {SECRET_ID_FILE}."
            )
        token, secret = environ.get(TOKEN_FILE), environ.get(SECRET_ID_FILE)
        entrance = Entrance(
            Path(token) if token else None,
            environ.get(ROLE_ID, ""),
            Path(secret) if secret else None,
        )
        return cls(
            environ[ADDRESS],
            environ[KEY],
            entrance,
            mount=environ.get(MOUNT) or "transit",
            authority=environ.get(AUTHORITY),
        )

    def wrap(self, content: bytes, context: tuple[bytes, ...]) -> bytes:
        """The content as the server's ciphertext. Raises TransitAway, TransitRefused."""
        answer = self._asked(
            lambda: self._client.secrets.transit.encrypt_data(
                name=self._key,
                plaintext=_text(content),
                associated_data=_text(bound(b"", context)),
                mount_point=self._mount,
            )
        )
        return str(answer["data"]["ciphertext"]).encode()

    def unwrap(self, wrapped: bytes, context: tuple[bytes, ...]) -> bytes:
        """What was wrapped. Raises SealBroken, TransitAway, TransitRefused."""
        try:
            ciphertext = wrapped.decode("ascii")
        except UnicodeDecodeError as error:
            raise SealBroken from error
        answer = self._asked(
            lambda: self._client.secrets.transit.decrypt_data(
                name=self._key,
                ciphertext=ciphertext,
                associated_data=_text(bound(b"", context)),
                mount_point=self._mount,
            )
        )
        try:
            return base64.b64decode(answer["data"]["plaintext"], validate=True)
        except (binascii.Error, KeyError, TypeError) as error:
            raise SealBroken from error

    def rotate(self) -> int:
        """Let the server make a new version of its key; gives its number.

        What older versions wrapped still unwraps, until the server is told otherwise. Raises
        TransitAway, TransitRefused (it asks a right of its own).
        """
        transit = self._client.secrets.transit
        self._asked(lambda: transit.rotate_key(name=self._key, mount_point=self._mount))
        read = self._asked(lambda: transit.read_key(name=self._key, mount_point=self._mount))
        return int(read["data"]["latest_version"])

    def _asked(self, ask: Callable[[], Any]) -> Any:
        """The server's answer; signed in anew once, for a token does not last."""
        try:
            if not self._client.token:
                self._sign_in()
            try:
                return ask()
            except exceptions.Forbidden:
                self._sign_in()
                return ask()
        except (exceptions.Forbidden, exceptions.Unauthorized) as error:
            raise TransitRefused from error
        except exceptions.InvalidRequest as error:
            # It could not open this, or does not have the key; its own words may hold a name.
            raise SealBroken from error
        except exceptions.InvalidPath as error:
            raise TransitRefused from error
        except (exceptions.VaultError, requests.RequestException) as error:
            raise TransitAway from error
        except OSError as error:
            raise TransitMisnamed(
                f"Het certificaat in {AUTHORITY} is niet te lezen. Kijk of het bestand bestaat."
            ) from error

    def _sign_in(self) -> None:
        try:
            if self._entrance.token_file:
                self._client.token = _secret(self._entrance.token_file)
                return
            assert self._entrance.secret_id_file
            secret = _secret(self._entrance.secret_id_file)
        except (OSError, UnicodeDecodeError) as error:
            raise TransitMisnamed(
                "Het bestand met het token of de secret-id van de sleutelserver is niet te lezen. "
                "Kijk of het bestaat en of dit programma het mag lezen."
            ) from error
        try:
            self._client.auth.approle.login(role_id=self._entrance.role_id, secret_id=secret)
        except exceptions.InvalidRequest as error:
            raise TransitRefused from error


def _secret(path: Path) -> str:
    return path.read_text(encoding="ascii").strip()


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()
