"""The small region, made once for all tests of a module of pages; each test undoes its changes."""

import base64
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import pytest_django
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from signed_in import sign_in
from small_region import World, build

from uitkomst.services import keyring


class SecureClient(Client):
    """A client that speaks https, as the portal demands outside a demonstration."""

    def generic(self, *args, **kwargs):
        return super().generic(*args, **{**kwargs, "secure": True})


@pytest.fixture(scope="module")
def region(
    django_db_setup: None,
    django_db_blocker: pytest_django.DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[World]:
    """The region, committed, and gone again after the module."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setattr(settings, "DATA", tmp_path_factory.mktemp("portal"))
        patch.setenv("UITKOMST_MASTER_KEY", base64.b64encode(bytes(range(32))).decode())
        keyring.current_vault.cache_clear()
        try:
            yield build()
        finally:
            call_command("flush", interactive=False, verbosity=0)
            keyring.current_vault.cache_clear()


@pytest.fixture
def world(region: World, db: None, tmp_path: Path) -> Iterator[World]:
    """The region; what this test changes in the books and in the vault is undone."""
    kept = tmp_path / "kept"
    shutil.copytree(settings.DATA, kept)
    yield region
    shutil.rmtree(settings.DATA)
    shutil.copytree(kept, settings.DATA)


@pytest.fixture
def browse(world: World):
    """Give a client that is signed in as one of the users, or as nobody."""

    def as_user(name: str | None) -> SecureClient:
        client = SecureClient()
        if name is not None:
            sign_in(client, world.users[name])
        return client

    return as_user
