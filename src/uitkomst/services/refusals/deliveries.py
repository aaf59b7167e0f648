"""What is refused about an aanlevering: its period, its status, its rows and its decisions."""

from uitkomst.services.refusals.base import ServiceRefusal


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


class SourceGone(ServiceRefusal):
    """The sender's file is not kept any more: destroyed after its time, or never worth keeping."""

    melding = (
        "Uw bestand zelf wordt niet meer bewaard (wij bewaren het hooguit 30 dagen). Lever het "
        "opnieuw aan als u er nog iets aan wilt veranderen of het terug wilt zien."
    )


class RowHeldBack(ServiceRefusal):
    """A row of somebody who is restricted (AVG art. 18): kept, and neither shown nor used."""

    melding = (
        "De gegevens van deze cliënt zijn beperkt (AVG artikel 18). De rij blijft bewaard, maar "
        "wij laten haar niet zien, veranderen haar niet en tellen haar niet mee tot de beperking "
        "is opgeheven. Ga verder met een andere rij."
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


class CheckFailed(ServiceRefusal):
    """The last check of a draft went wrong, so nobody knows what would count."""

    melding = (
        "De laatste controle van deze aanlevering is niet gelukt, dus kunt u haar niet indienen. "
        "Laat haar opnieuw controleren. Blijft het misgaan, vraag dan de beheerder om hulp."
    )


class UnknownChoice(ServiceRefusal):
    """A decision about a column, repair, question or row that is not in this file."""

    melding = (
        "Deze keuze past niet (meer) bij dit bestand. Laad de pagina opnieuw en kies uit wat er "
        "dan staat."
    )


class OpenQuestions(ServiceRefusal):
    """A question of ernst bevestigen is unanswered; until then nothing is submitted."""

    melding = (
        "Bij deze aanlevering staan nog vragen open. Beantwoord eerst elke vraag onder ‘Graag "
        "bevestigen’ en dien dan in. Zegt u nee op een vraag over het hele bestand, lever dan een "
        "verbeterd bestand aan."
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
