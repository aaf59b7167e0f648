"""Goals and measurements that come along: checked by their own rules, put with their record."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import pyarrow as pa
import pytest
from delivery import BSNS, LONG_ROW, ROW, RUNNING, lines, rules, table

from uitkomst.intake.check import CheckResult, Context, check_table
from uitkomst.intake.keuzes import Herstelkeuze, Keuzes
from uitkomst.intake.marking.translation import result_in
from uitkomst.intake.recognise import recognise
from uitkomst.intake.rows import RawTable
from uitkomst.standard.recordindeling import recordindeling
from uitkomst.standard.regel import UITBREIDINGEN, Regel, regels, regelset
from uitkomst.standard.verslagperiode import Verslagperiode

CONTEXT = Context(Verslagperiode.parse("2023-1"))
RULES = [(naam, regel) for naam in UITBREIDINGEN for regel in regels(naam)]
IDS = [regel.naam for _, regel in RULES]
METING = {naam: regelset("metingen").voorbeeldrij[naam] for naam in
          ("instrument", "schaal", "richting", "informant", "pre", "post")}  # fmt: skip


def delivery(
    naam: str, rows: Sequence[Mapping[str, str]], omgeving: Mapping[str, object]
) -> RawTable:
    """A workbook of the records of the example with its lines on a sheet of that name."""
    base = dict(regelset(naam).voorbeeldrij)
    base.pop(str(omgeving.get("zonder", "")), None)
    extra = {kop: "" for row in rows for kop in row if kop not in base}
    sheet = table(lines(rows, base | extra), kind="xlsx").cells
    records = omgeving.get("records", [{}])
    assert isinstance(records, list)
    return replace(table(lines(records), kind="xlsx"), extra={naam: sheet})


def checked(raw: RawTable, **keuzes: object) -> CheckResult:
    chosen = Keuzes(**keuzes)  # type: ignore[arg-type]
    return check_table(raw, recognise(raw), "x.xlsx", CONTEXT, keuzes=chosen)


def found(result: CheckResult) -> set[str]:
    return {cause.naam.split(":")[0] for cause in result.oorzaken if cause.blad}


@pytest.mark.parametrize(("naam", "regel"), RULES, ids=IDS)
def test_a_rule_of_an_extension_is_our_own_and_says_so(naam: str, regel: Regel) -> None:
    assert re.fullmatch(r"[DM][0-9]{2}", regel.code)
    assert regel.status == "PROPOSED"
    assert "geen regel van CBS" in regel.bron
    assert regel.cel in {veld.naam for veld in recordindeling(naam).velden} | {""}
    assert regel.melding.endswith(".")
    assert regel.remedie.endswith(".")
    assert "$" not in regel.melding + regel.remedie


@pytest.mark.parametrize(("naam", "regel"), RULES, ids=IDS)
def test_a_rule_of_an_extension_passes_its_good_examples(naam: str, regel: Regel) -> None:
    for rows in regel.goed:
        assert regel.naam not in found(checked(delivery(naam, rows, regel.omgeving))), rows


@pytest.mark.parametrize(("naam", "regel"), RULES, ids=IDS)
def test_a_rule_of_an_extension_finds_its_bad_examples(naam: str, regel: Regel) -> None:
    assert regel.fout
    for rows in regel.fout:
        result = checked(delivery(naam, rows, regel.omgeving_fout))
        others = {code[:3] for code in found(result)} - {regel.code, *regel.samen}

        assert regel.naam in found(result), rows
        assert not others, rows


def test_goals_on_a_sheet_become_the_goals_of_their_record() -> None:
    raw = delivery("doelen", [{"score": "behaald"}, {"doel": "2", "score": "Deels behaald"}], {})
    result = checked(raw)

    (row,) = result.rows.to_pylist()
    assert [row[f"doel_{n}"] for n in range(1, 6)] == ["behaald", "deels", None, None, None]
    assert (result.goed, rules(result)) == (1, {"H12": 1})
    assert {"D01", "D02", "D03"} <= set(result.uitgevoerd)


def test_a_goal_that_is_wrong_is_left_out_and_its_record_counts() -> None:
    raw = delivery("doelen", [{"score": "half"}, {"doel": "2", "score": "gelijk"}], {})
    result = checked(raw)

    assert (result.goed, result.geparkeerd) == (1, 0)
    assert result.rows["doel_1"].to_pylist() == ["gelijk"]
    (cause,) = result.oorzaken
    assert (cause.regel, cause.blad, cause.kolom, cause.naam) == (
        "D02", "doelen", "score", "D02_1:doelen",
    )  # fmt: skip
    assert [(f.rij, f.cel) for f in result.bevindingen] == [(2, "doelen!E2")]


def test_places_on_another_sheet_are_no_places_in_the_delivery() -> None:
    result = checked(delivery("doelen", [{"score": "half"}], {}))

    assert result.plaatsen.num_rows == 0


def test_a_sheet_without_the_columns_it_needs_is_asked_about_and_not_read() -> None:
    raw = delivery("doelen", [{}], {"zonder": "score"})
    result = checked(raw)

    assert result.unanswered == ("D00:doelen",)
    assert any("ontbreken deze kolommen: Score" in note for note in result.notes)
    assert checked(raw, antwoorden=(("D00:doelen", True),)).unanswered == ()
    assert result.rows["doel_1"].to_pylist() == [None]


def test_every_rule_of_a_sheet_that_is_there_is_accounted_for_once() -> None:
    codes = {regel.code for regel in regels("doelen")}
    whole = checked(delivery("doelen", [{}, {"score": "half"}], {}))
    without = checked(delivery("doelen", [{}], {"zonder": "score"}))

    assert codes <= set(whole.uitgevoerd)
    assert "D00" in without.uitgevoerd
    assert {code for code, _ in without.overgeslagen} & codes == codes - {"D00"}
    assert "ontbreken kolommen" in dict(without.overgeslagen)["D02"]
    for result in (whole, without):
        every = [*result.uitgevoerd, *(code for code, _ in result.overgeslagen), *result.mislukt]
        assert len(every) == len(set(every))


def test_a_rule_that_crashes_for_one_of_the_measurements_has_crashed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = regels("metingen")
    bad = [
        replace(regel, schending=f"{regel.schending} or error('x') is null")
        if regel.code == "M10" else regel
        for regel in whole
    ]  # fmt: skip
    monkeypatch.setattr("uitkomst.intake.extension.regels", lambda _: bad)
    first = {f"meting {naam}": value for naam, value in METING.items()}
    second = {f"meting 2 {naam}": value for naam, value in METING.items()}
    result = checked(table(lines([{**first, **second, "meting 2 informant": "J"}])))

    assert result.mislukt == ("M10",)
    assert "M10" not in result.uitgevoerd
    assert result.blocking
    assert result.uitbreiding is None


@pytest.mark.parametrize("naam", UITBREIDINGEN)
def test_a_cause_on_a_sheet_is_told_in_english_too(naam: str) -> None:
    raw = delivery(naam, [{"datum_aanvang": "11-01-2023"}, {"datum_aanvang": "20230110"}], {})
    result = result_in(checked(raw), "en")
    told = {cause.regel: cause.melding for cause in result.oorzaken if cause.blad}

    assert "There is no record in this delivery" in told[f"{naam[0].upper()}01"]
    assert told["H07"].startswith("The date was read as day-month-year")
    assert {finding.melding for finding in result.bevindingen} <= set(told.values())


def test_an_empty_sheet_says_nothing() -> None:
    empty = table([["bsn", "hulpvorm", "datum aanvang", "doel", "score"]]).cells
    result = checked(replace(table(lines([{}])), extra={"doelen": empty}))

    assert (rules(result), result.goed) == ({}, 1)


def test_a_measurement_is_typed_and_points_at_its_record() -> None:
    raw = delivery("metingen", [{"bsn": BSNS[1], "post_datum": "10-05-2023"}], {
        "records": [{}, {"bsn": BSNS[1], **RUNNING}],
    })  # fmt: skip
    result = checked(raw)

    assert result.uitbreiding is not None
    (row,) = result.uitbreiding.to_pylist()
    assert (row["rij"], row["instrument"], row["pre"], row["post"]) == (3, "SDQ", 16.0, 9.0)
    assert (row["sd"], row["r"], row["post_datum"]) == (5.4, 0.82, date(2023, 5, 10))
    assert not {"bsn", "doel"} & set(result.uitbreiding.column_names)


def test_a_measurement_that_is_wrong_is_not_taken_up() -> None:
    result = checked(delivery("metingen", [{"pre": "hoog"}, {"schaal": "x", "pre": ""}], {}))

    assert result.uitbreiding is not None
    assert result.uitbreiding["schaal"].to_pylist() == ["x"]


def test_no_extension_gives_no_table_and_no_rules() -> None:
    result = checked(table(lines([{}])))

    assert result.uitbreiding is None
    assert not [code for code in result.uitgevoerd if code[0] in "DM"]


def test_measurements_come_in_columns_of_the_delivery_too() -> None:
    first = {f"Meting {naam}": value for naam, value in METING.items()}
    second = {f"meting 2 {naam}": value for naam, value in METING.items()}
    rows = [{**first, **second, "meting 2 informant": "J"}, {"bsn": BSNS[1]}]
    base = {**ROW, **dict.fromkeys([*first, *second], "")}
    raw = table(lines(rows, base))
    result = checked(raw)

    assert result.uitbreiding is not None
    assert result.uitbreiding["informant"].to_pylist() == ["O", "J"]
    assert result.uitbreiding["rij"].to_pylist() == [2, 2]
    assert rules(result) == {}
    assert not any("geen veld" in note for note in result.notes)
    told = [kolom.uitleg for kolom in result.lezing.kolommen if "meting" in kolom.kop.lower()]
    assert len(told) == 2 * len(METING)
    assert all("uitbreiding van dit portaal" in uitleg for uitleg in told)


def test_a_wrong_measurement_in_a_column_has_a_place_in_the_delivery() -> None:
    row = {f"meting {naam}": value for naam, value in METING.items()}
    raw = table(lines([{**row, "meting pre": "hoog"}]), kind="xlsx")
    result = checked(raw)
    (place,) = result.plaatsen.to_pylist()

    assert result.oorzaken[place["oorzaak"]].naam == "M04_1:meting"
    assert (place["rij"], place["kolom"]) == (2, list({**ROW, **row}).index("meting pre") + 1)
    assert result.goed == 1


def test_a_twin_with_an_unknown_bsn_keeps_its_own_measurement() -> None:
    row = {f"meting {naam}": value for naam, value in METING.items()}
    raw = table(lines([{"bsn": "999999999", **row}, {"bsn": "999999999", **row}]))
    result = checked(raw)

    assert result.uitbreiding is not None
    assert result.uitbreiding["rij"].to_pylist() == [2, 3]


def test_a_goal_finds_a_record_of_the_long_layout_and_of_a_client_number() -> None:
    base = {("clientnummer" if k == "bsn" else k): v for k, v in LONG_ROW.items()}
    base["clientnummer"] = "A-17"
    answers = [{"informant": who, "tevredenheid": "8"} for who in "JO"]
    goal = dict(regelset("doelen").voorbeeldrij)
    del goal["bsn"]
    sheet = table(lines([{}], {"clientnummer": "A-17", **goal})).cells
    result = checked(replace(table(lines(answers, base)), extra={"doelen": sheet}))

    assert (result.totaal, rules(result)) == (1, {})
    assert result.rows["doel_1"].to_pylist() == ["behaald"]


def test_lines_follow_the_record_as_it_was_left_by_the_choices() -> None:
    raw = delivery("doelen", [{}], {"records": [{}, {}]})

    assert found(checked(raw)) == {"D01_2"}
    assert found(checked(raw, herstel=(Herstelkeuze("G10"),))) == set()


def test_a_reading_of_numbers_takes_comma_and_point_and_nothing_else() -> None:
    values = ["12,5", "12.5", "-3", "1e5", "1.000,5", "NaN", "12 "]
    rows = [{"schaal": str(n), "pre": value} for n, value in enumerate(values)]
    result = checked(delivery("metingen", rows, {}))

    assert result.uitbreiding is not None
    assert result.uitbreiding["pre"].to_pylist() == [12.5, 12.5, -3.0, 12.0]
    assert pa.types.is_float64(result.uitbreiding["pre"].type)
