"""What is typed on a page becomes the table that a file of it would be."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uitkomst.intake.check import Context, check_table
from uitkomst.intake.formulier import FIRST, as_read, no_trajecten, table_of_form
from uitkomst.intake.recognise import recognise
from uitkomst.standard.recordindeling import recordindeling
from uitkomst.standard.verslagperiode import Verslagperiode

PERIODE = Verslagperiode(2026, 1)
FIELDS = [veld.naam for veld in recordindeling().velden]
GOOD = {
    "bsn": "999900006",
    "geboortedatum": "20120314",
    "geslacht": "V",
    "postcode_of_gemeente": "0518",
    "verwijzer": "02",
    "hulpvorm": "02",
    "gestart_met_crisis": "02",
    "datum_aanvang": "20250901",
}


def judged(*lines):
    raw = table_of_form(lines)
    context = Context(periode=PERIODE, laatste_periode=PERIODE)
    return check_table(raw, recognise(raw), "formulier", context)


def test_every_line_is_a_row_below_the_headings():
    result = judged(GOOD, {**GOOD, "bsn": "123456789"})

    assert result.rows["rij"].to_pylist() == [FIRST, FIRST + 1]
    assert result.rows["status"].to_pylist() == ["goed", "geparkeerd"]


def test_an_empty_line_is_somebody_who_is_not_filled_in_yet():
    result = judged({}, GOOD, {})

    assert result.totaal == 3
    assert result.rows["status"].to_pylist() == ["geparkeerd", "goed", "geparkeerd"]
    assert {finding.rij for finding in result.bevindingen if finding.regel == "C01"} == {2, 4}


def test_what_this_portal_added_is_a_column_only_where_somebody_has_it():
    plain = table_of_form([GOOD])
    more = table_of_form([GOOD, {**GOOD, "doel_1": "behaald"}])

    assert more.cells.num_columns == plain.cells.num_columns + 1
    assert judged({**GOOD, "bsn": "", "clientnummer": "K-17"}).goed == 1


def test_no_trajecten_is_an_outcome_without_rows_or_findings():
    result = no_trajecten(PERIODE)

    assert (result.totaal, result.rows.num_rows, result.oorzaken) == (0, 0, ())
    assert result.periode == PERIODE
    assert "geen trajecten" in result.notes[0]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" 14-3-2012 ", "20120314"), ("14 03 2012", "20120314"), ("14032012", "20120314"),
        ("14 maart 2012", "20120314"), ("14 mrt. 2012", "20120314"), ("2012/3/14", "20120314"),
        ("20120300", "20120300"), ("00000000", "00000000"), ("20010229", "20010229"),
        ("29-2-2001", "29-2-2001"), ("3-14-2012", "3-14-2012"), ("14-3-12", "14-3-12"),
        ("14 ma 2012", "14 ma 2012"), ("41091", "41091"),
    ],
)  # fmt: skip
def test_a_date_is_read_as_people_type_it_and_never_guessed(typed, kept):
    assert as_read("geboortedatum", typed) == kept


def test_other_texts_stay_as_they_are_without_what_nobody_sees():
    assert as_read("bsn", " 9999.00.006\x00\u200b") == "9999.00.006"
    assert as_read("postcode_of_gemeente", "1-9-2025") == "1-9-2025"


@given(typed=st.text(), veld=st.sampled_from(FIELDS))
def test_what_is_read_reads_the_same_again(typed, veld):
    once = as_read(veld, typed)

    assert as_read(veld, once) == once


@given(day=st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)))
def test_every_day_of_two_centuries_is_read_in_every_order(day):
    eight = day.strftime("%Y%m%d")

    for form in ("%d-%m-%Y", "%d/%m/%Y", "%d%m%Y", "%Y-%m-%d", "%Y%m%d"):
        assert as_read("datum_aanvang", day.strftime(form)) == eight


@given(
    lines=st.lists(
        st.dictionaries(st.sampled_from(FIELDS), st.text(max_size=40)), min_size=1, max_size=4
    )
)
def test_any_texts_are_judged_line_by_line(lines):
    kept = [{veld: as_read(veld, text) for veld, text in line.items()} for line in lines]

    result = judged(*kept)

    assert result.mislukt == ()
    assert result.rows["rij"].to_pylist() == list(range(FIRST, FIRST + len(lines)))
