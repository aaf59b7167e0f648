"""From a request to an actor, and from a refusal to a page."""

import sys
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import select_template
from django.views import defaults

from uitkomst.services.deelnemers import accounts
from uitkomst.services.refusal_table import NO_DATABASE, refusal_of

Answer = Callable[[HttpRequest], HttpResponse]

# What Django does not set itself. A page may hold figures or places in somebody's file, so unless
# it says otherwise (static files do) nobody keeps a copy.
HEADERS = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cache-Control": "no-store, private",
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
    """Sets `request.actor`: who is signed in, for which organisation; None for nobody."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Look the actor up once per request."""
        user = request.user
        request.actor = accounts.actor_of(user) if user.is_authenticated else None  # type: ignore[attr-defined]
        return self.get_response(request)


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
    """The page for an error nobody expected; for a database that is away one that says so.

    Made without the request: who is signed in stands in that same database.
    """
    if not isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return defaults.server_error(request)
    page = select_template(["weigering.html"]).render({"refusal": NO_DATABASE})
    return HttpResponse(page, status=NO_DATABASE.status, headers={"Retry-After": "60"})


def actor_in_templates(request: HttpRequest) -> dict[str, Any]:
    """`actor` and `demo` for every template."""
    return {"actor": getattr(request, "actor", None), "demo": settings.DEMO}
