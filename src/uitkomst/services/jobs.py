"""Work behind the pages: recomputing a period, and running again what a dead worker left.

A job carries the code of a period and nothing else. It is enqueued in the transaction that makes
it necessary, and may run twice: `recompute.compute` gives the same result.
"""

import asyncio

from django.db import transaction
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import DeleteJobCondition

from uitkomst.services import recompute as recomputation
from uitkomst.services.keyring import current_vault
from uitkomst.standard.verslagperiode import Verslagperiode

HEARTBEAT = 3.0  # seconds
DEAD_AFTER = 15.0  # seconds without a heartbeat


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
    name = f"periode:{periode.code}"
    job = recompute.configure(lock=name, queueing_lock=name)
    try:
        with transaction.atomic():
            job.defer(periode=periode.code)
    except AlreadyEnqueued:
        return


def work(*, until_empty: bool = False) -> None:
    """Run jobs in this process: for ever, or until none is waiting."""
    asyncio.run(_work(until_empty))


async def _work(until_empty: bool) -> None:
    with app.replace_connector(app.connector.get_worker_connector()) as worker:  # type: ignore[attr-defined]
        async with worker.open_async():
            await _rescue(worker)
            rescuer = asyncio.create_task(_keep_rescuing(worker))
            try:
                await worker.run_worker_async(
                    wait=not until_empty,
                    delete_jobs=DeleteJobCondition.SUCCESSFUL,
                    update_heartbeat_interval=HEARTBEAT,
                    stalled_worker_timeout=DEAD_AFTER,
                    fetch_job_polling_interval=2.0,
                )
            finally:
                rescuer.cancel()


async def _keep_rescuing(worker: object) -> None:
    while True:
        await asyncio.sleep(HEARTBEAT)
        await _rescue(worker)


async def _rescue(worker: object) -> None:
    """Put the jobs of workers that died back in the queue (the queue does not do so itself)."""
    manager = worker.job_manager  # type: ignore[attr-defined]
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=DEAD_AFTER):
        await manager.retry_job(job)
