"""Which figures a reader looks at: whose, over which period, and where its pages are."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse

from uitkomst.access.actor import Actor
from uitkomst.portal.pages import OVERZICHT
from uitkomst.reports import words
from uitkomst.reports.build import OVERIG, TOTAAL, Figures, Scope, scope
from uitkomst.services.figures import published
from uitkomst.standard.gemeenten import gemeente
from uitkomst.standard.verslagperiode import Verslagperiode


@dataclass(frozen=True)
class Circle:
    """A safe table with the part of it that the reader chose.

    `soort` is "aanbieder", "gemeente" or "regio"; `sleutel` the gemeentecode or the region's name.
    `choices` are the aanbieders or gemeenten to choose from, as (key, name), `chosen` one of their
    keys or "totaal". `solo` tells that the reader works alone and reads the own figures.
    """

    soort: str
    sleutel: str
    titel: str
    periode: Verslagperiode
    figures: Figures
    choices: tuple[tuple[str, str], ...] = ()
    chosen: str = TOTAAL
    namen: Mapping[str, str] = field(default_factory=dict)
    solo: bool = False

    @cached_property
    def scope(self) -> Scope:
        """About whom the table speaks as a whole."""
        return scope(self.figures)

    @property
    def gemeente(self) -> str:
        """The gemeente of the rows to show, as the table names it."""
        if self.soort == "regio":
            return self.chosen
        return self.scope.gemeente

    @property
    def aanbieder(self) -> str:
        """The aanbieder of the rows to show, as the table names it."""
        return self.chosen if self.soort == "gemeente" else self.scope.aanbieder

    @property
    def axes(self) -> tuple[str, ...]:
        """The charts of a page: the groups one can choose get a chart of their own at the total."""
        if self.chosen != TOTAAL or self.soort == "aanbieder":
            return ("hulpvorm", "aanbieder") if self.soort == "regio" else ("hulpvorm",)
        return ("hulpvorm", "gemeente") if self.soort == "regio" else ("hulpvorm", "aanbieder")

    @property
    def protection(self) -> tuple[str, ...]:
        """What the reader should know about who sees these figures, and how exactly."""
        if self.soort == "aanbieder":
            return words.own_sentences(solo=self.solo)
        return words.protected_sentences(self.figures.policy)

    def silence(self, indicator: str) -> str:
        """Say why there is no figure of an indicator.

        Who works alone need not deliver outcomes: informatieprotocol v7, § 4.1.
        """
        if self.solo and indicator != "uitval":
            return (
                "U werkt alleen en hoeft deze uitkomst niet aan te leveren. Levert u haar toch "
                "aan, dan staat ze hier."
            )
        return "Over deze periode is hier niets gemeten."

    @property
    def parameter(self) -> str:
        """The name of the choice in the address."""
        return "gemeente" if self.soort == "regio" else "aanbieder"

    @property
    def chosen_name(self) -> str:
        """The name of the chosen group; empty for the total."""
        return dict(self.choices).get(self.chosen, "")

    def address(self, pagina: str, chosen: str | None = None) -> str:
        """Give the address of a page of this report, keeping the choice unless another is given."""
        key = self.chosen if chosen is None else chosen
        own = [self.sleutel] if self.sleutel else []
        address = reverse(f"report-{self.soort}", args=[*own, self.periode.code, pagina])
        return address if key == TOTAAL else f"{address}?{urlencode({self.parameter: key})}"


def gemeente_circle(
    actor: Actor, code: str, periode: Verslagperiode, chosen: str = TOTAAL
) -> Circle:
    """Give the protected figures of a gemeente. Raises NotFound, NotAllowed."""
    table = published.gemeente_table(actor=actor, gemeente=code, periode=periode)
    figures = Figures(table)
    keys = {aanbieder for _, aanbieder, _ in figures.groups()} - {TOTAAL, OVERIG}
    namen = published.names_for_gemeente(actor=actor, gemeente=code, periode=periode)
    choices = sorted(((key, namen.get(key, key)) for key in keys), key=_by_name)
    titel = f"Gemeente {_naam(code)}"
    kept = chosen if chosen in keys else TOTAAL
    return Circle("gemeente", code, titel, periode, figures, tuple(choices), kept, namen)


def regio_circle(actor: Actor, regio: str, periode: Verslagperiode, chosen: str = TOTAAL) -> Circle:
    """Give the protected figures of a jeugdregio. Raises NotFound, NotAllowed."""
    table = published.regio_table(actor=actor, regio=regio, periode=periode)
    figures = Figures(table)
    keys = {gemeente for gemeente, _, _ in figures.groups()} - {TOTAAL, OVERIG}
    choices = sorted(((key, _naam(key)) for key in keys), key=_by_name)
    kept = chosen if chosen in keys else TOTAAL
    namen = published.names_for_regio(actor=actor, regio=regio, periode=periode)
    titel = f"Jeugdregio {regio}"
    return Circle("regio", regio, titel, periode, figures, tuple(choices), kept, namen)


def published_circle(actor: Actor, periode: Verslagperiode) -> Circle | None:
    """Give the widest protected figures of a period; None when there are none."""
    regio = published.regio_for(actor=actor, periode=periode)
    if regio is not None:
        return regio_circle(actor, regio, periode)
    mine = published.gemeenten_for(actor=actor, periode=periode)
    return gemeente_circle(actor, mine[0].code, periode) if mine else None


def published_page(actor: Actor, periode: Verslagperiode) -> str | None:
    """Give the address of the widest protected report of a period, without reading a figure."""
    regio = published.regio_for(actor=actor, periode=periode)
    if regio is not None:
        return reverse("report-regio", args=[regio, periode.code, OVERZICHT])
    mine = published.gemeenten_for(actor=actor, periode=periode)
    return (
        reverse("report-gemeente", args=[mine[0].code, periode.code, OVERZICHT]) if mine else None
    )


def _naam(code: str) -> str:
    found = gemeente(code)
    return found.naam if found else code


def _by_name(choice: tuple[str, str]) -> str:
    return choice[1].casefold()
