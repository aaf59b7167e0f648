"""What a digital signature under an agreement is worth, in words that a reader understands.

The PDF is opened in the sandbox only, with bounds of its own. An intact signature of an issuer this
portal does not know is not enough: then a second person confirms the agreement. A signature that
is broken can not be confirmed away.
"""

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings

from uitkomst.intake.limits import MEGABYTE, Limits
from uitkomst.intake.refusals import UnreadableFile
from uitkomst.intake.sandbox import parent as sandbox
from uitkomst.register.models.overeenkomsten import Handtekening
from uitkomst.standard.identificatie import contains_bsn

TASKS = "uitkomst.services.deelnemers.signature_task"
LIMITS = Limits(memory_bytes=512 * MEGABYTE, cpu_seconds=20, wall_seconds=30, output_bytes=MEGABYTE)
SUFFIXES = (".pem", ".crt", ".cer", ".der")
LONGEST = 300  # characters of an explanation

NONE = "Er staat geen digitale handtekening in dit pdf-bestand."
UNREADABLE = (
    "Wij konden dit pdf-bestand niet verder lezen, ook niet of er een digitale handtekening in "
    "staat. Kijk of het bij u opengaat."
)
BROKEN = (
    "De digitale handtekening klopt niet: het bestand is na het ondertekenen veranderd of "
    "beschadigd. Vraag de aanbieder om het ongewijzigde bestand."
)
UNKNOWN = "De handtekening klopt en het bestand is daarna niet veranderd."
NOT_CHECKED = "De digitale handtekening is niet te controleren: zij is anders gemaakt dan gangbaar."
VALID = (
    "De handtekening klopt, het bestand is daarna niet veranderd en de uitgever van het "
    "certificaat is bekend. Of het certificaat is ingetrokken, is niet opgevraagd."
)

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Looked:
    """What was found (a Handtekening) and why, in Dutch."""

    handtekening: str
    uitleg: str


def look_at(pdf: bytes, *, now: datetime) -> Looked:
    """Look at the signatures of a PDF, however it is made; bounded in time, memory and output.

    Only where every signature is intact and of an issuer in UITKOMST_TRUST_ROOTS it is geldig.
    """
    # A signature says in plain bytes over which of them it is. Where a hostile file hides it, it
    # has none, and a second person looks.
    if b"/ByteRange" not in pdf:
        return Looked(Handtekening.GEEN, NONE)
    options = {"roots": trusted_roots(), "now": now.isoformat()}
    try:
        told = sandbox.run_task("look", pdf, options, LIMITS, tasks=TASKS).head
    except UnreadableFile:
        return Looked(Handtekening.GEEN, UNREADABLE)
    return _judged(told)


def trusted_roots() -> list[str]:
    """The trusted certificates as DER in base64: all that are in the folder the operator named.

    What cannot be read is trusted by nobody, and told in the log.
    """
    if not settings.TRUST_ROOTS:
        return []
    found = []
    try:
        for place in sorted(Path(settings.TRUST_ROOTS).iterdir()):
            if place.suffix.lower() in SUFFIXES:
                found += [_der(each) for each in _certificates(place.read_bytes())]
    except (OSError, ValueError) as error:
        log.warning("trusted certificates unreadable", kind=type(error).__name__)
    return found


def _certificates(content: bytes) -> list[x509.Certificate]:
    if b"-----BEGIN" in content:
        return x509.load_pem_x509_certificates(content)
    return [x509.load_der_x509_certificate(content)]


def _der(certificate: x509.Certificate) -> str:
    return base64.b64encode(certificate.public_bytes(Encoding.DER)).decode()


def _judged(told: dict[str, Any]) -> Looked:
    if not told["readable"]:
        return Looked(Handtekening.GEEN, UNREADABLE)
    signatures = told["signatures"]
    if not signatures:
        return Looked(Handtekening.GEEN, NONE)
    outcomes = {each["outcome"] for each in signatures}
    whose = _names("Ondertekend door", (each["signer"] for each in signatures))
    if "gebroken" in outcomes:
        return Looked(Handtekening.ONGELDIG, f"{BROKEN}{whose}"[:LONGEST])
    if outcomes == {"vertrouwd"}:
        return Looked(Handtekening.GELDIG, f"{VALID}{whose}"[:LONGEST])
    if "niet-te-controleren" in outcomes:
        return Looked(Handtekening.ONBEKEND, f"{NOT_CHECKED}{whose}"[:LONGEST])
    issuers = _names(
        "Niet op de lijst van dit portaal: de uitgever",
        (each["issuer"] for each in signatures if each["outcome"] != "vertrouwd"),
    )
    return Looked(Handtekening.ONBEKEND, f"{UNKNOWN}{whose}{issuers}"[:LONGEST])


def _names(before: str, names: Iterable[str]) -> str:
    """A sentence with the names; one that holds a number like a BSN is left out."""
    shown = [name for name in dict.fromkeys(names) if name and not contains_bsn(name)]
    return f" {before} {' en '.join(shown)}." if shown else ""
