"""For whatever watches over the server."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from uitkomst.services import health as service
from uitkomst.services.guard import public


@public
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Say whether the portal can work, as 200 or 503."""
    fine = service.healthy()
    return JsonResponse({"gezond": fine}, status=200 if fine else 503)
