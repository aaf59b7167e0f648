"""The trajecten behind a figure: the only page with persons on it."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from uitkomst.access.permissions import Permission
from uitkomst.portal.pages import indicator_of
from uitkomst.portal.report_page import parse_periode
from uitkomst.portal.request import PortalRequest
from uitkomst.reports.build import TOTAAL
from uitkomst.services.figures import persons
from uitkomst.services.guard import no_store, requires
from uitkomst.services.keyring import current_vault
from uitkomst.services.refusals import NotFound
from uitkomst.standard.codelijst import codelijst
from uitkomst.standard.indicator import VOLGORDE
from uitkomst.standard.indicator import indicator as indicator_by

PER_PAGE = 100


@no_store
@requires(Permission.VIEW_PERSONS)
@require_safe
def trajecten(request: PortalRequest, periode: str, indicator: str) -> HttpResponse:
    """Show the trajecten behind one segment of the reader's own report. Each view is logged."""
    naam = indicator_of(indicator)
    if naam not in VOLGORDE:
        raise NotFound
    hulpvorm = request.GET.get("hulpvorm", TOTAAL)
    categorie = request.GET.get("categorie", TOTAAL)
    parsed = parse_periode(periode)
    rows = persons.persons_behind(
        actor=request.actor,
        periode=parsed,
        indicator=naam,
        hulpvorm=hulpvorm,
        categorie=categorie,
        now=timezone.now(),
        vault=current_vault(),
    )
    context = {
        "indicator": indicator_by(naam),
        "indicator_slug": indicator,
        "periode": parsed,
        "hulpvorm": _hulpvorm(hulpvorm),
        "categorie": _categorie(naam, categorie),
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("blad")),
        "choice": urlencode({"hulpvorm": hulpvorm, "categorie": categorie}),
    }
    return render(request, "portal/trajecten.html", context)


def _hulpvorm(code: str) -> str:
    known = {entry.code: entry.titel for entry in codelijst("hulpvorm").codes}
    return "Alle hulpvormen" if code == TOTAAL else known.get(code, code)


def _categorie(naam: str, code: str) -> str:
    known = {entry.code: entry.titel for entry in indicator_by(naam).categorieen}
    return "Alle uitkomsten" if code == TOTAAL else known.get(code, code)
