"""A file that came with a request: in memory, not empty, and not too large for the portal."""

from typing import Annotated

from django.utils import timezone
from ninja.files import UploadedFile
from ninja.params.functions import File

from uitkomst.api.gate import ApiRequest
from uitkomst.api.problems import TOO_MUCH, UNKNOWN_KEY, invalid
from uitkomst.services.systems import api_keys

Bestand = Annotated[
    UploadedFile, File(..., description="Het bestand, zoals u het voor het CBS maakt.")
]


def content_of(request: ApiRequest, bestand: UploadedFile) -> bytes:
    """The bytes of the file. Raises Problem when it is too large or empty.

    And when the key was revoked while the file was coming in, which can take minutes.
    """
    if not api_keys.still_opens(request.api_call.sleutel, timezone.now()):
        raise UNKNOWN_KEY
    if getattr(request, "upload_too_large", False):
        raise TOO_MUCH
    content: bytes = bestand.read()
    if not content:
        raise invalid([{"plaats": "file.bestand", "melding": "Dit bestand is leeg."}])
    return content
