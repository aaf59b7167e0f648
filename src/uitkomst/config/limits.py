"""The limits on what somebody asks for, kept at the door: before a view does any work."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template.loader import select_template
from django.utils import timezone

from uitkomst.services import request_limits
from uitkomst.services.refusals import TooManyRequests
from uitkomst.services.refusals.table import refusal_of


class LimitsMiddleware:
    """Counts what has a limit, and answers 429 with Retry-After when there is no room for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing on the way in: which address it is, is not known yet."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: object, _args: object, _kwargs: object
    ) -> HttpResponse | None:
        """Refuse what is too much. A stranger has no limit here: the view turns them away."""
        actor = getattr(request, "actor", None)
        route = request.resolver_match.url_name if request.resolver_match else None
        if actor is None or route is None:
            return None
        try:
            request_limits.require_room(
                actor=actor, route=route, method=request.method or "", now=timezone.now()
            )
        except TooManyRequests as refused:
            return _page(request, refused)
        return None


def _page(request: HttpRequest, refused: TooManyRequests) -> HttpResponse:
    refusal = refusal_of(refused)
    page = select_template(["weigering.html"]).render({"refusal": refusal}, request)
    return HttpResponse(page, status=429, headers={"Retry-After": str(refused.retry_after)})
