"""The logbook: one line per action, written in the transaction of what it tells about."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from uitkomst.access.actor import Actor, require
from uitkomst.access.permissions import Permission, Role
from uitkomst.register.models import AuditEvent

PORTAAL = "portaal"

ACTIONS: dict[str, str] = {
    "account:sign-in": "Aangemeld",
    "account:refused": "Aanmelden mislukt",
    "account:sign-out": "Afgemeld",
    "aanlevering:receive": "Bestand aangeleverd en gecontroleerd",
    "aanlevering:confirm": "Aanlevering ingediend",
    "aanlevering:replace": "Eerdere versie vervangen",
    "aanlevering:discard": "Aanlevering weggegooid",
    "overeenkomst:add": "Verwerkersovereenkomst toegevoegd",
    "personen:view": "Trajecten met persoonsgegevens bekeken",
    "publicatie:compute": "Cijfers van een periode berekend",
    "publicatie:failed": "Berekenen van cijfers mislukt",
    "kluis:sweep": "Restant in de kluis verwijderd",
    "demo:load": "Voorbeeldregio geladen",
}


@dataclass(frozen=True)
class AuditLine:
    """One line as a reader sees it: who did what (code and Dutch title), to what, why."""

    at: datetime
    who: str
    organisatie: str
    action: str
    title: str
    subject: str
    purpose: str


def record(*, actor: Actor, action: str, subject: str, purpose: str, now: datetime) -> None:
    """Write a line for somebody. `subject` is a reference or a code, never a value."""
    _write(actor.username, actor.organisatie, action, subject, purpose, now)


def record_by_portal(
    *, action: str, subject: str, purpose: str, now: datetime, organisatie: UUID | None = None
) -> None:
    """Write a line for work the portal does by itself; `organisatie` is whom it is about."""
    _write(PORTAAL, organisatie, action, subject, purpose, now)


def log_for(*, actor: Actor, limit: int = 200) -> tuple[AuditLine, ...]:
    """The newest lines this actor may read: all for who runs the portal, else the own ones."""
    require(actor, Permission.VIEW_LOGBOEK)
    lines = AuditEvent.objects.select_related("organisatie")
    if actor.role is not Role.BEHEERDER:
        lines = lines.filter(organisatie=actor.organisatie)
    return tuple(
        AuditLine(
            at=line.at,
            who=line.who,
            organisatie=line.organisatie.naam if line.organisatie else "",
            action=line.action,
            title=ACTIONS[line.action],
            subject=line.subject,
            purpose=line.purpose,
        )
        for line in lines[:limit]
    )


def _write(
    who: str, organisatie: UUID | None, action: str, subject: str, purpose: str, now: datetime
) -> None:
    if action not in ACTIONS:
        raise KeyError(action)
    AuditEvent.objects.create(
        at=now, who=who, organisatie_id=organisatie, action=action, subject=subject, purpose=purpose
    )
