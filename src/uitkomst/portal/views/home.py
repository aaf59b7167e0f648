"""The first page: what matters now to this reader."""

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from uitkomst.access.actor import Actor
from uitkomst.access.permissions import Permission, Role
from uitkomst.portal.next_step import refused_by_sender
from uitkomst.portal.period_card import PeriodCard, period_card
from uitkomst.portal.privacy_todo import privacy_todo
from uitkomst.portal.request import PortalRequest
from uitkomst.portal.todo import todo_list
from uitkomst.portal.views import privacy
from uitkomst.portal.views.published import reader_context
from uitkomst.services import audit, decisions_by_two
from uitkomst.services.deelnemers import organisaties, overeenkomsten
from uitkomst.services.delivering import aanleveringen
from uitkomst.services.delivering.aanleveringen import AanleveringView, Start
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
    if actor.can(Permission.VIEW_PRIVACY):
        return privacy.cockpit(request)
    return render(request, "portal/home_gemeente.html", reader_context(actor))


def _provider(actor: Actor) -> dict[str, Any]:
    start = aanleveringen.start(actor=actor, now=timezone.now())
    deliveries = aanleveringen.visible_to(actor=actor)
    cards = [_card(actor, periode, start, deliveries) for periode in start.periodes]
    shown = cards if start.overeenkomst else cards[:1]
    return {
        "cards": shown,
        "overeenkomst": start.overeenkomst,
        "solo": actor.role is Role.SOLO,
        "todo": [
            *privacy_todo(actor, timezone.now()),
            *todo_list(shown, start.overeenkomst, timezone.localdate()),
        ],
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


def _operator(actor: Actor) -> dict[str, Any]:
    everybody = organisaties.overview(actor=actor, day=timezone.localdate())
    providers = [org for org in everybody if org.soort == "aanbieder" and not org.opgegaan_in]
    return {
        "without": [org for org in providers if org.overeenkomst is None],
        "ending": [org for org in providers if org.stand == "verloopt"],
        "confirming": len(overeenkomsten.waiting(actor=actor)),
        "deciding": len(decisions_by_two.open_decisions(actor=actor)),
        "providers": len(providers),
        "organisaties": len(everybody),
    }
