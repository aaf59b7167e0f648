"""Putting a backup back, into an empty place: looked through to its end first, then all or nothing.

A restored portal stays closed until `reopening` has done what must come before anybody looks.
"""

import re
import shutil
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from pyrage import x25519

from uitkomst.config.backup import agefile, archive, postgres
from uitkomst.config.backup.archive import DATABASE, MANIFEST, Manifest
from uitkomst.config.backup.making import BESIDE, KEYS, KLUIS
from uitkomst.config.backup.postgres import Database, Restore
from uitkomst.config.backup.shelf import SUM
from uitkomst.config.refusals import NotRestored, StillClosed
from uitkomst.services import keyring
from uitkomst.services.privacy.backups import GEGEVENS
from uitkomst.vault import files


@dataclass(frozen=True)
class Backup:
    """A backup that was read to its end and is whole."""

    path: Path
    sha256: str
    manifest: Manifest
    identity: x25519.Identity


def looked_through(path: Path, identity: x25519.Identity, expected: str = "") -> Backup:
    """Read a backup to its end, without putting anything anywhere.

    Its SHA-256 must be `expected`, or else what stands in the file beside it. Raises NotRestored:
    damaged, cut, another key, another sum, or not a backup of ours.
    """
    found = agefile.sha256_of(path)
    told = expected.lower() or _told_beside(path)
    if told and told != found:
        raise NotRestored(
            f"De controlesom van {path.name} klopt niet: dit bestand is veranderd of niet compleet "
            "overgekomen. Er is niets teruggezet. Haal het opnieuw op, of neem een andere kopie."
        )
    with agefile.reading(path, identity) as stream:
        manifest = archive.whole(archive.unpacked(stream))
    return Backup(path, found, manifest, identity)


def require_empty(data: Path, database: Database) -> None:
    """Go on only where there is nothing that could be lost or mixed. Raises NotRestored."""
    if _holds_files(data / KLUIS):
        raise NotRestored(
            f"In {data / KLUIS} liggen al gegevens. Terugzetten kan alleen op een lege plek."
        )
    if not postgres.is_empty(database):
        raise NotRestored(
            "In de database staan al tabellen. Terugzetten kan alleen in een lege database."
        )


def put_back_data(backup: Backup, *, data: Path, database: Database) -> None:
    """Put the objects and the tables in an empty data folder and an empty database.

    Raises NotRestored; then nothing is left of it.
    """
    require_soort(backup, GEGEVENS)
    require_empty(data, database)
    with ExitStack() as undo:
        undo.callback(shutil.rmtree, data / KLUIS, ignore_errors=True)
        restore = Restore(database)
        undo.callback(restore.abandon)
        _poured(backup, data, restore)
        restore.finish()
        undo.pop_all()
    restore.abandon()  # Its streams only: it has ended.


def put_back_keys(backup: Backup, *, data: Path) -> None:
    """Put the key store in an empty place, where its master key is already.

    The keys beside it take the place of those there, which a new installation made for itself.
    Raises NotRestored, VaultRefusal; then everything is as it was.
    """
    folder = data / KEYS
    if _holds_files(folder):
        raise NotRestored(
            f"In {folder} liggen al sleutels. Terugzetten kan alleen op een lege plek: anders komt "
            "een vernietigde sleutel terug."
        )
    with ExitStack() as undo:
        undo.callback(shutil.rmtree, folder, ignore_errors=True)
        for path in (data / name for name in BESIDE):
            undo.callback(_as_before, path, path.read_bytes() if path.exists() else None)
        _poured(backup, data, None)
        keyring.require_keys()
        undo.pop_all()


def require_soort(backup: Backup, soort: str) -> None:
    """Go on only with a backup of this kind. Raises NotRestored."""
    if backup.manifest.soort != soort:
        raise NotRestored(f"{backup.path.name} is een reservekopie van: {backup.manifest.soort}.")


def require_readable(backup: Backup) -> None:
    """Go on only when this program knows the tables, and the keys are there. Raises NotRestored."""
    from django.db.migrations.loader import MigrationLoader

    known = {name for app, name in MigrationLoader(None).disk_migrations if app == "register"}
    if set(backup.manifest.migraties) - known:
        raise NotRestored(
            "Deze reservekopie is van een nieuwere versie van dit programma. Installeer die versie "
            f"eerst ({backup.manifest.versie})."
        )
    if not _holds_files(settings.DATA / KEYS):
        raise NotRestored(
            "De sleutelopslag is er niet. Zet eerst de hoofdsleutel op zijn plaats, dan de "
            "reservekopie van de sleutels, en dan deze."
        )
    keyring.require_keys()


def require_same_counts(database: Database, manifest: Manifest) -> None:
    """Go on only when every table holds what it held. Raises StillClosed."""
    if different := counts_differ(database, manifest):
        raise StillClosed(
            f"In {len(different)} tabellen staat niet wat er stond ({different[0]}). Het portaal "
            "blijft dicht. Zet een andere reservekopie terug."
        )


def counts_differ(database: Database, manifest: Manifest) -> list[str]:
    """The tables that do not hold as many rows as when the backup was made."""
    with database.connect() as connection:
        found = postgres.rows(connection)
    names = sorted(found.keys() | manifest.tabellen.keys())
    return [name for name in names if found.get(name) != manifest.tabellen.get(name)]


def _poured(backup: Backup, data: Path, restore: Restore | None) -> None:
    gone = set(backup.manifest.vervallen)
    try:
        with agefile.reading(backup.path, backup.identity) as stream:
            for part in archive.unpacked(stream):
                if part.name.startswith(DATABASE):
                    if restore is None:
                        raise NotRestored(archive.NOT_WHOLE)
                    restore.write(part.content)
                elif part.name != MANIFEST and part.name not in gone:
                    _require_place(part.name, backup.manifest.soort)
                    _placed(data / part.name, part.content)
    except OSError as error:
        if error.errno in agefile.FULL:
            raise NotRestored(
                f"De schijf van {data} is vol. Er is niets teruggezet. Maak ruimte en probeer het "
                "opnieuw."
            ) from error
        raise


def _require_place(name: str, soort: str) -> None:
    """Go on only with what belongs in such a backup: one of data must not bring a key along."""
    if soort == GEGEVENS:
        fits = name.startswith(f"{KLUIS}/")
    else:
        fits = name.startswith(f"{KEYS}/") or name in BESIDE
    if not fits:
        raise NotRestored(archive.NOT_WHOLE)


def _placed(path: Path, content: bytes) -> None:
    """Put an object in its place; one that comes twice was sealed anew while it was copied."""
    path.unlink(missing_ok=True)
    files.create(path, content)


def _as_before(path: Path, content: bytes | None) -> None:
    path.unlink(missing_ok=True)
    if content is not None:
        files.create(path, content)


def _told_beside(path: Path) -> str:
    try:
        text = path.with_name(path.name + SUM).read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        return ""
    found = re.match(r"[0-9a-f]{64}\b", text)
    return found[0] if found else "?"


def _holds_files(folder: Path) -> bool:
    return any(path.is_file() for path in folder.rglob("*"))
