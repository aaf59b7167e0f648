"""The vault of this installation: its folders and its master key, put together in one place."""

import os
from functools import cache
from pathlib import Path

from django.conf import settings

from uitkomst.vault.keys import KeyStore
from uitkomst.vault.master import FILE_VARIABLE, VARIABLE, MasterKey
from uitkomst.vault.store import FolderStore
from uitkomst.vault.vault import Vault


def vault_in(data: Path, master: MasterKey) -> Vault:
    """The vault in a data folder: sealed objects in `kluis`, wrapped keys apart in `sleutels`."""
    return Vault(FolderStore(data / "kluis"), KeyStore(data / "sleutels", master))


@cache
def current_vault() -> Vault:
    """The vault that the settings and the environment name. Raises MasterKeyMissing."""
    return vault_in(settings.DATA, _master())


def require_keys() -> None:
    """Go on only with the master key of these data. Raises MasterKeyMissing, SealBroken."""
    KeyStore(settings.DATA / "sleutels", _master()).require_this_master()


def _master() -> MasterKey:
    if os.environ.get(VARIABLE) or os.environ.get(FILE_VARIABLE):
        return MasterKey.from_env()
    return MasterKey.from_file(settings.MASTER_KEY_FILE)
