"""Decisions that take two persons: one asks, another agrees, and only then it may be done.

What is decided about is the business of the caller: it requires its own permission before it
asks, and carries out under the lock that `agreed` gives. The database keeps the same rule.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from uitkomst.access.actor import Actor, require
from uitkomst.access.permissions import Permission
from uitkomst.register.models import Besluit, User
from uitkomst.register.models.besluiten import BesluitSoort, Uitkomst
from uitkomst.services import audit
from uitkomst.services.reasons import clean
from uitkomst.services.refusals import (
    AlreadyAsked,
    AlreadyDecided,
    NotAgreed,
    NotFound,
    SamePerson,
)

SHOWN = 50  # of what was decided before


@dataclass(frozen=True)
class BesluitView:
    """A decision as a page shows it; people by the name they are known by here.

    `inhoud` says what would be done, in codes, days and counts. `may_decide` tells that this
    reader is another person than who asked, and that nobody decided yet; `may_take_back` that it
    is the own question.
    """

    reference: UUID
    soort: str
    soort_titel: str
    onderwerp: str
    organisatie_naam: str
    inhoud: dict[str, Any]
    reden: str
    gevraagd_at: datetime
    gevraagd_by: str
    uitkomst: str
    uitkomst_titel: str
    besloten_at: datetime | None
    besloten_by: str
    toelichting: str
    uitgevoerd_at: datetime | None
    may_decide: bool
    may_take_back: bool


def ask(
    *,
    actor: Actor,
    soort: str,
    onderwerp: str,
    organisatie: UUID | None,
    inhoud: dict[str, Any],
    reden: str,
    now: datetime,
) -> BesluitView:
    """Put a question to a second person; the caller has required the permission for it.

    Raises ReasonMissing, HoldsBsn, AlreadyAsked (the same question is still open).
    """
    reden = clean(reden)
    try:
        with transaction.atomic():
            asked = Besluit.objects.create(
                soort=BesluitSoort(soort),
                onderwerp=onderwerp,
                organisatie_id=organisatie,
                inhoud=inhoud,
                reden=reden,
                gevraagd_at=now,
                gevraagd_by=_user(actor),
            )
            _write_down(actor, "besluit:ask", asked, reden, now)
    except IntegrityError as error:
        if "one_open_besluit_per_onderwerp" not in str(error):
            raise
        raise AlreadyAsked from None
    return _view(asked, actor)


def open_decisions(*, actor: Actor) -> tuple[BesluitView, ...]:
    """What waits for a second person, oldest first; the own questions too. Raises NotAllowed."""
    require(actor, Permission.DECIDE)
    waiting = _all().filter(uitkomst=Uitkomst.OPEN).order_by("gevraagd_at")
    return tuple(_view(each, actor) for each in waiting)


def recent_decisions(*, actor: Actor) -> tuple[BesluitView, ...]:
    """What was decided or taken back last, newest first. Raises NotAllowed."""
    require(actor, Permission.DECIDE)
    ended = _all().exclude(uitkomst=Uitkomst.OPEN).order_by("-besloten_at")[:SHOWN]
    return tuple(_view(each, actor) for each in ended)


def decisions_about(*, soort: str, onderwerp: str, actor: Actor) -> tuple[BesluitView, ...]:
    """The questions about one thing, newest first; the caller has required its permission."""
    return tuple(_view(each, actor) for each in _all().filter(soort=soort, onderwerp=onderwerp))


def decide(
    *, actor: Actor, reference: UUID, akkoord: bool, toelichting: str, now: datetime
) -> BesluitView:
    """Agree or refuse, as another person than who asked; a refusal says why.

    Raises NotAllowed, NotFound, AlreadyDecided, SamePerson, ReasonMissing, HoldsBsn.
    """
    require(actor, Permission.DECIDE)
    with transaction.atomic():
        besluit = _open(reference)
        if besluit.gevraagd_by.username == actor.username:
            raise SamePerson
        toelichting = clean(toelichting, needed=not akkoord)
        besluit.uitkomst = Uitkomst.AKKOORD if akkoord else Uitkomst.AFGEWEZEN
        _end(besluit, actor, toelichting, now)
        action = "besluit:agree" if akkoord else "besluit:refuse"
        _write_down(actor, action, besluit, toelichting or besluit.reden, now)
    return _view(besluit, actor)


def take_back(*, actor: Actor, reference: UUID, now: datetime) -> BesluitView:
    """Take the own question back before anybody decided. Raises NotFound, AlreadyDecided."""
    with transaction.atomic():
        besluit = _open(reference)
        if besluit.gevraagd_by.username != actor.username:
            raise NotFound
        besluit.uitkomst = Uitkomst.VERVALLEN
        _end(besluit, actor, "", now)
        _write_down(actor, "besluit:take-back", besluit, besluit.reden, now)
    return _view(besluit, actor)


def agreed(reference: UUID) -> Besluit:
    """The decision two persons took and nobody carried out yet, locked in this transaction.

    Raises NotAgreed: it is open, refused, carried out or unknown.
    """
    rows = Besluit.objects.select_for_update()
    found = rows.filter(pk=reference, uitkomst=Uitkomst.AKKOORD, uitgevoerd_at=None).first()
    if found is None:
        raise NotAgreed
    return found


def mark_carried_out(reference: UUID, now: datetime) -> None:
    """Close it, so that it is done once; in the transaction of what was done. Raises NotAgreed."""
    besluit = agreed(reference)
    besluit.uitgevoerd_at = now
    besluit.save(update_fields=["uitgevoerd_at"])


def _open(reference: UUID) -> Besluit:
    rows = Besluit.objects.select_related("gevraagd_by").select_for_update(of=("self",))
    besluit = rows.filter(pk=reference).first()
    if besluit is None:
        raise NotFound
    if besluit.uitkomst != Uitkomst.OPEN:
        raise AlreadyDecided
    return besluit


def _end(besluit: Besluit, actor: Actor, toelichting: str, now: datetime) -> None:
    besluit.besloten_at = now
    besluit.besloten_by = _user(actor)
    besluit.toelichting = toelichting
    besluit.save(update_fields=["uitkomst", "besloten_at", "besloten_by", "toelichting"])


def _user(actor: Actor) -> User:
    return User.objects.get(username=actor.username)


def _write_down(actor: Actor, action: str, besluit: Besluit, why: str, now: datetime) -> None:
    purpose = f"{BesluitSoort(besluit.soort).label}: {why}"
    audit.record(actor=actor, action=action, subject=str(besluit.pk), purpose=purpose, now=now)


def _all() -> QuerySet[Besluit]:
    return Besluit.objects.select_related("gevraagd_by", "besloten_by", "organisatie")


def _view(besluit: Besluit, actor: Actor) -> BesluitView:
    is_open = besluit.uitkomst == Uitkomst.OPEN
    own = besluit.gevraagd_by.username == actor.username
    return BesluitView(
        reference=besluit.pk,
        soort=besluit.soort,
        soort_titel=str(BesluitSoort(besluit.soort).label),
        onderwerp=besluit.onderwerp,
        organisatie_naam=besluit.organisatie.naam if besluit.organisatie else "",
        inhoud=besluit.inhoud,
        reden=besluit.reden,
        gevraagd_at=besluit.gevraagd_at,
        gevraagd_by=besluit.gevraagd_by.display_name,
        uitkomst=besluit.uitkomst,
        uitkomst_titel=str(Uitkomst(besluit.uitkomst).label),
        besloten_at=besluit.besloten_at,
        besloten_by=besluit.besloten_by.display_name if besluit.besloten_by else "",
        toelichting=besluit.toelichting,
        uitgevoerd_at=besluit.uitgevoerd_at,
        may_decide=is_open and not own and actor.can(Permission.DECIDE),
        may_take_back=is_open and own,
    )
