"""Work behind the pages: recomputing a period, and running again what a dead worker left.

A job carries the code of a period and nothing else. It is enqueued in the transaction that makes
it necessary, and may run twice: `recompute.compute` gives the same result.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog
from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker
from procrastinate.jobs import DeleteJobCondition

from uitkomst.services import computations, orphans
from uitkomst.services import recompute as recomputation
from uitkomst.services.deliveries import due
from uitkomst.services.keyring import current_vault
from uitkomst.standard.verslagperiode import Verslagperiode

HEARTBEAT = 3.0  # seconds
DEAD_AFTER = 15.0  # seconds without a heartbeat
TIDY_EVERY = 600.0  # seconds
log = structlog.get_logger(__name__)


@app.task(name="recompute", retry=RetryStrategy(max_attempts=3, wait=5))
def recompute(periode: str) -> None:
    """Make all figures of a period anew."""
    recomputation.compute(
        periode=Verslagperiode.parse(periode), now=timezone.now(), vault=current_vault()
    )


def enqueue(periode: Verslagperiode) -> None:
    """Ask for one recomputation; many requests before it starts are one job.

    Call it inside the transaction that changes what counts, after taking the period's lock.
    """
    # Not the queue's own "queueing lock": that also refuses to put a job back that failed or lost
    # its worker while another waits, and then neither ever runs. The period's lock is enough: a job
    # seen waiting here starts by taking that lock, so it will read what is committed now.
    name = f"periode:{periode.code}"
    if not ProcrastinateJob.objects.filter(status="todo", lock=name).exists():
        recompute.configure(lock=name).defer(periode=periode.code)


def worker_is_alive() -> bool:
    """Whether a worker gave a sign of life lately; without one no job will run."""
    lately = Now() - timedelta(seconds=DEAD_AFTER)
    return ProcrastinateWorker.objects.filter(last_heartbeat__gte=lately).exists()


def tidy(*, retry_failed: bool) -> None:
    """Ask for the figures that are due without a job, and sweep the vault.

    Due are aanleveringen whose agreement was renewed after it had ended, and with `retry_failed`
    the periods whose computation failed (what was wrong may have been mended).
    """
    now = timezone.now()
    for periode in due(timezone.localdate(now), retry_failed=retry_failed):
        with transaction.atomic():
            computations.wait(computations.lock(periode))
            enqueue(periode)
    orphans.sweep(now=now, vault=current_vault())


def work(*, until_empty: bool = False) -> None:
    """Run jobs in this process: for ever, or until none is waiting."""
    asyncio.run(_work(until_empty))


async def _work(until_empty: bool) -> None:
    with app.replace_connector(app.connector.get_worker_connector()) as worker:  # type: ignore[attr-defined]
        async with worker.open_async():
            await _rescue(worker)
            await asyncio.to_thread(_tidy_in_thread, retry_failed=True)
            keepers = [
                asyncio.create_task(_keep(HEARTBEAT, lambda: _rescue(worker))),
                asyncio.create_task(_keep(TIDY_EVERY, lambda: asyncio.to_thread(_tidy_in_thread))),
            ]
            try:
                await worker.run_worker_async(
                    wait=not until_empty,
                    delete_jobs=DeleteJobCondition.SUCCESSFUL,
                    update_heartbeat_interval=HEARTBEAT,
                    stalled_worker_timeout=DEAD_AFTER,
                    fetch_job_polling_interval=2.0,
                )
            finally:
                for keeper in keepers:
                    keeper.cancel()


async def _keep(every: float, work: Callable[[], Awaitable[None]]) -> None:
    """Do it again and again; one that fails (the database restarts) is not the last one."""
    while True:
        await asyncio.sleep(every)
        try:
            await work()
        except Exception:
            log.exception("a round of housekeeping failed")


def _tidy_in_thread(*, retry_failed: bool = False) -> None:
    """A thread of its own has a connection of its own, which nobody else would close."""
    try:
        tidy(retry_failed=retry_failed)
    finally:
        connection.close()


async def _rescue(worker: object) -> None:
    """Put the jobs of workers that died back in the queue (the queue does not do so itself)."""
    manager = worker.job_manager  # type: ignore[attr-defined]
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=DEAD_AFTER):
        await manager.retry_job(job)
