"""What opens with a key: who asks, for which provider, and within which scopes.

A key is long enough (288 bits) that nobody finds one by trying, so looking it up by its SHA-256
tells nothing about other keys and needs no slow hash. A key acts for the person who made it: when
that account is closed, the key no longer opens anything.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings

from uitkomst.access.actor import Actor
from uitkomst.access.permissions import Permission, Role
from uitkomst.access.scopes import Scope, permissions_of
from uitkomst.register.models import Toegangssleutel
from uitkomst.services.deelnemers.accounts import actor_of, current

PREFIX = "uk_"  # By which people and scanners of source code know it for a key of this portal.
RANDOM_BYTES = 36
SHOWN = 8  # characters that stay visible; what they give away leaves 258 bits


@dataclass(frozen=True)
class KeyHolder:
    """Who asks with a key: which key, and as whom its system acts."""

    reference: UUID
    actor: Actor


def random_key() -> str:
    """A key that nobody has."""
    return PREFIX + secrets.token_urlsafe(RANDOM_BYTES)


def hash_of(sleutel: str) -> str:
    """What is kept of a key."""
    return hashlib.sha256(sleutel.encode()).hexdigest()


def actor_with(*, sleutel: str, now: datetime) -> KeyHolder | None:
    """Who asks with this key; None alike for an unknown, expired, revoked or orphaned one."""
    found = (
        Toegangssleutel.objects.filter(afdruk=hash_of(sleutel), revoked_at=None, expires_at__gt=now)
        .select_related("aanbieder", "created_by")
        .first()
    )
    if found is None or not maker_may(found):
        return None
    actor = Actor(
        username=found.created_by.username,
        display_name=f"{found.created_by.display_name} (koppeling {found.naam})",
        role=Role.KOPPELING,
        organisatie=found.aanbieder.reference,
        organisatie_naam=found.aanbieder.naam,
        via=found.begin,
        only=permissions_of(Scope(scope) for scope in found.mag),
    )
    return KeyHolder(found.reference, actor)


def still_opens(reference: UUID, now: datetime) -> bool:
    """Whether a key that opened a moment ago does so now: a large file takes its time to arrive."""
    found = (
        Toegangssleutel.objects.filter(pk=reference, revoked_at=None, expires_at__gt=now)
        .select_related("created_by")
        .first()
    )
    return found is not None and maker_may(found)


def maker_may(key: Toegangssleutel) -> bool:
    """Whether who made the key may still have keys here; a demo account only in a demo."""
    maker = key.created_by
    if not maker.is_active or (maker.is_demo and not settings.DEMO):
        return False
    at_home = current(maker).filter(organisatie=key.aanbieder_id)
    return any(actor_of(each).can(Permission.MANAGE_KOPPELINGEN) for each in at_home)
