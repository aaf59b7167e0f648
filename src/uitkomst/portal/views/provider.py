"""Signing in by an identity provider: there, and back."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from uitkomst.portal.views.session import wanted_page
from uitkomst.portal.views.uitnodiging import OPENED
from uitkomst.services.deelnemers import oidc
from uitkomst.services.guard import no_store, public
from uitkomst.services.refusals import NotFound


@public
@no_store
@require_safe
def there(request: HttpRequest) -> HttpResponse:
    """Go to the provider; with `uitnodiging` to accept the one that was opened in this session."""
    _require_provider()
    invited = request.session.get(OPENED) if "uitnodiging" in request.GET else None
    reference = UUID(invited) if invited else None
    return oidc.begin(request, next_url=wanted_page(request), uitnodiging=reference)


@public
@no_store
@require_safe
def back(request: HttpRequest) -> HttpResponse:
    """Come back from the provider, signed in or refused."""
    _require_provider()
    return oidc.finish(request)


def _require_provider() -> None:
    if not settings.OIDC.issuer:
        raise NotFound
