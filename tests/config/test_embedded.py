"""The embedded server: who owns it, where it lies, and what it never writes in its log."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from uitkomst.config import embedded, environment, places
from uitkomst.config.refusals import WrongDatabaseUrl

STARTS_AND_DIES = """
import os, sys
from pathlib import Path
from uitkomst.config import embedded
embedded.start(Path(sys.argv[1]), {"fsync": "off"})
os.kill(os.getpid(), 9)
"""


@pytest.fixture
def data(tmp_path):
    """A data folder, and nothing left of it afterwards."""
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o711)
    yield tmp_path / "data"
    embedded.destroy(tmp_path / "data")


def settings(data: Path) -> dict[str, str]:
    database = embedded.django_database(data)
    with psycopg.connect(
        host=database["HOST"], user=database["USER"], dbname=database["NAME"]
    ) as connection:
        return dict(connection.execute("select name, setting from pg_settings").fetchall())


def test_it_runs_inside_the_block_and_stops_after_it(data):
    with embedded.running(data):
        found = settings(data)
        assert found["listen_addresses"] == ""
        assert found["log_min_error_statement"] == "panic"
        assert found["log_error_verbosity"] == "terse"
        assert found["log_parameter_max_length_on_error"] == "0"
    with pytest.raises(psycopg.OperationalError):
        settings(data)


def test_the_server_has_no_key_in_its_environment(data, monkeypatch):
    monkeypatch.setenv("UITKOMST_MASTER_KEY", "secret")
    with embedded.running(data):
        pid = (places.cluster(data).folder / "postmaster.pid").read_text().split()[0]
        said = subprocess.run(["ps", "eww", "-o", "command=", pid], capture_output=True, check=True)

    assert b"LC_" in said.stdout or b"PATH" in said.stdout
    assert b"UITKOMST_MASTER_KEY" not in said.stdout


def test_only_who_started_it_stops_it(data):
    script = "import sys; from pathlib import Path; from uitkomst.config import embedded\n"
    script += "with embedded.running(Path(sys.argv[1])): pass"
    with embedded.running(data):
        subprocess.run([sys.executable, "-c", script, str(data)], check=True)
        assert settings(data)


def test_a_server_whose_owner_died_is_taken_over(data):
    died = subprocess.run([sys.executable, "-c", STARTS_AND_DIES, str(data)], check=False)
    assert died.returncode == -signal.SIGKILL

    assert settings(data)
    assert embedded.start(data)
    embedded.stop(data)


def test_a_long_path_gets_a_short_private_socket(data):
    long = data / ("x" * 90)
    try:
        with embedded.running(long, {"fsync": "off"}):
            assert settings(long)
            socket = places.cluster(long).socket
            assert len(str(socket)) < 90
            assert socket.stat().st_mode & 0o777 == 0o700
    finally:
        embedded.destroy(long)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as somebody else")
def test_as_root_it_works_below_a_private_folder_without_opening_it(data):
    data.parent.chmod(0o700)

    with embedded.running(data, {"fsync": "off"}):
        assert settings(data)
        assert places.cluster(data).folder.is_relative_to(places.FALLBACK)
    assert data.parent.stat().st_mode & 0o777 == 0o700


def test_a_fresh_start_removes_only_what_is_ours(data, monkeypatch):
    monkeypatch.setattr(environment, "DATA", data)
    monkeypatch.setattr(environment, "EMBEDDED", True)
    environment.prepare()
    (data / "kluis").mkdir()
    (data / "mine.txt").write_text("keep")
    with embedded.running(data, {"fsync": "off"}):
        pass

    environment.forget_everything()

    assert {path.name for path in data.iterdir()} == {"mine.txt", "database.lock"}


def test_a_master_key_is_never_made_beside_keys_it_did_not_seal(data, monkeypatch):
    monkeypatch.setattr(environment, "DATA", data)
    monkeypatch.delenv("UITKOMST_MASTER_KEY", raising=False)
    environment.prepare()
    key = environment.master_key_file()
    assert key.stat().st_mode & 0o077 == 0
    assert (data / "secret.key").stat().st_mode & 0o077 == 0
    (data / "sleutels").mkdir()
    key.unlink()

    environment.prepare()

    assert not key.exists()


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("postgresql://an:p%40ss@db:5433/uitkomst?sslmode=require",
         {"NAME": "uitkomst", "USER": "an", "PASSWORD": "p@ss", "HOST": "db", "PORT": "5433",
          "OPTIONS": {"server_side_binding": True, "sslmode": "require"}}),
        ("postgres://an@/uitkomst?host=/run/postgresql",
         {"NAME": "uitkomst", "USER": "an", "PASSWORD": "", "HOST": "/run/postgresql", "PORT": "",
          "OPTIONS": {"server_side_binding": True}}),
    ],
)  # fmt: skip
def test_an_external_database_is_named_by_its_address(monkeypatch, address, expected):
    monkeypatch.setattr(environment, "EMBEDDED", False)
    monkeypatch.setenv("DATABASE_URL", address)

    found = environment.database()

    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize("address", ["sqlite:///db.sqlite3", "postgresql://an:geh/eim@db/uitkomst"])
def test_what_is_no_address_of_a_database_is_refused_without_repeating_it(monkeypatch, address):
    monkeypatch.setattr(environment, "EMBEDDED", False)
    monkeypatch.setenv("DATABASE_URL", address)

    with pytest.raises(WrongDatabaseUrl) as refused:
        environment.database()

    assert "postgresql://" in refused.value.melding
    assert "eim" not in refused.value.melding
