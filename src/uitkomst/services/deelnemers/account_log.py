"""What happened to an account, in the logbook: signing in and out, refusals, second factors.

A line stands with every organisation the account is of, so that each of them can read it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models import Q, QuerySet
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from uitkomst.access.actor import Actor, require
from uitkomst.access.permissions import Permission
from uitkomst.register.models import AuditEvent, User
from uitkomst.services import audit
from uitkomst.services.deelnemers import sessions
from uitkomst.services.deelnemers.accounts import actor_of, current
from uitkomst.services.deelnemers.origin import address_of
from uitkomst.services.deelnemers.session_store import stored_key

PURPOSE = "Toegang tot het portaal"
UNKNOWN = "onbekend account"
SHOWN = 100


@dataclass(frozen=True)
class SignInLine:
    """One thing that happened to an account; `herkomst` is the address it came from."""

    at: datetime
    account: str
    naam: str
    titel: str
    purpose: str
    herkomst: str
    gelukt: bool


def write(
    *,
    user: User,
    action: str,
    now: datetime,
    request: HttpRequest | None = None,
    purpose: str = PURPOSE,
    resultaat: str = audit.GELUKT,
) -> None:
    """Write a line for an account, with each organisation it is of; of none the portal writes it.

    The account is both who did it and what it is about.
    """
    sessie, herkomst = _where(request)
    members = {each.organisatie_id: each for each in current(user)}
    for member in members.values():
        audit.record(
            actor=actor_of(member, sessie=sessie, herkomst=herkomst),
            action=action,
            subject=user.username,
            purpose=purpose,
            now=now,
            resultaat=resultaat,
        )
    if not members:
        audit.record_by_portal(
            action=action,
            subject=user.username,
            purpose=purpose,
            now=now,
            herkomst=herkomst,
            resultaat=resultaat,
        )


def write_refused(
    *, username: str, action: str, now: datetime, request: HttpRequest | None
) -> User | None:
    """Write a line about a refusal, with the account if there is one of that name; gives it.

    What was typed is never kept: people type passwords, and worse, in that field. Nobody has shown
    to be the account, so the portal writes the line.
    """
    user = User.objects.filter(username=username).first()
    _, herkomst = _where(request)
    members = {each.organisatie_id for each in current(user)} if user else set()
    for organisatie in members or (None,):
        audit.record_by_portal(
            action=action,
            subject=user.username if user else UNKNOWN,
            purpose=PURPOSE,
            now=now,
            organisatie=organisatie,
            herkomst=herkomst,
            resultaat=audit.GEWEIGERD,
        )
    return user


def own(*, actor: Actor) -> tuple[SignInLine, ...]:
    """What happened to the actor's own account lately, newest first."""
    return _lines(AuditEvent.objects.filter(organisatie=actor.organisatie), actor.username)


def of_organisatie(*, actor: Actor) -> tuple[SignInLine, ...]:
    """What happened to the accounts of the actor's organisation lately. Raises NotAllowed."""
    require(actor, Permission.MANAGE_RECHTEN)
    return _lines(AuditEvent.objects.filter(organisatie=actor.organisatie), None)


def _lines(events: QuerySet[AuditEvent], username: str | None) -> tuple[SignInLine, ...]:
    found = events.filter(action__startswith="account:")
    if username is not None:
        found = found.filter(Q(who=username) | Q(subject=username))
    shown = list(found[:SHOWN])
    names = dict(
        User.objects.filter(username__in={line.subject for line in shown}).values_list(
            "username", "display_name"
        )
    )
    return tuple(
        SignInLine(
            at=line.at,
            account=line.subject,
            naam=names.get(line.subject, line.subject),
            titel=audit.ACTIONS[line.action],
            purpose="" if line.purpose == PURPOSE else line.purpose,
            herkomst=line.herkomst or "",
            gelukt=line.resultaat == audit.GELUKT,
        )
        for line in shown
    )


def _where(request: HttpRequest | None) -> tuple[str, str]:
    """The hash of the session and the address behind a request."""
    if request is None:
        return "", ""
    key = getattr(request.session, "session_key", None)
    return stored_key(key)[:16] if key else "", address_of(request)


@receiver(user_logged_in)
def begin_session(user: User, request: HttpRequest, **_: Any) -> None:
    """A new session begins, and the logbook says so."""
    now = timezone.now()
    sessions.begin(request, now=now)
    write(user=user, action="account:sign-in", now=now, request=request)


@receiver(user_logged_out)
def write_down_sign_out(user: User | None, request: HttpRequest, **_: Any) -> None:
    """One line for every sign-out; none for who was not signed in."""
    if user is not None:
        write(user=user, action="account:sign-out", now=timezone.now(), request=request)


@receiver(user_login_failed)
def write_down_refused(
    credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any
) -> None:
    """One line for every refused sign-in."""
    typed = str(credentials.get("username", ""))
    write_refused(username=typed, action="account:refused", now=timezone.now(), request=request)
