"""Reading the logbook: who finds what, what stands out, and a file that runs nothing."""

import csv
import io
from datetime import datetime, timedelta

import openpyxl
import pytest
from django.utils import timezone
from test_aanleveringen import send
from world import NOW, children
from world import csv as file_of

from uitkomst.access.actor import NotAllowed
from uitkomst.access.permissions import Role
from uitkomst.register.models import AuditEvent
from uitkomst.services import audit
from uitkomst.services.audit import exporting, patterns, reading
from uitkomst.services.audit.reading import Wanted

FORMULAS = ("=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "\t=1+1", "＝1+1", "\u200b=1+1")


def found(actor, **wanted):
    return [line.action for line in reading.as_lines(reading.search(
        actor=actor, wanted=Wanted(**wanted)))]  # fmt: skip


def look(actor, at, aantal=1, action="personen:view"):
    audit.record(actor=actor, action=action, subject="x", purpose="Proef", now=at, aantal=aantal)


def local(day, hour):
    return datetime(2026, 7, day, hour, 5, tzinfo=timezone.get_default_timezone())


def test_a_line_has_what_nen_7513_asks(people, vault):
    send(people.an, vault, file_of(children(2)))

    line = AuditEvent.objects.filter(who="an").first()
    for field in ("at", "who", "organisatie", "action", "subject", "purpose", "role", "versie"):
        assert getattr(line, field), field
    assert (line.role, line.resultaat) == ("aanleveraar", "gelukt")


def test_session_and_address_are_written_down(people):
    actor = people.an.__class__(
        **{**vars(people.an), "sessie": "0123456789abcdef", "herkomst": "2001:db8::1"}
    )
    look(actor, NOW)

    line = audit.log_for(actor=people.an)[0]
    assert (line.sessie, line.herkomst) == ("0123456789abcdef", "2001:db8::1")


def test_it_is_searched_by_who_what_when_and_about_what(people, vault):
    send(people.an, vault, file_of(children(2)))
    look(people.ben, NOW + timedelta(days=2), aantal=3)
    ruud = people.ruud

    assert found(ruud, who="Ben") == ["personen:view"]
    assert found(ruud, organisatie="noot", persons=True) == ["personen:view"]
    assert found(ruud, action="aanlevering:receive") == ["aanlevering:receive"]
    assert found(ruud, van=(NOW + timedelta(days=1)).date()) == ["personen:view"]
    assert "personen:view" not in found(ruud, tot=(NOW + timedelta(days=1)).date())
    assert found(ruud, subject="bestaat niet") == []


def test_a_provider_finds_its_own_lines_only_and_also_what_others_did_with_its_children(people):
    look(people.ben, NOW)
    audit.record(
        actor=people.ruud, action="personen:view", subject="verzoek", purpose="Verzoek", now=NOW,
        aantal=1, organisatie=people.an.organisatie,
    )  # fmt: skip

    lines = audit.log_for(actor=people.an)
    assert [(line.who, line.aantal) for line in lines if line.action == "personen:view"] == [
        ("ruud", 1)
    ]
    with pytest.raises(NotAllowed):
        reading.search(actor=people.guus, wanted=Wanted())


def test_a_privacy_officer_reads_all(people):
    officer = people.ruud.__class__(**{**vars(people.ruud), "role": Role.PRIVACY})
    look(people.ben, NOW)

    assert "personen:view" in found(officer)


def test_what_stands_out_is_found_and_what_is_ordinary_is_not(people):
    look(people.an, local(14, 10), aantal=patterns.PERSONS_IN_AN_HOUR)
    assert patterns.patterns(actor=people.ruud, now=local(15, 12)) == ()

    look(people.an, local(14, 10))
    look(people.ben, local(14, 23))
    look(people.ben, local(14, 3))
    look(people.cor, local(12, 11), action="aanlevering:marked", aantal=None)  # a Sunday
    look(people.cor, local(13, 11), action="aanlevering:marked", aantal=None)
    for minute in range(patterns.REFUSED_IN_AN_HOUR):
        audit.record_by_portal(
            action="account:refused", subject="dirk", purpose="Inloggen",
            now=local(14, 9) + timedelta(minutes=minute), resultaat=audit.GEWEIGERD,
        )  # fmt: skip

    found = patterns.patterns(actor=people.ruud, now=local(15, 12))
    assert {(each.soort, each.who, each.aantal) for each in found} == {
        ("veel", "an", patterns.PERSONS_IN_AN_HOUR + 1), ("nacht", "ben", 2),
        ("ophalen", "cor", 1), ("geweigerd", "dirk", patterns.REFUSED_IN_AN_HOUR),
    }  # fmt: skip
    assert {each.who for each in patterns.patterns(actor=people.ben, now=local(15, 12))} == {"ben"}


@pytest.mark.parametrize("als", ["csv", "xlsx"])
def test_the_file_runs_nothing_and_fetching_it_is_a_line(people, als):
    for text in FORMULAS:
        audit.record_by_portal(action="demo:load", subject=text, purpose=text, now=NOW)

    made = exporting.export(actor=people.ruud, wanted=Wanted(), als=als, now=NOW)

    first = AuditEvent.objects.first()
    assert (first.action, first.subject) == ("logboek:export", als)
    rows = _csv(made.content) if als == "csv" else _xlsx(made.content)
    assert rows[0] == list(exporting.HEADINGS)
    purposes = [row[exporting.HEADINGS.index("Waarom")] for row in rows[1:]]
    kept = {text.strip("\t") if als == "xlsx" else f"'{text}" for text in FORMULAS}
    assert kept <= {text.strip("\t") if als == "xlsx" else text for text in purposes}


def _csv(content):
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert not [cell for row in rows for cell in row if cell[:1] in ("=", "+", "-", "@", "\t")]
    return rows


def _xlsx(content):
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    return [[cell.value or "" for cell in row] for row in sheet.iter_rows()]
