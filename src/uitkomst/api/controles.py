"""The sandbox: a file is checked and forgotten. Only the line in the list of calls stays."""

from typing import Annotated

from django.utils import timezone
from ninja import Field, Query, Router
from ninja.params.functions import Form

from uitkomst.access.permissions import Permission
from uitkomst.api.deliveries import PERIODE, Aantallen
from uitkomst.api.description import about
from uitkomst.api.files import Bestand, content_of
from uitkomst.api.findings import (
    Controle,
    OorzaakVorm,
    Taal,
    Vindplaats,
    controle_of,
    oorzaken_of,
    vindplaatsen_of,
)
from uitkomst.api.gate import MULTIPART, ApiRequest, Toegangssleutel
from uitkomst.api.problems import Problem
from uitkomst.api.shapes import Shape
from uitkomst.services.checking.check_only import Lezing, check_only
from uitkomst.standard.verslagperiode import Verslagperiode

router = Router(by_alias=True, tags=["Controleren"])
CHECK = Permission.CHECK_FILE
ABOUT_PERIOD = "Bijvoorbeeld 2026-1. Zonder zoeken we de periode in het bestand."


class KolomVorm(Shape):
    """Hoe één kolom van uw bestand is gelezen."""

    nummer: int = Field(ge=1)
    plaats: str = Field(examples=["kolom C"])
    kop: str = Field(description="De kop in uw bestand.")
    veld: str | None = Field(description="Ons veld; null is niet gelezen.")
    uitleg: str


class Nagekeken(Shape):
    """Wat de controle van een bestand vond. Er is niets van bewaard."""

    periode: str | None = Field(description="De periode waarop is gecontroleerd.")
    indeling: str = Field(description="De herkende indeling.")
    kolommen: list[KolomVorm]
    aantallen: Aantallen
    controle: Controle
    oorzaken: list[OorzaakVorm] = Field(description="De ernstigste eerst.")
    vindplaatsen: list[Vindplaats] = Field(description="Per oorzaak hooguit honderd.")


class Language(Shape):
    """In which language."""

    taal: Taal = Field("nl", description="De taal van meldingen en remedies.")


@router.post(
    "/controles",
    auth=Toegangssleutel(CHECK, MULTIPART),
    response=Nagekeken,
    operation_id="controleren",
    summary="Een bestand laten nakijken, zonder dat er iets wordt bewaard",
    url_name="api-controles",
    openapi_extra=about(CHECK, 411, 413, 415, 422),
)
def check(
    request: ApiRequest,
    query: Query[Language],
    bestand: Bestand,
    periode: Annotated[str | None, Form(None, pattern=PERIODE, description=ABOUT_PERIOD)] = None,
) -> Nagekeken:
    """Hier kunt u oefenen, met verzonnen bestanden. Dezelfde controle als bij aanleveren."""
    found = check_only(
        actor=request.actor,
        content=content_of(request, bestand),
        bestandsnaam=bestand.name or "",
        now=timezone.now(),
        periode=Verslagperiode.parse(periode) if periode else None,
    )
    kolommen = _columns(found.lezing)
    if found.result is None:
        raise _wrong_columns(found.melding, kolommen, found.lezing.ontbrekend)
    result = found.result
    return Nagekeken(
        periode=result.periode.code if result.periode else None,
        indeling=result.indeling,
        kolommen=kolommen,
        aantallen=Aantallen(
            totaal=result.totaal,
            goed=result.goed,
            geparkeerd=result.geparkeerd,
            bevestigen=result.bevestigen,
        ),
        controle=controle_of(result.uitgevoerd, result.overgeslagen, result.mislukt, result.notes),
        oorzaken=oorzaken_of(result.oorzaken, query.taal),
        vindplaatsen=vindplaatsen_of(result.bevindingen, result.oorzaken),
    )


def _columns(lezing: Lezing) -> list[KolomVorm]:
    """How each column was read, without the values that a page may show."""
    return [
        KolomVorm(
            nummer=each.nummer,
            plaats=each.plaats,
            kop=each.kop,
            veld=each.veld,
            uitleg=each.uitleg,
        )
        for each in lezing.kolommen
    ]


def _wrong_columns(melding: str, kolommen: list[KolomVorm], ontbrekend: tuple[str, ...]) -> Problem:
    problem = Problem("wrong-columns", 422, "Deze kolommen herkennen we niet", melding)
    problem.more = {
        "kolommen": [each.model_dump(by_alias=True) for each in kolommen],
        "ontbrekend": list(ontbrekend),
    }
    return problem
