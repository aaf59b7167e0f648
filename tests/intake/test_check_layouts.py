"""Deliveries in another form: one line per answer, fixed width, client numbers, odd sheets."""

import pytest
from delivery import BSNS, LONG_ROW, ROW, check_rows, checked, lines, rules, statuses, table

from uitkomst.intake.check import Context, UnreadableFile, check
from uitkomst.intake.rows import RawTable
from uitkomst.standard.indelingsprofiel import indelingsprofiel
from uitkomst.standard.verslagperiode import Verslagperiode

J = {"informant": "J", "tevredenheid": "8", "zonder_hulp": "04"}
O = {"informant": "O", "tevredenheid": "6", "zonder_hulp": "02"}  # noqa: E741


def long(*rows: dict[str, str]) -> RawTable:
    return table(lines(rows, LONG_ROW), kind="xlsx")


def test_two_answers_become_one_record() -> None:
    result = checked(long(J, O, {"bsn": BSNS[1]}))

    first, second = result.rows.to_pylist()
    assert rules(result) == {}
    assert result.indeling == "portaal-lang-1"
    assert result.totaal == 2
    assert (first["rij"], second["rij"]) == (2, 4)
    assert (first["tevredenheid_jeugdige"], first["zonder_hulp_jeugdige"]) == (8, "04")
    assert (first["tevredenheid_ouder"], first["zonder_hulp_ouder"]) == (6, "02")
    assert second["tevredenheid_jeugdige"] is None


def test_the_same_informant_twice_is_a_duplicate() -> None:
    result = checked(long(J, J))

    assert rules(result) == {"V13": 2}
    assert result.geparkeerd == 2


def test_a_record_has_the_gravest_status_of_its_lines() -> None:
    result = checked(long(J, {**O, "tevredenheid": "11"}))

    assert statuses(result) == ["geparkeerd"]
    (finding,) = result.bevindingen
    assert (finding.kolom, finding.cel) == ("tevredenheid_ouder", "L3")


def test_lines_of_one_record_that_contradict_each_other_are_found() -> None:
    assert rules(checked(long(J, {**O, "reden_beeindiging": "03"}))) == {"C05": 2}


def test_overlap_is_found_between_records_and_not_between_answers() -> None:
    later = {"datum_aanvang": "20230301"}
    result = checked(long(J, O, {**J, **later}, {**O, **later}))

    assert set(rules(result)) == {"V14"}
    assert result.geparkeerd == 2


def test_a_fixed_width_file_is_read_by_position() -> None:
    widths = [kolom.lengte or 0 for kolom in indelingsprofiel("portaal-vast-1").kolommen]
    rows = [ROW | {"tevredenheid_ouder": "8"}, ROW | {"bsn": "123456789"}]
    text = "\n".join(
        "".join(value.ljust(width) for value, width in zip(row.values(), widths, strict=True))
        for row in rows
    )
    result = check(text.encode(), "levering.txt", Context(Verslagperiode(2023, 1)))

    assert result.indeling == "portaal-vast-1"
    assert rules(result) == {"V01": 1}
    assert [(f.rij, f.kolom, f.cel) for f in result.bevindingen] == [(2, "bsn", None)]
    assert result.rows["tevredenheid_ouder"].to_pylist() == [8, None]


def test_client_numbers_stand_in_for_a_bsn() -> None:
    base = {"clientnummer": "A-1"} | {naam: ROW[naam] for naam in list(ROW)[1:]}
    rows = [{}, {"clientnummer": "A-2"}, {"clientnummer": "A-2", "hulpvorm": "04"}]
    result = checked(table(lines(rows, base)))

    skipped = dict(result.overgeslagen)
    assert rules(result) == {}
    assert {"V01", "V02", "V03"} <= set(skipped)
    assert "cliëntnummers" in skipped["V01"]
    assert result.rows["clientnummer"].to_pylist() == ["A-1", "A-2", "A-2"]


def test_records_of_a_client_number_are_compared() -> None:
    base = {"clientnummer": "A-1"} | {naam: ROW[naam] for naam in list(ROW)[1:]}

    assert rules(checked(table(lines([{}, {}], base)))) == {"V13": 2}


def test_an_empty_client_number_is_found_in_its_own_column() -> None:
    base = {"clientnummer": "A-1"} | {naam: ROW[naam] for naam in list(ROW)[1:]}
    result = checked(table(lines([{}, {"clientnummer": ""}], base), kind="ods"))

    assert rules(result) == {"C01": 1}
    assert (result.bevindingen[0].kolom, result.bevindingen[0].cel) == ("clientnummer", "A3")


def test_headings_that_come_again_are_no_record() -> None:
    cells = lines([{}, {"bsn": BSNS[1]}])
    result = checked(table([*cells, cells[0], *lines([{"bsn": BSNS[2]}])[1:]]))

    assert result.totaal == 3
    assert rules(result) == {}
    assert any("herhaalde koprij" in note for note in result.notes)


def test_a_row_with_nothing_in_the_columns_read_is_left_out_and_told() -> None:
    extra = {"opmerking": ""}
    rows = [extra, dict.fromkeys(ROW, "") | {"opmerking": "einde van de lijst"}]
    result = checked(table(lines(rows)))

    assert result.totaal == 1
    assert any("zonder gegevens" in note for note in result.notes)


def test_what_excel_did_to_a_file_is_repaired_and_told() -> None:
    excel = {
        "bsn": "12345672",
        "geboortedatum": "2010-05-10 00:00:00",
        "geslacht": "v",
        "postcode_of_gemeente": "1315 aa",
        "verwijzer": "2",
        "hulpvorm": "2.0",
        "datum_aanvang": "44936",
        "datum_einde": "10-5-2023",
        "reden_beeindiging": " 01\u00a0",
    }
    result = check_rows(excel)

    (row,) = result.rows.to_pylist()
    assert row["bsn"] == "012345672"
    assert row["geboortedatum"] == "20100510"
    assert (row["geslacht"], row["postcode_of_gemeente"]) == ("V", "1315AA")
    assert (row["verwijzer"], row["hulpvorm"], row["reden_beeindiging"]) == ("02", "02", "01")
    assert row["datum_aanvang"].isoformat() == "2023-01-10"
    assert row["datum_einde"].isoformat() == "2023-05-10"
    assert rules(result) == {
        "H01": 1, "H04": 1, "H06": 2, "H07": 1, "H08": 1, "H09": 1, "H10": 1, "H11": 1,
    }  # fmt: skip
    assert statuses(result) == ["goed"]


def test_day_numbers_follow_the_calendar_of_the_workbook() -> None:
    in_1904 = checked(table(lines([{"datum_aanvang": "43474"}]), dates_1904=True))

    assert in_1904.rows["datum_aanvang"].to_pylist()[0].isoformat() == "2023-01-10"


def test_dates_that_may_be_month_first_are_not_guessed() -> None:
    american = [
        {"bsn": bsn, "datum_einde": f"0{n}/2{n}/2023"} for n, bsn in enumerate(BSNS[:4], start=2)
    ]
    result = check_rows(*american, {"bsn": BSNS[5], "datum_einde": "03/04/2023"})

    assert rules(result) == {"C02": 5}
    assert any("maand-dag-jaar" in note for note in result.notes)


def test_one_impossible_date_does_not_spoil_a_dutch_column() -> None:
    dutch = [{"bsn": bsn, "datum_einde": f"2{n}-04-2023"} for n, bsn in enumerate(BSNS)]
    result = check_rows(*dutch, *[{"bsn": "123456782", "datum_einde": "12-31-2023"}])

    assert rules(result) == ({"C02": 1, "H07": 6})


def test_a_repair_of_the_fixed_width_filling_is_not_told() -> None:
    result = check_rows({"tevredenheid_ouder": "8"})

    assert "H01" not in rules(result)


def test_headings_above_nothing_that_is_read_are_refused() -> None:
    cells = [[*ROW, "opmerking"], [*[""] * len(ROW), "leeg dit jaar"]]
    with pytest.raises(UnreadableFile) as refused:
        checked(table(cells))

    assert refused.value.reden == "alleen_kop"


def test_rows_without_a_usable_bsn_are_not_compared_with_each_other() -> None:
    assert rules(check_rows({"bsn": "onbekend"}, {"bsn": "onbekend"})) == {"V01": 2}
