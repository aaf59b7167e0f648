"""The repairs a sender can choose with one click, declared in TOML; none is ever done unasked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from uitkomst.standard.regel import Rij
from uitkomst.standard.shelf import load
from uitkomst.standard.woorden import Woorden, tweetalig

SOORTEN = ("cel", "waarden", "vorm", "rij", "weg", "dubbel", "samen")
"""What a voorstel does: change cells that match, replace the values the sender names, read dates as
the sender says they are written, fill fields of rows, leave rows out, keep one of identical rows,
merge records that overlap."""

VRAAGT = {"waarden": "waarden", "vorm": "vorm"}
"""What the sender must add to a choice of these kinds."""


@dataclass(frozen=True)
class Vorm:
    """One way to write a date: cells that match `patroon` become year-month-day by `jmd` (SQL).

    `zo` says it in a sentence about columns. `eeuw` says that the year has two digits, `sluit_uit`
    which automatic repair no longer counts in a column written this way.
    """

    code: str
    titel: str
    titel_en: str
    zo: str
    patroon: str
    jmd: str
    eeuw: bool
    sluit_uit: str | None


@dataclass(frozen=True)
class Voorstelregel:
    """One declared repair.

    `bij` names the rules whose broken rows it is offered for, `niet_bij` those that must be settled
    before it is offered at all. By `soort`: `als` and `wordt` are SQL
    over a cell `$x` (cel), `velden` what fields become (rij; "" empties), `samen` the sentence of a
    choice about several columns (vorm). `voorbeelden` are files before and after, with the choice
    that made the difference.
    """

    code: str
    soort: str
    bij: tuple[str, ...]
    niet_bij: tuple[str, ...]
    bron: str
    status: str
    woorden: Woorden
    woorden_en: Woorden
    als: str
    wordt: str
    velden: Mapping[str, str] = field(hash=False)
    rest: str
    samen: str
    voorbeelden: tuple["Voorbeeldkeuze", ...] = field(hash=False)

    @property
    def titel(self) -> str:
        """What it is called."""
        return self.woorden.titel

    @property
    def vraagt(self) -> str:
        """What the sender must say: "" (nothing), "waarden" or "vorm"."""
        return VRAAGT.get(self.soort, "")


@dataclass(frozen=True)
class Voorbeeldkeuze:
    """An example: rows, a choice, and the rows that choice leaves."""

    van: tuple[Rij, ...]
    naar: tuple[Rij, ...]
    kolom: str | None
    vorm: str
    waarden: tuple[tuple[str, str], ...]
    lang: bool


@dataclass(frozen=True)
class Voorstelset:
    """All voorstellen of one kind of record, and the forms a date can be written in."""

    titel: str
    inleiding: str
    voorstellen: tuple[Voorstelregel, ...]
    vormen: tuple[Vorm, ...]
    vorm_bron: str
    vorm_status: str

    def voorstel(self, code: str) -> Voorstelregel | None:
        """Give a voorstel by its code; None for one that is no more."""
        return next((found for found in self.voorstellen if found.code == code), None)

    def vorm(self, code: str) -> Vorm | None:
        """Give a form by its code; None for one that is no more."""
        return next((found for found in self.vormen if found.code == code), None)


def _voorbeeld(entry: Mapping[str, Any]) -> Voorbeeldkeuze:
    return Voorbeeldkeuze(
        van=tuple(entry["van"]),
        naar=tuple(entry["naar"]),
        kolom=entry.get("kolom"),
        vorm=entry.get("vorm", ""),
        waarden=tuple((van, naar) for van, naar in entry.get("waarden", {}).items()),
        lang=entry.get("lang", False),
    )


def _voorstel(entry: Mapping[str, Any]) -> Voorstelregel:
    words = tweetalig(entry)
    return Voorstelregel(
        code=entry["code"],
        soort=entry["soort"],
        bij=tuple(entry["bij"]),
        niet_bij=tuple(entry.get("niet_bij", ())),
        bron=entry["bron"],
        status=entry["status"],
        woorden=words.woorden,
        woorden_en=words.woorden_en,
        als=entry.get("als", ""),
        wordt=entry.get("wordt", ""),
        velden=entry.get("velden", {}),
        rest=entry.get("rest", ""),
        samen=entry.get("samen", ""),
        voorbeelden=tuple(_voorbeeld(each) for each in entry["voorbeelden"]),
    )


def _vorm(code: str, entry: Mapping[str, Any]) -> Vorm:
    return Vorm(
        code=code,
        titel=entry["titel"],
        titel_en=entry["titel_en"],
        zo=entry["zo"],
        patroon=entry["patroon"],
        jmd=entry["jmd"],
        eeuw=entry.get("eeuw", False),
        sluit_uit=entry.get("sluit_uit"),
    )


@cache
def voorstelset(naam: str = "jeugdhulp") -> Voorstelset:
    """Give the voorstellen; raises FileNotFoundError when there is no set of that name."""
    entry = load("voorstellen", naam)
    return Voorstelset(
        titel=entry["titel"],
        inleiding=entry["inleiding"],
        voorstellen=tuple(_voorstel(each) for each in entry["voorstellen"]),
        vormen=tuple(_vorm(code, each) for code, each in entry["vormen"].items()),
        vorm_bron=entry["vorm_bron"],
        vorm_status=entry["vorm_status"],
    )
