"""Every refusal on purpose, with the HTTP status and the Dutch title that go with it.

The core defines its refusals where it raises them and knows nothing of HTTP; those of the services
stand here, beside the table. A `melding` says what, where and what to do. What is not in the table
is a bug and becomes a 500 without any value.
"""

from dataclasses import dataclass

from uitkomst.access.actor import NotAllowed
from uitkomst.disclosure.refusals import (
    ForeignRows,
    ProtectionFailed,
    UnfitCounts,
    UnknownPolicy,
)
from uitkomst.intake.checking.engine import QueryFailed
from uitkomst.intake.refusals import UnreadableFile
from uitkomst.services.limits import LARGEST_UPLOAD
from uitkomst.standard.gemeenten import OngeldigPostcodebestand
from uitkomst.standard.indelingsprofiel import OngeldigProfiel
from uitkomst.standard.indicator import OnbekendeIndicator
from uitkomst.standard.verslagperiode import OngeldigePeriode
from uitkomst.vault.refusals import VaultRefusal


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
        "In de versie of bij de ondertekenaar staat een getal dat een BSN kan zijn. Laat dat weg: "
        "een BSN komt nooit in de boeken van dit portaal."
    )


@dataclass(frozen=True)
class Refusal:
    """What a page says about a refusal: HTTP status, Dutch title, Dutch sentence."""

    status: int
    titel: str
    melding: str


TABLE: dict[type[Exception], tuple[int, str]] = {
    NotAllowed: (403, "Dit mag u niet"),
    NotFound: (404, "Niet gevonden"),
    NoAgreement: (403, "Aanleveren is nog niet mogelijk"),
    PeriodClosed: (409, "Deze periode is niet open"),
    WrongStatus: (409, "Dit kan niet meer"),
    Overtaken: (409, "Er is een nieuwere versie"),
    NothingCounts: (409, "Er is niets om in te dienen"),
    NotAPdf: (422, "Geen geldige overeenkomst"),
    WrongDates: (422, "De datums kloppen niet"),
    HoldsBsn: (422, "Hier mag geen BSN staan"),
    UnreadableFile: (422, "Dit bestand is niet te lezen"),
    QueryFailed: (422, "Dit bestand is te groot"),
    OngeldigePeriode: (404, "Niet gevonden"),
    OnbekendeIndicator: (404, "Niet gevonden"),
    VaultRefusal: (503, "De kluis is niet beschikbaar"),
    ProtectionFailed: (503, "De cijfers zijn er nog niet"),
    ForeignRows: (503, "De cijfers zijn er nog niet"),
    UnfitCounts: (503, "De cijfers zijn er nog niet"),
    UnknownPolicy: (503, "Een instelling van het portaal klopt niet"),
    OngeldigProfiel: (503, "Een instelling van het portaal klopt niet"),
    OngeldigPostcodebestand: (503, "Een instelling van het portaal klopt niet"),
}
REFUSALS: tuple[type[Exception], ...] = tuple(TABLE)

TOO_LARGE = Refusal(
    413,
    "Dit bestand is te groot",
    f"Een bestand mag hooguit {LARGEST_UPLOAD // 1024 // 1024} MB zijn. Lever een kleiner bestand "
    "aan, bijvoorbeeld als csv zonder opmaak.",
)

NO_DATABASE = Refusal(
    503,
    "Het portaal is even niet bereikbaar",
    "Dit ligt niet aan u, en wat u had ingediend is bewaard. Probeer het over een paar minuten "
    "opnieuw. Blijft het zo, waarschuw dan de beheerder.",
)


def refusal_of(error: BaseException) -> Refusal | None:
    """The refusal that belongs to this exception or the nearest of its bases; None for a bug."""
    for kind in type(error).__mro__:
        if kind in TABLE:
            status, titel = TABLE[kind]
            return Refusal(status, titel, getattr(error, "melding", ""))
    return None
