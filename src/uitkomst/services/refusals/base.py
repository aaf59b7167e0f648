"""What every service may refuse, and the class that all refusals are of."""


class ServiceRefusal(Exception):
    """A service will not do this. `melding` says in Dutch what, where and what to do now."""

    melding = "Dit kan niet."

    def __init__(self, melding: str | None = None) -> None:
        self.melding = melding or type(self).melding
        super().__init__(self.melding)


class NotFound(ServiceRefusal):
    """It does not exist, or it is another's: the same answer for both."""

    melding = "Deze pagina bestaat niet, of is niet voor u. Ga terug naar het begin."


class HoldsBsn(ServiceRefusal):
    """A text for the books holds a number that may be a BSN; the books hold none."""

    melding = (
        "In deze tekst staat een getal dat een BSN kan zijn. Laat dat weg: een BSN komt nooit in "
        "de boeken van dit portaal."
    )


class ReasonMissing(ServiceRefusal):
    """A question was answered without a reason, or with one that is too long."""

    melding = "Schrijf op waarom, in hooguit 300 tekens."


class TooManyRequests(ServiceRefusal):
    """More than a limit of `request_limits` allows; in `retry_after` seconds there is room."""

    def __init__(self, melding: str, *, retry_after: int) -> None:
        super().__init__(melding)
        self.retry_after = retry_after
