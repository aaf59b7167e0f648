"""Looks at the digital signatures of a PDF: a task for the sandbox's child, never for the portal.

A child can open nothing, so nothing is fetched: whether a certificate was revoked is only known
where the PDF itself says it. It also has no event loop; pyHanko's checks wait for nothing once
fetching is off, so they are driven by hand.
"""

import base64
from collections.abc import Coroutine, Iterator
from datetime import datetime
from io import BytesIO
from typing import Any

from asn1crypto import x509
from cryptography.hazmat.backends.openssl import backend
from pyhanko.pdf_utils import filters
from pyhanko.pdf_utils.crypt import pdfmac
from pyhanko.pdf_utils.metadata import xmp_xml
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.errors import DisallowedAlgorithmError, SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext

from uitkomst.intake.limits import Limits
from uitkomst.intake.sandbox.child import Head, Task

LOADED = (backend, filters, pdfmac, xmp_xml)
"""What is otherwise only loaded when it is used, and then nothing can be loaded any more."""

MOST_SIGNATURES = 20
LONGEST_NAME = 80


class _Waits(Exception):
    """A check wants to wait for something outside, which it cannot have here."""


def look(pdf: bytes, options: dict[str, Any], limits: Limits) -> tuple[Head, bytes]:
    """What can be said of each signature in the PDF, as `signatures`; `readable` says if it opens.

    `options`: `roots`, the certificates that are trusted (DER in base64), and `now`.
    """
    roots = [
        x509.Certificate.load(base64.b64decode(each), strict=True)
        for each in options.get("roots", [])
    ]
    now = datetime.fromisoformat(options["now"])
    try:
        found = list(_signatures(pdf))
    except (PdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError):
        return {"readable": False, "signatures": []}, b""
    return {"readable": True, "signatures": [_look_at(each, roots, now) for each in found]}, b""


def _signatures(pdf: bytes) -> Iterator[EmbeddedPdfSignature]:
    reader = PdfFileReader(BytesIO(pdf), strict=False)
    for number, signature in enumerate(reader.embedded_regular_signatures):
        if number == MOST_SIGNATURES:
            raise ValueError("more signatures than an agreement has")
        yield signature


def _look_at(
    signature: EmbeddedPdfSignature, roots: list[x509.Certificate], now: datetime
) -> dict[str, Any]:
    """`outcome` is klopt, vertrouwd, gebroken or niet-te-controleren; with whose and by whom."""
    try:
        told = {
            "signer": _name(signature.signer_cert.subject),
            "issuer": _name(signature.signer_cert.issuer),
        }
    except Exception:  # whatever a hostile signature brings about
        return {"outcome": "niet-te-controleren", "signer": "", "issuer": ""}
    # A PDF with embedded revocation lists is no reason to go out and look for more.
    context = ValidationContext(
        trust_roots=roots, allow_fetching=False, moment=now, revocation_mode="soft-fail"
    )
    try:
        status = _driven(async_validate_pdf_signature(signature, context))
    except DisallowedAlgorithmError:
        return {"outcome": "niet-te-controleren", **told}
    except SignatureValidationError:
        return {"outcome": "gebroken", **told}
    except Exception:  # the same
        return {"outcome": "niet-te-controleren", **told}
    return {"outcome": _outcome(status), **told}


def _outcome(status: PdfSignatureStatus) -> str:
    if not status.intact or not status.valid:
        return "gebroken"
    # Signed, and then changed by more than further signatures and filled-in fields.
    if not status.docmdp_ok:
        return "gebroken"
    return "vertrouwd" if status.bottom_line else "klopt"


def _driven(check: Coroutine[Any, Any, PdfSignatureStatus]) -> PdfSignatureStatus:
    try:
        check.send(None)
    except StopIteration as ended:
        status: PdfSignatureStatus = ended.value
        return status
    check.close()
    raise _Waits


def _name(name: x509.Name) -> str:
    """The organisation and the common name; nothing else, a serial number may be a person's."""
    parts = name.native
    shown = dict.fromkeys(
        str(parts[part]) for part in ("common_name", "organization_name") if parts.get(part)
    )
    return ", ".join(shown)[:LONGEST_NAME]


TASKS: dict[str, Task] = {"look": look}
"""Each task by name."""

TRIALS: tuple[tuple[str, bytes], ...] = ()
"""Nothing is loaded on first use."""
