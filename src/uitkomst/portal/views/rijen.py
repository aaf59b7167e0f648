"""One parked row as a form (P5): put right, left out, and on to the next of the same cause."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from uitkomst.access.permissions import Permission
from uitkomst.portal.cause_actions import row_address
from uitkomst.portal.delivery_page import page_of, revisie_of, shown
from uitkomst.portal.request import PortalRequest
from uitkomst.portal.result_page import newest_when_changed
from uitkomst.portal.row_form import changes_of, row_shown
from uitkomst.portal.unit import TRAJECTEN
from uitkomst.services.deciding import rows_open
from uitkomst.services.deciding.rows_open import RijOpen
from uitkomst.services.delivering import aanleveringen
from uitkomst.services.guard import no_store, requires
from uitkomst.services.keyring import current_vault
from uitkomst.services.refusals import SourceGone, UnknownChoice
from uitkomst.services.refusals.table import REFUSALS, Refusal


@no_store
@requires(Permission.VIEW_PERSONS)
@require_http_methods(["GET", "HEAD", "POST"])
@newest_when_changed
def rij(request: PortalRequest, reference: UUID, rij: int) -> HttpResponse:
    """Show a row, which is logged; a POST puts it right and goes on to the next."""
    if request.method != "POST":
        return _page(request, reference, rij, None)
    try:
        saved = rows_open.save_row(
            actor=request.actor,
            reference=reference,
            revisie=revisie_of(request),
            rij=rij,
            velden=changes_of(request.POST),
            oorzaak=request.GET.get("oorzaak", ""),
            now=timezone.now(),
            vault=current_vault(),
        )
    except REFUSALS as refused:
        return _page(request, reference, rij, shown(refused))
    if saved.goed is False:
        changed = saved.revisie != revisie_of(request)
        done = "is opgeslagen, maar is nog niet goed" if changed else "is nog niet goed"
        todo = "" if changed else " U hebt niets veranderd."
        messages.warning(request, f"Rij {rij} {done}.{todo}")
        return redirect(_address(reference, rij, saved.oorzaak))
    messages.success(request, f"Rij {rij} is {'goed' if saved.goed else 'opgeslagen'}.")
    return _onward(reference, saved)


@no_store
@requires(Permission.VIEW_PERSONS)
@require_POST
@newest_when_changed
def weglaten(request: PortalRequest, reference: UUID, rij: int) -> HttpResponse:
    """Leave a row out of the delivery, and go on to the next."""
    dropped = rows_open.drop_row(
        actor=request.actor,
        reference=reference,
        revisie=revisie_of(request),
        rij=rij,
        oorzaak=request.GET.get("oorzaak", ""),
        now=timezone.now(),
        vault=current_vault(),
    )
    messages.success(request, f"Rij {rij} is weggelaten. U kunt dat ongedaan maken.")
    return _onward(reference, dropped)


def _onward(reference: UUID, done: RijOpen) -> HttpResponse:
    if done.volgende is None or done.goed is None:
        return redirect("aanlevering", reference)
    return redirect(_address(reference, done.volgende, done.oorzaak))


def _address(reference: UUID, rij: int, oorzaak: str) -> str:
    address = reverse("aanlevering-rij", args=[reference, rij])
    return f"{address}?{urlencode({'oorzaak': oorzaak})}" if oorzaak else address


def _page(
    request: PortalRequest, reference: UUID, rij: int, refused: Refusal | None
) -> HttpResponse:
    detail = aanleveringen.detail(actor=request.actor, reference=reference)
    delivery = detail.aanlevering
    if not delivery.may_decide:
        return redirect("aanlevering", reference)
    if delivery.route == "formulier":
        return redirect("client", reference, TRAJECTEN.number(rij))
    bsn_open = request.GET.get("bsn") == "open"
    context = page_of(request, detail, f"Rij {rij} oplossen", "controle")
    try:
        opened = rows_open.open_row(
            actor=request.actor,
            reference=reference,
            rij=rij,
            oorzaak=request.GET.get("oorzaak", ""),
            now=timezone.now(),
            vault=current_vault(),
        )
    except SourceGone as gone:
        context |= {"refused": shown(gone)}
        return render(request, "portal/aanlevering/rij.html", context, status=409)
    except UnknownChoice:
        messages.warning(request, f"Rij {rij} staat niet (meer) in dit bestand.")
        return redirect("aanlevering", reference)
    here = row_address(delivery, rij, opened.oorzaak)
    context |= {
        "refused": refused,
        "rij": row_shown(opened, bsn_open=bsn_open),
        "address": here,
        "open_address": f"{here}{'&' if '?' in here else '?'}bsn=open",
        "weg_address": _leave_out(reference, rij, opened.oorzaak),
        "volgende_address": _address(reference, opened.volgende or rij, opened.oorzaak),
    }
    status = refused.status if refused else 200
    return render(request, "portal/aanlevering/rij.html", context, status=status)


def _leave_out(reference: UUID, rij: int, oorzaak: str) -> str:
    address = reverse("aanlevering-rij-weg", args=[reference, rij])
    return f"{address}?{urlencode({'oorzaak': oorzaak})}"
