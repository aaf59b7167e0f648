"""How a client of the form is told apart and how it stands, in words; nobody has a name here."""

from dataclasses import dataclass
from datetime import date, datetime

from uitkomst.portal.counted import counted
from uitkomst.services.forms.clienten import Client, Clienten, Hint
from uitkomst.services.forms.views import BEPERKT
from uitkomst.standard.codelijst import codelijst

STATES = {
    "klaar": ("ok", "Klaar", "Deze cliënt is compleet."),
    "nakijken": ("info", "Nog nakijken", "Klopt alles nog? Sla dan op, of verander wat anders is."),
    "vraag": ("warning", "Vraag", "Wij vragen straks of dit klopt."),
    "beperkt": (
        "info",
        "Beperkt",
        "De gegevens van deze cliënt zijn beperkt (AVG artikel 18): wij bewaren ze, maar laten ze "
        "niet zien en tellen ze niet mee.",
    ),
    "onaf": ("error", "Niet compleet", "Deze cliënt telt nog niet mee."),
}
"""Per state of a line: its look, its word, and what it means."""

MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september",
    "oktober", "november", "december",
)  # fmt: skip
SEX = {"V": "meisje", "M": "jongen", "O": "kind"}
DATE = "Typ dag, maand en jaar, bijvoorbeeld 01-09-2025."
TWICE = "Haal één van de twee weg, of verander wat er niet klopt."
WORDS = {
    "V01": ("Dit is geen geldig BSN.", "Controleer de cijfers."),
    "V02_1": ("Waarom is het BSN niet bekend?", "Vul hieronder een korte reden in."),
    "V04_1": ("Deze geboortedatum kunnen wij niet lezen, of zij bestaat niet.", DATE),
    "V12_1": ("De hulp begint pas na dit halfjaar.", "Vul deze cliënt de volgende keer in."),
    "V12_2": ("De hulp was voor dit halfjaar al geëindigd.", "Haal deze cliënt dan weg."),
    "V12_3": (
        "De hulp eindigt na dit halfjaar.",
        "Laat de einddatum en de reden nog leeg; u vult ze de volgende keer in.",
    ),
    "V13_1": ("Deze cliënt staat er twee keer op, met dezelfde hulp en begindatum.", TWICE),
    "V13_2": ("Dit lijkt op een andere cliënt: dezelfde hulp en begindatum.", TWICE),
    "V14_1": ("Deze cliënt heeft dezelfde hulp al, in dezelfde tijd.", TWICE),
    "V15_1": ("Dit is geen postcode.", "Een postcode is als 2511 AB."),
    "V16": ("Deze gemeente bestaat niet.", "Vul de hele postcode in, of kies de gemeente."),
    "C02_1": ("Deze datum kunnen wij niet lezen, of zij bestaat niet.", DATE),
    "C02_2": ("Deze datum kunnen wij niet lezen, of zij bestaat niet.", DATE),
}
"""What the rules say of a row in a file, said of a client; rules that are not here say it well."""


@dataclass(frozen=True)
class ClientCard:
    """A client as the list shows it: who (never a name), what, and how it stands."""

    client: Client
    naam: str
    hulp: str
    kind: str
    stand: str
    uitleg: str


@dataclass(frozen=True)
class Message:
    """What there is to say of a field: `kind` is "error", "warning" or "" for nothing."""

    kind: str
    tekst: str


def card(client: Client) -> ClientCard:
    """Give the words for a client."""
    kind, stand, uitleg = STATES[client.staat]
    return ClientCard(client, _who(client), _what(client), kind, stand, uitleg)


def message(client: Client, veld: str) -> Message:
    """Give what was found in a field ("" for the client as a whole).

    A field that is only empty is no mistake.
    """
    found = next((hint for hint in client.hints if hint.veld == veld and not hint.leeg), None)
    if found is None:
        return Message("", "")
    return Message("error" if found.parkeert else "warning", _said(found))


def summary(form: Clienten) -> str:
    """Say how many there are and how many still ask something."""
    parts = [
        f"{form.onaf} nog in te vullen" if form.onaf else "",
        f"{form.na_te_kijken} nog na te kijken" if form.na_te_kijken else "",
        counted(form.vragen, "vraag", "vragen") if form.vragen else "",
    ]
    todo = ", ".join(part for part in parts if part) or "alles ingevuld"
    return f"{counted(len(form.clienten), 'cliënt', 'cliënten')}: {todo}."


def in_words(eight: str) -> str:
    """Give a date of eight digits in words; "" for anything else."""
    day = day_of(eight)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}" if day else ""


def day_of(eight: str) -> date | None:
    """Give the day that eight digits say; None when they say none."""
    if len(eight) != 8 or not (eight.isascii() and eight.isdigit()):
        return None
    try:
        return datetime.strptime(eight, "%Y%m%d").date()  # noqa: DTZ007 - a day has no time zone
    except ValueError:
        return None


def _said(hint: Hint) -> str:
    melding, remedie = WORDS.get(hint.naam, (hint.melding, hint.remedie))
    return f"{melding} {remedie}"


def _who(client: Client) -> str:
    born = client.velden.get("geboortedatum", "")[:4]
    sex = SEX.get(client.velden.get("geslacht", ""), "")
    known = " ".join(part for part in (sex, f"uit {born}" if born.isdecimal() else "") if part)
    return f"Cliënt {client.nummer}{': ' if known else ''}{known}"


def _what(client: Client) -> str:
    if client.staat == BEPERKT:
        return STATES[BEPERKT][2]
    velden = client.velden
    names = {code.code: code.kort or code.titel for code in codelijst("hulpvorm").codes}
    parts = (
        names.get(velden.get("hulpvorm", ""), ""),
        client.gemeente,
        f"sinds {since}" if (since := in_words(velden.get("datum_aanvang", ""))) else "",
        "afgerond" if velden.get("datum_einde") else "nog bezig",
    )
    return " · ".join(part for part in parts if part)
