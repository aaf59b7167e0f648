"""The protected reports of gemeenten and regions, and their first page: the zone of reports.

Nothing here knows the vault (ADR 0014).
"""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from uitkomst.access.actor import Actor
from uitkomst.access.permissions import Permission
from uitkomst.portal.circle import gemeente_circle, published_circle, published_page, regio_circle
from uitkomst.portal.overview import overview_cards
from uitkomst.portal.report_page import parse_periode, report_page
from uitkomst.portal.request import PortalRequest
from uitkomst.portal.selection import selected_address
from uitkomst.reports.build import TOTAAL
from uitkomst.services.figures import published
from uitkomst.services.guard import requires


@requires(Permission.VIEW_START)
@require_safe
def home(request: PortalRequest) -> HttpResponse:
    """Show the start page of who reads protected reports."""
    return render(request, "portal/home_gemeente.html", reader_context(request.actor))


@requires(Permission.VIEW_UITLEG)
@require_safe
def index(request: PortalRequest) -> HttpResponse:
    """Show which reports there are; with a choice in the address, go to that report."""
    if "soort" in request.GET:
        return redirect(selected_address(request.GET))
    actor = request.actor
    periods = published.periods_for(actor=actor)
    rows = [(periode, published_page(actor, periode)) for periode in periods]
    context = {"rows": rows, "latest": periods[0] if periods else None, **choices(actor)}
    return render(request, "portal/reports.html", context)


@requires(Permission.VIEW_GEMEENTE_REPORT)
@require_safe
def gemeente(request: PortalRequest, code: str, periode: str, pagina: str) -> HttpResponse:
    """Show a gemeente its protected figures, in total or of one provider."""
    chosen = request.GET.get("aanbieder", TOTAAL)
    return report_page(
        request,
        pagina,
        lambda actor: gemeente_circle(actor, code, parse_periode(periode), chosen),
        published.periods_for(actor=request.actor),
    )


@requires(Permission.VIEW_REGIO_REPORT)
@require_safe
def regio(request: PortalRequest, regio: str, periode: str, pagina: str) -> HttpResponse:
    """Show a serviceorganisatie the protected figures of its region, or of one gemeente in it."""
    chosen = request.GET.get("gemeente", TOTAAL)
    return report_page(
        request,
        pagina,
        lambda actor: regio_circle(actor, regio, parse_periode(periode), chosen),
        published.periods_for(actor=request.actor),
    )


def choices(actor: Actor) -> dict[str, Any]:
    """Give whose protected reports this reader may choose from."""
    return {
        "gemeenten": published.gemeenten_for(actor=actor),
        "regio": published.regio_for(actor=actor),
    }


def reader_context(actor: Actor) -> dict[str, Any]:
    """Give what the first page of a reader of protected reports shows."""
    periods = published.periods_for(actor=actor)
    circle = published_circle(actor, periods[0]) if periods else None
    if circle is None:
        return {"periods": ()}
    return {"periods": periods, "circle": circle, "cards": overview_cards(circle)}
