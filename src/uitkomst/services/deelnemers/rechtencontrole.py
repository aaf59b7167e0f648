"""The look at who may what: asked of each organisation, answered by who manages its rights.

A person is right as they are, or is ended. A review is done when everybody was looked at. How often
depends on the kind of organisation (`TERMS`).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse

from uitkomst.access.actor import Actor, require
from uitkomst.access.permissions import Permission
from uitkomst.register.models import Lidmaatschap, Organisatie, Rechtencontrole, User
from uitkomst.register.models.organisaties import Soort
from uitkomst.services import audit
from uitkomst.services.deelnemers import leden
from uitkomst.services.deelnemers.invite_links import host_of
from uitkomst.services.refusals import NotFound


@dataclass(frozen=True)
class Term:
    """How often an organisation is asked: so long after the last time. `words` are Dutch."""

    after: timedelta
    words: str


IN_TIME = timedelta(days=30)
YEARLY = Term(timedelta(days=365), "Eén keer per jaar")
QUARTERLY = Term(timedelta(days=91) - IN_TIME, "Elk kwartaal")
"""Asked early enough to be answered within 91 days of the last time."""

TERMS = {
    Soort.AANBIEDER: YEARLY,
    Soort.GEMEENTE: YEARLY,
    Soort.SERVICEORGANISATIE: YEARLY,
    Soort.BEHEER: QUARTERLY,
}
"""`security.md` 1.2 row 5 (BIO2 5.18 and 8.02): every year, and privileged rights every quarter."""

SUBJECT = "Kijk na wie er voor uw organisatie in Uitkomst werkt"
TEXT = """Beste {naam},

{hoe_vaak} kijkt u na wie er voor {organisatie} in Uitkomst werkt en of dat nog klopt.
Dat kan hier, binnen 30 dagen: {link}

Deze mail is automatisch verstuurd. Antwoorden heeft geen zin.
"""
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class ControleView:
    """How a review stands. `open` are the people nobody has looked at since it was asked.

    `hoe_vaak` says in Dutch how often it is asked, `asks_at` when it is the next time.
    """

    hoe_vaak: str
    asks_at: datetime | None
    asked_at: datetime | None
    done_at: datetime | None
    done_by: str
    before: datetime | None
    overdue: bool
    open: tuple[leden.LidView, ...]
    seen: tuple[leden.LidView, ...]


@dataclass(frozen=True)
class Overdue:
    """An organisation that did not answer in time."""

    organisatie: str
    asked_at: datetime


def state(*, actor: Actor, now: datetime) -> ControleView:
    """How the review of the actor's organisation stands. Raises NotAllowed."""
    people = leden.overview(actor=actor)
    organisatie = Organisatie.objects.get(pk=actor.organisatie)
    line = _latest(actor.organisatie)
    since = line.asked_at if line else None
    waits = line is not None and line.done_at is None
    looked = {
        each.pk
        for each in people
        if not waits or (each.nagekeken_op and since and each.nagekeken_op >= since)
    }
    return ControleView(
        hoe_vaak=_term(organisatie).words,
        asks_at=_asks_at(organisatie, line),
        asked_at=since,
        done_at=line.done_at if line else None,
        done_by=line.done_by.display_name if line and line.done_by else "",
        before=since + IN_TIME if since and waits else None,
        overdue=bool(waits and since and now - since > IN_TIME),
        open=tuple(each for each in people if each.pk not in looked),
        seen=tuple(each for each in people if each.pk in looked),
    )


def begin(*, actor: Actor, now: datetime) -> None:
    """Look before it is asked. Nothing when a review waits already. Raises NotAllowed."""
    require(actor, Permission.MANAGE_RECHTEN)
    with transaction.atomic():
        organisatie = Organisatie.objects.select_for_update(no_key=True).get(pk=actor.organisatie)
        line = _latest(organisatie.pk)
        if line is None or line.done_at is not None:
            _open(organisatie, now)


def keep(*, actor: Actor, lidmaatschap: int | None, now: datetime) -> None:
    """Say that somebody is right as they are; with None everybody not looked at yet.

    Raises NotAllowed, NotFound.
    """
    require(actor, Permission.MANAGE_RECHTEN)
    with transaction.atomic():
        Organisatie.objects.select_for_update(no_key=True).get(pk=actor.organisatie)
        people = state(actor=actor, now=now).open
        chosen = [each.pk for each in people if lidmaatschap in (None, each.pk)]
        if lidmaatschap is not None and not chosen:
            raise NotFound
        Lidmaatschap.objects.filter(pk__in=chosen).update(
            nagekeken_op=now, nagekeken_door=User.objects.get(username=actor.username)
        )
        _finish(actor, now)


def end(*, actor: Actor, lidmaatschap: int, now: datetime) -> None:
    """End somebody's access as part of the review. Raises as `leden.end`."""
    with transaction.atomic():
        leden.end(actor=actor, lidmaatschap=lidmaatschap, now=now)
        _finish(actor, now)


def ask(*, now: datetime) -> int:
    """Ask every organisation whose turn it is, by a mail to who manages its rights; gives how many.

    It is that a while after the last review, or after the first of its people came (`TERMS`).
    """
    asked = 0
    for organisatie in Organisatie.objects.filter(leden__tot=None).distinct():
        at = _asks_at(organisatie, _latest(organisatie.pk))
        if at is not None and at <= now:
            with transaction.atomic():
                _open(organisatie, now)
                audit.record_by_portal(
                    action="leden:ask-review",
                    subject=str(now.year),
                    purpose=f"Controle van rechten: {_term(organisatie).words.lower()}",
                    now=now,
                    organisatie=organisatie.pk,
                )
            _mail(organisatie)
            asked += 1
    return asked


def overdue(*, actor: Actor, now: datetime) -> tuple[Overdue, ...]:
    """The organisations that did not answer in time. Raises NotAllowed."""
    require(actor, Permission.VIEW_ACCESS)
    found = Rechtencontrole.objects.filter(done_at=None, asked_at__lt=now - IN_TIME)
    return tuple(
        Overdue(each.organisatie.naam, each.asked_at)
        for each in found.select_related("organisatie").order_by("asked_at")
    )


def _term(organisatie: Organisatie) -> Term:
    return TERMS[Soort(organisatie.soort)]


def _asks_at(organisatie: Organisatie, line: Rechtencontrole | None) -> datetime | None:
    """From when it is asked (again); None while a review waits, and where nobody came yet."""
    if line is not None:
        last = line.done_at
    else:
        last = organisatie.leden.order_by("sinds").values_list("sinds", flat=True).first()
    return last + _term(organisatie).after if last else None


def _open(organisatie: Organisatie, now: datetime) -> None:
    """Begin a review; the table keeps the last one of a year, the logbook each that was done."""
    Rechtencontrole.objects.update_or_create(
        organisatie=organisatie,
        jaar=now.year,
        defaults={"asked_at": now, "done_at": None, "done_by": None},
    )


def _latest(organisatie: UUID) -> Rechtencontrole | None:
    found = Rechtencontrole.objects.filter(organisatie=organisatie).select_related("done_by")
    return found.order_by("-asked_at").first()


def _finish(actor: Actor, now: datetime) -> None:
    """Close the review when nobody is left to look at."""
    line = _latest(actor.organisatie)
    if line is None or line.done_at is not None or state(actor=actor, now=now).open:
        return
    members = Lidmaatschap.objects.filter(organisatie=actor.organisatie)
    line.done_at, line.done_by = now, User.objects.get(username=actor.username)
    line.gebleven = members.filter(tot=None).count()
    line.beeindigd = members.filter(tot__gte=line.asked_at).count()
    line.save()
    audit.record(
        actor=actor,
        action="leden:review",
        subject=str(line.jaar),
        purpose=f"{line.gebleven} gebleven, {line.beeindigd} beëindigd",
        now=now,
    )


def _mail(organisatie: Organisatie) -> None:
    managers = organisatie.leden.filter(tot=None, beheert_rechten=True).exclude(user__email="")
    for each in managers.select_related("user"):
        told = {
            "naam": each.user.display_name,
            "hoe_vaak": _term(organisatie).words,
            "organisatie": organisatie.naam,
            "link": f"{host_of(organisatie) or settings.ADDRESS}{reverse('rechtencontrole')}",
        }
        try:
            send_mail(SUBJECT, TEXT.format(**told), None, [each.user.email])
        except OSError:
            log.exception("a mail was not sent", reference=str(organisatie.pk))
