"""The certificates of destruction, for both parties to a contract: which there are, and the PDF.

Nothing here knows the vault: a gemeente reads it in the zone of reports (ADR 0014). There the books
tell of an end that was carried out, and of no provider; so its name was kept with the outcome.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q

from uitkomst.access.actor import Actor, require
from uitkomst.access.permissions import Permission
from uitkomst.register.models import Contracteinde
from uitkomst.services import audit
from uitkomst.services.refusals import NotFound


@dataclass(frozen=True)
class CertificateView:
    """A certificate of which the reader is a party; the other one by its name."""

    einde: UUID
    met: str
    nummer: str
    uitgevoerd_at: datetime


def of_organisatie(*, actor: Actor) -> tuple[CertificateView, ...]:
    """The certificates the actor's organisation is a party to, newest first. Raises NotAllowed."""
    require(actor, Permission.VIEW_START)
    other = "contract__opdrachtgever__naam" if _delivers(actor) else "resultaat__aanbieder"
    done = Contracteinde.objects.filter(_party(actor), staat=Contracteinde.Staat.UITGEVOERD)
    found = done.order_by("-uitgevoerd_at").annotate(met=F(other))
    rows = found.values_list("pk", "met", "contract__nummer", "uitgevoerd_at")
    return tuple(
        CertificateView(pk, met or "", nummer, at) for pk, met, nummer, at in rows if at is not None
    )


def download(*, actor: Actor, einde: UUID, now: datetime) -> bytes:
    """The certificate, for who guards the portal and for both parties; with a line in the logbook.

    Raises NotAllowed, NotFound (also for who is no party to it).
    """
    require(actor, Permission.VIEW_START)
    may = Q() if actor.can(Permission.MANAGE_CONTRACTEINDE) else _party(actor)
    found = Contracteinde.objects.filter(may, pk=einde, staat=Contracteinde.Staat.UITGEVOERD)
    content = found.order_by().values_list("certificaat", flat=True).first()
    if content is None:
        raise NotFound
    audit.record(
        actor=actor,
        action="contracteinde:certificate",
        subject=str(einde),
        purpose="Certificaat van vernietiging",
        now=now,
    )
    return bytes(content)


def _delivers(actor: Actor) -> bool:
    return actor.can(Permission.VIEW_AANLEVERING)


def _party(actor: Actor) -> Q:
    """A provider and who it became part of, or who commissioned."""
    if _delivers(actor):
        own = Q(contract__aanbieder=actor.organisatie)
        return own | Q(contract__aanbieder__opgegaan_in=actor.organisatie)
    return Q(contract__opdrachtgever=actor.organisatie)
