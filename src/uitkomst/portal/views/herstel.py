"""Repairing a cause with one choice (P4): ten examples first, then done, and undone again."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from uitkomst.access.permissions import Permission
from uitkomst.portal.cause_actions import repair_address
from uitkomst.portal.delivery_page import checked_again, page_of, revisie_of, shown
from uitkomst.portal.repair_form import GOES, choice_of, kind_of, options_of, values_of
from uitkomst.portal.request import PortalRequest
from uitkomst.portal.result_page import newest_when_changed
from uitkomst.services.deciding import bewerkingen, previews
from uitkomst.services.deciding.previews import Herstelkeuze
from uitkomst.services.delivering import aanleveringen
from uitkomst.services.guard import no_store, requires
from uitkomst.services.keyring import current_vault
from uitkomst.services.refusals.table import REFUSALS, Refusal

NOTHING = Refusal(
    422,
    "U hebt nog niets gekozen",
    "Kies bij ten minste één waarde wat zij betekent. Wat u op ‘Laat staan’ laat, verandert niet.",
)


@no_store
@requires(Permission.VIEW_PERSONS)
@require_http_methods(["GET", "HEAD", "POST"])
@newest_when_changed
def herstel(request: PortalRequest, reference: UUID, code: str) -> HttpResponse:
    """Show what a repair asks and what it would do, which is logged; a POST may do it."""
    kolom = request.GET.get("kolom")
    chosen = choice_of(code, kolom, request.POST)
    if request.method != "POST":
        return _page(request, reference, code, chosen)
    if chosen is None and "waarde-1" in request.POST:
        return _page(request, reference, code, None, NOTHING)
    if request.POST.get("stap") != "toepassen":
        return _page(request, reference, code, chosen)
    try:
        repaired = bewerkingen.apply_voorstel(
            actor=request.actor,
            reference=reference,
            revisie=revisie_of(request),
            herstel=chosen or Herstelkeuze(code, kolom),
            onthoud=request.POST.get("onthoud") == "ja",
            now=timezone.now(),
            vault=current_vault(),
        )
    except REFUSALS as refused:
        return _page(request, reference, code, chosen, shown(refused))
    messages.success(request, f"Het herstel is toegepast. {checked_again(repaired)}")
    return redirect("aanlevering", reference)


def _page(
    request: PortalRequest,
    reference: UUID,
    code: str,
    chosen: Herstelkeuze | None,
    refused: Refusal | None = None,
) -> HttpResponse:
    detail = aanleveringen.detail(actor=request.actor, reference=reference)
    delivery, kolom = detail.aanlevering, request.GET.get("kolom")
    proposed = {(each.code, each.kolom) for each in detail.voorstellen}
    if not delivery.may_decide or (not delivery.checking and (code, kolom) not in proposed):
        messages.warning(request, "Dit herstel is al gedaan, of is niet meer nodig.")
        return redirect("aanlevering", reference)
    opened = previews.open_voorstel(
        actor=request.actor,
        reference=reference,
        code=code,
        kolom=kolom,
        herstel=chosen,
        now=timezone.now(),
        vault=current_vault(),
    )
    options = options_of(opened)
    last = opened.vorige.vorm if opened.vorige else ""
    context = page_of(request, detail, opened.voorstel.titel, "controle")
    context |= {
        "refused": refused,
        "address": repair_address(delivery, opened.voorstel),
        "verdwijnt": GOES[kind_of(opened.voorstel)],
        "voorstel": opened.voorstel,
        "opties": options,
        "waarden": values_of(opened, chosen),
        "gekozen_vorm": (chosen.vorm if chosen else last) or (options[0][0] if options else ""),
        "voorbeelden": opened.preview.voorbeelden if opened.preview else None,
        "aantal": opened.preview.aantal if opened.preview else 0,
    }
    status = refused.status if refused else 200
    return render(request, "portal/aanlevering/herstel.html", context, status=status)


@requires(Permission.SUBMIT_AANLEVERING)
@require_POST
@newest_when_changed
def ongedaan(request: PortalRequest, reference: UUID, nummer: int) -> HttpResponse:
    """Take one decision back, and have the file checked again."""
    delivery = bewerkingen.undo(
        actor=request.actor,
        reference=reference,
        revisie=revisie_of(request),
        nummer=nummer,
        now=timezone.now(),
        vault=current_vault(),
    )
    messages.success(request, f"Ongedaan gemaakt. {checked_again(delivery)}")
    return redirect("aanlevering", reference)
