"""A delivery and its findings: the list of versions, one version, its progress, its end."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from uitkomst.access.permissions import Permission
from uitkomst.portal.delivery_page import at_work
from uitkomst.portal.downloads import attachment
from uitkomst.portal.request import PortalRequest
from uitkomst.portal.result_page import result_page
from uitkomst.services.checking.marked import marked_file
from uitkomst.services.delivering import aanleveringen as service
from uitkomst.services.delivering.versions import Versie, versions_of
from uitkomst.services.guard import fresh, no_store, requires
from uitkomst.services.keyring import current_vault
from uitkomst.standard.verslagperiode import Verslagperiode


@dataclass(frozen=True)
class PeriodGroup:
    """The versions of one period, newest first; `open` tells whether another may be delivered."""

    periode: Verslagperiode
    open: bool
    latest: bool
    versions: tuple[Versie, ...]


@requires(Permission.VIEW_AANLEVERING)
@require_safe
def index(request: PortalRequest) -> HttpResponse:
    """Show every version of the reader's organisation per period, newest first."""
    actor, now = request.actor, timezone.now()
    deliveries = service.visible_to(actor=actor)
    start = service.start(actor=actor, now=now)
    periods = sorted({each.periode for each in deliveries}, reverse=True, key=lambda p: p.code)
    groups = [
        PeriodGroup(
            periode,
            periode in start.periodes and start.overeenkomst is not None,
            periode == max(start.periodes, key=lambda each: each.code, default=None),
            versions_of(actor=actor, periode=periode, now=now),
        )
        for periode in periods
    ]
    context = {"groups": groups, "overeenkomst": start.overeenkomst}
    return render(request, "portal/aanleveringen.html", context)


@no_store
@requires(Permission.VIEW_AANLEVERING)
@require_safe
def show(request: PortalRequest, reference: UUID) -> HttpResponse:
    """Show what was found in a delivery, and what to do with it."""
    return result_page(request, reference)


@requires(Permission.SUBMIT_AANLEVERING)
@require_POST
def discard(request: PortalRequest, reference: UUID) -> HttpResponse:
    """Throw a draft away, with everything that was read from it."""
    service.discard(
        actor=request.actor,
        reference=reference,
        now=timezone.now(),
        vault=current_vault(),
    )
    messages.success(request, "De aanlevering is weggegooid, met alles wat erin stond.")
    return redirect("aanleveringen")


@requires(Permission.VIEW_AANLEVERING)
@require_safe
def progress(request: PortalRequest, reference: UUID) -> HttpResponse:
    """Show how far the check or the computation is, as a fragment that asks again by itself.

    Once it is over the whole page is asked for anew: its status has changed too.
    """
    state = service.progress(actor=request.actor, reference=reference)
    detail = service.detail(actor=request.actor, reference=reference)
    context: dict[str, Any] = {
        "progress": state,
        "delivery": detail.aanlevering,
        "detail": detail,
    }
    answer = render(request, "portal/aanlevering/_voortgang.html", context)
    if state.state not in {"wacht", "bezig"}:
        answer["HX-Refresh"] = "true"
    return answer


@requires(Permission.VIEW_AANLEVERING)
@require_safe
def present(request: PortalRequest, reference: UUID) -> HttpResponse:
    """Say who else is at work on a draft, as a fragment; nothing when the page knows it already."""
    delivery = service.detail(actor=request.actor, reference=reference).aanlevering
    revisie = request.GET.get("revisie", "")
    since = int(revisie) if revisie.isdecimal() and len(revisie) < 10 else delivery.revisie
    found = at_work(request, delivery, since=since)
    if request.GET.get("stand") == found.sign:
        return HttpResponse(status=204)
    context = {"delivery": delivery, "at_work": found, "since": since}
    return render(request, "portal/aanlevering/_aanwezig.html", context)


@no_store
@requires(Permission.VIEW_PERSONS)
@require_safe
@fresh
def marked(request: PortalRequest, reference: UUID, als: str) -> HttpResponse:
    """Give the sender's own file back with what was found marked in it, which is logged."""
    made = marked_file(
        actor=request.actor,
        reference=reference,
        als="csv" if als == "csv" else "xlsx",
        taal="en" if request.GET.get("taal") == "en" else "nl",
        now=timezone.now(),
        vault=current_vault(),
    )
    return attachment(made.content, made.naam, made.media_type)
