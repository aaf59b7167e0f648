"""The published description (OpenAPI 3.1): what ninja derives, with what it does not know.

That every answer names the version, that errors are problems, what each error means, which scopes
a key needs: said once here, for all operations.
"""

import json
from email.utils import parseaddr
from functools import cache
from http import HTTPStatus
from typing import Any

from django.conf import settings

from uitkomst.api.application import api
from uitkomst.api.description import PROBLEMS_KEY, SCOPES_KEY
from uitkomst.api.gate import Toegangssleutel
from uitkomst.api.problems import MEDIA_TYPE
from uitkomst.api.shapes import Probleem

LICENSE = {"name": "EUPL-1.2", "identifier": "EUPL-1.2"}
METHODS = ("get", "post", "delete")
VERSION_HEADER = {
    "description": "De volledige versie van de API.",
    "schema": {"type": "string", "examples": [api.version]},
}
RETRY_AFTER = {
    "description": "Over hoeveel seconden u het weer kunt proberen.",
    "schema": {"type": "integer", "minimum": 1},
}
ALWAYS = {
    401: "Geen geldige sleutel: onbekend, verlopen of ingetrokken.",
    403: "Deze sleutel mag dit niet, of er is geen geldige verwerkersovereenkomst.",
    429: "Te veel verzoeken; wacht zo lang als in Retry-After staat.",
    500: "Er ging iets mis in het portaal.",
    503: "Het portaal is even niet bereikbaar.",
}
SOMETIMES = {
    400: "Het verzoek klopt niet; `fouten` zegt wat.",
    404: "Dit bestaat niet, of is niet van uw organisatie.",
    409: "Dit kan nu niet; `type` en `detail` zeggen waarom.",
    411: "Content-Length ontbreekt.",
    413: "Het bestand is te groot.",
    415: "Dit Content-Type wordt hier niet gelezen.",
    422: "De inhoud is niet te gebruiken.",
}


@cache
def description() -> dict[str, Any]:
    """The whole description, as it stands at /api/v1/openapi.json."""
    made = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/"), default=str))
    made["info"] |= {"contact": _contact(), "license": LICENSE}
    made["servers"] = [{"url": "/api/v1", "description": "Dit portaal"}]
    made["components"]["schemas"]["Probleem"] = Probleem.model_json_schema(
        ref_template="#/components/schemas/{model}"
    )
    _definitions_up(made["components"]["schemas"])
    made["components"]["responses"] = {
        str(status): _problem(status, told) for status, told in (ALWAYS | SOMETIMES).items()
    }
    made["components"]["securitySchemes"] = {
        Toegangssleutel.__name__: {
            "type": "http",
            "scheme": "bearer",
            "description": "Een sleutel van de pagina Koppelingen.",
        }
    }
    for way in made["paths"].values():
        for method in METHODS:
            if method in way:
                _complete(way[method])
    return made  # type: ignore[no-any-return]


def _contact() -> dict[str, str]:
    """Whom a vendor asks: the address that this portal sends its mail from."""
    name, email = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return {"name": name, "email": email, "url": settings.ADDRESS}


def _complete(operation: dict[str, Any]) -> None:
    answers = operation["responses"]
    operation["parameters"] = operation.get("parameters") or []
    for status in list(answers):
        if status.startswith("2"):
            answers[status]["description"] = HTTPStatus(int(status)).phrase
            headers = answers[status].setdefault("headers", {})
            headers["API-Version"] = VERSION_HEADER
            if "x-location" in operation:
                told = operation.pop("x-location")
                headers["Location"] = {"description": told, "schema": {"type": "string"}}
    operation["security"] = [{Toegangssleutel.__name__: operation.pop(SCOPES_KEY, [])}]
    extra = operation.pop(PROBLEMS_KEY, [])
    if operation["parameters"] or "requestBody" in operation:
        extra = [*extra, 400]
    for status in sorted({*ALWAYS, *extra}):
        answers[str(status)] = {"$ref": f"#/components/responses/{status}"}


def _problem(status: int, told: str) -> dict[str, Any]:
    headers: dict[str, Any] = {"API-Version": VERSION_HEADER}
    if status in (429, 503):
        headers["Retry-After"] = RETRY_AFTER
    if status == 401:
        headers["WWW-Authenticate"] = {"schema": {"type": "string"}}
    schema = {"$ref": "#/components/schemas/Probleem"}
    return {"description": told, "headers": headers, "content": {MEDIA_TYPE: {"schema": schema}}}


def _definitions_up(schemas: dict[str, Any]) -> None:
    """Forms that stood inside another one get a place of their own."""
    for form in list(schemas.values()):
        schemas.update(form.pop("$defs", {}))
