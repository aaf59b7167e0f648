"""The receipt of what was submitted: as facts for a program, or as the PDF for the archive."""

from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from ninja import Router
from pydantic import Field

from uitkomst.access.permissions import Permission
from uitkomst.api.description import about, also
from uitkomst.api.gate import ApiRequest, Toegangssleutel
from uitkomst.api.shapes import Shape
from uitkomst.services.delivering import receipt
from uitkomst.services.keyring import current_vault

router = Router(by_alias=True, tags=["Aanleveringen"])
VIEW = Permission.VIEW_AANLEVERING
PDF = "application/pdf"


class TellingVorm(Shape):
    """Rijen van één gemeente."""

    gemeente: str
    telt_mee: int = Field(ge=0)
    geparkeerd: int = Field(ge=0)


class RedenVorm(Shape):
    """Waarom rijen geparkeerd zijn."""

    regel: str
    melding: str
    aantal: int = Field(ge=0)


class AntwoordVorm(Shape):
    """Een vraag van de controle en wat er is geantwoord."""

    vraag: str
    aantal: int | None
    antwoord: str
    reden: str
    door: str
    op: datetime


class HandelingVorm(Shape):
    """Wat iemand voor dit bestand koos."""

    wat: str
    aantal: int | None
    door: str
    op: datetime


class Controlegetallen(Shape):
    """SHA-256, hexadecimaal; leeg zonder geldige verwerkersovereenkomst, of als ze er niet zijn."""

    bestand: str = Field(description="Van de bytes die u stuurde.")
    rijen: str = Field(description="Van de rijen zoals ze zijn verzegeld.")
    regels: str = Field(description="Van de regels waarmee is gecontroleerd.")


class Ontvangstbewijs(Shape):
    """Wat er is ingediend, door wie, en hoe het is gecontroleerd."""

    referentie: UUID
    aanbieder: str
    kvk: str
    periode: str = Field(examples=["2026-1"])
    versie: int = Field(ge=1)
    route: str
    bestandsnaam: str
    ontvangen_op: datetime
    ontvangen_door: str
    ingediend_op: datetime
    ingediend_door: str
    totaal: int = Field(ge=0)
    telt_mee: int = Field(ge=0)
    geparkeerd: int = Field(ge=0)
    weggelaten: int = Field(ge=0, description="Rijen die u zelf wegliet.")
    gemeenten: list[TellingVorm] | None = Field(
        description="null zonder geldige verwerkersovereenkomst, of als de rijen er niet meer zijn."
    )
    parkeerredenen: list[RedenVorm]
    antwoorden: list[AntwoordVorm]
    verdwenen: list[AntwoordVorm] = Field(
        description="Lopende hulp uit de vorige periode die in dit bestand ontbreekt."
    )
    handelingen: list[HandelingVorm]
    regels_uitgevoerd: int = Field(ge=0)
    regels_overgeslagen: int = Field(ge=0)
    protocol: int | None = Field(description="Versie van het informatieprotocol.")
    sha256: Controlegetallen
    verklaring: str


@router.get(
    "/aanleveringen/{uuid:referentie}/ontvangstbewijs",
    auth=Toegangssleutel(VIEW),
    response=Ontvangstbewijs,
    operation_id="ontvangstbewijs",
    summary="Het ontvangstbewijs",
    url_name="api-ontvangstbewijs",
    openapi_extra={**about(VIEW, 404, 409), **also(PDF)},
)
def show(request: ApiRequest, referentie: UUID) -> Ontvangstbewijs | HttpResponse:
    """Er is er een zodra u hebt ingediend. Vraag met `Accept: application/pdf` om de pdf."""
    actor, vault = request.actor, current_vault()
    if request.get_preferred_type(["application/json", PDF]) == PDF:
        content = receipt.receipt(
            actor=actor, reference=referentie, now=timezone.now(), vault=vault
        )
        return HttpResponse(content, content_type=PDF)
    return _form(
        receipt.receipt_of(actor=actor, reference=referentie, now=timezone.now(), vault=vault)
    )


def _form(made: receipt.Receipt) -> Ontvangstbewijs:
    counted = None if made.gemeenten is None else [_counts(each) for each in made.gemeenten]
    return Ontvangstbewijs(
        referentie=made.reference,
        aanbieder=made.aanbieder,
        kvk=made.kvk,
        periode=made.periode.code,
        versie=made.versie,
        route=made.route,
        bestandsnaam=made.bestandsnaam,
        ontvangen_op=made.received_at,
        ontvangen_door=made.received_by,
        ingediend_op=made.submitted_at,
        ingediend_door=made.submitted_by,
        totaal=made.totaal,
        telt_mee=made.goed,
        geparkeerd=made.geparkeerd,
        weggelaten=made.weggelaten,
        gemeenten=counted,
        parkeerredenen=[
            RedenVorm(regel=each.regel, melding=each.melding, aantal=each.aantal)
            for each in made.parkeerredenen
        ],
        antwoorden=[_answer(each) for each in made.antwoorden],
        verdwenen=[_answer(each) for each in made.verdwenen],
        handelingen=[
            HandelingVorm(wat=each.wat, aantal=each.aantal, door=each.door, op=each.at)
            for each in made.handelingen
        ],
        regels_uitgevoerd=made.regels_uitgevoerd,
        regels_overgeslagen=made.regels_overgeslagen,
        protocol=made.protocol,
        sha256=Controlegetallen(
            bestand=made.sha256_bron, rijen=made.sha256_rijen, regels=made.sha256_regels
        ),
        verklaring=made.verklaring,
    )


def _counts(each: receipt.Telling) -> TellingVorm:
    return TellingVorm(gemeente=each.gemeente, telt_mee=each.telt_mee, geparkeerd=each.geparkeerd)


def _answer(each: receipt.Antwoord) -> AntwoordVorm:
    return AntwoordVorm(
        vraag=each.vraag,
        aantal=each.aantal,
        antwoord=each.antwoord,
        reden=each.reden,
        door=each.door,
        op=each.at,
    )
