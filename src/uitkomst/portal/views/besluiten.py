"""What takes two persons: the questions that wait, and the agreements to confirm or withdraw."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from uitkomst.access.permissions import Permission
from uitkomst.portal.contract_forms import IntrekkenForm
from uitkomst.portal.downloads import attachment
from uitkomst.portal.request import PortalRequest
from uitkomst.portal.told_here import refusal_from, status_of
from uitkomst.portal.views.beheer import KINDS
from uitkomst.services import decisions_by_two
from uitkomst.services.decisions_by_two import BesluitView
from uitkomst.services.deelnemers import overeenkomsten
from uitkomst.services.guard import fresh, fresh_to_change, requires
from uitkomst.services.refusals.table import Refusal

NOT_SHOWN = "_kenmerk"
OUTCOMES = {"akkoord": "ok", "afgewezen": "error", "vervallen": "neutral"}


@requires(Permission.DECIDE)
@require_safe
def index(request: PortalRequest) -> HttpResponse:
    """Show what waits for a second person, and what was decided before."""
    return _page(request, None)


@requires(Permission.DECIDE)
@require_POST
@fresh
def decide(request: PortalRequest, reference: UUID) -> HttpResponse:
    """Agree or refuse, as a second person."""
    akkoord = request.POST.get("besluit") == "akkoord"
    refused = refusal_from(
        lambda: decisions_by_two.decide(
            actor=request.actor,
            reference=reference,
            akkoord=akkoord,
            toelichting=request.POST.get("toelichting", ""),
            now=timezone.now(),
        )
    )
    if refused is not None:
        return _page(request, refused)
    told = "U bent akkoord. Wie het vroeg kan het nu uitvoeren." if akkoord else "U wees dit af."
    messages.success(request, told)
    return redirect("besluiten")


@requires(Permission.DECIDE)
@require_POST
def take_back(request: PortalRequest, reference: UUID) -> HttpResponse:
    """Take the own question back."""
    refused = refusal_from(
        lambda: decisions_by_two.take_back(
            actor=request.actor, reference=reference, now=timezone.now()
        )
    )
    if refused is not None:
        return _page(request, refused)
    messages.success(request, "Uw vraag is ingetrokken.")
    return redirect("besluiten")


@requires(Permission.DECIDE)
@require_http_methods(["GET", "HEAD", "POST"])
@fresh_to_change
def overeenkomst(request: PortalRequest, nummer: int) -> HttpResponse:
    """Show one agreement; a POST withdraws it, which closes at once."""
    form, refused = IntrekkenForm(request.POST if request.method == "POST" else None), None
    if request.method == "POST" and form.is_valid():
        refused = refusal_from(
            lambda: overeenkomsten.withdraw(
                actor=request.actor,
                overeenkomst=nummer,
                reden=form.cleaned_data["reden"],
                now=timezone.now(),
            )
        )
        if refused is None:
            messages.success(
                request, "De overeenkomst is ingetrokken. Er wordt niets nieuws meer verwerkt."
            )
            return redirect("overeenkomst", nummer)
    return _agreement(request, nummer, form, refused)


@requires(Permission.DECIDE)
@require_POST
@fresh
def confirm(request: PortalRequest, nummer: int) -> HttpResponse:
    """Confirm, as a second person, that an agreement is signed as it says."""
    refused = refusal_from(
        lambda: overeenkomsten.confirm(actor=request.actor, overeenkomst=nummer, now=timezone.now())
    )
    if refused is not None:
        return _agreement(request, nummer, IntrekkenForm(), refused)
    messages.success(request, "De overeenkomst is bevestigd.")
    return redirect("overeenkomst", nummer)


@requires(Permission.DECIDE)
@require_safe
def pdf(request: PortalRequest, nummer: int) -> HttpResponse:
    """Give the signed PDF, to save and look at."""
    signed = overeenkomsten.signed_pdf(actor=request.actor, overeenkomst=nummer)
    return attachment(signed.pdf, f"verwerkersovereenkomst-{nummer}.pdf", "application/pdf")


def _page(request: PortalRequest, refused: Refusal | None) -> HttpResponse:
    actor = request.actor
    waiting = decisions_by_two.open_decisions(actor=actor)
    context = {
        "refused": refused,
        "waiting": [(each, _facts(each)) for each in waiting],
        "recent": decisions_by_two.recent_decisions(actor=actor),
        "outcomes": OUTCOMES,
        "overeenkomsten": overeenkomsten.waiting(actor=actor),
    }
    status = refused.status if refused else 200
    return render(request, "portal/register/besluiten.html", context, status=status)


def _agreement(
    request: PortalRequest, nummer: int, form: IntrekkenForm, refused: Refusal | None
) -> HttpResponse:
    found = overeenkomsten.detail(actor=request.actor, overeenkomst=nummer)
    stand = found.stand(timezone.localdate())
    context: dict[str, Any] = {
        "overeenkomst": found,
        "stand": stand,
        "kind": KINDS[stand],
        "form": form,
        "refused": refused,
        "own": overeenkomsten.added_by_oneself(actor=request.actor, overeenkomst=nummer),
    }
    status = status_of(form, refused)
    return render(request, "portal/register/overeenkomst.html", context, status=status)


def _facts(besluit: BesluitView) -> list[tuple[str, Any]]:
    """What would be done, as words and values; references are for machines."""
    return [
        (name.replace("_", " ").capitalize(), value)
        for name, value in besluit.inhoud.items()
        if not name.endswith(NOT_SHOWN)
    ]
