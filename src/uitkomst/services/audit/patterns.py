"""What stands out in the logbook: a reason to ask, never a judgement.

The thresholds are all here, each with its reason. They are start values: a quiet portal may set
them lower, and whoever changes one writes down why.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay, TruncDay, TruncHour

from uitkomst.access.actor import Actor
from uitkomst.register.models import AuditEvent, User
from uitkomst.services.audit.reading import visible

LOOKED_BACK = timedelta(days=30)
MOST = 50  # of each pattern; with more there is something else to do than to read on

PERSONS_IN_AN_HOUR = 500
"""More persons than an ordinary provider has in a period (about 170 rows), three times over: who
reads for work opens what is behind one figure, who takes data along opens everything."""
NIGHT = (23, 6)
"""From eleven in the evening to six in the morning nobody has to look at persons for this work."""
REFUSED_IN_AN_HOUR = 10
"""Somebody who forgot a password stops after a few tries; the lock comes after five."""
OFFICE = (7, 19)
"""Files are fetched at work; a file with persons on a Sunday evening deserves a question."""
EXPORTS = ("aanlevering:marked", "logboek:export")
LIMITS = ("grens:nadert",)
REFUSED = ("account:refused", "account:factor-refused")
WEEKEND = 6  # ISO: Saturday is 6, Sunday 7


@dataclass(frozen=True)
class Pattern:
    """Something that stands out: what, by whom, when it began, and how many times or persons."""

    soort: str
    titel: str
    who: str
    name: str
    at: datetime
    aantal: int
    uitleg: str


def patterns(*, actor: Actor, now: datetime) -> tuple[Pattern, ...]:
    """What stands out in the last thirty days, of what this actor may read, newest first."""
    lines = visible(actor).filter(at__gte=now - LOOKED_BACK).select_related(None).order_by()
    found = [*_many(lines), *_by_night(lines), *_refused(lines), *_exports(lines), *_limits(lines)]
    accounts = User.objects.filter(username__in={each.who for each in found})
    names = dict(accounts.values_list("username", "display_name"))
    named = (Pattern(**{**vars(each), "name": names.get(each.who, each.who)}) for each in found)
    return tuple(sorted(named, key=lambda each: each.at, reverse=True))


def _many(lines: QuerySet[AuditEvent]) -> list[Pattern]:
    hours = lines.filter(aantal__gt=0).values("who", hour=TruncHour("at"))
    found = hours.annotate(total=Sum("aantal")).filter(total__gt=PERSONS_IN_AN_HOUR)
    return [
        Pattern(
            soort="veel",
            titel="Veel personen in een uur",
            who=each["who"],
            name="",
            at=each["hour"],
            aantal=each["total"],
            uitleg=f"{each['total']} personen bekeken; wij melden het boven {PERSONS_IN_AN_HOUR}.",
        )
        for each in found.order_by("-hour")[:MOST]
    ]


def _by_night(lines: QuerySet[AuditEvent]) -> list[Pattern]:
    begin, end = NIGHT
    looks = lines.filter(aantal__gt=0).annotate(hour=ExtractHour("at"))
    nights = looks.filter(Q(hour__gte=begin) | Q(hour__lt=end))
    found = nights.values("who", day=TruncDay("at")).annotate(number=Count("pk"))
    return [
        Pattern(
            soort="nacht",
            titel="Personen bekeken in de nacht",
            who=each["who"],
            name="",
            at=each["day"],
            aantal=each["number"],
            uitleg=f"{each['number']} keer tussen {begin}.00 en {end}.00 uur.",
        )
        for each in found.order_by("-day")[:MOST]
    ]


def _refused(lines: QuerySet[AuditEvent]) -> list[Pattern]:
    hours = lines.filter(action__in=REFUSED).values("subject", hour=TruncHour("at"))
    found = hours.annotate(number=Count("pk")).filter(number__gte=REFUSED_IN_AN_HOUR)
    return [
        Pattern(
            soort="geweigerd",
            titel="Vaak niet kunnen inloggen",
            who=each["subject"],
            name="",
            at=each["hour"],
            aantal=each["number"],
            uitleg=f"{each['number']} mislukte pogingen in een uur.",
        )
        for each in found.order_by("-hour")[:MOST]
    ]


def _exports(lines: QuerySet[AuditEvent]) -> list[Pattern]:
    begin, end = OFFICE
    taken = lines.filter(action__in=EXPORTS).annotate(
        hour=ExtractHour("at"), weekday=ExtractIsoWeekDay("at")
    )
    late = taken.filter(Q(hour__lt=begin) | Q(hour__gte=end) | Q(weekday__gte=WEEKEND))
    found = late.values("who", day=TruncDay("at")).annotate(number=Count("pk"))
    return [
        Pattern(
            soort="ophalen",
            titel="Bestanden opgehaald buiten werktijd",
            who=each["who"],
            name="",
            at=each["day"],
            aantal=each["number"],
            uitleg=f"{each['number']} keer in het weekend, voor {begin}.00 of na {end}.00 uur.",
        )
        for each in found.order_by("-day")[:MOST]
    ]


def _limits(lines: QuerySet[AuditEvent]) -> list[Pattern]:
    near = lines.filter(action__in=LIMITS).values("who", day=TruncDay("at"))
    found = near.annotate(number=Count("pk"))
    return [
        Pattern(
            soort="grens",
            titel="Bijna zo veel rapporten als er op een dag kan",
            who=each["who"],
            name="",
            at=each["day"],
            aantal=each["number"],
            uitleg="Vier vijfde van wat één account op een dag mag opvragen: dat leest niemand.",
        )
        for each in found.order_by("-day")[:MOST]
    ]
