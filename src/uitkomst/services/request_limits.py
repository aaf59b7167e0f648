"""How much one provider or one account may ask for, counted in the database (security.md 2.7).

The limits stand in one table here, with the addresses they are about. Signing in has limits of its
own (`deelnemers/attempts.py`), and so has the API (`systems/api_calls.py`).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from uitkomst.access.actor import Actor
from uitkomst.register.models import Telling
from uitkomst.services import audit
from uitkomst.services.refusals import TooManyRequests

NEARLY = "grens:nadert"


@dataclass(frozen=True)
class Limit:
    """At most so many in a span, for one organisation together or for one account.

    `wat` completes the sentence that is shown: "U hebt in een uur al 20 … ." Who comes to `told_at`
    stands in the logbook from then on, and among its patterns: it is a lot for one account.
    """

    naam: str
    wat: str
    most: int
    span: timedelta
    per_organisation: bool = False
    told_at: int | None = None


UPLOADS = Limit("upload", "bestanden laten controleren", 20, timedelta(hours=1), True)
EXPORTS = Limit("export", "bestanden opgehaald", 50, timedelta(days=1))
REPORTS = Limit("rapport", "rapporten opgevraagd", 2000, timedelta(days=1), told_at=1600)

LIMITED: dict[tuple[str, str], Limit] = {
    ("aanlevering-new", "POST"): UPLOADS,
    ("aanlevering-marked-only", "POST"): UPLOADS,
    ("aanlevering-marked", "GET"): EXPORTS,
    ("aanlevering-bewijs", "GET"): EXPORTS,
    ("verzoek-meegeven", "GET"): EXPORTS,
    ("contracteinde-gegevens", "GET"): EXPORTS,
    ("certificaat", "GET"): EXPORTS,
    ("overeenkomst-pdf", "GET"): EXPORTS,
    ("logboek-export", "GET"): EXPORTS,
    ("privacy-bewijsmap", "POST"): EXPORTS,
    ("report-trajecten", "GET"): REPORTS,
    ("report-aanbieder", "GET"): REPORTS,
    ("report-gemeente", "GET"): REPORTS,
    ("report-regio", "GET"): REPORTS,
}
"""Which address, asked how, counts for which limit. Not the letters of an incident: in an incident
there may be one for every provider, on one day."""


def require_room(*, actor: Actor, route: str, method: str, now: datetime) -> None:
    """Count this request; it goes on when there is room for it. Raises TooManyRequests.

    Of requests at the same moment each sees the others: they wait for one another here, not longer.
    """
    limit = LIMITED.get((route, method))
    if limit is None:
        return
    key = _key(limit, actor)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s)", [int(key[:15], 16)])
        lately = Telling.objects.filter(sleutel=key, at__gt=now - limit.span).order_by("-at")
        counted = list(lately.values_list("at", flat=True)[: limit.most])
        if len(counted) < limit.most:
            Telling.objects.create(sleutel=key, at=now)
            if len(counted) + 1 == limit.told_at:
                _tell(limit, actor, now)
            return
    raise _refused(limit, counted[-1] + limit.span, now)


def _tell(limit: Limit, actor: Actor, now: datetime) -> None:
    audit.record(
        actor=actor,
        action=NEARLY,
        subject=limit.naam,
        purpose=f"{limit.told_at} {limit.wat} in een dag; bij {limit.most} kan het niet meer",
        now=now,
    )


def _key(limit: Limit, actor: Actor) -> str:
    who = str(actor.organisatie) if limit.per_organisation else f"account:{actor.username}"
    return salted_hmac("uitkomst.request", f"{limit.naam}:{who}", algorithm="sha256").hexdigest()


def _refused(limit: Limit, until: datetime, now: datetime) -> TooManyRequests:
    span = "een uur" if limit.span == timedelta(hours=1) else "een dag"
    who = "Uw organisatie heeft" if limit.per_organisation else "U hebt"
    again = timezone.localtime(until + timedelta(seconds=59))
    return TooManyRequests(
        f"{who} in {span} al {limit.most} {limit.wat}; meer kan niet. Vanaf {again:%-d-%-m} om "
        f"{again:%H.%M} uur kan het weer.",
        retry_after=max(1, int((until - now).total_seconds()) + 1),
    )
