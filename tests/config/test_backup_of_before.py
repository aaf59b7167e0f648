"""A backup from before somebody left: what was destroyed since is destroyed before anybody looks.

By the commands alone, with the keys of today beside the data of then.
"""

import io
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import pyrage
import pytest
from test_backup_restored import Machine, altered

from uitkomst.config import embedded, maintenance
from uitkomst.config.backup import agefile

DELIVERS = """
import json
from uitkomst.config import startup
with startup.up():
    startup.migrate()
    from test_aanleveringen import confirm, send
    from test_contracteinde import canaries, contract_of, elsewhere, ENDED
    from world import BSNS, csv, world
    from uitkomst.services.keyring import current_vault
    people, vault = world(), current_vault()
    contract = contract_of(people, people.an, people.guus, ENDED)
    confirm(people.an, send(people.an, vault, csv(canaries()[:20])))
    confirm(people.ben, send(people.ben, vault, csv(elsewhere(BSNS[500:510]))))
    print(json.dumps({"contract": contract}))
"""
LEAVES = """
import sys
from uitkomst.config import startup
with startup.up():
    from test_contracteinde import LATER, carry_out, started
    from world import BSNS, NOW, World, actor_as
    from uitkomst.register.models import User
    from uitkomst.services.keyring import current_vault
    names = ("an", "ben", "cor", "dirk", "guus", "gert", "evy", "ruud", "priya")
    people = World(**{name: actor_as(User.objects.get(username=name)) for name in names})
    vault = current_vault()
    einde = started(people, int(sys.argv[1]), vault)
    carry_out(einde=einde, now=LATER, vault=vault)
    ben = people.ben.organisatie
    vault.erase_person(ben, vault.find_person(ben, bsn=BSNS[500]))
"""
LOOKS = """
import json
from uitkomst.config import startup
with startup.up():
    from django.conf import settings
    from test_contracteinde import opened_by_script
    from uitkomst.register.models import Aanlevering, User
    from uitkomst.services import keyring
    from uitkomst.vault.keys import KeyStore
    from world import BSNS, actor_as
    keys = KeyStore(settings.DATA / "sleutels", keyring.master())
    found = {}
    for name in ("an", "ben"):
        aanbieder = actor_as(User.objects.get(username=name)).organisatie
        rows = opened_by_script(settings.DATA / "kluis", keys, aanbieder)
        found[name] = sorted({row["bsn"] for row in rows if row.get("bsn")})
        found[f"{name} rows"] = len(rows)
    print(json.dumps(found))
"""


def said_by(machine: Machine, script: str, *arguments: object) -> dict:
    """What a script on this machine prints last."""
    words = [sys.executable, "-c", script, *map(str, arguments)]
    done = subprocess.run(words, env=machine.environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    last = done.stdout.strip().rpartition("\n")[2]
    return json.loads(last) if last.startswith("{") else {}


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
    """A machine that was backed up; then a provider left, and a child of another was erased."""
    (place / "old").mkdir(mode=0o711)
    machine = Machine(place / "old", "")
    pair = machine.run("backup", "sleutelpaar")
    (place / "offline.key").write_text(pair.stdout)
    machine.environment["UITKOMST_BACKUP_KEY"] = pair.stdout.split("sleutel: ")[1].split()[0]
    contract = said_by(machine, DELIVERS)["contract"]
    for folder in ("gegevens", "sleutels"):
        (place / folder).mkdir()
    machine.does("backup", place / "gegevens")
    machine.does("backup", place / "sleutels", "--sleutels")
    said_by(machine, LEAVES, contract)
    return machine


@pytest.fixture
def new(place, old):
    """Another machine, with the master key."""
    (place / "new").mkdir(mode=0o711, exist_ok=True)
    machine = Machine(place / "new", old.environment["UITKOMST_BACKUP_KEY"])
    machine.data.mkdir(mode=0o711)
    shutil.copy(old.data / "hoofdsleutel", machine.data / "hoofdsleutel")
    yield machine
    embedded.destroy(machine.data)
    shutil.rmtree(machine.data, ignore_errors=True)


def restored(place: Path, new: Machine) -> str:
    data = next((place / "gegevens").glob("*.age"))
    return new.does("herstel", data, "--sleutel", place / "offline.key")


def test_with_the_keys_of_today_nothing_of_who_left_or_was_erased_opens(place, old, new):
    shutil.copytree(old.data / "sleutels", new.data / "sleutels")

    assert "Wat gewist was is weer gewist" in restored(place, new)

    assert not maintenance.is_closed(new.data)
    found = said_by(new, LOOKS)
    assert (found["an"], found["an rows"]) == ([], 0)
    assert len(found["ben"]) == 9


def test_it_is_destroyed_again_before_the_portal_opens(place, old, new):
    """The logbook is looked at after that, and keeps the portal closed: nothing is left by then."""
    shutil.copytree(old.data / "sleutels", new.data / "sleutels")
    restored(place, new)
    altered(new, "set purpose = 'Niets bijzonders'")
    then = put_back_the_objects_of_then(place, new)
    assert then > 0
    maintenance.close(new.data, "x.age 0")

    assert "keten van het logboek klopt niet" in new.refuses("herstel", "afronden")

    assert maintenance.is_closed(new.data)
    assert len(said_by(new, LOOKS)["ben"]) == 9
    assert not [path for path in objects_of_an(new) if path.is_file()]


def test_with_the_keys_of_then_it_would_all_be_back(place, old, new):
    """The test of the test, and why keys are kept for two weeks and never beside the data."""
    keys = next((place / "sleutels").glob("*.age"))
    new.does("herstel", keys, "--sleutel", place / "offline.key")
    restored(place, new)

    found = said_by(new, LOOKS)

    assert len(found["an"]) == 20
    assert len(found["ben"]) == 10


def objects_of_an(machine: Machine) -> list[Path]:
    """What lies in the vault of providers whose keys were destroyed."""
    gone = [path.parent.name for path in (machine.data / "sleutels").glob("*/vernietigd")]
    assert len(gone) == 1
    return list((machine.data / "kluis" / gone[0]).rglob("*"))


def put_back_the_objects_of_then(place: Path, machine: Machine) -> int:
    """As when a restore was broken off before anything was worked out; how many of who left."""
    shutil.rmtree(machine.data / "kluis")
    data = next((place / "gegevens").glob("*.age")).read_bytes()
    clear = pyrage.decrypt(data, [agefile.identity_in(place / "offline.key")])
    with tarfile.open(fileobj=io.BytesIO(clear)) as tar:
        for info in tar:
            if info.name.startswith("kluis/"):
                path = machine.data / info.name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(tar.extractfile(info).read())
    return len(objects_of_an(machine))
