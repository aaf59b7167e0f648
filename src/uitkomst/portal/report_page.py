"""One page of a report, the same for every circle of readers."""

from collections.abc import Callable, Sequence

from django.http import HttpResponse
from django.shortcuts import render

from uitkomst.access.actor import Actor
from uitkomst.access.permissions import Permission
from uitkomst.portal.circle import Circle
from uitkomst.portal.overview import overview_cards
from uitkomst.portal.pages import PAGES, page_of, slug_of
from uitkomst.portal.request import PortalRequest
from uitkomst.reports.build import build
from uitkomst.services.refusals import NotFound
from uitkomst.standard.verslagperiode import OngeldigePeriode, Verslagperiode


def parse_periode(text: str) -> Verslagperiode:
    """Read a period from an address. Raises NotFound."""
    try:
        return Verslagperiode.parse(text)
    except OngeldigePeriode as cause:
        raise NotFound from cause


def report_page(
    request: PortalRequest,
    slug: str,
    circle_of: Callable[[Actor], Circle],
    periods: Sequence[Verslagperiode],
) -> HttpResponse:
    """Show a page of the figures of `circle_of`; the reader may go to another of `periods`."""
    actor = request.actor
    page = page_of(slug)
    if page is None:
        raise NotFound
    circle = circle_of(actor)
    context = {
        "circle": circle,
        "pagina": page,
        "tabs": [(p, circle.address(p.slug), p.slug == slug) for p in PAGES],
        "periods": periods,
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
