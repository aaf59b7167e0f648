"""Which persons were seen: written down before the rows leave, by pseudonym and sealed.

Of one person the line in the logbook has the vault's pseudonym. Of more of them it has the number
and the name of a list in the vault, so that after an incident it can be said whose data were seen,
by nobody but the provider and who may open its vault.
"""

import json
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid4

from uitkomst.access.actor import Actor
from uitkomst.services.audit.writing import record
from uitkomst.vault.vault import Vault

# Apart from every levering: the list outlives a draft that is thrown away.
PLACE = UUID("1b1f29c1-8f0d-5d0a-9a53-6f4f6d1a7513")
PREFIX = "inzage-"


def record_view(
    *,
    actor: Actor,
    action: str,
    subject: str,
    purpose: str,
    persons: Iterable[str],
    now: datetime,
    vault: Vault,
    aanbieder: UUID | None = None,
) -> None:
    """Write the line of a look at persons; show them only when this has returned.

    `persons` are the vault's pseudonyms, `aanbieder` whose they are (the actor's own organisation
    unless given). What cannot be written down is not seen: every failure is raised. Call it outside
    a transaction, which could still undo the line.
    """
    seen = sorted(set(persons))
    inzage = _sealed(seen, aanbieder or actor.organisatie, vault) if len(seen) > 1 else None
    record(
        actor=actor,
        action=action,
        subject=subject,
        purpose=purpose,
        now=now,
        betrokkene=seen[0] if len(seen) == 1 else "",
        aantal=len(seen),
        inzage=inzage,
        organisatie=aanbieder,
    )


def persons_of(*, aanbieder: UUID, inzage: UUID, vault: Vault) -> tuple[str, ...]:
    """The pseudonyms on a sealed list. Raises VaultRefusal, also when its key was destroyed."""
    return tuple(json.loads(vault.open_object(aanbieder, PLACE, _name(inzage))))


def _sealed(persons: list[str], aanbieder: UUID, vault: Vault) -> UUID:
    inzage = uuid4()
    vault.seal_object(aanbieder, PLACE, _name(inzage), json.dumps(persons).encode())
    return inzage


def _name(inzage: UUID) -> str:
    return f"{PREFIX}{inzage.hex}"
