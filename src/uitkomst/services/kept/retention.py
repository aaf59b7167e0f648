"""What is kept no longer than it is needed: sources after thirty days, and drafts left alone.

What counts stays, as rows; only the sender's own file, and what was typed in its rows, goes.
"""

from datetime import datetime

from django.db import transaction
from django.db.models.functions import Coalesce

from uitkomst.register.models import Aanlevering
from uitkomst.register.models.aanleveringen import DRAFTS, Status
from uitkomst.services import audit
from uitkomst.services.kept import sources
from uitkomst.services.kept.sources import GONE
from uitkomst.vault.vault import Vault


def sweep(*, now: datetime, vault: Vault) -> int:
    """Throw away what is past its time, each with a line in the logbook; gives how many."""
    before = now - sources.KEPT
    drafts = Aanlevering.objects.filter(status__in=DRAFTS)
    left = drafts.alias(last=Coalesce("touched_at", "received_at")).filter(last__lt=before)
    submitted = Aanlevering.objects.exclude(status__in=[*DRAFTS, Status.WEGGEGOOID])
    old = submitted.filter(submitted_at__lt=before).exclude(summary__has_key=GONE)
    left_alone = [each for each in left if _expire(each, before, now, vault)]
    kept_long = list(old.defer("summary"))
    for each in kept_long:
        _destroy_source(each, now, vault)
    return len(left_alone) + len(kept_long)


def _expire(draft: Aanlevering, before: datetime, now: datetime, vault: Vault) -> bool:
    """Throw away a draft, unless somebody took it up again meanwhile."""
    with transaction.atomic():
        drafts = Aanlevering.objects.select_for_update().filter(status__in=DRAFTS)
        found = drafts.filter(pk=draft.pk).first()
        if found is None or (found.touched_at or found.received_at) >= before:
            return False
        inhoud, found.inhoud = found.inhoud, None
        found.status = Status.WEGGEGOOID
        found.save()
        _record(found, "Concept is 30 dagen niet gebruikt en weggegooid", now)
    for levering in {found.reference, inhoud or found.reference}:
        vault.discard(found.aanbieder_id, levering)
    return True


def _destroy_source(aanlevering: Aanlevering, now: datetime, vault: Vault) -> None:
    """Destroyed first, booked second: done again when it was broken off in between.

    Two workers may sweep at once: the one that comes second finds it done.
    """
    with transaction.atomic():
        found = Aanlevering.objects.select_for_update().get(pk=aanlevering.pk)
        if GONE in found.summary:
            return
        was_kept = sources.destroy(vault, found.aanbieder_id, found.reference)
        found.summary[GONE] = now.isoformat()
        found.save(update_fields=["summary"])
        if was_kept:  # Of versions from before sources were kept there is nothing to tell.
            _record(found, "Het bronbestand van een ingediende versie", now)


def _record(aanlevering: Aanlevering, what: str, now: datetime) -> None:
    audit.record_by_portal(
        action="aanlevering:expire",
        subject=str(aanlevering.reference),
        purpose=f"Aanlevering over {aanlevering.periode}, versie {aanlevering.versie}: {what}",
        now=now,
        organisatie=aanlevering.aanbieder_id,
    )
