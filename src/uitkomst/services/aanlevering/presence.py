"""Who is at work on a draft, so that two people of one provider see each other."""

from datetime import datetime, timedelta
from uuid import UUID

from uitkomst.access.actor import Actor, require
from uitkomst.access.permissions import Permission
from uitkomst.register.models import Aanlevering, User
from uitkomst.register.models.aanleveringen import DRAFTS
from uitkomst.services.aanlevering.own import all_of, own
from uitkomst.standard.verslagperiode import Verslagperiode

LATELY = timedelta(minutes=10)


def touch(aanlevering: Aanlevering, user: User, now: datetime) -> None:
    """Note on a draft, not saved yet, that somebody is at work on it."""
    aanlevering.touched_at, aanlevering.touched_by = now, user


def touch_own(aanlevering: Aanlevering, user: User, now: datetime) -> None:
    """Note in the books that somebody looked into a draft."""
    drafts = Aanlevering.objects.filter(pk=aanlevering.pk, status__in=DRAFTS)
    drafts.update(touched_at=now, touched_by=user)


def at_work(*, actor: Actor, now: datetime, reference: UUID | None = None) -> tuple[str, ...]:
    """A sentence for each own draft (or for this one) that somebody else is busy with now.

    Raises NotAllowed, NotFound.
    """
    require(actor, Permission.VIEW_AANLEVERING)
    if reference is not None:
        own(actor, reference)
    busy = all_of(actor).filter(status__in=DRAFTS, touched_at__gte=now - LATELY)
    busy = busy.exclude(touched_by__username=actor.username).defer("summary")
    return tuple(
        f"{each.touched_by.display_name} is bezig met versie {each.versie} "
        f"({Verslagperiode.parse(each.periode).titel})"
        for each in (busy.filter(pk=reference) if reference else busy)
        if each.touched_by is not None
    )
