"""What the services will not do, each with the Dutch sentence for who asked.

A `melding` says what, where and what to do. Status and title stand in `refusal_table`.
"""


class ServiceRefusal(Exception):
    """A service will not do this. `melding` says in Dutch what, where and what to do now."""

    melding = "Dit kan niet."

    def __init__(self, melding: str | None = None) -> None:
        self.melding = melding or type(self).melding
        super().__init__(self.melding)


class NotFound(ServiceRefusal):
    """It does not exist, or it is another's: the same answer for both."""

    melding = "Deze pagina bestaat niet, of is niet voor u. Ga terug naar het begin."


class NoAgreement(ServiceRefusal):
    """The provider has no valid verwerkersovereenkomst on this day."""

    melding = (
        "Uw organisatie heeft geen geldige verwerkersovereenkomst in dit portaal. Zonder die "
        "overeenkomst nemen wij geen gegevens aan; uw bestand is niet gelezen en niet bewaard. "
        "Laat een tekenbevoegde de overeenkomst ondertekenen en stuur haar naar de beheerder."
    )


class PeriodClosed(ServiceRefusal):
    """Only the latest closed period and the one before are open (informatieprotocol v7, § 7.6)."""

    melding = (
        "Voor deze periode kunt u niet aanleveren. Alleen de laatst afgesloten periode en de "
        "periode daarvoor zijn open. Kies een van die twee."
    )


class WrongStatus(ServiceRefusal):
    """The life cycle knows no such step from here."""

    melding = (
        "Dit kan niet meer met deze aanlevering: iemand heeft haar intussen ingediend, vervangen "
        "of weggegooid. Open de lijst met aanleveringen opnieuw."
    )


class Overtaken(ServiceRefusal):
    """A later version of the same period is already in force."""

    melding = (
        "Voor deze periode is al een nieuwere versie ingediend. Lever het bestand opnieuw aan als "
        "het de nieuwere versie moet vervangen, of gooi deze aanlevering weg."
    )


class NothingCounts(ServiceRefusal):
    """No row of the file can count: every one of them waits to be corrected."""

    melding = (
        "Geen enkele rij van dit bestand kan meetellen. Los eerst de bevindingen op en lever het "
        "bestand opnieuw aan."
    )


class NotAPdf(ServiceRefusal):
    """The agreement is not a PDF, or too large."""

    melding = "De overeenkomst moet een pdf-bestand zijn van hooguit 10 MB. Kies een ander bestand."


class WrongDates(ServiceRefusal):
    """An agreement that ends before it begins."""

    melding = "De overeenkomst eindigt voordat zij begint. Controleer de twee datums."


class HoldsBsn(ServiceRefusal):
    """A text for the books holds a number that may be a BSN; the books hold none."""

    melding = (
        "In deze tekst staat een getal dat een BSN kan zijn. Laat dat weg: een BSN komt nooit in "
        "de boeken van dit portaal."
    )


class SourceGone(ServiceRefusal):
    """The sender's file is not kept any more: destroyed after its time, or never worth keeping."""

    melding = (
        "Uw bestand zelf wordt niet meer bewaard (wij bewaren het hooguit 30 dagen). Lever het "
        "opnieuw aan als u er nog iets aan wilt veranderen of het terug wilt zien."
    )


class ChangedMeanwhile(ServiceRefusal):
    """Somebody decided something about the same aanlevering since this page was made."""

    melding = (
        "Deze aanlevering is intussen veranderd. Uw keuze is niet opgeslagen. Kijk eerst hoe de "
        "aanlevering er nu voor staat en maak uw keuze dan opnieuw."
    )

    @classmethod
    def by(cls, who: str) -> "ChangedMeanwhile":
        """The refusal that names who was first."""
        return cls(
            f"{who} heeft deze aanlevering intussen veranderd. Uw keuze is niet opgeslagen. Kijk "
            "eerst hoe de aanlevering er nu voor staat en maak uw keuze dan opnieuw."
        )

    @classmethod
    def by_oneself(cls) -> "ChangedMeanwhile":
        """The refusal for who decided twice: in two windows, or with a double click."""
        return cls(
            "U hebt deze aanlevering zelf intussen veranderd, in een ander venster of met een "
            "dubbele klik. Uw laatste keuze is niet nog een keer opgeslagen. Kijk eerst hoe de "
            "aanlevering er nu voor staat."
        )


class StillChecking(ServiceRefusal):
    """What is asked needs the outcome of a check that has not ended."""

    melding = (
        "Deze aanlevering wordt nog gecontroleerd. Wacht tot de controle klaar is en probeer het "
        "dan opnieuw."
    )


class UnknownChoice(ServiceRefusal):
    """A decision about a column, repair, question or row that is not in this file."""

    melding = (
        "Deze keuze past niet (meer) bij dit bestand. Laad de pagina opnieuw en kies uit wat er "
        "dan staat."
    )


class ReasonMissing(ServiceRefusal):
    """A question was answered without a reason, or with one that is too long."""

    melding = "Schrijf op waarom, in hooguit 300 tekens."


class OpenQuestions(ServiceRefusal):
    """A question of ernst bevestigen is unanswered; until then nothing is submitted."""

    melding = (
        "Bij deze aanlevering staan nog vragen open. Beantwoord eerst elke vraag onder ‘Graag "
        "bevestigen’ en dien dan in. Zegt u nee op een vraag over het hele bestand, lever dan een "
        "verbeterd bestand aan."
    )


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


class CheckFailed(ServiceRefusal):
    """The last check of a draft went wrong, so nobody knows what would count."""

    melding = (
        "De laatste controle van deze aanlevering is niet gelukt, dus kunt u haar niet indienen. "
        "Laat haar opnieuw controleren. Blijft het misgaan, vraag dan de beheerder om hulp."
    )


class RowsGone(ServiceRefusal):
    """The rows of this version are not kept, so it cannot be compared and cannot count."""

    melding = (
        "De rijen van deze versie worden niet bewaard. Lever het bestand opnieuw aan als het weer "
        "moet meetellen."
    )


class NoReceipt(ServiceRefusal):
    """A receipt is of what was submitted; this is still a draft."""

    melding = (
        "Een ontvangstbewijs is er pas als u de aanlevering hebt ingediend. Dien haar eerst in."
    )


class LastClient(ServiceRefusal):
    """The last line of a form is not taken out: a form is not emptied unnoticed."""

    melding = (
        "Dit is de laatste cliënt in dit formulier. Had u in deze periode geen trajecten? Kies dan "
        "‘Geen trajecten’, of gooi het formulier weg."
    )


class TooManyClients(ServiceRefusal):
    """More lines than a form is for; a file is the better way."""

    melding = (
        "Een formulier is voor hooguit 100 trajecten. Lever met zoveel cliënten een bestand aan "
        "uit uw eigen systeem."
    )
