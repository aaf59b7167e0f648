"""The header Idempotency-Key: a request that is sent again does not deliver again."""

import re

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from uitkomst.api.problems import invalid
from uitkomst.standard.identificatie import contains_bsn

HEADER = "Idempotency-Key"
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
"""Drawn by lot; one in 130 holds digits that could be a BSN."""
FORM = re.compile(r"[\x21-\x7e]{1,80}")  # as long as the books keep
PARAMETER = {
    "name": HEADER,
    "in": "header",
    "required": True,
    "description": "Kies voor elke nieuwe aanlevering een eigen sleutel, bijvoorbeeld een UUID, en "
    "stuur bij een herhaald verzoek dezelfde. Dan ontstaat er één aanlevering. Met een andere "
    "inhoud volgt 409.",
    "schema": {
        "type": "string",
        "minLength": 1,
        "maxLength": 80,
        "pattern": "^[!-~]{1,80}$",
        "examples": ["7d9f3c1e-5b0a-4c53-9a68-2f6f1d1f0b11"],
    },
}


def idempotency_key(request: HttpRequest) -> str:
    """The key that came with a request. Raises Problem: none, malformed, or one with a BSN in it.

    It stands in the books, so it may not be about a person.
    """
    given = request.headers.get(HEADER, "")
    if not FORM.fullmatch(given):
        melding = "Stuur een sleutel van 1 tot en met 80 zichtbare tekens mee, zonder spaties."
    elif not UUID.fullmatch(given) and contains_bsn(given):
        melding = "Hier staat een getal in dat een BSN kan zijn. Kies een willekeurige sleutel."
    else:
        return given
    raise invalid([{"plaats": f"header.{HEADER}", "melding": melding}])


def fingerprint(periode: str, content: bytes) -> str:
    """What makes two requests the same, the period and the bytes of the file, as a keyed hash.

    Keyed: of a file with one row anybody could try all BSNs against a plain one.
    """
    asked = periode.encode() + b"\0" + content
    mac: str = salted_hmac(HEADER, asked, algorithm="sha256").hexdigest()
    return mac
