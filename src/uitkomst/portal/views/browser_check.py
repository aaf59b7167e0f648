"""Checking without sending: the page, its files, and the script that keeps it usable offline."""

import gzip

from csp.constants import SELF
from csp.decorators import csp_update
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from uitkomst.access.permissions import Permission
from uitkomst.portal import browser_files
from uitkomst.portal.request import PortalRequest
from uitkomst.services.checking import rule_package
from uitkomst.services.guard import requires
from uitkomst.services.refusals import NotFound

KEPT_FOREVER = "private, max-age=31536000, immutable"  # The address names the content.

# Beyond the policy of every page: compiling the database, and a worker of our own. The answers
# for the scripts carry it too, since a worker goes by its own.
policy = csp_update({"script-src": ["'wasm-unsafe-eval'"], "worker-src": [SELF]})


@policy
@requires(Permission.SUBMIT_AANLEVERING)
@require_safe
def page(request: PortalRequest) -> HttpResponse:
    """Show the page that checks a file by itself.

    With `?kaal` without anything of who is signed in: that copy is kept in the browser.
    """
    start = rule_package.start(actor=request.actor, now=timezone.now())
    context = {"start": start, "bestanden": _named(browser_files.addresses())}
    if "kaal" in request.GET:
        context["actor"] = None
    return render(request, "portal/controleren_in_browser.html", context)


def _named(addresses: dict[str, str]) -> dict[str, str]:
    return {
        "pagina": addresses["pagina.js"],
        "werker": addresses["werker.js"],
        "regels": addresses["regels.json"],
        "database": addresses[browser_files.DATABASE],
    }


@policy
@requires(Permission.SUBMIT_AANLEVERING)
@require_safe
def file(request: PortalRequest, versie: str, naam: str) -> HttpResponse:
    """Give one file of the page, packed; only in the version there is."""
    found = browser_files.browser_file(naam)
    if found is None or found.version != versie:
        raise NotFound
    headers = {"Cache-Control": KEPT_FOREVER, "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        headers["Content-Encoding"] = "gzip"
        content = found.packed
    else:
        content = gzip.decompress(found.packed)
    return HttpResponse(content, content_type=found.media_type, headers=headers)


@policy
@requires(Permission.SUBMIT_AANLEVERING)
@require_safe
def keeper(request: PortalRequest) -> HttpResponse:
    """Give the service worker of this page, and of no other page."""
    headers = {"Cache-Control": "no-cache", "Service-Worker-Allowed": reverse("browser-check")}
    return HttpResponse(browser_files.keeper(), content_type=browser_files.SCRIPT, headers=headers)
