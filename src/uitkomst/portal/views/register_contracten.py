"""For who runs the portal: contracts, one by one or as a list that is shown first."""

from contextlib import suppress
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from uitkomst.access.permissions import Permission
from uitkomst.portal.contract_forms import ContractForm, ContractlijstForm, EinddatumForm
from uitkomst.portal.counted import counted
from uitkomst.portal.downloads import attachment
from uitkomst.portal.request import PortalRequest
from uitkomst.portal.told_here import refusal_from, status_of
from uitkomst.services.deelnemers import contract_import, contract_list, contracten, organisaties
from uitkomst.services.deelnemers.contract_import import Preview
from uitkomst.services.guard import requires
from uitkomst.services.refusals import ImportOvertaken, NotFound
from uitkomst.services.refusals.table import TOO_LARGE, Refusal

KINDS = {"nieuw": "info", "gewijzigd": "warning", "ongewijzigd": "neutral", "fout": "error"}


@requires(Permission.MANAGE_ORGANISATIES)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: PortalRequest, reference: UUID) -> HttpResponse:
    """Show the form for a new contract of a provider; a POST puts it in the books."""
    day = timezone.localdate()
    org = organisaties.detail(actor=request.actor, reference=reference, day=day).organisatie
    if org.soort != "aanbieder":
        raise NotFound
    data = request.POST if request.method == "POST" else None
    offered = contracten.commissioners(actor=request.actor)
    form, refused = ContractForm(data, opdrachtgevers=offered), None
    if request.method == "POST" and form.is_valid():
        refused = refusal_from(
            lambda: contracten.add(
                actor=request.actor, aanbieder=reference, now=timezone.now(), **form.cleaned_data
            )
        )
        if refused is None:
            messages.success(request, "Het contract is toegevoegd.")
            return redirect("organisatie", reference)
    context = {"form": form, "refused": refused, "org": org}
    return render(
        request, "portal/register/contract.html", context, status=status_of(form, refused)
    )


@requires(Permission.MANAGE_ORGANISATIES)
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: PortalRequest, contract: int) -> HttpResponse:
    """Show a contract with the form for its last day; a POST lets it end then."""
    found = contracten.one(actor=request.actor, contract=contract)
    form, refused = EinddatumForm(request.POST if request.method == "POST" else None), None
    if request.method == "POST" and form.is_valid():
        refused = refusal_from(
            lambda: contracten.end(
                actor=request.actor,
                contract=contract,
                tot=form.cleaned_data["tot"],
                now=timezone.now(),
            )
        )
        if refused is None:
            messages.success(request, "De einddatum is vastgelegd.")
            return redirect("organisatie", found.aanbieder)
    context = {"form": form, "refused": refused, "contract": found}
    return render(
        request, "portal/register/einddatum.html", context, status=status_of(form, refused)
    )


@requires(Permission.MANAGE_ORGANISATIES)
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: PortalRequest) -> HttpResponse:
    """Show how a list is made; a POST shows what a list would do. Nothing is written."""
    if getattr(request, "upload_too_large", False):
        return _list_page(request, ContractlijstForm(), refused=TOO_LARGE)
    if request.method != "POST":
        return _list_page(request, ContractlijstForm())
    form = ContractlijstForm(request.POST, request.FILES)
    if not form.is_valid():
        return _list_page(request, form)
    file, shown = form.cleaned_data["lijst"], []
    refused = refusal_from(
        lambda: shown.append(
            contract_import.preview(
                actor=request.actor, lijst=file.read(), bestandsnaam=file.name or ""
            )
        )
    )
    return _list_page(request, form, shown[0] if shown else None, refused)


@requires(Permission.MANAGE_ORGANISATIES)
@require_POST
def take_over(request: PortalRequest) -> HttpResponse:
    """Take over the list that was shown: all of it, or (when something changed) nothing."""
    ticket, done = request.POST.get("lijst", ""), []
    refused = refusal_from(
        lambda: done.append(
            contract_import.take_over(actor=request.actor, ticket=ticket, now=timezone.now())
        )
    )
    if refused is None:
        told = counted(done[0], "regel", "regels")
        messages.success(request, f"De lijst is overgenomen: {told}.")
        return redirect("organisaties")
    shown = None
    with suppress(ImportOvertaken):  # Not made here, or too long ago: the refusal says so.
        shown = contract_import.again(actor=request.actor, ticket=ticket)
    return _list_page(request, ContractlijstForm(), shown, refused)


@requires(Permission.MANAGE_ORGANISATIES)
@require_safe
def example(request: PortalRequest) -> HttpResponse:
    """Give the list to fill in."""
    return attachment(contract_list.template(), "contractlijst.csv", "text/csv; charset=utf-8")


def _list_page(
    request: PortalRequest,
    form: ContractlijstForm,
    shown: Preview | None = None,
    refused: Refusal | None = None,
) -> HttpResponse:
    context = {
        "form": form,
        "refused": refused,
        "shown": shown,
        "counts": [(stand, shown.counts[stand]) for stand in KINDS] if shown else [],
        "kinds": KINDS,
        "columns": [
            (names[0], ", ".join(names[1:]), name in contract_list.REQUIRED)
            for name, names in contract_list.COLUMNS.items()
        ],
    }
    status = status_of(form, refused)
    return render(request, "portal/register/contractlijst.html", context, status=status)
