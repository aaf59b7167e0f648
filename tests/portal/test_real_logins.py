"""Every page and every form, with the rights in the database that its zone really has.

The matrix says what each reader gets; here the same is asked of a process that works under the
login of `grants.toml`, and what the logbook chains at the end of a transaction is chained too. A
right that is missing shows as another answer.
"""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import override_settings
from django.urls import get_resolver
from test_access_matrix import ROWS, TABLE, address_of

from uitkomst.config import rights, zones
from uitkomst.services import request_limits
from uitkomst.services.guard import routes

PERSONEN, RAPPORTEN = zones.ZONES["personen"], zones.ZONES["rapporten"]
SERVED = {
    "personen": (None, "eigen", "solo", "beheer", "privacy", "rechten"),
    "rapporten": (None, "delft", "haaglanden"),
}
AT_THE_DOOR = ("403", "405")
NOT_THERE = {"demo-login"}  # Only in a demonstration.
CHAINED = "set constraints all immediate; set constraints all deferred"
pytestmark = pytest.mark.usefixtures("granted")


@pytest.fixture(scope="module")
def granted(region, django_db_blocker):
    """The region of the matrix, in a database with the rights of the file."""
    with django_db_blocker.unblock():
        rights.apply()


def work(zone: zones.Zone) -> list[tuple[str, str, tuple[str | None, ...]]]:
    """Of every address and method: who of a zone gets further than its door, one of a role."""
    there = {route.name for route in routes(get_resolver(zone.urls).url_patterns)}
    found = []
    for name, method, *_ in ROWS:
        answers = TABLE[name, method]
        wanted = tuple(each for each in SERVED[zone.name] if answers[each] not in AT_THE_DOOR)
        if name in there and wanted:
            found.append((name, method, wanted))
    return found


def asked(world, client_of, zone, name, method, readers, *, stays=False) -> dict[str | None, str]:
    """What these readers get in a process of a zone."""
    answers = {}
    for reader in readers:
        with transaction.atomic():
            address = address_of(name, world)
            inside = override_settings(ZONE=zone, ROOT_URLCONF=zone.urls)
            with connection.cursor() as cursor, inside:
                cursor.execute(CHAINED)  # What was made so far was made by the owner.
                cursor.execute(f"set local role {zone.login}")
                client = client_of(reader)
                client.raise_request_exception = False
                answers[reader] = str(client.generic(method, address).status_code)
                if answers[reader] < "500":
                    cursor.execute(f"{CHAINED}; reset role")
            transaction.set_rollback(not stays)
    return answers


@pytest.mark.parametrize(("name", "method", "readers"), work(PERSONEN))
def test_the_zone_of_persons_does_its_work_under_its_own_login(
    world, browse, name, method, readers
):
    answers = asked(world, browse, PERSONEN, name, method, readers)

    assert answers == {reader: TABLE[name, method][reader] for reader in readers}


@pytest.mark.parametrize(("name", "method", "readers"), work(RAPPORTEN))
def test_the_zone_of_reports_does_its_work_under_its_own_login(
    world, browse, name, method, readers
):
    answers = asked(world, browse, RAPPORTEN, name, method, readers)

    assert answers == {reader: TABLE[name, method][reader] for reader in readers}


def test_every_address_of_a_zone_is_asked_for_by_somebody():
    for zone in (PERSONEN, RAPPORTEN):
        there = {route.name for route in routes(get_resolver(zone.urls).url_patterns)}
        named = {name for name, *_ in work(zone)}
        assert {each for each in there - named if not each.startswith("api-")} <= NOT_THERE


@pytest.mark.parametrize(
    ("zone", "name", "reader", "lost"),
    [
        (PERSONEN, "koppelingen", "eigen", "select on register_toegangssleutel"),
        (PERSONEN, "aanlevering-rij", "eigen", "select on register_bewerking"),
        (RAPPORTEN, "report-gemeente", "delft", "select on register_publication"),
    ],
)
def test_a_right_that_is_missing_is_seen(zone, name, reader, lost, world, browse):
    with connection.cursor() as cursor:
        cursor.execute(f"revoke {lost} from {zone.login}")

    assert asked(world, browse, zone, name, "GET", [reader]) == {reader: "500"}


def test_a_refusal_in_the_zone_of_reports_is_a_page_too(world, browse, monkeypatch):
    one = request_limits.Limit("rapport", "rapporten opgevraagd", 1, timedelta(days=1))
    monkeypatch.setitem(request_limits.LIMITED, ("report-gemeente", "GET"), one)

    answers = [
        asked(world, browse, RAPPORTEN, "report-gemeente", "GET", ["delft"], stays=True)["delft"]
        for _ in range(2)
    ]

    assert answers == ["200", "429"]
