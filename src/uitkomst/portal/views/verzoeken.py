"""Requests of jeugdigen and parents: for who guards the privacy, and for the provider."""

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
from uitkomst.portal.privacy_forms import VerzoekForm
from uitkomst.portal.request import PortalRequest
from uitkomst.portal.told_here import refusal_from
from uitkomst.services.guard import fresh, fresh_to_change, no_store, requires
from uitkomst.services.keyring import current_vault
from uitkomst.services.privacy import verzoeken, verzoeken_eigen, verzoeken_uitvoeren
from uitkomst.services.refusals import NotFound
from uitkomst.services.refusals.table import Refusal

MEDIA = {"json": "application/json", "pdf": "application/pdf"}
DONE = {
    "beperken": "De gegevens worden niet meer getoond en niet meer geteld.",
    "opheffen": "De gegevens worden weer getoond en geteld.",
    "wissen": "De persoon is gewist bij deze aanbieder.",
    "toestaan": "U hebt het verzoek toegestaan.",
    "weigeren": "U hebt het verzoek geweigerd. Laat de vrager weten waarom.",
    "afgehandeld": "Het verzoek is afgehandeld.",
}


@no_store
@requires(Permission.HANDLE_VERZOEK)
@require_http_methods(["GET", "HEAD", "POST"])
@fresh_to_change
def index(request: PortalRequest) -> HttpResponse:
    """List the requests; a POST registers one, about who has the number in it."""
    now, refused = timezone.now(), None
    choices = verzoeken.providers(actor=request.actor)
    form = VerzoekForm(aanbieders=choices, initial={"ontvangen_op": timezone.localdate(now)})
    wrong = False
    if request.method == "POST":
        sent = VerzoekForm(request.POST, aanbieders=choices)
        form, wrong = sent, not sent.is_valid()
        if sent.is_valid():
            made: list[UUID] = []
            refused = refusal_from(
                lambda: made.append(
                    verzoeken.register(
                        actor=request.actor, now=now, vault=current_vault(), **sent.cleaned_data
                    )
                )
            )
            if made:
                return redirect("verzoek", made[0])
            form = VerzoekForm(aanbieders=choices, initial=sent.for_another())
    context = {
        "verzoeken": verzoeken.overview(actor=request.actor, now=now),
        "form": form,
        "refused": refused,
    }
    status = refused.status if refused else (422 if wrong else 200)
    return render(request, "portal/verzoeken/index.html", context, status=status)


@no_store
@requires(Permission.HANDLE_VERZOEK)
@require_safe
def show(request: PortalRequest, reference: UUID) -> HttpResponse:
    """Show one: how much it is about, and what was done."""
    return _page(request, reference, None)


def _page(request: PortalRequest, reference: UUID, refused: Refusal | None) -> HttpResponse:
    found = verzoeken.detail(actor=request.actor, verzoek=reference, now=timezone.now())
    context = {"verzoek": found, "refused": refused, "stays": verzoeken_uitvoeren.STAYS}
    status = refused.status if refused else 200
    return render(request, "portal/verzoeken/verzoek.html", context, status=status)


@no_store
@requires(Permission.HANDLE_VERZOEK)
@require_POST
@fresh
def carry_out(request: PortalRequest, reference: UUID) -> HttpResponse:
    """Restrict, lift or erase."""
    wat = request.POST.get("wat", "")
    act: dict[str, Callable[..., None]] = {
        "beperken": verzoeken_uitvoeren.restrict,
        "opheffen": verzoeken_uitvoeren.lift,
        "wissen": verzoeken_uitvoeren.erase,
    }
    if wat not in act:
        return _page(request, reference, None)
    refused = refusal_from(
        lambda: act[wat](
            actor=request.actor, verzoek=reference, now=timezone.now(), vault=current_vault()
        )
    )
    if refused is not None:
        return _page(request, reference, refused)
    messages.success(request, DONE[wat])
    return redirect("verzoek", reference)


@no_store
@requires(Permission.ALLOW_VERZOEK)
@require_safe
def own_index(request: PortalRequest) -> HttpResponse:
    """List the requests about the provider's own data."""
    found = verzoeken_eigen.overview(actor=request.actor, now=timezone.now())
    return render(request, "portal/verzoeken/eigen.html", {"verzoeken": found})


@no_store
@requires(Permission.ALLOW_VERZOEK)
@require_safe
def own_show(request: PortalRequest, reference: UUID) -> HttpResponse:
    """Show one, and what can be done about it."""
    return _own_page(request, reference, None)


def _own_page(request: PortalRequest, reference: UUID, refused: Refusal | None) -> HttpResponse:
    found = verzoeken_eigen.detail(actor=request.actor, verzoek=reference, now=timezone.now())
    context = {"verzoek": found, "refused": refused, "stays": verzoeken_uitvoeren.STAYS}
    status = refused.status if refused else 200
    return render(request, "portal/verzoeken/eigen_verzoek.html", context, status=status)


@no_store
@requires(Permission.ALLOW_VERZOEK)
@require_POST
@fresh
def own_answer(request: PortalRequest, reference: UUID) -> HttpResponse:
    """Allow, refuse, or say that it was done."""
    wat, reden = request.POST.get("wat", ""), request.POST.get("reden", "")
    known: dict[str, Any] = {
        "actor": request.actor, "verzoek": reference, "now": timezone.now()
    }  # fmt: skip
    answers: dict[str, Callable[[], None]] = {
        "toestaan": lambda: verzoeken_eigen.allow(**known, vault=current_vault()),
        "weigeren": lambda: verzoeken_eigen.refuse(**known, reden=reden),
        "afgehandeld": lambda: verzoeken_eigen.finish(**known),
    }
    if wat not in answers:
        return _own_page(request, reference, None)
    refused = refusal_from(answers[wat])
    if refused is not None:
        return _own_page(request, reference, refused)
    messages.success(request, DONE[wat])
    return redirect("eigen-verzoek", reference)


@no_store
@requires(Permission.VIEW_PERSONS)
@require_safe
@fresh
def own_dossier(request: PortalRequest, reference: UUID) -> HttpResponse:
    """Show all there is of the person. Each look is written down before it."""
    now, vault = timezone.now(), current_vault()
    known: dict[str, Any] = {"actor": request.actor, "verzoek": reference, "now": now}
    context = {
        "dossier": verzoeken_eigen.show(**known, vault=vault),
        "verzoek": verzoeken_eigen.detail(**known),
    }
    return render(request, "portal/verzoeken/dossier.html", context)


@no_store
@requires(Permission.VIEW_PERSONS)
@require_safe
@fresh
def own_export(request: PortalRequest, reference: UUID, als: str) -> HttpResponse:
    """Give the same as a file for the person: to read, or for a machine."""
    if als not in MEDIA:
        raise NotFound
    content = verzoeken_eigen.handed_over(
        actor=request.actor, verzoek=reference, als=als, now=timezone.now(), vault=current_vault()
    )
    return attachment(content, f"uw gegevens.{als}", MEDIA[als])


@no_store
@requires(Permission.ALLOW_VERZOEK)
@require_POST
@fresh
def own_correct(request: PortalRequest, reference: UUID, aanlevering: UUID) -> HttpResponse:
    """Begin a new draft of a version, to put right what is wrong."""
    refused = refusal_from(
        lambda: verzoeken_eigen.correct(
            actor=request.actor,
            verzoek=reference,
            reference=aanlevering,
            now=timezone.now(),
            vault=current_vault(),
        )
    )
    if refused is not None:
        return _own_page(request, reference, refused)
    messages.success(
        request, "Er staat een nieuw concept klaar. De oude versie blijft zoals zij is."
    )
    return redirect("eigen-verzoek", reference)
