"""What was found in a delivery, arranged for the page: counts, causes, lines."""

from dataclasses import dataclass
from decimal import Decimal

from uitkomst.portal.counted import counted
from uitkomst.reports.labels import share
from uitkomst.reports.model import Row, Segment
from uitkomst.services.aanleveringen import AanleveringDetail, AanleveringView
from uitkomst.standard.recordindeling import recordindeling
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
    titles = {veld.naam: veld.titel for veld in recordindeling().velden}
    return [
        Place(
            found.rij,
            found.cel or "",
            titles.get(found.kolom or "", found.kolom or ""),
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


def decision(detail: AanleveringDetail) -> tuple[str, ...]:
    """Say what submitting means: what will count, what not, and what one confirms with it."""
    delivery = detail.aanlevering
    if not delivery.may_confirm:
        return (
            "U kunt dit bestand zo niet indienen: geen enkele rij is goed, of er is iets met het "
            "hele bestand. Verbeter het bestand en lever het opnieuw aan.",
        )
    able = counted(delivery.goed + delivery.bevestigen, "rij telt", "rijen tellen")
    sentences = [f"Als u indient: {able} mee."]
    if delivery.geparkeerd:
        parked = counted(delivery.geparkeerd, "rij telt", "rijen tellen")
        sentences.append(
            f"{parked} niet mee. Wilt u die ook laten tellen? Verbeter ze in uw bestand en lever "
            "het hele bestand opnieuw aan."
        )
    if points := to_confirm(detail):
        asked = counted(points, "punt vragen", "punten vragen")
        sentences.append(
            f"Bij {asked} we of het klopt; ze heten hieronder ‘Graag bevestigen’. Door in te "
            "dienen zegt u: dit klopt. De rijen tellen dan zoals ze in uw bestand staan."
        )
    if detail.in_force:
        sentences.append(
            f"Dit bestand komt in de plaats van versie {detail.in_force.versie}. Een traject dat "
            "er niet in staat, telt niet meer."
        )
    return tuple(sentences)


def to_confirm(detail: AanleveringDetail) -> int:
    """Count the causes that the sender confirms by submitting."""
    return sum(cause.ernst == "bevestigen" for cause in detail.oorzaken)


def per_line(detail: AanleveringDetail) -> list[Place]:
    """Give the findings in the order of the sender's file; the first two hundred of them."""
    placed = [place for place in _places(detail) if place.rij is not None]
    return sorted(placed, key=lambda place: (place.rij or 0, place.regel))[:MOST_LINES]
