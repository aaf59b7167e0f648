"""The outcome indicators, each declared in one TOML file with source, definition and examples.

A record yields measurements (`metingen`), a measurement falls in at most one category, and the
measurements that fall in one are what is counted (`# gemeten`). Conditions are SQL over the columns
of the record layout; `$eerste_dag` and `$laatste_dag` are the days of the verslagperiode.
"""

from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from uitkomst.standard.shelf import load

VOLGORDE = ("tevredenheid", "zonder_hulp_verder", "doelrealisatie", "uitval", "respons")
"""The order in which a report shows the indicators."""
INFORMANTEN = ("J", "O")
"""Who can answer: the jeugdige, the ouder or opvoeder."""


class OnbekendeIndicator(Exception):
    """An indicator, variant or informant that the standard does not declare."""

    def __init__(self, naam: str) -> None:
        self.melding = f"De indicator ‘{naam}’ staat niet in de standaard. Kies een van de bekende."
        super().__init__(self.melding)


@dataclass(frozen=True)
class Categorie:
    """One outcome of a measurement; `voorwaarde` is SQL over `waarde`, `toon` its colour role."""

    code: str
    titel: str
    kort: str
    voorwaarde: str
    toon: str


@dataclass(frozen=True)
class Meting:
    """A value one record can yield (`waarde`, SQL), and whose answer it is (J, O or nobody's)."""

    waarde: str
    informant: str | None


@dataclass(frozen=True)
class Variant:
    """Another choice than the default, with its reason; `wijzigt` names the fields it changes."""

    naam: str
    titel: str
    bron: str
    status: str
    wijzigt: dict[str, Any]


@dataclass(frozen=True)
class Voorbeeld:
    """A worked example: records (`keer` repeats one) and the figures computed from them by hand.

    A record that says nothing else ended inside the verslagperiode.
    `verwacht` holds `gemeten`, `labels` per category and, where they exist, `kop` and `cijfer`.
    """

    naam: str
    titel: str
    periode: str
    informant: str | None
    variant: str | None
    rijen: tuple[dict[str, Any], ...]
    verwacht: dict[str, Any]


@dataclass(frozen=True)
class Indicator:
    """How one outcome is counted, in words for a reader and in SQL for the engine.

    `per` is "meting" (each measurement counts) or "traject" (the measurements of one record are
    first brought together by the SQL aggregate `samen`). `kop` are the categories of the headline
    figure, `uitgesloten` those left out of the denominator.
    """

    naam: str
    titel: str
    nummer: str
    bron: str
    status: str
    vraag: str
    definitie: str
    eenheid: str
    noemer: str
    per: str
    samen: str
    metingen: tuple[Meting, ...]
    categorieen: tuple[Categorie, ...]
    kop: tuple[str, ...]
    uitgesloten: tuple[str, ...]
    gemiddelde: bool
    uitsplitsingen: tuple[str, ...]
    let_op: tuple[str, ...]
    varianten: tuple[Variant, ...]
    voorbeelden: tuple[Voorbeeld, ...]

    def variant(self, naam: str) -> "Indicator":
        """Give this indicator with another declared choice; its name becomes `naam:variant`.

        Raises OnbekendeIndicator when the standard declares no such variant.
        """
        for variant in self.varianten:
            if variant.naam == naam:
                changed = replace(self, naam=f"{self.naam}:{naam}", **variant.wijzigt)
                kept = tuple(c for c in self.categorieen if c.code not in changed.uitgesloten)
                return replace(changed, categorieen=kept)
        raise OnbekendeIndicator(f"{self.naam}:{naam}")

    def informant(self, informant: str) -> "Indicator":
        """Give this indicator over the answers of one informant, J or O, as `naam:J`.

        Raises OnbekendeIndicator when nobody of that kind answers for this indicator.
        """
        metingen = tuple(meting for meting in self.metingen if meting.informant == informant)
        if not metingen:
            raise OnbekendeIndicator(f"{self.naam}:{informant}")
        return replace(self, naam=f"{self.naam}:{informant}", metingen=metingen)


def _variant(naam: str, entry: dict[str, Any]) -> Variant:
    wijzigt = {
        field: tuple(value) if isinstance(value, list) else value
        for field, value in entry["wijzigt"].items()
    }
    return Variant(naam, entry["titel"], entry["bron"], entry["status"], wijzigt)


def _voorbeeld(entry: dict[str, Any]) -> Voorbeeld:
    return Voorbeeld(
        naam=entry["naam"],
        titel=entry["titel"],
        periode=entry["periode"],
        informant=entry.get("informant"),
        variant=entry.get("variant"),
        rijen=tuple(entry["rijen"]),
        verwacht=entry["verwacht"],
    )


@cache
def indicator(naam: str) -> Indicator:
    """Give an indicator by name, such as uitval, uitval:alleen_client or tevredenheid:J.

    Raises OnbekendeIndicator when the standard has none of that name.
    """
    basis, _, choice = naam.partition(":")
    if basis not in VOLGORDE:
        raise OnbekendeIndicator(naam)
    declared = _declared(basis)
    if choice in INFORMANTEN:
        return declared.informant(choice)
    return declared.variant(choice) if choice else declared


def _declared(naam: str) -> Indicator:
    entry = load("indicatoren", naam)
    return Indicator(
        naam=naam,
        titel=entry["titel"],
        nummer=entry["nummer"],
        bron=entry["bron"],
        status=entry["status"],
        vraag=entry["vraag"],
        definitie=entry["definitie"].strip(),
        eenheid=entry["eenheid"],
        noemer=entry["noemer"],
        per=entry["per"],
        samen=entry.get("samen", ""),
        metingen=tuple(Meting(m["waarde"], m.get("informant")) for m in entry["metingen"]),
        categorieen=tuple(Categorie(**categorie) for categorie in entry["categorieen"]),
        kop=tuple(entry["kop"]),
        uitgesloten=(),
        gemiddelde=entry["gemiddelde"],
        uitsplitsingen=tuple(entry["uitsplitsingen"]),
        let_op=tuple(entry["let_op"]),
        varianten=tuple(_variant(n, v) for n, v in entry.get("varianten", {}).items()),
        voorbeelden=tuple(_voorbeeld(voorbeeld) for voorbeeld in entry["voorbeelden"]),
    )


def indicatoren() -> tuple[Indicator, ...]:
    """Give all indicators in the order of the reports."""
    return tuple(indicator(naam) for naam in VOLGORDE)
