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
    base,
    decisions,
    deliveries,
    people,
    privacy,
    register,
    sign_in,
    systems,
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
    base.NotFound: (404, "Niet gevonden"),
    base.HoldsBsn: (422, "Hier mag geen BSN staan"),
    base.ReasonMissing: (422, "Er ontbreekt een reden"),
    base.TooManyRequests: (429, "Even te veel gevraagd"),
    deliveries.PeriodClosed: (409, "Deze periode is niet open"),
    deliveries.WrongStatus: (409, "Dit kan niet meer"),
    deliveries.Overtaken: (409, "Er is een nieuwere versie"),
    deliveries.NothingCounts: (409, "Er is niets om in te dienen"),
    deliveries.SourceGone: (409, "Uw bestand is niet bewaard"),
    deliveries.ChangedMeanwhile: (409, "Er is intussen iets veranderd"),
    deliveries.StillChecking: (409, "De controle loopt nog"),
    deliveries.CheckFailed: (409, "De controle is niet gelukt"),
    deliveries.UnknownChoice: (422, "Deze keuze past niet bij dit bestand"),
    deliveries.OpenQuestions: (409, "Er staan nog vragen open"),
    deliveries.RowHeldBack: (409, "Deze rij laten we niet zien"),
    deliveries.RowsGone: (409, "Deze rijen worden niet bewaard"),
    deliveries.NoReceipt: (409, "Er is nog geen ontvangstbewijs"),
    deliveries.LastClient: (409, "Dit is de laatste cliënt"),
    deliveries.TooManyClients: (409, "Te veel voor een formulier"),
    systems.WrongExpiry: (422, "Deze einddatum kan niet"),
    systems.NoScope: (422, "Deze sleutel mag niets"),
    systems.NameInUse: (409, "Deze naam is in gebruik"),
    systems.TooManyCalls: (429, "Te veel verzoeken"),
    systems.KeyReused: (409, "Deze Idempotency-Key is al gebruikt"),
    systems.StillBusy: (409, "Dit verzoek wordt nog verwerkt"),
    register.NoAgreement: (403, "Aanleveren is nog niet mogelijk"),
    register.NotAPdf: (422, "Geen geldige overeenkomst"),
    register.SignatureBroken: (409, "De handtekening klopt niet"),
    register.WrongDates: (422, "De datums kloppen niet"),
    register.UnknownRegion: (422, "Deze jeugdregio bestaat niet"),
    register.WrongGegevens: (422, "De gegevens kloppen niet"),
    register.ContractOverlaps: (409, "Er is al een contract"),
    register.ImportOvertaken: (409, "De lijst is niet overgenomen"),
    register.WrongList: (422, "Dit is geen contractlijst"),
    register.MergeNotPossible: (409, "Samenvoegen kan niet"),
    decisions.SamePerson: (403, "Hiervoor is een tweede persoon nodig"),
    decisions.AlreadyAsked: (409, "Dit is al gevraagd"),
    decisions.AlreadyDecided: (409, "Hierover is al besloten"),
    decisions.NotAgreed: (409, "Er is geen akkoord van een tweede persoon"),
    sign_in.TooManyAttempts: (429, "Te veel pogingen"),
    sign_in.LinkGone: (410, "Deze link werkt niet meer"),
    sign_in.UnfitPassword: (422, "Kies een ander wachtwoord"),
    sign_in.LastFactor: (409, "Dit is uw enige tweede stap"),
    sign_in.LevelTooLow: (403, "Het betrouwbaarheidsniveau is te laag"),
    sign_in.UnknownSubject: (403, "U hebt nog geen account"),
    sign_in.ProviderFailed: (502, "Inloggen is niet gelukt"),
    sign_in.WrongOrganisatie: (403, "Dit is een andere organisatie"),
    sign_in.NoOrganisatie: (403, "U werkt voor geen organisatie"),
    people.OtherAccount: (409, "Dit is een ander account"),
    people.AlreadyMember: (409, "Deze persoon is er al"),
    people.WrongRole: (422, "Deze rol past niet"),
    people.LastManager: (409, "Er moet iemand de rechten blijven beheren"),
    people.NotOneself: (409, "Niet voor uzelf"),
    people.AlreadyManaged: (409, "Er is al een beheerder"),
    privacy.WrongSpan: (422, "De momenten kloppen niet"),
    privacy.UnknownAccount: (422, "Dit account bestaat niet"),
    privacy.IncidentClosed: (409, "Dit incident is al gesloten"),
    privacy.TextTooLong: (422, "De tekst ontbreekt of is te lang"),
    privacy.EndNotPossible: (409, "Dit contract kan nu niet worden beëindigd"),
    privacy.RehearsalOutdated: (409, "De proef is niet meer van nu"),
    privacy.PersonUnknown: (422, "Deze persoon is hier niet bekend"),
    privacy.RequestNotPossible: (409, "Dit kan nu niet met dit verzoek"),
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


NO_LOGBOOK = Refusal(
    503,
    "Het logboek werkt even niet",
    "Wat u hier ziet of doet, schrijven wij eerst op in het logboek. Dat lukt nu niet. Daarom "
    "laten wij niets zien en is er niets gedaan of gewijzigd. Probeer het over een paar minuten "
    "opnieuw. Blijft het zo, waarschuw dan de beheerder.",
)


def refusal_of(error: BaseException) -> Refusal | None:
    """The refusal that belongs to this exception or the nearest of its bases; None for a bug."""
    for kind in type(error).__mro__:
        if kind in TABLE:
            status, titel = TABLE[kind]
            return Refusal(status, titel, getattr(error, "melding", ""))
    return None
