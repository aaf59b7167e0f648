"""Changing the keys of the vault, from the command line: rehearse, change, finish.

What is done is `vault.rotation`; here it gets its master key and its line in the logbook.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings

from uitkomst.register.models import Organisatie
from uitkomst.services import audit, keyring
from uitkomst.vault import rotation
from uitkomst.vault.keyfile import Kept
from uitkomst.vault.keys import KeyStore, Purpose
from uitkomst.vault.master import Master, MasterKey
from uitkomst.vault.objects import Objects
from uitkomst.vault.refusals import KeyMissing, TransitMisnamed, VaultRefusal
from uitkomst.vault.rotation import Counts
from uitkomst.vault.store import FolderStore
from uitkomst.vault.transit import TransitMaster


@dataclass(frozen=True)
class ProviderKeys:
    """The keys of one provider, counted: never what they are.

    `sinds` is when the oldest key in use was made, None when that was not kept. `vervangen` are
    keys that only older backups need. `toestand` is a Dutch word: in gebruik, wordt gewisseld,
    vernietigd or onleesbaar.
    """

    aanbieder: UUID
    naam: str
    toestand: str
    sinds: datetime | None = None
    vervangen: int = 0
    personen: int = 0
    bronnen: int = 0
    gewist: int = 0


def overview() -> tuple[str, tuple[ProviderKeys, ...]]:
    """What kind of master key is in use, and the keys of every provider. Raises VaultRefusal."""
    objects = _objects()
    names = dict(Organisatie.objects.values_list("pk", "naam"))
    found = tuple(
        _of_provider(objects.keys, aanbieder, names.get(aanbieder, "niet in het register"))
        for aanbieder in objects.keys.providers()
    )
    return objects.keys.master.kind, found


def rehearse() -> Counts:
    """Open everything with the keys in use, and write nothing. Raises VaultRefusal."""
    return rotation.rehearsed(_objects())


def change_master_file(*, path: Path, now: datetime) -> int:
    """Wrap every key by the master key in this file too, made now when it is not there.

    Gives how many files of keys. Raises VaultRefusal.
    """
    new = MasterKey.from_file(path) if path.exists() else MasterKey.create_file(path)
    return _rewrapped(keyring.master(), new, "Hoofdsleutel in een nieuw bestand", now)


def change_master_to_transit(*, now: datetime) -> int:
    """Wrap every key by the server that the environment names too. Raises VaultRefusal."""
    new = keyring.transit_master()
    return _rewrapped(keyring.local_master(), new, "Hoofdsleutel naar de sleutelserver", now)


def rotate_transit(*, now: datetime) -> tuple[int, int]:
    """A new version of the key in the server, and every key wrapped by it.

    Gives the version and how many files. Raises VaultRefusal, TransitMisnamed without a server.
    """
    master = keyring.master()
    if not isinstance(master, TransitMaster):
        raise TransitMisnamed("De hoofdsleutel ligt niet in een sleutelserver.")
    version = master.rotate()
    return version, _rewrapped(master, master, f"Sleutelserver, versie {version}", now)


def renew_providers(*, now: datetime) -> Iterator[tuple[UUID, Counts]]:
    """New keys for every provider, one after another; what was broken off before is finished.

    Raises VaultRefusal.
    """
    objects = _objects()
    for aanbieder in objects.keys.providers():
        done = rotation.renewed(objects, aanbieder, now)
        what = f"{done.objecten} objecten opnieuw verzegeld"
        _write_down("sleutels:rotate", what, now, aanbieder)
        yield aanbieder, done


def finish(*, now: datetime) -> Counts:
    """Destroy what was replaced. Raises NotFinished, VaultRefusal; nothing was destroyed then."""
    done = rotation.finished(_objects())
    _write_down("sleutels:finish", f"{done.sleutels} vervangen sleutels", now)
    return done


def _objects() -> Objects:
    data = settings.DATA
    return Objects(FolderStore(data / "kluis"), KeyStore(data / "sleutels", keyring.master()))


def _rewrapped(old: Master, new: Master, what: str, now: datetime) -> int:
    done = rotation.rewrapped(KeyStore(settings.DATA / "sleutels", old), new)
    _write_down("sleutels:rotate", f"{what}: {done} sleutelbestanden", now)
    return done


def _write_down(action: str, purpose: str, now: datetime, aanbieder: UUID | None = None) -> None:
    known = Organisatie.objects.filter(pk=aanbieder).exists() if aanbieder else False
    audit.record_by_portal(
        action=action,
        subject=str(aanbieder or "sleutelopslag"),
        purpose=purpose,
        now=now,
        organisatie=aanbieder if known else None,
    )


def _of_provider(keys: KeyStore, aanbieder: UUID, naam: str) -> ProviderKeys:
    try:
        ring = keys.ring(aanbieder)
        kept = [each for purpose in Purpose for each in _kept(keys, aanbieder, purpose)]
    except VaultRefusal:
        return ProviderKeys(aanbieder, naam, "onleesbaar")
    if not kept:
        return ProviderKeys(aanbieder, naam, "vernietigd")
    made = [each.made for each in kept if each.replaced is None]
    return ProviderKeys(
        aanbieder,
        naam,
        "wordt gewisseld" if ring.wissel else "in gebruik",
        sinds=None if None in made else min(each or datetime.now(UTC) for each in made),
        vervangen=sum(each.replaced is not None for each in kept),
        personen=len(ring.personen),
        bronnen=sum(each.is_bron and bool(each.sleutels) for each in ring.leveringen.values()),
        gewist=len(ring.wissingen),
    )


def _kept(keys: KeyStore, aanbieder: UUID, purpose: Purpose) -> tuple[Kept, ...]:
    try:
        return keys.keys(aanbieder, purpose)
    except KeyMissing:
        return ()
