"""The half-year: its days, its neighbours, its protocol, and which records belong to it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uitkomst.standard.verslagperiode import OngeldigePeriode, Verslagperiode

P = Verslagperiode(2023, 1)
DAYS = st.dates(date(2019, 1, 1), date(2027, 12, 31))
NEAR_THE_EDGES = st.sampled_from([date(2023, 1, 1), date(2023, 6, 30)]).flatmap(
    lambda edge: st.integers(-2, 2).map(lambda days: edge + timedelta(days=days))
)

E2 = {
    "a": (date(2022, 11, 1), None, True, False, False, True),
    "b": (date(2022, 11, 1), date(2022, 12, 31), False, False, False, False),
    "c": (date(2022, 11, 1), date(2023, 1, 1), True, False, True, False),
    "d": (date(2023, 6, 30), None, True, True, False, True),
    "e": (date(2023, 7, 1), None, False, False, False, False),
    "f": (date(2023, 2, 1), date(2023, 6, 30), True, True, True, False),
}


@pytest.mark.parametrize("row", E2.values(), ids=E2.keys())
def test_a_record_belongs_to_the_period_in_which_it_started_ran_or_ended(row):
    """E2."""
    aanvang, einde, in_file, started, ended, in_end_stock = row

    assert P.contains(aanvang, einde) is in_file
    assert P.started(aanvang) is started
    assert P.ended(einde) is ended
    assert P.in_end_stock(aanvang, einde) is in_end_stock


def stock_and_flow(periode, records):
    members = [record for record in records if periode.contains(*record)]
    return (
        sum(periode.in_begin_stock(*record) for record in members),
        sum(periode.started(aanvang) for aanvang, _ in members),
        sum(periode.ended(einde) for _, einde in members),
        sum(periode.in_end_stock(*record) for record in members),
        len(members),
    )


def test_the_worked_example_balances():
    """E2: two at the start, two in, two out, two at the end, four active."""
    assert stock_and_flow(P, [row[:2] for row in E2.values()]) == (2, 2, 2, 2, 4)


@given(st.lists(st.tuples(NEAR_THE_EDGES | DAYS, st.none() | st.integers(0, 900))))
def test_end_stock_is_begin_stock_plus_started_minus_ended(spans):
    """E22, the invariant, on any set of records."""
    records = [
        (aanvang, None if length is None else aanvang + timedelta(days=length))
        for aanvang, length in spans
    ]

    begin, started, ended, end, active = stock_and_flow(P, records)

    assert begin + started - ended == end
    assert begin + started == active


CBS_2021_1 = {
    "total": (326_570, 149_835, 114_085, 362_320, 476_405),
    "without stay": (293_490, 141_140, 106_780, 327_845, 434_630),
    "01": (47_480, 14_715, 17_115, 45_075, 62_190),
    "02": (177_350, 92_705, 67_200, 202_855, 270_055),
    "03": (18_830, 8_070, 4_445, 22_455, 26_900),
    "with stay": (33_080, 8_695, 7_305, 34_475, 41_775),
}


@pytest.mark.parametrize("row", CBS_2021_1.values(), ids=CBS_2021_1.keys())
def test_the_published_stock_and_flow_follow_the_membership_rules(row):
    """E22: one record stands for five, the step to which CBS rounds; what is left is rounding."""
    begin, started, ended, end, active = (number // 5 for number in row)
    periode = Verslagperiode(2021, 1)
    before, during = date(2020, 5, 1), date(2021, 3, 1)
    leaving, arriving = min(begin, ended), max(0, ended - begin)
    records = (
        [(before, during)] * leaving
        + [(before, None)] * (begin - leaving)
        + [(during, during)] * arriving
        + [(during, None)] * (started - arriving)
    )

    counted = stock_and_flow(periode, records)

    assert counted[:3] == (begin, started, ended)
    assert abs(counted[3] - end) <= 1
    assert abs(counted[4] - active) <= 1


def test_the_published_total_balances_exactly():
    begin, started, ended, end, active = CBS_2021_1["total"]

    assert begin + started - ended == end
    assert begin + started == active


def test_a_period_knows_its_days_words_and_neighbours():
    periode = Verslagperiode.parse("2026-1")

    assert (periode.code, periode.titel) == ("2026-1", "eerste helft 2026")
    assert (periode.eerste_dag, periode.laatste_dag) == (date(2026, 1, 1), date(2026, 6, 30))
    assert (periode.vorige.code, periode.volgende.code) == ("2025-2", "2026-2")
    assert periode.volgende.titel == "tweede helft 2026"
    assert periode.volgende.laatste_dag == date(2026, 12, 31)
    assert periode.vorige < periode < periode.volgende


@given(DAYS)
def test_every_day_is_in_one_period_and_the_latest_closed_one_lies_before_it(day):
    periode = Verslagperiode.containing(day)

    assert periode.eerste_dag <= day <= periode.laatste_dag
    assert Verslagperiode.latest_closed(day).volgende == periode
    assert Verslagperiode.parse(periode.code) == periode


def test_the_protocol_is_7_from_2022_and_not_known_before():
    assert Verslagperiode(2021, 2).protocol is None
    assert Verslagperiode(2022, 1).protocol == 7
    assert Verslagperiode(2026, 1).protocol == 7


@pytest.mark.parametrize("text", ["", "2026", "2026-3", "2026-0", "26-1", "2026-1-1", "1926-1"])
def test_a_text_that_names_no_period_is_refused_with_an_example(text):
    with pytest.raises(OngeldigePeriode) as refusal:
        Verslagperiode.parse(text)

    assert "2026-1" in refusal.value.melding


def test_a_period_has_two_halves():
    with pytest.raises(OngeldigePeriode):
        Verslagperiode(2026, 3)


@pytest.mark.parametrize(
    ("bestandsnaam", "code"),
    [
        ("Standaard spreadsheet jeugdhulp v5.4 2023 jan-jun.xls", "2023-1"),
        ("Standaard spreadsheet jeugdhulp v5.4 2022 jul-dec - herlevering.xls", "2022-2"),
        ("standaard spreadsheet JEUGDHULP v5.0 2018 jan-jun herlevering.XLS", "2018-1"),
        ("aanlevering_2026-1_de-linde.xlsx", "2026-1"),
        ("2025-2.csv", "2025-2"),
    ],
)
def test_a_file_name_can_hint_at_its_period(bestandsnaam, code):
    assert Verslagperiode.herkend_in(bestandsnaam).code == code


@pytest.mark.parametrize(
    "bestandsnaam", ["export.csv", "2026-12-31.csv", "2026-1-15.csv", "2026-3.csv", "12026-1.csv"]
)
def test_a_file_name_that_names_a_day_or_nothing_hints_at_no_period(bestandsnaam):
    assert Verslagperiode.herkend_in(bestandsnaam) is None
