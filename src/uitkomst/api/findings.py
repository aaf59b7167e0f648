"""What a check found, as the API tells it: causes, and places in the sender's file; no values."""

from collections.abc import Iterable, Sequence
from typing import Literal

from pydantic import Field

from uitkomst.api.shapes import Page, Shape
from uitkomst.services.aanlevering.views import Finding, Oorzaak, in_taal

Taal = Literal["nl", "en"]
Ernst = Literal["bestand", "blokkeert", "bevestigen", "tip"]


class OorzaakVorm(Shape):
    """Alles wat om één reden niet klopt."""

    naam: str = Field(
        description="Uniek binnen een aanlevering; gebruik hem om een vraag te beantwoorden.",
        examples=["V05_1"],
    )
    regel: str = Field(description="Code in het regelboek.", examples=["V05"])
    ernst: Ernst = Field(
        description="bestand: niet te gebruiken; blokkeert: de rij wacht; bevestigen: zeg of het "
        "klopt; tip: er hoeft niets."
    )
    aantal: int = Field(description="Hoe vaak.", ge=0)
    veld: str | None = Field(description="Het veld waarover het gaat.")
    melding: str = Field(description="Wat er niet klopt.")
    remedie: str = Field(description="Wat u kunt doen.")
    antwoord: bool | None = Field(
        description="Bij ernst bevestigen: wat u antwoordde; null is nog niet beantwoord."
    )


class Vindplaats(Shape):
    """Eén plek in uw bestand waar een oorzaak speelt; nooit wat er staat."""

    oorzaak: str = Field(description="De naam van de oorzaak.", examples=["V05_1"])
    rij: int | None = Field(description="Regel of rij in uw bestand; null is het hele bestand.")
    veld: str | None = Field(description="Het veld.")
    cel: str | None = Field(description="De cel in een rekenblad.", examples=["C12"])


class Overgeslagen(Shape):
    """Een regel die niet kon worden gecontroleerd."""

    regel: str = Field(examples=["V22"])
    reden: str


class Controle(Shape):
    """Welke regels zijn gecontroleerd. Staat er iets onder mislukt, dan is de controle mislukt."""

    uitgevoerd: list[str] = Field(description="Codes van de gecontroleerde regels.")
    overgeslagen: list[Overgeslagen]
    mislukt: list[str] = Field(description="Codes van regels die vastliepen.")
    opmerkingen: list[str] = Field(description="Wat bij het lezen opviel, in het Nederlands.")


class Bevindingen(Page):
    """De uitkomst van een controle. Per oorzaak staan hooguit honderd vindplaatsen."""

    controle: Controle
    oorzaken: list[OorzaakVorm] = Field(description="Alle oorzaken, de ernstigste eerst.")
    vindplaatsen: list[Vindplaats] = Field(description="Dit blad met vindplaatsen.")


def controle_of(
    uitgevoerd: Iterable[str],
    overgeslagen: Iterable[tuple[str, str]],
    mislukt: Iterable[str],
    notes: Iterable[str],
) -> Controle:
    """The form of which rules ran."""
    return Controle(
        uitgevoerd=list(uitgevoerd),
        overgeslagen=[Overgeslagen(regel=regel, reden=reden) for regel, reden in overgeslagen],
        mislukt=list(mislukt),
        opmerkingen=list(notes),
    )


def oorzaken_of(oorzaken: Iterable[Oorzaak], taal: Taal) -> list[OorzaakVorm]:
    """The forms of causes, in this language."""
    return [
        OorzaakVorm(
            naam=each.naam,
            regel=each.regel,
            ernst=each.ernst,  # type: ignore[arg-type]  # pydantic holds it to the four
            aantal=each.aantal,
            veld=each.kolom,
            melding=each.melding,
            remedie=each.remedie,
            antwoord=each.antwoord,
        )
        for each in (in_taal(oorzaak, taal) for oorzaak in oorzaken)
    ]


def vindplaatsen_of(
    bevindingen: Sequence[Finding], oorzaken: Iterable[Oorzaak]
) -> list[Vindplaats]:
    """The forms of places, each with the name of its cause."""
    names = {(each.regel, each.ernst, each.melding, each.kolom): each.naam for each in oorzaken}
    return [
        Vindplaats(
            oorzaak=names[(each.regel, each.ernst, each.melding, each.kolom)],
            rij=each.rij,
            veld=each.kolom,
            cel=each.cel,
        )
        for each in bevindingen
    ]
