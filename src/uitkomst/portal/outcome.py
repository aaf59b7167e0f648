"""The outcome of a check on a page, whether it is in the books or only looked at."""

from dataclasses import dataclass
from typing import Protocol

from uitkomst.portal.findings import Checked, Counted, tally
from uitkomst.reports.model import Row


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
    """The counts (`found`), the rules (`checked`) and the bar of one file."""

    found: Counted
    checked: Told
    bestandsnaam: str
    indeling: str

    @property
    def tally(self) -> Row:
        """The bar of the rows."""
        return tally(self.found)
