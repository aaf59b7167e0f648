"""From a request to an actor, and from a refusal to a page."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import select_template
from django.views.defaults import page_not_found

from uitkomst.services import accounts
from uitkomst.services.refusals import refusal_of

Answer = Callable[[HttpRequest], HttpResponse]


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
            return page_not_found(request, Http404())
        template = select_template([f"{refusal.status}.html", "weigering.html"])
        return HttpResponse(template.render({"refusal": refusal}, request), status=refusal.status)


def actor_in_templates(request: HttpRequest) -> dict[str, Any]:
    """`actor` and `demo` for every template."""
    return {"actor": getattr(request, "actor", None), "demo": settings.DEMO}
