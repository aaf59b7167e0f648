"""Incidents: opened, found out, told and closed; and for a provider its own part of one."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from uitkomst.access.permissions import Permission
from uitkomst.portal.downloads import attachment
from uitkomst.portal.incident_forms import BriefForm, IncidentForm, IngelichtForm, SluitenForm
from uitkomst.portal.refused import on_page
from uitkomst.portal.request import PortalRequest
from uitkomst.portal.told_here import status_of
from uitkomst.services.guard import fresh, no_store, requires
from uitkomst.services.keyring import current_vault
from uitkomst.services.privacy import (
    incidenten,
    incidenten_letter,
    incidenten_persons,
    incidenten_reach,
)
from uitkomst.services.refusals import NotFound
from uitkomst.services.refusals.table import REFUSALS, Refusal


@no_store
@requires(Permission.MANAGE_INCIDENTEN)
@require_safe
def index(request: PortalRequest) -> HttpResponse:
    """List the incidents."""
    found = incidenten.overview(actor=request.actor)
    return render(request, "portal/incidenten/index.html", {"incidenten": found})


@no_store
@requires(Permission.MANAGE_INCIDENTEN)
@require_http_methods(["GET", "HEAD", "POST"])
def openen(request: PortalRequest) -> HttpResponse:
    """Ask what happened; a POST opens the incident."""
    form = IncidentForm(request.POST if request.method == "POST" else None)
    refused = None
    if request.method == "POST" and form.is_valid():
        try:
            made = incidenten.open_incident(
                actor=request.actor, now=timezone.now(), **form.cleaned_data
            )
            return redirect("incident", made.reference)
        except REFUSALS as error:
            refused = on_page(error)
    status = status_of(form, refused)
    context = {"form": form, "refused": refused}
    return render(request, "portal/incidenten/openen.html", context, status=status)


@no_store
@requires(Permission.MANAGE_INCIDENTEN)
@require_safe
def show(request: PortalRequest, reference: UUID) -> HttpResponse:
    """Show how far it reached, and whom to tell before when."""
    return _page(request, reference, SluitenForm())


def _page(
    request: PortalRequest, reference: UUID, form: SluitenForm, refused: Refusal | None = None
) -> HttpResponse:
    now = timezone.now()
    reach = incidenten_reach.reach(
        actor=request.actor, reference=reference, now=now, vault=current_vault()
    )
    incident = reach.incident
    context = {
        "incident": incident,
        "reach": reach,
        "rows": [(each, incident.told.get(each.aanbieder)) for each in reach.aanbieders],
        "untold": sum(each.aanbieder not in incident.told for each in reach.aanbieders),
        "late": now > incident.tell_before,
        "kinds": incidenten_reach.categories(),
        "form": form,
        "refused": refused,
    }
    status = status_of(form, refused)
    return render(request, "portal/incidenten/incident.html", context, status=status)


@requires(Permission.MANAGE_INCIDENTEN)
@require_POST
def sluiten(request: PortalRequest, reference: UUID) -> HttpResponse:
    """Close it with a conclusion."""
    form = SluitenForm(request.POST)
    if not form.is_valid():
        return _page(request, reference, form)
    try:
        incidenten.close(
            actor=request.actor,
            reference=reference,
            conclusie=form.cleaned_data["conclusie"],
            now=timezone.now(),
        )
    except REFUSALS as error:
        return _page(request, reference, form, on_page(error))
    return redirect("incident", reference)


@no_store
@requires(Permission.MANAGE_INCIDENTEN)
@require_http_methods(["GET", "HEAD", "POST"])
def brief(request: PortalRequest, reference: UUID, aanbieder: UUID) -> HttpResponse:
    """Ask what only a person can say; a POST gives the letter, as a PDF or as text."""
    form = BriefForm(request.POST if request.method == "POST" else None)
    refused = None
    if request.method == "POST" and form.is_valid():
        try:
            made = incidenten_letter.letter(
                actor=request.actor,
                reference=reference,
                aanbieder=aanbieder,
                now=timezone.now(),
                vault=current_vault(),
                **form.cleaned_data,
            )
        except REFUSALS as error:
            refused = on_page(error)
        else:
            naam = f"incident-{str(reference)[:8]}-{str(aanbieder)[:8]}"
            if request.POST.get("als") == "tekst":
                text = made.text().encode()
                return attachment(text, f"{naam}.txt", "text/plain; charset=utf-8")
            return attachment(made.pdf(), f"{naam}.pdf", "application/pdf")
    return _about_one(request, reference, aanbieder, "brief", form, refused)


@no_store
@requires(Permission.MANAGE_INCIDENTEN)
@require_http_methods(["GET", "HEAD", "POST"])
def ingelicht(request: PortalRequest, reference: UUID, aanbieder: UUID) -> HttpResponse:
    """Ask how the provider was told; a POST writes it down."""
    form = IngelichtForm(request.POST if request.method == "POST" else None)
    refused = None
    if request.method == "POST" and form.is_valid():
        try:
            incidenten.tell(
                actor=request.actor,
                reference=reference,
                aanbieder=aanbieder,
                hoe=form.cleaned_data["hoe"],
                now=timezone.now(),
            )
            return redirect("incident", reference)
        except REFUSALS as error:
            refused = on_page(error)
    return _about_one(request, reference, aanbieder, "ingelicht", form, refused)


def _about_one(
    request: PortalRequest,
    reference: UUID,
    aanbieder: UUID,
    page: str,
    form: Any,
    refused: Refusal | None,
) -> HttpResponse:
    reach = incidenten_reach.reach(
        actor=request.actor, reference=reference, now=timezone.now(), vault=current_vault()
    )
    reached = next((each for each in reach.aanbieders if each.aanbieder == aanbieder), None)
    if reached is None:
        raise NotFound
    context = {"incident": reach.incident, "reached": reached, "form": form, "refused": refused}
    status = status_of(form, refused)
    return render(request, f"portal/incidenten/{page}.html", context, status=status)


@no_store
@requires(Permission.VIEW_PERSONS)
@require_safe
def eigen(request: PortalRequest) -> HttpResponse:
    """For a provider: the incidents it was told about."""
    found = incidenten_persons.told(actor=request.actor)
    return render(request, "portal/incidenten/eigen.html", {"incidenten": found})


@no_store
@requires(Permission.VIEW_PERSONS)
@require_safe
@fresh
def personen(request: PortalRequest, reference: UUID) -> HttpResponse:
    """For a provider: whose data were seen."""
    found = incidenten_persons.persons(
        actor=request.actor, reference=reference, now=timezone.now(), vault=current_vault()
    )
    return render(request, "portal/incidenten/personen.html", {"seen": found})
