"""What every step of a contract end has in common: reading, locking, counting, writing down."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from uitkomst.access.actor import Actor
from uitkomst.register.models import Contracteinde
from uitkomst.services import audit
from uitkomst.services.privacy.contracteinde_omvang import counted, omvang_of
from uitkomst.services.privacy.contracteinde_views import objection_of, state_of, with_names
from uitkomst.services.refusals import EndNotPossible, NotFound
from uitkomst.vault.vault import Vault

Staat = Contracteinde.Staat
BEFORE = (Staat.GEPLAND, Staat.GEREPETEERD, Staat.GEVRAAGD)
"""The states before anything was destroyed."""

OBJECTED = (
    "De aanbieder heeft bezwaar gemaakt. Beantwoord dat eerst, of stop met dit contracteinde."
)


def read(einde: UUID) -> Contracteinde:
    """One with its names. Raises NotFound."""
    found = with_names().filter(pk=einde).first()
    if found is None:
        raise NotFound
    return found


def locked(einde: UUID, wanted: tuple[str, ...]) -> Contracteinde:
    """The locked row in one of these states. Raises NotFound, EndNotPossible."""
    list(Contracteinde.objects.select_for_update().filter(pk=einde).values_list("pk"))
    found = read(einde)
    if state_of(found) not in wanted:
        raise EndNotPossible
    return found


def counts(einde: Contracteinde, now: datetime, vault: Vault) -> dict[str, Any]:
    """What would go and stay now, and when that was counted."""
    omvang = omvang_of(einde.contract, vault)
    return {**counted(omvang, vault, timezone.localdate(now)), "at": now.isoformat()}


def require_no_objection(einde: Contracteinde) -> None:
    """Go on only when the provider has nothing against it. Raises EndNotPossible."""
    objection = objection_of(einde)
    if objection is not None and objection.antwoord_at is None:
        raise EndNotPossible(OBJECTED)


def write_down(
    actor: Actor,
    action: str,
    einde: Contracteinde,
    purpose: str,
    now: datetime,
    *,
    aantal: int | None = None,
) -> None:
    """The line, which the provider reads as well."""
    contract = einde.contract
    about = f"Contract {contract.nummer or contract.pk} met {contract.opdrachtgever.naam}"
    audit.record(
        actor=actor,
        action=action,
        subject=str(einde.pk),
        purpose=f"{about}: {purpose}" if purpose else about,
        now=now,
        aantal=aantal,
        organisatie=contract.aanbieder_id,
    )
