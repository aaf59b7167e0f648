"""Opening a handful of sealed objects, to see that a backup can be read with today's keys."""

import secrets
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.conf import settings

from uitkomst.services import keyring
from uitkomst.vault.keys import KeyStore, Purpose
from uitkomst.vault.objects import IDENTITEITEN, TRAJECTEN
from uitkomst.vault.refusals import (
    KeyMissing,
    OlderObject,
    OldForm,
    SealBroken,
    UnknownObject,
    VaultRefusal,
)
from uitkomst.vault.store import FolderStore
from uitkomst.vault.vault import Vault

MOST = 100


@dataclass(frozen=True)
class Opened:
    """How many were tried, and what became of them.

    They opened; are whole, and of before an erasure that is worked out when the portal opens; have
    a key that is gone from the key store; or do not open.
    """

    open: int = 0
    ouder: int = 0
    zonder_sleutel: int = 0
    kapot: int = 0


def opened(kluis: Path, most: int = MOST) -> Opened:
    """Open so many objects of a folder, chosen at random, with the keys of this installation."""
    store = FolderStore(kluis)
    vault = Vault(store, KeyStore(settings.DATA / "sleutels", keyring.master()))
    names = list(store.list(""))
    chosen = secrets.SystemRandom().sample(names, min(most, len(names)))
    found = [_outcome(vault, name) for name in chosen]
    return Opened(*(found.count(each) for each in (None, OlderObject, KeyMissing, SealBroken)))


def _outcome(vault: Vault, name: str) -> type[VaultRefusal] | None:
    aanbieder, levering, naam = name.split("/")
    place = UUID(aanbieder), UUID(levering)
    try:
        if naam == TRAJECTEN:
            vault.trajecten(*place)
        elif naam == IDENTITEITEN:
            vault.identities(*place)
        else:
            _open_other(vault, place, naam)
    except KeyMissing:
        return KeyMissing
    except (OlderObject, OldForm):
        return OlderObject
    except (SealBroken, UnknownObject):
        return SealBroken
    return None


def _open_other(vault: Vault, place: tuple[UUID, UUID], naam: str) -> None:
    """Its name does not say under which key it lies."""
    try:
        vault.open_object(*place, naam, Purpose.TRAJECTEN)
    except KeyMissing:
        vault.open_object(*place, naam, Purpose.IDENTITEITEN)
