"""Sealed objects that nobody can reach: left by a crash between sealing and booking.

`receive` and every check seal first and book second, so a power cut in between leaves rows of
jeugdigen that stand in no book; a crash in `discard` leaves those of an aanlevering that was thrown
away, one after a check those of the check before.
"""

from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import DatabaseError
from django.db.models import Q

from uitkomst.register.models import Aanlevering, Contracteinde, Organisatie
from uitkomst.register.models.aanleveringen import Status
from uitkomst.services import audit
from uitkomst.services.audit import inzage
from uitkomst.services.kept.onthouden import remembered
from uitkomst.vault.vault import Vault

OLD = timedelta(hours=1)  # A file that is being received right now is younger.
MOST = 20  # Crashes leave a few; so many means that these are not the books of this vault.
log = structlog.get_logger(__name__)


def forget_unless_booked(vault: Vault, aanbieder: UUID, levering: UUID) -> None:
    """Discard what was sealed and could not be booked.

    When the answer to a commit is lost it may have been booked after all: the books are asked, and
    when they do not answer either it is left to `sweep`.
    """
    booked = Aanlevering.objects.filter(Q(pk=levering) | Q(inhoud=levering))
    with suppress(DatabaseError):
        if not booked.exists():
            vault.discard(aanbieder, levering)


def sweep(*, now: datetime, vault: Vault) -> int:
    """Discard what has been out of reach for an hour, each with a line; gives how many.

    What was not written to its end goes too, without a line: it never was anything.

    With books that do not fit the vault (a wrong or an older database) nothing is discarded: an
    aanbieder they do not know is passed over, and so is a number no crash would leave.
    """
    vault.forget_unfinished(now - OLD)
    orphans = _orphans(now, vault)
    if len(orphans) > MOST:
        log.error("the books do not fit the vault: nothing is discarded")
        return 0
    for aanbieder, levering in orphans:
        audit.record_by_portal(
            action="kluis:sweep",
            subject=str(levering),
            purpose="Niet in de boeken: restant van een afgebroken aanlevering",
            now=now,
            organisatie=aanbieder,
        )
        vault.discard(aanbieder, levering)
    return len(orphans)


def _orphans(now: datetime, vault: Vault) -> list[tuple[UUID, UUID]]:
    """The vault is read before the books: what is booked meanwhile is found there."""
    kept = [(each.aanbieder, each.levering) for each in vault.leveringen() if each.at < now - OLD]
    alive = Aanlevering.objects.exclude(status=Status.WEGGEGOOID)
    booked = {levering for both in alive.values_list("pk", "inhoud") for levering in both}
    booked |= {*remembered(), inzage.PLACE, *Contracteinde.objects.values_list("pk", flat=True)}
    providers = set(Organisatie.objects.values_list("pk", flat=True))
    return [
        (aanbieder, levering)
        for aanbieder, levering in kept
        if aanbieder in providers and levering not in booked
    ]
