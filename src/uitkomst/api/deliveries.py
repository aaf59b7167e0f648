"""An aanlevering as the API tells it, and what a system sends to decide about one."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field

from uitkomst.api.shapes import Page, Shape
from uitkomst.services.delivering.aanleveringen import AanleveringView, Progress

PERIODE = r"^20[0-9]{2}-[12]$"
TEXT = r"^[^\u0000]*$"  # the database holds every other character
Status = Literal[
    "concept", "gecontroleerd", "wacht-op-bevestiging", "geweigerd",
    "ingediend", "verwerkt", "vervangen", "ingetrokken", "weggegooid",
]  # fmt: skip


class Aantallen(Shape):
    """Rijen. Goed, geparkeerd en bevestigen zijn samen het totaal."""

    totaal: int = Field(ge=0)
    goed: int = Field(ge=0, description="Tellen mee als u indient.")
    geparkeerd: int = Field(ge=0, description="Wachten tot ze zijn verbeterd.")
    bevestigen: int = Field(ge=0, description="Hangen af van een vraag die nog openstaat.")


class Aanlevering(Shape):
    """Eén versie van uw bestand voor één periode."""

    referentie: UUID
    periode: str = Field(examples=["2026-1"])
    versie: int = Field(ge=1)
    status: Status
    route: Literal["bestand", "formulier", "api"] = Field(description="Hoe het binnenkwam.")
    bestandsnaam: str
    indeling: str = Field(description="De herkende indeling van het bestand.")
    revisie: int = Field(
        ge=0, description="Telt uw beslissingen. Stuur mee van welke revisie u uitging."
    )
    aantallen: Aantallen
    wordt_gecontroleerd: bool = Field(
        description="De aantallen zijn nog die van voor uw laatste beslissing."
    )
    mag_indienen: bool = Field(description="Er is niets dat indienen nu in de weg staat.")
    melding: str = Field(description="Waarom het bestand is geweigerd; anders leeg.")
    ontvangen_op: datetime
    ontvangen_door: str
    ingediend_op: datetime | None
    ingediend_door: str = Field(description="Leeg zolang er niet is ingediend.")


class Voortgang(Shape):
    """Hoe ver de controle is; na het indienen: hoe ver de cijfers zijn."""

    stand: Literal["wacht", "bezig", "klaar", "mislukt"]
    stap: str
    gedaan: int = Field(ge=0)
    totaal: int = Field(ge=0)
    melding: str = Field(description="Waarom het mislukte; anders leeg.")


class AanleveringMetVoortgang(Aanlevering):
    """Een aanlevering, met hoe ver het portaal ermee is."""

    voortgang: Voortgang


class Aanleveringen(Page):
    """De aanleveringen van uw organisatie, de nieuwste eerst."""

    aanleveringen: list[Aanlevering]


class Decision(Schema):
    """What a system sends; a field it does not know is a mistake and is told."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Antwoord(Decision):
    """Het antwoord op één oorzaak van ernst bevestigen."""

    naam: str = Field(max_length=60, description="De naam van de oorzaak.", examples=["V05_1"])
    ja: bool = Field(description="true: het klopt, de rijen tellen mee; false: ze wachten.")
    reden: str = Field(
        default="",
        max_length=300,
        pattern=TEXT,
        description="Waarom het klopt. Wordt bewaard; schrijf er geen persoonsgegevens in.",
    )


class Antwoorden(Decision):
    """Antwoorden op vragen van de controle."""

    revisie: int = Field(ge=0, le=2_147_483_647, description="Van welke revisie u uitging.")
    antwoorden: list[Antwoord] = Field(min_length=1, max_length=500)


class Indiening(Decision):
    """Indienen: vanaf nu telt deze versie, in plaats van de vorige."""

    revisie: int = Field(ge=0, le=2_147_483_647, description="Van welke revisie u uitging.")


class Intrekking(Decision):
    """Intrekken: deze versie telt niet meer, en er komt niets voor in de plaats."""

    reden: str = Field(
        min_length=1,
        max_length=300,
        pattern=TEXT,
        description="Waarom. Wordt bewaard; schrijf er geen persoonsgegevens in.",
        examples=["Verkeerd bestand aangeleverd"],
    )


def aanlevering_of(view: AanleveringView) -> Aanlevering:
    """The form of an aanlevering."""
    return Aanlevering(**_fields(view))


def with_progress(view: AanleveringView, progress: Progress) -> AanleveringMetVoortgang:
    """The form of an aanlevering, with how far the portal is with it."""
    voortgang = Voortgang(
        stand=progress.state,  # type: ignore[arg-type]  # pydantic holds it to the four
        stap=progress.step,
        gedaan=progress.done,
        totaal=progress.total,
        melding=progress.message,
    )
    return AanleveringMetVoortgang(**_fields(view), voortgang=voortgang)


def _fields(view: AanleveringView) -> dict[str, Any]:
    return {
        "referentie": view.reference,
        "periode": view.periode.code,
        "versie": view.versie,
        "status": view.status.lower().replace(" ", "-"),
        "route": view.route,
        "bestandsnaam": view.bestandsnaam,
        "indeling": view.indeling,
        "revisie": view.revisie,
        "aantallen": Aantallen(
            totaal=view.totaal,
            goed=view.goed,
            geparkeerd=view.geparkeerd,
            bevestigen=view.bevestigen,
        ),
        "wordt_gecontroleerd": view.checking,
        "mag_indienen": view.may_confirm,
        "melding": view.melding,
        "ontvangen_op": view.received_at,
        "ontvangen_door": view.received_by,
        "ingediend_op": view.submitted_at,
        "ingediend_door": view.submitted_by,
    }
