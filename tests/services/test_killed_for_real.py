"""A process is killed (-9) at random moments of ingest and publication, again and again.

`test_killed_anywhere` breaks off at each write in turn, inside one process. This is the other half:
a real process, a real signal, at a moment nobody chose. UITKOMST_KILLS says how many times (200
before a release); UITKOMST_KILL_SEED repeats a run.
"""

import base64
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from test_killed_anywhere import Life
from world import NOW, PERIODE, children, csv

from uitkomst.register.models import Aanlevering, AuditEvent, Publication
from uitkomst.register.models.aanleveringen import IN_FORCE, Status
from uitkomst.services.figures import recompute
from uitkomst.services.keyring import vault_in
from uitkomst.vault.master import MasterKey
from uitkomst.vault.refusals import VaultRefusal

KILLS = int(os.environ.get("UITKOMST_KILLS", "12"))
SEED = int(os.environ.get("UITKOMST_KILL_SEED", str(random.randrange(10**6))))
SECRET = bytes(range(32))
STEPS = ("receive", "submit", "publish")
LINGERS = 20.0  # seconds in which what a killed process had begun must be over

# Loads everything once and then forks: each child delivers and publishes until it is killed.
DELIVERS = """
import json, os, sys
sys.path.insert(0, sys.argv[1])
from uitkomst.config import startup
startup.load()
import test_aanleveringen, world
from uitkomst.register.models import User
from uitkomst.services.figures import recompute
from uitkomst.services.keyring import current_vault

def tell(**said):
    os.write(1, json.dumps(said).encode() + b"\\n")

def work(number):
    actor = world.actor_as(User.objects.get(username="an"))
    while True:
        number += 1
        rows = world.children(20 + number % 20)
        tell(doing="receive")
        received = test_aanleveringen.send(actor, current_vault(), world.csv(rows))
        tell(doing="submit", received=str(received.reference), rows=len(rows))
        test_aanleveringen.confirm(actor, received)
        tell(doing="publish", submitted=str(received.reference))
        recompute.compute(periode=world.PERIODE, now=world.NOW, vault=current_vault())

for line in sys.stdin:
    child = os.fork()
    if child == 0:
        os.setpgid(0, 0)
        try:
            work(int(line))
        finally:
            os._exit(1)
    tell(child=child)
    os.waitpid(child, 0)
    tell(dead=child)
"""


class Forker:
    """The process that forks, and what its children told before they died."""

    def __init__(self, data: Path, script: str) -> None:
        self._alive, self._early = 0, list[dict]()
        database = connection.settings_dict
        address = f"postgresql://{database['USER']}@/{database['NAME']}?host={database['HOST']}"
        self._process = subprocess.Popen(
            [sys.executable, "-c", script, str(Path(__file__).parent)],
            env={
                **os.environ,
                "DATABASE_URL": address,
                "UITKOMST_DATA": str(data),
                "UITKOMST_MASTER_KEY": base64.b64encode(SECRET).decode(),
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def killed(self, about: object, *, doing: str, after: float) -> list[dict]:
        """What a child told until it was killed, so many seconds after it began to do this."""
        child, told = self._begun(about), [self._told()]
        while told[-1].get("doing") != doing:
            told.append(self._told())
        time.sleep(after)
        return [*told, *self._kill(child)]

    def times(self, rounds: int) -> dict[str, float]:
        """How long each step takes, in seconds: the longest of so many, without the first."""
        child, took, doing, began = self._begun(0), dict.fromkeys(STEPS, 0.0), "", 0.0
        for _ in range(len(STEPS) * (rounds + 1) + 1):
            said = self._told()
            now = time.monotonic()
            if doing:
                took[doing] = max(took[doing], now - began)
            doing, began = said["doing"], now
        self._kill(child)
        return took

    def lasted(self, about: object) -> float:
        """How many seconds lie between the first and the second thing that a child tells."""
        child, _ = self._begun(about), self._told()
        began = time.monotonic()
        self._told()
        took = time.monotonic() - began
        self._kill(child)
        return took

    def _begun(self, about: object) -> int:
        assert self._process.stdin
        self._process.stdin.write(f"{about}\n".encode())
        self._process.stdin.flush()
        while "child" not in (said := self._read()):
            self._early.append(said)  # A quick child speaks before who made it.
        self._alive = said["child"]
        return self._alive

    def _kill(self, child: int) -> list[dict]:
        os.killpg(child, signal.SIGKILL)  # With the process that reads files for it.
        told = []
        while "dead" not in (said := self._told()):
            told.append(said)
        self._alive = 0
        return told

    def _told(self) -> dict:
        return self._early.pop(0) if self._early else self._read()

    def _read(self) -> dict:
        assert self._process.stdout
        line = self._process.stdout.readline()
        assert line, "the process that forks has ended"
        told: dict = json.loads(line)
        return told

    def end(self) -> None:
        assert self._process.stdin
        assert self._process.stdout
        if self._alive:
            self._kill(self._alive)
        self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()


@contextmanager
def forker(data: Path, script: str = DELIVERS) -> Iterator[Forker]:
    made = Forker(data, script)
    try:
        yield made
    finally:
        made.end()


def settled() -> None:
    """Wait until the database has noticed that the other side is gone, and rolled back."""
    mine = "select count(*) from pg_stat_activity where datname = current_database() and pid <> %s"
    end = time.monotonic() + LINGERS
    while time.monotonic() < end:
        with connection.cursor() as cursor:
            cursor.execute("select pg_backend_pid()")
            cursor.execute(mine, cursor.fetchone())
            if cursor.fetchone()[0] == 0:
                return
        time.sleep(0.02)
    raise AssertionError("a killed process still holds something in the database")


def nothing_is_lost(told: list[dict]) -> None:
    """What was acknowledged is there: the draft with its rows, and that it was submitted."""
    for said in told:
        if "received" in said:
            draft = Aanlevering.objects.get(pk=said["received"])
            assert draft.status != Status.WEGGEGOOID
            assert draft.totaal == said["rows"]
        if "submitted" in said:
            sent = Aanlevering.objects.get(pk=said["submitted"])
            assert sent.status in {*IN_FORCE, Status.VERVANGEN}
            assert sent.submitted_at is not None


def nothing_is_doubled() -> None:
    """One version in force, one number per version, one line per event, one table per circle."""
    assert Aanlevering.objects.filter(status__in=IN_FORCE).count() <= 1
    versions = Counter(Aanlevering.objects.values_list("versie", flat=True))
    assert [number for number, times in versions.items() if times > 1] == []
    for action in ("aanlevering:receive", "aanlevering:confirm"):
        lines = Counter(AuditEvent.objects.filter(action=action).values_list("subject", flat=True))
        assert [subject for subject, times in lines.items() if times > 1] == []
    submitted = Aanlevering.objects.exclude(submitted_at=None)
    for found, action in (
        (Aanlevering.objects.all(), "aanlevering:receive"),
        (submitted, "aanlevering:confirm"),
    ):
        booked = {str(pk) for pk in found.values_list("pk", flat=True)}
        written = AuditEvent.objects.filter(action=action).values_list("subject", flat=True)
        assert booked == {subject for subject in written if subject}


def nothing_is_half_visible(tables: set[tuple[str, str]]) -> None:
    """The tables that are shown are of one publication: all of it, or none yet."""
    shown = set(Publication.objects.filter(in_force=True).values_list("kring", "code"))
    assert shown in (set(), tables)
    every = Publication.objects.values_list("kring", "code", "versie")
    counted = Counter((kring, code) for kring, code, _ in every)
    assert len(set(counted.values())) <= 1


@pytest.mark.django_db(transaction=True)
def test_killed_at_random_nothing_is_lost_doubled_or_half_visible(tmp_path):
    vault = vault_in(tmp_path, MasterKey(SECRET))
    life = Life(vault)
    chance = random.Random(SEED)
    tables = all_tables(life)
    died = Counter[str]()
    with forker(tmp_path) as process:
        took = process.times(rounds=2)
        settled()
        for number in range(KILLS):
            step = chance.choice(STEPS)
            told = process.killed(number, doing=step, after=chance.uniform(0, took[step]))
            settled()
            life.recovered()
            nothing_is_lost(told)
            nothing_is_doubled()
            nothing_is_half_visible(tables)
            died[step] += 1
    assert sum(died.values()) == KILLS, (SEED, died)
    recompute.compute(periode=PERIODE, now=NOW + timedelta(days=1), vault=vault)
    life.recovered()


def all_tables(life: Life) -> set[tuple[str, str]]:
    """Which tables a publication of these deliveries has."""
    from test_aanleveringen import confirm, send

    confirm(life.an, send(life.an, life.vault, csv(children(20))))
    recompute.compute(periode=PERIODE, now=NOW, vault=life.vault)
    return set(Publication.objects.filter(in_force=True).values_list("kring", "code"))


@pytest.mark.django_db(transaction=True)
def test_the_checks_see_what_is_lost_doubled_or_half_visible(tmp_path):
    """The test of the test: each fault, made once on purpose, is found."""
    life = Life(vault_in(tmp_path, MasterKey(SECRET)))
    tables = all_tables(life)
    sent = Aanlevering.objects.get()
    told = [{"received": str(sent.pk), "rows": 20}, {"submitted": str(sent.pk)}]
    nothing_is_lost(told)
    nothing_is_doubled()
    nothing_is_half_visible(tables)
    life.is_whole()

    with pytest.raises(AssertionError):
        nothing_is_lost([{"received": str(sent.pk), "rows": 21}])
    shown = Publication.objects.filter(in_force=True).first()
    Publication.objects.filter(pk=shown.pk).update(in_force=False)
    with pytest.raises(AssertionError):
        nothing_is_half_visible(tables)
    line = AuditEvent.objects.filter(action="aanlevering:confirm").values().first()
    AuditEvent.objects.create(**{**line, "id": None})
    with pytest.raises(AssertionError):
        nothing_is_doubled()
    life.vault.discard(sent.aanbieder_id, sent.inhoud)
    with pytest.raises((AssertionError, VaultRefusal)):
        life.is_whole()
