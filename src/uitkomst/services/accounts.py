"""Who signs in, and as what they act."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from uitkomst.access.actor import Actor
from uitkomst.access.permissions import ROLES, Role
from uitkomst.register.models import User
from uitkomst.services import audit
from uitkomst.services.refusals import NotFound

# Shown on the page; a demo holds made-up data only.
DEMO_PASSWORD = "uitkomst-demonstratie"  # noqa: S105


@dataclass(frozen=True)
class DemoAccount:
    """An account anybody may use in a demo. `role` and `description` are Dutch."""

    username: str
    password: str
    role: str
    organisatie: str
    description: str


def actor_of(user: Any) -> Actor:
    """The actor behind a signed-in user."""
    organisatie = user.organisatie
    return Actor(
        username=user.username,
        display_name=user.display_name,
        role=Role(user.role),
        organisatie=organisatie.reference,
        organisatie_naam=organisatie.naam,
    )


def demo_accounts() -> tuple[DemoAccount, ...]:
    """The accounts to show on the sign-in page, by role; none unless this is a demo."""
    if not settings.DEMO:
        return ()
    found = User.objects.filter(is_demo=True, is_active=True).select_related("organisatie")
    users = sorted(found, key=lambda user: (list(Role).index(Role(user.role)), user.username))
    return tuple(
        DemoAccount(
            username=user.username,
            password=DEMO_PASSWORD,
            role=ROLES[Role(user.role)].display_name,
            organisatie=user.organisatie.naam,
            description=ROLES[Role(user.role)].description,
        )
        for user in users
    )


def sign_in_demo(*, request: HttpRequest, username: str) -> None:
    """Sign in with one click as a demo account. Raises NotFound outside a demo."""
    if username not in {account.username for account in demo_accounts()}:
        raise NotFound
    user = User.objects.get(username=username)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")


@receiver(user_logged_in)
def write_down_sign_in(user: User, **_: Any) -> None:
    """One line in the logbook for every sign-in, by password or by click."""
    audit.record(
        actor=actor_of(user),
        action="account:sign-in",
        subject=user.username,
        purpose="Toegang tot het portaal",
        now=timezone.now(),
    )
