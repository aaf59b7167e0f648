"""Keys of a provider's own systems, as its people deal with them: made, seen, ended.

Of a key only its SHA-256 is kept; what opens with one is in `api_keys`.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from uitkomst.access.actor import Actor, require
from uitkomst.access.permissions import Permission
from uitkomst.access.scopes import SCOPES, Scope
from uitkomst.register.models import Organisatie, Toegangssleutel, User
from uitkomst.services import audit
from uitkomst.services.aanlevering.policies import open_periods
from uitkomst.services.refusals import HoldsBsn, NameInUse, NoScope, NotFound, WrongExpiry
from uitkomst.services.systems import api_keys
from uitkomst.standard.identificatie import contains_bsn
from uitkomst.standard.verslagperiode import Verslagperiode

__all__ = [
    "KoppelingView",
    "NewKey",
    "create",
    "last_day",
    "one",
    "overview",
    "periods",
    "revoke",
]


@dataclass(frozen=True)
class KoppelingView:
    """A key as a page shows it. `state` is "werkt", "verlopen", "ingetrokken" or "gesloten"."""

    reference: UUID
    naam: str
    begin: str
    scopes: tuple[str, ...]
    state: str
    created_at: datetime
    created_by: str
    last_day: date
    last_used_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True)
class NewKey:
    """A key just made. `sleutel` is nowhere else and cannot be shown again."""

    koppeling: KoppelingView
    sleutel: str = field(repr=False)


def last_day(now: datetime) -> date:
    """The last day a key made now may be valid: a year from now."""
    today = timezone.localdate(now)
    try:
        return today.replace(year=today.year + 1)
    except ValueError:  # 29 February
        return date(today.year + 1, 2, 28)


def create(
    *, actor: Actor, naam: str, scopes: Collection[Scope], until: date | None, now: datetime
) -> NewKey:
    """Make a key that is valid until the end of the day `until` (a year from now when None).

    Raises NotAllowed, NoScope, WrongExpiry, HoldsBsn, NameInUse.
    """
    require(actor, Permission.MANAGE_KOPPELINGEN)
    until = last_day(now) if until is None else until
    if not scopes:
        raise NoScope
    if not timezone.localdate(now) <= until <= last_day(now):
        raise WrongExpiry
    if contains_bsn(naam):
        raise HoldsBsn
    sleutel = api_keys.random_key()
    with transaction.atomic():
        # One provider's keys are made one at a time, so that a name is not taken twice.
        provider = Organisatie.objects.select_for_update(no_key=True).get(pk=actor.organisatie)
        working = provider.toegangssleutels.filter(revoked_at=None, expires_at__gt=now)
        if working.filter(naam__iexact=naam).exists():
            raise NameInUse
        made = Toegangssleutel.objects.create(
            aanbieder=provider,
            naam=naam,
            begin=sleutel[: api_keys.SHOWN],
            afdruk=api_keys.hash_of(sleutel),
            mag=[scope.value for scope in Scope if scope in scopes],
            created_at=now,
            created_by=User.objects.get(username=actor.username),
            expires_at=_end_of(until),
        )
        _record(actor, "koppeling:create", made, now)
    return NewKey(_view(made, now), sleutel)


def revoke(*, actor: Actor, reference: UUID, now: datetime) -> KoppelingView:
    """End a key; the very next request with it is refused. Ending it twice is no error.

    Raises NotAllowed, NotFound.
    """
    require(actor, Permission.MANAGE_KOPPELINGEN)
    with transaction.atomic():
        found = Toegangssleutel.objects.select_for_update(of=("self",)).filter(
            pk=reference, aanbieder=actor.organisatie
        )
        key = found.select_related("created_by").first()
        if key is None:
            raise NotFound
        if key.revoked_at is None:
            key.revoked_at = now
            key.revoked_by = User.objects.get(username=actor.username)
            key.save(update_fields=["revoked_at", "revoked_by"])
            _record(actor, "koppeling:revoke", key, now)
    return _view(key, now)


def overview(*, actor: Actor, now: datetime) -> tuple[KoppelingView, ...]:
    """The keys of the actor's organisation, newest first. Raises NotAllowed."""
    require(actor, Permission.MANAGE_KOPPELINGEN)
    keys = Toegangssleutel.objects.filter(aanbieder=actor.organisatie).select_related("created_by")
    return tuple(_view(key, now) for key in keys)


def one(*, actor: Actor, reference: UUID, now: datetime) -> KoppelingView:
    """One key of the actor's organisation. Raises NotAllowed, NotFound."""
    found = next(
        (each for each in overview(actor=actor, now=now) if each.reference == reference), None
    )
    if found is None:
        raise NotFound
    return found


def periods(*, now: datetime) -> tuple[Verslagperiode, ...]:
    """The periods one may deliver for now, newest first; no secret, so every key may ask."""
    return open_periods(timezone.localdate(now))


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def _view(key: Toegangssleutel, now: datetime) -> KoppelingView:
    last = timezone.localdate(key.expires_at - timedelta(seconds=1))
    return KoppelingView(
        reference=key.reference,
        naam=key.naam,
        begin=key.begin,
        scopes=tuple(SCOPES[Scope(scope)].display_name for scope in key.mag),
        state=_state(key, now),
        created_at=key.created_at,
        created_by=key.created_by.display_name,
        last_day=last,
        last_used_at=key.last_used_at,
        revoked_at=key.revoked_at,
    )


def _state(key: Toegangssleutel, now: datetime) -> str:
    if key.revoked_at is not None:
        return "ingetrokken"
    if key.expires_at <= now:
        return "verlopen"
    return "werkt" if api_keys.maker_may(key) else "gesloten"


def _record(actor: Actor, action: str, key: Toegangssleutel, now: datetime) -> None:
    audit.record(
        actor=actor,
        action=action,
        subject=str(key.reference),
        purpose=f"Sleutel {key.begin} van een eigen systeem",
        now=now,
    )
