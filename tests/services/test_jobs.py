"""Jobs that fail, that lost their worker, or that nobody asked for in time."""

import asyncio

import pytest
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from test_aanleveringen import confirm, send
from world import NOW, PERIODE, children, csv

from uitkomst.register.models import Aanlevering, Computation
from uitkomst.services import jobs
from uitkomst.services.delivering import aanleveringen
from uitkomst.services.figures import computations

FILE = csv(children(3))


def states():
    return sorted(ProcrastinateJob.objects.values_list("status", flat=True))


def query(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def committed(transactional_db):
    """Real commits; the queue's own tables are not emptied by Django afterwards."""
    yield
    query("delete from procrastinate_jobs")
    query("delete from procrastinate_workers")


async def rescue() -> None:
    with app.replace_connector(app.connector.get_worker_connector()) as worker:
        async with worker.open_async():
            await jobs._rescue(worker)


def test_many_confirmations_are_one_job(people, vault):
    confirm(people.an, send(people.an, vault, FILE))
    confirm(people.ben, send(people.ben, vault, csv(children(3, 10))))

    assert states() == ["todo"]


def test_a_job_that_lost_its_worker_goes_back_though_another_waits(committed, people, vault):
    confirm(people.an, send(people.an, vault, FILE))
    query("update procrastinate_jobs set status = 'doing'")
    confirm(people.ben, send(people.ben, vault, csv(children(3, 10))))
    assert states() == ["doing", "todo"]

    asyncio.run(rescue())

    assert states() == ["todo", "todo"]


def test_who_waits_is_told_when_no_worker_is_there(committed, people, vault):
    received = confirm(people.an, send(people.an, vault, FILE))

    def step() -> str:
        return aanleveringen.progress(actor=people.an, reference=received.reference).step

    assert step() == computations.NO_WORKER
    query("insert into procrastinate_workers (last_heartbeat) values (now())")
    assert step() == "In de wachtrij"
    query("update procrastinate_workers set last_heartbeat = now() - interval '1 minute'")
    assert step() == computations.NO_WORKER


def test_a_worker_that_starts_asks_again_for_what_failed(people, vault, monkeypatch):
    monkeypatch.setattr(jobs, "current_vault", lambda: vault)
    confirm(people.an, send(people.an, vault, FILE))
    query("delete from procrastinate_jobs")
    computations.fail(PERIODE, message=computations.FAILED, now=NOW)

    jobs.tidy(retry_failed=False)
    assert states() == []
    jobs.tidy(retry_failed=True)

    assert states() == ["todo"]
    assert Computation.objects.get().state == "wacht"
    assert Aanlevering.objects.get().status == "Ingediend"
