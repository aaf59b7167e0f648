"""The end of a contract: for who guards the portal, for the provider, and the proof for both."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from uitkomst.access.permissions import Permission
from uitkomst.portal.downloads import attachment
from uitkomst.portal.privacy_forms import PlanForm, RedenForm, first_day
from uitkomst.portal.request import PortalRequest
from uitkomst.portal.told_here import refusal_from
from uitkomst.services.guard import fresh, fresh_to_change, no_store, requires
from uitkomst.services.keyring import current_vault
from uitkomst.services.privacy import (
    contracteinde,
    contracteinde_begin,
    contracteinde_eigen,
)
from uitkomst.services.privacy.contracteinde_stappen import STEPS
from uitkomst.services.refusals.table import Refusal

VELDEN = {
    "bsn": "BSN",
    "clientnummer": "Cliëntnummer",
    "geboortedatum": "Geboortedatum",
    "postcode_of_gemeente": "Postcode",
}
DONE = {
    "proef": "De proef is gedraaid. Er is niets veranderd.",
    "vragen": "De vraag staat bij ‘Besluiten’. Een tweede persoon beslist.",
    "antwoord": "Uw antwoord is vastgelegd; de aanbieder leest het hier ook.",
    "stoppen": "Dit contracteinde is gestopt. Er is niets vernietigd.",
    "uitvoeren": "Het vernietigen is begonnen. Laad deze pagina opnieuw om te zien hoe ver het is.",
}


@no_store
@requires(Permission.MANAGE_CONTRACTEINDE)
@require_http_methods(["GET", "HEAD", "POST"])
@fresh_to_change
def index(request: PortalRequest) -> HttpResponse:
    """List the contract ends and the contracts that are over; a POST plans one."""
    now, refused, form = timezone.now(), None, None
    if request.method == "POST":
        form = PlanForm(request.POST)
        if form.is_valid():
            made: list[UUID] = []
            refused = refusal_from(
                lambda: made.append(
                    contracteinde.plan(actor=request.actor, now=now, **form.cleaned_data)
                )
            )
            if made:
                return redirect("contracteinde", made[0])
    first = timezone.localdate(now) + contracteinde.TERM
    context = {
        "eindes": contracteinde.overview(actor=request.actor, now=now),
        "candidates": [
            (each, form if form and form.data.get("contract") == str(each.contract) else None)
            for each in contracteinde.candidates(actor=request.actor, now=now)
        ],
        "first_day": first_day(first)["vernietigen_vanaf"],
        "refused": refused,
    }
    wrong = form is not None and not form.is_valid()
    status = refused.status if refused else (422 if wrong else 200)
    return render(request, "portal/contracteinde/index.html", context, status=status)


@no_store
@requires(Permission.MANAGE_CONTRACTEINDE)
@require_safe
def show(request: PortalRequest, reference: UUID) -> HttpResponse:
    """Show one: what would go, what would stay, who agreed, and how far it is."""
    return _page(request, reference, None)


def _page(request: PortalRequest, reference: UUID, refused: Refusal | None) -> HttpResponse:
    einde = contracteinde.detail(actor=request.actor, einde=reference, now=timezone.now())
    fields = einde.repetitie.get("velden", {})
    context = {
        "einde": einde,
        "refused": refused,
        "velden": [(VELDEN.get(name, name), number) for name, number in fields.items()],
        "stappen": [(titel, code in einde.stappen) for code, (titel, _) in STEPS.items()],
    }
    status = refused.status if refused else 200
    return render(request, "portal/contracteinde/einde.html", context, status=status)


@no_store
@requires(Permission.MANAGE_CONTRACTEINDE)
@require_POST
@fresh
def step(request: PortalRequest, reference: UUID) -> HttpResponse:
    """Do one of: rehearse, ask, answer an objection, stop, begin."""
    wat, words = request.POST.get("wat", ""), request.POST.get("reden", "")
    known: dict[str, Any] = {"actor": request.actor, "einde": reference, "now": timezone.now()}
    steps: dict[str, Callable[[], None]] = {
        "proef": lambda: contracteinde.rehearse(**known, vault=current_vault()),
        "vragen": lambda: contracteinde.ask(**known, reden=words),
        "antwoord": lambda: contracteinde.answer_objection(**known, antwoord=words),
        "stoppen": lambda: contracteinde.stop(**known, reden=words),
        "uitvoeren": lambda: contracteinde_begin.start(**known, vault=current_vault()),
    }
    if wat not in steps:
        return _page(request, reference, None)
    refused = refusal_from(steps[wat])
    if refused is not None:
        return _page(request, reference, refused)
    messages.success(request, DONE[wat])
    return redirect("contracteinde", reference)


@no_store
@requires(Permission.VIEW_AANLEVERING)
@require_safe
def own_index(request: PortalRequest) -> HttpResponse:
    """Show a provider which of its contracts are being ended, and what it can do."""
    return _own(request, None)


def _own(request: PortalRequest, refused: Refusal | None) -> HttpResponse:
    context = {
        "eindes": contracteinde_eigen.overview(actor=request.actor, now=timezone.now()),
        "refused": refused,
    }
    status = refused.status if refused else 200
    return render(request, "portal/contracteinde/eigen.html", context, status=status)


@no_store
@requires(Permission.SUBMIT_AANLEVERING)
@require_POST
def objection(request: PortalRequest, reference: UUID) -> HttpResponse:
    """Object to the end of an own contract."""
    form = RedenForm(request.POST)
    reden = form.cleaned_data["reden"] if form.is_valid() else ""
    refused = refusal_from(
        lambda: contracteinde_eigen.object_to(
            actor=request.actor, einde=reference, reden=reden, now=timezone.now()
        )
    )
    if refused is not None:
        return _own(request, refused)
    messages.success(
        request, "Uw bezwaar is vastgelegd. Er wordt niets vernietigd tot er antwoord is."
    )
    return redirect("eigen-contracteinden")


@no_store
@requires(Permission.VIEW_PERSONS)
@require_safe
@fresh
def own_rows(request: PortalRequest, reference: UUID) -> HttpResponse:
    """Give a provider all its rows under a contract that is being ended."""
    content = contracteinde_eigen.export(
        actor=request.actor, einde=reference, now=timezone.now(), vault=current_vault()
    )
    return attachment(content, "gegevens onder contract.csv", "text/csv; charset=utf-8")
