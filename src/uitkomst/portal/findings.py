"""What was found in a delivery, arranged for the page: counts, causes, lines."""

from dataclasses import dataclass
from decimal import Decimal

from uitkomst.reports.labels import share
from uitkomst.reports.model import Row, Segment
from uitkomst.services.aanleveringen import AanleveringDetail, AanleveringView
from uitkomst.standard.regel import regels

ERNST_TITLES = {
    "bestand": ("Heel het bestand", "error"),
    "blokkeert": ("Rij geparkeerd", "error"),
    "bevestigen": ("Graag bevestigen", "warning"),
    "tip": ("Tip", "info"),
}
ORDER = tuple(ERNST_TITLES)
MOST_LINES = 200


@dataclass(frozen=True)
class Place:
    """Where a finding is, in the sender's own file, and what it says."""

    rij: int | None
    cel: str
    kolom: str
    regel: str
    melding: str
    ernst: str
    kind: str


@dataclass(frozen=True)
class Cause:
    """One cause with its places; `aantal` counts all of them, `places` are the first hundred.

    `in_regelboek` tells a rule from a repair: only a rule has its place in the regelboek.
    """

    regel: str
    in_regelboek: bool
    ernst: str
    kind: str
    aantal: int
    melding: str
    remedie: str
    places: tuple[Place, ...]


def tally(delivery: AanleveringView) -> Row:
    """Draw the rows of a delivery as one bar: good, to be confirmed, parked."""
    parts = (
        ("goed", "Goed", "goed", delivery.goed),
        ("bevestigen", "Graag bevestigen", "matig", delivery.bevestigen),
        ("geparkeerd", "Geparkeerd: telt niet mee", "slecht", delivery.geparkeerd),
    )
    start, segments = Decimal(0), []
    for letter, (code, titel, toon, aantal) in zip("abc", parts, strict=True):
        width = share(aantal, delivery.totaal)
        if aantal:
            segments.append(Segment(code, letter, titel, toon, aantal, f"{aantal}", start, width))
        start += width
    return Row(
        "totaal", "Rijen in uw bestand", tuple(segments), delivery.totaal,
        cijfer=None, geschat=False, respons=None, kop=None, verborgen=None,
    )  # fmt: skip


def _places(detail: AanleveringDetail) -> list[Place]:
    return [
        Place(
            found.rij,
            found.cel or "",
            found.kolom or "",
            found.regel,
            found.melding,
            *ERNST_TITLES[found.ernst],
        )
        for found in detail.bevindingen
    ]


def per_cause(detail: AanleveringDetail) -> list[Cause]:
    """Give the causes, the most serious and most frequent first, each with its places."""
    places: dict[tuple[str, str], list[Place]] = {}
    for place in _places(detail):
        if place.rij is None:
            continue
        places.setdefault((place.regel, place.melding), []).append(place)
    known = {regel.code for regel in regels()}
    ordered = sorted(detail.oorzaken, key=lambda c: (ORDER.index(c.ernst), -c.aantal))
    return [
        Cause(
            cause.regel,
            cause.regel in known,
            *ERNST_TITLES[cause.ernst],
            cause.aantal,
            cause.melding,
            cause.remedie,
            tuple(places.get((cause.regel, cause.melding), ())),
        )
        for cause in ordered
    ]


def per_line(detail: AanleveringDetail) -> list[Place]:
    """Give the findings in the order of the sender's file; the first two hundred of them."""
    placed = [place for place in _places(detail) if place.rij is not None]
    return sorted(placed, key=lambda place: (place.rij or 0, place.regel))[:MOST_LINES]
