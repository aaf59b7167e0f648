"""Who may what, and which organisations are late in looking at it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from uitkomst.access.permissions import Permission
from uitkomst.portal.request import PortalRequest
from uitkomst.services.deelnemers import rechtencontrole, toegang
from uitkomst.services.guard import requires


@requires(Permission.VIEW_ACCESS)
@require_safe
def show(request: PortalRequest) -> HttpResponse:
    """Show the table of permissions, made from what guards the pages."""
    context = {
        "table": toegang.table(actor=request.actor),
        "overdue": rechtencontrole.overdue(actor=request.actor, now=timezone.now()),
    }
    return render(request, "portal/toegang.html", context)
