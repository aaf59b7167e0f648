"""Choosing another password, by who knows the one of now."""

from datetime import datetime

from django.db import transaction
from django.http import HttpRequest

from uitkomst.register.models import User
from uitkomst.services.deelnemers import account_log, attempts, sessions, wachtwoorden
from uitkomst.services.deelnemers.origin import address_of


class WrongPassword(Exception):
    """What was given as the password of now is another."""


def change(request: HttpRequest, *, current: str, new: str, now: datetime) -> None:
    """Give the account that is signed in a new password; its other sessions end.

    Raises WrongPassword, UnfitPassword, TooManyAttempts.
    """
    user = request.user
    assert isinstance(user, User)
    attempt = attempts.begin(account=user.username, address=address_of(request), now=now)
    if not user.check_password(current):
        raise WrongPassword
    attempts.succeeded(attempt)
    wachtwoorden.require_fit(new, words=wachtwoorden.words_of_account(user))
    with transaction.atomic():
        user.set_password(new)
        user.save(update_fields=["password"])
        sessions.end_others_of(user, session_key=request.session.session_key)
        account_log.write(user=user, action="account:password", now=now, request=request)
