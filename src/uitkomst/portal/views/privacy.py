"""The privacy cockpit and the lists behind it, the evidence folder, and how the portal runs."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from uitkomst.access.permissions import Permission
from uitkomst.portal.downloads import attachment
from uitkomst.portal.request import PortalRequest
from uitkomst.services.guard import fresh_to_change, no_store, requires
from uitkomst.services.privacy import backups, bewijsmap, held, held_until
from uitkomst.services.privacy import cockpit as service
from uitkomst.services.privacy import toestand as state


@no_store
@requires(Permission.VIEW_PRIVACY)
@require_safe
def cockpit(request: PortalRequest) -> HttpResponse:
    """Show whether nothing is processed without ground, and what waits for somebody."""
    now = timezone.now()
    context = {
        "cockpit": service.overview(actor=request.actor, now=now),
        "clock": held_until.clock(actor=request.actor, now=now),
    }
    return render(request, "portal/privacy/cockpit.html", context)


@no_store
@requires(Permission.VIEW_PRIVACY)
@require_safe
def overeenkomsten(request: PortalRequest) -> HttpResponse:
    """Show the agreements by what is the matter with them."""
    found = service.agreements(actor=request.actor, now=timezone.now())
    return render(request, "portal/privacy/overeenkomsten.html", {"agreements": found})


@no_store
@requires(Permission.VIEW_PRIVACY)
@require_safe
def bewaard(request: PortalRequest) -> HttpResponse:
    """Show of every provider how much is held, of which kind."""
    context = {
        "providers": held.overview(actor=request.actor),
        "published": held.published(actor=request.actor),
        "kinds": held.KINDS.items(),
    }
    return render(request, "portal/privacy/bewaard.html", context)


@no_store
@requires(Permission.VIEW_PRIVACY)
@require_safe
def van_aanbieder(request: PortalRequest, aanbieder: UUID) -> HttpResponse:
    """Show what is held of one provider, by period."""
    found = held.detail(actor=request.actor, aanbieder=aanbieder)
    context = {"provider": found, "kinds": {kind.value: titel for kind, titel in _titles()}}
    return render(request, "portal/privacy/bewaard_van.html", context)


def _titles() -> tuple[tuple[held.Kind, str], ...]:
    return tuple((kind, titel.partition(":")[0]) for kind, titel in held.KINDS.items())


@no_store
@requires(Permission.VIEW_PRIVACY)
@require_safe
def termijnen(request: PortalRequest) -> HttpResponse:
    """Show how long everything is kept and what goes next."""
    clock = held_until.clock(actor=request.actor, now=timezone.now())
    return render(request, "portal/privacy/termijnen.html", {"clock": clock})


@no_store
@requires(Permission.VIEW_TOESTAND)
@require_safe
def reservekopieen(request: PortalRequest) -> HttpResponse:
    """Show the backups, the drills, and from when what was destroyed is in none of them."""
    found = backups.overview(actor=request.actor)
    return render(request, "portal/privacy/reservekopieen.html", {"backups": found})


@no_store
@requires(Permission.VIEW_PRIVACY)
@require_http_methods(["GET", "HEAD", "POST"])
@fresh_to_change
def bewijsmap_page(request: PortalRequest) -> HttpResponse:
    """Tell what the folder for an auditor holds; a POST makes it and hands it out."""
    if request.method != "POST":
        return render(request, "portal/privacy/bewijsmap.html", {"parts": bewijsmap.CONTENTS})
    made = bewijsmap.make(
        actor=request.actor, with_pdfs="overeenkomsten" in request.POST, now=timezone.now()
    )
    return attachment(made.content, made.naam, "application/zip")


@no_store
@requires(Permission.VIEW_TOESTAND)
@require_safe
def toestand_page(request: PortalRequest) -> HttpResponse:
    """Show how the portal runs. No data of clients."""
    found = state.overview(actor=request.actor, now=timezone.now())
    return render(request, "portal/privacy/toestand.html", {"toestand": found})
