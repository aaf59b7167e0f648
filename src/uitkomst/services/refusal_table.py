"""Every refusal on purpose, with the HTTP status and the Dutch title that go with it.

The core and the services define their refusals where they belong and know nothing of HTTP; pages
and the API both answer from this table. What is not in it is a bug and becomes a 500 without any
value.
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
from uitkomst.services.refusals import (
    ChangedMeanwhile,
    CheckFailed,
    HoldsBsn,
    KeyReused,
    LastClient,
    NameInUse,
    NoAgreement,
    NoReceipt,
    NoScope,
    NotAPdf,
    NotFound,
    NothingCounts,
    OpenQuestions,
    Overtaken,
    PeriodClosed,
    ReasonMissing,
    RowsGone,
    SourceGone,
    StillBusy,
    StillChecking,
    TooManyCalls,
    TooManyClients,
    UnknownChoice,
    WrongDates,
    WrongExpiry,
    WrongStatus,
)
from uitkomst.standard.gemeenten import OngeldigPostcodebestand
from uitkomst.standard.indelingsprofiel import OngeldigProfiel
from uitkomst.standard.indicator import OnbekendeIndicator
from uitkomst.standard.verslagperiode import OngeldigePeriode
from uitkomst.vault.refusals import VaultRefusal


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
    SourceGone: (409, "Uw bestand is niet bewaard"),
    ChangedMeanwhile: (409, "Er is intussen iets veranderd"),
    StillChecking: (409, "De controle loopt nog"),
    UnknownChoice: (422, "Deze keuze past niet bij dit bestand"),
    ReasonMissing: (422, "Er ontbreekt een reden"),
    OpenQuestions: (409, "Er staan nog vragen open"),
    WrongExpiry: (422, "Deze einddatum kan niet"),
    NoScope: (422, "Deze sleutel mag niets"),
    NameInUse: (409, "Deze naam is in gebruik"),
    TooManyCalls: (429, "Te veel verzoeken"),
    KeyReused: (409, "Deze Idempotency-Key is al gebruikt"),
    StillBusy: (409, "Dit verzoek wordt nog verwerkt"),
    CheckFailed: (409, "De controle is niet gelukt"),
    RowsGone: (409, "Deze rijen worden niet bewaard"),
    NoReceipt: (409, "Er is nog geen ontvangstbewijs"),
    LastClient: (409, "Dit is de laatste cliënt"),
    TooManyClients: (409, "Te veel voor een formulier"),
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
