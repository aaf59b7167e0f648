"""What a check found, arranged for the page: causes and lines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from uitkomst.portal.ernst import ORDER, ernst_title
from uitkomst.portal.masking import masked
from uitkomst.portal.step import Action
from uitkomst.portal.unit import ROWS, Unit
from uitkomst.services.aanlevering.views import Finding, Oorzaak
from uitkomst.standard.recordindeling import recordindeling
from uitkomst.standard.regel import regels

MOST_LINES = 200
Values = Mapping[int, Mapping[str, str | None]]


class Checked(Protocol):
    """Anything that was held against the rules, in the books or not."""

    @property
    def oorzaken(self) -> tuple[Oorzaak, ...]:
        """What is wrong, each for one reason."""

    @property
    def bevindingen(self) -> tuple[Finding, ...]:
        """Where, at most a hundred places for each cause."""


@dataclass(frozen=True)
class Place:
    """Where a finding is, in the sender's own file, and what it says.

    `nummer` and `plek` ("rij 14") say which row it is as the sender knows it; a form has no cells.
    `waarde` is what stands there, with a BSN masked; None while values are not shown.
    """

    rij: int | None
    nummer: int | None
    plek: str
    cel: str
    veld: str
    kolom: str
    regel: str
    melding: str
    ernst: str
    kind: str
    waarde: str | None


@dataclass(frozen=True)
class Cause:
    """One cause with its places; `aantal` counts all of them, `places` are the first hundred.

    `soort` is the ernst as the rules name it. `in_regelboek` tells a rule from a repair: only a
    rule has its place in the regelboek. `voorstel` is the code of the repair that would solve it.
    `acties` are what the reader can do about it here; `in_een_keer` tells that the first of them
    mends all rows at once. `geen_rijen`: it is about no rows of the delivery itself.
    """

    naam: str
    regel: str
    in_regelboek: bool
    soort: str
    ernst: str
    kind: str
    aantal: int
    melding: str
    remedie: str
    veld: str | None
    voorstel: str
    antwoord: bool | None
    places: tuple[Place, ...]
    geen_rijen: bool = False
    acties: tuple[Action, ...] = ()
    in_een_keer: bool = False

    @property
    def rij(self) -> int | None:
        """The first row it is in; None for a cause of the file as a whole, or of another sheet."""
        if not self.places or _elsewhere(self.places[0].cel):
            return None
        return self.places[0].rij

    @property
    def voorbeeld(self) -> str:
        """The first place in words: "rij 14, cel C14 (Postcode)"."""
        if not self.places:
            return ""
        first = self.places[0]
        cel = f", cel {first.cel}" if first.cel else ""
        kolom = f" ({first.kolom})" if first.kolom else ""
        return f"{first.plek}{cel}{kolom}"


def _places(found: Checked, values: Values | None, words: Unit) -> list[Place]:
    titles = {veld.naam: veld.titel for veld in recordindeling().velden}
    return [
        Place(
            finding.rij,
            None if finding.rij is None else words.number(finding.rij),
            "" if finding.rij is None else words.name(finding.rij),
            finding.cel or "",
            finding.kolom or "",
            titles.get(finding.kolom or "", finding.kolom or ""),
            finding.regel,
            finding.melding,
            *ernst_title(finding.ernst, source=words.source, parked=words.parked),
            _value(finding, values),
        )
        for finding in found.bevindingen
    ]


def _value(finding: Finding, values: Values | None) -> str | None:
    if values is None or finding.rij is None or finding.kolom is None:
        return None
    if _elsewhere(finding.cel or ""):
        return None
    waarde = values.get(finding.rij, {}).get(finding.kolom) or ""
    return masked(waarde) if finding.kolom == "bsn" else waarde


def _elsewhere(cel: str) -> bool:
    """Whether a cell is on a sheet that extends the delivery, such as "doelen!C2"."""
    return "!" in cel


def per_cause(found: Checked, words: Unit = ROWS) -> list[Cause]:
    """Give the causes, the most serious and most frequent first, each with its places."""
    places: dict[tuple[str, str], list[Place]] = {}
    for place in _places(found, None, words):
        if place.rij is not None:
            places.setdefault((place.regel, place.melding), []).append(place)
    known = {regel.code for regel in regels()}
    ordered = sorted(found.oorzaken, key=lambda c: (ORDER.index(c.ernst), -c.aantal))
    return [
        Cause(
            cause.naam,
            cause.regel,
            cause.regel in known,
            cause.ernst,
            *ernst_title(cause.ernst, source=words.source, parked=words.parked),
            cause.aantal,
            cause.melding,
            cause.remedie,
            cause.kolom,
            cause.voorstel,
            cause.antwoord,
            _of_cause(cause, places.get((cause.regel, cause.melding), [])),
            geen_rijen=cause.heel_bestand or bool(cause.blad),
        )
        for cause in ordered
    ]


def _of_cause(cause: Oorzaak, places: Sequence[Place]) -> tuple[Place, ...]:
    """The same sentence may be about several columns; each is a cause of its own."""
    if cause.kolom is None:
        return tuple(places)
    return tuple(place for place in places if place.veld in ("", cause.kolom))


def per_line(found: Checked, values: Values | None = None, words: Unit = ROWS) -> list[Place]:
    """Give the findings in the order of the sender's file; the first two hundred of them."""
    placed = [place for place in _places(found, values, words) if place.rij is not None]
    return sorted(placed, key=lambda place: (place.rij or 0, place.regel))[:MOST_LINES]
