"""The reports of the three circles of readers, all through one page."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from uitkomst.access.actor import Actor
from uitkomst.access.permissions import Permission
from uitkomst.portal.circle import (
    Circle,
    first_page,
    gemeente_circle,
    own_circle,
    regio_circle,
)
from uitkomst.portal.overview import overview_cards
from uitkomst.portal.pages import PAGES, page_of, slug_of
from uitkomst.portal.request import PortalRequest
from uitkomst.portal.selection import selected_address
from uitkomst.reports.build import TOTAAL, build
from uitkomst.services.figures import publications
from uitkomst.services.guard import requires
from uitkomst.services.refusals import NotFound
from uitkomst.standard.verslagperiode import OngeldigePeriode, Verslagperiode


@requires(Permission.VIEW_UITLEG)
@require_safe
def index(request: PortalRequest) -> HttpResponse:
    """Show which reports there are; with a choice in the address, go to that report."""
    actor = request.actor
    if "soort" in request.GET:
        return redirect(selected_address(request.GET))
    periods = publications.periods_for(actor=actor)
    rows = [(periode, first_page(actor, periode)) for periode in periods]
    context = {
        "rows": rows,
        "gemeenten": publications.gemeenten_for(actor=actor),
        "latest": periods[0] if periods else None,
        "regio": publications.regio_for(actor=actor),
    }
    return render(request, "portal/reports.html", context)


@requires(Permission.VIEW_OWN_REPORT)
@require_safe
def aanbieder(request: PortalRequest, periode: str, pagina: str) -> HttpResponse:
    """Show a provider its own exact figures."""
    return _page(request, pagina, lambda actor: own_circle(actor, parse_periode(periode)))


@requires(Permission.VIEW_GEMEENTE_REPORT)
@require_safe
def gemeente(request: PortalRequest, code: str, periode: str, pagina: str) -> HttpResponse:
    """Show a gemeente its protected figures, in total or of one provider."""
    chosen = request.GET.get("aanbieder", TOTAAL)
    return _page(
        request,
        pagina,
        lambda actor: gemeente_circle(actor, code, parse_periode(periode), chosen),
    )


@requires(Permission.VIEW_REGIO_REPORT)
@require_safe
def regio(request: PortalRequest, regio: str, periode: str, pagina: str) -> HttpResponse:
    """Show a serviceorganisatie the protected figures of its region, or of one gemeente in it."""
    chosen = request.GET.get("gemeente", TOTAAL)
    return _page(
        request, pagina, lambda actor: regio_circle(actor, regio, parse_periode(periode), chosen)
    )


def parse_periode(text: str) -> Verslagperiode:
    """Read a period from an address. Raises NotFound."""
    try:
        return Verslagperiode.parse(text)
    except OngeldigePeriode as cause:
        raise NotFound from cause


def _page(request: PortalRequest, slug: str, circle_of: Callable[[Actor], Circle]) -> HttpResponse:
    actor = request.actor
    page = page_of(slug)
    if page is None:
        raise NotFound
    circle = circle_of(actor)
    context = {
        "circle": circle,
        "pagina": page,
        "tabs": [(p, circle.address(p.slug), p.slug == slug) for p in PAGES],
        "periods": publications.periods_for(actor=actor),
    }
    if page.indicator is None:
        context["cards"] = overview_cards(circle)
        return render(request, "portal/report_overview.html", context)
    context["report"] = build(
        circle.figures,
        page.indicator,
        gemeente=circle.gemeente,
        aanbieder=circle.aanbieder,
        axes=circle.axes,
        namen=circle.namen,
    )
    context["silence"] = circle.silence(page.indicator)
    context["indicator_slug"] = slug_of(page.indicator)
    context["persons"] = circle.soort == "aanbieder" and actor.can(Permission.VIEW_PERSONS)
    return render(request, "portal/report.html", context)
