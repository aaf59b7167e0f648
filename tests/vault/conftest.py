"""A vault in a scratch folder."""

from collections.abc import Callable
from pathlib import Path

import pytest

from uitkomst.vault.keys import KeyStore
from uitkomst.vault.master import MasterKey
from uitkomst.vault.store import FolderStore
from uitkomst.vault.vault import Vault


@pytest.fixture
def opened_vault(tmp_path: Path) -> Callable[[], Vault]:
    """Opens the same vault anew each time, as a second process would."""
    master = MasterKey.create_file(tmp_path / "master.key")
    return lambda: Vault(FolderStore(tmp_path / "objects"), KeyStore(tmp_path / "keys", master))


@pytest.fixture
def vault(opened_vault: Callable[[], Vault]) -> Vault:
    return opened_vault()
