"""What is refused about a decision by two persons."""

from uitkomst.services.refusals.base import ServiceRefusal


class SamePerson(ServiceRefusal):
    """Who asked or put it in the books does not decide about it as well."""

    melding = (
        "U hebt dit zelf gevraagd of ingevoerd. Een tweede persoon moet hierover beslissen. Vraag "
        "een collega die dat mag."
    )


class AlreadyAsked(ServiceRefusal):
    """The same question still waits for a second person."""

    melding = (
        "Dit is al gevraagd en wacht op een tweede persoon. Kijk onder ‘Besluiten’; trek de vraag "
        "daar eerst in als er iets aan moet veranderen."
    )


class AlreadyDecided(ServiceRefusal):
    """Somebody decided, or who asked took it back."""

    melding = "Hierover is intussen al besloten. Laad de pagina opnieuw om te zien hoe."


class NotAgreed(ServiceRefusal):
    """It takes two persons, and they have not (both) agreed; or it was done already."""

    melding = (
        "Hiervoor is het akkoord van een tweede persoon nodig, en dat is er niet (meer). Vraag het "
        "opnieuw aan."
    )
