"""The outcome of a check on a page, whether it is in the books or only looked at."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from uitkomst.portal.counted import grouped
from uitkomst.portal.findings import Checked
from uitkomst.portal.unit import ROWS, Unit
from uitkomst.reports.labels import share
from uitkomst.reports.model import Row, Segment


class Counted(Protocol):
    """Anything whose rows are counted: a delivery in the books, or the outcome of a check."""

    @property
    def totaal(self) -> int:
        """All rows; the other three add up to it."""

    @property
    def goed(self) -> int:
        """The rows that count."""

    @property
    def bevestigen(self) -> int:
        """The rows that wait for an answer."""

    @property
    def geparkeerd(self) -> int:
        """The rows that do not count."""


class Told(Checked, Protocol):
    """What was held against the rules, and how that went."""

    @property
    def uitgevoerd(self) -> tuple[str, ...]:
        """The rules that ran."""

    @property
    def overgeslagen(self) -> tuple[tuple[str, str], ...]:
        """The rules that did not, each with the reason."""

    @property
    def mislukt(self) -> tuple[str, ...]:
        """The rules that crashed."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What was noticed or mended while reading."""


@dataclass(frozen=True)
class Uitslag:
    """The counts (`found`), the rules (`checked`) and the bar of one delivery."""

    found: Counted
    checked: Told
    bestandsnaam: str
    indeling: str
    words: Unit = ROWS

    @property
    def tally(self) -> Row:
        """The bar of what was counted."""
        return _bar(self.found, self.words)


def _bar(counted: Counted, words: Unit) -> Row:
    """Draw the rows of a delivery as one bar: good, to be confirmed, parked."""
    parts = (
        ("goed", "Goed", "goed", counted.goed),
        ("bevestigen", "Te bevestigen", "matig", counted.bevestigen),
        ("geparkeerd", f"{words.parked.capitalize()}: telt niet mee", "slecht", counted.geparkeerd),
    )
    start, segments = Decimal(0), []
    for letter, (code, titel, toon, aantal) in zip("abc", parts, strict=True):
        width = share(aantal, counted.totaal)
        if aantal:
            label = grouped(aantal)
            segments.append(Segment(code, letter, titel, toon, aantal, label, start, width))
        start += width
    titel = f"{words.many.capitalize()} in uw {words.source}"
    return Row(
        "totaal", titel, tuple(segments), counted.totaal,
        cijfer=None, geschat=False, respons=None, kop=None, verborgen=None,
    )  # fmt: skip
