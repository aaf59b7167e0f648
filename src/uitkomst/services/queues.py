"""Asking for work behind the pages: which queue, and one job for many requests.

Checks have a queue of their own, so that a computation of figures never holds one up. A job is
enqueued in the transaction that makes it necessary; `jobs` says what it does.
"""

from datetime import timedelta
from uuid import UUID

from django.db.models.functions import Now
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

from uitkomst.standard.verslagperiode import Verslagperiode

FIGURES = "figures"
CHECKS = "checks"
RECOMPUTE = "recompute"
CHECK = "check"
LOCK_NOTICE = "lock-notice"
CONTRACT_END = "contract-end"
CHECKPOINT = "checkpoint"
DEAD_AFTER = 15.0  # seconds without a heartbeat


def enqueue(periode: Verslagperiode) -> None:
    """Ask for one recomputation; many requests before it starts are one job.

    Call it inside the transaction that changes what counts, after taking the period's lock.
    """
    _enqueue(RECOMPUTE, FIGURES, f"periode:{periode.code}", periode=periode.code)


def enqueue_check(reference: UUID) -> None:
    """Ask for the check of a draft, inside the transaction of what makes it necessary.

    The draft's row is locked by that transaction or new in it.
    """
    _enqueue(CHECK, CHECKS, f"aanlevering:{reference}", reference=str(reference))


def enqueue_lock_notice(account: int) -> None:
    """Ask to tell that an account is locked for a while; 0 for a name that no account has."""
    _enqueue(LOCK_NOTICE, CHECKS, f"account:{account}", account=str(account))


def enqueue_checkpoint() -> None:
    """Ask to sign how far the chain of the logbook is; only the worker has the key to do so."""
    _enqueue(CHECKPOINT, CHECKS, "logboek")


def enqueue_contract_end(reference: UUID) -> None:
    """Ask to carry out the end of a contract, inside the transaction that begins it."""
    _enqueue(CONTRACT_END, FIGURES, f"contracteinde:{reference}", reference=str(reference))


def is_asked_for(reference: UUID) -> bool:
    """Whether a job to check this draft waits or runs."""
    jobs = ProcrastinateJob.objects.filter(lock=f"aanlevering:{reference}")
    return jobs.filter(status__in=["todo", "doing"]).exists()


def worker_is_alive() -> bool:
    """Whether a worker gave a sign of life lately; without one no job will run."""
    lately = Now() - timedelta(seconds=DEAD_AFTER)
    return ProcrastinateWorker.objects.filter(last_heartbeat__gte=lately).exists()


def _enqueue(task: str, queue: str, lock: str, **arguments: str) -> None:
    # Not the queue's own "queueing lock": that also refuses to put a job back that failed or lost
    # its worker while another waits, and then neither ever runs. The lock in the books is enough: a
    # job seen waiting here starts by taking that lock, so it will read what is committed now.
    if not ProcrastinateJob.objects.filter(status="todo", lock=lock).exists():
        app.configure_task(task, queue=queue, lock=lock).defer(**arguments)
