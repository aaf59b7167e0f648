"""What is refused about incidents, requests of persons and the end of a contract."""

from uitkomst.services.refusals.base import ServiceRefusal


class WrongSpan(ServiceRefusal):
    """An incident that ends before it begins, or begins in the future."""

    melding = (
        "Het incident eindigt voordat het begint, of begint in de toekomst. Controleer de twee "
        "momenten."
    )


class UnknownAccount(ServiceRefusal):
    """An account that is named in an incident and that nobody has."""

    melding = (
        "Een van de accounts bestaat niet. Neem ze over zoals ze in het logboek staan, met een "
        "komma ertussen, of laat het veld leeg voor alle accounts."
    )


class IncidentClosed(ServiceRefusal):
    """Somebody closed this incident already."""

    melding = (
        "Dit incident is al gesloten. Er is niets gewijzigd. Open een nieuw incident als er meer "
        "aan de hand is."
    )


class TextTooLong(ServiceRefusal):
    """A text of an incident that is empty, or longer than anybody reads."""

    melding = "Schrijf een tekst van hooguit 2.000 tekens, zonder gegevens van kinderen."


class EndNotPossible(ServiceRefusal):
    """The end of a contract cannot be prepared or carried out (now)."""

    melding = (
        "Dit contract kan nu niet zo worden beëindigd. Laad de pagina opnieuw om te zien hoe het "
        "ervoor staat."
    )


class RehearsalOutdated(ServiceRefusal):
    """There is more under the contract than two persons agreed to destroy."""

    melding = (
        "Er is intussen meer bijgekomen dan waarover is besloten. Er is niets vernietigd. Draai de "
        "proef opnieuw en vraag opnieuw een tweede persoon."
    )


class PersonUnknown(ServiceRefusal):
    """A provider has nothing of who has this number."""

    melding = (
        "Van deze persoon bewaart dit portaal niets bij deze aanbieder. Controleer het nummer en "
        "de aanbieder. Klopt het, antwoord de vrager dan dat hier niets wordt bewaard."
    )


class RequestNotPossible(ServiceRefusal):
    """A request of a person cannot be handled like this (now)."""

    melding = (
        "Dit kan nu niet met dit verzoek. Laad de pagina opnieuw om te zien hoe het ervoor staat."
    )
