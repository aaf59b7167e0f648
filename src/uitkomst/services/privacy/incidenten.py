"""Something that may be a data breach: opened, found out, told to the controllers, closed.

At opening a checkpoint of the logbook is asked for, so that what is listed from it can be shown to
be what stood there. Who was told follows from the logbook itself: the line of the telling is the
provider's, and with it the provider may see whose data it was about.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from uitkomst.access.actor import Actor, require
from uitkomst.access.permissions import Permission
from uitkomst.register.models import (
    AuditEvent,
    AuditSchakel,
    Controlepunt,
    Incident,
    Organisatie,
    User,
)
from uitkomst.register.models.organisaties import Soort
from uitkomst.services import audit, queues
from uitkomst.services.reasons import clean
from uitkomst.services.refusals import (
    HoldsBsn,
    IncidentClosed,
    NotFound,
    TextTooLong,
    UnknownAccount,
    WrongSpan,
)
from uitkomst.standard.identificatie import contains_bsn

TELL_WITHIN = timedelta(hours=24)
"""To the controller (AVG article 33(2): without undue delay; 24 hours is what agreements say)."""

REPORT_WITHIN = timedelta(hours=72)
"""The controller to the Autoriteit Persoonsgegevens (AVG article 33(1))."""

LONGEST_TEXT = 2000
OPENED, TOLD = "incident:open", "incident:tell"


@dataclass(frozen=True)
class Told:
    """That a provider was told, when and how."""

    at: datetime
    hoe: str


@dataclass(frozen=True)
class IncidentView:
    """An incident as a page shows it. `punt` is the checkpoint of the logbook after its opening.

    `told` says per provider when and how it was told.
    """

    reference: UUID
    titel: str
    omschrijving: str
    van: datetime
    tot: datetime | None
    accounts: tuple[str, ...]
    opened_at: datetime
    opened_by: str
    closed_at: datetime | None
    closed_by: str
    conclusie: str
    punt: int | None
    told: dict[UUID, Told]

    @property
    def tell_before(self) -> datetime:
        """By when the controllers are told."""
        return self.opened_at + TELL_WITHIN

    @property
    def report_before(self) -> datetime:
        """By when they report, counted from the opening: the safest reading of the law."""
        return self.opened_at + REPORT_WITHIN


def open_incident(
    *,
    actor: Actor,
    titel: str,
    omschrijving: str,
    van: datetime,
    tot: datetime | None,
    accounts: tuple[str, ...],
    now: datetime,
) -> IncidentView:
    """Open an incident about a span of time, and accounts (none is all of them).

    Raises NotAllowed, ReasonMissing, TextTooLong, HoldsBsn, WrongSpan, UnknownAccount.
    """
    require(actor, Permission.MANAGE_INCIDENTEN)
    titel, omschrijving = clean(titel)[:120], _text(omschrijving, needed=False)
    if van > now or (tot is not None and tot < van):
        raise WrongSpan
    accounts = tuple(sorted(set(accounts)))
    if set(accounts) - known_accounts():
        raise UnknownAccount
    with transaction.atomic():
        made = Incident.objects.create(
            titel=titel,
            omschrijving=omschrijving,
            van=van,
            tot=tot,
            accounts=list(accounts),
            opened_at=now,
            opened_by=User.objects.get(username=actor.username),
        )
        audit.record(
            actor=actor, action=OPENED, subject=str(made.pk), purpose="Mogelijk datalek", now=now
        )
        queues.enqueue_checkpoint()
    return _view(made)


def overview(*, actor: Actor) -> tuple[IncidentView, ...]:
    """Every incident, the open ones first and then the newest. Raises NotAllowed."""
    require(actor, Permission.MANAGE_INCIDENTEN)
    found = [_view(each) for each in _incidents()]
    return tuple(sorted(found, key=lambda each: each.closed_at is not None))


def detail(*, actor: Actor, reference: UUID) -> IncidentView:
    """One incident. Raises NotAllowed, NotFound."""
    require(actor, Permission.MANAGE_INCIDENTEN)
    return _view(_one(reference))


def tell(*, actor: Actor, reference: UUID, aanbieder: UUID, hoe: str, now: datetime) -> None:
    """Write down that a controller was told, and how; it can see from now on whose data it was.

    Raises NotAllowed, NotFound, IncidentClosed, ReasonMissing, HoldsBsn.
    """
    require(actor, Permission.MANAGE_INCIDENTEN)
    hoe = clean(hoe)
    provider = Organisatie.objects.filter(pk=aanbieder, soort=Soort.AANBIEDER).first()
    if provider is None:
        raise NotFound
    with transaction.atomic():
        _open_and_locked(reference)
        audit.record(
            actor=actor,
            action=TOLD,
            subject=str(reference),
            purpose=hoe,
            now=now,
            organisatie=provider.pk,
        )


def close(*, actor: Actor, reference: UUID, conclusie: str, now: datetime) -> IncidentView:
    """Close it with a conclusion. Raises NotAllowed, NotFound, IncidentClosed, TextTooLong."""
    require(actor, Permission.MANAGE_INCIDENTEN)
    conclusie = _text(conclusie, needed=True)
    with transaction.atomic():
        found = _open_and_locked(reference)
        found.closed_at, found.conclusie = now, conclusie
        found.closed_by = User.objects.get(username=actor.username)
        found.save(update_fields=["closed_at", "closed_by", "conclusie"])
        audit.record(
            actor=actor,
            action="incident:close",
            subject=str(reference),
            purpose="Gesloten met een conclusie",
            now=now,
        )
    return _view(found)


def told_to(aanbieder: UUID) -> tuple[IncidentView, ...]:
    """The incidents this provider was told about, newest first; the caller guards who asks."""
    told = AuditEvent.objects.filter(action=TOLD, organisatie=aanbieder)
    references = {UUID(subject) for subject in told.values_list("subject", flat=True)}
    return tuple(_view(each) for each in _incidents().filter(pk__in=references))


def known_accounts() -> set[str]:
    """Who can stand in the logbook: people, and the keys of systems, by what it calls them."""
    names = set(User.objects.values_list("username", flat=True))
    return names | set(AuditEvent.objects.order_by().values_list("who", flat=True).distinct())


def _incidents() -> "QuerySet[Incident]":
    return Incident.objects.select_related("opened_by", "closed_by")


def _one(reference: UUID) -> Incident:
    found = _incidents().filter(pk=reference).first()
    if found is None:
        raise NotFound
    return found


def _open_and_locked(reference: UUID) -> Incident:
    rows = _incidents().select_for_update(of=("self",))
    found = rows.filter(pk=reference).first()
    if found is None:
        raise NotFound
    if found.closed_at is not None:
        raise IncidentClosed
    return found


def _text(text: str, *, needed: bool) -> str:
    text = text.strip().replace("\r\n", "\n")
    if len(text) > LONGEST_TEXT or (needed and not text):
        raise TextTooLong
    if contains_bsn(text):
        raise HoldsBsn
    return text


def _view(incident: Incident) -> IncidentView:
    told = AuditEvent.objects.filter(action=TOLD, subject=str(incident.pk)).order_by("pk")
    return IncidentView(
        reference=incident.pk,
        titel=incident.titel,
        omschrijving=incident.omschrijving,
        van=incident.van,
        tot=incident.tot,
        accounts=tuple(incident.accounts),
        opened_at=incident.opened_at,
        opened_by=incident.opened_by.display_name,
        closed_at=incident.closed_at,
        closed_by=incident.closed_by.display_name if incident.closed_by else "",
        conclusie=incident.conclusie,
        punt=_checkpoint_after(incident),
        told={
            each.organisatie_id: Told(each.at, each.purpose)
            for each in told
            if each.organisatie_id is not None
        },
    )


def _checkpoint_after(incident: Incident) -> int | None:
    """The first signed checkpoint that holds the line of the opening too."""
    opened = AuditSchakel.objects.filter(
        event__action=OPENED, event__subject=str(incident.pk)
    ).first()
    if opened is None:
        return None
    point = Controlepunt.objects.filter(nummer__gte=opened.nummer).first()
    return point.nummer if point else None
