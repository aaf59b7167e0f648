"""The mark every view carries: which permission it takes, or that it is public on purpose.

The mark refuses early; the service that the view calls checks again. A view without a mark is
found by the system check `uitkomst.E001`, so the portal does not start with one.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.contrib.auth.decorators import login_not_required
from django.core.checks import CheckMessage, Error
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control

from uitkomst.access.actor import require
from uitkomst.access.permissions import Permission
from uitkomst.services.refusals import NoOrganisatie

View = Callable[..., HttpResponse]

# Persons and findings: neither the browser nor anything on the way keeps the page.
no_store = cache_control(no_store=True, private=True)

FRESH_FOR = timedelta(minutes=5)
CONFIRMED = "bevestigd"  # In a session: when its owner last showed a factor, seconds since 1970.
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


def requires(permission: Permission) -> Callable[[View], View]:
    """Mark a view: only for an actor with this permission.

    The view raises NotAllowed, and NoOrganisatie for who is signed in and acts for nobody.
    """

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            actor = getattr(request, "actor", None)
            if actor is None:
                raise NoOrganisatie
            require(actor, permission)
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return mark


def public(view: View) -> View:
    """Mark a view: for everybody, signed in or not, on purpose."""
    view.permission = None  # type: ignore[attr-defined]
    view.before_factor = True  # type: ignore[attr-defined]
    return login_not_required(view)


def signed_in(view: View) -> View:
    """Mark a view: for everybody who is signed in with both factors, for whatever organisation."""
    view.permission = None  # type: ignore[attr-defined]
    return view


def enrolling(view: View) -> View:
    """Mark a view: also for who is signed in by password only, to set up the second factor."""
    view.permission = None  # type: ignore[attr-defined]
    view.before_factor = True  # type: ignore[attr-defined]
    return view


def may_before_factor(view: View) -> bool:
    """Whether a view is there for a session that has not seen a second factor."""
    return getattr(view, "before_factor", False)


def fresh(view: View) -> View:
    """Mark a view: only with a factor shown in the last five minutes; else that is asked first.

    What was sent meanwhile is not kept: the answer leads back to the page, to do it again.
    """
    return _fresh(view, ())


def fresh_to_change(view: View) -> View:
    """As `fresh`, for what changes something; who only looks is not asked."""
    return _fresh(view, SAFE_METHODS)


def _fresh(view: View, free: tuple[str, ...]) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method in free or is_fresh(request, timezone.now()):
            return view(request, *args, **kwargs)
        asked = {"next": _page_of(request), "terug": _sent_from(request)}
        if request.method not in SAFE_METHODS:
            asked["verstuurd"] = "1"
        return redirect(f"{reverse('bevestigen')}?{urlencode(asked)}")

    guarded.fresh = True  # type: ignore[attr-defined]
    return guarded


def _page_of(request: HttpRequest) -> str:
    """Where to go on: of what was sent the page it was sent from, as it may have none itself."""
    return (request.method not in SAFE_METHODS and _sent_from(request)) or request.get_full_path()


def _sent_from(request: HttpRequest) -> str:
    """The page of this portal with the link or the form; empty where the browser does not say."""
    page = urlsplit(request.headers.get("Referer", ""))
    if page.netloc != request.get_host():
        return ""
    return page._replace(scheme="", netloc="", fragment="").geturl()


def is_fresh(request: HttpRequest, now: datetime) -> bool:
    """Whether a factor was shown in this session in the last five minutes."""
    at = request.session.get(CONFIRMED)
    return at is not None and 0 <= now.timestamp() - at < FRESH_FOR.total_seconds()


def confirm_first(request: HttpRequest, now: datetime) -> str:
    """Where one shows a factor before filling in a form that will ask for it; empty when fresh."""
    if is_fresh(request, now):
        return ""
    return f"{reverse('bevestigen')}?{urlencode({'next': request.get_full_path()})}"


def confirm(request: HttpRequest, *, now: datetime) -> None:
    """Note that the owner of this session has just shown a factor."""
    request.session[CONFIRMED] = now.timestamp()


def permission_of(view: View) -> Permission | None:
    """What the mark of a view says; None takes no permission. Raises KeyError without a mark."""
    try:
        return view.permission  # type: ignore[attr-defined, no-any-return]
    except AttributeError:
        raise KeyError(getattr(view, "__qualname__", repr(view))) from None


def asks_fresh(view: View) -> bool:
    """Whether a view asks for a factor shown just now."""
    return getattr(view, "fresh", False)


def routes(patterns: list[Any] | None = None) -> Iterator[URLPattern]:
    """Every address of the portal, however deep it is included."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns)
        else:
            yield pattern


def every_view_has_a_mark(**_: Any) -> list[CheckMessage]:
    """The system check: an error for each address whose view says nothing about access."""
    return [
        Error(
            f"The view of '{route.name or route.pattern}' does not say who may see it.",
            hint="Mark it with @requires(Permission.…) or @public.",
            id="uitkomst.E001",
        )
        for route in routes()
        if not hasattr(route.callback, "permission")
    ]
