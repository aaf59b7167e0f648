"""What a delivery counts, in words: the rows of a file, or the trajecten of a form."""

from dataclasses import dataclass

from uitkomst.services.forms.clienten import FIRST


@dataclass(frozen=True)
class Unit:
    """The word for one and for many, for those that do not count yet, and for where they stand.

    `line` is what the pages call one of them with its number, `before` how many rows come first.
    """

    one: str
    many: str
    parked: str
    source: str
    line: str
    before: int = 0

    @property
    def forms(self) -> str:
        """Give both forms, as the filter `counted` takes them."""
        return f"{self.one},{self.many}"

    def number(self, rij: int) -> int:
        """Give the number by which the sender knows a row."""
        return rij - self.before

    def name(self, rij: int) -> str:
        """Say which one it is."""
        return f"{self.line} {self.number(rij)}"


ROWS = Unit("rij", "rijen", "geparkeerd", "bestand", "rij")
TRAJECTEN = Unit(
    "traject", "trajecten", "nog niet compleet", "formulier", "cliënt", before=FIRST - 1
)


def unit_of(route: str) -> Unit:
    """Give the words for a delivery that came in this way."""
    return TRAJECTEN if route == "formulier" else ROWS
