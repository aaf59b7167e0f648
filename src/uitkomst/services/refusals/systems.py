"""What is refused to a provider's own system, and about the keys with which it delivers."""

from uitkomst.services.refusals.base import ServiceRefusal


class WrongExpiry(ServiceRefusal):
    """A key ends on a day to come, at most a year from now."""

    melding = (
        "Een sleutel geldt ten minste tot en met vandaag en hooguit een jaar. Kies een einddatum "
        "die daarbinnen valt; maak na een jaar een nieuwe sleutel."
    )


class NoScope(ServiceRefusal):
    """A key that may do nothing."""

    melding = "Kies ten minste één ding dat met deze sleutel mag."


class NameInUse(ServiceRefusal):
    """A name by which people tell keys apart is taken by one that works."""

    melding = (
        "Uw organisatie heeft al een werkende sleutel met deze naam. Kies een andere naam, of trek "
        "de oude sleutel eerst in."
    )


class TooManyCalls(ServiceRefusal):
    """A key asked more than it may; in `retry_after` seconds it may again."""

    melding = (
        "Er komen te veel verzoeken met deze sleutel. Wacht zo lang als in Retry-After staat en "
        "probeer het dan opnieuw."
    )

    def __init__(self, retry_after: int = 60) -> None:
        super().__init__()
        self.retry_after = retry_after


class KeyReused(ServiceRefusal):
    """An Idempotency-Key came back with another content."""

    melding = (
        "Deze Idempotency-Key is al gebruikt voor een ander bestand of een andere periode. Gebruik "
        "voor elke nieuwe aanlevering een nieuwe."
    )


class StillBusy(ServiceRefusal):
    """The same request is being worked on; in `retry_after` seconds the answer may be there."""

    melding = "Ditzelfde verzoek wordt nog verwerkt. Probeer het over een paar seconden opnieuw."
    retry_after = 5
