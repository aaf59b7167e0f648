"""The rules a delivery is held against, declared in TOML."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from string import Template
from typing import Any

from uitkomst.standard.codelijst import codelijst
from uitkomst.standard.recordindeling import recordindeling
from uitkomst.standard.shelf import load
from uitkomst.standard.woorden import TweetaligeWoorden, Woorden, tweetalig

ERNST = ("bestand", "blokkeert", "bevestigen", "tip")
"""What a finding asks, the gravest first: refuse the file, park the row, a yes, nothing."""

BEREIK = ("rij", "groep", "bestand")
"""What a condition looks at: one row, rows beside each other, the whole file."""

NODIG = ("periode", "laatste_periode", "vorige_levering")
"""What a rule can need from outside the file."""

JEUGDHULP = "jeugdhulp"

UITBREIDINGEN = ("doelen", "metingen")
"""What can come along with a delivery, with fields and rules of its own; none of it is CBS's."""

GETYPEERD = frozenset({"datum", "getal"})
"""The kinds of field that are typed before the rules run, with their text beside them."""

LANG_VELDEN = {
    "informant": "Informant",
    "tevredenheid": "Tevredenheid",
    "zonder_hulp": "Zonder hulp verder",
}
"""The columns of the long layout that are no field of a record, with what they are called."""

Rij = Mapping[str, str]


@dataclass(frozen=True)
class Regel:
    """One check: a SQL condition over the rows that is true where the rule is broken.

    `code` is what is reported; a rule whose column or `ernst` varies is several of these with one
    code and a `variant` of its own. `cel` is the column pointed at, `kolommen` those without which
    the rule cannot run, `nodig` what must be known from outside the file, `aantal` (whole-file
    rules) the SQL that counts what is reported. `goed` and `fout` are lists of example files.
    """

    code: str
    variant: str
    titel: str
    ernst: str
    bron: str
    status: str
    bereik: str
    kolommen: tuple[str, ...]
    cel: str
    schending: str
    melding: str
    remedie: str
    nodig: tuple[str, ...]
    indeling: str | None
    aantal: str | None
    samen: tuple[str, ...]
    goed: tuple[tuple[Rij, ...], ...] = field(hash=False)
    fout: tuple[tuple[Rij, ...], ...] = field(hash=False)
    omgeving: Mapping[str, Any] = field(hash=False)
    omgeving_fout: Mapping[str, Any] = field(hash=False)
    woorden_en: Woorden

    @property
    def woorden(self) -> Woorden:
        """What it is called, what is wrong and what to do, in Dutch."""
        return Woorden(self.titel, self.melding, self.remedie)

    @property
    def naam(self) -> str:
        """The code with its variant: unique, usable as a column name."""
        return f"{self.code}{self.variant}"


@dataclass(frozen=True)
class Regelset:
    """All rules of one kind of record, with the columns and windows their conditions speak of.

    `afgeleid` and `vensters` are SQL by name, `parameters` the values that can be set. `mislukt`
    are the words for a rule that crashed.
    """

    regels: tuple[Regel, ...]
    parameters: Mapping[str, Any]
    afgeleid: Mapping[str, str]
    vensters: Mapping[str, str]
    voorbeeldrij: Rij
    mislukt: TweetaligeWoorden


def titel_van(kolom: str, indeling: str = JEUGDHULP) -> str:
    """Give what a column is called in sentences."""
    if indeling == JEUGDHULP and kolom in LANG_VELDEN:
        return LANG_VELDEN[kolom]
    return recordindeling(indeling).veld(kolom).titel


def _verplicht(indeling: str) -> list[str]:
    velden = recordindeling(indeling).velden
    replaceable = {veld.in_plaats_van for veld in velden}
    return [veld.naam for veld in velden if veld.verplicht and veld.naam not in replaceable]


def _cells(entry: Mapping[str, Any], indeling: str) -> Sequence[str]:
    velden = entry.get("velden")
    if velden is None:
        return [entry.get("cel", "")]
    return _verplicht(indeling) if velden == "verplicht" else list(velden)


def _tekst(cel: str, indeling: str) -> str:
    """The column that holds a cell as text: what is typed keeps its text beside it."""
    if indeling == JEUGDHULP and cel in LANG_VELDEN:
        return cel
    return f"{cel}_tekst" if recordindeling(indeling).veld(cel).soort in GETYPEERD else cel


def _filled(value: Any, words: Mapping[str, str]) -> Any:
    """The same TOML value with the words of the cell put in; other $words are for the engine."""
    if isinstance(value, str):
        return Template(value).safe_substitute(words)
    if isinstance(value, dict):
        english = {**words, "toegestaan": words.get("toegestaan_en", "")}
        return {
            _filled(key, words): _filled(item, english if key.endswith("_en") else words)
            for key, item in value.items()
        }
    return [_filled(item, words) for item in value] if isinstance(value, list) else value


def _words(cel: str, indeling: str) -> dict[str, str]:
    return {
        "cel": cel,
        "titel": titel_van(cel, indeling),
        "tekst": _tekst(cel, indeling),
        "codes": f"$codes_{cel}",
        "lacune": f"$lacune_{cel}",
        "toegestaan": _allowed(cel, "of", indeling),
        "toegestaan_en": _allowed(cel, "or", indeling),
    }


def _allowed(cel: str, or_: str, indeling: str) -> str:
    """The codes of a column that are still in use, in words: "01, 02 of 03"."""
    of_a_line = indeling == JEUGDHULP and cel in LANG_VELDEN
    lijst = None if of_a_line else recordindeling(indeling).veld(cel).codelijst
    if lijst is None:
        return ""
    *most, last = (code.code for code in codelijst(lijst).codes if code.tot is None)
    return f"{', '.join(most)} {or_} {last}"


def _regel(code: str, variant: str, entry: Mapping[str, Any], cel: str, indeling: str) -> Regel:
    entry = _filled(dict(entry), _words(cel, indeling) if cel else {})
    schending = entry["schending"]
    if "als" in entry:
        schending = f"({entry['als']}) and ({schending})"
    omgeving = entry.get("omgeving", {})
    return Regel(
        code=code,
        variant=variant,
        titel=entry["titel"],
        ernst=entry["ernst"],
        bron=entry["bron"],
        status=entry["status"],
        bereik=entry.get("bereik", "rij"),
        kolommen=tuple(entry.get("kolommen", [cel] if cel else [])),
        cel=cel,
        schending=schending,
        melding=entry["melding"],
        remedie=entry["remedie"],
        nodig=tuple(entry.get("nodig", ())),
        indeling=entry.get("indeling"),
        aantal=entry.get("aantal"),
        samen=tuple(entry.get("samen", ())),
        goed=tuple(tuple(rows) for rows in entry.get("goed", ())),
        fout=tuple(tuple(rows) for rows in entry.get("fout", ())),
        omgeving=omgeving,
        omgeving_fout=omgeving | entry.get("omgeving_fout", {}),
        woorden_en=Woorden(entry["titel_en"], entry["melding_en"], entry["remedie_en"]),
    )


def _variants(code: str, entry: Mapping[str, Any], indeling: str) -> Iterator[Regel]:
    shared = {key: value for key, value in entry.items() if key != "varianten"}
    blocks = [shared | own for own in entry.get("varianten", [{}])]
    cells = [(block, cel) for block in blocks for cel in _cells(block, indeling)]
    for number, (block, cel) in enumerate(cells):
        yield _regel(code, f"_{number + 1}" if len(cells) > 1 else "", block, cel, indeling)


@cache
def regelset(naam: str = JEUGDHULP) -> Regelset:
    """Give the rules with what their conditions speak of.

    Raises FileNotFoundError when there is no set of that name.
    """
    entry = load("regels", naam)
    return Regelset(
        regels=tuple(
            regel
            for code, fields in entry["regels"].items()
            for regel in _variants(code, fields, naam)
        ),
        parameters=entry.get("parameters", {}),
        afgeleid=entry["afgeleid"],
        vensters=entry.get("vensters", {}),
        voorbeeldrij=entry["voorbeeldrij"],
        mislukt=tweetalig(entry["mislukt"]) if "mislukt" in entry else regelset().mislukt,
    )


def regels(naam: str = JEUGDHULP) -> tuple[Regel, ...]:
    """Give the rules in the order of the catalogue; one code can come more than once in a row.

    Raises FileNotFoundError when there is no set of that name.
    """
    return regelset(naam).regels
