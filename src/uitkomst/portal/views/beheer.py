"""For who runs the portal: the list of organisations, and one of them with its agreements."""

from collections import Counter
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from uitkomst.access.permissions import Permission
from uitkomst.portal.register_forms import OvereenkomstForm
from uitkomst.portal.request import PortalRequest
from uitkomst.portal.told_here import refusal_from, status_of
from uitkomst.services.deelnemers import contracten, organisaties, overeenkomsten, regios
from uitkomst.services.deelnemers.organisatie_views import STANDEN, OrganisatieDetail
from uitkomst.services.guard import fresh_to_change, requires
from uitkomst.services.refusals.table import TOO_LARGE, Refusal

ROWS_PER_PAGE = 50
URGENT = list(STANDEN)
KINDS = {
    "ontbreekt": "error",
    "wacht": "warning",
    "verloopt": "warning",
    "geldig": "ok",
    "opgegaan": "neutral",
    "nvt": "neutral",
    "ongeldig": "error",
    "verlopen": "neutral",
    "toekomst": "info",
    "ingetrokken": "error",
}
"""How the state of an agreement is coloured."""


@requires(Permission.MANAGE_ORGANISATIES)
@require_safe
def organisaties_page(request: PortalRequest) -> HttpResponse:
    """Show the organisations, what needs care first; to be searched, and filtered by state."""
    zoek, stand = request.GET.get("zoek", ""), request.GET.get("stand", "")
    found = organisaties.overview(actor=request.actor, day=timezone.localdate(), zoek=zoek)
    counted = Counter(each.stand for each in found)
    shown = [each for each in found if stand in ("", each.stand)]
    shown.sort(key=lambda each: (URGENT.index(each.stand), each.naam.casefold()))
    choice = urlencode({name: value for name, value in (("zoek", zoek), ("stand", stand)) if value})
    context = {
        "page": Paginator(shown, ROWS_PER_PAGE).get_page(request.GET.get("blad")),
        "zoek": zoek,
        "stand": stand,
        "standen": [("", "Alle"), *STANDEN.items()],
        "tiles": [(code, STANDEN[code], counted[code], KINDS[code]) for code in URGENT[:4]],
        "kinds": KINDS,
        "choice": choice,
    }
    return render(request, "portal/organisaties.html", context)


@requires(Permission.MANAGE_ORGANISATIES)
@require_http_methods(["GET", "HEAD", "POST"])
@fresh_to_change
def organisatie(request: PortalRequest, reference: UUID) -> HttpResponse:
    """Show one organisation; a POST adds a signed agreement."""
    if getattr(request, "upload_too_large", False):
        return _show(request, reference, OvereenkomstForm(), TOO_LARGE)
    if request.method != "POST":
        return _show(request, reference, OvereenkomstForm(), None)
    form = OvereenkomstForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, reference, form, None)
    fields = dict(form.cleaned_data)
    content = fields.pop("pdf").read()

    def add() -> None:
        added = overeenkomsten.add(
            actor=request.actor, aanbieder=reference, pdf=content, now=timezone.now(), **fields
        )
        messages.success(request, _added(added.stand(timezone.localdate())))

    refused = refusal_from(add, form)
    if refused is not None:
        return _show(request, reference, form, refused)
    return redirect("organisatie", reference)


def _added(stand: str) -> str:
    if stand == "wacht":
        return (
            "De overeenkomst is toegevoegd. Zij telt zodra een tweede persoon haar bevestigt. "
            "Vraag een collega onder ‘Besluiten’ te kijken."
        )
    if stand == "ongeldig":
        return (
            "De overeenkomst is toegevoegd, maar telt niet: haar digitale handtekening klopt niet. "
            "Vraag de aanbieder om het ongewijzigde bestand."
        )
    return "De overeenkomst is toegevoegd. Haar digitale handtekening is gecontroleerd."


def _show(
    request: PortalRequest, reference: UUID, form: OvereenkomstForm, refused: Refusal | None
) -> HttpResponse:
    day = timezone.localdate()
    detail = organisaties.detail(actor=request.actor, reference=reference, day=day)
    context = {
        "detail": detail,
        "form": form,
        "refused": refused,
        "kinds": KINDS,
        "agreements": [(each, each.stand(day)) for each in detail.overeenkomsten],
        **_about(request, detail),
    }
    status = status_of(form, refused)
    return render(request, "portal/organisatie.html", context, status=status)


def _about(request: PortalRequest, detail: OrganisatieDetail) -> dict[str, Any]:
    """Its contracts, and in which jeugdregio it is or who are in its own."""
    actor, org = request.actor, detail.organisatie
    day = timezone.localdate()
    found = contracten.of_organisatie(actor=actor, organisatie=org.reference)
    shown: dict[str, Any] = {"contracten": [(each, each.stand(day)) for each in found]}
    if org.soort == "gemeente":
        shown["deelnames"] = regios.of_gemeente(actor=actor, gemeente=org.reference)
    if org.soort == "serviceorganisatie":
        shown["leden"] = regios.in_regio(actor=actor, jeugdregio=org.jeugdregio)
    return shown
