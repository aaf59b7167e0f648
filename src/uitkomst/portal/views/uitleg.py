"""How it is counted and how it is checked: the declarations of the standard, as pages."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from uitkomst.access.permissions import Permission
from uitkomst.portal.ernst import ORDER, ernst_title
from uitkomst.portal.pages import indicator_of, slug_of
from uitkomst.services.guard import requires
from uitkomst.services.refusals import NotFound
from uitkomst.standard.indicator import VOLGORDE, indicatoren
from uitkomst.standard.indicator import indicator as indicator_by
from uitkomst.standard.regel import regels


@requires(Permission.VIEW_UITLEG)
@require_safe
def hoe_geteld(request: HttpRequest, indicator: str) -> HttpResponse:
    """Show how one indicator is counted: who counts, in which classes, with what reservations."""
    naam = indicator_of(indicator)
    if naam not in VOLGORDE:
        raise NotFound
    context = {
        "indicator": indicator_by(naam),
        "others": [(other, slug_of(other.naam), other.naam == naam) for other in indicatoren()],
    }
    return render(request, "portal/hoe_geteld.html", context)


@requires(Permission.VIEW_UITLEG)
@require_safe
def regelboek(request: HttpRequest) -> HttpResponse:
    """Show every rule that a file is held against, grouped by what a breach means."""
    anchored: set[str] = set()
    groups = []
    for ernst in ORDER:
        titel, kind = ernst_title(ernst)
        found = [regel for regel in regels() if regel.ernst == ernst]
        entries = [
            (code, _anchor(code, anchored), list(same))
            for code, same in groupby(found, key=lambda regel: regel.code)
        ]
        groups.append((titel, kind, entries))
    return render(
        request,
        "portal/regelboek.html",
        {"groups": groups, "total": len({regel.code for regel in regels()})},
    )


def _anchor(code: str, anchored: set[str]) -> str:
    """Give the code to the first entry that has it: an address leads to one place."""
    if code in anchored:
        return ""
    anchored.add(code)
    return code
