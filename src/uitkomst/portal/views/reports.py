"""The reports of a provider, with its own exact figures; `published` has those of the others."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from uitkomst.access.permissions import Permission
from uitkomst.portal.own_circle import first_page, own_circle
from uitkomst.portal.report_page import parse_periode, report_page
from uitkomst.portal.request import PortalRequest
from uitkomst.portal.selection import selected_address
from uitkomst.portal.views.published import choices
from uitkomst.services.figures import publications
from uitkomst.services.guard import requires


@requires(Permission.VIEW_UITLEG)
@require_safe
def index(request: PortalRequest) -> HttpResponse:
    """Show which reports there are; with a choice in the address, go to that report."""
    if "soort" in request.GET:
        return redirect(selected_address(request.GET))
    actor = request.actor
    periods = publications.periods_for(actor=actor)
    rows = [(periode, first_page(actor, periode)) for periode in periods]
    context = {"rows": rows, "latest": periods[0] if periods else None, **choices(actor)}
    return render(request, "portal/reports.html", context)


@requires(Permission.VIEW_OWN_REPORT)
@require_safe
def aanbieder(request: PortalRequest, periode: str, pagina: str) -> HttpResponse:
    """Show a provider its own exact figures."""
    return report_page(
        request,
        pagina,
        lambda actor: own_circle(actor, parse_periode(periode)),
        publications.periods_for(actor=request.actor),
    )
