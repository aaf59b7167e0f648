"""Signing in by an identity provider: an eHerkenning broker, or an organisation's own (OIDC).

The provider says who somebody is; this portal says what they may. An unknown subject gets nothing,
unless it comes from an invitation, to which it is then bound. Only what the signed ID token says
counts, and of that only what is used is kept.
"""

import hmac
import secrets
from datetime import datetime
from typing import Any
from uuid import UUID

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from requests import RequestException

from uitkomst.register.models import User
from uitkomst.services.deelnemers import accepting, account_log, accounts
from uitkomst.services.deelnemers.id_token import claims_of
from uitkomst.services.refusals import (
    LevelTooLow,
    LinkGone,
    ProviderFailed,
    UnknownSubject,
    WrongOrganisatie,
)

PROVIDER = "oidc"
INVITED = "uitnodiging"  # In the state of a sign-in: the invitation from which it began.


class OidcAdapter(OpenIDConnectOAuth2Adapter):
    """The conversation with the provider, stricter than allauth holds it."""

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the provider says of itself; it must be the issuer that was set up."""
        config: dict[str, Any] = super().openid_config
        if config.get("issuer") != settings.OIDC.issuer:
            raise OAuth2Error("another issuer")
        return config

    def get_callback_url(self, request: HttpRequest, app: object) -> str:
        """Where the provider sends people back to."""
        return request.build_absolute_uri(reverse("oidc-terug"))

    def _decode_id_token(self, app: Any, id_token: str) -> dict[str, Any]:
        """The claims that are used, of a token whose signature was checked."""
        claims = claims_of(
            id_token,
            keys_url=self.openid_config["jwks_uri"],
            issuer=settings.OIDC.issuer,
            client_id=app.client_id,
        )
        used = {"sub", "acr", "nonce", settings.OIDC.organisatie_claim}
        return {name: claims[name] for name in used if name in claims}


class SocialAdapter(DefaultSocialAccountAdapter):
    """Who may come in by the provider."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Never: people come in by an invitation."""
        return False

    def on_authentication_error(
        self, request: HttpRequest, provider: object, *_: Any, **__: Any
    ) -> None:
        """Refuse with our own page. Raises ProviderFailed."""
        raise ProviderFailed

    def send_notification_mail(self, *_: Any, **__: Any) -> None:
        """Nothing: the logbook says it."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Check the answer before anybody is signed in.

        Raises ProviderFailed, LevelTooLow, UnknownSubject, WrongOrganisatie, LinkGone.
        """
        claims = _claims(sociallogin)
        sent, came = sociallogin.state.get("nonce", ""), str(claims.get("nonce", ""))
        if not (sent and hmac.compare_digest(sent, came)):
            raise ProviderFailed
        if settings.OIDC.acr and claims.get("acr") not in settings.OIDC.acr:
            raise LevelTooLow
        now = timezone.now()
        reference = sociallogin.state.get(INVITED)
        if reference is not None:
            _bind(sociallogin, UUID(reference), now)
        if not sociallogin.is_existing:
            raise UnknownSubject
        _require_organisatie(request, sociallogin)


def begin(request: HttpRequest, *, next_url: str | None, uitnodiging: UUID | None) -> HttpResponse:
    """Send somebody to the provider, with PKCE, a state and a nonce. Raises ProviderFailed."""
    provider = get_adapter(request).get_provider(request, PROVIDER)
    assert isinstance(provider, OpenIDConnectProvider)
    provider.oauth2_adapter_class = OidcAdapter
    nonce = secrets.token_urlsafe(24)
    asked: dict[str, str] = {"nonce": nonce}
    if settings.OIDC.acr:
        asked["acr_values"] = " ".join(settings.OIDC.acr)
    state = {"nonce": nonce} | ({INVITED: str(uitnodiging)} if uitnodiging else {})
    try:
        answer: HttpResponse = provider.redirect(
            request, AuthProcess.LOGIN, next_url=next_url, auth_params=asked, **state
        )
    except (OAuth2Error, RequestException, KeyError, ValueError) as error:
        raise ProviderFailed from error
    return answer


def finish(request: HttpRequest) -> HttpResponse:
    """Sign in who comes back from the provider. Raises as `SocialAdapter.pre_social_login`."""
    view = OAuth2CallbackView.adapter_view(OidcAdapter(request, PROVIDER))
    try:
        answer: HttpResponse = view(request)
    except (OAuth2Error, RequestException, KeyError, ValueError) as error:
        raise ProviderFailed from error
    return answer


def is_assured(sociallogin: SocialLogin) -> bool:
    """Whether the provider asked for enough itself, so that no second factor is asked here."""
    return bool(settings.OIDC.acr) and _claims(sociallogin).get("acr") in settings.OIDC.acr


def _claims(sociallogin: SocialLogin) -> dict[str, Any]:
    claims: dict[str, Any] = sociallogin.account.extra_data.get("id_token", {})
    return claims


def _bind(sociallogin: SocialLogin, reference: UUID, now: datetime) -> None:
    """Make the account that was invited, or take the one there is, and bind this subject to it."""
    if sociallogin.is_existing:  # Invited once more, by another organisation.
        accepting.accept_as(reference=reference, user=sociallogin.user, now=now)
        return
    with transaction.atomic():
        invited = accepting.seen(reference=reference, now=now)
        if invited.renews:
            raise LinkGone
        user = accepting.accept_new(reference=reference, password=None, now=now)
        account: SocialAccount = sociallogin.account
        account.user = sociallogin.user = user
        account.save()
        account_log.write(user=user, action="account:bind", now=now, purpose=settings.OIDC.name)


def _require_organisatie(request: HttpRequest, sociallogin: SocialLogin) -> None:
    """Act only for the organisation that the provider names, where it is set up to name one."""
    claim = settings.OIDC.organisatie_claim
    if not claim:
        return
    named, user = _claims(sociallogin).get(claim), sociallogin.user
    assert isinstance(user, User)
    field = f"organisatie__{settings.OIDC.organisatie_veld}"
    found = accounts.current(user).filter(**{field: named}).first() if named else None
    if found is None:
        raise WrongOrganisatie
    sociallogin.state[accounts.BOUND] = found.organisatie_id.hex
