"""What is refused to who wants to come in, or to change how."""

from datetime import datetime, timedelta

from django.utils import timezone

from uitkomst.services.refusals.base import ServiceRefusal


class TooManyAttempts(ServiceRefusal):
    """Too many failed tries to sign in, for this account or from this address."""

    def __init__(self, *, until: datetime, now: datetime) -> None:
        self.retry_after = max(1, int((until - now).total_seconds()) + 1)
        again = timezone.localtime(until + timedelta(seconds=59))
        super().__init__(
            "Er is te vaak geprobeerd om in te loggen met dit account of vanaf dit adres. Wacht "
            f"even: vanaf {again:%H.%M} uur kunt u het opnieuw proberen. Was u dit niet zelf? "
            "Waarschuw dan wie bij uw organisatie de rechten beheert."
        )


class LinkGone(ServiceRefusal):
    """An invitation or a link for a new password: unknown, used, withdrawn or too old."""

    melding = (
        "Deze link werkt niet (meer). Een link werkt één keer en 24 uur lang. Vraag wie u "
        "uitnodigde om een nieuwe."
    )


class UnfitPassword(ServiceRefusal):
    """A password that is too short, too common or too easy to guess for this person."""

    melding = (
        "Dit wachtwoord is te makkelijk te raden. Kies een paar woorden die niets met elkaar te "
        "maken hebben."
    )


class LastFactor(ServiceRefusal):
    """Nobody takes away one's own last second factor."""

    melding = (
        "Dit is uw enige tweede stap bij het inloggen. Stel eerst een andere in. Bent u uw "
        "telefoon of sleutel kwijt, vraag dan wie bij uw organisatie de rechten beheert om hulp."
    )


class LevelTooLow(ServiceRefusal):
    """The identity provider signed somebody in with less certainty than is asked for."""

    melding = (
        "U bent ingelogd met een te laag betrouwbaarheidsniveau voor dit portaal. Log opnieuw in "
        "met een hoger niveau, of vraag de beheerder van uw organisatie welk niveau nodig is."
    )


class UnknownSubject(ServiceRefusal):
    """The identity provider knows somebody whom nobody invited here."""

    melding = (
        "U bent bekend bij uw inlogdienst, maar hebt in dit portaal nog geen account. Open de link "
        "in uw uitnodiging en log van daaruit in. Hebt u geen uitnodiging, vraag er dan om bij wie "
        "in uw organisatie de rechten beheert."
    )


class ProviderFailed(ServiceRefusal):
    """The identity provider gave no answer that can be trusted, or somebody stopped halfway."""

    melding = (
        "Inloggen via uw inlogdienst is niet gelukt, of u hebt het afgebroken. Begin opnieuw op de "
        "inlogpagina. Blijft het misgaan, waarschuw dan de beheerder van het portaal."
    )


class WrongOrganisatie(ServiceRefusal):
    """Somebody signed in for an organisation for which they do not work here."""

    melding = (
        "U bent ingelogd namens een organisatie waarvoor u in dit portaal niet werkt. Log in "
        "namens de juiste organisatie, of vraag daar om een uitnodiging."
    )


class NoOrganisatie(ServiceRefusal):
    """Somebody is signed in, but is of no organisation (any more)."""

    melding = (
        "U werkt in dit portaal niet (meer) voor een organisatie. Verwacht u dat wel, vraag dan om "
        "een uitnodiging bij wie in uw organisatie de rechten beheert."
    )
