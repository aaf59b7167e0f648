"""The cards of the overview: one per indicator, each with its headline and its bar."""

from dataclasses import dataclass

from uitkomst.portal.circle import Circle
from uitkomst.portal.pages import PAGES
from uitkomst.reports.build import build
from uitkomst.reports.model import Report, Row


@dataclass(frozen=True)
class Card:
    """One indicator in short, with the address of its own page.

    `silence` is what to say when there is no figure.
    """

    report: Report
    address: str
    slug: str
    silence: str

    @property
    def row(self) -> Row | None:
        """The line the card shows, None when the table has none."""
        return self.report.hoofd

    @property
    def figure(self) -> str:
        """The largest figure of the card: the mean grade, else the headline label."""
        if self.row is None or not self.row.shown:
            return ""
        return (self.row.cijfer if self.report.met_cijfer else self.row.kop) or ""

    @property
    def words(self) -> str:
        """What the largest figure is."""
        if self.report.met_cijfer:
            return f"gemiddeld {self.report.cijfer_titel.lower()}"
        return self.report.kop_titel


def overview_cards(circle: Circle) -> list[Card]:
    """Give a card for every indicator that has a page."""
    return [
        Card(
            build(
                circle.figures, page.indicator, gemeente=circle.gemeente, aanbieder=circle.aanbieder
            ),
            circle.address(page.slug),
            page.slug,
            circle.silence(page.indicator),
        )
        for page in PAGES
        if page.indicator is not None
    ]
