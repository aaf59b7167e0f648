"""The page of one delivery (P4): what was found, what to do, and what was done with it."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from uitkomst.portal.cause_actions import with_actions
from uitkomst.portal.cause_groups import groups_of, in_language
from uitkomst.portal.delivery_page import page_of
from uitkomst.portal.findings import per_cause, per_line
from uitkomst.portal.next_step import next_step, was_read
from uitkomst.portal.outcome import Uitslag
from uitkomst.portal.request import PortalRequest
from uitkomst.portal.unit import TRAJECTEN, Unit, unit_of
from uitkomst.services.deciding import bewerkingen, readings
from uitkomst.services.deciding.bewerkingen import BewerkingView
from uitkomst.services.delivering import aanleveringen, receipt
from uitkomst.services.delivering.aanleveringen import AanleveringDetail, AanleveringView
from uitkomst.services.delivering.versions import Versie, versions_of
from uitkomst.services.keyring import current_vault
from uitkomst.services.refusals import ChangedMeanwhile
from uitkomst.services.refusals.table import Refusal, refusal_of

TITLES = {
    "Concept": "Controle van uw bestand",
    "Geweigerd": "Dit bestand is nog niet te lezen",
    "Ingediend": "Ingediend",
    "Verwerkt": "Ingediend en verwerkt",
    "Vervangen": "Vervangen versie",
    "Ingetrokken": "Ingetrokken versie",
    "Weggegooid": "Weggegooide aanlevering",
}
WRONG_FILE = "Dit bestand kunt u zo niet indienen"
View = Callable[..., HttpResponse]


def newest_when_changed(view: View) -> View:
    """Answer a decision that came too late with the newest state, and who was first."""

    @wraps(view)
    def answered(
        request: PortalRequest, reference: UUID, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        try:
            return view(request, reference, *args, **kwargs)
        except ChangedMeanwhile as first:
            return result_page(request, reference, changed=refusal_of(first))

    return answered


def result_page(
    request: PortalRequest, reference: UUID, changed: Refusal | None = None
) -> HttpResponse:
    """Make the page. `changed` says why a decision was not taken over. Raises NotFound."""
    taal = "en" if request.GET.get("taal") == "en" else "nl"
    detail = in_language(aanleveringen.detail(actor=request.actor, reference=reference), taal)
    delivery = detail.aanlevering
    titel = TITLES.get(delivery.status, "Resultaat van de controle")
    if delivery.status == "Geweigerd" and was_read(detail):
        titel = WRONG_FILE
    context = page_of(request, detail, titel, "controle" if delivery.may_decide else "")
    progress = _progress_of(request, delivery)
    words = context["words"]
    causes = with_actions(
        per_cause(detail, words), delivery, detail.voorstellen, may_open=context["may_open"]
    )
    context |= {
        "detail": detail,
        "changed": changed,
        "taal": taal,
        "live": context["live"] or progress is not None,
        "stap": next_step(
            delivery,
            detail.in_force,
            curable=detail.curable,
            read=was_read(detail),
            refused=context["refused_by_sender"],
        )
        if delivery.may_decide
        else None,
        "uitslag": _outcome(detail, words),
        "oorzaken": causes,
        "groepen": groups_of(causes, words),
        "progress": progress,
        **_lines(request, detail),
        **_submitted(request, delivery),
        "bewerkingen": _decisions(request, detail),
    }
    status = changed.status if changed else 200
    return render(request, "portal/aanlevering/resultaat.html", context, status=status)


def _outcome(detail: AanleveringDetail, words: Unit) -> Uitslag:
    delivery = detail.aanlevering
    if words is TRAJECTEN:  # It has no name of its own, and no layout that was recognised.
        return Uitslag(delivery, detail, f"uw {words.source}", "", words)
    return Uitslag(delivery, detail, delivery.bestandsnaam, delivery.indeling)


def _decisions(request: PortalRequest, detail: AanleveringDetail) -> list[BewerkingView]:
    """What was decided, the last first; an answer with the question instead of its code."""
    asked = {each.naam: each.melding.rstrip(".") for each in detail.oorzaken}
    made = bewerkingen.list_of(actor=request.actor, reference=detail.aanlevering.reference)
    return [
        replace(each, titel=each.titel.replace(each.onderwerp, asked[each.onderwerp], 1))
        if each.soort == "antwoord" and each.onderwerp in asked
        else each
        for each in reversed(made)
    ]


def _progress_of(
    request: PortalRequest, delivery: AanleveringView
) -> aanleveringen.Progress | None:
    if not delivery.checking and delivery.status != "Ingediend":
        return None
    return aanleveringen.progress(actor=request.actor, reference=delivery.reference)


def _lines(request: PortalRequest, detail: AanleveringDetail) -> dict[str, Any]:
    """The findings in the order of the file; with what stands there for who asked, and may see."""
    if request.GET.get("weergave") != "rij":
        return {"weergave": "oorzaak", "regels": None}
    words = unit_of(detail.aanlevering.route)
    lines = per_line(detail, words=words)
    if request.GET.get("waarden") != "ja" or not detail.aanlevering.may_decide:
        return {"weergave": "rij", "regels": lines}
    values = readings.cells(
        actor=request.actor,
        reference=detail.aanlevering.reference,
        rijen=[line.rij for line in lines if line.rij is not None],
        now=timezone.now(),
        vault=current_vault(),
    )
    return {"weergave": "rij", "regels": per_line(detail, values, words), "waarden": True}


def _submitted(request: PortalRequest, delivery: AanleveringView) -> dict[str, Any]:
    """What the page of a version that counts or counted says more."""
    if delivery.submitted_at is None:
        return {}
    now = timezone.now()
    made = receipt.receipt_of(
        actor=request.actor,
        reference=delivery.reference,
        now=now,
        vault=current_vault(),
    )
    versions = versions_of(actor=request.actor, periode=delivery.periode, now=now)
    versie = next(each for each in versions if each.aanlevering.reference == delivery.reference)
    return {
        "checksum": made.sha256_bron,
        "versie": versie,
        "waits": delivery.geparkeerd > 0 and versie.may_withdraw,
        "concept": _draft_after(delivery, versions),
    }


def _draft_after(delivery: AanleveringView, versions: Iterable[Versie]) -> AanleveringView | None:
    """The newest draft after this version: whoever goes on may have begun already."""
    return next(
        (
            each.aanlevering
            for each in versions
            if each.aanlevering.may_decide
            and each.aanlevering.status != "Geweigerd"
            and each.aanlevering.versie > delivery.versie
        ),
        None,
    )
