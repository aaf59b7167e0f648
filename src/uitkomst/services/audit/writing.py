"""Adding a line to the logbook: who, as what, for whom, from where, what, to what, why, and how.

These are the facts NEN 7513 asks for. The database joins each line to the chain when the
transaction is committed (migration 0008).
"""

from datetime import datetime
from functools import cache
from importlib.metadata import version
from uuid import UUID

import psycopg
from django.db import DatabaseError

from uitkomst.access.actor import Actor
from uitkomst.register.models import AuditEvent
from uitkomst.services.audit.actions import ACTIONS

PORTAAL = "portaal"
GELUKT = "gelukt"
GEWEIGERD = "geweigerd"
MISLUKT = "mislukt"
LONGEST_PURPOSE = 200
TABLES = "register_audit"  # what the names of the tables and functions of the logbook begin with


def record(
    *,
    actor: Actor,
    action: str,
    subject: str,
    purpose: str,
    now: datetime,
    betrokkene: str = "",
    aantal: int | None = None,
    inzage: UUID | None = None,
    resultaat: str = GELUKT,
    organisatie: UUID | None = None,
) -> None:
    """Write a line for somebody. `subject` is a reference or a code, never a value.

    `betrokkene` is the vault's pseudonym of the one person it is about; of more of them `aantal`
    says how many and `inzage` names the sealed list (`inzage.record_view` does both).
    `organisatie` is whose data it is about, where that is not the actor's own: it reads the line.
    """
    if actor.via:
        purpose = f"{purpose}, met koppeling {actor.via}"
    _write(
        at=now,
        who=actor.username,
        organisatie_id=organisatie or actor.organisatie,
        action=action,
        subject=subject,
        purpose=purpose[:LONGEST_PURPOSE],
        role=actor.role.value,
        sessie=actor.sessie,
        herkomst=actor.herkomst or None,
        resultaat=resultaat,
        betrokkene=betrokkene,
        aantal=aantal,
        inzage=inzage,
    )


def record_by_portal(
    *,
    action: str,
    subject: str,
    purpose: str,
    now: datetime,
    organisatie: UUID | None = None,
    herkomst: str = "",
    aantal: int | None = None,
    resultaat: str = GELUKT,
) -> None:
    """Write a line for work the portal does by itself; `organisatie` is whom it is about.

    Also for what nobody did who is known: a refused sign-in, with the address it came from.
    """
    _write(
        at=now,
        who=PORTAAL,
        organisatie_id=organisatie,
        action=action,
        subject=subject,
        purpose=purpose[:LONGEST_PURPOSE],
        herkomst=herkomst or None,
        aantal=aantal,
        resultaat=resultaat,
    )


def is_unwritable(error: BaseException | None) -> bool:
    """Whether this error is the database saying that the logbook is not there, or not ours to use.

    It comes when a line is added, or when the lines of a transaction are chained at its end. Either
    way what was done in it is undone.
    """
    cause = error.__cause__ if isinstance(error, DatabaseError) else None
    if not isinstance(cause, psycopg.Error):
        return False
    return TABLES in f"{cause.diag.message_primary} {cause.diag.context}"


def _write(*, action: str, **fields: object) -> None:
    if action not in ACTIONS:
        raise KeyError(action)
    AuditEvent.objects.create(action=action, versie=_version(), **fields)


@cache
def _version() -> str:
    return version("uitkomst")[:20]
