"""The portal as one command: pages and a worker come up together, and go down together."""

import base64
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from uitkomst.config import embedded, server
from uitkomst.config.refusals import PortTaken

COMMAND = [
    sys.executable,
    "-c",
    "import sys; from uitkomst.cli.main import main; sys.exit(main())",
]


@pytest.fixture
def data():
    """Not under tmp_path: the server's own account must pass through when we are root."""
    folder = Path(tempfile.mkdtemp(prefix="uitkomst-test-"))
    folder.chmod(0o711)
    yield folder / "data"
    embedded.destroy(folder / "data")
    shutil.rmtree(folder)


@contextmanager
def uitkomst(data: Path, *arguments: str, **more: str):
    environment = {
        **os.environ, "UITKOMST_DATA": str(data), "UITKOMST_PLAIN_HTTP": "1", **more
    }  # fmt: skip
    with subprocess.Popen([*COMMAND, *arguments], env=environment, stderr=subprocess.PIPE) as run:
        try:
            yield run
        finally:
            run.kill() if run.poll() is None else None


def free_port() -> str:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return str(found.getsockname()[1])


def until(ready, seconds: float = 30):
    """What `ready` gives as soon as it gives something."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if answer := ready():
                return answer
        except (OSError, PortTaken, psycopg.OperationalError):
            pass
        time.sleep(0.1)
    raise AssertionError("it did not happen in time")


QUEUES = 2  # Checks and figures: each has a worker of its own, in one process.


def workers(data: Path) -> int:
    """How many workers have told the database that they are there."""
    place = embedded.django_database(data)
    with psycopg.connect(
        host=place["HOST"], user=place["USER"], dbname=place["NAME"]
    ) as connection:
        return connection.execute("select count(*) from procrastinate_workers").fetchone()[0]


def test_serve_brings_all_up_and_ctrl_c_takes_all_down(data):
    with uitkomst(data, "migrate") as migrating:
        assert migrating.wait(60) == 0
    port = free_port()
    with uitkomst(data, "serve", "--port", port) as serving:
        address = f"http://127.0.0.1:{port}/gezond"
        assert until(lambda: urllib.request.urlopen(address).status) == 200
        assert until(lambda: workers(data) == QUEUES)

        serving.send_signal(signal.SIGINT)
        serving.wait(30)

    with pytest.raises(psycopg.OperationalError):
        workers(data)


def test_what_serve_started_ends_when_serve_is_killed(data):
    with uitkomst(data, "migrate") as migrating:
        assert migrating.wait(60) == 0
    port = free_port()
    with uitkomst(data, "serve", "--port", port) as serving:
        address = f"http://127.0.0.1:{port}/gezond"
        assert until(lambda: urllib.request.urlopen(address).status) == 200
        assert until(lambda: workers(data) == QUEUES)

        serving.kill()
        serving.wait(30)

    until(lambda: server.require_free("127.0.0.1", int(port)) is None)
    assert until(lambda: not at_work(data))


def at_work(data: Path) -> bool:
    """Whether a worker is still connected."""
    place = embedded.django_database(data)
    with psycopg.connect(
        host=place["HOST"], user=place["USER"], dbname=place["NAME"]
    ) as connection:
        others = "select count(*) from pg_stat_activity where datname = %s and pid <> %s"
        mine = [place["NAME"], connection.info.backend_pid]
        return connection.execute(others, mine).fetchone()[0] > 0


def refused(data: Path, *arguments: str, **environment: str) -> str:
    """What a command that does not start says on stderr."""
    with uitkomst(data, *arguments, **environment) as run:
        said = run.stderr.read().decode()
        assert run.wait(60) == 1
    assert "Traceback" not in said
    return said


def test_a_port_in_use_is_told_before_anything_is_done(data):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])

        assert f"127.0.0.1:{port}" in refused(data, "demo", "--port", port)

    assert not data.exists()


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").touch()

    assert str(tmp_path / "file" / "data") in refused(tmp_path / "file" / "data", "migrate")


def test_a_database_that_does_not_answer_is_a_sentence_without_the_password(data):
    said = refused(data, "migrate", DATABASE_URL="postgresql://an:geheim@127.0.0.1:1/uitkomst")

    assert "niet bereikbaar" in said
    assert "geheim" not in said


@pytest.mark.parametrize("key", ["", base64.b64encode(bytes(32)).decode()])
def test_serve_does_not_start_without_the_master_key_of_these_data(data, key):
    with uitkomst(data, "migrate") as migrating:
        assert migrating.wait(60) == 0
    sealed = data / "sleutels" / "1"
    sealed.mkdir(parents=True)
    (sealed / "index.sleutel").write_bytes(bytes(100))
    (data / "hoofdsleutel").unlink()

    for command in (["serve", "--port", free_port()], ["worker"]):
        assert "hoofdsleutel" in refused(data, *command, UITKOMST_MASTER_KEY=key)


def test_only_the_owner_looks_in_the_data_folder(data):
    with uitkomst(data, "migrate") as migrating:
        assert migrating.wait(60) == 0

    assert data.stat().st_mode & 0o066 == 0
    assert [path for path in data.iterdir() if path.stat().st_mode & 0o077] == []


def test_serve_says_what_to_do_when_the_tables_are_not_there(data):
    with uitkomst(data, "serve", "--port", free_port()) as serving:
        said = serving.stderr.read().decode()

    assert serving.returncode == 1
    assert "uitkomst migrate" in said
