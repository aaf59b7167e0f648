"""How often somebody may try to sign in: counted in the database, before anything is computed.

Five tries in a quarter of an hour for an account, thirty for an address (`security.md` 2.7). An
account that does not exist is counted just the same, so that the answer tells nothing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils.crypto import salted_hmac

from uitkomst.register.models import Telling
from uitkomst.services.refusals import TooManyAttempts

PER_ACCOUNT = 5
PER_ADDRESS = 30
WINDOW = timedelta(minutes=15)
KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Attempt:
    """A try that is counted; `is_last` when failing it locks the account."""

    rows: tuple[int, ...]
    is_last: bool


def begin(*, account: str, address: str, now: datetime) -> Attempt:
    """Count a try, before the password is hashed. Raises TooManyAttempts.

    Of tries at the same moment each sees the others: they wait for one another here, not longer.
    """
    keys = (_key("account", account.strip().lower()), _key("adres", address))
    with transaction.atomic():
        _one_at_a_time(keys)
        before = _room(keys[0], PER_ACCOUNT, now)
        _room(keys[1], PER_ADDRESS, now)
        rows = Telling.objects.bulk_create(Telling(sleutel=key, at=now) for key in keys)
    return Attempt(tuple(row.pk for row in rows), is_last=before + 1 == PER_ACCOUNT)


def succeeded(attempt: Attempt) -> None:
    """Do not count a try that ended well; the failed ones before it stay."""
    Telling.objects.filter(pk__in=attempt.rows).delete()


def forget_old(*, now: datetime) -> None:
    """Remove what counts for nothing any more: tries, and what `request_limits` counted."""
    Telling.objects.filter(at__lt=now - KEPT).delete()


def _key(kind: str, value: str) -> str:
    return salted_hmac("uitkomst.attempt", f"{kind}:{value}", algorithm="sha256").hexdigest()


def _one_at_a_time(keys: tuple[str, ...]) -> None:
    """Hold who tries the same account, or from the same address, until this transaction ends."""
    with connection.cursor() as cursor:
        for key in sorted(keys):
            cursor.execute("select pg_advisory_xact_lock(%s)", [int(key[:15], 16)])


def _room(key: str, limit: int, now: datetime) -> int:
    """How many tries there were lately. Raises TooManyAttempts when there is no room for one."""
    lately = Telling.objects.filter(sleutel=key, at__gt=now - WINDOW)
    tries = list(lately.values_list("at", flat=True)[:limit])
    if len(tries) == limit:
        raise TooManyAttempts(until=tries[-1] + WINDOW, now=now)
    return len(tries)
