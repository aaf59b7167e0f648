"""The own file back with what was found, made from what is kept, and written down."""

import pytest
from test_aanleveringen import confirm, send
from test_bewerkingen import OTHER_NAMES
from world import BSNS, NOW, children, csv

from uitkomst.access.actor import NotAllowed
from uitkomst.register.models import AuditEvent
from uitkomst.services.checking.marked import marked_file
from uitkomst.services.kept import sources
from uitkomst.services.refusals import NotFound, SourceGone

FILE = csv([*children(5), {"bsn": "123456789"}])


def given(actor, vault, aanlevering, als="csv"):
    return marked_file(actor=actor, reference=aanlevering.reference, als=als, now=NOW, vault=vault)


def test_a_csv_comes_back_with_a_column_of_findings(people, vault):
    received = send(people.an, vault, FILE)

    lines = given(people.an, vault, received).content.decode("utf-8-sig").splitlines()

    assert len(lines) == 7
    assert "V01" in lines[6]
    assert lines[1].startswith(BSNS[0])
    found = AuditEvent.objects.order_by("-pk").values_list("action", flat=True)[:2]
    assert set(found) == {"aanlevering:marked", "personen:view"}


def test_also_after_it_was_submitted_and_as_a_workbook(people, vault):
    submitted = confirm(people.an, send(people.an, vault, FILE))

    assert given(people.an, vault, submitted, als="xlsx").content[:2] == b"PK"


def test_without_a_source_or_without_a_check_there_is_none(people, vault):
    received = send(people.an, vault, FILE)
    sources.destroy(vault, people.an.organisatie, received.reference)
    with pytest.raises(SourceGone):
        given(people.an, vault, received)
    with pytest.raises(SourceGone):
        given(people.an, vault, send(people.an, vault, OTHER_NAMES))


def test_nobody_else_gets_it(people, vault):
    received = send(people.an, vault, FILE)

    with pytest.raises(NotFound):
        given(people.ben, vault, received)
    with pytest.raises(NotAllowed):
        given(people.evy, vault, received)
