"""For who runs the portal: the people of any organisation, its first invitation, and help."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from uitkomst.access.permissions import Permission
from uitkomst.portal.leden_forms import InviteForm
from uitkomst.portal.refused import on_page
from uitkomst.portal.request import PortalRequest
from uitkomst.portal.views.leden import FACTOR_RESET, status_of, told
from uitkomst.services.deelnemers import leden, organisaties, uitnodigingen
from uitkomst.services.guard import fresh, fresh_to_change, no_store, requires
from uitkomst.services.refusals.table import REFUSALS


@no_store
@requires(Permission.MANAGE_ORGANISATIES)
@require_http_methods(["GET", "HEAD", "POST"])
@fresh_to_change
def of_organisatie(request: PortalRequest, reference: UUID) -> HttpResponse:
    """For who runs the portal: the people of an organisation, and its first invitation."""
    form = InviteForm(request.POST if request.method == "POST" else None, roles=None)
    refused = made = None
    if request.method == "POST" and form.is_valid():
        try:
            made = uitnodigingen.invite_first(
                actor=request.actor, organisatie=reference, now=timezone.now(), **form.cleaned_data
            )
        except REFUSALS as error:
            refused = on_page(error)
    people = leden.overview_of(actor=request.actor, organisatie=reference)
    context = {
        "organisatie": organisaties.detail(
            actor=request.actor, reference=reference, day=timezone.localdate()
        ).organisatie,
        "people": people,
        "managed": any(each.beheert_rechten for each in people),
        "form": InviteForm(roles=None) if made else form,
        **told(request, form, refused, made),
    }
    status = status_of(form, refused, made)
    return render(request, "portal/leden/organisatie.html", context, status=status)


@requires(Permission.MANAGE_ORGANISATIES)
@require_POST
@fresh
def reset_factor_of(request: PortalRequest, reference: UUID, pk: int) -> HttpResponse:
    """For who runs the portal: forget the second factor of somebody of any organisation."""
    leden.overview_of(actor=request.actor, organisatie=reference)
    leden.reset_factor(actor=request.actor, lidmaatschap=pk, now=timezone.now())
    messages.success(request, FACTOR_RESET)
    return redirect("organisatie-mensen", reference)
