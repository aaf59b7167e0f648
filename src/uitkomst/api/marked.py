"""One's own file back with what was found marked in it. It holds persons, so it has its scope."""

from typing import Literal
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from ninja import Field, Query, Router

from uitkomst.access.permissions import Permission
from uitkomst.api.description import about, only
from uitkomst.api.findings import Taal
from uitkomst.api.gate import ApiRequest, Toegangssleutel
from uitkomst.api.problems import invalid
from uitkomst.api.shapes import Shape
from uitkomst.services.checking.marked import marked_file
from uitkomst.services.delivering import aanleveringen
from uitkomst.services.keyring import current_vault

router = Router(tags=["Aanleveringen"])
VIEW = Permission.VIEW_PERSONS
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"


class How(Shape):
    """In which form and language."""

    als: Literal["xlsx", "csv"] = Field(
        "xlsx", description="csv alleen als uw bestand een csv is; dan met een kolom erbij."
    )
    taal: Taal = Field("nl", description="De taal van de bevindingen.")


@router.get(
    "/aanleveringen/{uuid:referentie}/gemarkeerd",
    auth=Toegangssleutel(VIEW),
    operation_id="gemarkeerd",
    summary="Uw eigen bestand, met de bevindingen erin",
    url_name="api-gemarkeerd",
    openapi_extra={**about(VIEW, 404, 409, 422), **only(XLSX, CSV)},
)
def marked(request: ApiRequest, referentie: UUID, query: Query[How]) -> HttpResponse:
    """Hetzelfde werkboek met gekleurde cellen en een blad met oorzaken.

    Er staan persoonsgegevens in: elke keer staat in het logboek, en er is een sleutel voor nodig
    die mag lezen.
    """
    lezing = aanleveringen.detail(actor=request.actor, reference=referentie).lezing
    if query.als == "csv" and lezing is not None and lezing.soort != "csv":
        raise invalid([{"plaats": "query.als", "melding": "Uw bestand is geen csv; kies xlsx."}])
    made = marked_file(
        actor=request.actor,
        reference=referentie,
        now=timezone.now(),
        vault=current_vault(),
        als=query.als,
        taal=query.taal,
    )
    headers = {"Content-Disposition": content_disposition_header(True, made.naam) or "attachment"}
    return HttpResponse(made.content, content_type=made.media_type, headers=headers)
