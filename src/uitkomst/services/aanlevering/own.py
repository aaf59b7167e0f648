"""Reading and locking one's own aanleveringen, and the line in the logbook about one.

Every service on an aanlevering starts here, so that nobody can ask for another's.
"""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from uitkomst.access.actor import Actor
from uitkomst.register.models import Aanlevering, User
from uitkomst.register.models.aanleveringen import DRAFTS, IN_FORCE
from uitkomst.services import audit
from uitkomst.services.deelnemers.fusies import of_and_before
from uitkomst.services.refusals import NotFound, WrongStatus


def all_of(actor: Actor) -> QuerySet[Aanlevering]:
    """The aanleveringen of the actor's organisation, newest first, with their people.

    Also those of providers that merged into it.
    """
    return Aanlevering.objects.filter(of_and_before(actor.organisatie)).select_related(
        "aanbieder", "received_by", "submitted_by", "touched_by", "controle"
    )


def own(actor: Actor, reference: UUID, *, lock: bool = False) -> Aanlevering:
    """One of them; with `lock` held until the end of the transaction. Raises NotFound.

    Read after the lock was taken: what waits for a lock reads of other tables what was there before
    it waited, and then a check that has just ended would seem to be running.
    """
    if lock:
        held = Aanlevering.objects.filter(of_and_before(actor.organisatie), pk=reference)
        list(held.select_for_update(of=("self",)).values_list("pk"))
    found = all_of(actor).filter(pk=reference).first()
    if found is None:
        raise NotFound
    return found


def own_draft(actor: Actor, reference: UUID, *, lock: bool = False) -> Aanlevering:
    """One of them that the sender still decides about. Raises NotFound, WrongStatus."""
    found = own(actor, reference, lock=lock)
    if found.status not in DRAFTS:
        raise WrongStatus
    return found


def in_force(aanlevering: Aanlevering) -> Aanlevering | None:
    """The version that counts now for the same provider and period; perhaps this one."""
    return (
        Aanlevering.objects.filter(
            aanbieder=aanlevering.aanbieder_id, periode=aanlevering.periode, status__in=IN_FORCE
        )
        .select_related("aanbieder", "received_by", "submitted_by", "touched_by", "controle")
        .first()
    )


def user_of(actor: Actor) -> User:
    """The account behind an actor."""
    return User.objects.get(username=actor.username)


def record(
    actor: Actor, action: str, aanlevering: Aanlevering, now: datetime, *, about: str = ""
) -> None:
    """Write the line in the logbook; `about` is a code or a number, never a value."""
    audit.record(
        actor=actor,
        action=action,
        subject=str(aanlevering.reference),
        purpose=about_aanlevering(aanlevering, about),
        now=now,
    )


def about_aanlevering(aanlevering: Aanlevering, about: str = "") -> str:
    """Which aanlevering a line in the logbook is about, in words, and what of it."""
    purpose = f"Aanlevering over {aanlevering.periode}, versie {aanlevering.versie}"
    return f"{purpose}: {about}" if about else purpose
