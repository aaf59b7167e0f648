"""The addresses of the API, and what holds for every one of them.

No address redirects, none ends in a slash, and what does not exist is answered by the API itself.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path, re_path
from django.views.decorators.csrf import csrf_exempt

from uitkomst.api import problems
from uitkomst.api.application import VERSION, api
from uitkomst.api.openapi import description
from uitkomst.services.guard import public
from uitkomst.services.systems import api_calls

View = Callable[..., HttpResponse]
log = structlog.get_logger(__name__)


def answered(view: View) -> View:
    """A view as the API shows it: over https only, errors as problems, the call written down.

    It is marked as public because nobody signs in here; who may is asked at the gate.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if settings.HTTPS and not request.is_secure():
            response = problems.answer(request, problems.ONLY_HTTPS)
        else:
            response = view(request, *args, **kwargs)
        if response.status_code == 405:
            allowed = problems.not_allowed_here(response.headers["Allow"])
            response = problems.answer(request, allowed)
        response.headers["API-Version"] = VERSION
        _write_down(request, response)
        return response

    return public(csrf_exempt(answer))


def _write_down(request: HttpRequest, response: HttpResponse) -> None:
    """The answer stands, also when it cannot be written down: the line then says it never ended."""
    call = getattr(request, "api_call", None)
    if call is None:
        return
    reden = getattr(response, "problem_kind", "")
    try:
        api_calls.end(call=call, status=response.status_code, reden=reden)
    except Exception:
        log.exception("a call of the api could not be written down")


def openapi(request: HttpRequest) -> HttpResponse:
    """The published description; everybody may read it."""
    if request.method not in ("GET", "HEAD"):
        return problems.answer(request, problems.not_allowed_here("GET"))
    return JsonResponse(description())


def nothing_here(request: HttpRequest, rest: str) -> HttpResponse:
    """Every other address below /api: also a trailing slash, or another version."""
    return problems.answer(request, problems.NOTHING_HERE)


def _operations() -> list[URLPattern]:
    return [
        path(f"v1/{each.pattern}", answered(each.callback), name=each.name)
        for each in api.urls[0]
        if isinstance(each, URLPattern) and each.callback is not None and each.name != "api-root"
    ]


urlpatterns = [
    path("v1/openapi.json", answered(openapi), name="api-openapi"),
    *_operations(),
    re_path(r"^(?P<rest>[\s\S]*)\Z", answered(nothing_here), name="api-nothing"),
]
