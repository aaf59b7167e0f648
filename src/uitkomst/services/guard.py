"""The mark every view carries: which permission it takes, or that it is public on purpose.

The mark refuses early; the service that the view calls checks again. A view without a mark is
found by the system check `uitkomst.E001`, so the portal does not start with one.
"""

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.checks import CheckMessage, Error
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver
from django.views.decorators.cache import cache_control

from uitkomst.access.actor import NotAllowed, require
from uitkomst.access.permissions import Permission

View = Callable[..., HttpResponse]

# Persons and findings: neither the browser nor anything on the way keeps the page.
no_store = cache_control(no_store=True, private=True)


def requires(permission: Permission) -> Callable[[View], View]:
    """Mark a view: only for an actor with this permission. The view raises NotAllowed."""

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            actor = getattr(request, "actor", None)
            if actor is None:
                raise NotAllowed(permission)
            require(actor, permission)
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return mark


def public(view: View) -> View:
    """Mark a view: for everybody, signed in or not, on purpose."""
    view.permission = None  # type: ignore[attr-defined]
    return login_not_required(view)


def permission_of(view: View) -> Permission | None:
    """What the mark of a view says; None is public. Raises KeyError for a view without a mark."""
    try:
        return view.permission  # type: ignore[attr-defined, no-any-return]
    except AttributeError:
        raise KeyError(getattr(view, "__qualname__", repr(view))) from None


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
