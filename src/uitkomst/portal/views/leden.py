"""The people of an organisation: invite, change, end, help, and look at them every year."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from uitkomst.access.permissions import Permission, Role
from uitkomst.portal.leden_forms import InviteForm
from uitkomst.portal.refused import on_page
from uitkomst.portal.request import PortalRequest
from uitkomst.services.deelnemers import (
    account_log,
    leden,
    rechtencontrole,
    uitnodigingen,
)
from uitkomst.services.deelnemers.invite_links import NewLink
from uitkomst.services.guard import fresh, fresh_to_change, no_store, requires
from uitkomst.services.refusals import WrongRole
from uitkomst.services.refusals.table import REFUSALS, Refusal

FACTOR_RESET = (
    "De tweede stap is gewist. Bij het volgende inloggen vragen we om een nieuwe in te stellen."
)


@no_store
@requires(Permission.MANAGE_RECHTEN)
@require_http_methods(["GET", "HEAD", "POST"])
@fresh_to_change
def index(request: PortalRequest) -> HttpResponse:
    """Show the people and the invitations that wait; a POST invites somebody."""
    roles = leden.choices(actor=request.actor)
    if request.method != "POST":
        return _page(request, InviteForm(roles=roles))
    form = InviteForm(request.POST, roles=roles)
    if not form.is_valid():
        return _page(request, form)
    try:
        made = uitnodigingen.invite(actor=request.actor, now=timezone.now(), **form.cleaned_data)
    except REFUSALS as refused:
        return _page(request, form, refused=on_page(refused))
    return _page(request, InviteForm(roles=roles), made=made)


def _page(
    request: PortalRequest,
    form: InviteForm,
    *,
    refused: Refusal | None = None,
    made: NewLink | None = None,
) -> HttpResponse:
    now = timezone.now()
    context = {
        "form": form,
        "people": leden.overview(actor=request.actor),
        "invited": uitnodigingen.open_invitations(actor=request.actor, now=now),
        "controle": rechtencontrole.state(actor=request.actor, now=now),
        **told(request, form, refused, made),
    }
    return render(
        request, "portal/leden/leden.html", context, status=status_of(form, refused, made)
    )


@no_store
@requires(Permission.MANAGE_RECHTEN)
@require_safe
def show(request: PortalRequest, pk: int) -> HttpResponse:
    """Show one person, and what can be changed."""
    return _person(request, pk)


def _person(
    request: PortalRequest, pk: int, *, refused: Refusal | None = None, made: NewLink | None = None
) -> HttpResponse:
    context = {
        "lid": leden.one(actor=request.actor, lidmaatschap=pk),
        "roles": leden.choices(actor=request.actor),
        **told(request, None, refused, made),
    }
    return render(request, "portal/leden/lid.html", context, status=status_of(None, refused, made))


@requires(Permission.MANAGE_RECHTEN)
@require_POST
@fresh
def change_role(request: PortalRequest, pk: int) -> HttpResponse:
    """Give somebody another role."""
    wanted = request.POST.get("role", "")
    try:
        if wanted not in tuple(Role):
            raise WrongRole
        leden.change_role(
            actor=request.actor, lidmaatschap=pk, role=Role(wanted), now=timezone.now()
        )
    except REFUSALS as refused:
        return _person(request, pk, refused=on_page(refused))
    messages.success(request, "De rol is gewijzigd.")
    return redirect("lid", pk)


@requires(Permission.MANAGE_RECHTEN)
@require_POST
@fresh
def set_manager(request: PortalRequest, pk: int) -> HttpResponse:
    """Let somebody manage the rights, or no longer."""
    beheert = request.POST.get("beheert") == "ja"
    try:
        leden.set_manager(actor=request.actor, lidmaatschap=pk, beheert=beheert, now=timezone.now())
    except REFUSALS as refused:
        return _person(request, pk, refused=on_page(refused))
    messages.success(request, "Wie de rechten beheert, is gewijzigd.")
    return redirect("lid", pk)


@requires(Permission.MANAGE_RECHTEN)
@require_POST
@fresh
def end(request: PortalRequest, pk: int) -> HttpResponse:
    """End somebody's access."""
    try:
        leden.end(actor=request.actor, lidmaatschap=pk, now=timezone.now())
    except REFUSALS as refused:
        return _person(request, pk, refused=on_page(refused))
    messages.success(request, "De toegang is beëindigd.")
    return redirect("leden")


@requires(Permission.MANAGE_RECHTEN)
@require_POST
@fresh
def reset_factor(request: PortalRequest, pk: int) -> HttpResponse:
    """Forget somebody's second factor."""
    try:
        leden.reset_factor(actor=request.actor, lidmaatschap=pk, now=timezone.now())
    except REFUSALS as refused:
        return _person(request, pk, refused=on_page(refused))
    messages.success(request, FACTOR_RESET)
    return redirect("lid", pk)


@no_store
@requires(Permission.MANAGE_RECHTEN)
@require_POST
@fresh
def renew_password(request: PortalRequest, pk: int) -> HttpResponse:
    """Make a link by which somebody chooses a new password."""
    try:
        made = uitnodigingen.renew_password(
            actor=request.actor, lidmaatschap=pk, now=timezone.now()
        )
    except REFUSALS as refused:
        return _person(request, pk, refused=on_page(refused))
    return _person(request, pk, made=made)


@requires(Permission.MANAGE_RECHTEN)
@require_POST
@fresh
def revoke(request: PortalRequest, reference: UUID) -> HttpResponse:
    """Take an invitation back."""
    uitnodigingen.revoke(actor=request.actor, reference=reference, now=timezone.now())
    messages.success(request, "De uitnodiging is ingetrokken. De link werkt niet meer.")
    return redirect("leden")


@no_store
@requires(Permission.MANAGE_RECHTEN)
@require_safe
def sign_ins(request: PortalRequest) -> HttpResponse:
    """Show what happened to the accounts of the organisation lately."""
    lines = account_log.of_organisatie(actor=request.actor)
    context = {"lines": lines, "of": request.actor.organisatie_naam}
    return render(request, "portal/account/inloggen.html", context)


@no_store
@requires(Permission.MANAGE_RECHTEN)
@require_safe
def controle(request: PortalRequest) -> HttpResponse:
    """Show how the yearly review stands, with everybody in it."""
    return _controle(request, None)


@requires(Permission.MANAGE_RECHTEN)
@require_POST
@fresh
def controle_answer(request: PortalRequest) -> HttpResponse:
    """Begin a review, say of somebody or of everybody that it is right, or end somebody."""
    wat, of = request.POST.get("wat", ""), request.POST.get("lid", "")
    pk = int(of) if of.isdecimal() else None
    now = timezone.now()
    try:
        if wat == "beginnen":
            rechtencontrole.begin(actor=request.actor, now=now)
        elif wat == "beeindigen" and pk is not None:
            rechtencontrole.end(actor=request.actor, lidmaatschap=pk, now=now)
        elif wat == "klopt":
            rechtencontrole.keep(actor=request.actor, lidmaatschap=pk, now=now)
    except REFUSALS as refused:
        return _controle(request, on_page(refused))
    return redirect("rechtencontrole")


def _controle(request: PortalRequest, refused: Refusal | None) -> HttpResponse:
    context = {
        "controle": rechtencontrole.state(actor=request.actor, now=timezone.now()),
        "refused": refused,
    }
    status = refused.status if refused else 200
    return render(request, "portal/leden/controle.html", context, status=status)


def told(
    request: PortalRequest,
    form: InviteForm | None,
    refused: Refusal | None,
    made: NewLink | None,
) -> dict[str, Any]:
    """Give what every page with a link or a refusal shows."""
    link = ""
    if made and not made.mailed:
        link = f"{made.host}{made.path}" if made.host else request.build_absolute_uri(made.path)
    return {"refused": refused, "made": made, "link": link, "wrong": bool(form and form.errors)}


def status_of(form: InviteForm | None, refused: Refusal | None, made: NewLink | None) -> int:
    """Give the status that goes with what a page tells."""
    if refused is not None:
        return refused.status
    if form is not None and form.errors:
        return 422
    return 201 if made else 200
