"""Which figures a reader looks at: whose, over which period, and where its pages are."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from uitkomst.access.actor import Actor
from uitkomst.access.permissions import Permission, Role
from uitkomst.portal.pages import OVERZICHT
from uitkomst.reports import words
from uitkomst.reports.build import OVERIG, TOTAAL, Figures, Scope, scope
from uitkomst.services.deelnemers import organisaties
from uitkomst.services.figures import publications
from uitkomst.services.keyring import current_vault
from uitkomst.standard.gemeenten import Gemeente, gemeente
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


def own_circle(actor: Actor, periode: Verslagperiode) -> Circle:
    """Give the exact figures of the actor's own organisation. Raises NotFound, NotAllowed."""
    table = publications.own_table(
        actor=actor, periode=periode, now=timezone.now(), vault=current_vault()
    )
    solo = actor.role is Role.SOLO
    return Circle("aanbieder", "", actor.organisatie_naam, periode, Figures(table), solo=solo)


def gemeente_circle(
    actor: Actor, code: str, periode: Verslagperiode, chosen: str = TOTAAL
) -> Circle:
    """Give the protected figures of a gemeente. Raises NotFound, NotAllowed."""
    table = publications.gemeente_table(actor=actor, gemeente=code, periode=periode)
    figures = Figures(table)
    keys = {aanbieder for _, aanbieder, _ in figures.groups()} - {TOTAAL, OVERIG}
    namen = organisaties.display_names(actor=actor, keys=keys)
    choices = sorted(((key, namen.get(key, key)) for key in keys), key=_by_name)
    titel = f"Gemeente {_naam(code)}"
    kept = chosen if chosen in keys else TOTAAL
    return Circle("gemeente", code, titel, periode, figures, tuple(choices), kept, namen)


def regio_circle(actor: Actor, regio: str, periode: Verslagperiode, chosen: str = TOTAAL) -> Circle:
    """Give the protected figures of a jeugdregio. Raises NotFound, NotAllowed."""
    table = publications.regio_table(actor=actor, regio=regio, periode=periode)
    figures = Figures(table)
    groups = figures.groups()
    keys = {gemeente for gemeente, _, _ in groups} - {TOTAAL, OVERIG}
    choices = sorted(((key, _naam(key)) for key in keys), key=_by_name)
    kept = chosen if chosen in keys else TOTAAL
    aanbieders = {aanbieder for gemeente, aanbieder, _ in groups if gemeente == kept} - {
        TOTAAL,
        OVERIG,
    }
    namen = organisaties.display_names(actor=actor, keys=aanbieders)
    titel = f"Jeugdregio {regio}"
    return Circle("regio", regio, titel, periode, figures, tuple(choices), kept, namen)


def first_circle(actor: Actor, periode: Verslagperiode) -> Circle | None:
    """Give the widest figures the actor may see of a period; None when there are none."""
    if actor.can(Permission.VIEW_OWN_REPORT):
        return own_circle(actor, periode)
    regio = publications.regio_for(actor=actor)
    if regio is not None and actor.can(Permission.VIEW_REGIO_REPORT):
        return regio_circle(actor, regio, periode)
    mine: tuple[Gemeente, ...] = publications.gemeenten_for(actor=actor)
    return gemeente_circle(actor, mine[0].code, periode) if mine else None


def first_page(actor: Actor, periode: Verslagperiode) -> str | None:
    """Give the address of the widest report of a period, without reading a figure."""
    if actor.can(Permission.VIEW_OWN_REPORT):
        return reverse("report-aanbieder", args=[periode.code, OVERZICHT])
    regio = publications.regio_for(actor=actor)
    if regio is not None and actor.can(Permission.VIEW_REGIO_REPORT):
        return reverse("report-regio", args=[regio, periode.code, OVERZICHT])
    mine = publications.gemeenten_for(actor=actor)
    return (
        reverse("report-gemeente", args=[mine[0].code, periode.code, OVERZICHT]) if mine else None
    )


def _naam(code: str) -> str:
    found = gemeente(code)
    return found.naam if found else code


def _by_name(choice: tuple[str, str]) -> str:
    return choice[1].casefold()
