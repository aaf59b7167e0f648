"""The logbook: one line per action, written in the transaction of what it tells about."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from uitkomst.access.actor import Actor, require
from uitkomst.access.permissions import Permission, Role
from uitkomst.register.models import AuditEvent, User

PORTAAL = "portaal"

ACTIONS: dict[str, str] = {
    "account:sign-in": "Aangemeld",
    "account:refused": "Aanmelden mislukt",
    "account:sign-out": "Afgemeld",
    "aanlevering:receive": "Bestand aangeleverd",
    "aanlevering:check": "Aanlevering gecontroleerd",
    "aanlevering:columns": "Kolommen aangewezen",
    "aanlevering:repair": "Herstel toegepast",
    "aanlevering:row": "Rij verbeterd of weggelaten",
    "aanlevering:answer": "Vraag beantwoord",
    "aanlevering:undo": "Bewerking ongedaan gemaakt",
    "aanlevering:confirm": "Aanlevering ingediend",
    "aanlevering:replace": "Eerdere versie vervangen",
    "aanlevering:discard": "Aanlevering weggegooid",
    "aanlevering:expire": "Bestand na 30 dagen vernietigd",
    "aanlevering:withdraw": "Aanlevering ingetrokken",
    "aanlevering:restore": "Versie teruggezet",
    "aanlevering:reopen": "Verder gewerkt aan een ingediende versie",
    "aanlevering:marked": "Bestand met bevindingen opgehaald",
    "aanlevering:receipt": "Ontvangstbewijs opgehaald",
    "koppeling:create": "Sleutel van een koppeling gemaakt",
    "koppeling:revoke": "Sleutel van een koppeling ingetrokken",
    "clienten:change": "Cliënten bijgewerkt",
    "overeenkomst:add": "Verwerkersovereenkomst toegevoegd",
    "personen:view": "Trajecten met persoonsgegevens bekeken",
    "publicatie:compute": "Cijfers van een periode berekend",
    "publicatie:failed": "Berekenen van cijfers mislukt",
    "kluis:sweep": "Restant in de kluis verwijderd",
    "demo:load": "Voorbeeldregio geladen",
}


@dataclass(frozen=True)
class AuditLine:
    """One line as a reader sees it: who did what (code and Dutch title), to what, why.

    `who` is the account, `name` the person behind it (or the account where there is none).
    """

    at: datetime
    who: str
    organisatie: str
    action: str
    title: str
    subject: str
    purpose: str
    name: str


def record(*, actor: Actor, action: str, subject: str, purpose: str, now: datetime) -> None:
    """Write a line for somebody. `subject` is a reference or a code, never a value."""
    if actor.via:
        purpose = f"{purpose}, met koppeling {actor.via}"
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
    shown = list(lines[:limit])
    accounts = User.objects.filter(username__in={line.who for line in shown})
    names = dict(accounts.values_list("username", "display_name"))
    return tuple(
        AuditLine(
            at=line.at,
            who=line.who,
            organisatie=line.organisatie.naam if line.organisatie else "",
            action=line.action,
            title=ACTIONS[line.action],
            subject=line.subject,
            purpose=line.purpose,
            name=names.get(line.who, line.who),
        )
        for line in shown
    )


def _write(
    who: str, organisatie: UUID | None, action: str, subject: str, purpose: str, now: datetime
) -> None:
    if action not in ACTIONS:
        raise KeyError(action)
    AuditEvent.objects.create(
        at=now, who=who, organisatie_id=organisatie, action=action, subject=subject, purpose=purpose
    )
