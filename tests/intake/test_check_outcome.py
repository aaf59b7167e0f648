"""What a check answers: places, counts, statuses, and which rules ran."""

import pytest
from delivery import (
    BSNS,
    RUNNING,
    check_rows,
    checked,
    csv,
    lines,
    rules,
    statuses,
    table,
)

from uitkomst.intake.check import Context, check, check_table
from uitkomst.intake.checking.previous import vorige_levering
from uitkomst.intake.checking.records import SCHEMA
from uitkomst.intake.findings import MAX_PLACES
from uitkomst.intake.recognise import recognise
from uitkomst.standard.regel import regels
from uitkomst.standard.verslagperiode import Verslagperiode


def test_a_finding_points_at_the_cell_in_the_senders_sheet() -> None:
    title = ["Export", "van", "vandaag"]
    cells = [title, *lines([{}, {"bsn": "123456789", "hulpvorm": "04"}])]
    result = checked(table(cells, kind="xlsx", first=3))

    (finding,) = result.bevindingen
    assert (finding.regel, finding.rij, finding.kolom, finding.cel) == ("V01", 6, "bsn", "A6")


def test_a_text_file_has_lines_and_no_cells() -> None:
    (finding,) = check_rows({"bsn": "123456789"}).bevindingen

    assert (finding.rij, finding.cel) == (2, None)


def test_places_are_capped_and_counts_are_not() -> None:
    rows = [{"bsn": f"{n:09d}", "geslacht": "x"} for n in range(100000000, 100000250)]
    result = check_rows(*rows)

    wrong_sex = next(oorzaak for oorzaak in result.oorzaken if oorzaak.regel == "V06")
    places = [finding.rij for finding in result.bevindingen if finding.regel == "V06"]
    assert wrong_sex.aantal == 250
    assert places == list(range(2, 2 + MAX_PLACES))


def test_rows_keep_the_order_of_a_large_file() -> None:
    rows = [{"hulpvorm": "04" if n % 7 else "99"} for n in range(30_000)]
    result = check_rows(*rows)

    assert result.rows["rij"].to_pylist() == list(range(2, 30_002))
    wrong = next(o for o in result.oorzaken if "Hulpvorm" in o.melding)
    assert wrong.aantal == len(range(0, 30_000, 7))
    assert {f.rij for f in result.bevindingen if f.regel == "V06"} <= set(range(2, 30_002, 7))


def test_each_record_has_one_status_and_they_add_up() -> None:
    result = check_rows(
        {},
        {"bsn": BSNS[1], "geslacht": "X"},
        {"bsn": BSNS[2], "geboortedatum": "20040101"},
        {"bsn": BSNS[3], "geboortedatum": "20040101", "geslacht": "X"},
        {"bsn": BSNS[4], "tevredenheid_ouder": "8", **RUNNING},
    )

    assert statuses(result) == ["goed", "geparkeerd", "bevestigen", "geparkeerd", "goed"]
    assert (result.goed, result.geparkeerd, result.bevestigen) == (2, 2, 1)
    assert result.totaal == 5
    assert result.blocking


def test_the_gravest_cause_comes_first() -> None:
    result = check_rows(
        {"bsn": BSNS[1], "tevredenheid_ouder": "8", **RUNNING},
        {"bsn": BSNS[2], "geboortedatum": "20040101"},
        {"bsn": "123456789"},
    )

    assert [oorzaak.ernst for oorzaak in result.oorzaken] == ["blokkeert", "bevestigen", "tip"]


def test_rows_are_typed_and_a_parked_row_keeps_what_could_be_typed() -> None:
    result = check_rows(
        {"tevredenheid_jeugdige": "8"}, {"bsn": BSNS[1], "datum_einde": "31-31-2023"}
    )

    good, parked = result.rows.to_pylist()
    assert result.rows.schema == SCHEMA
    assert good["leeftijd_bij_aanvang"] == 12
    assert good["gemeente"] == "0034"
    assert good["tevredenheid_jeugdige"] == 8
    assert good["datum_aanvang"].isoformat() == "2023-01-10"
    assert parked["status"] == "geparkeerd"
    assert parked["datum_einde"] is None
    assert parked["datum_aanvang"] is not None


@pytest.mark.parametrize(
    ("geboortedatum", "age"),
    [("20100110", 13), ("20100111", 12), ("20100500", 12), ("20100000", None)],
)
def test_an_age_is_given_only_when_it_is_certain(geboortedatum: str, age: int | None) -> None:
    result = check_rows({"geboortedatum": geboortedatum})

    assert result.rows["leeftijd_bij_aanvang"].to_pylist() == [age]


def test_a_municipality_is_never_guessed() -> None:
    result = check_rows(
        {"postcode_of_gemeente": "0518"},
        {"bsn": BSNS[1], "postcode_of_gemeente": "9999ZZ"},
    )

    assert result.rows["gemeente"].to_pylist() == ["0518", "onbekend"]
    assert rules(result) == {"S02": 1}
    assert not result.blocking


def test_every_rule_ran_was_skipped_with_a_reason_or_failed() -> None:
    result = check_rows({})
    wide = {regel.code for regel in regels() if regel.indeling is None}
    skipped = dict(result.overgeslagen)

    assert set(result.uitgevoerd) | set(skipped) == wide
    assert not set(result.uitgevoerd) & set(skipped)
    assert "portaal" in skipped["V21"]
    assert "vorige levering" in skipped["V22"]


def test_a_rule_without_its_column_is_skipped_by_name() -> None:
    cells = [line[:10] for line in lines([{}])]
    result = checked(table(cells))

    skipped = dict(result.overgeslagen)
    assert "tevredenheid_jeugdige" in skipped["V17"]
    assert {"V17", "V18", "V19", "V20"} <= set(skipped)


def test_a_rule_that_runs_for_some_columns_says_so() -> None:
    cells = [line[:12] for line in lines([{}])]
    result = checked(table(cells))

    assert "V17" in result.uitgevoerd
    assert any("V17" in note and "tevredenheid_ouder" in note for note in result.notes)


def test_without_a_period_the_rules_on_the_period_are_named() -> None:
    result = check_rows({"datum_aanvang": "?", "datum_einde": ""}, periode=None)

    assert result.periode is None
    assert "verslagperiode" in dict(result.overgeslagen)["V12"]


def test_the_period_is_read_from_the_name_of_the_file() -> None:
    result = checked(
        table(lines([{}])), None, "Standaard spreadsheet jeugdhulp v5.4 2023 jan-jun.xls"
    )

    assert result.periode == Verslagperiode(2023, 1)
    assert "S01" not in rules(result)


def test_a_derived_period_is_said_and_not_moved_by_one_mistyped_year() -> None:
    rows = [{"bsn": bsn} for bsn in BSNS]
    result = check_rows(*rows, {"bsn": "123456782", "datum_einde": "20620510"}, periode=None)

    assert result.periode == Verslagperiode(2023, 1)
    assert rules(result) == {"S01": 1, "V12": 1}
    assert any("afgeleid" in note for note in result.notes)


def test_a_rule_that_cannot_be_computed_is_named_and_blocks() -> None:
    from dataclasses import replace

    raw = table(lines([{"bsn": "123456789"}]))
    good, _, *_ = regels()
    bad = replace(good, code="V99", schending="'acht'::int = bsn::int")
    result = check_table(
        raw, recognise(raw), "x.csv", Context(Verslagperiode(2023, 1)), rules=[good, bad]
    )

    assert result.mislukt == ("V99",)
    assert result.uitgevoerd == ("V01",)
    assert rules(result) == {"V99": 1, "V01": 1}
    assert result.blocking


def test_running_help_that_disappears_is_asked_about() -> None:
    before = check_rows(*({"bsn": bsn, **RUNNING} for bsn in BSNS))
    now = checked(
        table(lines([{"bsn": bsn} for bsn in BSNS[1:]])),
        "2023-1",
        vorige_levering=vorige_levering(before.rows),
    )

    (cause,) = now.oorzaken
    assert (cause.regel, cause.ernst) == ("V22", "bevestigen")
    assert "staat niet in dit bestand" in cause.melding


def test_a_file_is_read_and_checked_in_one_go() -> None:
    result = check(csv([{}, {"bsn": "123456789"}]), "aanlevering 2023-1.csv", Context())

    assert rules(result) == {"V01": 1}
    assert result.bestand == "aanlevering 2023-1.csv"


def test_no_answer_holds_a_value_of_a_person() -> None:
    row = {"bsn": "999900999", "geboortedatum": "19991399", "postcode_of_gemeente": "9999QQ9"}
    result = check_rows(row, {**row, "tevredenheid_ouder": "37"})

    told = repr(result)
    for value in ("999900999", "19991399", "9999QQ9", "37"):
        assert value not in told
