"""Reading the logbook: who runs or guards the portal reads all, others what is their own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import QuerySet
from django.utils import timezone

from uitkomst.access.actor import Actor, require
from uitkomst.access.permissions import ROLES, Permission, Role
from uitkomst.register.models import AuditEvent, User
from uitkomst.services.audit.actions import ACTIONS

READS_ALL = frozenset({Role.BEHEERDER, Role.PRIVACY})


@dataclass(frozen=True)
class AuditLine:
    """One line as a reader sees it: who did what (code and Dutch title), to what, why.

    `who` is the account, `name` the person behind it (or the account where there is none), `role`
    the Dutch name of what they were; `aantal` how many persons were seen, None where that is not
    what the line is about.
    """

    at: datetime
    who: str
    organisatie: str
    action: str
    title: str
    subject: str
    purpose: str
    name: str
    number: int = 0
    role: str = ""
    herkomst: str = ""
    sessie: str = ""
    resultaat: str = ""
    aantal: int | None = None
    betrokkene: str = ""
    versie: str = ""


@dataclass(frozen=True)
class Wanted:
    """What is searched for; what is empty does not matter. Both days are included."""

    who: str = ""
    organisatie: str = ""
    action: str = ""
    subject: str = ""
    van: date | None = None
    tot: date | None = None
    persons: bool = False


def log_for(*, actor: Actor, limit: int = 200) -> tuple[AuditLine, ...]:
    """The newest lines this actor may read."""
    return as_lines(visible(actor)[:limit])


def search(*, actor: Actor, wanted: Wanted) -> QuerySet[AuditEvent]:
    """The lines this actor may read and asked for, newest first; see `as_lines`."""
    found = visible(actor)
    if wanted.who:
        names = User.objects.filter(display_name__icontains=wanted.who).values("username")
        found = found.filter(who__icontains=wanted.who) | found.filter(who__in=names)
    if wanted.organisatie:
        found = found.filter(organisatie__naam__icontains=wanted.organisatie)
    if wanted.action:
        found = found.filter(action=wanted.action)
    if wanted.subject:
        found = found.filter(subject__icontains=wanted.subject)
    if wanted.van:
        found = found.filter(at__gte=_begin(wanted.van))
    if wanted.tot:
        found = found.filter(at__lte=timezone.make_aware(datetime.combine(wanted.tot, time.max)))
    if wanted.persons:
        found = found.filter(aantal__gt=0)
    return found


def visible(actor: Actor) -> QuerySet[AuditEvent]:
    """Every line this actor may read, newest first. Raises NotAllowed."""
    require(actor, Permission.VIEW_LOGBOEK)
    lines = AuditEvent.objects.select_related("organisatie")
    if actor.role not in READS_ALL:
        lines = lines.filter(organisatie=actor.organisatie)
    return lines


def as_lines(events: Iterable[AuditEvent]) -> tuple[AuditLine, ...]:
    """The lines with the names of who stands in them."""
    shown = list(events)
    accounts = User.objects.filter(username__in={line.who for line in shown})
    names = dict(accounts.values_list("username", "display_name"))
    return tuple(
        AuditLine(
            at=line.at,
            who=line.who,
            organisatie=line.organisatie.naam if line.organisatie else "",
            action=line.action,
            title=ACTIONS.get(line.action, line.action),
            subject=line.subject,
            purpose=line.purpose,
            name=names.get(line.who, line.who),
            number=line.pk,
            role=ROLES[Role(line.role)].display_name if line.role else "",
            herkomst=line.herkomst or "",
            sessie=line.sessie,
            resultaat=line.resultaat,
            aantal=line.aantal,
            betrokkene=line.betrokkene,
            versie=line.versie,
        )
        for line in shown
    )


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
