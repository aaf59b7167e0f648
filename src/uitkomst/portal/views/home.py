"""The first page: what matters now to this reader."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from uitkomst.access.actor import Actor
from uitkomst.access.permissions import Permission, Role
from uitkomst.portal.circle import first_circle
from uitkomst.portal.overview import overview_cards
from uitkomst.portal.period_card import period_card
from uitkomst.portal.request import PortalRequest
from uitkomst.services import aanleveringen, organisaties, publications
from uitkomst.services.guard import requires


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
    cards = [period_card(periode, start, deliveries) for periode in start.periodes]
    return {
        "cards": cards if start.overeenkomst else cards[:1],
        "overeenkomst": start.overeenkomst,
        "deliveries": deliveries[:5],
        "periods": publications.periods_for(actor=actor),
    }


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
