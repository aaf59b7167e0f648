"""A list of contracts: shown first, and then all of it or nothing."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from world import BSNS, NOW

from uitkomst.access.actor import NotAllowed
from uitkomst.intake.refusals import UnreadableFile
from uitkomst.register.models import AuditEvent, Contract, Organisatie
from uitkomst.services.deelnemers import contract_import, contracten
from uitkomst.services.deelnemers.contract_list import COLUMNS, day_of, template
from uitkomst.services.refusals import ImportOvertaken, WrongList

HEAD = [names[0] for names in COLUMNS.values()]
GOOD = {
    "aanbieder": "Stichting Wim",
    "kvk": "12345678",
    "agb": "94000001",
    "soort": "instelling",
    "opdrachtgever": "0518",
    "contractnummer": "A1",
    "van": "1-1-2026",
    "tot": "31-12-2026",
}


def listed(*lines):
    rows = [HEAD, *([{**GOOD, **line}[name] for name in HEAD] for line in lines)]
    return "".join(";".join(row) + "\r\n" for row in rows).encode()


def workbook(*lines):
    made = BytesIO()
    book = xlsxwriter.Workbook(made)
    sheet, as_day = book.add_worksheet("Contracten"), book.add_format({"num_format": "d-m-yyyy"})
    sheet.write_row(0, 0, HEAD)
    for number, line in enumerate(lines, start=1):
        for column, name in enumerate(HEAD):
            value = {**GOOD, **line}[name]
            if isinstance(value, date):
                sheet.write_datetime(number, column, value, as_day)
            else:
                sheet.write(number, column, value)
    book.close()
    return made.getvalue()


@pytest.fixture
def of_ben(people):
    """Ben is known by a KvK number, and has a contract with the region."""
    Organisatie.objects.filter(pk=people.ben.organisatie).update(kvk="87654321", agb="94000002")
    return contracten.add(
        actor=people.ruud, aanbieder=people.ben.organisatie, opdrachtgever=people.evy.organisatie,
        nummer="B1", van=date(2026, 1, 1), tot=None, now=NOW,
    )  # fmt: skip


def preview(people, content, name="lijst.csv"):
    return contract_import.preview(actor=people.ruud, lijst=content, bestandsnaam=name)


def take_over(people, shown):
    return contract_import.take_over(actor=people.ruud, ticket=shown.ticket, now=NOW)


def standen(shown):
    return [(each.regel, each.stand) for each in shown.planned]


def books():
    return (
        list(Contract.objects.order_by("pk").values_list("pk", "nummer", "van", "tot")),
        list(Organisatie.objects.order_by("pk").values_list("naam", "kvk", "agb")),
    )


BEN = {"aanbieder": "", "kvk": "87654321", "agb": "", "soort": "", "opdrachtgever": "Haaglanden"}
OF_BEN = {**BEN, "contractnummer": "B1", "tot": ""}


def test_a_list_is_shown_before_anything_is_written(people, of_ben):
    before, lines = books(), AuditEvent.objects.count()
    shown = preview(
        people,
        listed(
            {},
            OF_BEN,
            {**BEN, "opdrachtgever": "Gemeente 0518"},
            {"kvk": "11111111", "van": "ooit"},
        ),
    )

    assert standen(shown) == [(2, "nieuw"), (3, "ongewijzigd"), (4, "nieuw"), (5, "fout")]
    assert shown.planned[0].uitleg == "nieuwe aanbieder"
    assert "geen datum" in shown.planned[3].uitleg
    assert shown.ticket == ""
    assert (books(), AuditEvent.objects.count()) == (before, lines)


def test_all_of_it_is_taken_over_at_once(people, of_ben):
    shown = preview(
        people,
        listed(
            {},
            {"opdrachtgever": "jeugdregio haaglanden", "contractnummer": ""},
            {**OF_BEN, "tot": "30-6-2026"},
            {**BEN, "contractnummer": "B2", "van": "1-7-2026", "tot": ""},
            {**BEN, "opdrachtgever": "503", "aanbieder": "Stichting Noot-Boom"},
        ),
    )
    assert shown.planned[2].uitleg == "einddatum – wordt 30-6-2026"

    assert "staat op regel 4 iets anders" in shown.planned[4].uitleg
    assert shown.ticket == ""
    fixed = preview(
        people,
        listed(
            {},
            {"opdrachtgever": "jeugdregio haaglanden", "contractnummer": ""},
            {**OF_BEN, "tot": "30-6-2026"},
            {**BEN, "contractnummer": "B2", "van": "1-7-2026", "tot": ""},
            {**BEN, "opdrachtgever": "503"},
        ),
    )
    assert take_over(people, fixed) == 5
    wim = Organisatie.objects.get(kvk="12345678")
    assert (wim.naam, wim.agb, wim.aanbieder_soort) == ("Stichting Wim", "94000001", "instelling")
    found = Contract.objects.order_by("van", "nummer").values_list(
        "aanbieder__naam", "opdrachtgever__naam", "nummer", "van", "tot"
    )
    first, half = date(2026, 1, 1), date(2026, 6, 30)
    assert set(found) == {
        ("Stichting Wim", "Gemeente 0518", "A1", first, date(2026, 12, 31)),
        ("Stichting Wim", "Serviceorganisatie", "", first, date(2026, 12, 31)),
        ("Stichting Noot", "Serviceorganisatie", "B1", first, half),
        ("Stichting Noot", "Serviceorganisatie", "B2", date(2026, 7, 1), None),
        ("Stichting Noot", "Gemeente 0503", "A1", first, date(2026, 12, 31)),
    }
    assert AuditEvent.objects.filter(action="contract:import").count() == 1
    assert AuditEvent.objects.filter(action="contract:add").count() == 1 + 4
    assert AuditEvent.objects.filter(action="contract:change").count() == 1


def test_a_second_time_there_is_nothing_to_take_over(people, of_ben):
    take_over(people, preview(people, listed({})))
    again = preview(people, listed({}, OF_BEN))

    assert standen(again) == [(2, "ongewijzigd"), (3, "ongewijzigd")]
    assert again.ticket == ""


def test_what_is_known_of_a_provider_is_changed_with_it(people, of_ben):
    line = {**OF_BEN, "aanbieder": "Stichting Boom", "agb": "94000003", "soort": "GI"}
    shown = preview(people, listed(line))
    assert shown.planned[0].stand == "gewijzigd"
    assert "naam Stichting Noot wordt Stichting Boom" in shown.planned[0].uitleg

    take_over(people, shown)

    ben = Organisatie.objects.get(pk=people.ben.organisatie)
    assert (ben.naam, ben.agb, ben.aanbieder_soort) == ("Stichting Boom", "94000003", "gi")
    assert Contract.objects.get() == Contract.objects.get(pk=of_ben.reference)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ({"kvk": ""}, "KvK-nummer"),
        ({"kvk": "123456789"}, "KvK-nummer"),
        ({"kvk": "123456"}, "KvK-nummer"),
        ({"agb": "abc"}, "AGB-code"),
        ({"agb": "94000002"}, "van Stichting Noot"),
        ({"soort": "kapper"}, "soort"),
        ({"aanbieder": ""}, "nieuw"),
        ({"opdrachtgever": ""}, "opdrachtgever"),
        ({"opdrachtgever": "0363"}, "doet niet mee"),
        ({"opdrachtgever": "Stichting Aap"}, "doet niet mee"),
        ({"van": ""}, "eerste dag"),
        ({"van": "31-2-2026"}, "eerste dag"),
        ({"tot": "morgen"}, "laatste dag"),
        ({"tot": "31-12-2025"}, "eindigt voordat"),
        ({"contractnummer": BSNS[6]}, "BSN"),
        ({"aanbieder": f"Stichting {BSNS[6]}"}, "BSN"),
        ({"contractnummer": "x" * 41}, "40 tekens"),
        ({**BEN, "van": "1-7-2026", "tot": ""}, "contract B1 in de boeken"),
    ],
)
def test_a_line_that_cannot_be_is_told_with_its_reason(people, of_ben, line, why):
    shown = preview(people, listed({}, line))

    assert shown.planned[1].stand == "fout"
    assert why in shown.planned[1].uitleg
    assert shown.ticket == ""


def test_lines_that_overlap_each_other_are_both_wrong(people, of_ben):
    shown = preview(people, listed({}, {"van": "31-12-2026", "tot": ""}, {"opdrachtgever": "503"}))

    assert standen(shown) == [(2, "fout"), (3, "fout"), (4, "nieuw")]
    assert "regel 3" in shown.planned[0].uitleg
    assert "regel 2" in shown.planned[1].uitleg


def test_the_same_contract_twice_is_wrong(people):
    assert standen(preview(people, listed({}, {}))) == [(2, "nieuw"), (3, "fout")]


def test_a_workbook_with_dates_and_lost_zeros_is_read_as_it_is_meant(people):
    shown = preview(
        people,
        workbook({"kvk": 1234567, "opdrachtgever": 518, "van": date(2026, 1, 1), "tot": ""}),
        "lijst.xlsx",
    )

    [line] = shown.planned
    assert (line.stand, line.kvk, line.opdrachtgever, line.van, line.tot) == (
        "nieuw", "01234567", "Gemeente 0518", date(2026, 1, 1), None,
    )  # fmt: skip


def test_the_example_can_be_read_and_says_what_is_new(people):
    shown = preview(people, template())

    assert [each.aanbieder for each in shown.planned] == [
        "Stichting Voorbeeld", "Praktijk Voorbeeld",
    ]  # fmt: skip
    assert shown.planned[1].stand == "nieuw"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"aanbieder;kvk;van\r\nx;1;2\r\n", "opdrachtgever"),
        (b"kvk;KvK-nummer;opdrachtgever;van\r\n1;2;3;4\r\n", "twee keer"),
        (listed() + b"a;b;c;d;e;f;g;h\r\n" * 2001, "2000 regels"),
        (b"x" * (5 * 1024 * 1024 + 1), "5 MB"),
    ],
)
def test_what_is_no_list_is_refused_in_words(people, content, why):
    with pytest.raises(WrongList) as refused:
        preview(people, content)
    assert why in refused.value.melding


def test_what_is_no_table_is_refused_as_anywhere(people):
    for content in (b"", listed(), b"%PDF-1.7", bytes(range(256)) * 10):
        with pytest.raises((UnreadableFile, WrongList)):
            preview(people, content)


def test_what_changed_since_it_was_shown_is_shown_again(people, of_ben):
    shown = preview(people, listed({}))
    take_over(people, shown)
    before = books()

    with pytest.raises(ImportOvertaken):
        take_over(people, shown)

    assert books() == before
    assert standen(contract_import.again(actor=people.ruud, ticket=shown.ticket)) == [
        (2, "ongewijzigd")
    ]


def test_only_what_this_portal_showed_is_taken_over(people):
    shown = preview(people, listed({}))
    for ticket in ("", "x", shown.ticket[:-1] + "x", shown.ticket.replace(":", ";")):
        with pytest.raises(ImportOvertaken):
            take_over(people, replace(shown, ticket=ticket))
    assert not Contract.objects.exists()


def test_one_line_that_fails_undoes_all(people, of_ben, monkeypatch):
    shown = preview(people, listed({}, {"opdrachtgever": "503"}))
    before, lines = books(), AuditEvent.objects.count()
    real, saved = contracten.save, []

    def second_fails(contract):
        saved.append(contract)
        if len(saved) == 2:
            raise RuntimeError
        real(contract)

    monkeypatch.setattr(contracten, "save", second_fails)
    with pytest.raises(RuntimeError):
        take_over(people, shown)

    assert (books(), AuditEvent.objects.count()) == (before, lines)


def test_only_who_runs_the_portal_takes_lists_over(people):
    ticket = preview(people, listed({})).ticket
    for actor in (people.an, people.guus, people.evy, people.priya):
        with pytest.raises(NotAllowed):
            contract_import.preview(actor=actor, lijst=listed({}), bestandsnaam="x.csv")
        with pytest.raises(NotAllowed):
            contract_import.take_over(actor=actor, ticket=ticket, now=NOW)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1-7-2026", date(2026, 7, 1)),
        ("01/07/2026", date(2026, 7, 1)),
        ("1.7.2026", date(2026, 7, 1)),
        ("2026-07-01", date(2026, 7, 1)),
        ("2026-07-01 00:00:00", date(2026, 7, 1)),
        ("20260701", date(2026, 7, 1)),
        ("2026-07-01 12:30:00", None),
        ("29-2-2026", None),
        ("7-2026", None),
        ("", None),
    ],
)
def test_days_are_read_as_people_and_spreadsheets_write_them(text, day):
    assert day_of(text) == day


days = st.integers(1, 28).map(lambda day: f"{day}-1-2026")


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    max_examples=min(30, settings().max_examples),
)
@given(st.lists(st.tuples(days, st.just("") | days, st.sampled_from(["518", "503"])), min_size=1))
def test_what_is_shown_as_right_can_be_taken_over(people, lines):
    """Whatever is in the list: what the preview lets through the database lets through."""
    from django.db import transaction

    with transaction.atomic():
        shown = preview(
            people,
            listed(*({"van": van, "tot": tot, "opdrachtgever": of} for van, tot, of in lines)),
        )
        right = [each for each in shown.planned if each.stand == "nieuw"]
        if shown.ticket:
            assert take_over(people, shown) == len(right) == Contract.objects.count()
        transaction.set_rollback(True)
