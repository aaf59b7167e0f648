"""The logbook: in the same transaction as what it tells about, and never changed."""

import pytest
from django.db import DatabaseError, connection, transaction
from test_aanleveringen import confirm, send
from world import NOW, children, csv

from uitkomst.access.actor import NotAllowed
from uitkomst.register.models import Aanlevering, AuditEvent
from uitkomst.services import audit

FILE = csv(children(3))


def lines(actor):
    return [line.action for line in audit.log_for(actor=actor)]


@pytest.mark.parametrize(
    "statement",
    [
        "update register_auditevent set who = 'somebody else'",
        "delete from register_auditevent",
        "truncate register_auditevent, register_auditschakel",
        "truncate register_auditevent cascade",
    ],
)
def test_the_database_refuses_to_change_a_line(people, statement):
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
    with (
        pytest.raises(DatabaseError, match="never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)

    assert AuditEvent.objects.exists()


def test_an_action_that_is_undone_leaves_no_line(people, vault):
    received = send(people.an, vault, FILE)
    before = AuditEvent.objects.count()

    with transaction.atomic():
        confirm(people.an, received)
        transaction.set_rollback(True)

    assert AuditEvent.objects.count() == before


def test_without_a_line_nothing_is_booked(people, vault, tmp_path):
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")
            cursor.execute("alter table register_auditevent rename to away")
        with pytest.raises(DatabaseError):
            send(people.an, vault, FILE)
        transaction.set_rollback(True)

    assert not Aanlevering.objects.exists()
    assert not [path for path in (tmp_path / "kluis").rglob("*") if path.is_file()]


def test_who_runs_the_portal_reads_all_and_a_provider_its_own(people, vault):
    send(people.an, vault, FILE)
    send(people.ben, vault, FILE)

    assert lines(people.an) == ["aanlevering:check", "aanlevering:receive"]
    assert lines(people.ruud)[:4] == ["aanlevering:check", "aanlevering:receive"] * 2
    assert "overeenkomst:add" in lines(people.ruud)
    with pytest.raises(NotAllowed):
        lines(people.guus)


def test_only_known_actions_are_written(people):
    with pytest.raises(KeyError):
        audit.record_by_portal(action="something", subject="", purpose="", now=NOW)
