"""The pages of a report, and which indicator each of them shows."""

from dataclasses import dataclass

from uitkomst.standard.indicator import indicator

OVERZICHT = "overzicht"


@dataclass(frozen=True)
class ReportPage:
    """One page of a report; `indicator` is None for the overview."""

    slug: str
    titel: str
    indicator: str | None


PAGES = (
    ReportPage(OVERZICHT, "Overzicht", None),
    *(
        ReportPage(naam.replace("_", "-"), indicator(naam).titel, naam)
        for naam in ("tevredenheid", "zonder_hulp_verder", "doelrealisatie", "uitval")
    ),
)


def page_of(slug: str) -> ReportPage | None:
    """Give the page of this name, None when a report has no such page."""
    return next((page for page in PAGES if page.slug == slug), None)


def slug_of(naam: str) -> str:
    """Give the part of an address that stands for an indicator."""
    return naam.replace("_", "-")


def indicator_of(slug: str) -> str:
    """Give the name of the indicator that a part of an address stands for."""
    return slug.replace("-", "_")
