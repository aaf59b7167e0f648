"""Outside a demo nobody comes in by a password alone, and what a factor says counts once."""

import json
import time

import pytest
from allauth.core.context import request_context
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt, encrypt
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.utils import timezone

from uitkomst.register.models import AuditEvent, User
from uitkomst.services.deelnemers import accounts, second_factor
from uitkomst.services.deelnemers.second_factor import WrongCode
from uitkomst.services.deelnemers.session_store import SessionStore
from uitkomst.services.guard import CONFIRMED, is_fresh
from uitkomst.services.refusals import LastFactor, NotFound, TooManyAttempts

NOW = timezone.now()


@pytest.fixture
def an(people):
    return User.objects.get(username="an")


@pytest.fixture
def visit(an):
    request = RequestFactory().post("/", REMOTE_ADDR="192.0.2.1")
    request.session = SessionStore()
    request.user = an
    with request_context(request):  # allauth looks for the request here.
        yield request


@pytest.fixture
def clock(monkeypatch):
    """The time of apps, standing still until it is moved."""
    at = [1_800_000_000.0]
    monkeypatch.setattr(second_factor.time, "time", lambda: at[0])
    return at


def shown(secret, clock, ahead=0):
    return totp.format_hotp_value(totp.hotp_value(secret, int(clock[0]) // 30 + ahead))


def enrol(visit, an, clock):
    secret = second_factor.begin_app(visit, an).secret.replace(" ", "")
    codes = second_factor.enrol_app(visit, an, code=shown(secret, clock), now=NOW)
    return secret, codes


def test_an_app_is_set_up_with_its_first_code_and_that_code_is_used_up(visit, an, clock):
    secret, codes = enrol(visit, an, clock)

    assert accounts.is_complete(visit)
    assert is_fresh(visit, timezone.now())
    assert len(set(codes)) == 10
    with pytest.raises(WrongCode):
        second_factor.check_code(visit, an, code=shown(secret, clock), now=NOW)


def test_a_code_works_once_and_no_earlier_one_after_it(visit, an, clock):
    secret, _ = enrol(visit, an, clock)
    clock[0] += 60

    second_factor.check_code(visit, an, code=shown(secret, clock), now=NOW)

    for ahead in (0, -1):
        with pytest.raises(WrongCode):
            second_factor.check_code(visit, an, code=shown(secret, clock, ahead), now=NOW)
    second_factor.check_code(visit, an, code=shown(secret, clock, 1), now=NOW)


@pytest.mark.parametrize("ahead", [-3, -2, 2, 3])
def test_a_code_of_another_time_is_refused(visit, an, clock, ahead):
    secret, _ = enrol(visit, an, clock)
    clock[0] += 600

    with pytest.raises(WrongCode):
        second_factor.check_code(visit, an, code=shown(secret, clock, ahead), now=NOW)


@pytest.mark.parametrize("code", ["", "000000", "123456", "abcdef", "é١٢٣٤٥", "1" * 40])
def test_what_is_no_code_is_refused(visit, an, clock, code):
    enrol(visit, an, clock)
    clock[0] += 600

    with pytest.raises(WrongCode):
        second_factor.check_code(visit, an, code=code, now=NOW)


def test_a_recovery_code_works_once_however_it_is_typed(visit, an, clock):
    _, codes = enrol(visit, an, clock)
    typed = codes[3].lower().replace("-", "  ")

    second_factor.check_code(visit, an, code=typed, now=NOW)

    with pytest.raises(WrongCode):
        second_factor.check_code(visit, an, code=codes[3], now=NOW)
    assert second_factor.overview(an).codes_left == 9
    assert AuditEvent.objects.filter(action="account:code-used", subject="an").exists()


def test_of_recovery_codes_only_hashes_are_kept_and_of_an_app_a_sealed_secret(visit, an, clock):
    secret, codes = enrol(visit, an, clock)
    kept = json.dumps([each.data for each in Authenticator.objects.all()])

    assert secret not in kept
    assert not [code for code in codes if code in kept or code.replace("-", "") in kept]


def test_new_codes_end_the_old_ones(visit, an, clock):
    _, codes = enrol(visit, an, clock)
    fresh = second_factor.new_codes(visit, an, now=NOW)

    with pytest.raises(WrongCode):
        second_factor.check_code(visit, an, code=codes[0], now=NOW)
    second_factor.check_code(visit, an, code=fresh[0], now=NOW)


def test_codes_of_somebody_else_are_refused(visit, an, clock, people):
    _, codes = enrol(visit, an, clock)
    ben = User.objects.get(username="ben")

    with pytest.raises(WrongCode):
        second_factor.check_code(visit, ben, code=codes[0], now=NOW)


def test_after_five_wrong_codes_the_right_one_waits_too(visit, an, clock):
    secret, _ = enrol(visit, an, clock)
    clock[0] += 60
    for _ in range(5):
        with pytest.raises(WrongCode):
            second_factor.check_code(visit, an, code="000000", now=NOW)

    with pytest.raises(TooManyAttempts):
        second_factor.check_code(visit, an, code=shown(secret, clock), now=NOW)
    assert AuditEvent.objects.filter(action="account:factor-refused").count() == 5


def test_the_last_factor_stays(visit, an, clock, people):
    enrol(visit, an, clock)
    (only,) = second_factor.overview(an).factors

    with pytest.raises(LastFactor):
        second_factor.remove(visit, an, pk=only.pk, now=NOW)
    another = Authenticator.objects.create(user=an, type="webauthn", data={"name": "Sleutel"})
    second_factor.remove(visit, an, pk=only.pk, now=NOW)
    assert [each.pk for each in second_factor.overview(an).factors] == [another.pk]


def test_another_persons_factor_does_not_exist(visit, an, people, clock):
    enrol(visit, an, clock)
    ben = User.objects.get(username="ben")
    theirs = Authenticator.objects.create(user=ben, type="webauthn", data={"name": "Sleutel"})

    with pytest.raises(NotFound):
        second_factor.remove(visit, an, pk=theirs.pk, now=NOW)


def test_a_session_is_complete_for_the_account_whose_factor_it_saw_only(visit, an, people):
    accounts.saw_factor(visit, an)
    visit.user = User.objects.get(username="ben")
    assert not accounts.is_complete(visit)
    assert accounts.actor_in(visit) is None
    visit.user = AnonymousUser()
    assert not accounts.is_complete(visit)


def test_in_a_demo_a_password_is_enough(visit, settings):
    assert not accounts.is_complete(visit)
    settings.DEMO = True
    assert accounts.is_complete(visit)


@pytest.mark.parametrize(("ago", "expected"), [(0, True), (299, True), (301, False), (-60, False)])
def test_a_factor_is_fresh_for_five_minutes(visit, ago, expected):
    now = timezone.now()
    visit.session[CONFIRMED] = now.timestamp() - ago

    assert is_fresh(visit, now) == expected


def test_a_sealed_secret_opens_under_the_key_of_before_and_under_no_other(settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "een" * 20, []
    sealed = encrypt("GEHEIM")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "twee" * 20, ["een" * 20]
    assert decrypt(sealed) == "GEHEIM"
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(Exception, match=r"^$"):
        decrypt(sealed)


def test_the_check_looks_at_the_time_of_now(visit, an):
    secret = second_factor.begin_app(visit, an).secret.replace(" ", "")
    code = totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))

    assert len(second_factor.enrol_app(visit, an, code=code, now=NOW)) == 10
