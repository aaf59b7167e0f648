"""The first page: what matters now to this reader."""

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from uitkomst.access.actor import Actor
from uitkomst.access.permissions import Permission, Role
from uitkomst.portal.circle import first_circle
from uitkomst.portal.next_step import refused_by_sender
from uitkomst.portal.overview import overview_cards
from uitkomst.portal.period_card import PeriodCard, period_card
from uitkomst.portal.request import PortalRequest
from uitkomst.portal.todo import todo_list
from uitkomst.services import audit
from uitkomst.services.deelnemers import organisaties
from uitkomst.services.delivering import aanleveringen
from uitkomst.services.delivering.aanleveringen import AanleveringView, Start
from uitkomst.services.figures import publications
from uitkomst.services.guard import requires
from uitkomst.standard.verslagperiode import Verslagperiode

EVENTS = 5
EXPIRED = "aanlevering:expire"  # Nobody did it, and it asks for nothing.


@requires(Permission.VIEW_START)
@require_safe
def home(request: PortalRequest) -> HttpResponse:
    """Show the start page of the reader's role."""
    actor = request.actor
    if actor.can(Permission.SUBMIT_AANLEVERING):
        return render(request, "portal/home_aanbieder.html", _provider(actor))
    if actor.role is Role.BEHEERDER:
        return render(request, "portal/home_beheer.html", _operator(actor))
    return render(request, "portal/home_gemeente.html", _reader(actor))


def _provider(actor: Actor) -> dict[str, Any]:
    start = aanleveringen.start(actor=actor, now=timezone.now())
    deliveries = aanleveringen.visible_to(actor=actor)
    cards = [_card(actor, periode, start, deliveries) for periode in start.periodes]
    shown = cards if start.overeenkomst else cards[:1]
    return {
        "cards": shown,
        "overeenkomst": start.overeenkomst,
        "solo": actor.role is Role.SOLO,
        "todo": todo_list(shown, start.overeenkomst, timezone.localdate()),
        "events": [
            line
            for line in audit.log_for(actor=actor)
            # A form is checked at every field; that is no event to anybody.
            if line.action.startswith("aanlevering:") and line.action != "aanlevering:check"
        ][:EVENTS],
    }


def _card(
    actor: Actor, periode: Verslagperiode, start: Start, deliveries: tuple[AanleveringView, ...]
) -> PeriodCard:
    """The card of a period, with how many questions are open, which only the findings say."""
    card = period_card(periode, start, deliveries)
    if card.delivery is None or card.delivery.status != "Wacht op bevestiging":
        return card
    detail = aanleveringen.detail(actor=actor, reference=card.delivery.reference)
    refused = {card.delivery.reference} if refused_by_sender(detail) else set()
    asked = sum(each.open and each.antwoord is None for each in detail.oorzaken)
    return replace(period_card(periode, start, deliveries, refused), vragen=asked)


def _reader(actor: Actor) -> dict[str, Any]:
    periods = publications.periods_for(actor=actor)
    if not periods:
        return {"periods": periods}
    circle = first_circle(actor, periods[0])
    if circle is None:
        return {"periods": ()}
    return {"periods": periods, "circle": circle, "cards": overview_cards(circle)}


def _operator(actor: Actor) -> dict[str, Any]:
    everybody = organisaties.overview(actor=actor, day=timezone.localdate())
    providers = [org for org in everybody if org.soort == "aanbieder"]
    return {
        "without": [org for org in providers if org.overeenkomst is None],
        "providers": len(providers),
        "organisaties": len(everybody),
    }
