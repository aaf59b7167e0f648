"""Files that leave the portal: always to be saved, never shown by the browser."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header


def attachment(content: bytes, naam: str, media_type: str) -> HttpResponse:
    """Give a file to save under this name; it is kept nowhere on its way."""
    answer = HttpResponse(content, content_type=media_type)
    disposition = content_disposition_header(as_attachment=True, filename=naam)
    answer["Content-Disposition"] = disposition or "attachment"
    answer["Cache-Control"] = "no-store, private"
    return answer
