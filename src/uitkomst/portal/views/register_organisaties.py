"""For who runs the portal: put an organisation in the books, change it, its region, its merger."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from uitkomst.access.permissions import Permission
from uitkomst.portal.contract_forms import EinddatumForm, FusieForm, RegioForm
from uitkomst.portal.register_forms import SOORTEN, OrganisatieForm
from uitkomst.portal.request import PortalRequest
from uitkomst.portal.told_here import refusal_from, status_of
from uitkomst.services.deelnemers import fusies, organisaties, regios
from uitkomst.services.deelnemers.organisatie_views import OrganisatieView
from uitkomst.services.guard import fresh, fresh_to_change, requires
from uitkomst.services.refusals import NotFound
from uitkomst.services.refusals.table import Refusal


@requires(Permission.MANAGE_ORGANISATIES)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PortalRequest) -> HttpResponse:
    """Show the form for a new organisation of a kind; a POST puts it in the books."""
    posted = request.POST if request.method == "POST" else None
    soort = (posted or request.GET).get("soort", "aanbieder")
    if soort not in OrganisatieForm.FIELDS_OF:
        raise NotFound
    form, refused = OrganisatieForm(posted, soort=soort), None
    if posted is not None and form.is_valid():
        made: list[UUID] = []
        refused = refusal_from(
            lambda: made.append(
                organisaties.create(
                    actor=request.actor, gegevens=form.gegevens(), now=timezone.now()
                )
            ),
            form,
        )
        if made:
            messages.success(request, "De organisatie is toegevoegd.")
            return redirect("organisatie", made[0])
    context = {
        "form": form,
        "refused": _unless_told(form, refused),
        "soort": soort,
        "soorten": SOORTEN,
    }
    return render(request, "portal/register/nieuw.html", context, status=status_of(form, refused))


@requires(Permission.MANAGE_ORGANISATIES)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: PortalRequest, reference: UUID) -> HttpResponse:
    """Show what is written down about an organisation; a POST changes it."""
    known = organisaties.gegevens_of(actor=request.actor, reference=reference)
    posted = request.POST if request.method == "POST" else None
    form, refused = OrganisatieForm(posted, soort=known.soort, known=known), None
    if posted is not None and form.is_valid():
        refused = refusal_from(
            lambda: organisaties.change(
                actor=request.actor,
                reference=reference,
                gegevens=form.gegevens(),
                now=timezone.now(),
            ),
            form,
        )
        if refused is None:
            messages.success(request, "De gegevens zijn gewijzigd.")
            return redirect("organisatie", reference)
    context = {
        "form": form,
        "refused": _unless_told(form, refused),
        "org": _organisatie(request, reference),
    }
    return render(
        request, "portal/register/gegevens.html", context, status=status_of(form, refused)
    )


@requires(Permission.MANAGE_ORGANISATIES)
@require_http_methods(["GET", "HEAD", "POST"])
def regio(request: PortalRequest, reference: UUID) -> HttpResponse:
    """Show in which jeugdregio a gemeente is; a POST lets it take part in one from a day on."""
    org = _of_kind(request, reference, "gemeente")
    form, refused = RegioForm(request.POST if request.method == "POST" else None), None
    if request.method == "POST" and form.is_valid():
        refused = refusal_from(
            lambda: regios.join(
                actor=request.actor, gemeente=reference, now=timezone.now(), **form.cleaned_data
            )
        )
        if refused is None:
            messages.success(request, "De jeugdregio is vastgelegd.")
            return redirect("organisatie", reference)
    deelnames = regios.of_gemeente(actor=request.actor, gemeente=reference)
    context = {"form": form, "refused": refused, "org": org, "deelnames": deelnames}
    return render(request, "portal/register/regio.html", context, status=status_of(form, refused))


@requires(Permission.MANAGE_ORGANISATIES)
@require_POST
def regio_leave(request: PortalRequest, reference: UUID, deelname: int) -> HttpResponse:
    """End the part of a gemeente in its jeugdregio."""
    form = EinddatumForm(request.POST)
    if not form.is_valid():
        messages.warning(request, "Vul de laatste dag in, bijvoorbeeld 30-6-2026.")
        return redirect("organisatie-regio", reference)
    refused = refusal_from(
        lambda: regios.leave(
            actor=request.actor, deelname=deelname, tot=form.cleaned_data["tot"], now=timezone.now()
        )
    )
    if refused is None:
        messages.success(request, "De deelname is beëindigd.")
    else:
        messages.warning(request, refused.melding)
    return redirect("organisatie-regio", reference)


@requires(Permission.MANAGE_ORGANISATIES)
@require_http_methods(["GET", "HEAD", "POST"])
@fresh_to_change
def merge(request: PortalRequest, reference: UUID) -> HttpResponse:
    """Show how a provider becomes part of another; a POST asks a second person."""
    org = _of_kind(request, reference, "aanbieder")
    others = [
        (each.reference, each.naam)
        for each in organisaties.overview(actor=request.actor, day=timezone.localdate())
        if each.soort == "aanbieder" and not each.opgegaan_in and each.reference != reference
    ]
    data = request.POST if request.method == "POST" else None
    form, refused = FusieForm(data, aanbieders=others), None
    if request.method == "POST" and form.is_valid():
        refused = refusal_from(
            lambda: fusies.ask(
                actor=request.actor, van=reference, now=timezone.now(), **form.cleaned_data
            )
        )
        if refused is None:
            messages.success(request, "Gevraagd. Een tweede persoon beslist onder ‘Besluiten’.")
            return redirect("organisatie-samenvoegen", reference)
    context = {
        "form": form,
        "refused": refused,
        "org": org,
        "asked": fusies.asked_about(actor=request.actor, van=reference),
    }
    return render(
        request, "portal/register/samenvoegen.html", context, status=status_of(form, refused)
    )


@requires(Permission.MANAGE_ORGANISATIES)
@require_POST
@fresh
def merge_now(request: PortalRequest, reference: UUID, besluit: UUID) -> HttpResponse:
    """Do what two persons agreed to: let the provider become part of the other."""
    refused = refusal_from(
        lambda: fusies.carry_out(actor=request.actor, besluit=besluit, now=timezone.now())
    )
    if refused is not None:
        messages.warning(request, refused.melding)
        return redirect("organisatie-samenvoegen", reference)
    messages.success(request, "De aanbieders zijn samengevoegd.")
    return redirect("organisatie", reference)


def _organisatie(request: PortalRequest, reference: UUID) -> OrganisatieView:
    day = timezone.localdate()
    return organisaties.detail(actor=request.actor, reference=reference, day=day).organisatie


def _of_kind(request: PortalRequest, reference: UUID, soort: str) -> OrganisatieView:
    org = _organisatie(request, reference)
    if org.soort != soort:
        raise NotFound
    return org


def _unless_told(form: OrganisatieForm, refused: Refusal | None) -> Refusal | None:
    """Not a second time above the form, where a field tells it already."""
    return None if form.errors else refused
