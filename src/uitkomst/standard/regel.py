"""The rules a delivery is held against, declared in TOML."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from string import Template
from typing import Any

from uitkomst.standard.codelijst import codelijst
from uitkomst.standard.recordindeling import recordindeling
from uitkomst.standard.shelf import load

ERNST = ("bestand", "blokkeert", "bevestigen", "tip")
"""What a finding asks, the gravest first: refuse the file, park the row, a yes, nothing."""

BEREIK = ("rij", "groep", "bestand")
"""What a condition looks at: one row, rows beside each other, the whole file."""

NODIG = ("periode", "laatste_periode", "vorige_levering")
"""What a rule can need from outside the file."""

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

    @property
    def naam(self) -> str:
        """The code with its variant: unique, usable as a column name."""
        return f"{self.code}{self.variant}"


@dataclass(frozen=True)
class Regelset:
    """All rules of one kind of record, with the columns and windows their conditions speak of.

    `afgeleid` and `vensters` are SQL by name, `parameters` the values that can be set.
    """

    regels: tuple[Regel, ...]
    parameters: Mapping[str, Any]
    afgeleid: Mapping[str, str]
    vensters: Mapping[str, str]
    voorbeeldrij: Rij


def titel_van(kolom: str) -> str:
    """Give what a column is called in sentences."""
    return LANG_VELDEN.get(kolom) or recordindeling().veld(kolom).titel


def _verplicht() -> list[str]:
    velden = recordindeling().velden
    replaceable = {veld.in_plaats_van for veld in velden}
    return [veld.naam for veld in velden if veld.verplicht and veld.naam not in replaceable]


def _cells(entry: Mapping[str, Any]) -> Sequence[str]:
    velden = entry.get("velden")
    if velden is None:
        return [entry.get("cel", "")]
    return _verplicht() if velden == "verplicht" else list(velden)


def _tekst(cel: str) -> str:
    """The column that holds a cell as text: dates are typed and keep their text beside them."""
    if cel in LANG_VELDEN or recordindeling().veld(cel).soort != "datum":
        return cel
    return f"{cel}_tekst"


def _filled(value: Any, words: Mapping[str, str]) -> Any:
    """The same TOML value with the words of the cell put in; other $words are for the engine."""
    if isinstance(value, str):
        return Template(value).safe_substitute(words)
    if isinstance(value, dict):
        return {_filled(key, words): _filled(item, words) for key, item in value.items()}
    return [_filled(item, words) for item in value] if isinstance(value, list) else value


def _words(cel: str) -> dict[str, str]:
    return {
        "cel": cel,
        "titel": titel_van(cel),
        "tekst": _tekst(cel),
        "codes": f"$codes_{cel}",
        "lacune": f"$lacune_{cel}",
        "toegestaan": _allowed(cel),
    }


def _allowed(cel: str) -> str:
    """The codes of a column that are still in use, in words: "01, 02 of 03"."""
    lijst = None if cel in LANG_VELDEN else recordindeling().veld(cel).codelijst
    if lijst is None:
        return ""
    *most, last = (code.code for code in codelijst(lijst).codes if code.tot is None)
    return f"{', '.join(most)} of {last}"


def _regel(code: str, variant: str, entry: Mapping[str, Any], cel: str) -> Regel:
    entry = _filled(dict(entry), _words(cel) if cel else {})
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
    )


def _variants(code: str, entry: Mapping[str, Any]) -> Iterator[Regel]:
    shared = {key: value for key, value in entry.items() if key != "varianten"}
    blocks = [shared | own for own in entry.get("varianten", [{}])]
    cells = [(block, cel) for block in blocks for cel in _cells(block)]
    for number, (block, cel) in enumerate(cells):
        yield _regel(code, f"_{number + 1}" if len(cells) > 1 else "", block, cel)


@cache
def regelset(naam: str = "jeugdhulp") -> Regelset:
    """Give the rules with what their conditions speak of.

    Raises FileNotFoundError when there is no set of that name.
    """
    entry = load("regels", naam)
    return Regelset(
        regels=tuple(
            regel for code, fields in entry["regels"].items() for regel in _variants(code, fields)
        ),
        parameters=entry["parameters"],
        afgeleid=entry["afgeleid"],
        vensters=entry["vensters"],
        voorbeeldrij=entry["voorbeeldrij"],
    )


def regels(naam: str = "jeugdhulp") -> tuple[Regel, ...]:
    """Give the rules in the order of the catalogue; one code can come more than once in a row.

    Raises FileNotFoundError when there is no set of that name.
    """
    return regelset(naam).regels
