"""Where to report a weakness (RFC 9116), for whoever finds one."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from uitkomst.services.guard import public


@public
@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Give security.txt; it is not there when nobody was named, or when its time is over."""
    text = settings.SECURITY_TXT.text()
    if not text:
        raise Http404
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
