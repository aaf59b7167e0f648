"""The keys by age and number, and the decision by two to follow children over providers."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from uitkomst.access.permissions import Permission
from uitkomst.portal.contract_forms import NietVolgenForm, VolgenForm
from uitkomst.portal.request import PortalRequest
from uitkomst.portal.told_here import refusal_from, status_of
from uitkomst.services import linking
from uitkomst.services.guard import fresh, fresh_to_change, no_store, requires
from uitkomst.services.keyring import current_vault
from uitkomst.services.privacy import sleutels
from uitkomst.services.refusals import NotFound


@no_store
@requires(Permission.VIEW_TOESTAND)
@require_safe
def index(request: PortalRequest) -> HttpResponse:
    """Show the keys, and in which regions children are followed."""
    found = sleutels.overview(actor=request.actor, now=timezone.now())
    context = {
        "sleutels": found,
        "actor_may_change": request.actor.can(Permission.MANAGE_SLEUTELS),
    }
    return render(request, "portal/privacy/sleutels.html", context)


@requires(Permission.MANAGE_SLEUTELS)
@require_http_methods(["GET", "HEAD", "POST"])
@fresh_to_change
def volgen(request: PortalRequest, regio: str) -> HttpResponse:
    """Show what following in a region means; a POST asks a second person to start or stop it."""
    stand = sleutels.region(actor=request.actor, regio=regio)
    if stand is None:
        raise NotFound
    data = request.POST if request.method == "POST" else None
    form = NietVolgenForm(data) if stand.on else VolgenForm(data)
    refused = None
    if data is not None and form.is_valid():
        ask = linking.ask_stop if stand.on else linking.ask
        refused = refusal_from(
            lambda: ask(actor=request.actor, regio=regio, now=timezone.now(), **form.cleaned_data)
        )
        if refused is None:
            messages.success(request, "Gevraagd. Een tweede persoon beslist onder ‘Besluiten’.")
            return redirect("sleutels")
    context = {"form": form, "refused": refused, "stand": stand}
    return render(request, "portal/privacy/volgen.html", context, status=status_of(form, refused))


@requires(Permission.MANAGE_SLEUTELS)
@require_POST
@fresh
def uitvoeren(request: PortalRequest, besluit: UUID) -> HttpResponse:
    """Do what two persons agreed to: make the key of a region, or destroy it."""
    refused = refusal_from(
        lambda: linking.execute(
            actor=request.actor, reference=besluit, now=timezone.now(), vault=current_vault()
        )
    )
    if refused is None:
        messages.success(request, "Uitgevoerd.")
    else:
        messages.warning(request, refused.melding)
    return redirect("sleutels")
