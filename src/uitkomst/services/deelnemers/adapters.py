"""What allauth asks us: who may come in, in which steps, and how secrets are kept.

Nobody signs up by himself, nothing is mailed and no message is added by allauth: the pages are
ours.
"""

import base64
from functools import cache
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_used
from allauth.mfa.stages import AuthenticateStage
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from uitkomst.register.models import User
from uitkomst.services.deelnemers import accounts, oidc
from uitkomst.services.deelnemers.origin import address_of


class AccountAdapter(DefaultAccountAdapter):
    """Signing in: by invitation only, with our own steps, and without allauth's own messages."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: people come in by an invitation."""
        return False

    def get_login_stages(self) -> list[str]:
        """After the password (or the identity provider) only the second factor."""
        return [f"{SecondFactorStage.__module__}.{SecondFactorStage.__qualname__}"]

    def is_reauthentication_required(self, *, app: str, **_: Any) -> bool:
        """Not by allauth; our views ask for a fresh factor themselves (`guard.fresh`)."""
        return False

    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser) -> HttpResponse:
        """A closed account comes in by no road; it is told no more than an unknown one."""
        return redirect("login")

    def add_message(self, *_: Any, **__: Any) -> None:
        """Nothing: our pages say what happened."""

    def send_notification_mail(self, *_: Any, **__: Any) -> None:
        """Nothing: the logbook says it."""

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address as far as it can be trusted."""
        return address_of(request)


class SecondFactorStage(AuthenticateStage):
    """The step of the second factor; an identity provider may have asked for it already."""

    def _should_handle(self, request: HttpRequest) -> bool:
        found = (self.login.signal_kwargs or {}).get("sociallogin")
        if found is not None:
            request.session[accounts.BOUND] = found.state.get(accounts.BOUND)
            if oidc.is_assured(found):
                accounts.saw_factor(request, self.login.user)
                return False
        return bool(super()._should_handle(request))


class MFAAdapter(DefaultMFAAdapter):
    """Secrets of apps are sealed with a key made from the secret key of this installation.

    Not with the vault's master key: who serves reports has no such key, and people sign in there.
    """

    def encrypt(self, text: str) -> str:
        """Seal a secret."""
        return _cipher().encrypt(text.encode()).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        """Open a sealed secret, also one sealed under a secret key of before."""
        return _cipher().decrypt(encrypted_text.encode("ascii")).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not by allauth's own pages; ours keep the last one."""
        return False


@receiver(authenticator_used)
def note_factor(request: HttpRequest, user: User, **_: Any) -> None:
    """This session has seen a second factor of this account."""
    accounts.saw_factor(request, user)


def _cipher() -> MultiFernet:
    return _cipher_of((settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


@cache
def _cipher_of(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str) -> bytes:
    derive = HKDF(SHA256(), length=32, salt=None, info=b"uitkomst.tweede-factor")
    return base64.urlsafe_b64encode(derive.derive(key.encode()))
