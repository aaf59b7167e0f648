"""What every page of one delivery starts from: the delivery, its steps, and who else is at it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zlib import crc32

from django.utils import timezone

from uitkomst.access.permissions import Permission
from uitkomst.portal.counted import counted
from uitkomst.portal.delivery_steps import steps_of
from uitkomst.portal.next_step import newer_than, refused_by_sender
from uitkomst.portal.refused import on_page
from uitkomst.portal.request import PortalRequest
from uitkomst.portal.unit import unit_of
from uitkomst.services.aanlevering import presence
from uitkomst.services.aanlevering.held_back import Teruggehouden, held_back_of
from uitkomst.services.delivering.aanleveringen import AanleveringDetail, AanleveringView
from uitkomst.services.keyring import current_vault
from uitkomst.services.refusals import ChangedMeanwhile
from uitkomst.services.refusals.table import REFUSALS, Refusal


@dataclass(frozen=True)
class AtWork:
    """Who else is at work on a draft, and whether it changed since a page was made.

    `sign` changes when either does: a page that knows it is told nothing twice.
    """

    sentences: tuple[str, ...]
    changed: bool = False

    @property
    def sign(self) -> str:
        """A short sign of what stands here."""
        return f"{crc32(repr((self.sentences, self.changed)).encode()):08x}"


def page_of(
    request: PortalRequest, detail: AanleveringDetail, titel: str, here: str = ""
) -> dict[str, Any]:
    """Give what the head of a page of this delivery shows; `here` is its step ("" for none)."""
    delivery = detail.aanlevering
    return {
        "titel": titel,
        "words": unit_of(delivery.route),
        "detail": detail,
        "delivery": delivery,
        "since": delivery.revisie,
        "refused_by_sender": refused_by_sender(detail),
        "newer": newer_than(delivery, detail.in_force) if delivery.may_decide else None,
        "steps": steps_of(delivery, here) if delivery.status != "Weggegooid" else (),
        "at_work": at_work(request, delivery),
        "live": delivery.may_decide,
        "may_open": request.actor.can(Permission.VIEW_PERSONS),
        "teruggehouden": _held_back(request, delivery),
    }


def _held_back(request: PortalRequest, delivery: AanleveringView) -> Teruggehouden | None:
    """Tell how many rows the totals have and the page has not; None when nothing may be opened."""
    try:
        return held_back_of(
            actor=request.actor,
            reference=delivery.reference,
            now=timezone.now(),
            vault=current_vault(),
        )
    except REFUSALS:  # The page itself says so, where it opens something.
        return None


def at_work(
    request: PortalRequest, delivery: AanleveringView, *, since: int | None = None
) -> AtWork:
    """Tell who else is at work on this delivery, and whether it changed after revisie `since`."""
    busy = presence.at_work(actor=request.actor, now=timezone.now(), reference=delivery.reference)
    return AtWork(busy, changed=since is not None and since != delivery.revisie)


def checked_again(delivery: AanleveringView) -> str:
    """Say what a decision led to: how many are good now, or that the check still runs."""
    words = unit_of(delivery.route)
    if delivery.checking:
        return f"Het {words.source} wordt nu opnieuw gecontroleerd."
    good = counted(delivery.goed, words.one, words.many)
    return f"Het {words.source} is opnieuw gecontroleerd: {good} goed."


def shown(error: Exception) -> Refusal:
    """Give the refusal to show on a page of a delivery (see `on_page`).

    A decision that came too late is raised again: `newest_when_changed` answers it.
    """
    if isinstance(error, ChangedMeanwhile):
        raise error
    return on_page(error)


def revisie_of(request: PortalRequest) -> int:
    """Give the revisie that the page was made from; -1, which never is one, without it."""
    text = request.POST.get("revisie", "")
    return int(text) if text.isdigit() and len(text) < 10 else -1


def reference_of(text: str) -> UUID | None:
    """Read a reference out of a choice; None for anything else."""
    try:
        return UUID(text)
    except ValueError:
        return None
