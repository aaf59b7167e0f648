"""Choosing a file (P3): to have it checked only, or to deliver it."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from uitkomst.access.permissions import Permission
from uitkomst.portal.cause_groups import CauseGroup, groups_of
from uitkomst.portal.delivery_steps import new_steps
from uitkomst.portal.downloads import attachment
from uitkomst.portal.findings import per_cause
from uitkomst.portal.forms import AanleveringForm
from uitkomst.portal.next_step import was_read
from uitkomst.portal.outcome import Uitslag
from uitkomst.portal.reading_table import ColumnChoice, ReadingTable, column_choice, reading_table
from uitkomst.portal.refused import on_form
from uitkomst.portal.request import PortalRequest
from uitkomst.portal.unit import ROWS
from uitkomst.services.checking.check_only import CheckOnly, Keuzes, check_only, marked_only
from uitkomst.services.deciding import bewerkingen
from uitkomst.services.delivering import aanleveringen
from uitkomst.services.delivering.aanleveringen import AanleveringView, Start
from uitkomst.services.guard import no_store, requires
from uitkomst.services.keyring import current_vault
from uitkomst.services.refusals.table import REFUSALS, TOO_LARGE, Refusal


@dataclass(frozen=True)
class Looked:
    """What a check without keeping found; without `uitslag` the columns are not those we need."""

    uitslag: Uitslag | None
    melding: str
    tabel: ReadingTable
    groepen: list[CauseGroup]
    aangepast: bool

    @property
    def ander_bestand(self) -> bool:
        """Whether no column at all is one of ours: most likely it is another export."""
        return self.uitslag is None and not any(each.veld for each in self.tabel.kolommen)

    @property
    def bruikbaar(self) -> bool:
        """Whether it can be delivered: it was read, and nothing is against the file as a whole."""
        return self.uitslag is not None and all(each.soort != "bestand" for each in self.groepen)


@no_store
@requires(Permission.SUBMIT_AANLEVERING)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PortalRequest) -> HttpResponse:
    """Take a file for a period: show what is in it, or go on to the delivery it became."""
    start = aanleveringen.start(actor=request.actor, now=timezone.now())
    if request.method != "POST" and not getattr(request, "upload_too_large", False):
        form = AanleveringForm(periodes=start.periodes, initial=_chosen(request))
        return _page(request, form, start)
    form, refused = _posted(request, start)
    if refused or not form.is_valid():
        return _page(request, form, start, refused)
    choice = column_choice(request.POST)
    try:
        if form.cleaned_data["alleen_controleren"] and request.POST.get("doel") != "aanleveren":
            return _page(request, form, start, looked=_looked(request, form, choice))
        received = _received(request, form, choice)
    except REFUSALS as refusal:
        return _page(request, form, start, on_form(refusal))
    return redirect(_first_page(request, received), received.reference)


@no_store
@requires(Permission.SUBMIT_AANLEVERING)
@require_POST
def marked(request: PortalRequest) -> HttpResponse:
    """Give the file back with what was found marked in it, and forget both."""
    start = aanleveringen.start(actor=request.actor, now=timezone.now())
    form, refused = _posted(request, start)
    if refused or not form.is_valid():
        return _page(request, form, start, refused)
    upload = form.cleaned_data["bestand"]
    try:
        made = marked_only(
            actor=request.actor,
            content=upload.read(),
            bestandsnaam=upload.name,
            now=timezone.now(),
            periode=form.cleaned_data["periode"],
            keuzes=_keuzes(column_choice(request.POST)),
            als="csv" if request.POST.get("als") == "csv" else "xlsx",
        )
    except REFUSALS as refusal:
        return _page(request, form, start, on_form(refusal))
    return attachment(made.content, made.naam, made.media_type)


def _posted(request: PortalRequest, start: Start) -> tuple[AanleveringForm, Refusal | None]:
    if getattr(request, "upload_too_large", False):
        return AanleveringForm(None, None, periodes=start.periodes), TOO_LARGE
    return AanleveringForm(request.POST, request.FILES, periodes=start.periodes), None


def _looked(request: PortalRequest, form: AanleveringForm, choice: ColumnChoice) -> Looked:
    upload = form.cleaned_data["bestand"]
    found = check_only(
        actor=request.actor,
        content=upload.read(),
        bestandsnaam=upload.name,
        now=timezone.now(),
        periode=form.cleaned_data["periode"],
        keuzes=_keuzes(choice),
    )
    return Looked(
        _outcome(found, upload.name),
        found.melding,
        reading_table(found.lezing),
        groups_of(per_cause(found.result)) if found.result else [],
        choice.changed,
    )


def _outcome(found: CheckOnly, bestandsnaam: str) -> Uitslag | None:
    result = found.result
    return Uitslag(result, result, bestandsnaam, result.indeling) if result else None


def _keuzes(choice: ColumnChoice) -> Keuzes:
    if not choice.changed:
        return Keuzes()
    return Keuzes(blad=choice.blad, koprij=choice.koprij, kolommen=choice.kolommen)


def _received(
    request: PortalRequest, form: AanleveringForm, choice: ColumnChoice
) -> AanleveringView:
    """Deliver the file, with the columns as they were pointed out on the page."""
    upload, actor, now = form.cleaned_data["bestand"], request.actor, timezone.now()
    received = aanleveringen.receive(
        actor=actor,
        periode=form.cleaned_data["periode"],
        content=upload.read(),
        bestandsnaam=upload.name,
        now=now,
        vault=current_vault(),
    )
    if not choice.changed:
        return received
    return bewerkingen.choose_columns(
        actor=actor,
        reference=received.reference,
        revisie=received.revisie,
        blad=choice.blad,
        koprij=choice.koprij,
        kolommen=choice.kolommen,
        onthoud=False,
        now=now,
        vault=current_vault(),
    )


def _first_page(request: PortalRequest, received: AanleveringView) -> str:
    """Where to go with a new delivery: to its columns when those are what is wrong."""
    if received.status != "Geweigerd":
        return "aanlevering"
    detail = aanleveringen.detail(actor=request.actor, reference=received.reference)
    return "aanlevering-bestand" if detail.curable and not was_read(detail) else "aanlevering"


def _chosen(request: PortalRequest) -> dict[str, str]:
    return {"periode": request.GET["periode"]} if "periode" in request.GET else {}


def _page(
    request: PortalRequest,
    form: AanleveringForm,
    start: Start,
    refused: Refusal | None = None,
    looked: Looked | None = None,
) -> HttpResponse:
    status = refused.status if refused else (422 if form.errors else 200)
    context: dict[str, Any] = {
        "form": form,
        "start": start,
        "refused": refused,
        "looked": looked,
        "steps": new_steps(),
        "words": ROWS,
        "may_edit": True,
    }
    return render(request, "portal/aanlevering/nieuw.html", context, status=status)
