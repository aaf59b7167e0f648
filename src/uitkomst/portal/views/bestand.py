"""How the file of a delivery was read (P3): shown with its first values, and corrected."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from uitkomst.access.permissions import Permission
from uitkomst.portal.delivery_page import checked_again, page_of, revisie_of, shown
from uitkomst.portal.reading_table import column_choice, reading_table
from uitkomst.portal.request import PortalRequest
from uitkomst.portal.result_page import newest_when_changed
from uitkomst.services.deciding import bewerkingen, readings
from uitkomst.services.delivering import aanleveringen
from uitkomst.services.guard import no_store, requires
from uitkomst.services.keyring import current_vault
from uitkomst.services.refusals.table import REFUSALS, Refusal


@no_store
@requires(Permission.VIEW_PERSONS)
@require_http_methods(["GET", "HEAD", "POST"])
@newest_when_changed
def bestand(request: PortalRequest, reference: UUID) -> HttpResponse:
    """Show how each column was read, which is logged; a POST has it read otherwise."""
    if request.method != "POST":
        return _page(request, reference, None)
    choice = column_choice(request.POST)
    if not choice.changed:
        delivery = aanleveringen.detail(actor=request.actor, reference=reference).aanlevering
        return redirect("aanlevering", delivery.reference)
    try:
        chosen = bewerkingen.choose_columns(
            actor=request.actor,
            reference=reference,
            revisie=revisie_of(request),
            blad=choice.blad,
            koprij=choice.koprij,
            kolommen=choice.kolommen,
            onthoud=request.POST.get("onthoud") == "ja",
            now=timezone.now(),
            vault=current_vault(),
        )
    except REFUSALS as refused:
        return _page(request, reference, shown(refused))
    if chosen.status == "Geweigerd":
        return redirect("aanlevering-bestand", reference)
    messages.success(request, f"Uw keuze is opgeslagen. {checked_again(chosen)}")
    return redirect("aanlevering", reference)


def _page(request: PortalRequest, reference: UUID, refused: Refusal | None) -> HttpResponse:
    detail = aanleveringen.detail(actor=request.actor, reference=reference)
    delivery = detail.aanlevering
    if not delivery.may_decide or delivery.route == "formulier":
        return redirect("aanlevering", reference)
    table = None
    try:
        lezing = readings.reading(
            actor=request.actor, reference=reference, now=timezone.now(), vault=current_vault()
        )
        table = reading_table(lezing)
    except REFUSALS as impossible:
        refused = refused or shown(impossible)
    context = page_of(request, detail, "Zo lezen we uw bestand", "bestand")
    context |= {
        "refused": refused,
        "tabel": table,
        "may_edit": request.actor.can(Permission.SUBMIT_AANLEVERING),
    }
    status = refused.status if refused else 200
    return render(request, "portal/aanlevering/bestand.html", context, status=status)
