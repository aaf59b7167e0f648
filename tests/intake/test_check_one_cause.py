"""One fault gives one cause, at the right place: what follows from it is not told as well."""

from datetime import timedelta

import pytest
from delivery import BSNS, LONG_ROW, ROW, RUNNING, check_rows, checked, lines, rules, table

from uitkomst.intake.check import CheckResult, Context, Keuzes, check_table
from uitkomst.intake.checking.previous import vorige_levering
from uitkomst.intake.recognise import recognise
from uitkomst.standard.verslagperiode import Verslagperiode

UNBORN = {"bsn": "000000000", "geboortedatum": "00000000", "geslacht": "O"}


def only(result: CheckResult) -> tuple[str, str | None]:
    """The one rule that is broken, once, and the column it points at."""
    (cause,), (finding,) = result.oorzaken, result.bevindingen
    assert cause.aantal == 1
    return finding.regel, finding.kolom


@pytest.mark.parametrize(
    ("row", "rule", "column"),
    [
        ({"datum_aanvang": "20320110"}, "V09", "datum_einde"),
        ({"datum_aanvang": "20320110", **RUNNING}, "V12", "datum_aanvang"),
        ({"datum_aanvang": "20230801", "datum_einde": "20230901"}, "V12", "datum_aanvang"),
        ({"datum_aanvang": "20030110"}, "V04", "geboortedatum"),
        ({"datum_aanvang": "20230231", "tevredenheid_jeugdige": "8"}, "C02", "datum_aanvang"),
        ({"datum_einde": "20220510"}, "V09", "datum_einde"),
        ({"datum_einde": "20130510", "tevredenheid_jeugdige": "8"}, "V09", "datum_einde"),
        ({"datum_einde": "31-04-2023", "tevredenheid_jeugdige": "8"}, "C02", "datum_einde"),
        ({"datum_einde": "31-12-9999", "reden_beeindiging": ""}, "C02", "datum_einde"),
        ({"datum_einde": "20230701"}, "V12", "datum_einde"),
        ({"datum_aanvang": "20221101", "datum_einde": "20221231"}, "V12", "datum_einde"),
        ({"geboortedatum": "20300510"}, "V04", "geboortedatum"),
        ({"geboortedatum": "20100231"}, "V04", "geboortedatum"),
        ({**UNBORN, "geboortedatum": "20101399"}, "V04", "geboortedatum"),
        ({**UNBORN, "geboortedatum": "20230201"}, "V03", "geboortedatum"),
        ({**UNBORN, "geboortedatum": ""}, "C01", "geboortedatum"),
        ({"hulpvorm": "01", "verwijzer": "99"}, "V06", "verwijzer"),
        ({"hulpvorm": "01", "verwijzer": "07"}, "V07", "verwijzer"),
        ({"hulpvorm": "9"}, "V06", "hulpvorm"),
        ({"postcode_of_gemeente": "1315"}, "V16", "postcode_of_gemeente"),
        ({"postcode_of_gemeente": "1315SS"}, "V15", "postcode_of_gemeente"),
    ],
)
def test_one_fault_has_one_cause(row: dict[str, str], rule: str, column: str) -> None:
    assert only(check_rows(row)) == (rule, column)


@pytest.mark.parametrize(
    "row",
    [
        UNBORN,
        {"geboortedatum": "20050111"},
        {"geboortedatum": "20100500"},
        {"geboortedatum": "20050000"},
        {"datum_aanvang": "20221101", "datum_einde": "20230101"},
        {"datum_aanvang": "20230101", "datum_einde": "20230630"},
        {"datum_aanvang": "20230630", **RUNNING},
        {naam: "10" if naam.startswith("tevr") else "04" for naam in list(ROW)[10:]},
    ],
    ids=str,
)
def test_what_the_protocol_allows_is_good_without_a_remark(row: dict[str, str]) -> None:
    result = check_rows(row)

    assert rules(result) == {}
    assert result.goed == 1


@pytest.mark.parametrize(
    ("geboortedatum", "found"),
    [
        ("20050111", {}),
        ("20050110", {"V05": 1}),
        ("20000111", {"V05": 1}),
        ("20000110", {"V05": 1}),
    ],
)
def test_on_the_birthday_itself_the_next_age_counts(
    geboortedatum: str, found: dict[str, int]
) -> None:
    result = check_rows({"geboortedatum": geboortedatum})

    assert rules(result) == found
    assert result.geparkeerd == (geboortedatum == "20000110")


def test_nine_zeros_for_an_unborn_child_are_accepted_and_told() -> None:
    result = check_rows({**UNBORN, "geboortedatum": "000000000"})

    assert only(result) == ("H03", "geboortedatum")
    assert result.goed == 1
    assert result.rows["geboortedatum"].to_pylist() == ["00000000"]


def test_rows_with_the_same_wrong_bsn_are_not_compared() -> None:
    assert rules(check_rows({"bsn": "123456789"}, {"bsn": "123456789"})) == {"V01": 2}


def test_rows_that_differ_only_in_municipality_are_one_record() -> None:
    assert rules(check_rows({}, {"postcode_of_gemeente": "0518"})) == {"V13": 2}


def test_several_faults_in_one_row_are_each_told_and_park_it_once() -> None:
    result = check_rows(
        {"bsn": "123456789", "geslacht": "X", "datum_einde": "20230105", "tevredenheid_ouder": "12"}
    )

    assert rules(result) == {"V01": 1, "V06": 1, "V09": 1, "V17": 1}
    assert (result.totaal, result.geparkeerd) == (1, 1)


def test_a_wrong_code_is_answered_with_the_codes_there_are() -> None:
    (cause,) = check_rows({"gestart_met_crisis": "3"}).oorzaken

    assert cause.regel == "V06"
    assert cause.remedie == "Gebruik een van deze codes: 01 of 02."


def test_an_answer_on_an_unknown_scale_is_not_called_a_wrong_code() -> None:
    answer = {"datum_aanvang": "20210901", "datum_einde": "20211101", "zonder_hulp_ouder": "03"}
    (cause,) = check_rows(answer, periode="2021-2").oorzaken

    assert cause.regel == "V18"
    assert "kunnen wij nog niet lezen" in cause.melding


def test_a_code_of_a_measure_is_refused_and_explained_and_never_to_be_confirmed() -> None:
    result = check_rows({"hulpvorm": "21"}, {"bsn": BSNS[1], "hulpvorm": "41"})

    assert rules(result) == {"V06": 2, "V23": 3}  # each row, and the file
    assert (result.geparkeerd, result.bevestigen) == (2, 0)


def test_each_interim_answer_is_told_in_its_own_column() -> None:
    result = check_rows({**RUNNING, "tevredenheid_ouder": "8", "zonder_hulp_ouder": "02"})

    assert [finding.kolom for finding in result.bevindingen] == [
        "tevredenheid_ouder", "zonder_hulp_ouder",
    ]  # fmt: skip
    assert len({oorzaak.melding for oorzaak in result.oorzaken}) == 2
    assert result.goed == 1


@pytest.mark.parametrize(("periode", "doubt"), [("2023-1", False), ("2023-2", True)])
def test_a_file_of_another_period_is_named_as_such(periode: str, doubt: bool) -> None:
    rows = [{"bsn": bsn} for bsn in BSNS[1:]]
    result = check_rows(*rows, {"bsn": BSNS[0], **RUNNING}, periode=periode)

    told = [note for note in result.notes if "passen beter bij 2023-1" in note]
    assert bool(told) == doubt
    assert (result.oorzaken[:1] != () and result.oorzaken[0].naam == "S03_1") == doubt


def rows_of(periode: str, amount: int) -> list[dict[str, str]]:
    """Records of a half-year as they come: a third begins in it, a quarter ends in it."""
    half = Verslagperiode.parse(periode)
    day = {"in": half.eerste_dag, "before": half.vorige.vorige.eerste_dag}
    rows = []
    for n in range(amount):
        start = day["in" if n % 3 == 0 else "before"] + timedelta(days=n % 60)
        end = {"datum_einde": f"{half.laatste_dag:%Y%m%d}"} if n % 4 == 0 else RUNNING
        rows.append({"clientnummer": f"A-{n}", "datum_aanvang": f"{start:%Y%m%d}", **end})
    return rows


WITHOUT_BSN = {naam: value for naam, value in ROW.items() if naam != "bsn"}


def of_period(rows: list[dict[str, str]], periode: str, **keuzes: object) -> CheckResult:
    raw = table(lines(rows, WITHOUT_BSN))
    known = Context(Verslagperiode.parse(periode))
    return check_table(raw, recognise(raw), "x.csv", known, keuzes=Keuzes(**keuzes))  # type: ignore[arg-type]


@pytest.mark.parametrize("chosen", ["2021-2", "2022-1", "2023-1", "2023-2"])
def test_the_file_of_another_period_stops_before_its_rows_are_spoken_of(chosen: str) -> None:
    result = of_period(rows_of("2022-2", 60), chosen)

    first = result.oorzaken[0]
    assert (first.naam, first.ernst, first.voorstel) == ("S03_1", "bestand", "")
    assert "andere verslagperiode" in first.melding
    assert any(f"beter bij 2022-2 dan bij {chosen}" in note for note in result.notes)
    # Leaving out what does not fit would make it look right.
    assert {v.code for v in result.voorstellen} & {"G07", "G08", "G09"} == set()


def test_a_small_file_that_seems_to_be_of_another_period_is_asked_about() -> None:
    rows = rows_of("2022-2", 15)
    result = of_period(rows, "2023-1")

    assert "S03_2" in result.unanswered
    assert "G09" not in {v.code for v in result.voorstellen}
    confirmed = of_period(rows, "2023-1", antwoorden=(("S03_2", True),))
    assert confirmed.unanswered == ()
    assert "G09" in {v.code for v in confirmed.voorstellen}


@pytest.mark.parametrize("amount", [3, 15, 60])
def test_a_redelivery_made_later_is_of_its_own_period(amount: int) -> None:
    """What ended since then is in the export with its end; that makes it no other period."""
    rows = [
        row if row["datum_einde"] or n % 5 else {**row, "datum_einde": "20230510",
                                                 "reden_beeindiging": "01"}
        for n, row in enumerate(rows_of("2022-2", amount))
    ]  # fmt: skip
    result = of_period(rows, "2022-2")

    assert {"S03"} & set(rules(result)) == set()
    assert result.geparkeerd == rules(result).get("V12", 0)


def test_an_export_of_all_years_is_no_other_period() -> None:
    rows = [row for n in range(4) for row in rows_of(f"{2019 + n}-2", 20)]
    rows = [{**row, "clientnummer": f"B-{n}"} for n, row in enumerate(rows)]

    assert "S03" not in rules(of_period(rows, "2022-2"))


def test_one_mistyped_year_does_not_put_the_period_in_doubt() -> None:
    result = check_rows({"datum_einde": "20330510"})

    assert rules(result) == {"V12": 1}
    assert not any("passen beter" in note for note in result.notes)


def test_a_quiet_period_is_not_taken_for_an_earlier_one() -> None:
    rows = [{"bsn": bsn, "datum_aanvang": "20220901", **RUNNING} for bsn in BSNS]
    result = check_rows(*rows, periode="2023-1")

    assert result.periode == Verslagperiode(2023, 1)
    assert not any("passen beter" in note for note in result.notes)


def test_two_answers_on_two_lines_are_one_record_beside_the_delivery_before() -> None:
    before = check_rows(*({"bsn": bsn} for bsn in BSNS))
    answers = [{"bsn": bsn, "informant": who} for bsn in BSNS for who in "JO"]
    now = checked(
        table(lines(answers, LONG_ROW)), "2023-1", vorige_levering=vorige_levering(before.rows)
    )

    assert now.totaal == len(BSNS)
    assert "V22" not in rules(now)


def test_vanished_help_is_a_share_of_the_help_that_still_ran() -> None:
    ended = [{"bsn": bsn, "hulpvorm": "04"} for bsn in BSNS]
    running = [
        {"bsn": bsn, "hulpvorm": form, **RUNNING} for bsn in BSNS[:3] for form in ("02", "03")
    ]
    before = vorige_levering(check_rows(*ended, *running).rows)
    now = checked(table(lines([*ended, *running[1:]])), "2023-1", vorige_levering=before)

    assert rules(now) == {"V22": 1}
