"""The portal as one command: pages and a worker come up together, and go down together."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from uitkomst.config import embedded

COMMAND = [
    sys.executable,
    "-c",
    "import sys; from uitkomst.cli.main import main; sys.exit(main())",
]


@pytest.fixture
def data(tmp_path):
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o711)
    yield tmp_path / "data"
    embedded.destroy(tmp_path / "data")


@contextmanager
def uitkomst(data: Path, *arguments: str):
    environment = {**os.environ, "UITKOMST_DATA": str(data), "UITKOMST_PLAIN_HTTP": "1"}
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
        except OSError:
            pass
        time.sleep(0.1)
    raise AssertionError("it did not happen in time")


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
        assert until(lambda: workers(data)) == 1

        serving.send_signal(signal.SIGINT)
        serving.wait(30)

    with pytest.raises(psycopg.OperationalError):
        workers(data)


def test_serve_says_what_to_do_when_the_tables_are_not_there(data):
    with uitkomst(data, "serve", "--port", free_port()) as serving:
        said = serving.stderr.read().decode()

    assert serving.returncode == 1
    assert "uitkomst migrate" in said
