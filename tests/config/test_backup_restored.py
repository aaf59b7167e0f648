"""From one machine to another by the commands alone: closed until what must come first is done."""

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import psycopg
import pytest
from django.test import Client

from uitkomst.config import embedded, maintenance

ROOT = Path(__file__).resolve().parents[1]
COMMAND = [
    sys.executable,
    "-c",
    "import sys; from uitkomst.cli.main import main; sys.exit(main())",
]
DELIVERS = """
from uitkomst.config import startup
with startup.up():
    startup.migrate()
    from test_aanleveringen import confirm, send
    from world import children, csv, world
    from uitkomst.register.models import Sessie
    from uitkomst.services.keyring import current_vault
    later = "2099-01-01T00:00Z"
    Sessie.objects.create(
        session_key="x", session_data="", expire_date=later, begonnen_at=later, gezien_at=later
    )
    people = world()
    confirm(people.an, send(people.an, current_vault(), csv(children(20))))
    send(people.ben, current_vault(), csv(children(5, start=30)))
"""


class Machine:
    """A data folder, and the commands on it."""

    def __init__(self, folder: Path, public: str) -> None:
        self.data = folder / "data"
        self.environment = {
            **os.environ,
            "UITKOMST_DATA": str(self.data),
            "UITKOMST_PLAIN_HTTP": "1",
            "UITKOMST_BACKUP_KEY": public,
            "PYTHONPATH": str(ROOT / "services"),
        }

    def run(self, *arguments: object) -> "subprocess.CompletedProcess[str]":
        words = [*COMMAND, *map(str, arguments)]
        return subprocess.run(words, env=self.environment, capture_output=True, text=True)

    def does(self, *arguments: object) -> str:
        done = self.run(*arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def refuses(self, *arguments: object) -> str:
        done = self.run(*arguments)
        assert done.returncode == 1, done.stdout
        assert "Traceback" not in done.stderr
        return done.stderr

    def rows(self, table: str) -> list[tuple]:
        embedded.start(self.data)
        try:
            place = embedded.django_database(self.data)
            with psycopg.connect(
                host=place["HOST"], user=place["USER"], dbname=place["NAME"]
            ) as connection:
                return connection.execute(f"select * from {table} order by 1").fetchall()
        finally:
            embedded.stop(self.data)


@pytest.fixture(scope="module")
def place():
    """A folder that the database's own account can reach, gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="uitkomst-test-"))
    folder.chmod(0o711)
    yield folder
    for name in ("old", "new"):
        embedded.destroy(folder / name / "data")
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def old(place):
    """A machine that has received files, and was backed up: data and keys apart."""
    (place / "old").mkdir(mode=0o711)
    machine = Machine(place / "old", "")
    pair = machine.run("backup", "sleutelpaar")
    (place / "offline.key").write_text(pair.stdout)
    public = pair.stdout.split("openbare sleutel: ")[1].split()[0]
    machine.environment["UITKOMST_BACKUP_KEY"] = public
    subprocess.run([sys.executable, "-c", DELIVERS], env=machine.environment, check=True)
    for folder in ("gegevens", "sleutels"):
        (place / folder).mkdir()
    machine.does("backup", place / "gegevens")
    machine.does("backup", place / "sleutels", "--sleutels")
    return machine


@pytest.fixture
def new(place, old):
    """An empty machine."""
    (place / "new").mkdir(mode=0o711, exist_ok=True)
    machine = Machine(place / "new", old.environment["UITKOMST_BACKUP_KEY"])
    yield machine
    embedded.destroy(machine.data)
    shutil.rmtree(machine.data, ignore_errors=True)


def files(place: Path) -> tuple[Path, Path]:
    return next((place / "gegevens").glob("*.age")), next((place / "sleutels").glob("*.age"))


def with_master_key(old: Machine, new: Machine) -> None:
    new.data.mkdir(mode=0o711)
    shutil.copy(old.data / "hoofdsleutel", new.data / "hoofdsleutel")


def restored(place: Path, old: Machine, new: Machine) -> str:
    data, keys = files(place)
    with_master_key(old, new)
    new.does("herstel", keys, "--sleutel", place / "offline.key")
    return new.does("herstel", data, "--sleutel", place / "offline.key")


def test_the_pair_is_shown_apart_and_says_what_to_do(place, old):
    pair = old.run("backup", "sleutelpaar")

    assert "AGE-SECRET-KEY-1" in pair.stdout
    assert "buiten deze server" in pair.stderr
    assert pair.stdout.splitlines()[-1] not in pair.stderr


def test_a_new_machine_is_the_old_one_after_three_commands(place, old, new):
    said = restored(place, old, new)

    assert "Het portaal mag weer open" in said
    for table in ("register_aanlevering", "register_verwerkersovereenkomst", "register_user"):
        assert new.rows(table) == old.rows(table) != []
    kept = [p.relative_to(old.data) for p in (old.data / "kluis").rglob("*") if p.is_file()]
    assert kept
    assert all((new.data / p).read_bytes() == (old.data / p).read_bytes() for p in kept)
    assert not (new.data / maintenance.MARK).exists()
    assert (new.data / "secret.key").read_bytes() == (old.data / "secret.key").read_bytes()
    assert old.rows("register_sessie") != []
    assert new.rows("register_sessie") == []
    lines = new.rows("register_auditevent")
    assert any("reservekopie:restore" in line for line in lines)


def test_without_the_keys_or_the_master_key_nothing_is_put_back(place, old, new):
    data, keys = files(place)

    assert "sleutelopslag is er niet" in new.refuses(
        "herstel", data, "--sleutel", place / "offline.key"
    )
    assert "hoofdsleutel" in new.refuses("herstel", keys, "--sleutel", place / "offline.key")

    assert not (new.data / "kluis").exists()
    assert not list((new.data / "sleutels").rglob("*.sleutel"))
    assert not (new.data / maintenance.MARK).exists()


def test_a_second_restore_over_the_first_is_refused(place, old, new):
    restored(place, old, new)
    data, _ = files(place)

    assert "al gegevens" in new.refuses("herstel", data, "--sleutel", place / "offline.key")
    assert not (new.data / maintenance.MARK).exists()


def test_a_broken_logbook_keeps_the_portal_closed(place, old, new):
    """The backup tells of a logbook that was altered: nobody gets in before it is looked into."""
    restored(place, old, new)
    altered(new, "set purpose = 'Niets bijzonders'")
    maintenance.close(new.data, "x.age 0")

    assert "keten van het logboek klopt niet" in new.refuses("herstel", "afronden")
    assert maintenance.is_closed(new.data)


def altered(machine: Machine, change: str) -> None:
    embedded.start(machine.data)
    try:
        place = embedded.django_database(machine.data)
        with psycopg.connect(
            host=place["HOST"], user=place["USER"], dbname=place["NAME"]
        ) as connection:
            connection.execute("set session_replication_role = replica")
            connection.execute(
                f"update register_auditevent {change} "
                "where id = (select min(id) from register_auditevent)"
            )
    finally:
        embedded.stop(machine.data)


def test_a_closed_portal_answers_503_and_the_worker_waits(place, old, new):
    restored(place, old, new)
    maintenance.close(new.data, "x.age 0")
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    words = [*COMMAND, "serve", "--port", str(port)]
    with subprocess.Popen(words, env=new.environment, stderr=subprocess.DEVNULL) as serving:
        try:
            assert _status(port) == 503
            assert _server_header(port) == ""
            time.sleep(2)
            assert _workers(new) == 0
            maintenance.open_again(new.data)
            assert _status(port) == 200
        finally:
            serving.send_signal(signal.SIGINT)
            serving.wait(30)


def _status(port: int) -> int:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/inloggen") as answer:
                return answer.status
        except urllib.error.HTTPError as answer:
            with answer:
                return answer.code
        except OSError:
            time.sleep(0.1)
    raise AssertionError("it does not answer")


def _server_header(port: int) -> str | None:
    """The web server puts its own name where we leave none."""
    with pytest.raises(urllib.error.HTTPError) as answer:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/inloggen")
    with answer.value:
        return answer.value.headers.get("server")


def _workers(machine: Machine) -> int:
    place = embedded.django_database(machine.data)
    with psycopg.connect(
        host=place["HOST"], user=place["USER"], dbname=place["NAME"]
    ) as connection:
        return connection.execute("select count(*) from procrastinate_workers").fetchone()[0]


def test_a_drill_is_done_beside_the_portal_and_booked(place, old):
    data, _ = files(place)
    before = sorted(old.data.iterdir())
    (old.data / "proef-gedood" / "kluis").mkdir(parents=True)  # What a killed drill leaves.

    said = old.does("herstel", data, "--sleutel", place / "offline.key", "--proef")

    assert "0 kapot" in said
    assert sorted(old.data.iterdir()) == before
    booked = next(row for row in old.rows("register_reservekopie") if row[3] == data.name)
    drill = next(value for value in booked if isinstance(value, dict))
    assert drill["goed"] is True
    assert drill["rijen"] > 20
    assert drill["dozen"]["open"] > 3
    assert drill["anders"] == []
    assert drill["seconden"] < 60


def test_two_drills_at_once_are_refused(place, old):
    data, _ = files(place)
    handle = os.open(old.data, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        said = old.refuses("herstel", data, "--sleutel", place / "offline.key", "--proef")
    finally:
        os.close(handle)

    assert "Er loopt al een oefening" in said


def test_a_drill_that_fails_says_so_and_is_booked_too(place, old):
    """The key store of another installation: nothing opens."""
    data, _ = files(place)
    keys = old.data / "sleutels"
    keys.rename(old.data / "weg")
    try:
        keys.mkdir()
        said = old.refuses("herstel", data, "--sleutel", place / "offline.key", "--proef")
    finally:
        shutil.rmtree(keys)
        (old.data / "weg").rename(keys)

    assert "mislukt" in said
    booked = next(row for row in old.rows("register_reservekopie") if row[3] == data.name)
    drill = next(value for value in booked if isinstance(value, dict))
    assert drill["goed"] is False
    assert drill["dozen"]["open"] == 0


@pytest.mark.parametrize("words", [["herstel", "nergens.age"], ["backup", "/nergens"]])
def test_what_is_not_there_is_a_sentence(old, words, place):
    key = ["--sleutel", place / "offline.key"] if words[0] == "herstel" else []

    assert words[1] in old.refuses(*words, *key)


@pytest.fixture
def closed(settings, tmp_path):
    settings.DATA = tmp_path
    maintenance.close(tmp_path, "")


@pytest.mark.parametrize("path", ["/", "/inloggen", "/gezond", "/aanleveringen", "/api/v1/x"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_while_closed_every_address_says_so_without_asking_the_database(closed, path, method):
    answer = getattr(Client(), method)(path, secure=True)

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "300"
    if path.startswith("/api/"):
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json()["status"] == 503
    else:
        assert "gesloten voor onderhoud" in answer.content.decode()


def test_the_style_of_the_page_is_there_while_closed(closed):
    answer = Client().get("/static/uitkomst/uitkomst.css", secure=True)

    assert answer.status_code == 200
    assert b".uk-panel" in b"".join(answer.streaming_content)  # To its end, which closes it.
