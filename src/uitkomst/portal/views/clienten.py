"""The form of somebody who works alone: the list of clients, one client, nothing changed, none."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from uitkomst.access.permissions import Permission
from uitkomst.portal import client_form
from uitkomst.portal.client_post import Typed, typed_of
from uitkomst.portal.client_words import card, message, summary
from uitkomst.portal.delivery_page import revisie_of
from uitkomst.portal.refused import on_form, on_page
from uitkomst.portal.request import PortalRequest
from uitkomst.services.delivering import aanleveringen
from uitkomst.services.forms import clienten as service
from uitkomst.services.forms.views import BEPERKT
from uitkomst.services.guard import no_store, requires
from uitkomst.services.keyring import current_vault
from uitkomst.services.refusals import (
    HoldsBsn,
    NotFound,
    ReasonMissing,
    RowHeldBack,
    WrongStatus,
)
from uitkomst.services.refusals.table import REFUSALS, Refusal
from uitkomst.standard.identificatie import BSN_ONBEKEND
from uitkomst.standard.verslagperiode import Verslagperiode


@requires(Permission.SUBMIT_AANLEVERING)
@require_POST
def begin(request: PortalRequest) -> HttpResponse:
    """Open the form for a period, with what is known already."""
    reference = service.begin(
        actor=request.actor,
        periode=Verslagperiode.parse(request.POST.get("periode", "")),
        now=timezone.now(),
        vault=current_vault(),
    )
    return redirect("clienten", reference)


@requires(Permission.SUBMIT_AANLEVERING)
@require_POST
def none(request: PortalRequest) -> HttpResponse:
    """Say that there were no trajecten in a period; it still has to be submitted."""
    draft = service.without_trajecten(
        actor=request.actor,
        periode=Verslagperiode.parse(request.POST.get("periode", "")),
        now=timezone.now(),
        vault=current_vault(),
    )
    return redirect("aanlevering-indienen", draft.reference)


@no_store
@requires(Permission.VIEW_PERSONS)
@require_safe
def index(request: PortalRequest, reference: UUID) -> HttpResponse:
    """Show who is on the form and what is still to do; a form that was submitted as it counts."""
    try:
        return _list(request, reference, None)
    except WrongStatus:
        return redirect("aanlevering", reference)


@no_store
@requires(Permission.VIEW_PERSONS)
@require_POST
def add(request: PortalRequest, reference: UUID) -> HttpResponse:
    """Put an empty client at the end and go there."""
    try:
        nummer = service.add(**_change(request, reference))
    except REFUSALS as refused:
        return _list(request, reference, on_page(refused))
    return redirect("client", reference, nummer)


@no_store
@requires(Permission.VIEW_PERSONS)
@require_POST
def unchanged(request: PortalRequest, reference: UUID) -> HttpResponse:
    """Say of all clients at once that nothing changed."""
    try:
        service.nothing_changed(**_change(request, reference))
    except REFUSALS as refused:
        return _list(request, reference, on_page(refused))
    messages.success(request, "Genoteerd: bij niemand is iets veranderd.")
    return redirect("clienten", reference)


@no_store
@requires(Permission.VIEW_PERSONS)
@require_POST
def remove(request: PortalRequest, reference: UUID, nummer: int) -> HttpResponse:
    """Take a client off the form."""
    try:
        service.remove(**_change(request, reference), nummer=nummer)
    except REFUSALS as refused:
        return _list(request, reference, on_page(refused))
    messages.success(request, f"Cliënt {nummer} is van het formulier gehaald.")
    return redirect("clienten", reference)


@no_store
@requires(Permission.VIEW_PERSONS)
@require_http_methods(["GET", "HEAD", "POST"])
def client(request: PortalRequest, reference: UUID, nummer: int) -> HttpResponse:
    """Show one client; a POST saves the fields that came along (one, or the whole page)."""
    if request.method != "POST":
        try:
            return _client(request, reference, nummer)
        except WrongStatus:
            return redirect("aanlevering", reference)
    typed = typed_of(request.POST)
    try:
        form = service.save(
            **_change(request, reference),
            nummer=nummer,
            velden=typed.velden,
            reden_bsn=typed.reden_bsn,
        )
    except REFUSALS as refused:
        return _not_saved(request, reference, nummer, typed, refused)
    if _by_htmx(request):
        return render(request, "portal/clienten/_bewaard.html", _page(form, nummer))
    return _onward(request, form, nummer)


def _onward(request: PortalRequest, form: service.Clienten, nummer: int) -> HttpResponse:
    reference = form.aanlevering.reference
    match request.POST.get("dan"):
        case "volgende" if nummer < len(form.clienten):
            return redirect("client", reference, nummer + 1)
        case "hier":
            return redirect("client", reference, nummer)
    return redirect("clienten", reference)


def _not_saved(
    request: PortalRequest, reference: UUID, nummer: int, typed: Typed, refused: Exception
) -> HttpResponse:
    """Say so where it was typed. What was typed stays on the page when its place is certain."""
    if _by_htmx(request):
        refusal = on_form(refused)
        context = {"refused": refusal}
        return render(request, "portal/clienten/_geweigerd.html", context, status=refusal.status)
    kept = typed if isinstance(refused, HoldsBsn | ReasonMissing) else None
    return _client(request, reference, nummer, on_page(refused), kept)


def _client(
    request: PortalRequest,
    reference: UUID,
    nummer: int,
    refused: Refusal | None = None,
    typed: Typed | None = None,
) -> HttpResponse:
    context = _page(_form(request, reference), nummer, typed) | {"refused": refused}
    status = refused.status if refused else 200
    return render(request, "portal/clienten/client.html", context, status=status)


def _list(request: PortalRequest, reference: UUID, refused: Refusal | None) -> HttpResponse:
    form = _form(request, reference)
    context = {
        "form": form,
        "delivery": form.aanlevering,
        "detail": aanleveringen.detail(actor=request.actor, reference=reference),
        "samenvatting": summary(form),
        "cards": [card(each) for each in form.clienten],
        "vol": len(form.clienten) >= service.MOST,
        "refused": refused,
    }
    status = refused.status if refused else 200
    return render(request, "portal/clienten/lijst.html", context, status=status)


def _form(request: PortalRequest, reference: UUID) -> service.Clienten:
    return service.overview(
        actor=request.actor, reference=reference, now=timezone.now(), vault=current_vault()
    )


def _change(request: PortalRequest, reference: UUID) -> dict[str, Any]:
    """What every change needs."""
    return {
        "actor": request.actor,
        "reference": reference,
        "revisie": revisie_of(request),
        "now": timezone.now(),
        "vault": current_vault(),
    }


def _by_htmx(request: PortalRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _page(form: service.Clienten, nummer: int, typed: Typed | None = None) -> dict[str, Any]:
    shown_client = form.client(nummer)
    if shown_client is None:
        raise NotFound
    if shown_client.staat == BEPERKT:
        raise RowHeldBack
    if typed is not None:
        velden = {**shown_client.velden, **typed.velden}
        shown_client = replace(shown_client, velden=velden, reden_bsn=typed.reden_bsn or "")
    sections = client_form.sections(shown_client, form.aanlevering.periode.laatste_dag)
    return {
        "form": form,
        "delivery": form.aanlevering,
        "client": shown_client,
        "card": card(shown_client),
        "sections": sections,
        "leeg": client_form.missing(sections, shown_client),
        "algemeen": message(shown_client, ""),
        "gemeenten": client_form.municipalities(),
        "zonder_bsn": shown_client.velden.get("bsn") == BSN_ONBEKEND,
    }
