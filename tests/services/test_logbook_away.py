"""Without a logbook there is no portal: what takes a line is refused, nothing is shown or done."""

import json
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from real_logins import working_as
from signed_in import sign_in
from test_hardening_known_bsn import CHILD, PERIODE, Visitor, csv, newest
from world import BSNS, actor_as, world

from uitkomst.access.scopes import Scope
from uitkomst.config import rights
from uitkomst.register.models import Aanlevering, AuditEvent, Toegangssleutel, User
from uitkomst.services import keyring
from uitkomst.services.delivering import submission
from uitkomst.services.figures import recompute
from uitkomst.services.refusals.table import NO_LOGBOOK
from uitkomst.services.systems import koppelingen
from uitkomst.vault.master import MasterKey

pytestmark = pytest.mark.django_db(transaction=True)
OTHERS = [
    {**CHILD, "bsn": bsn, "postcode_of_gemeente": "0518", "reden_beeindiging": "03"}
    for bsn in BSNS[:12]
]


def sql(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@contextmanager
def renamed(table: str):
    sql(f"alter table {table} rename to away")
    try:
        yield
    finally:
        sql(f"alter table away rename to {table}")


@contextmanager
def without_the_right():
    sql("revoke insert on register_auditevent from uitkomst_personen")
    with working_as("personen"):
        yield


AWAY = {
    "the table of lines is away": lambda: renamed("register_auditevent"),
    "the table of links is away": lambda: renamed("register_auditschakel"),
    "the table of what waits is away": lambda: renamed("register_auditwacht"),
    "the login may not write": without_the_right,
}


@pytest.fixture(params=AWAY)
def away(request):
    return AWAY[request.param]


@pytest.fixture
def visitor(tmp_path, monkeypatch):
    """Somebody of a provider, with figures of a period and a draft of which a row is parked."""
    monkeypatch.setattr(settings, "DATA", tmp_path)
    monkeypatch.setattr(settings, "MASTER_KEY_FILE", tmp_path / "hoofdsleutel")
    MasterKey.create_file(tmp_path / "hoofdsleutel")
    keyring.current_vault.cache_clear()
    rights.apply()
    people = world()
    found = Visitor(User.objects.get(username="an"))
    found.upload(csv(*OTHERS))
    first = newest()
    submission.confirm(
        actor=people.an, reference=first.pk, revisie=first.revisie, now=timezone.now()
    )
    recompute.compute(periode=PERIODE, now=timezone.now(), vault=keyring.current_vault())
    found.upload(csv(*OTHERS[1:], {**CHILD, "hulpvorm": "99", "geslacht": "onb."}))
    yield found
    keyring.current_vault.cache_clear()


def is_refused(answer, *values: str) -> None:
    assert answer.status_code == 503
    text = answer.content.decode()
    assert "Het logboek werkt even niet" in text
    assert "niets gedaan of gewijzigd" in text
    assert answer.headers["Retry-After"] == "60"
    for value in ("register_audit", "Traceback", *values):
        assert value not in text


def looked_at(draft: Aanlevering) -> list[tuple[str, tuple[object, ...], dict[str, str]]]:
    return [
        ("aanlevering-bestand", (draft.pk,), {}),
        ("aanlevering-rij", (draft.pk, 2), {}),
        ("aanlevering-verschil", (draft.pk,), {}),
        ("aanlevering-marked", (draft.pk, "csv"), {}),
        ("report-trajecten", (PERIODE.code, "uitval"), {}),
        ("logboek-export", ("csv",), {}),
    ]


def test_no_page_that_needs_a_line_shows_anything(visitor, away):
    draft = newest()
    pages = looked_at(draft)
    for name, arguments, query in pages:
        assert visitor.get(name, *arguments, **query).status_code == 200, name
    lines = AuditEvent.objects.count()

    with away():
        for name, arguments, query in pages:
            answer = visitor.get(name, *arguments, **query)
            is_refused(answer, *BSNS[:12], CHILD["geboortedatum"])
        assert visitor.get("regelboek").status_code == 200  # Of this nothing is written down.

    assert AuditEvent.objects.count() == lines


def state() -> list[tuple[object, ...]]:
    """Everything that the actions below would change."""
    return [
        *Aanlevering.objects.order_by("pk").values_list("pk", "status", "revisie"),
        *Toegangssleutel.objects.values_list("pk"),
        *User.objects.order_by("pk").values_list("pk", "last_login"),
    ]


def test_no_action_is_done_that_cannot_be_written_down(visitor, away):
    draft = newest()
    processed = Aanlevering.objects.exclude(pk=draft.pk).get()
    sign_in(Client(), User.objects.get(username="an"))  # Another session, to be ended.
    soon = (timezone.localdate() + timedelta(days=30)).isoformat()
    before = state()

    with away():
        is_refused(visitor.upload(csv(CHILD)))
        for name, arguments, form in (
            ("aanlevering-discard", (draft.pk,), {}),
            ("aanlevering-rij-weg", (draft.pk, 2), {"revisie": draft.revisie, "reden": "Dubbel"}),
            ("aanlevering-intrekken", (processed.pk,), {"reden": "Verkeerd bestand"}),
            ("koppelingen", (), {"naam": "Systeem", "mag": [next(iter(Scope)).value], "tot": soon}),
            ("account-sessies-einde", (), {}),
            ("logout", (), {}),
        ):
            is_refused(visitor.post(name, *arguments, **form))
        stranger = Client(raise_request_exception=False)
        for password in ("verkeerd", "een-lang-genoeg-wachtwoord"):
            login = {"username": "an", "password": password}
            is_refused(stranger.post(reverse("login"), login, secure=True))

    assert state() == before
    assert draft.status == newest().status


def test_a_system_gets_a_problem_that_says_so(visitor, away):
    key = koppelingen.create(
        actor=actor_as(User.objects.get(username="an")), naam="Systeem", scopes=tuple(Scope),
        until=None, now=timezone.now(),
    ).sleutel  # fmt: skip
    before = state()
    file = BytesIO(csv(CHILD))
    file.name = "export.csv"

    with away():
        answer = Client(raise_request_exception=False).post(
            "/api/v1/aanleveringen", {"bestand": file, "periode": PERIODE.code}, secure=True,
            headers={"Authorization": f"Bearer {key}", "Idempotency-Key": "een-keer-en-niet-meer"},
        )  # fmt: skip

    assert state() == before
    assert answer.status_code == 503
    problem = json.loads(answer.content)
    assert (problem["type"], problem["title"]) == ("urn:uitkomst:unavailable", NO_LOGBOOK.titel)
    assert answer.headers["Retry-After"] == "60"
