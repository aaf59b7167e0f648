"""A worker that is killed in the middle of its work: the work is done again, once, and whole."""

import base64
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from test_aanleveringen import confirm, send
from world import PERIODE, children, csv, world

from uitkomst.register.models import (
    Aanlevering,
    AuditEvent,
    Computation,
    Controle,
    Publication,
)
from uitkomst.services import queues
from uitkomst.services.checking import checks
from uitkomst.services.delivering import aanleveringen
from uitkomst.services.figures import computations, publications
from uitkomst.services.kept import orphans
from uitkomst.services.keyring import vault_in
from uitkomst.vault.master import MasterKey

SECRET = bytes(range(32))
WORK = """
from uitkomst.config import startup
startup.load()
from uitkomst.services import jobs
jobs.HEARTBEAT, jobs.DEAD_AFTER = 0.3, 1.0
jobs.work(until_empty={until_empty})
"""


def worker(data: Path, *, until_empty: bool) -> "subprocess.Popen[bytes]":
    database = connection.settings_dict
    address = f"postgresql://{database['USER']}@/{database['NAME']}?host={database['HOST']}"
    environment = {
        **os.environ,
        "DATABASE_URL": address,
        "UITKOMST_DATA": str(data),
        "UITKOMST_MASTER_KEY": base64.b64encode(SECRET).decode(),
    }
    program = WORK.format(until_empty=until_empty)
    return subprocess.Popen([sys.executable, "-c", program], env=environment)


def wait_for_step(step: str) -> None:
    """Until the computation shows this step."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if Computation.objects.filter(state="bezig", step__startswith=step).exists():
            return
        time.sleep(0.002)
    raise AssertionError(f"the worker never came to: {step}")


@pytest.fixture
def delivered(transactional_db, empty_queue, tmp_path):
    """One provider confirmed a file; its job waits."""
    people = world()
    vault = vault_in(tmp_path, MasterKey(SECRET))
    confirm(people.an, send(people.an, vault, csv(children(30))))
    return people, vault


@pytest.mark.parametrize("step", ["Aanleveringen openen", "Beschermen"])
def test_a_killed_job_runs_again_and_ends_well(delivered, tmp_path, step):
    people, vault = delivered
    first = worker(tmp_path, until_empty=False)
    try:
        wait_for_step(step)
    finally:
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
    assert ProcrastinateJob.objects.get(task_name=queues.RECOMPUTE).status == "doing"
    assert Aanlevering.objects.get().status == "Ingediend"
    assert not Publication.objects.exists()

    time.sleep(1.2)  # no heartbeat for longer than DEAD_AFTER
    assert worker(tmp_path, until_empty=True).wait(timeout=60) == 0

    assert not ProcrastinateJob.objects.exists()
    assert Aanlevering.objects.get().status == "Verwerkt"
    assert computations.progress_of("2026-1").state == "klaar"
    assert sorted(Publication.objects.values_list("code", "versie", "in_force")) == [
        ("0503", 1, True),
        ("0518", 1, True),
        ("Haaglanden", 1, True),
    ]
    assert AuditEvent.objects.filter(action="publicatie:compute").count() == 1
    table = publications.own_table(
        actor=people.an, periode=PERIODE, now=timezone.now(), vault=vault
    )
    assert table.kring == "aanbieder"


LARGE = csv(children(30) * 600)  # so many rows that the check takes a while


def wait_for_check(reference, state: str) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if Controle.objects.filter(pk=reference, state=state).exists():
            return
        time.sleep(0.002)
    raise AssertionError(f"the check was never: {state}")


@pytest.mark.parametrize("later", [0.0, 0.5, 1.0])
def test_a_check_whose_worker_is_killed_is_done_again_once_and_whole(
    transactional_db, empty_queue, tmp_path, later
):
    """Killed at several moments of its work: nothing lost, nothing double, nothing half."""
    people = world()
    vault = vault_in(tmp_path, MasterKey(SECRET))
    sent = send(people.an, vault, LARGE, now=timezone.now())
    assert sent.status == "Concept"
    first = worker(tmp_path, until_empty=False)
    try:
        wait_for_check(sent.reference, "bezig")
        time.sleep(later)
    finally:
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
    halfway = aanleveringen.detail(actor=people.an, reference=sent.reference).aanlevering
    assert halfway.status in ("Concept", "Gecontroleerd")
    assert (halfway.status == "Concept") == (halfway.totaal == 0)

    time.sleep(1.2)  # no heartbeat for longer than DEAD_AFTER
    assert worker(tmp_path, until_empty=True).wait(timeout=60) == 0

    done = aanleveringen.detail(actor=people.an, reference=sent.reference).aanlevering
    assert done.status in ("Gecontroleerd", "Wacht op bevestiging", "Geweigerd")
    assert (done.totaal, done.checking) == (18_000, False)
    assert not ProcrastinateJob.objects.exists()
    assert AuditEvent.objects.filter(action="aanlevering:check").count() == 1
    found = Aanlevering.objects.get()
    assert vault.trajecten(found.aanbieder_id, found.inhoud).num_rows == 18_000
    orphans.sweep(now=timezone.now() + timedelta(hours=2), vault=vault)
    kept = {each.levering for each in vault.leveringen()}
    assert kept == {found.reference, found.inhoud}


def test_a_computation_of_figures_does_not_hold_up_a_check(delivered, tmp_path, monkeypatch):
    """The computation hangs, because the test holds its lock; the check is done all the same."""
    people, vault = delivered
    monkeypatch.setattr(checks, "AT_ONCE_BYTES", 10)
    sent = send(people.ben, vault, csv(children(5, 40)), now=timezone.now())
    with transaction.atomic():
        computations.lock(PERIODE)
        running = worker(tmp_path, until_empty=False)
        try:
            wait_for_check(sent.reference, "klaar")
            waiting = ProcrastinateJob.objects.get(queue_name="figures")
        finally:
            running.kill()
            running.wait()

    assert waiting.status == "doing"


def test_a_confirmation_during_the_work_is_not_forgotten(delivered, tmp_path):
    people, vault = delivered
    running = worker(tmp_path, until_empty=True)
    wait_for_step("Aanleveringen openen")
    confirm(people.ben, send(people.ben, vault, csv(children(30, 40))))

    assert running.wait(timeout=60) == 0
    assert worker(tmp_path, until_empty=True).wait(timeout=60) == 0

    assert set(Aanlevering.objects.values_list("status", flat=True)) == {"Verwerkt"}
    assert not ProcrastinateJob.objects.exists()
