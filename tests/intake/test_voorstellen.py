"""Repairs with one click: what is offered, what the preview shows, and what they leave behind."""

import pyarrow as pa
from delivery import BSNS, ROW, RUNNING, check_rows, lines, rules, statuses, table
from hypothesis import given, settings
from hypothesis import strategies as st

from uitkomst.intake.check import CheckResult, Context, check_table
from uitkomst.intake.findings import Voorstel
from uitkomst.intake.keuzes import CELLEN, Herstelkeuze, Keuzes
from uitkomst.intake.recognise import recognise
from uitkomst.intake.rows import RawTable
from uitkomst.intake.voorstellen import Voorbeeld, preview, waarden_van
from uitkomst.standard.verslagperiode import Verslagperiode

CONTEXT = Context(Verslagperiode.parse("2023-1"))


def offered(result: CheckResult, code: str) -> Voorstel:
    (found,) = [voorstel for voorstel in result.voorstellen if voorstel.code == code]
    return found


def after(raw: RawTable, *herstel: Herstelkeuze) -> CheckResult:
    keuzes = Keuzes(herstel=herstel)
    return check_table(raw, recognise(raw), "x.csv", CONTEXT, keuzes=keuzes)


def shown(raw: RawTable, herstel: Herstelkeuze) -> tuple[tuple[Voorbeeld, ...], int]:
    return preview(raw, recognise(raw), CONTEXT, Keuzes(), herstel)


def test_a_clean_file_gets_no_proposal() -> None:
    assert check_rows({}).voorstellen == ()


def test_a_cause_names_the_proposal_that_would_solve_it() -> None:
    result = check_rows({"hulpvorm": "01", "verwijzer": "02"}, {"bsn": "123456789"})
    by_name = {cause.naam: cause.voorstel for cause in result.oorzaken}

    assert by_name == {"V08": "G06", "V01": ""}
    assert offered(result, "G06").aantal == 1


def test_a_column_in_doubt_is_offered_the_forms_that_fit_the_best_first() -> None:
    rows = [{"bsn": bsn, "datum_aanvang": day} for bsn, day in zip(
        BSNS, ("01-31-2023", "02-28-2023", "01-02-2023"), strict=False)]  # fmt: skip
    result = check_rows(*rows)
    voorstel = offered(result, "G01")

    assert (voorstel.kolom, voorstel.vraagt, voorstel.aantal) == ("datum_aanvang", "vorm", 3)
    assert voorstel.keuzes == ("mdj", "dmj")
    assert "Datum aanvang" in voorstel.melding


def test_a_chosen_date_form_reads_the_column_and_only_that_column() -> None:
    raw = table(lines([{"datum_aanvang": "01-31-2023", "datum_einde": "10-05-2023"}]))
    result = after(raw, Herstelkeuze("G01", "datum_aanvang", vorm="mdj"))

    assert statuses(result) == ["goed"]
    (row,) = result.rows.to_pylist()
    assert (row["datum_aanvang"].isoformat(), row["datum_einde"].isoformat()) == (
        "2023-01-31", "2023-05-10",
    )  # fmt: skip


def test_a_chosen_form_leaves_dates_alone_that_were_read_already() -> None:
    days = ("13-01-2023", "14-01-2023", "25-01-2023", "05-02-2023", "01-31-2023")
    raw = table(lines([{"bsn": b, "datum_aanvang": d} for b, d in zip(BSNS, days, strict=False)]))
    choice = Herstelkeuze("G01", "datum_aanvang", vorm="mdj")

    assert [v.rij for v in shown(raw, choice)[0]] == [6]
    starts = after(raw, choice).rows["datum_aanvang"].to_pylist()
    assert [day.isoformat() for day in starts[3:]] == ["2023-02-05", "2023-01-31"]


MONTH_FIRST = [
    {"bsn": BSNS[0], "geboortedatum": "05/31/2010", "datum_aanvang": "01/31/2023", **RUNNING},
    {"bsn": BSNS[1], "geboortedatum": "12/24/2011", "datum_aanvang": "02/03/2023",
     "datum_einde": "05/25/2023"},
    {"bsn": BSNS[2], "geboortedatum": "03/04/2012", "datum_aanvang": "03/29/2023",
     "datum_einde": "06/07/2023"},
]  # fmt: skip
ALL_DATES = ("geboortedatum", "datum_aanvang", "datum_einde")


def chosen(voorstel: Voorstel, vorm: str) -> Herstelkeuze:
    return Herstelkeuze(voorstel.code, voorstel.kolom, vorm=vorm, kolommen=voorstel.kolommen)


def dates(result: CheckResult, veld: str) -> list[str | None]:
    return [day and day.isoformat() for day in result.rows[veld].to_pylist()]


def test_a_file_with_the_month_first_is_one_decision_for_all_its_dates() -> None:
    raw = table(lines(MONTH_FIRST))
    before = after(raw)
    voorstel = offered(before, "G01")

    assert (voorstel.kolommen, voorstel.aantal, voorstel.keuzes[0]) == (ALL_DATES, 3, "mdj")
    assert voorstel.melding.startswith(
        "Deze kolommen staan met de maand voorop: Geboortedatum, Datum aanvang, Datum einde."
    )
    assert {o.naam: o.voorstel for o in before.oorzaken} == dict.fromkeys(
        ("C02_1", "C02_2", "V04_1"), "G01"
    )
    result = after(raw, chosen(voorstel, "mdj"))
    assert (result.goed, result.oorzaken) == (3, ())
    assert dates(result, "datum_aanvang") == ["2023-01-31", "2023-02-03", "2023-03-29"]
    assert dates(result, "datum_einde") == [None, "2023-05-25", "2023-06-07"]
    examples, aantal = shown(raw, chosen(voorstel, "mdj"))
    assert aantal == 3
    assert {example.veld for example in examples} == set(ALL_DATES)


def test_a_column_certain_in_another_form_is_not_swept_along() -> None:
    days = ("15-05-2023", "20230510", "2023-05-06")
    for day in days:
        rows = [{**row, "datum_einde": "06-07-2023"} for row in MONTH_FIRST]
        rows[1]["datum_einde"] = day
        raw = table(lines(rows))
        voorstel = offered(after(raw), "G01")

        assert voorstel.kolommen == ("geboortedatum", "datum_aanvang"), day
        result = after(raw, chosen(voorstel, "mdj"))
        assert dates(result, "datum_einde")[0] == "2023-07-06", day


def test_a_column_that_reads_both_ways_goes_with_the_others_and_is_named() -> None:
    rows = [{**row, "datum_einde": "05/06/2023"} for row in MONTH_FIRST]
    raw = table(lines(rows))
    voorstel = offered(after(raw), "G01")

    assert dates(after(raw), "datum_einde")[0] == "2023-06-05"
    assert (voorstel.kolommen, "Datum einde" in voorstel.melding) == (ALL_DATES, True)
    assert dates(after(raw, chosen(voorstel, "mdj")), "datum_einde") == ["2023-05-06"] * 3
    assert dates(after(raw, chosen(voorstel, "dmj")), "datum_einde") == ["2023-06-05"] * 3


def test_what_is_no_date_at_all_or_was_put_right_by_hand_splits_no_decision() -> None:
    rows = [dict(row) for row in MONTH_FIRST]
    rows[0]["datum_einde"] = "onbekend"
    raw = table(lines(rows))
    cells = pa.table({"rij": [3], "veld": ["datum_einde"], "waarde": ["25-05-2023"]}).cast(CELLEN)

    def said(*herstel: Herstelkeuze) -> CheckResult:
        keuzes = Keuzes(herstel=herstel, cellen=cells)
        return check_table(raw, recognise(raw), "x.csv", CONTEXT, keuzes=keuzes)

    assert offered(after(raw), "G01").kolommen == ALL_DATES
    voorstel = offered(said(), "G01")
    assert voorstel.kolommen == ALL_DATES
    result = said(chosen(voorstel, "mdj"))
    assert dates(result, "datum_einde") == [None, None, "2023-06-07"]
    assert rules(result) == {"C02": 2}


def test_columns_in_two_forms_are_two_decisions_and_a_mixed_one_stays_alone() -> None:
    rows = [{**row, "datum_einde": "25 mei 2023"} for row in MONTH_FIRST]
    two = after(table(lines(rows))).voorstellen
    rows = [dict(row) for row in MONTH_FIRST]
    rows[2]["datum_einde"] = "27/06/2023"
    mixed = after(table(lines(rows))).voorstellen

    assert [(v.kolommen or v.kolom, v.keuzes[0]) for v in two] == [
        (("geboortedatum", "datum_aanvang"), "mdj"),
        ("datum_einde", "tekst"),
    ]
    assert [v.kolommen or v.kolom for v in mixed] == [
        ("geboortedatum", "datum_aanvang"),
        "datum_einde",
    ]


def test_years_of_two_digits_are_asked_in_the_form_that_reads_them_all() -> None:
    rows = [
        {naam: f"{cell[:6]}{cell[8:]}" if naam in ALL_DATES else cell for naam, cell in row.items()}
        for row in [{**row, "datum_einde": "05/06/2023"} for row in MONTH_FIRST]
    ]
    raw = table(lines(rows))
    voorstel = offered(after(raw), "G01")

    assert (voorstel.kolommen, voorstel.keuzes) == (ALL_DATES, ("mdjj", "dmjj"))
    assert dates(after(raw, chosen(voorstel, "mdjj")), "datum_einde") == ["2023-05-06"] * 3


@given(st.permutations(list(ROW)))
@settings(max_examples=20, deadline=None)
def test_the_order_of_the_columns_changes_nothing_about_what_is_asked(order: list[str]) -> None:
    raw = table(lines(MONTH_FIRST, {naam: ROW[naam] for naam in order}))
    voorstel = offered(after(raw), "G01")

    assert set(voorstel.kolommen) == set(ALL_DATES)
    assert after(raw, chosen(voorstel, "mdj")).goed == 3


def test_dates_nobody_can_read_get_no_proposal() -> None:
    result = check_rows({"datum_aanvang": "onbekend"})

    assert "G01" not in {voorstel.code for voorstel in result.voorstellen}
    assert result.oorzaken[0].voorstel == ""


def test_the_unknown_codes_of_a_column_are_listed_with_the_codes_to_choose_from() -> None:
    raw = table(lines([{"geslacht": cell} for cell in ("1", "2", "1 ", "M", "")]))
    result = after(raw)
    voorstel = offered(result, "G02")
    values = waarden_van(raw, recognise(raw), CONTEXT, Keuzes(), voorstel)

    assert (voorstel.kolom, voorstel.vraagt) == ("geslacht", "waarden")
    assert voorstel.keuzes == ("V", "M", "O")
    assert values == (("1", 2), ("2", 1))


def test_a_cell_that_may_be_empty_can_be_emptied() -> None:
    result = check_rows({**RUNNING, "reden_beeindiging": "n.v.t."})

    assert offered(result, "G02").keuzes == ("", "01", "02", "03", "04", "05")


def test_translated_codes_count_and_what_was_left_open_stays_wrong() -> None:
    rows = [{"bsn": bsn, "geslacht": cell} for bsn, cell in zip(BSNS, "129", strict=False)]
    raw = table(lines(rows))
    result = after(raw, Herstelkeuze("G02", "geslacht", (("1", "M"), ("2", "V"))))

    assert result.rows["geslacht"].to_pylist() == ["M", "V", "9"]
    assert statuses(result) == ["goed", "goed", "geparkeerd"]


def test_a_preview_shows_ten_rows_and_counts_all() -> None:
    rows = [{"bsn": f"{n:09d}", "datum_einde": "20230815"} for n in range(100000000, 100000025)]
    examples, aantal = shown(table(lines(rows)), Herstelkeuze("G07"))

    assert aantal == 25
    assert len({example.rij for example in examples}) == 10
    assert examples[:2] == (
        Voorbeeld(2, "datum_einde", "20230815", None),
        Voorbeeld(2, "reden_beeindiging", "01", None),
    )
    assert "20230815" not in repr(examples)


def test_a_preview_changes_nothing_and_one_that_does_nothing_shows_nothing() -> None:
    assert shown(table(lines([{}])), Herstelkeuze("G07")) == ((), 0)


def test_a_row_that_goes_away_is_shown_as_such() -> None:
    raw = table(lines([{}, {"datum_aanvang": "20230201", **RUNNING}]))
    examples, aantal = shown(raw, Herstelkeuze("G11"))

    assert aantal == 2
    assert Voorbeeld(3, "", None, None, in_rij=2) in examples
    assert Voorbeeld(2, "datum_einde", ROW["datum_einde"], None) in examples


def test_a_preview_names_the_row_into_which_another_is_merged() -> None:
    apart = {"bsn": BSNS[1], "datum_aanvang": "20230110"}
    raw = table(lines([{}, apart, {**apart, "datum_aanvang": "20230201"}]))
    examples, _ = shown(raw, Herstelkeuze("G11"))

    assert [(each.rij, each.in_rij) for each in examples if not each.veld] == [(4, 3)]


def test_three_records_in_a_chain_become_one() -> None:
    raw = table(
        lines(
            [
                {"datum_aanvang": "20230110", "datum_einde": "20230301", "reden_beeindiging": "02"},
                {"datum_aanvang": "20230301", "datum_einde": "20230401", "reden_beeindiging": "03"},
                {"datum_aanvang": "20230215", "datum_einde": "20230315"},
                {"datum_aanvang": "20230402", "datum_einde": "20230601"},
            ]
        )
    )
    result = after(raw, Herstelkeuze("G11"))

    assert rules(result) == {}
    first, second = result.rows.to_pylist()
    assert (first["datum_aanvang"].day, first["datum_einde"].isoformat()) == (10, "2023-04-01")
    assert first["reden_beeindiging"] == "03"
    assert second["rij"] == 5
    assert result.weggelaten == 2


def test_records_that_contradict_each_other_are_not_merged_but_said() -> None:
    raw = table(
        lines(
            [
                {"verwijzer": "01"}, {"datum_aanvang": "20230201", "verwijzer": "02"},
                {"bsn": BSNS[1]}, {"bsn": BSNS[1], "datum_aanvang": "20230201"},
            ]
        )
    )  # fmt: skip
    voorstel = offered(after(raw), "G11")
    result = after(raw, Herstelkeuze("G11"))

    assert voorstel.aantal == 2
    assert "2 rijen spreken elkaar tegen" in voorstel.melding
    assert rules(result) == {"V14": 2}
    assert result.totaal == 3


def test_two_different_answers_of_one_person_are_not_chosen_between() -> None:
    raw = table(
        lines(
            [{"tevredenheid_ouder": "7"}, {"datum_aanvang": "20230201", "tevredenheid_ouder": "8"}]
        )
    )

    assert "G11" not in {voorstel.code for voorstel in after(raw).voorstellen}
    assert after(raw, Herstelkeuze("G11")).totaal == 2


def test_twins_with_an_unknown_bsn_are_never_merged() -> None:
    raw = table(lines([{"bsn": "999999999"}, {"bsn": "999999999"}]))

    assert after(raw).voorstellen == ()
    assert after(raw, Herstelkeuze("G10"), Herstelkeuze("G11")).totaal == 2


METING = {f"meting {naam}": value for naam, value in {
    "instrument": "SDQ", "schaal": "totaal", "richting": "laag_is_goed", "informant": "O",
    "pre": "16", "post": "9"}.items()}  # fmt: skip


def test_no_row_goes_away_with_a_measurement_that_stands_nowhere_else() -> None:
    alike = [METING, {**METING, "meting pre": "10", "meting informant": "J"}]
    later = {"datum_aanvang": "20230315", **RUNNING}
    overlapping = [{**METING, "datum_einde": "20230401"}, {**METING, **later}]
    for rows, code in ((alike, "G10"), (alike, "G11"), (overlapping, "G11")):
        raw = table(lines(rows))
        result = after(raw, Herstelkeuze(code))

        assert result.uitbreiding is not None
        assert (result.totaal, result.uitbreiding.num_rows) == (2, 2), code
        assert "G10" not in {v.code for v in result.voorstellen}


def test_a_row_without_measurements_or_with_the_same_ones_may_go() -> None:
    (one,) = [after(table(lines([METING, METING])), Herstelkeuze("G10"))]
    later = {"datum_aanvang": "20230315", **RUNNING}
    merged = after(table(lines([METING, later])), Herstelkeuze("G11"))

    for result in (one, merged):
        assert result.uitbreiding is not None
        assert (result.totaal, result.uitbreiding.num_rows) == (1, 1)


def test_client_numbers_are_merged_as_a_bsn_is_and_unborn_children_never() -> None:
    later = {"datum_aanvang": "20230315", **RUNNING}
    base = {naam: value for naam, value in ROW.items() if naam != "bsn"}
    mine = [{"clientnummer": "A-1", **each} for each in ({}, later)]
    unborn = [{"bsn": "000000000", "geboortedatum": "00000000", **each} for each in ({}, later)]

    assert after(table(lines(mine, base)), Herstelkeuze("G11")).totaal == 1
    assert after(table(lines(unborn)), Herstelkeuze("G11")).totaal == 2


def test_records_with_a_date_that_is_wrong_are_not_merged() -> None:
    raw = table(lines([{"datum_einde": "31-31-2023"}, {}]))

    assert after(raw, Herstelkeuze("G11")).totaal == 2


def test_repairs_are_carried_out_in_the_order_chosen_each_on_what_is_left() -> None:
    raw = table(lines([{"datum_einde": "8/15/23"}, {"bsn": BSNS[1]}]))
    form, running = Herstelkeuze("G01", "datum_einde", vorm="mdjj"), Herstelkeuze("G07")

    assert statuses(after(raw, form, running)) == ["goed", "goed"]
    assert rules(after(raw, running, form)) == {"V12": 1}


def test_a_choice_that_does_not_fit_the_file_is_told_and_does_nothing() -> None:
    raw = table(lines([{}]))
    result = after(
        raw,
        Herstelkeuze("G99"),
        Herstelkeuze("G02", "doel_1", (("x", "deels"),)),
        Herstelkeuze("G01", "datum_einde", vorm="xyz"),
    )

    assert result.goed == 1
    assert sum("past niet bij dit bestand" in note for note in result.notes) == 3


def test_a_translation_in_the_long_layout_is_asked_once_for_both_who_answer() -> None:
    row = {naam: ROW[naam] for naam in list(ROW)[:10]}
    answers = [{"informant": who, "tevredenheid": "acht", "zonder_hulp": ""} for who in "JO"]
    raw = table(lines([{**row, **answer} for answer in answers], {**row, **answers[0]}))
    voorstel = offered(after(raw), "G02")

    assert (voorstel.kolom, voorstel.aantal) == ("tevredenheid", 2)
    result = after(raw, Herstelkeuze("G02", "tevredenheid", (("acht", "8"),)))
    assert (result.goed, rules(result)) == (1, {})


def test_a_repair_that_needs_the_period_does_nothing_without_one() -> None:
    raw = table(lines([{"datum_aanvang": "31-31-2023", "datum_einde": ""}]))
    result = check_table(
        raw, recognise(raw), "x.csv", Context(), keuzes=Keuzes(herstel=(Herstelkeuze("G08"),))
    )

    assert result.totaal == 1
