"""The job that carries out the end of a contract; killed anywhere, it goes on where it was.

Each step is booked in one transaction with its line in the logbook. A step that was done and not
booked is done again, and comes to the same.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from uitkomst.register.models import Contracteinde
from uitkomst.services import audit, decisions_by_two, queues
from uitkomst.services.keyring import current_vault
from uitkomst.services.privacy import certificate
from uitkomst.services.privacy.contracteinde_stappen import STEPS, Found
from uitkomst.vault.vault import Vault

Staat = Contracteinde.Staat
DONE = "stappen"


@app.task(
    name=queues.CONTRACT_END, queue=queues.FIGURES, retry=RetryStrategy(max_attempts=5, wait=10)
)
def contract_end(reference: str) -> None:
    """Carry out the end of a contract."""
    carry_out(einde=UUID(reference), now=timezone.now(), vault=current_vault())


def carry_out(*, einde: UUID, now: datetime, vault: Vault) -> None:
    """Do what is left to do; nothing when two persons did not agree, or when it was done.

    Raises VaultRefusal, and goes on from there the next time.
    """
    for code, (_, step) in STEPS.items():
        found = _busy(einde)
        if found is None:
            return
        if code not in found.resultaat.get(DONE, ()):
            _book(einde, code, step(found, vault, now), now)
    _finish(einde, now)


def _busy(einde: UUID) -> Contracteinde | None:
    rows = Contracteinde.objects.defer("certificaat").select_related(
        "contract__aanbieder", "contract__opdrachtgever"
    )
    return rows.filter(pk=einde, staat=Staat.BEZIG).first()


def _book(einde: UUID, code: str, found: Found, now: datetime) -> None:
    with transaction.atomic():
        row = Contracteinde.objects.select_for_update().get(pk=einde)
        done = row.resultaat.get(DONE, [])
        if code in done:
            return
        row.resultaat = {**row.resultaat, **found, DONE: [*done, code]}
        row.save(update_fields=["resultaat"])
        audit.record_by_portal(
            action="contracteinde:step",
            subject=str(einde),
            purpose=f"{code}: {STEPS[code][0]}",
            now=now,
            organisatie=row.contract.aanbieder_id,
        )


def _finish(einde: UUID, now: datetime) -> None:
    """The certificate, the end of the decision and the state, in one transaction."""
    with transaction.atomic():
        list(Contracteinde.objects.select_for_update().filter(pk=einde).values_list("pk"))
        row = _busy(einde)
        if row is None or row.besluit_id is None:
            return
        decisions_by_two.mark_carried_out(row.besluit_id, now)
        row.resultaat["leveringen"] = len(row.resultaat["leveringen"])
        row.resultaat["concepten"] = len(row.resultaat["concepten"])
        row.resultaat["aanbieder"] = certificate.provider_name(row)
        row.resultaat |= certificate.proof(now)
        row.staat, row.uitgevoerd_at = Staat.UITGEVOERD, now
        row.certificaat = certificate.of(row)
        row.save(update_fields=["resultaat", "staat", "uitgevoerd_at", "certificaat"])
        audit.record_by_portal(
            action="contracteinde:done",
            subject=str(einde),
            purpose=f"{row.resultaat['rijen']} rijen vernietigd",
            now=now,
            organisatie=row.contract.aanbieder_id,
            aantal=row.resultaat["personen"],
        )
