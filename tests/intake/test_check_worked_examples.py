"""The worked examples of the protocol (E1–E7, E12, E18, E21), through the real engine."""

import pytest
from delivery import RUNNING, check_rows, checked, lines, rules, statuses, table

from uitkomst.standard.verslagperiode import Verslagperiode


@pytest.mark.parametrize("bsn", ["123456782", "999900006", "111222333"])
def test_e1_a_number_that_passes_the_elfproef_is_a_bsn(bsn: str) -> None:
    assert "V01" not in rules(check_rows({"bsn": bsn}))


@pytest.mark.parametrize("bsn", ["123456789", "111252333", "99990000", "9999000061", "x"])
def test_e1_a_number_that_fails_the_elfproef_is_not(bsn: str) -> None:
    assert "V01" in rules(check_rows({"bsn": bsn}))


def test_e1_the_special_codes_are_no_wrong_bsn() -> None:
    unborn = {"bsn": "000000000", "geboortedatum": "00000000"}
    result = check_rows({"bsn": "999999999"}, unborn)

    assert "V01" not in rules(result)
    assert rules(result)["V02"] == 1
    assert statuses(result) == ["goed", "goed"]


E2 = {
    "a": ("20221101", "", True),
    "b": ("20221101", "20221231", False),
    "c": ("20221101", "20230101", True),
    "d": ("20230630", "", True),
    "e": ("20230701", "", False),
    "f": ("20230201", "20230630", True),
}


@pytest.mark.parametrize("row", E2)
def test_e2_a_record_belongs_to_the_period_it_touches(row: str) -> None:
    aanvang, einde, belongs = E2[row]
    reden = "01" if einde else ""
    result = check_rows(
        {"datum_aanvang": aanvang, "datum_einde": einde, "reden_beeindiging": reden}
    )

    assert ("V12" in rules(result)) != belongs


def test_e3_records_that_overlap_are_to_be_merged() -> None:
    first = {"datum_aanvang": "20230110", "datum_einde": "20230401"}
    result = check_rows(first, {"datum_aanvang": "20230315", **RUNNING})

    assert rules(result) == {"V14": 2}
    assert "Voeg de records samen" in result.oorzaken[0].remedie


@pytest.mark.parametrize(("next_start", "overlaps"), [("20230310", True), ("20230311", False)])
def test_e4_the_next_record_starts_strictly_after_the_end(next_start: str, overlaps: bool) -> None:
    first = {"datum_einde": "20230310"}
    result = check_rows(first, {"datum_aanvang": next_start})

    assert ("V14" in rules(result)) == overlaps


def test_e5_another_hulpvorm_is_another_record() -> None:
    result = check_rows({"hulpvorm": "02"}, {"hulpvorm": "04", "verwijzer": "01"})

    assert rules(result) == {}
    assert statuses(result) == ["goed", "goed"]


def test_e6_an_unknown_bsn_is_told_apart_by_sex_birth_date_and_postcode() -> None:
    unknown = {"bsn": "999999999", "geboortedatum": "20120500"}
    same = check_rows(unknown, unknown)
    other = check_rows(unknown, {**unknown, "postcode_of_gemeente": "1315AB"})

    assert rules(same)["V13"] == 2
    assert "tweeling" in next(o.remedie for o in same.oorzaken if o.regel == "V13")
    assert statuses(same) == ["bevestigen", "bevestigen"]
    assert "V13" not in rules(other)


@pytest.mark.parametrize(("verwijzer", "broken"), [("02", True), ("06", False)])
def test_e7_a_wijkteam_has_no_verwijzer(verwijzer: str, broken: bool) -> None:
    result = check_rows({"hulpvorm": "01", "verwijzer": verwijzer})

    assert ("V08" in rules(result)) == broken


@pytest.mark.parametrize("score", ["0", "11", "8,5", "acht", "8+", "1e1", "-8", "8.5"])
def test_e12_what_is_no_grade_is_refused_and_not_counted(score: str) -> None:
    result = check_rows({"tevredenheid_ouder": score})

    assert rules(result) == {"V17": 1}
    assert result.rows["tevredenheid_ouder"].to_pylist() == [None]


def test_e12_an_empty_score_is_no_mistake() -> None:
    assert rules(check_rows({"tevredenheid_ouder": ""})) == {}


@pytest.mark.parametrize(
    ("periode", "accepted"), [("2023-1", True), ("2022-2", True), ("2022-1", False)]
)
def test_e18_only_the_latest_period_and_the_one_before_are_accepted(
    periode: str, accepted: bool
) -> None:
    dates = {"datum_aanvang": "20211201", **RUNNING}
    latest = Verslagperiode.parse("2023-1")
    result = checked(table(lines([dates])), periode, laatste_periode=latest)

    assert ("V21" in rules(result)) != accepted
    assert result.blocking != accepted


def test_e21_answers_of_before_2022_are_refused() -> None:
    ended = {"datum_aanvang": "20210901", "datum_einde": "20211101", "zonder_hulp_ouder": "03"}
    later = {"datum_aanvang": "20210901", "datum_einde": "20220301", "zonder_hulp_ouder": "03"}

    assert rules(check_rows(ended, periode="2021-2")) == {"V18": 1}
    assert rules(check_rows(later, periode="2022-1")) == {}
