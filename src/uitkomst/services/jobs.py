"""Work behind the pages: checking a large file, recomputing a period, and keeping house.

A job carries a reference or the code of a period and nothing else, and may run twice: the same
work gives the same result. What a dead worker left is put back in the queue.
"""

import asyncio
import signal
from collections.abc import Awaitable, Callable, Iterable
from uuid import UUID

import structlog
from django.db import connection, transaction
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.jobs import DeleteJobCondition

from uitkomst.services import queues
from uitkomst.services.audit import upkeep
from uitkomst.services.checking import checks, mails
from uitkomst.services.deelnemers import attempts, lock_notice, rechtencontrole, sessions
from uitkomst.services.figures import computations
from uitkomst.services.figures import recompute as recomputation
from uitkomst.services.figures.deliveries import due
from uitkomst.services.kept import orphans, retention
from uitkomst.services.keyring import current_vault
from uitkomst.services.queues import DEAD_AFTER, enqueue
from uitkomst.services.refusals import ServiceRefusal
from uitkomst.services.systems import api_calls
from uitkomst.standard.verslagperiode import Verslagperiode

__all__ = ["DEAD_AFTER", "HEARTBEAT", "enqueue", "tidy", "work"]

HEARTBEAT = 3.0  # seconds
TIDY_EVERY = 600.0  # seconds
QUEUES = (queues.CHECKS, queues.FIGURES)
log = structlog.get_logger(__name__)


@app.task(name=queues.RECOMPUTE, queue=queues.FIGURES, retry=RetryStrategy(max_attempts=3, wait=5))
def recompute(periode: str) -> None:
    """Make all figures of a period anew."""
    recomputation.compute(
        periode=Verslagperiode.parse(periode), now=timezone.now(), vault=current_vault()
    )


@app.task(name=queues.CHECK, queue=queues.CHECKS, retry=RetryStrategy(max_attempts=3, wait=5))
def check(reference: str) -> None:
    """Check a draft as its sender decided so far, and tell who waits for it."""
    try:
        checks.run(reference=UUID(reference), vault=current_vault(), now=timezone.now())
    except ServiceRefusal as refused:  # Its agreement or its source has ended: no use in retrying.
        log.warning("a draft was not checked", reference=reference, action=type(refused).__name__)
        return
    mails.tell_when_ready(reference=UUID(reference))


@app.task(name=queues.LOCK_NOTICE, queue=queues.CHECKS)
def tell_of_lock(account: str) -> None:
    """Tell who manages the rights of somebody's organisation that the account is locked."""
    lock_notice.tell(account=int(account), now=timezone.now())


@app.task(name=queues.CHECKPOINT, queue=queues.CHECKS)
def sign_logbook() -> None:
    """Verify what was added to the chain of the logbook and sign how far it is, out of turn."""
    upkeep.checkpoint(now=timezone.now())


def tidy(*, retry_failed: bool) -> None:
    """Ask for the work that is due without a job, sweep the vault, and prove the logbook.

    Due are checks that were broken off, and aanleveringen whose agreement was renewed after it had
    ended; with `retry_failed` also what failed (what was wrong may have been mended).
    """
    now, vault = timezone.now(), current_vault()
    for periode in due(timezone.localdate(now), retry_failed=retry_failed):
        with transaction.atomic():
            computations.wait(computations.lock(periode))
            enqueue(periode)
    checks.ask_again(now=now, retry_failed=retry_failed)
    api_calls.forget_old(now=now)
    attempts.forget_old(now=now)
    sessions.forget_old()
    rechtencontrole.ask(now=now)
    retention.sweep(now=now, vault=vault)
    orphans.sweep(now=now, vault=vault)
    upkeep.keep(now=now)


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
                await _run_queues(worker, until_empty)
            finally:
                for keeper in keepers:
                    keeper.cancel()


async def _run_queues(worker: object, until_empty: bool) -> None:
    """Work on both queues beside each other until both have ended, or one failed or was stopped."""
    running = [
        asyncio.create_task(
            worker.run_worker_async(  # type: ignore[attr-defined]
                queues=[queue],
                wait=not until_empty,
                delete_jobs=DeleteJobCondition.SUCCESSFUL,
                update_heartbeat_interval=HEARTBEAT,
                stalled_worker_timeout=DEAD_AFTER,
                fetch_job_polling_interval=2.0,
                install_signal_handlers=False,  # Each would take them from the other.
            )
        )
        for queue in QUEUES
    ]
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, _stop, running)
    try:
        await asyncio.wait(running, return_when=asyncio.FIRST_EXCEPTION)
    finally:
        _stop(running)
        await asyncio.wait(running)
    for each in running:
        if not each.cancelled():
            each.result()


def _stop(running: Iterable["asyncio.Task[None]"]) -> None:
    """Let each finish the job it is at, and no other."""
    for each in running:
        each.cancel()


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
