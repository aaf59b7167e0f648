"""What all tests share: an embedded PostgreSQL for those that ask for a database, and a vault.

The server is started by the first test that needs it, in a folder of this run, without the care
for power cuts that a real one takes. Everything else about it is as in production.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis

FOLDER = "UITKOMST_TEST_FOLDER"
NO_CARE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


# A shared machine is sometimes slow; that is no finding. HYPOTHESIS_PROFILE=night looks harder.
hypothesis.register_profile("day", deadline=None)
hypothesis.register_profile("night", deadline=None, max_examples=2000)
hypothesis.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "day"))


def pytest_configure(config: pytest.Config) -> None:
    """The controller of the run makes the folder; the workers find its name in the environment."""
    if not hasattr(config, "workerinput"):
        folder = Path(tempfile.mkdtemp(prefix="uitkomst-test-"))
        folder.chmod(0o711)  # The server's own account must pass through when we are root.
        os.environ[FOLDER] = str(folder)


def pytest_unconfigure(config: pytest.Config) -> None:
    """The controller of the run cleans up after everybody."""
    if not hasattr(config, "workerinput"):
        from uitkomst.config import embedded

        folder = Path(os.environ.pop(FOLDER))
        if (folder / "database").exists():
            embedded.destroy(folder)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Point Django at this run's server, started now if it is not up; a database per worker."""
    from django.db import connections

    from uitkomst.config import embedded

    folder = Path(os.environ[FOLDER])
    embedded.start(folder, NO_CARE)
    for alias in connections:
        connections[alias].settings_dict.update(embedded.django_database(folder))
        connections[alias].settings_dict["PASSWORD"] = ""


@pytest.fixture(scope="session", autouse=True)
def _flush_goes_past_the_logbook_guard() -> Iterator[None]:
    """Tests with real commits end in a TRUNCATE of all tables, which the logbook refuses."""
    from django.db.backends.postgresql.operations import DatabaseOperations

    original = DatabaseOperations.sql_flush

    def sql_flush(self, *args, **kwargs):  # type: ignore[no-untyped-def]
        statements = original(self, *args, **kwargs)
        return [
            "set session_replication_role = replica;",
            *statements,
            "set session_replication_role = origin;",
        ]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", sql_flush)
        yield


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords() -> Iterator[None]:
    """Hashing is slow on purpose; not in tests."""
    from django.conf import settings

    with pytest.MonkeyPatch.context() as patch:
        quick = ["django.contrib.auth.hashers.MD5PasswordHasher"]
        patch.setattr(settings, "PASSWORD_HASHERS", quick)
        yield


@pytest.fixture(autouse=True)
def _checkpoints_of_the_run(request: pytest.FixtureRequest) -> Iterator[None]:
    """A worker's round signs how far the logbook is; in tests with a key of the run."""
    if "db" not in request.fixturenames and request.node.get_closest_marker("django_db") is None:
        yield
        return
    from django.conf import settings

    with pytest.MonkeyPatch.context() as patch:
        folder = Path(os.environ[FOLDER])
        patch.setattr(settings, "AUDIT_KEY_FILE", folder / "controlepunt.sleutel")
        patch.setattr(settings, "AUDIT_CHECKPOINTS", folder / "controlepunten.jsonl")
        yield


@pytest.fixture
def vault(tmp_path: Path):  # type: ignore[no-untyped-def]
    """An empty vault with a master key of its own."""
    from uitkomst.services.keyring import vault_in
    from uitkomst.vault.master import MasterKey

    return vault_in(tmp_path, MasterKey(bytes(range(32))))
