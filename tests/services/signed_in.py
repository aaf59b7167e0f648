"""Signing a test client in as far as a person gets with both factors."""

import time

from django.test import Client

from uitkomst.register.models import User
from uitkomst.services.deelnemers.accounts import FACTOR
from uitkomst.services.guard import CONFIRMED


def sign_in(client: Client, user: User, *, factor: bool = True, fresh: bool = True) -> None:
    """Sign in; without `factor` as far as a password alone goes, without `fresh` a while ago."""
    client.force_login(user)
    session = client.session
    if factor:
        session[FACTOR] = user.pk
    if factor and fresh:
        session[CONFIRMED] = time.time()
    session.save()
