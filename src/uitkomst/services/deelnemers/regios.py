"""Which gemeenten form a jeugdregio, and since when.

Figures of a period follow who took part on its last day, so a gemeente that moves takes nothing
of an earlier period along and leaves nothing behind.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from uitkomst.access.actor import Actor, require
from uitkomst.access.permissions import Permission
from uitkomst.register.models import Organisatie, Regiodeelname
from uitkomst.register.models.organisaties import Soort
from uitkomst.services import audit
from uitkomst.services.refusals import NotFound, UnknownRegion, WrongDates
from uitkomst.standard.gemeenten import gemeenten

DAY = timedelta(days=1)


@dataclass(frozen=True)
class RegiodeelnameView:
    """A gemeente in a jeugdregio over a span of days; `tot` None is until further notice."""

    nummer: int
    gemeente: UUID
    gemeente_naam: str
    jeugdregio: str
    van: date
    tot: date | None


def on(day: date) -> Q:
    """The condition on Regiodeelname: in force on this day, its last day included."""
    return Q(van__lte=day) & (Q(tot=None) | Q(tot__gte=day))


def members_on(day: date) -> dict[str, tuple[str, ...]]:
    """The gemeentecodes of each jeugdregio on a day; a gemeente in none stands alone, by its code.

    What stands together is protected together.
    """
    found = Regiodeelname.objects.filter(on(day))
    of = dict(found.values_list("gemeente__gemeentecode", "jeugdregio"))
    taking_part = Organisatie.objects.filter(soort=Soort.GEMEENTE).order_by("gemeentecode")
    regions: dict[str, tuple[str, ...]] = {}
    for code in taking_part.values_list("gemeentecode", flat=True):
        regio = of.get(code, code)
        regions[regio] = (*regions.get(regio, ()), code)
    return regions


def known_regions() -> tuple[str, ...]:
    """The jeugdregio's there are, in order of name."""
    return tuple(sorted({each.jeugdregio for each in gemeenten()}))


def of_gemeente(*, actor: Actor, gemeente: UUID) -> tuple[RegiodeelnameView, ...]:
    """In which jeugdregio a gemeente was when, newest first. Raises NotAllowed."""
    require(actor, Permission.MANAGE_ORGANISATIES)
    found = Regiodeelname.objects.filter(gemeente=gemeente).select_related("gemeente")
    return tuple(_view(each) for each in found)


def in_regio(*, actor: Actor, jeugdregio: str) -> tuple[RegiodeelnameView, ...]:
    """Who takes and took part in a jeugdregio, by name. Raises NotAllowed."""
    require(actor, Permission.MANAGE_ORGANISATIES)
    found = Regiodeelname.objects.filter(jeugdregio=jeugdregio).select_related("gemeente")
    return tuple(_view(each) for each in found.order_by("gemeente__naam", "-van"))


def join(
    *, actor: Actor, gemeente: UUID, jeugdregio: str, van: date, now: datetime
) -> RegiodeelnameView:
    """Let a gemeente take part from a day on; its part in another region ends the day before.

    Raises NotAllowed, NotFound, UnknownRegion, WrongDates (it joined another one on or after that
    day).
    """
    require(actor, Permission.MANAGE_ORGANISATIES)
    if jeugdregio not in known_regions():
        raise UnknownRegion
    with transaction.atomic():
        organisaties = Organisatie.objects.filter(soort=Soort.GEMEENTE).select_for_update()
        found = organisaties.filter(pk=gemeente).first()
        if found is None:
            raise NotFound
        others = Regiodeelname.objects.filter(gemeente=found)
        if others.filter(van__gte=van).exists():
            raise WrongDates
        others.filter(on(van)).update(tot=van - DAY)
        made = Regiodeelname.objects.create(gemeente=found, jeugdregio=jeugdregio, van=van)
        _write_down(actor, "regio:join", made, now)
    return _view(made)


def leave(*, actor: Actor, deelname: int, tot: date, now: datetime) -> RegiodeelnameView:
    """End the part of a gemeente in a jeugdregio; `tot` is the last day.

    Raises NotAllowed, NotFound, WrongDates (before it began, or it had ended before).
    """
    require(actor, Permission.MANAGE_ORGANISATIES)
    with transaction.atomic():
        rows = Regiodeelname.objects.select_for_update(of=("self",)).select_related("gemeente")
        found = rows.filter(pk=deelname).first()
        if found is None:
            raise NotFound
        if tot < found.van or (found.tot is not None and found.tot <= tot):
            raise WrongDates
        found.tot = tot
        found.save(update_fields=["tot"])
        _write_down(actor, "regio:leave", found, now)
    return _view(found)


def _write_down(actor: Actor, action: str, deelname: Regiodeelname, now: datetime) -> None:
    day = f"vanaf {deelname.van}" if action == "regio:join" else f"tot en met {deelname.tot}"
    audit.record(
        actor=actor,
        action=action,
        subject=str(deelname.gemeente_id),
        purpose=f"Jeugdregio {deelname.jeugdregio} {day}",
        now=now,
    )


def _view(deelname: Regiodeelname) -> RegiodeelnameView:
    return RegiodeelnameView(
        nummer=deelname.pk,
        gemeente=deelname.gemeente_id,
        gemeente_naam=deelname.gemeente.naam,
        jeugdregio=deelname.jeugdregio,
        van=deelname.van,
        tot=deelname.tot,
    )
