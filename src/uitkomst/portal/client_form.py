"""One traject of a form as fields on a page: one column, big targets, the words of the protocol."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from uitkomst.portal.client_words import Message, day_of, in_words, message
from uitkomst.services.forms.clienten import Client
from uitkomst.standard.codelijst import codelijst
from uitkomst.standard.gemeenten import gemeente, gemeenten
from uitkomst.standard.identificatie import BSN_ONBEKEND
from uitkomst.standard.recordindeling import recordindeling

FEW = 3
"""A list of at most so many codes is shown as buttons to choose from."""

QUESTIONS = {
    "bsn": "Burgerservicenummer (BSN)",
    "clientnummer": "Uw eigen cliëntnummer, in plaats van het BSN",
    "geboortedatum": "Geboortedatum",
    "geslacht": "Geslacht",
    "postcode_of_gemeente": "Postcode",
    "hulpvorm": "Welke hulp geeft u?",
    "verwijzer": "Wie verwees?",
    "gestart_met_crisis": "Begon de hulp met een crisis?",
    "datum_aanvang": "Wanneer begon de hulp?",
    "datum_einde": "Wanneer eindigde de hulp?",
    "reden_beeindiging": "Waarom eindigde de hulp?",
    "tevredenheid_jeugdige": "Rapportcijfer van de jeugdige",
    "zonder_hulp_jeugdige": "Kan de jeugdige zonder hulp verder? Dit zegt de jeugdige:",
    "tevredenheid_ouder": "Rapportcijfer van een ouder of opvoeder",
    "zonder_hulp_ouder": "Kan het gezin zonder hulp verder? Dit zegt een ouder of opvoeder:",
} | {f"doel_{number}": f"Doel {number}" for number in range(1, 6)}
HELP = {
    "geboortedatum": "Bijvoorbeeld 14-03-2012. Weet u de dag niet? Vul dan in: 20120300.",
    "postcode_of_gemeente": "Van het adres waar de jeugdige woont, bijvoorbeeld 2511 AB.",
    "datum_aanvang": "De dag waarop de hulp echt begon, bijvoorbeeld 01-09-2025.",
    "datum_einde": "Leeg zolang de hulp loopt.",
    "reden_beeindiging": "Alleen als de hulp is geëindigd.",
    "tevredenheid_jeugdige": "Hoe nuttig was deze hulp, van 1 tot en met 10?",
    "tevredenheid_ouder": "Hoe nuttig was deze hulp, van 1 tot en met 10?",
}
GOALS = "Welke doelen zijn behaald?"
SECTIONS = (
    ("Wie is het?", ("bsn", "clientnummer", "geboortedatum", "geslacht", "postcode_of_gemeente")),
    ("Welke hulp?", ("hulpvorm", "verwijzer", "gestart_met_crisis", "datum_aanvang")),
    ("Is de hulp afgerond?", ("datum_einde", "reden_beeindiging")),
    (
        "Wat vonden zij ervan?",
        (
            "tevredenheid_jeugdige",
            "zonder_hulp_jeugdige",
            "tevredenheid_ouder",
            "zonder_hulp_ouder",
        ),
    ),
    (GOALS, tuple(f"doel_{number}" for number in range(1, 6))),
)
VOLUNTARY = {"Wat vonden zij ervan?", GOALS}
NOT_ASKED = ("", "Niet gevraagd of geen antwoord")
DATES = ("datum", "geboortedatum")


@dataclass(frozen=True)
class FormField:
    """One question with what was answered; `opties` are the codes with their words.

    `gelezen` says in words how an answer was read, where that is not plain to see.
    """

    naam: str
    vraag: str
    hulp: str
    waarde: str = field(repr=False)
    soort: str
    opties: tuple[tuple[str, str], ...]
    melding: Message
    gelezen: str = field(repr=False)
    cijfers: bool


@dataclass(frozen=True)
class Section:
    """Questions under one heading; those of an `optional` one may all stay empty."""

    titel: str
    optional: bool
    folded: bool
    velden: tuple[FormField, ...]


def sections(client: Client, day: date) -> list[Section]:
    """Give all questions about a traject, with the codes that count on a day and what was found."""
    return [
        Section(
            titel,
            titel in VOLUNTARY,
            titel == GOALS,
            tuple(_field(naam, client, day) for naam in velden if _asked(naam, client)),
        )
        for titel, velden in SECTIONS
    ]


def missing(shown: Sequence[Section], client: Client) -> list[FormField]:
    """Give the questions that still need an answer."""
    empty = {hint.veld for hint in client.hints if hint.leeg}
    return [veld for section in shown for veld in section.velden if veld.naam in empty]


def municipalities() -> Sequence[tuple[str, str]]:
    """Give the code and name of every municipality, for when the postcode says another one."""
    return [(each.code, each.naam) for each in gemeenten()]


def field_names() -> list[str]:
    """Give the names of all fields of the page."""
    return [naam for _, velden in SECTIONS for naam in velden]


def _asked(naam: str, client: Client) -> bool:
    """An own number is only shown to who delivered one before."""
    return naam != "clientnummer" or bool(client.velden.get(naam))


def _field(naam: str, client: Client, day: date) -> FormField:
    waarde = client.velden.get(naam, "")
    soort = recordindeling().veld(naam).soort
    opties = _options(naam, waarde, day)
    return FormField(
        naam=naam,
        vraag=QUESTIONS[naam],
        hulp=HELP.get(naam, ""),
        waarde=_shown(naam, soort, waarde),
        soort=_kind(opties),
        opties=opties,
        melding=message(client, naam),
        gelezen=in_words(waarde) if soort in DATES else "",
        cijfers=soort in ("bsn", *DATES),
    )


def _kind(opties: Sequence[tuple[str, str]]) -> str:
    if not opties:
        return "tekst"
    return "knoppen" if len(opties) <= FEW and "" not in dict(opties) else "lijst"


def _options(naam: str, waarde: str, day: date) -> tuple[tuple[str, str], ...]:
    """The codes with their words; what stands there now is one of the choices too."""
    veld = recordindeling().veld(naam)
    if veld.soort == "cijfer":
        codes = tuple((f"{grade}", f"{grade}") for grade in range(1, 11))
    elif veld.codelijst is not None:
        codes = tuple((c.code, c.titel) for c in codelijst(veld.codelijst).codes if c.valid_on(day))
    else:
        return ()
    strange = waarde and waarde not in dict(codes)
    now = ((waarde, f"‘{waarde}’ (dit staat er nu)"),) if strange else ()
    if not veld.kolom_verplicht:
        return (NOT_ASKED, *now, *codes)
    return (*now, *codes) if len(codes) <= FEW else (("", "Kies"), *now, *codes)


def _shown(naam: str, soort: str, waarde: str) -> str:
    """What somebody types: a full date as day-month-year, a box instead of a number or a code."""
    if naam == "bsn" and waarde == BSN_ONBEKEND:
        return ""
    if naam == "postcode_of_gemeente" and gemeente(waarde):
        return ""
    day = day_of(waarde) if soort in DATES else None
    return f"{day:%d-%m-%Y}" if day else waarde
