"""What a marked file says, in Dutch and in English, and the colour of each severity."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

KLEUREN: Mapping[str, str] = MappingProxyType(
    {"bestand": "C9A0C8", "blokkeert": "F2A65A", "bevestigen": "FFF2A6", "tip": "CFE6F8"}
)
"""Fills under dark text, told apart by lightness as well as by hue: see the test on colour-blind
eyes. The comment says the same in words, so no reader depends on the colour."""


@dataclass(frozen=True)
class Words:
    """The words of a marked file in one language; `$…` is filled in."""

    blad: str
    kolom: str
    titel: str
    uitkomst: str
    uitleg: str
    onveranderd: str
    opmerkingen: str
    zonder_opmerkingen: str
    nieuw: str
    afgekapt: str
    genummerd: str
    aanhalingstekens: str
    legenda: str
    ernst: Mapping[str, str]
    betekenis: Mapping[str, str]
    koppen: tuple[str, ...]
    eerste: str
    hele_rij: str
    bestand: str


NL = Words(
    blad="Oorzaken",
    kolom="bevindingen",
    titel="Wat er in dit bestand is gevonden",
    uitkomst=(
        "$totaal records gecontroleerd: $goed goed, $geparkeerd geparkeerd, "
        "$bevestigen te bevestigen."
    ),
    uitleg=(
        "Elke cel met een bevinding heeft de kleur van de zwaarste. De opmerking bij de cel zegt "
        "wat er is en wat u kunt doen."
    ),
    onveranderd="Verder is er niets aan uw bestand veranderd.",
    opmerkingen=(
        "Per oorzaak hebben hooguit $aantal cellen een opmerking; gekleurd zijn ze allemaal."
    ),
    zonder_opmerkingen=(
        "Er zijn geen opmerkingen bij de cellen gezet, omdat uw werkmap tekeningen van een "
        "onbekende soort bevat. De oorzaken staan hieronder."
    ),
    nieuw=(
        "Deze werkmap is gemaakt uit wat wij in uw bestand lazen: elke cel is tekst, met precies "
        "dezelfde tekens."
    ),
    afgekapt="$aantal cel(len) zijn ingekort tot de 32.767 tekens die in een cel passen.",
    genummerd="Lege regels zijn weggelaten; de rijnummers zijn daardoor lager dan in uw bestand.",
    aanhalingstekens=(
        "Bij $aantal cel(len) die een rekenprogramma als formule zou uitvoeren, is een apostrof "
        "(') voor de tekst gezet."
    ),
    legenda="Kleuren",
    ernst=MappingProxyType(
        {
            "bestand": "Bestand",
            "blokkeert": "Blokkeert rij",
            "bevestigen": "Bevestigen",
            "tip": "Tip",
        }
    ),
    betekenis=MappingProxyType(
        {
            "bestand": "Het bestand kan zo niet worden aangenomen.",
            "blokkeert": "Deze rij telt niet mee tot dit is verbeterd.",
            "bevestigen": "Klopt dit? Zeg ja of nee in het portaal.",
            "tip": "U hoeft niets te doen als dit klopt.",
        }
    ),
    koppen=("Regel", "Ernst", "Aantal", "Wat is er", "Wat kunt u doen"),
    eerste="Eerste cellen",
    hele_rij="Dit gaat over de hele rij.",
    bestand="hele bestand",
)

EN = Words(
    blad="Causes",
    kolom="findings",
    titel="What was found in this file",
    uitkomst=(
        "$totaal records checked: $goed good, $geparkeerd parked, $bevestigen to be confirmed."
    ),
    uitleg=(
        "Each cell with a finding has the colour of the gravest one. The comment on the cell says "
        "what is wrong and what you can do."
    ),
    onveranderd="Nothing else in your file was changed.",
    opmerkingen="At most $aantal cells per cause have a comment; all of them are coloured.",
    zonder_opmerkingen=(
        "No comments were put on the cells, because your workbook holds drawings of an unknown "
        "kind. The causes are listed below."
    ),
    nieuw=(
        "This workbook was made from what we read in your file: each cell is text, with exactly "
        "the same characters."
    ),
    afgekapt="$aantal cell(s) were cut to the 32,767 characters that fit in a cell.",
    genummerd="Empty lines were left out, so the row numbers are lower than in your file.",
    aanhalingstekens=(
        "An apostrophe (') was put before the text of $aantal cell(s) that a spreadsheet would "
        "have run as a formula."
    ),
    legenda="Colours",
    ernst=MappingProxyType(
        {"bestand": "File", "blokkeert": "Blocks row", "bevestigen": "Confirm", "tip": "Tip"}
    ),
    betekenis=MappingProxyType(
        {
            "bestand": "The file cannot be accepted like this.",
            "blokkeert": "This row does not count until this is put right.",
            "bevestigen": "Is this right? Answer yes or no in the portal.",
            "tip": "You need not do anything if this is right.",
        }
    ),
    koppen=("Rule", "Severity", "Number", "What is wrong", "What you can do"),
    eerste="First cells",
    hele_rij="This is about the whole row.",
    bestand="whole file",
)

TALEN: Mapping[str, Words] = MappingProxyType({"nl": NL, "en": EN})
