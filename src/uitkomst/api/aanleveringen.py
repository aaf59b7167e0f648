"""Deliver a file, and see what became of it."""

from typing import Annotated
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from ninja import Field, Query, Router
from ninja.params.functions import Form

from uitkomst.access.permissions import Permission
from uitkomst.api.deliveries import (
    PERIODE,
    Aanlevering,
    Aanleveringen,
    AanleveringMetVoortgang,
    aanlevering_of,
    with_progress,
)
from uitkomst.api.description import about
from uitkomst.api.files import Bestand, content_of
from uitkomst.api.findings import (
    Bevindingen,
    Taal,
    controle_of,
    oorzaken_of,
    vindplaatsen_of,
)
from uitkomst.api.gate import MULTIPART, ApiRequest, Toegangssleutel
from uitkomst.api.idempotency import PARAMETER, fingerprint, idempotency_key
from uitkomst.api.shapes import PageQuery
from uitkomst.services.delivering import aanleveringen as service
from uitkomst.services.keyring import current_vault
from uitkomst.services.systems import api_calls
from uitkomst.standard.verslagperiode import Verslagperiode

router = Router(by_alias=True, tags=["Aanleveringen"])
VIEW, SUBMIT = Permission.VIEW_AANLEVERING, Permission.SUBMIT_AANLEVERING


class Which(PageQuery):
    """Which aanleveringen to list."""

    periode: str | None = Field(
        None, pattern=PERIODE, description="Alleen van deze periode.", examples=["2026-1"]
    )


class FindingsQuery(PageQuery):
    """Which page of the places, and in which language."""

    taal: Taal = Field("nl", description="De taal van meldingen en remedies.")


@router.post(
    "/aanleveringen",
    auth=Toegangssleutel(SUBMIT, MULTIPART),
    response={202: Aanlevering},
    operation_id="aanleveren",
    summary="Een bestand aanleveren",
    url_name="api-aanleveringen",
    openapi_extra={
        **about(SUBMIT, 409, 411, 413, 415, 422),
        "parameters": [PARAMETER],
        "x-location": "Het adres van de aanlevering; vraag daar de status.",
    },
)
def deliver(
    request: ApiRequest,
    response: HttpResponse,
    bestand: Bestand,
    periode: Annotated[str, Form(..., pattern=PERIODE, description="Bijvoorbeeld 2026-1.")],
) -> Aanlevering:
    """Het bestand wordt verzegeld bewaard als concept en gecontroleerd.

    Een klein bestand is gecontroleerd zodra het antwoord komt, van een groot ziet u de voortgang op
    het adres in Location. Niets telt mee voordat u indient.
    """
    now, actor = timezone.now(), request.actor
    key, content = idempotency_key(request), content_of(request, bestand)
    made = api_calls.earlier(
        call=request.api_call,
        idempotency_key=key,
        afdruk=fingerprint(periode, content),
        now=now,
    )
    if made is None:
        made = service.receive(
            actor=actor,
            periode=Verslagperiode.parse(periode),
            content=content,
            bestandsnaam=bestand.name or "",
            now=now,
            vault=current_vault(),
            route="api",
        ).reference
    api_calls.delivered(call=request.api_call, aanlevering=made)
    response.headers["Location"] = reverse("api-aanlevering", args=[made])
    return aanlevering_of(service.detail(actor=actor, reference=made).aanlevering)


@router.get(
    "/aanleveringen",
    auth=Toegangssleutel(VIEW),
    response=Aanleveringen,
    operation_id="aanleveringen",
    summary="Alle aanleveringen",
    url_name="api-aanleveringen",
    openapi_extra=about(VIEW),
)
def index(request: ApiRequest, query: Query[Which]) -> Aanleveringen:
    """De aanleveringen van uw organisatie, ook die op een pagina zijn gedaan."""
    found = [
        each
        for each in service.visible_to(actor=request.actor)
        if query.periode in (None, each.periode.code)
    ]
    return Aanleveringen(
        aanleveringen=[aanlevering_of(each) for each in query.of(found)],
        totaal=len(found),
        pagina=query.pagina,
        per_pagina=query.per_pagina,
    )


@router.get(
    "/aanleveringen/{uuid:referentie}",
    auth=Toegangssleutel(VIEW),
    response=AanleveringMetVoortgang,
    operation_id="aanlevering",
    summary="Eén aanlevering, met de voortgang",
    url_name="api-aanlevering",
    openapi_extra=about(VIEW, 404),
)
def show(request: ApiRequest, referentie: UUID) -> AanleveringMetVoortgang:
    """Status, aantallen en voortgang. Vraag dit niet vaker dan eens in de twee seconden."""
    found = service.detail(actor=request.actor, reference=referentie)
    progress = service.progress(actor=request.actor, reference=referentie)
    return with_progress(found.aanlevering, progress)


@router.get(
    "/aanleveringen/{uuid:referentie}/bevindingen",
    auth=Toegangssleutel(VIEW),
    response=Bevindingen,
    operation_id="bevindingen",
    summary="Wat er is gevonden",
    url_name="api-bevindingen",
    openapi_extra=about(VIEW, 404),
)
def findings(request: ApiRequest, referentie: UUID, query: Query[FindingsQuery]) -> Bevindingen:
    """Oorzaken, en plekken in uw bestand. Nooit wat er staat: dat hebt u zelf."""
    found = service.detail(actor=request.actor, reference=referentie)
    return Bevindingen(
        controle=controle_of(found.uitgevoerd, found.overgeslagen, found.mislukt, found.notes),
        oorzaken=oorzaken_of(found.oorzaken, query.taal),
        vindplaatsen=vindplaatsen_of(query.of(found.bevindingen), found.oorzaken),
        totaal=len(found.bevindingen),
        pagina=query.pagina,
        per_pagina=query.per_pagina,
    )


@router.delete(
    "/aanleveringen/{uuid:referentie}",
    auth=Toegangssleutel(SUBMIT),
    response={204: None},
    operation_id="weggooien",
    summary="Een concept weggooien",
    url_name="api-aanlevering",
    openapi_extra=about(SUBMIT, 404, 409),
)
def discard(request: ApiRequest, referentie: UUID) -> None:
    """Alleen wat niet is ingediend kan weg; daarna is er niets van over."""
    service.discard(
        actor=request.actor, reference=referentie, now=timezone.now(), vault=current_vault()
    )
