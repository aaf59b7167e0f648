"""Decide about an aanlevering: answer its questions, submit it, withdraw it."""

from uuid import UUID

from django.utils import timezone
from ninja import Router

from uitkomst.access.permissions import Permission
from uitkomst.api.deliveries import (
    Aanlevering,
    Antwoorden,
    Indiening,
    Intrekking,
    aanlevering_of,
)
from uitkomst.api.description import about
from uitkomst.api.gate import JSON, ApiRequest, Toegangssleutel
from uitkomst.services.deciding import bewerkingen
from uitkomst.services.delivering import submission
from uitkomst.services.keyring import current_vault

router = Router(by_alias=True, tags=["Beslissen"])
SUBMIT = Permission.SUBMIT_AANLEVERING
OWN_PROBLEMS = about(SUBMIT, 404, 409, 411, 415, 422)


@router.post(
    "/aanleveringen/{uuid:referentie}/antwoorden",
    auth=Toegangssleutel(SUBMIT, JSON),
    response=Aanlevering,
    operation_id="antwoorden",
    summary="Vragen beantwoorden",
    url_name="api-antwoorden",
    openapi_extra=OWN_PROBLEMS,
)
def answer(request: ApiRequest, referentie: UUID, body: Antwoorden) -> Aanlevering:
    """Zeg van oorzaken van ernst bevestigen of het klopt; bij ja hoort een reden.

    Daarna wordt de aanlevering opnieuw gecontroleerd. Laat een mens antwoorden: een systeem dat
    altijd ja zegt, laat fouten meetellen.
    """
    return aanlevering_of(
        bewerkingen.answer(
            actor=request.actor,
            reference=referentie,
            revisie=body.revisie,
            antwoorden={each.naam: (each.ja, each.reden) for each in body.antwoorden},
            now=timezone.now(),
            vault=current_vault(),
        )
    )


@router.post(
    "/aanleveringen/{uuid:referentie}/indienen",
    auth=Toegangssleutel(SUBMIT, JSON),
    response=Aanlevering,
    operation_id="indienen",
    summary="Indienen",
    url_name="api-indienen",
    openapi_extra=OWN_PROBLEMS,
)
def submit(request: ApiRequest, referentie: UUID, body: Indiening) -> Aanlevering:
    """Vanaf nu telt deze versie, in plaats van de vorige. Geparkeerde rijen tellen niet mee.

    Kan zodra de controle klaar is en alle vragen zijn beantwoord. Met indienen verklaart u dat de
    gegevens naar uw weten volledig en juist zijn.
    """
    return aanlevering_of(
        submission.confirm(
            actor=request.actor,
            reference=referentie,
            revisie=body.revisie,
            now=timezone.now(),
        )
    )


@router.post(
    "/aanleveringen/{uuid:referentie}/intrekken",
    auth=Toegangssleutel(SUBMIT, JSON),
    response=Aanlevering,
    operation_id="intrekken",
    summary="Een ingediende versie intrekken",
    url_name="api-intrekken",
    openapi_extra=OWN_PROBLEMS,
)
def withdraw(request: ApiRequest, referentie: UUID, body: Intrekking) -> Aanlevering:
    """Deze versie telt niet meer, en er komt niets voor in de plaats."""
    return aanlevering_of(
        submission.withdraw(
            actor=request.actor, reference=referentie, reden=body.reden, now=timezone.now()
        )
    )
