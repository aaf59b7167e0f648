"""The protected tables that were published, for the gemeenten and regions that may open them.

All that the zone of reports serves: it reads publications only, and knows no vault (ADR 0014).
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from django.db.models import QuerySet

from uitkomst.access.actor import Actor, require
from uitkomst.access.permissions import Permission
from uitkomst.disclosure.table import SafeTable, restore
from uitkomst.register.models import Organisatie, Publication, Regiodeelname
from uitkomst.register.models.organisaties import Soort
from uitkomst.services.deelnemers.regios import on
from uitkomst.services.refusals import NotFound
from uitkomst.standard.gemeenten import Gemeente
from uitkomst.standard.gemeenten import gemeente as gemeente_by_code
from uitkomst.standard.verslagperiode import Verslagperiode

Kring = Publication.Kring


def periods_for(*, actor: Actor) -> tuple[Verslagperiode, ...]:
    """The periods with a protected table that this actor may open, newest first."""
    gemeenten = [each.code for each in gemeenten_for(actor=actor)]
    codes = set(_in_force(Kring.GEMEENTE, gemeenten).values_list("periode", flat=True))
    periods = sorted(map(Verslagperiode.parse, codes), reverse=True)
    return tuple(each for each in periods if gemeenten_for(actor=actor, periode=each))


def gemeenten_for(*, actor: Actor, periode: Verslagperiode | None = None) -> tuple[Gemeente, ...]:
    """The gemeenten whose tables this actor may open: the own one, or those of the own region.

    Of a region those that were in it on the last day of the period; without a period all that
    ever were.
    """
    if not actor.can(Permission.VIEW_GEMEENTE_REPORT):
        return ()
    own = Organisatie.objects.get(pk=actor.organisatie)
    if own.soort == Soort.GEMEENTE:
        codes: Iterable[str] = [own.gemeentecode]
    else:
        members = Regiodeelname.objects.filter(jeugdregio=own.jeugdregio)
        if periode is not None:
            members = members.filter(on(periode.laatste_dag))
        codes = dict.fromkeys(
            members.order_by("gemeente__naam").values_list("gemeente__gemeentecode", flat=True)
        )
    return tuple(found for code in codes if (found := gemeente_by_code(code)) is not None)


def regio_for(*, actor: Actor, periode: Verslagperiode | None = None) -> str | None:
    """The jeugdregio whose table this actor may open; of one gemeente alone there is none."""
    if not actor.can(Permission.VIEW_REGIO_REPORT):
        return None
    if len(gemeenten_for(actor=actor, periode=periode)) < 2:
        return None
    return Organisatie.objects.values_list("jeugdregio", flat=True).get(pk=actor.organisatie)


def gemeente_table(*, actor: Actor, gemeente: str, periode: Verslagperiode) -> SafeTable:
    """The protected table of a gemeente. Raises NotAllowed, NotFound."""
    require(actor, Permission.VIEW_GEMEENTE_REPORT)
    if gemeente not in {each.code for each in gemeenten_for(actor=actor, periode=periode)}:
        raise NotFound
    return _published(Kring.GEMEENTE, gemeente, periode)


def regio_table(*, actor: Actor, regio: str, periode: Verslagperiode) -> SafeTable:
    """The protected table of a jeugdregio. Raises NotAllowed, NotFound."""
    require(actor, Permission.VIEW_REGIO_REPORT)
    if regio != regio_for(actor=actor, periode=periode):
        raise NotFound
    return _published(Kring.REGIO, regio, periode)


def names_for_gemeente(
    *, actor: Actor, gemeente: str, periode: Verslagperiode
) -> Mapping[str, str]:
    """The names of the aanbieders in that table, by the key they have there. Raises as it."""
    require(actor, Permission.VIEW_GEMEENTE_REPORT)
    if gemeente not in {each.code for each in gemeenten_for(actor=actor, periode=periode)}:
        raise NotFound
    return _names(Kring.GEMEENTE, gemeente, periode)


def names_for_regio(*, actor: Actor, regio: str, periode: Verslagperiode) -> Mapping[str, str]:
    """The names of the aanbieders in that table, by the key they have there. Raises as it."""
    require(actor, Permission.VIEW_REGIO_REPORT)
    if regio != regio_for(actor=actor, periode=periode):
        raise NotFound
    return _names(Kring.REGIO, regio, periode)


def _in_force(kring: Kring, codes: Iterable[str]) -> QuerySet[Publication]:
    return Publication.objects.filter(kring=kring, code__in=list(codes), in_force=True)


def _published(kring: Kring, code: str, periode: Verslagperiode) -> SafeTable:
    return _restored(_number(kring, code, periode))


def _names(kring: Kring, code: str, periode: Verslagperiode) -> Mapping[str, str]:
    number = _number(kring, code, periode)
    found: dict[str, str] = Publication.objects.values_list("namen", flat=True).get(pk=number)
    return found


def _number(kring: Kring, code: str, periode: Verslagperiode) -> int:
    """Which publication is shown now. Raises NotFound."""
    found = _in_force(kring, [code]).filter(periode=periode.code).values_list("pk", flat=True)
    if (number := found.first()) is None:
        raise NotFound
    return number


@lru_cache(maxsize=48)
def _restored(publication: int) -> SafeTable:
    """A published table never changes, so it is read from its text once."""
    return restore(Publication.objects.values_list("table", flat=True).get(pk=publication))
