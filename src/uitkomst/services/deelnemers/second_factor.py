"""The second factor: an app that shows codes, a passkey, and recovery codes for when both fail.

The steps and the keys are allauth's; what a code may do is decided here. A code of an app works
once (ASVS 6.5.1): the newest one used is kept, and only a later one counts.
"""

import secrets
import time
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt, encrypt
from allauth.mfa.webauthn.internal import auth as webauthn
from django.db import transaction
from django.http import HttpRequest

from uitkomst.register.models import User
from uitkomst.services import audit, guard, queues
from uitkomst.services.deelnemers import account_log, accounts, attempts, recovery_codes
from uitkomst.services.deelnemers.origin import address_of
from uitkomst.services.refusals import LastFactor, NotFound

TOLERANCE = 1  # A clock may be one code of 30 seconds off, either way.
SETTING_UP = "app"  # In a session: the sealed secret of the app that is being set up.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


@dataclass(frozen=True)
class FactorView:
    """One way to show a second factor. `kind` is "app" or "sleutel"."""

    pk: int
    kind: str
    naam: str
    since: datetime
    last_used: datetime | None


@dataclass(frozen=True)
class FactorsView:
    """What somebody has set up, and how many recovery codes are left."""

    factors: tuple[FactorView, ...]
    codes_left: int

    @property
    def has_app(self) -> bool:
        """Whether an app is set up; there is one at most."""
        return any(each.kind == "app" for each in self.factors)


@dataclass(frozen=True)
class AppSetup:
    """What an app needs to be set up: as a picture to scan, and as text to type."""

    svg: str
    secret: str


def overview(user: User) -> FactorsView:
    """What this account has set up."""
    found = Authenticator.objects.filter(user=user, type__in=FACTORS)
    return FactorsView(
        factors=tuple(_view(each) for each in found.order_by("pk")),
        codes_left=recovery_codes.left(user),
    )


def is_enrolled(user: User) -> bool:
    """Whether this account has a second factor."""
    return bool(Authenticator.objects.filter(user=user, type__in=FACTORS).exists())


def begin_app(request: HttpRequest, user: User) -> AppSetup:
    """The secret for an app, kept in the session until its first code comes back."""
    secret = _secret_of(request)
    svg = get_adapter().build_totp_svg(get_adapter().build_totp_url(user, secret))
    spaced = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return AppSetup(svg[svg.index("<svg") :], spaced)


def enrol_app(request: HttpRequest, user: User, *, code: str, now: datetime) -> tuple[str, ...]:
    """Set up the app with its first code; gives recovery codes when there were none.

    Raises WrongCode, TooManyAttempts.
    """
    secret = _secret_of(request)
    attempt = _attempt(request, user, now)
    counter = _counter(secret, code)
    if counter is None:
        _refused(request, user, attempt, now)
        raise WrongCode
    attempts.succeeded(attempt)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).delete()
        Authenticator.objects.create(
            user=user,
            type=Authenticator.Type.TOTP,
            data={"secret": encrypt(secret), "last": counter},
        )
        del request.session[SETTING_UP]
        return _enrolled(request, user, "Een app met codes", now)


def begin_key(user: User, *, passwordless: bool) -> dict[str, object]:
    """What the browser needs to make a passkey; the challenge is kept in the session."""
    return dict(webauthn.begin_registration(user, passwordless))


def enrol_key(
    request: HttpRequest, user: User, *, naam: str, credential: dict[str, object], now: datetime
) -> tuple[str, ...]:
    """Set up a passkey that the browser made and allauth checked; gives recovery codes as above."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        webauthn.WebAuthn.add(user, naam, credential)
        return _enrolled(request, user, "Een passkey of beveiligingssleutel", now)


class WrongCode(Exception):
    """The code does not belong to this account, was used already, or is too old."""


def check_code(request: HttpRequest, user: User, *, code: str, now: datetime) -> Authenticator:
    """The app or the recovery codes that this code is of; it cannot be used again.

    Raises WrongCode, TooManyAttempts.
    """
    attempt = _attempt(request, user, now)
    with transaction.atomic():
        held = Authenticator.objects.select_for_update().filter(user=user)
        found = next(
            (each for each in held.exclude(type=Authenticator.Type.WEBAUTHN) if _takes(each, code)),
            None,
        )
        if found is not None:
            if found.type == Authenticator.Type.RECOVERY_CODES:
                account_log.write(user=user, action="account:code-used", now=now, request=request)
            attempts.succeeded(attempt)
            return found
    _refused(request, user, attempt, now)
    raise WrongCode


def confirmed(request: HttpRequest, user: User, *, now: datetime) -> None:
    """Note that somebody signed in has just shown a factor again, in a session with a new id."""
    guard.confirm(request, now=now)
    request.session.cycle_key()
    account_log.write(user=user, action="account:confirm", now=now, request=request)


def new_codes(request: HttpRequest, user: User, *, now: datetime) -> tuple[str, ...]:
    """Ten new recovery codes, to show once; the earlier ones stop working."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        codes = recovery_codes.write(user)
        account_log.write(user=user, action="account:codes", now=now, request=request)
    return codes


def remove(request: HttpRequest, user: User, *, pk: int, now: datetime) -> None:
    """Take one factor away, never the last one. Raises NotFound, LastFactor."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        held = Authenticator.objects.filter(user=user, type__in=FACTORS)
        found = held.filter(pk=pk).first()
        if found is None:
            raise NotFound
        if held.count() == 1:
            raise LastFactor
        purpose = f"{_view(found).naam} weggehaald"
        found.delete()
        account_log.write(
            user=user, action="account:factor-remove", now=now, request=request, purpose=purpose
        )


def _secret_of(request: HttpRequest) -> str:
    """The secret of the app that is being set up in this session; a new one at first."""
    if SETTING_UP not in request.session:
        request.session[SETTING_UP] = encrypt(totp.generate_totp_secret())
    return str(decrypt(request.session[SETTING_UP]))


def _enrolled(request: HttpRequest, user: User, what: str, now: datetime) -> tuple[str, ...]:
    """After a factor was added: this session has seen it, and there are recovery codes."""
    accounts.saw_factor(request, user)
    request.session.cycle_key()
    account_log.write(
        user=user, action="account:factor-add", now=now, request=request, purpose=what
    )
    if Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).exists():
        return ()
    return recovery_codes.write(user)


def _takes(held: Authenticator, code: str) -> bool:
    """Whether this is a code of it; then it is used up. The row is locked."""
    if held.type == Authenticator.Type.RECOVERY_CODES:
        if not recovery_codes.take(held, code):
            return False
    else:
        counter = _counter(decrypt(held.data["secret"]), code)
        if counter is None or counter <= held.data.get("last", 0):
            return False
        held.data["last"] = counter
    held.save(update_fields=["data"])
    return True


def _counter(secret: str, code: str) -> int | None:
    """Which code of the app this is, near to now; None when it is none."""
    typed = "".join(code.split())
    now = int(time.time()) // 30
    for counter in range(now - TOLERANCE, now + TOLERANCE + 1):
        expected = totp.format_hotp_value(totp.hotp_value(secret, counter))
        if secrets.compare_digest(typed.encode(), expected.encode()):
            return counter
    return None


def _attempt(request: HttpRequest, user: User, now: datetime) -> attempts.Attempt:
    return attempts.begin(account=f"factor {user.pk}", address=address_of(request), now=now)


def _refused(request: HttpRequest, user: User, attempt: attempts.Attempt, now: datetime) -> None:
    account_log.write(
        user=user,
        action="account:factor-refused",
        now=now,
        request=request,
        resultaat=audit.GEWEIGERD,
    )
    if attempt.is_last:
        queues.enqueue_lock_notice(user.pk)


def _view(held: Authenticator) -> FactorView:
    is_app = held.type == Authenticator.Type.TOTP
    return FactorView(
        pk=held.pk,
        kind="app" if is_app else "sleutel",
        naam="App met codes" if is_app else str(held.data["name"]),
        since=held.created_at,
        last_used=held.last_used_at,
    )
