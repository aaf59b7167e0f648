"""What goes wrong is a Dutch page with the same headers, and says nothing of what is behind it."""

import base64
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import DatabaseError, OperationalError, connection
from django.test import Client
from django.urls import reverse
from small_region import PERIODE
from test_hardening_headers import faults
from world import actor_as, children, csv

from uitkomst.config import maintenance
from uitkomst.config.backup import agefile
from uitkomst.config.refusals import WrongSecurityContact
from uitkomst.config.security_contact import SecurityTxt, security_txt
from uitkomst.register.models import AuditEvent, Telling
from uitkomst.services import request_limits
from uitkomst.services.audit import patterns
from uitkomst.services.guard import routes
from uitkomst.services.limits import LARGEST_UPLOAD
from uitkomst.services.refusals import TooManyRequests

BSN = "999900006"
BEHIND = re.compile(
    r"Traceback|django\.|psycopg|SELECT |INSERT |UPDATE |register_|/site-packages/|\.py\b|"
    r"SECRET_KEY|UITKOMST_|DATABASE_URL|granian|DEBUG",
)
CHARSET = "text/html; charset=utf-8"


def is_safe(answer) -> None:
    assert faults(answer) == []
    assert "no-store" in answer.headers["Cache-Control"]
    text = answer.content.decode()
    assert not BEHIND.search(text), BEHIND.search(text)
    assert BSN not in text
    assert settings.SECRET_KEY not in text
    assert str(settings.DATA) not in text
    if text and answer.headers["Content-Type"] == CHARSET:
        assert '<html lang="nl">' in text


@pytest.fixture
def calls(browse):
    """Ask as somebody, without an exception coming through."""

    def ask(method: str, path: str, reader: str | None = "eigen", **more):
        client = browse(reader)
        client.raise_request_exception = False
        return client.generic(method, path, **more)

    return ask


def test_400_a_host_that_is_not_ours(db):
    answer = Client().get("/inloggen", secure=True, headers={"host": "evil.example"})

    assert answer.status_code == 400
    is_safe(answer)


def test_403_a_page_of_another_role(calls):
    answer = calls("GET", reverse("organisaties"))

    assert answer.status_code == 403
    is_safe(answer)


def test_403_a_form_without_its_token(world):
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/inloggen", {"username": BSN, "password": BSN}, secure=True)

    assert answer.status_code == 403
    is_safe(answer)


@pytest.mark.parametrize(
    "path",
    ["/bestaat-niet", f"/aanleveringen/{BSN}", "/static/nee.css", f"/x?bsn={BSN}", "/%00"],
)
def test_404_what_does_not_exist(calls, path):
    answer = calls("GET", path)

    assert answer.status_code == 404
    is_safe(answer)


def test_405_asked_in_a_way_it_does_not_know(calls):
    answer = calls("DELETE", reverse("home"))

    assert answer.status_code == 405
    is_safe(answer)


def test_413_a_file_that_is_too_large(world, browse):
    large = SimpleUploadedFile("x.csv", bytes(LARGEST_UPLOAD + 1))
    client = browse("eigen")
    client.handler.enforce_csrf_checks = True  # Which reads the form first, as in production.
    page = client.get(reverse("aanlevering-new"))
    token = page.context["csrf_token"]
    answer = client.post(
        reverse("aanlevering-new"),
        {"csrfmiddlewaretoken": token, "bestand": large, "periode": PERIODE.code},
        headers={"referer": "https://testserver/"},
    )

    assert answer.status_code == 413
    is_safe(answer)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (ValueError(f"bsn {BSN}"), 500),
        (DatabaseError(f"duplicate key (bsn)=({BSN})"), 500),
        (OperationalError(f"away {BSN}"), 503),
        (OSError(28, "No space left on device", f"/tmp/{BSN}"), 500),
        (MemoryError(BSN), 500),
        (RecursionError(BSN), 500),
    ],
)
@pytest.mark.parametrize("address", ["home", "aanleveringen", "reports", "koppelingen"])
def test_500_an_error_nobody_expected(calls, monkeypatch, error, status, address):
    def fail(*_, **__):
        raise error

    monkeypatch.setattr("uitkomst.portal.templatetags.uitkomst.navigation", fail, raising=False)
    monkeypatch.setattr("django.shortcuts.render", fail)
    monkeypatch.setattr("django.template.response.TemplateResponse.render", fail)
    for module in ("home", "aanleveringen", "reports", "koppelingen"):
        monkeypatch.setattr(f"uitkomst.portal.views.{module}.render", fail, raising=False)
    answer = calls("GET", reverse(address))

    assert answer.status_code == status
    is_safe(answer)


def test_503_while_closed(calls, tmp_path, monkeypatch):
    client = calls
    maintenance.close(settings.DATA, "")
    try:
        answer = client("GET", "/")
        problem = client("GET", "/api/v1/perioden")
    finally:
        maintenance.open_again(settings.DATA)

    assert (answer.status_code, problem.status_code) == (503, 503)
    is_safe(answer)
    is_safe(problem)


# Limits


def test_the_limits_are_those_of_the_norm():
    told = {
        each.naam: (each.most, each.span, each.per_organisation)
        for each in request_limits.LIMITED.values()
    }

    assert told == {
        "upload": (20, timedelta(hours=1), True),
        "export": (50, timedelta(days=1), False),
        "rapport": (2000, timedelta(days=1), False),
    }


def test_every_limited_address_exists():
    assert {name for name, _ in request_limits.LIMITED} <= {route.name for route in routes()}


def test_429_comes_with_a_moment_and_a_dutch_page(world, browse, monkeypatch):
    monkeypatch.setitem(
        request_limits.LIMITED,
        ("aanlevering-new", "POST"),
        request_limits.Limit("upload", "bestanden laten controleren", 2, timedelta(hours=1), True),
    )
    client = browse("eigen")
    upload = {"periode": PERIODE.code, "alleen_controleren": "on"}
    answers = [
        client.post(
            reverse("aanlevering-new"),
            {**upload, "bestand": SimpleUploadedFile("x.csv", csv(children(1)))},
        )
        for _ in range(3)
    ]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    is_safe(answers[2])
    assert 3500 < int(answers[2].headers["Retry-After"]) <= 3601
    assert "Uw organisatie heeft in een uur al 2 bestanden" in answers[2].content.decode()
    assert client.get(reverse("aanlevering-new")).status_code == 200
    assert browse("ander").post(reverse("aanlevering-new"), upload).status_code != 429


def test_a_limit_is_counted_for_all_processes_together_and_ends(world):
    actor, now = actor_as(world.users["eigen"]), datetime(2026, 7, 15, 10, tzinfo=UTC)
    asked = {"actor": actor, "route": "aanlevering-new", "method": "POST"}
    for number in range(20):
        request_limits.require_room(**asked, now=now + timedelta(minutes=number))
    for later, waits in ((21, 39), (59, 1)):
        with pytest.raises(TooManyRequests) as refused:
            request_limits.require_room(**asked, now=now + timedelta(minutes=later))
        assert refused.value.retry_after == waits * 60 + 1

    assert Telling.objects.count() == 20
    request_limits.require_room(**asked, now=now + timedelta(minutes=60, seconds=1))


def test_four_fifths_of_the_reports_of_a_day_stand_in_the_logbook_and_its_patterns(world):
    actor, now = actor_as(world.users["delft"]), datetime(2026, 7, 15, 10, tzinfo=UTC)
    asked = {"actor": actor, "route": "report-gemeente", "method": "GET"}
    limit = request_limits.REPORTS
    assert (limit.most, limit.told_at) == (2000, 1600)
    for number in range(1599):
        request_limits.require_room(**asked, now=now + timedelta(seconds=number))
    told = AuditEvent.objects.filter(action="grens:nadert", who="delft")
    assert not told.exists()

    for number in range(1599, 1700):
        request_limits.require_room(**asked, now=now + timedelta(seconds=number))

    assert told.get().purpose.startswith("1600 rapporten opgevraagd in een dag")
    found = patterns.patterns(actor=actor_as(world.users["privacy"]), now=now + timedelta(days=1))
    assert [(each.soort, each.who) for each in found if each.soort == "grens"] == [
        ("grens", "delft")
    ]


def test_the_count_says_nothing_of_who_it_is_about(world):
    actor = actor_as(world.users["eigen"])
    request_limits.require_room(
        actor=actor, route="report-trajecten", method="GET", now=datetime.now(UTC)
    )

    with connection.cursor() as cursor:
        cursor.execute("select sleutel from register_telling")
        (key,) = cursor.fetchone()
    assert re.fullmatch("[0-9a-f]{64}", key)
    assert actor.username not in key


# security.txt

CONTACT = {
    "UITKOMST_SECURITY_CONTACT": "mailto:veiligheid@voorbeeld.nl, https://voorbeeld.nl/melden",
    "UITKOMST_SECURITY_EXPIRES": "2027-06-01",
    "UITKOMST_SECURITY_POLICY": "https://voorbeeld.nl/beleid",
}
TODAY = date(2026, 11, 22)


def test_security_txt_is_what_the_rfc_asks():
    text = security_txt("https://portaal.nl", CONTACT).text(TODAY)

    assert text.splitlines() == [
        "Contact: mailto:veiligheid@voorbeeld.nl",
        "Contact: https://voorbeeld.nl/melden",
        "Expires: 2027-06-01T00:00:00Z",
        "Preferred-Languages: nl, en",
        "Canonical: https://portaal.nl/.well-known/security.txt",
        "Policy: https://voorbeeld.nl/beleid",
    ]
    assert text.endswith("\n")


@pytest.mark.parametrize(
    ("expires", "current"),
    [(-1, False), (0, False), (1, True), (364, True), (365, True), (366, False)],
)
def test_security_txt_is_given_only_while_it_is_true(expires, current):
    found = SecurityTxt(("mailto:a@b.nl",), TODAY + timedelta(days=expires), "", "")

    assert bool(found.text(TODAY)) is current


@pytest.mark.parametrize(
    "wrong",
    [
        {"UITKOMST_SECURITY_CONTACT": "veiligheid@voorbeeld.nl"},
        {"UITKOMST_SECURITY_CONTACT": "mailto:a@b.nl\nPolicy: https://evil.example"},
        {"UITKOMST_SECURITY_EXPIRES": "volgend jaar"},
        {"UITKOMST_SECURITY_POLICY": "http://voorbeeld.nl"},
    ],
)
def test_what_is_no_contact_or_no_day_is_told_at_the_start(wrong):
    with pytest.raises(WrongSecurityContact):
        security_txt("https://portaal.nl", {**CONTACT, **wrong})


def test_security_txt_lies_where_it_is_looked_for(settings, world):
    address = "/.well-known/security.txt"
    settings.SECURITY_TXT = SecurityTxt((), None, "", "")
    assert Client().get(address, secure=True).status_code == 404
    in_half_a_year = datetime.now(UTC).date() + timedelta(days=180)
    settings.SECURITY_TXT = SecurityTxt(("mailto:a@b.nl",), in_half_a_year, "", "")

    answer = Client().get(address, secure=True)

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert f"Expires: {in_half_a_year}T00:00:00Z" in answer.content.decode()
    assert faults(answer) == []


# check --deploy


@pytest.fixture
def in_production(settings, monkeypatch):
    """Settings as an installation with real data has them."""
    settings.ALLOWED_HOSTS = ["portaal.nl"]
    half_a_year = datetime.now(UTC).date() + timedelta(days=180)
    settings.SECURITY_TXT = SecurityTxt(("mailto:a@b.nl",), half_a_year, "", "")
    settings.MAIL = type(settings.MAIL)(host="mail.portaal.nl")
    settings.SECRET_KEY = base64.b85encode(bytes(range(60))).decode()
    monkeypatch.setenv(agefile.VARIABLE, agefile.new_pair()[0])
    return settings


def test_check_deploy_is_clean(in_production):
    call_command("check", deploy=True, fail_level="WARNING")


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("DEMO", True, "uitkomst.W001"),
        ("HTTPS", False, "uitkomst.W002"),
        ("ALLOWED_HOSTS", ["localhost"], "uitkomst.W003"),
        ("SECURITY_TXT", SecurityTxt((), None, "", ""), "uitkomst.W004"),
        ("SESSION_COOKIE_SECURE", False, "security.W01"),
        ("SECURE_HSTS_SECONDS", 0, "security.W004"),
        ("DEBUG", True, "security.W018"),
    ],
)
def test_check_deploy_says_what_is_missing(in_production, name, value, code):
    setattr(in_production, name, value)

    with pytest.raises(SystemCheckError, match=re.escape(code)):
        call_command("check", deploy=True, fail_level="WARNING")
