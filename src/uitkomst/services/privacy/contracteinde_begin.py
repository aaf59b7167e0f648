"""Beginning to destroy: only what two persons agreed to, after the term, with no objection open."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from uitkomst.access.actor import Actor, require
from uitkomst.access.permissions import Permission
from uitkomst.register.models import Contracteinde
from uitkomst.services import decisions_by_two, queues
from uitkomst.services.deelnemers import contractgebied
from uitkomst.services.deelnemers.contracten import day_in_words
from uitkomst.services.privacy.contracteinde import GOES_ON, TOO_EARLY
from uitkomst.services.privacy.contracteinde_boeken import (
    counts,
    locked,
    read,
    require_no_objection,
    write_down,
)
from uitkomst.services.privacy.contracteinde_views import is_agreed
from uitkomst.services.refusals import EndNotPossible, NotAgreed, RehearsalOutdated
from uitkomst.vault.vault import Vault

Staat = Contracteinde.Staat


def start(*, actor: Actor, einde: UUID, now: datetime, vault: Vault) -> None:
    """Let it be carried out, by a job; also again, when that was broken off for good.

    Raises NotAllowed, NotFound, EndNotPossible (the term runs, an objection is open), NotAgreed,
    RehearsalOutdated (there is more than was agreed to), VaultRefusal.
    """
    require(actor, Permission.MANAGE_CONTRACTEINDE)
    waiting = read(einde)
    if waiting.staat != Staat.BEZIG:
        _require_agreed(waiting, timezone.localdate(now))
        _require_no_more(waiting, counts(waiting, now, vault))
    with transaction.atomic():
        found = locked(einde, (Staat.GEVRAAGD, Staat.BEZIG))
        if found.staat == Staat.GEVRAAGD:
            _require_agreed(found, timezone.localdate(now))
            assert found.besluit_id is not None  # It is agreed to.
            decisions_by_two.agreed(found.besluit_id)
            found.staat = Staat.BEZIG
            found.save(update_fields=["staat"])
        write_down(actor, "contracteinde:start", found, "", now)
        queues.enqueue_contract_end(einde)


def _require_agreed(einde: Contracteinde, day: date) -> None:
    if not is_agreed(einde):
        raise NotAgreed
    require_no_objection(einde)
    if day < einde.vernietigen_vanaf:
        raise EndNotPossible(TOO_EARLY.format(dag=day_in_words(einde.vernietigen_vanaf)))
    if contractgebied.continued(einde.contract, day):
        raise EndNotPossible(GOES_ON)


def _require_no_more(einde: Contracteinde, found: dict[str, Any]) -> None:
    """Less may have gone meanwhile (an erasure); more was not agreed to."""
    agreed = einde.repetitie
    more = any(found[name] > agreed[name] for name in ("rijen", "personen"))
    if more or found["laatste_contract"] != agreed["laatste_contract"]:
        raise RehearsalOutdated
