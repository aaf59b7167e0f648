"""The versions of one period: who did what with them, and what may be done with each now."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from uitkomst.access.actor import Actor, require
from uitkomst.access.permissions import Permission
from uitkomst.register.models import Aanlevering, AuditEvent, Bewerking, User
from uitkomst.register.models.aanleveringen import IN_FORCE, TRANSITIONS, Route, Status
from uitkomst.services.aanlevering import policies
from uitkomst.services.aanlevering.own import all_of
from uitkomst.services.aanlevering.views import AanleveringView, view_of
from uitkomst.services.audit import ACTIONS
from uitkomst.services.deelnemers import overeenkomsten
from uitkomst.services.delivering.submission import COUNTED_BEFORE, WITHDRAWAL
from uitkomst.services.kept import sources
from uitkomst.standard.verslagperiode import Verslagperiode

__all__ = ["Gebeurtenis", "Versie", "versions_of"]

LIFE = {
    "aanlevering:receive",
    "aanlevering:reopen",
    "aanlevering:confirm",
    "aanlevering:replace",
    "aanlevering:withdraw",
    "aanlevering:restore",
    "aanlevering:discard",
}
CLOSED = "Deze periode is niet meer open."
NO_AGREEMENT = "Er is geen geldige verwerkersovereenkomst."
NO_ROWS = "De rijen van deze versie worden niet meer bewaard."


@dataclass(frozen=True)
class Gebeurtenis:
    """One step in the life of a version: when, who (display name) and what (Dutch)."""

    at: datetime
    door: str
    wat: str


@dataclass(frozen=True)
class Versie:
    """A version with its history, oldest step first.

    `telt` says that this is the one that counts. `why_not` is why neither withdrawing nor restoring
    is possible where one expects it, else empty. `may_reopen` tells that its parked rows can be
    solved in a new draft (`reopening`). `reden` is why it was withdrawn (the last time).
    """

    aanlevering: AanleveringView
    telt: bool
    may_withdraw: bool
    may_restore: bool
    may_reopen: bool
    has_receipt: bool
    has_rows: bool
    why_not: str
    reden: str
    geschiedenis: tuple[Gebeurtenis, ...]


def versions_of(*, actor: Actor, periode: Verslagperiode, now: datetime) -> tuple[Versie, ...]:
    """The own versions of a period, newest first; any two can be held against each other.

    That needs `has_rows` of both. Those of a provider that merged into it come after the own ones,
    and nobody works on in them. Raises NotAllowed.
    """
    require(actor, Permission.VIEW_AANLEVERING)
    day = timezone.localdate(now)
    closed = CLOSED if periode not in policies.open_periods(day) else ""
    agreed = overeenkomsten.valid_for(aanbieder=actor.organisatie, day=day) is not None
    found = all_of(actor).filter(periode=periode.code).defer("summary")
    own_first = F("aanbieder__opgegaan_op").desc(nulls_first=True)
    versions = list(found.order_by(own_first, "aanbieder", "-versie"))
    history = _history([each.pk for each in versions])
    reasons = _reasons([each.pk for each in versions])
    may = actor.can(Permission.SUBMIT_AANLEVERING)
    kept_since = now - sources.KEPT
    return tuple(
        _versie(
            each,
            closed,
            agreed,
            may,
            kept_since,
            reasons.get(each.pk, ""),
            history[each.pk],
            of_oneself=each.aanbieder_id == actor.organisatie,
        )
        for each in versions
    )


def _versie(
    aanlevering: Aanlevering,
    closed: str,
    agreed: bool,
    may: bool,
    kept_since: datetime,
    reden: str,
    history: list[Gebeurtenis],
    *,
    of_oneself: bool,
) -> Versie:
    status = Status(aanlevering.status)
    before = status in COUNTED_BEFORE
    why_not = ""
    if before:
        why_not = closed or ("" if agreed else NO_AGREEMENT)
        why_not = why_not or ("" if aanlevering.inhoud else NO_ROWS)
    elif status in IN_FORCE:
        why_not = closed
    return Versie(
        aanlevering=view_of(aanlevering),
        telt=status in IN_FORCE,
        may_withdraw=may and not why_not and Status.INGETROKKEN in TRANSITIONS[status],
        may_restore=may and not why_not and before,
        may_reopen=may
        and agreed
        and not closed
        and of_oneself
        and (before or status in IN_FORCE)
        and aanlevering.route != Route.FORMULIER
        and (aanlevering.submitted_at or kept_since) > kept_since,
        has_receipt=aanlevering.submitted_at is not None,
        has_rows=aanlevering.inhoud is not None,
        why_not=why_not,
        reden=reden if status == Status.INGETROKKEN else "",
        geschiedenis=tuple(history),
    )


def _history(references: list[UUID]) -> dict[UUID, list[Gebeurtenis]]:
    """Out of the logbook, with the names of the people in it."""
    lines = AuditEvent.objects.filter(
        subject__in=[str(each) for each in references], action__in=LIFE
    ).order_by("pk")
    names = dict(
        User.objects.values_list("username", "display_name").filter(
            username__in={line.who for line in lines}
        )
    )
    steps: dict[UUID, list[Gebeurtenis]] = defaultdict(list)
    for line in lines:
        step = Gebeurtenis(line.at, names.get(line.who, line.who), ACTIONS[line.action])
        steps[UUID(line.subject)].append(step)
    return steps


def _reasons(references: list[UUID]) -> dict[UUID, str]:
    """Why versions were withdrawn; the last reason of each."""
    answers = Bewerking.objects.filter(aanlevering__in=references, onderwerp=WITHDRAWAL)
    return {each.aanlevering_id: each.keuze["reden"] for each in answers.order_by("nummer")}
