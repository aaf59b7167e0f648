"""The vault of this installation: its folders and its master key, put together in one place."""

import os
from functools import cache
from pathlib import Path

import structlog
from django.conf import settings

from uitkomst.vault.healing import Healed
from uitkomst.vault.keys import KeyStore
from uitkomst.vault.master import FILE_VARIABLE, SERVER_VARIABLE, VARIABLE, Master, MasterKey
from uitkomst.vault.store import FolderStore
from uitkomst.vault.transit import TransitMaster
from uitkomst.vault.vault import Vault

log = structlog.get_logger(__name__)


def vault_in(data: Path, master: Master) -> Vault:
    """The vault in a data folder: sealed objects in `kluis`, wrapped keys apart in `sleutels`."""
    return Vault(FolderStore(data / "kluis"), KeyStore(data / "sleutels", master))


@cache
def current_vault() -> Vault:
    """The vault that the settings and the environment name. Raises MasterKeyMissing."""
    return vault_in(settings.DATA, master())


def require_keys() -> None:
    """Go on only with the master key of these data, and with every erasure worked out in them.

    So that after a backup was put back nobody who was erased is there when the portal opens.
    Raises MasterKeyMissing, SealBroken, TransitAway, TransitRefused.
    """
    KeyStore(settings.DATA / "sleutels", master()).require_this_master()
    done = current_vault().replay_tombstones()
    if done != Healed():
        step = f"{done.sealed} sealed, {done.deleted} deleted, {done.unreadable} unreadable"
        log.warning("the vault was brought in line with its keys", step=step)


def master() -> Master:
    """The master key in use: a variable, a file, a server, or else the file in the data folder.

    Raises MasterKeyMissing.
    """
    if os.environ.get(SERVER_VARIABLE) and not _is_local():
        return transit_master()
    return local_master()


def transit_master() -> TransitMaster:
    """The master key in the server that the environment names. Raises TransitMisnamed."""
    return TransitMaster.from_env(os.environ)


def local_master() -> MasterKey:
    """The master key in a variable or a file, whatever server is named. Raises MasterKeyMissing."""
    if _is_local():
        return MasterKey.from_env()
    return MasterKey.from_file(settings.MASTER_KEY_FILE)


def _is_local() -> bool:
    return bool(os.environ.get(VARIABLE) or os.environ.get(FILE_VARIABLE))
