"""What was asked with a key: counted, limited, written down, and told apart when repeated.

The counters stand in the database, so that they hold for every process of the portal together. A
line says what was asked and how it was answered, never what was in it.
"""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from uitkomst.access.actor import Actor, require
from uitkomst.access.permissions import Permission
from uitkomst.register.models import ApiAanroep, Toegangssleutel
from uitkomst.services.refusals import KeyReused, NotFound, StillBusy, TooManyCalls

CALLS_A_MINUTE = 60
UPLOADS_AN_HOUR = 20
UPLOADS = ("POST /aanleveringen", "POST /controles")
PATIENCE = 20.0  # seconds that a repeated request waits for the first
ABANDONED = timedelta(minutes=15)  # Its process died: nothing takes so long.
KEPT = timedelta(days=400)
RUNNING = 0  # the status of a call that is not over
REFUSED = 429


@dataclass(frozen=True)
class CallView:
    """One call as a page shows it; `reden` is the kind of refusal, empty when it went well."""

    at: datetime
    wat: str
    status: int
    reden: str
    aanlevering: UUID | None


@dataclass(frozen=True)
class Call:
    """A call that is being answered."""

    number: int
    sleutel: UUID


def begin(*, sleutel: UUID, wat: str, now: datetime) -> Call:
    """Write down that a key asks something ("POST /aanleveringen"). Raises TooManyCalls.

    The key's row is held while counting, so that two calls at once cannot both be the last one.
    """
    with transaction.atomic():
        key = Toegangssleutel.objects.select_for_update(no_key=True).get(pk=sleutel)
        calls = ApiAanroep.objects.filter(sleutel=key)
        wait = _wait(calls, wat, now)
        if wait:
            _refused(calls, key, wat, now)
        else:
            made = ApiAanroep.objects.create(sleutel=key, at=now, wat=wat, status=RUNNING)
            key.last_used_at = now
            key.save(update_fields=["last_used_at"])
    if wait:
        raise TooManyCalls(wait)
    return Call(made.pk, sleutel)


def end(*, call: Call, status: int, reden: str) -> None:
    """Write down how a call was answered. What was refused may be asked again with its key."""
    answer = {"status": status, "reden": reden}
    again = {} if status < 300 else {"idempotency_key": "", "afdruk": ""}
    ApiAanroep.objects.filter(pk=call.number).update(**answer, **again)


def delivered(*, call: Call, aanlevering: UUID) -> None:
    """Write down which aanlevering this call made; a repeated call gets the same one."""
    ApiAanroep.objects.filter(pk=call.number).update(aanlevering=aanlevering)


def earlier(*, call: Call, idempotency_key: str, afdruk: str, now: datetime) -> UUID | None:
    """Claim an Idempotency-Key for a content: None, or the aanlevering it already made.

    When the first request is still running, wait for it. Raises KeyReused, StillBusy.
    """
    give_up = time.monotonic() + PATIENCE
    while not _claim(call, idempotency_key, afdruk):
        other = ApiAanroep.objects.filter(
            sleutel=call.sleutel, idempotency_key=idempotency_key
        ).first()
        if other is None:
            continue  # It was refused meanwhile; the key is free.
        if other.afdruk != afdruk:
            raise KeyReused
        if other.aanlevering_id is not None:
            return other.aanlevering_id
        if other.at < now - ABANDONED:
            end(call=Call(other.pk, call.sleutel), status=500, reden="afgebroken")
        elif time.monotonic() > give_up:
            raise StillBusy
        else:
            time.sleep(0.1)
    return None


def last_calls(
    *, actor: Actor, sleutel: UUID, limit: int, only_errors: bool = False
) -> tuple[CallView, ...]:
    """What was asked with a key of the actor's organisation, newest first.

    Raises NotAllowed, NotFound.
    """
    require(actor, Permission.MANAGE_KOPPELINGEN)
    if not Toegangssleutel.objects.filter(pk=sleutel, aanbieder=actor.organisatie).exists():
        raise NotFound
    calls = ApiAanroep.objects.filter(sleutel=sleutel)
    if only_errors:
        calls = calls.filter(status__gte=400)
    return tuple(
        CallView(each.at, each.wat, each.status, each.reden, each.aanlevering_id)
        for each in calls.order_by("-pk")[:limit]
    )


def forget_old(*, now: datetime) -> int:
    """Drop the lines of calls over a year old; gives how many. An answer is repeated until then."""
    return ApiAanroep.objects.filter(at__lt=now - KEPT).delete()[0]


def _wait(calls: QuerySet[ApiAanroep], wat: str, now: datetime) -> int:
    """Seconds until a key may ask this again; 0 is now."""
    counted = calls.exclude(status=REFUSED)
    waits = [_until_room(counted, CALLS_A_MINUTE, timedelta(minutes=1), now)]
    if wat in UPLOADS:
        uploads = counted.filter(wat__in=UPLOADS)
        waits.append(_until_room(uploads, UPLOADS_AN_HOUR, timedelta(hours=1), now))
    return max(waits)


def _until_room(calls: QuerySet[ApiAanroep], most: int, span: timedelta, now: datetime) -> int:
    latest = calls.filter(at__gt=now - span).order_by("-at").values_list("at", flat=True)
    full_since = list(latest[most - 1 : most])
    if not full_since:
        return 0
    return max(1, int((full_since[0] + span - now).total_seconds()) + 1)


def _refused(calls: QuerySet[ApiAanroep], key: Toegangssleutel, wat: str, now: datetime) -> None:
    """One line for a row of refusals: who keeps knocking does not fill the books."""
    latest = calls.order_by("-pk").first()
    if latest is None or latest.status != REFUSED:
        ApiAanroep.objects.create(
            sleutel=key, at=now, wat=wat, status=REFUSED, reden=TooManyCalls.__name__
        )


def _claim(call: Call, idempotency_key: str, afdruk: str) -> bool:
    try:
        with transaction.atomic():
            ApiAanroep.objects.filter(pk=call.number).update(
                idempotency_key=idempotency_key, afdruk=afdruk
            )
    except IntegrityError:
        return False
    return True
