"""How a record lies in a file: one line a record, one line a measurement, or fixed width."""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from uitkomst.standard.recordindeling import normaliseer_kop, recordindeling
from uitkomst.standard.shelf import load, names

SOORTEN = frozenset({"breed", "lang", "vast"})


class OngeldigProfiel(ValueError):
    """An operator's own layout profile cannot be used."""

    def __init__(self, oorzaak: str) -> None:
        self.melding = f"Dit indelingsprofiel is niet bruikbaar: {oorzaak}"
        super().__init__(self.melding)


@dataclass(frozen=True)
class Profielkolom:
    """One column of a profile; `start` (the first position is 1) and `lengte` for fixed width."""

    veld: str
    start: int | None
    lengte: int | None


@dataclass(frozen=True)
class Indelingsprofiel:
    """The columns of a file.

    `soort` is "breed" (one line a record), "lang" (one line a measurement) or "vast" (fixed
    width). `extra_aliassen` gives the headings of columns that are no field of the record:
    informant, tevredenheid and zonder_hulp in the long layout.
    """

    naam: str
    titel: str
    soort: str
    bron: str
    status: str
    toelichting: str
    kolommen: tuple[Profielkolom, ...]
    extra_aliassen: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)

    @property
    def regellengte(self) -> int | None:
        """The number of characters of a fixed-width line; None for the other kinds."""
        placed = ((kolom.start, kolom.lengte) for kolom in self.kolommen)
        return max(
            (start + lengte - 1 for start, lengte in placed if start and lengte), default=None
        )

    def koppen(self) -> dict[str, str]:
        """Give every heading this layout knows (as `normaliseer_kop` gives it) and its column."""
        indeling = recordindeling()
        velden = [indeling.veld(kolom.veld) for kolom in self.kolommen]
        known = {kop: veld.naam for veld in velden for kop in veld.koppen}
        for naam, aliassen in self.extra_aliassen.items():
            known |= {normaliseer_kop(kop): naam for kop in (naam, *aliassen)}
        return known


def _profiel(naam: str, entry: Mapping[str, Any]) -> Indelingsprofiel:
    kolommen = tuple(
        Profielkolom(kolom["veld"], kolom.get("start"), kolom.get("lengte"))
        for kolom in entry["kolommen"]
    )
    return Indelingsprofiel(
        naam=naam,
        titel=entry["titel"],
        soort=entry["soort"],
        bron=entry["bron"],
        status=entry["status"],
        toelichting=entry["toelichting"],
        kolommen=kolommen,
        extra_aliassen={
            extra: tuple(aliassen) for extra, aliassen in entry.get("extra_aliassen", {}).items()
        },
    )


@cache
def indelingsprofiel(naam: str) -> Indelingsprofiel:
    """Give a profile of this project by name; raises FileNotFoundError when there is none."""
    return _profiel(naam, load("indelingsprofielen", naam))


def indelingsprofielen() -> tuple[Indelingsprofiel, ...]:
    """Give all profiles of this project, in order of name."""
    return tuple(indelingsprofiel(naam) for naam in names("indelingsprofielen"))


def profiel_uit_bestand(path: Path) -> Indelingsprofiel:
    """Read an operator's own fixed-width profile (TOML, made like portaal-vast-1).

    Raises OngeldigProfiel, saying what is wrong, for a file that is no such profile.
    """
    try:
        entry = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as cause:
        raise OngeldigProfiel("het bestand kan niet worden gelezen.") from cause
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as cause:
        raise OngeldigProfiel("het bestand is geen TOML in UTF-8.") from cause
    _check_head(entry)
    _check_columns(entry["kolommen"])
    naam = entry.get("naam", path.stem)
    return _profiel(str(naam), {"status": "PROPOSED", "toelichting": ""} | entry)


def _check_head(entry: Mapping[str, Any]) -> None:
    for sleutel in ("titel", "bron", "soort"):
        if not isinstance(entry.get(sleutel), str):
            raise OngeldigProfiel(f"de regel '{sleutel} = \"…\"' ontbreekt of is geen tekst.")
    if entry["soort"] != "vast":
        raise OngeldigProfiel('een eigen profiel beschrijft vaste breedte: schrijf soort = "vast".')
    kolommen = entry.get("kolommen")
    if not isinstance(kolommen, list) or not all(isinstance(kolom, dict) for kolom in kolommen):
        raise OngeldigProfiel("er staan geen blokken [[kolommen]] in.")


def _check_columns(kolommen: list[dict[str, Any]]) -> None:
    velden = {veld.naam: veld for veld in recordindeling().velden}
    for kolom in kolommen:
        _check_column(kolom, velden.keys())
    placed = sorted(kolommen, key=lambda kolom: int(kolom["start"]))
    for left, right in pairwise(placed):
        if left["start"] + left["lengte"] > right["start"]:
            raise OngeldigProfiel(f"'{left['veld']}' en '{right['veld']}' overlappen elkaar.")
    present = [kolom["veld"] for kolom in kolommen]
    if len(set(present)) < len(present):
        raise OngeldigProfiel("hetzelfde veld staat er meer dan één keer in.")
    replaced = {velden[naam].in_plaats_van for naam in present}
    for naam, veld in velden.items():
        if veld.kolom_verplicht and naam not in present and naam not in replaced:
            raise OngeldigProfiel(f"het veld '{naam}' ontbreekt.")


def _check_column(kolom: Mapping[str, Any], known: Collection[str]) -> None:
    naam = kolom.get("veld")
    if naam not in known:
        raise OngeldigProfiel(f"het veld '{naam}' bestaat niet. Kies uit: {', '.join(known)}.")
    for sleutel in ("start", "lengte"):
        if type(kolom.get(sleutel)) is not int or kolom[sleutel] < 1:
            raise OngeldigProfiel(f"'{sleutel}' van '{naam}' moet een getal van 1 of hoger zijn.")
