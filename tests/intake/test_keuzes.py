"""What a sender decides about a file counts and wins from what was recognised."""

from dataclasses import replace

import pyarrow as pa
import pytest
from delivery import BSNS, LONG_ROW, ROW, RUNNING, check_rows, lines, rules, statuses, table

from uitkomst.intake.check import CheckResult, Context, check, check_table, read_cells
from uitkomst.intake.checking.engine import QueryFailed
from uitkomst.intake.keuzes import CELLEN, Herstelkeuze, Keuzes
from uitkomst.intake.recognise import WrongColumns, recognise
from uitkomst.intake.refusals import UnreadableFile
from uitkomst.intake.rows import RawTable
from uitkomst.standard.regel import regels
from uitkomst.standard.verslagperiode import Verslagperiode

CONTEXT = Context(Verslagperiode.parse("2023-1"))
ADULT = {"geboortedatum": "20040101"}


def decided(raw: RawTable, **keuzes: object) -> CheckResult:
    chosen = Keuzes(**keuzes)  # type: ignore[arg-type]
    return check_table(raw, recognise(raw, None, chosen), "x.csv", CONTEXT, keuzes=chosen)


def cells(*edits: tuple[int, str, str | None]) -> pa.Table:
    return pa.Table.from_pylist(
        [{"rij": rij, "veld": veld, "waarde": waarde} for rij, veld, waarde in edits], CELLEN
    )


def test_a_missing_column_is_solved_by_pointing_it_out() -> None:
    cells_ = [["Wat" if cell == "hulpvorm" else cell for cell in line] for line in lines([{}])]
    raw = table(cells_)
    number = list(ROW).index("hulpvorm") + 1

    with pytest.raises(WrongColumns):
        recognise(raw)
    result = decided(raw, kolommen=((number, "hulpvorm"),))
    assert (result.goed, result.rows["hulpvorm"].to_pylist()) == (1, ["02"])


def test_a_double_column_is_solved_by_choosing_one_or_by_leaving_one_out() -> None:
    raw = table([[*line, other] for line, other in zip(lines([{}]), ["bsn", BSNS[1]], strict=True)])
    last = len(ROW) + 1

    assert decided(raw, kolommen=((last, "bsn"),)).rows["bsn"].to_pylist() == [BSNS[1]]
    assert decided(raw, kolommen=((last, ""),)).rows["bsn"].to_pylist() == [ROW["bsn"]]


def test_two_columns_chosen_for_one_field_are_still_refused() -> None:
    with pytest.raises(WrongColumns, match="Meer dan één kolom"):
        recognise(table(lines([{}])), None, Keuzes(kolommen=((1, "bsn"), (2, "bsn"))))


def test_a_file_without_a_column_for_who_answered_is_no_longer_read_as_long() -> None:
    raw = table(lines([{}], LONG_ROW))
    number = list(LONG_ROW).index("informant") + 1

    assert recognise(raw, None, Keuzes(kolommen=((number, ""),))).soort == "breed"
    assert decided(raw, kolommen=((number, "tevredenheid_ouder"),)).totaal == 1


def test_a_chosen_column_that_is_empty_in_this_file_is_an_empty_column() -> None:
    raw = table([line[:8] for line in lines([{}])])
    result = decided(raw, kolommen=((20, "datum_einde"), (21, "reden_beeindiging")))

    assert (result.goed, result.rows["datum_einde"].to_pylist()) == (1, [None])


def test_a_choice_for_a_field_that_is_no_more_changes_nothing() -> None:
    assert decided(table(lines([{}])), kolommen=((1, "perspectief"),)).goed == 1


def test_the_row_of_the_headings_can_be_pointed_out() -> None:
    raw = table([lines([{}])[0], *lines([{"bsn": BSNS[1]}])])

    assert decided(raw, koprij=2).totaal == 1
    assert decided(raw, koprij=2).lezing.koprij == 2


def test_a_file_without_headings_is_read_by_its_chosen_columns() -> None:
    raw = table(lines([{}])[1:])
    kolommen = tuple((number, naam) for number, naam in enumerate(ROW, start=1))

    result = decided(raw, koprij=0, kolommen=kolommen)
    assert (result.totaal, result.goed) == (1, 1)


def test_a_cell_put_right_counts_and_the_last_time_wins() -> None:
    raw = table(lines([{"geslacht": "X"}, {"bsn": BSNS[1]}]))
    result = decided(raw, cellen=cells((2, "geslacht", "M"), (2, "geslacht", "V")))

    assert statuses(result) == ["goed", "goed"]
    assert result.rows["geslacht"].to_pylist() == ["V", "V"]


def test_a_cell_can_be_emptied_and_a_field_without_a_column_filled() -> None:
    raw = table(lines([{"datum_einde": "20230815"}]))
    edits = cells((2, "datum_einde", None), (2, "reden_beeindiging", None), (2, "doel_1", "deels"))
    result = decided(raw, cellen=edits)

    assert result.rows["doel_1"].to_pylist() == ["deels"]
    assert result.rows["datum_einde"].to_pylist() == [None]
    assert result.goed == 1


def test_a_mistake_in_a_field_without_a_column_points_at_no_cell() -> None:
    raw = table(lines([{}]), kind="xlsx")
    (finding,) = decided(raw, cellen=cells((2, "doel_1", "half"))).bevindingen

    assert (finding.rij, finding.kolom, finding.cel) == (2, "doel_1", None)


def test_rows_left_out_do_not_count() -> None:
    raw = table(lines([{}, {"bsn": "123456789"}]))
    result = decided(raw, weg=frozenset({3}))

    assert (result.totaal, result.goed, result.weggelaten) == (1, 1, 1)


def test_a_file_of_which_every_row_is_left_out_is_refused() -> None:
    with pytest.raises(UnreadableFile):
        decided(table(lines([{}])), weg=frozenset({2}))


def test_an_answer_yes_makes_the_rows_count_and_no_parks_them() -> None:
    raw = table(lines([{}, {"bsn": BSNS[1], **ADULT}]))
    asked = decided(raw)
    (cause,) = asked.oorzaken

    assert (cause.naam, cause.antwoord, asked.unanswered) == ("V05_1", None, ("V05_1",))
    assert statuses(asked) == ["goed", "bevestigen"]
    yes = decided(raw, antwoorden=(("V05_1", True),))
    assert (statuses(yes), yes.unanswered, yes.oorzaken[0].antwoord) == (["goed", "goed"], (), True)
    no = decided(raw, antwoorden=(("V05_1", False),))
    assert (statuses(no), no.unanswered) == (["goed", "geparkeerd"], ())


def test_a_yes_does_not_let_through_what_blocks_or_what_is_still_asked() -> None:
    raw = table(lines([{**ADULT, "geslacht": "X"}, {"bsn": BSNS[1], **ADULT}]))

    assert statuses(decided(raw, antwoorden=(("V05_1", True),))) == ["geparkeerd", "goed"]


def test_a_question_about_the_file_is_answered_too() -> None:
    raw = table(lines([{"bsn": "999999999"}]))
    result = decided(raw, antwoorden=(("V02_1", True),))

    assert decided(raw).unanswered == ("V02_1",)
    assert result.unanswered == ()
    assert result.goed == 1


def test_a_no_about_the_file_as_a_whole_keeps_it_from_being_submitted() -> None:
    result = decided(table(lines([{"bsn": "999999999"}])), antwoorden=(("V02_1", False),))

    assert result.unanswered == ("V02_1",)
    assert result.oorzaken[0].antwoord is False


def test_an_answer_to_a_rule_that_blocks_changes_nothing() -> None:
    result = decided(table(lines([{"bsn": "123456789"}])), antwoorden=(("V01", True),))

    assert statuses(result) == ["geparkeerd"]
    assert result.oorzaken[0].antwoord is None


def test_every_cause_has_a_name_of_its_own_and_a_column() -> None:
    result = check_rows({"geslacht": "x", "hulpvorm": "99", "datum_aanvang": "10-01-2023"}, ADULT)
    names = [cause.naam for cause in result.oorzaken]

    assert len(set(names)) == len(names)
    assert {"V06_1", "V06_2", "H07:datum_aanvang"} <= set(names)
    by_name = {cause.naam: cause.kolom for cause in result.oorzaken}
    assert (by_name["V06_2"], by_name["H07:datum_aanvang"]) == ("hulpvorm", "datum_aanvang")


def test_all_places_are_given_with_their_column() -> None:
    rows = [{"bsn": f"{n:09d}", "geslacht": "x"} for n in range(100000000, 100000250)]
    result = check_rows(*rows)
    index = next(n for n, cause in enumerate(result.oorzaken) if cause.naam == "V06_1")
    places = [place for place in result.plaatsen.to_pylist() if place["oorzaak"] == index]

    assert [place["rij"] for place in places] == list(range(2, 252))
    assert {place["kolom"] for place in places} == {3}
    assert result.plaatsen.num_rows == sum(cause.aantal for cause in result.oorzaken)


def test_what_stands_in_a_row_after_the_choices_is_given_by_field() -> None:
    raw = table(lines([{"geslacht": "X"}, {"bsn": BSNS[1]}]))
    keuzes = Keuzes(cellen=cells((2, "geslacht", "M")), weg=frozenset({3}))
    found = read_cells(raw, recognise(raw), [2, 3], keuzes)

    assert found.keys() == {2}
    assert (found[2]["geslacht"], found[2]["bsn"]) == ("M", ROW["bsn"])


def test_a_hand_wins_from_a_repair_of_cells() -> None:
    raw = table(lines([{"verwijzer": "A"}, {"bsn": BSNS[1], "verwijzer": "A"}]))
    result = decided(
        raw,
        cellen=cells((2, "verwijzer", "03")),
        herstel=(Herstelkeuze("G02", "verwijzer", (("A", "02"), ("03", "05"))),),
    )

    assert result.rows["verwijzer"].to_pylist() == ["03", "02"]


def test_the_same_choices_give_the_same_outcome() -> None:
    raw = table(lines([{"datum_einde": "20230815"}, {"bsn": BSNS[1], **RUNNING}, {}]))
    chosen = {"herstel": (Herstelkeuze("G07"), Herstelkeuze("G11"))}

    assert replace(decided(raw, **chosen), rows=None, plaatsen=None) == replace(
        decided(raw, **chosen), rows=None, plaatsen=None
    )


def test_steps_are_told_in_their_order_until_all_is_done() -> None:
    told: list[tuple[str, int, int]] = []
    content = "\n".join(";".join(line) for line in lines([{}])).encode()
    check(content, "x.csv", CONTEXT, progress=lambda *step: told.append(step))

    assert list(dict.fromkeys(step for step, _, _ in told)) == [
        "lezen", "herkennen", "herstellen", "regels", "samenvatten",
    ]  # fmt: skip
    assert all(0 <= done <= total for _, done, total in told)
    last = {step: (done, total) for step, done, total in told}
    assert all(done == total for done, total in last.values())
    assert last["regels"][1] > 40


def test_a_rule_that_crashes_is_named_and_no_answer_makes_up_for_it() -> None:
    broken = replace(regels()[0], schending="bestaat_niet = 1")
    raw = table(lines([{}]))
    result = check_table(
        raw, recognise(raw), "x.csv", CONTEXT, (broken, *regels()[1:]),
        keuzes=Keuzes(antwoorden=(("V01", True),)),
    )  # fmt: skip

    assert result.mislukt == ("V01",)
    assert result.blocking
    assert QueryFailed.melding not in {cause.melding for cause in result.oorzaken}
    assert rules(result) == {"V01": 1}
