"""How many rows of a version are held back, for the pages that show its totals."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from uitkomst.access.actor import Actor, require
from uitkomst.access.permissions import Permission
from uitkomst.services.aanlevering.own import own
from uitkomst.services.deelnemers import overeenkomsten
from uitkomst.services.kept import kept_rows
from uitkomst.services.kept.kept_rows import Teruggehouden
from uitkomst.vault.vault import Vault

__all__ = ["Teruggehouden", "held_back_of"]


def held_back_of(*, actor: Actor, reference: UUID, now: datetime, vault: Vault) -> Teruggehouden:
    """How many rows of an own version are not shown and not counted, and why; no persons.

    Raises NotAllowed, NotFound, NoAgreement, VaultRefusal.
    """
    require(actor, Permission.VIEW_AANLEVERING)
    overeenkomsten.required_for(aanbieder=actor.organisatie, day=timezone.localdate(now))
    return kept_rows.held_back(own(actor, reference), vault)
