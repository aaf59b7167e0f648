"""Who signs in, and as what they act."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
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


class PortalBackend(ModelBackend):
    """Signs in by password. Demo accounts have a password anybody knows: in a demo only."""

    def user_can_authenticate(self, user: Any) -> bool:
        """Whether this account may be used here; asked again for every request."""
        return super().user_can_authenticate(user) and (settings.DEMO or not user.is_demo)


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
    login(request, user)


@receiver(user_logged_in)
def write_down_sign_in(user: User, **_: Any) -> None:
    """One line in the logbook for every sign-in, by password or by click."""
    _record(user, "account:sign-in")


@receiver(user_logged_out)
def write_down_sign_out(user: User | None, **_: Any) -> None:
    """One line for every sign-out; none for who was not signed in."""
    if user is not None:
        _record(user, "account:sign-out")


@receiver(user_login_failed)
def write_down_refused(credentials: dict[str, Any], **_: Any) -> None:
    """One line for every refused sign-in, with the account if there is one of that name.

    What was typed is never kept: people type passwords, and worse, in that field.
    """
    typed = str(credentials.get("username", ""))
    user = User.objects.select_related("organisatie").filter(username=typed).first()
    audit.record_by_portal(
        action="account:refused",
        subject=user.username if user else "onbekend account",
        purpose="Toegang tot het portaal",
        now=timezone.now(),
        organisatie=user.organisatie.reference if user else None,
    )


def _record(user: User, action: str) -> None:
    audit.record(
        actor=actor_of(user),
        action=action,
        subject=user.username,
        purpose="Toegang tot het portaal",
        now=timezone.now(),
    )
