"""The life of a delivery: list, upload, findings, confirm or discard, progress."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from uitkomst.access.permissions import Permission
from uitkomst.portal.findings import decision, per_cause, per_line, tally, to_confirm
from uitkomst.portal.forms import AanleveringForm
from uitkomst.portal.request import PortalRequest
from uitkomst.services import aanleveringen as service
from uitkomst.services.guard import no_store, requires
from uitkomst.services.keyring import current_vault
from uitkomst.services.refusals import REFUSALS, TOO_LARGE, NotFound, Refusal, refusal_of


@requires(Permission.VIEW_AANLEVERING)
@require_safe
def index(request: PortalRequest) -> HttpResponse:
    """Show every delivery of the reader's organisation, newest first."""
    deliveries = service.visible_to(actor=request.actor)
    return render(request, "portal/aanleveringen.html", {"deliveries": deliveries})


@requires(Permission.SUBMIT_AANLEVERING)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PortalRequest) -> HttpResponse:
    """Take a file for a period, and go on to what was found in it."""
    actor = request.actor
    start = service.start(actor=actor, now=timezone.now())
    if getattr(request, "upload_too_large", False):
        form = _form(None, None, start)
        return _upload_page(request, form, start, TOO_LARGE)
    if request.method != "POST":
        form = AanleveringForm(periodes=start.periodes, initial=_chosen(request))
        return _upload_page(request, form, start, None)
    form = _form(request.POST, request.FILES, start)
    if not form.is_valid():
        return _upload_page(request, form, start, None)
    upload = form.cleaned_data["bestand"]
    try:
        received = service.receive(
            actor=actor,
            periode=form.cleaned_data["periode"],
            content=upload.read(),
            bestandsnaam=upload.name,
            now=timezone.now(),
            vault=current_vault(),
        )
    except REFUSALS as refused:
        refusal = refusal_of(refused)
        if refusal is None or isinstance(refused, NotFound):
            raise
        return _upload_page(request, form, start, refusal)
    return redirect("aanlevering", received.reference)


def _form(data: Any, uploads: Any, start: service.Start) -> AanleveringForm:
    return AanleveringForm(data, uploads, periodes=start.periodes)


def _chosen(request: PortalRequest) -> dict[str, str]:
    return {"periode": request.GET["periode"]} if "periode" in request.GET else {}


def _upload_page(
    request: PortalRequest,
    form: AanleveringForm,
    start: service.Start,
    refused: Refusal | None,
) -> HttpResponse:
    status = refused.status if refused else (422 if form.errors else 200)
    context = {"form": form, "start": start, "refused": refused}
    return render(request, "portal/aanlevering_new.html", context, status=status)


@no_store
@requires(Permission.VIEW_AANLEVERING)
@require_safe
def show(request: PortalRequest, reference: UUID) -> HttpResponse:
    """Show what was found in a delivery, and what to do with it."""
    actor = request.actor
    detail = service.detail(actor=actor, reference=reference)
    delivery = detail.aanlevering
    view = "rij" if request.GET.get("weergave") == "rij" else "oorzaak"
    context = {
        "detail": detail,
        "delivery": delivery,
        "weergave": view,
        "tally": tally(delivery),
        "oorzaken": per_cause(detail),
        "regels": per_line(detail) if view == "rij" else None,
        "besluit": decision(detail),
        "te_bevestigen": to_confirm(detail),
        "progress": _progress_of(request, delivery),
    }
    return render(request, "portal/aanlevering.html", context)


def _progress_of(request: PortalRequest, delivery: service.AanleveringView) -> Any:
    if delivery.status != "Ingediend":
        return None
    return service.progress(actor=request.actor, reference=delivery.reference)


@requires(Permission.SUBMIT_AANLEVERING)
@require_POST
def confirm(request: PortalRequest, reference: UUID) -> HttpResponse:
    """Submit a checked delivery: from now on it counts."""
    service.confirm(actor=request.actor, reference=reference, now=timezone.now())
    return redirect("aanlevering", reference)


@requires(Permission.SUBMIT_AANLEVERING)
@require_POST
def discard(request: PortalRequest, reference: UUID) -> HttpResponse:
    """Throw a checked delivery away, with everything that was read from it."""
    service.discard(
        actor=request.actor,
        reference=reference,
        now=timezone.now(),
        vault=current_vault(),
    )
    return redirect("aanleveringen")


@requires(Permission.VIEW_AANLEVERING)
@require_safe
def progress(request: PortalRequest, reference: UUID) -> HttpResponse:
    """Show how far the computation is, as a fragment that asks again by itself.

    Once it is over the whole page is asked for anew: its status has changed too.
    """
    state = service.progress(actor=request.actor, reference=reference)
    detail = service.detail(actor=request.actor, reference=reference)
    context = {"progress": state, "delivery": detail.aanlevering}
    answer = render(request, "portal/_progress.html", context)
    if state.state not in {"wacht", "bezig"}:
        answer["HX-Refresh"] = "true"
    return answer
