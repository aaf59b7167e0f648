"""Keeping the logbook provable: a checkpoint an hour, and the whole chain recomputed once a day."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import connection

from uitkomst.register.models import AuditEvent, Controlepunt
from uitkomst.services.audit import chain, checkpoints
from uitkomst.services.audit.chain import Fault
from uitkomst.services.audit.writing import GELUKT, MISLUKT, record_by_portal

DAILY = timedelta(hours=24)
VERIFIED = "logboek:verify"
BROKEN = "logboek:broken"
TURN = 7514  # the lock of whose turn it is
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class State:
    """What is known of the chain: how long it is, until where signed, when recomputed as a whole.

    `unbroken` is about what was added since the last checkpoint, recomputed now, and about what
    was found the last time the whole was.
    """

    lengte: int
    unbroken: bool
    punt: int
    punt_at: datetime | None
    verified_at: datetime | None
    faults: tuple[Fault, ...]


def keep(*, now: datetime) -> None:
    """What a worker does each round: what is due, unless another worker is at it."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s)", [TURN])
        if not cursor.fetchone()[0]:
            return
    try:
        if _last(VERIFIED, BROKEN, after=now - DAILY) is None:
            verify_and_record(now=now)
        if checkpoints.is_due(now=now):
            checkpoint(now=now)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_unlock(%s)", [TURN])


def verify_and_record(*, now: datetime) -> tuple[Fault, ...]:
    """Recompute the whole chain, against the checkpoints too, and write down what was found."""
    verdict = chain.verify()
    faults = (
        *verdict.faults,
        *checkpoints.faults_against(checkpoints.kept(), checkpoints.public_key()),
    )
    if faults:
        log.error("the chain of the logbook is broken", number=len(faults))
    record_by_portal(
        action=BROKEN if faults else VERIFIED,
        subject=f"schakel {faults[0].nummer}" if faults else f"schakel {verdict.lengte}",
        purpose=faults[0].melding if faults else f"{verdict.lengte} regels, ongebroken",
        now=now,
        aantal=None,
        resultaat=MISLUKT if faults else GELUKT,
    )
    return faults


def checkpoint(*, now: datetime) -> checkpoints.Point | None:
    """Verify what came since the last checkpoint and sign it; None where it is broken, or nothing.

    A broken chain is never signed: the last good checkpoint stays the last.
    """
    if faults := _recent_faults():
        log.error("the chain of the logbook is broken: no checkpoint", number=len(faults))
        return None
    return checkpoints.make(now=now)


def state() -> State:
    """How it stands, for the page of the logbook."""
    last = Controlepunt.objects.last()
    verified = _last(VERIFIED, BROKEN)
    faults = _recent_faults()
    broken = bool(faults) or (verified is not None and verified.action == BROKEN)
    return State(
        lengte=chain.length(),
        unbroken=not broken,
        punt=last.nummer if last else 0,
        punt_at=last.at if last else None,
        verified_at=verified.at if verified else None,
        faults=faults,
    )


def _recent_faults() -> tuple[Fault, ...]:
    """Faults since the last checkpoint, and whether the chain is there what it says."""
    last = Controlepunt.objects.last()
    if last is None:
        return tuple(chain.verify().faults)
    at = chain.hash_at(last.nummer)
    if at != last.hash:
        kind = chain.Kind.AFGEKAPT if at is None else chain.Kind.HERSCHREVEN
        return (Fault(kind, last.nummer),)
    return tuple(chain.verify(after=last.nummer).faults)


def _last(*actions: str, after: datetime | None = None) -> AuditEvent | None:
    found = AuditEvent.objects.filter(action__in=actions)
    return (found.filter(at__gt=after) if after else found).first()
