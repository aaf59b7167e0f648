"""The certificates of destruction, for both parties, in every zone: nothing knows the vault."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from uitkomst.access.permissions import Permission
from uitkomst.portal.downloads import attachment
from uitkomst.portal.request import PortalRequest
from uitkomst.services.guard import no_store, requires
from uitkomst.services.privacy import certificaten


@requires(Permission.VIEW_START)
@require_safe
def index(request: PortalRequest) -> HttpResponse:
    """List the certificates of destruction that the reader is a party to."""
    found = certificaten.of_organisatie(actor=request.actor)
    return render(request, "portal/contracteinde/certificaten.html", {"certificates": found})


@no_store
@requires(Permission.VIEW_START)
@require_safe
def pdf(request: PortalRequest, reference: UUID) -> HttpResponse:
    """Give one as a PDF."""
    content = certificaten.download(actor=request.actor, einde=reference, now=timezone.now())
    return attachment(content, "certificaat van vernietiging.pdf", "application/pdf")
