"""What the environment says, read in one place: data folder, database, secrets.

Nothing here writes, apart from `prepare`, which the commands call before Django starts.
"""

import os
import secrets
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from uitkomst.config import embedded, zones
from uitkomst.config.places import private_folder
from uitkomst.config.refusals import FolderNotWritable, NotForgotten, WrongDatabaseUrl, WrongMailUrl

ZONE = zones.chosen()
DATA = Path(os.environ.get("UITKOMST_DATA", "data")).resolve()
DEMO = os.environ.get("UITKOMST_DEMO") == "1"
EMBEDDED = "DATABASE_URL" not in os.environ
WRONG_URL = (
    "DATABASE_URL is geen adres van een PostgreSQL-database. Schrijf het als "
    "postgresql://gebruiker:wachtwoord@server:5432/database, met vreemde tekens in het wachtwoord "
    "als %-codes."
)
WRONG_MAIL = (
    "UITKOMST_SMTP is geen adres van een mailserver. Schrijf het als "
    "smtp://gebruiker:wachtwoord@server:587 of smtps://gebruiker:wachtwoord@server:465, met "
    "vreemde tekens in het wachtwoord als %-codes."
)
OURS = (
    "kluis",
    "sleutels",
    "hoofdsleutel",
    "secret.key",
    "voorbeeldbestanden",
    "controlepunt.sleutel",
    "controlepunt.pub",
    "controlepunten.jsonl",
)


def database() -> dict[str, Any]:
    """Django's database entry: DATABASE_URL when it is set, else the embedded server.

    Raises WrongDatabaseUrl.
    """
    options = {"server_side_binding": True}
    shared = {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
    if EMBEDDED:
        return {**shared, **embedded.django_database(DATA, ZONE.login), "OPTIONS": options}
    try:
        parts = urlsplit(os.environ["DATABASE_URL"])
        port = str(parts.port or "")
    except ValueError:  # Its text may hold a piece of the password.
        raise WrongDatabaseUrl(WRONG_URL) from None
    if parts.scheme not in ("postgres", "postgresql"):
        raise WrongDatabaseUrl(WRONG_URL)
    query = dict(parse_qsl(parts.query))
    return {
        **shared,
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", unquote(parts.hostname or "")),
        "PORT": port,
        "OPTIONS": {**options, **query},
    }


@dataclass(frozen=True)
class Mail:
    """The server that sends mail; without a `host` there is none. `tls`: starttls, tls or none."""

    host: str = ""
    port: int = 25
    user: str = ""
    password: str = field(default="", repr=False)
    tls: str = "starttls"


def mail() -> Mail:
    """What UITKOMST_SMTP says: smtp://user:password@host:587 (smtps:// for TLS from the start).

    An smtp:// server is spoken to with STARTTLS, unless it is this machine. Raises WrongMailUrl.
    """
    url = os.environ.get("UITKOMST_SMTP", "")
    if not url:
        return Mail()
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:  # Its text may hold a piece of the password.
        raise WrongMailUrl(WRONG_MAIL) from None
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise WrongMailUrl(WRONG_MAIL)
    tls = "tls" if parts.scheme == "smtps" else "starttls"
    if tls == "starttls" and parts.hostname in ("localhost", "127.0.0.1", "::1"):
        tls = "none"
    return Mail(
        host=parts.hostname,
        port=port or (465 if tls == "tls" else 587),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        tls=tls,
    )


def secret_key() -> str:
    """UITKOMST_SECRET_KEY, else the generated one in the data folder.

    With neither a key for this process alone, so that nothing ever runs on a known one.
    """
    if given := os.environ.get("UITKOMST_SECRET_KEY"):
        return given
    try:
        return (DATA / "secret.key").read_text(encoding="ascii")
    except FileNotFoundError:
        return secrets.token_urlsafe(48)


def prepare() -> None:
    """Make the data folder, the secret key and the master key where they are not there yet.

    A master key is only made while nothing was ever sealed: a vault without its key must be told,
    not hidden behind a new one. A zone without the vault gets no key. Raises FolderNotWritable,
    ZoneHoldsKeys.
    """
    zones.require_apart(ZONE, DATA)
    try:
        private_folder(DATA)
        _make_secrets()
    except OSError as error:
        raise FolderNotWritable(
            f"In de gegevensmap {DATA} kan dit programma niet schrijven. Geef er rechten op, of "
            "noem in UITKOMST_DATA een andere map."
        ) from error


def _make_secrets() -> None:
    secret = DATA / "secret.key"
    if not secret.exists():
        descriptor = os.open(secret, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
    if ZONE.has_vault:
        _make_master_key()


def _make_master_key() -> None:
    # Not at the top: a zone without the vault does not load it.
    from uitkomst.vault.master import MasterKey, is_given

    given = is_given(os.environ)
    if not given and not master_key_file().exists() and not (DATA / "sleutels").exists():
        MasterKey.create_file(master_key_file())


def forget_everything() -> None:
    """Remove what the portal keeps in the data folder, and nothing else that lies there.

    Only a fresh demo asks for it. Raises NotForgotten while the portal runs on these data, and
    with a database that is not the embedded one.
    """
    if not EMBEDDED:
        raise NotForgotten("Opnieuw beginnen kan alleen met de ingebouwde database.")
    if embedded.in_use(DATA):
        raise NotForgotten("Het portaal draait nog op deze gegevens. Stop het eerst (Ctrl-C).")
    embedded.destroy(DATA)
    for name in OURS:
        place = DATA / name
        if place.is_dir():
            shutil.rmtree(place)
        else:
            place.unlink(missing_ok=True)


def master_key_file() -> Path:
    """Where the master key lies unless the environment names another place."""
    return DATA / "hoofdsleutel"
