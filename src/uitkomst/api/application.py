"""The API as one object: its rooms, its errors, and the version that every answer names."""

from django.http import Http404
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from uitkomst.api import aanleveringen, controles, decisions, marked, perioden, receipts
from uitkomst.api.problems import answer_to

VERSION = "1.0.0"

DESCRIPTION = """\
Aanleveren aan het portaal Uitkomst vanuit een eigen systeem: controleren, aanleveren, vragen
beantwoorden, indienen. Dezelfde controles, dezelfde kluis en hetzelfde logboek als op de pagina's.

Maak in het portaal onder *Koppelingen* een sleutel en stuur hem mee als
`Authorization: Bearer uk_…`. Elke fout is `application/problem+json` (RFC 9457); kies in uw
programma op `type`. Een sleutel mag 60 verzoeken per minuut doen en 20 bestanden per uur sturen.
Bij te veel volgt 429, met in `Retry-After` het aantal seconden.
"""

api = NinjaAPI(
    title="Uitkomst: aanleveren",
    version=VERSION,
    description=DESCRIPTION,
    openapi_url=None,
    docs_url=None,
    urls_namespace="api",
)
for kind in (Exception, Http404, HttpError, ValidationError):
    api.add_exception_handler(kind, answer_to)
for room in (perioden, controles, aanleveringen, decisions, receipts, marked):
    api.add_router("", room.router)
