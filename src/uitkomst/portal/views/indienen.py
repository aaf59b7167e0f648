"""Submitting (P8), going on with what waits, withdrawing or putting back a version (P9)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from uitkomst.access.permissions import Permission
from uitkomst.portal.delivery_page import page_of, revisie_of, shown
from uitkomst.portal.downloads import attachment
from uitkomst.portal.request import PortalRequest
from uitkomst.portal.result_page import newest_when_changed
from uitkomst.services.delivering import aanleveringen, reopening, submission
from uitkomst.services.delivering import receipt as receipts
from uitkomst.services.guard import no_store, requires
from uitkomst.services.keyring import current_vault
from uitkomst.services.refusals.table import REFUSALS, Refusal


@no_store
@requires(Permission.SUBMIT_AANLEVERING)
@require_http_methods(["GET", "HEAD", "POST"])
@newest_when_changed
def confirm(request: PortalRequest, reference: UUID) -> HttpResponse:
    """Show what would count per gemeente; a POST with the statement ticked submits it."""
    if request.method != "POST":
        return _submit_page(request, reference, None)
    if request.POST.get("verklaring") != "ja":
        return _submit_page(request, reference, None, missing=True)
    try:
        submission.confirm(
            actor=request.actor,
            reference=reference,
            revisie=revisie_of(request),
            now=timezone.now(),
        )
    except REFUSALS as refused:
        return _submit_page(request, reference, shown(refused))
    return redirect("aanlevering", reference)


def _submit_page(
    request: PortalRequest, reference: UUID, refused: Refusal | None, *, missing: bool = False
) -> HttpResponse:
    detail = aanleveringen.detail(actor=request.actor, reference=reference)
    delivery = detail.aanlevering
    if not delivery.may_decide:
        return redirect("aanlevering", reference)
    try:
        counts = receipts.counts_of(
            actor=request.actor, reference=reference, now=timezone.now(), vault=current_vault()
        )
    except REFUSALS as impossible:
        refused, counts = refused or shown(impossible), ()
    context = page_of(request, detail, "Indienen", "indienen")
    context |= {
        "refused": refused,
        "in_force": detail.in_force,
        "gemeenten": counts,
        "verklaring": submission.STATEMENT,
        "zonder_verklaring": missing,
    }
    status = refused.status if refused else (422 if missing else 200)
    return render(request, "portal/aanlevering/indienen.html", context, status=status)


@no_store
@requires(Permission.VIEW_AANLEVERING)
@require_safe
def bewijs(request: PortalRequest, reference: UUID) -> HttpResponse:
    """Give the receipt of a submitted version as a PDF."""
    content = receipts.receipt(
        actor=request.actor, reference=reference, now=timezone.now(), vault=current_vault()
    )
    delivery = aanleveringen.detail(actor=request.actor, reference=reference).aanlevering
    name = f"ontvangstbewijs {delivery.periode.code} versie {delivery.versie}.pdf"
    return attachment(content, name, "application/pdf")


@no_store
@requires(Permission.SUBMIT_AANLEVERING)
@require_http_methods(["GET", "HEAD", "POST"])
def intrekken(request: PortalRequest, reference: UUID) -> HttpResponse:
    """Ask why a version must not count any more; a POST withdraws it."""
    if request.method != "POST":
        return _withdraw_page(request, reference, None)
    try:
        submission.withdraw(
            actor=request.actor,
            reference=reference,
            reden=request.POST.get("reden", ""),
            now=timezone.now(),
        )
    except REFUSALS as refused:
        return _withdraw_page(request, reference, shown(refused))
    messages.success(request, "Deze versie is ingetrokken en telt niet meer mee.")
    return redirect("aanlevering", reference)


def _withdraw_page(
    request: PortalRequest, reference: UUID, refused: Refusal | None
) -> HttpResponse:
    detail = aanleveringen.detail(actor=request.actor, reference=reference)
    delivery = detail.aanlevering
    if delivery.status not in ("Ingediend", "Verwerkt"):
        return redirect("aanlevering", reference)
    context = page_of(request, detail, "Versie intrekken")
    context |= {"refused": refused, "reden": request.POST.get("reden", "")}
    status = refused.status if refused else 200
    return render(request, "portal/aanlevering/intrekken.html", context, status=status)


@requires(Permission.SUBMIT_AANLEVERING)
@require_POST
def terugzetten(request: PortalRequest, reference: UUID) -> HttpResponse:
    """Let a version that counted before count again."""
    submission.restore(
        actor=request.actor, reference=reference, now=timezone.now(), vault=current_vault()
    )
    messages.success(request, "Deze versie is teruggezet en telt weer mee.")
    return redirect("aanlevering", reference)


@requires(Permission.SUBMIT_AANLEVERING)
@require_POST
def verder(request: PortalRequest, reference: UUID) -> HttpResponse:
    """Go on with a version that was submitted, in a new draft with the same file and decisions."""
    draft = reopening.reopen(
        actor=request.actor, reference=reference, now=timezone.now(), vault=current_vault()
    )
    messages.success(
        request,
        f"Dit is versie {draft.versie}: een nieuw concept met hetzelfde bestand en alles wat u al "
        "deed. Zij telt pas mee als u haar indient.",
    )
    return redirect("aanlevering", draft.reference)
