"""Every error of the API in one form: application/problem+json (RFC 9457).

A refusal of the services has its status and sentences in their own table; here only what is
different for a system that asks: what to do about a key, a header, a media type.
"""

import json
import re
from typing import Any

import structlog
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from ninja.errors import AuthenticationError, HttpError, ValidationError

from uitkomst.access.actor import NotAllowed
from uitkomst.access.permissions import PERMISSIONS
from uitkomst.api.invalid import faults
from uitkomst.services import audit
from uitkomst.services.refusals import NotFound
from uitkomst.services.refusals.table import NO_DATABASE, NO_LOGBOOK, TOO_LARGE, refusal_of
from uitkomst.standard.identificatie import contains_bsn

MEDIA_TYPE = "application/problem+json"
REFERENCE = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
CHALLENGE = 'Bearer realm="uitkomst"'
log = structlog.get_logger(__name__)


class Problem(Exception):
    """An error of the conversation itself: its kind, status and Dutch sentences."""

    def __init__(
        self, kind: str, status: int, title: str, detail: str, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(kind)
        self.kind = kind
        self.status = status
        self.title = title
        self.detail = detail
        self.headers = headers or {}
        self.more: dict[str, Any] = {}


UNKNOWN_KEY = Problem(
    "unknown-key",
    401,
    "Geen geldige sleutel",
    "Stuur een geldige sleutel mee in de header Authorization, als: Bearer uk_… Een sleutel die is "
    "verlopen of ingetrokken werkt niet meer; maak in het portaal onder Koppelingen een nieuwe.",
    {"WWW-Authenticate": CHALLENGE},
)
NOTHING_HERE = Problem(
    "not-found",
    404,
    "Niet gevonden",
    "Dit bestaat niet, of is niet van uw organisatie. Controleer het adres en de referentie.",
)
TOO_MUCH = Problem("too-large", 413, TOO_LARGE.titel, TOO_LARGE.melding)
UNKNOWN_LENGTH = Problem(
    "length-required",
    411,
    "De lengte van dit verzoek is niet bekend",
    "Stuur de header Content-Length mee. Een inhoud in stukken (Transfer-Encoding: chunked) wordt "
    "hier niet gelezen.",
)
UNREADABLE = Problem(
    "invalid-request",
    400,
    "Dit verzoek is niet te lezen",
    "De inhoud van het verzoek klopt niet met het Content-Type, of is onderweg afgebroken. Stuur "
    "het verzoek opnieuw.",
)
UNEXPECTED = Problem(
    "unexpected",
    500,
    "Er ging iets mis in het portaal",
    "Dit ligt niet aan uw verzoek, en er is niets half bewaard. Probeer het later opnieuw; blijft "
    "het zo, meld het dan aan de beheerder met het tijdstip.",
)
AWAY = Problem("unavailable", 503, NO_DATABASE.titel, NO_DATABASE.melding, {"Retry-After": "60"})
NO_LOG = Problem("unavailable", 503, NO_LOGBOOK.titel, NO_LOGBOOK.melding, {"Retry-After": "60"})
ONLY_HTTPS = Problem(
    "https-required",
    403,
    "Alleen over https",
    "Dit verzoek kwam over een onbeveiligde verbinding, dus is uw sleutel te lezen geweest. Trek "
    "hem in, maak een nieuwe, en gebruik een adres dat met https begint.",
)


def not_allowed_here(allowed: str) -> Problem:
    """This address knows other methods, listed in `allowed`."""
    detail = f"Dit adres kent alleen: {allowed}."
    return Problem("method-not-allowed", 405, "Dat kan hier niet", detail, {"Allow": allowed})


def wrong_media_type(expected: str) -> Problem:
    """The body is not of the media type that this address reads."""
    return Problem(
        "unsupported-media-type",
        415,
        "Dit Content-Type wordt hier niet gelezen",
        f"Stuur de inhoud als {expected}.",
        {"Accept-Post": expected},
    )


def invalid(fouten: list[dict[str, str]]) -> Problem:
    """Something in the request has another form than it should; `fouten` says what and where."""
    found = Problem(
        "invalid-input",
        400,
        "Het verzoek klopt niet",
        "Kijk in `fouten` wat er ontbreekt of anders moet, en stuur het verzoek opnieuw.",
    )
    found.more = {"fouten": fouten}
    return found


def answer(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The answer that tells of a problem."""
    told = {
        "type": f"urn:uitkomst:{problem.kind}",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        "instance": _instance(request.path),
        **problem.more,
    }
    response = HttpResponse(
        json.dumps(told, ensure_ascii=False),
        status=problem.status,
        content_type=MEDIA_TYPE,
        headers=problem.headers,
    )
    response.problem_kind = problem.kind  # type: ignore[attr-defined]  # for the list of calls
    return response


def _instance(path: str) -> str:
    """The address that was asked; not one in which somebody wrote who a child is."""
    return "" if contains_bsn(REFERENCE.sub("", path)) else path


def answer_to(request: HttpRequest, error: Any) -> HttpResponse:
    """The answer to an exception; what nobody expected is logged, without its text."""
    # A file that is too large was dropped while it came in, so that it seems to be missing.
    dropped = getattr(request, "upload_too_large", False)
    problem = TOO_MUCH if dropped else _problem_of(error)
    if problem is UNEXPECTED:
        log.exception("an error in the api", exc_info=error)
    return answer(request, problem)


def _problem_of(error: Exception) -> Problem:
    if isinstance(error, Problem):
        return error
    if isinstance(error, NotAllowed):
        return _scope_missing(error)
    if isinstance(error, ValidationError):
        return invalid(faults(error.errors))
    for kinds, problem in _KNOWN:
        if isinstance(error, kinds):
            return problem
    if audit.is_unwritable(error):
        return NO_LOG
    return _refused(error) or UNEXPECTED


_KNOWN: tuple[tuple[tuple[type[Exception], ...], Problem], ...] = (
    ((AuthenticationError,), UNKNOWN_KEY),
    ((NotFound, Http404), NOTHING_HERE),
    ((RequestDataTooBig,), TOO_MUCH),
    ((HttpError, MultiPartParserError, SuspiciousOperation, UnreadablePostError), UNREADABLE),
    ((OperationalError, InterfaceError), AWAY),
)


def _scope_missing(error: NotAllowed) -> Problem:
    what = PERMISSIONS[error.permission].lower()
    return Problem(
        "insufficient-scope",
        403,
        "Deze sleutel mag dit niet",
        f"Hiervoor is een sleutel nodig waarmee dit mag: {what}. Maak die in het portaal onder "
        "Koppelingen.",
        {"WWW-Authenticate": f'{CHALLENGE}, error="insufficient_scope"'},
    )


def _refused(error: Exception) -> Problem | None:
    """A refusal out of the table of the services, named after its class."""
    refusal = refusal_of(error)
    if refusal is None:
        return None
    kind = re.sub(r"(?<!^)(?=[A-Z])", "-", type(error).__name__).lower()
    wait = getattr(error, "retry_after", None)
    headers = {"Retry-After": str(wait)} if wait else {}
    return Problem(kind, refusal.status, refusal.titel, refusal.melding, headers)
