"""Guessing is slow: five tries an account, thirty an address, counted where it survives."""

from datetime import timedelta
from threading import Thread

import pytest
from django.contrib.sessions.backends.base import SessionBase
from django.core import mail
from django.db import connection
from django.test import RequestFactory
from django.utils import timezone

from uitkomst.register.models import AuditEvent, Telling, User
from uitkomst.services.deelnemers import accounts, attempts, lock_notice
from uitkomst.services.refusals import TooManyAttempts

NOW = timezone.now()
PASSWORD = "vier losse woorden, geen raadsel"


def visit(address="192.0.2.1", **headers):
    request = RequestFactory().post("/inloggen", REMOTE_ADDR=address, **headers)
    request.session = SessionBase()
    return request


def tries(number, username="an", address="192.0.2.1", **headers):
    """Try a wrong password so often; gives how many came as far as the password."""
    came = 0
    for _ in range(number):
        try:
            accounts.by_password(
                visit(address, **headers), username=username, password="dit is het niet"
            )
            came += 1
        except TooManyAttempts:
            pass
    return came


@pytest.mark.parametrize("username", ["an", "AN", "niemand", "999900006"])
def test_of_a_thousand_wrong_passwords_five_reach_the_hash(people, username, monkeypatch):
    reached = []
    original = accounts.authenticate
    monkeypatch.setattr(
        accounts, "authenticate", lambda *a, **k: reached.append(1) or original(*a, **k)
    )

    assert tries(1000, username) == 5
    assert len(reached) == 5


def test_without_the_count_they_would_all_reach_it(people, monkeypatch):
    monkeypatch.setattr(attempts, "PER_ACCOUNT", 10**9)
    monkeypatch.setattr(attempts, "PER_ADDRESS", 10**9)

    assert tries(40) == 40


def test_an_address_may_try_thirty_times_whatever_names_it_uses(people):
    assert sum(tries(1, f"naam{n}") for n in range(60)) == 30
    assert tries(1, "nog-een", address="192.0.2.2") == 1


def test_a_header_that_anybody_can_write_gives_no_new_tries(people, settings):
    forged = sum(tries(1, f"naam{n}", HTTP_X_FORWARDED_FOR=f"198.51.100.{n}") for n in range(60))
    assert forged == 30


def test_behind_a_proxy_the_last_hop_counts_and_no_earlier_one(people, settings):
    settings.PROXY = True
    one = sum(
        tries(1, f"naam{n}", HTTP_X_FORWARDED_FOR=f"203.0.113.{n}, 198.51.100.1") for n in range(60)
    )
    another = tries(1, "nog-een", HTTP_X_FORWARDED_FOR="198.51.100.1, 198.51.100.2")

    assert (one, another) == (30, 1)


def test_after_a_quarter_of_an_hour_one_may_try_again_and_is_told_so(people):
    for _ in range(5):
        attempts.begin(account="an", address="", now=NOW)
    with pytest.raises(TooManyAttempts) as refused:
        attempts.begin(account="an", address="", now=NOW + timedelta(minutes=14, seconds=59))

    assert 0 < refused.value.retry_after <= 2
    assert "opnieuw proberen" in refused.value.melding
    attempts.begin(account="an", address="", now=NOW + timedelta(minutes=15))


def test_who_knows_the_password_is_not_counted(people):
    user = User.objects.get(username="an")
    user.set_password(PASSWORD)
    user.save()
    tries(4)

    for _ in range(3):
        assert accounts.by_password(visit(), username="an", password=PASSWORD) == user
    assert Telling.objects.count() == 8


def test_who_is_locked_out_does_not_come_in_with_the_right_password_either(people):
    user = User.objects.get(username="an")
    user.set_password(PASSWORD)
    user.save()
    tries(5)

    with pytest.raises(TooManyAttempts):
        accounts.by_password(visit(), username="an", password=PASSWORD)


def test_what_was_typed_is_kept_nowhere(people):
    tries(2, username="999900006")

    kept = " ".join(Telling.objects.values_list("sleutel", flat=True))
    kept += " ".join(AuditEvent.objects.values_list("subject", flat=True))
    assert "999900006" not in kept


def test_known_and_unknown_ask_the_same_of_the_queue(people):
    def jobs():
        with connection.cursor() as cursor:
            cursor.execute(
                "select args->>'account' from procrastinate_jobs where task_name = 'lock-notice'"
            )
            return sorted(row[0] for row in cursor.fetchall())

    tries(7)
    tries(7, username="niemand")

    assert jobs() == sorted(["0", str(User.objects.get(username="an").pk)])


def test_who_manages_the_rights_hears_of_a_lock(people):
    lock_notice.tell(account=User.objects.get(username="an").pk, now=NOW)
    lock_notice.tell(account=0, now=NOW)

    (told,) = mail.outbox
    assert told.to == ["an@aanbieder.example"]
    assert "an@" not in told.body
    line = AuditEvent.objects.get(action="account:lock")
    assert (line.subject, line.organisatie_id) == ("an", people.an.organisatie)


@pytest.mark.django_db(transaction=True)
def test_tries_at_the_same_moment_see_each_other():
    came = []

    def attempt():
        try:
            attempts.begin(account="an", address="192.0.2.9", now=NOW)
            came.append(1)
        except TooManyAttempts:
            pass
        finally:
            connection.close()

    threads = [Thread(target=attempt) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(came) == 5


def test_old_tries_are_forgotten(people):
    attempts.begin(account="an", address="", now=NOW - timedelta(days=2))
    attempts.begin(account="an", address="", now=NOW)
    attempts.forget_old(now=NOW)

    assert Telling.objects.count() == 2
