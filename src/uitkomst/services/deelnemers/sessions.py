"""How long somebody stays signed in, where they are signed in, and how that ends.

Times after `security.md` 1.2 row 20 (ASVS 7.3): 15 minutes without a sign of life for who can see
persons, 30 for others, and 8 hours in all.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest

from uitkomst.access.actor import Actor
from uitkomst.access.permissions import Permission
from uitkomst.register.models import Sessie, User
from uitkomst.services import audit
from uitkomst.services.deelnemers.origin import address_of, device_of
from uitkomst.services.deelnemers.session_store import (
    BEGUN,
    DEVICE,
    ORIGIN,
    SessionStore,
    stored_key,
)
from uitkomst.services.refusals import NotFound

LONGEST = timedelta(hours=8)
IDLE_WITH_PERSONS = timedelta(minutes=15)
IDLE = timedelta(minutes=30)
# What a page asks by itself is no sign of life.
BY_THEMSELVES = frozenset({"aanlevering-present", "aanlevering-progress"})


@dataclass(frozen=True)
class SessieView:
    """A session as its owner sees it. `reference` names it and opens nothing."""

    reference: str
    begonnen_at: datetime
    gezien_at: datetime
    herkomst: str
    toestel: str
    this_one: bool


def begin(request: HttpRequest, *, now: datetime) -> None:
    """Note in a new session since when it is there, and from where."""
    request.session[BEGUN] = now.timestamp()
    request.session[ORIGIN] = address_of(request)
    request.session[DEVICE] = device_of(request)


def has_ended(request: HttpRequest, *, actor: Actor | None, now: datetime) -> bool:
    """Whether the session of who is signed in has gone on too long, or was left alone too long."""
    begun = request.session.get(BEGUN)
    seen_at = getattr(request.session, "seen_at", None) or now
    return (
        begun is None
        or now.timestamp() - begun >= LONGEST.total_seconds()
        or now - seen_at >= idle_limit(actor)
    )


def idle_limit(actor: Actor | None) -> timedelta:
    """How long somebody may be away; the short time too for who is not quite signed in yet."""
    sees_persons = actor is None or actor.can(Permission.VIEW_PERSONS)
    return IDLE_WITH_PERSONS if sees_persons else IDLE


def touch(request: HttpRequest, *, route: str, now: datetime) -> None:
    """Note a sign of life, unless the page asked this by itself."""
    if route not in BY_THEMSELVES:
        key = stored_key(request.session.session_key)
        Sessie.objects.filter(pk=key).update(gezien_at=now)


def overview(*, username: str, session_key: str | None, now: datetime) -> tuple[SessieView, ...]:
    """Where an account is signed in now, the one used last first."""
    this = stored_key(session_key)
    return tuple(
        SessieView(
            reference=each.pk[:16],
            begonnen_at=each.begonnen_at,
            gezien_at=each.gezien_at,
            herkomst=each.herkomst,
            toestel=each.toestel or "Onbekend apparaat",
            this_one=each.pk == this,
        )
        for each in _alive(username, now)
    )


def end_others(*, actor: Actor, session_key: str | None, now: datetime) -> int:
    """End every session of the actor's account but this one; gives how many."""
    others = [each.pk for each in _alive(actor.username, now) if each.pk != stored_key(session_key)]
    return _end(actor, others, now)


def end_one(*, actor: Actor, reference: str, now: datetime) -> None:
    """End one session of the actor's account. Raises NotFound."""
    found = [each.pk for each in _alive(actor.username, now) if each.pk[:16] == reference]
    if not found:
        raise NotFound
    _end(actor, found, now)


def end_all_of(user: User) -> int:
    """End every session of an account, because it was closed or what it may has changed."""
    return Sessie.objects.filter(user=user).delete()[0]


def end_all() -> None:
    """End every session there is: after a restore nobody goes on where he was."""
    Sessie.objects.all().delete()


def end_others_of(user: User, *, session_key: str | None) -> None:
    """End every session of an account but this one, because its password changed."""
    Sessie.objects.filter(user=user).exclude(pk=stored_key(session_key)).delete()


def forget_old() -> None:
    """Remove sessions that nobody can go on with."""
    SessionStore.clear_expired()


def _alive(username: str, now: datetime) -> list[Sessie]:
    return [
        each
        for each in Sessie.objects.filter(user__username=username, expire_date__gt=now)
        if now - each.begonnen_at < LONGEST and now - each.gezien_at < IDLE
    ]


def _end(actor: Actor, keys: list[str], now: datetime) -> int:
    ended = Sessie.objects.filter(pk__in=keys).delete()[0]
    if ended:
        audit.record(
            actor=actor,
            action="account:sessions-end",
            subject=actor.username,
            purpose=f"{ended} andere sessies beëindigd" if ended > 1 else "Een sessie beëindigd",
            now=now,
        )
    return ended
