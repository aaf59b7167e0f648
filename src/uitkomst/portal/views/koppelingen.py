"""Keys for a provider's own systems: make one, see what is asked with it, end it (P14)."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from uitkomst.access.permissions import Permission
from uitkomst.portal.koppeling_form import KoppelingForm
from uitkomst.portal.refused import on_page
from uitkomst.portal.request import PortalRequest
from uitkomst.services.guard import no_store, requires
from uitkomst.services.refusals.table import REFUSALS, Refusal
from uitkomst.services.systems import api_calls
from uitkomst.services.systems import koppelingen as service

CALLS_SHOWN = 50


@no_store
@requires(Permission.MANAGE_KOPPELINGEN)
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: PortalRequest) -> HttpResponse:
    """Show the keys; a POST makes one, shown in its answer and never again."""
    if request.method != "POST":
        return _page(request, _form())
    form = _form(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        made = service.create(
            actor=request.actor,
            naam=form.cleaned_data["naam"],
            scopes=form.cleaned_data["mag"],
            until=form.cleaned_data["tot"],
            now=timezone.now(),
        )
    except REFUSALS as refused:
        refusal = on_page(refused)
        return _page(request, form, status=refusal.status, refused=refusal)
    return _page(request, _form(), status=201, made=made)


def _form(data: Any = None) -> KoppelingForm:
    now = timezone.now()
    return KoppelingForm(data, today=timezone.localdate(now), last_day=service.last_day(now))


def _page(
    request: PortalRequest,
    form: KoppelingForm,
    *,
    status: int = 200,
    made: service.NewKey | None = None,
    refused: Refusal | None = None,
) -> HttpResponse:
    context = {
        "form": form,
        "refused": refused,
        "made": made,
        "koppelingen": service.overview(actor=request.actor, now=timezone.now()),
        "api": request.build_absolute_uri("/api/v1"),
    }
    return render(request, "portal/koppelingen.html", context, status=status)


@no_store
@requires(Permission.MANAGE_KOPPELINGEN)
@require_safe
def show(request: PortalRequest, reference: UUID) -> HttpResponse:
    """Show what was asked with one key lately, all of it or only what went wrong."""
    errors = request.GET.get("toon") == "fouten"
    koppeling = service.one(actor=request.actor, reference=reference, now=timezone.now())
    context = {
        "koppeling": koppeling,
        "errors": errors,
        "shown": CALLS_SHOWN,
        "calls": api_calls.last_calls(
            actor=request.actor, sleutel=reference, limit=CALLS_SHOWN, only_errors=errors
        ),
    }
    return render(request, "portal/koppelingen_sleutel.html", context)


@requires(Permission.MANAGE_KOPPELINGEN)
@require_POST
def revoke(request: PortalRequest, reference: UUID) -> HttpResponse:
    """End a key: its next request is refused."""
    service.revoke(actor=request.actor, reference=reference, now=timezone.now())
    return redirect("koppeling", reference)
