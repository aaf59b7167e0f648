"""From a request to an actor, and from a refusal to a page."""

import sys
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import select_template
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.views import defaults

from uitkomst.services import audit, guard
from uitkomst.services.deelnemers import accounts, sessions
from uitkomst.services.guard import View, may_before_factor, permission_of
from uitkomst.services.refusals.table import NO_DATABASE, NO_LOGBOOK, refusal_of

Answer = Callable[[HttpRequest], HttpResponse]

# What Django does not set itself. A page may hold figures or places in somebody's file, so unless
# it says otherwise (static files do) nobody keeps a copy.
HEADERS = {
    "X-Frame-Options": "DENY",  # Also on what is answered before Django's own comes to it.
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cache-Control": "no-store, private",
    # The server puts its own name here unless something stands there already.
    "Server": "",
}


class HeadersMiddleware:
    """Puts HEADERS on every answer, errors and static files included."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add what the answer does not have yet."""
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response


class Utf8Middleware:
    """Reads every form as UTF-8, which is what our pages send.

    Python knows encodings that are no text; a request that names one would otherwise be a crash.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Forget what the request says of its own encoding."""
        request.encoding = None  # type: ignore[assignment]  # Django takes it, its types do not.
        return self.get_response(request)


class ActorMiddleware:
    """Sets `request.actor`: who is signed in, for which organisation; None for nobody.

    A session that went on or was left alone too long ends here, and one that still lacks its
    second factor gets no further than the pages to set that up.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Look the actor up once per request."""
        actor = accounts.actor_in(request)
        if request.user.is_authenticated and sessions.has_ended(
            request, actor=actor, now=timezone.now()
        ):
            request.session.flush()
            request.user, actor = AnonymousUser(), None
        request.actor = actor  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, _args: object, _kwargs: object
    ) -> HttpResponse | None:
        """Keep a session without its second factor out; else note a sign of life."""
        if not request.user.is_authenticated:
            return None
        if not may_before_factor(view):
            if not accounts.is_complete(request):
                return redirect("tweede-factor")
            if _must_choose(request, view):
                asked = urlencode({"next": request.get_full_path()})
                return redirect(f"{reverse('organisatie-kiezen')}?{asked}")
        route = request.resolver_match.url_name if request.resolver_match else None
        sessions.touch(request, route=route or "", now=timezone.now())
        return None


def _must_choose(request: HttpRequest, view: View) -> bool:
    """Whether somebody of several organisations has yet to say for which one to act."""
    nobody = request.actor is None  # type: ignore[attr-defined]
    return nobody and permission_of(view) is not None and accounts.has_choice(request)


class RefusalMiddleware:
    """Answers a refusal of the services with its page; what is no refusal stays an error."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing on the way in."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page for this refusal. "Not yours" is the very page for "does not exist"."""
        refusal = refusal_of(error)
        if refusal is None:
            return None
        if refusal.status == 404:
            return defaults.page_not_found(request, Http404())
        template = select_template([f"{refusal.status}.html", "weigering.html"])
        return HttpResponse(template.render({"refusal": refusal}, request), status=refusal.status)


def server_error(request: HttpRequest) -> HttpResponse:
    """The page for an error nobody expected; one that says so for a database or logbook away.

    Made without the request: who is signed in stands in that same database.
    """
    error = sys.exc_info()[1]
    if isinstance(error, OperationalError | InterfaceError):
        refusal = NO_DATABASE
    elif audit.is_unwritable(error):
        refusal = NO_LOGBOOK
    else:
        return defaults.server_error(request)
    page = select_template(["weigering.html"]).render({"refusal": refusal})
    return HttpResponse(page, status=refusal.status, headers={"Retry-After": "60"})


def actor_in_templates(request: HttpRequest) -> dict[str, Any]:
    """`actor`, `has_choice`, `confirm_first` and `demo` for every template."""
    return {
        "actor": getattr(request, "actor", None),
        "has_choice": SimpleLazyObject(lambda: accounts.has_choice(request)),
        "confirm_first": SimpleLazyObject(lambda: guard.confirm_first(request, timezone.now())),
        "demo": settings.DEMO,
    }
