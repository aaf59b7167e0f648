"""How a file was read is shown column by column, whatever is wrong with its columns."""

from dataclasses import replace

from delivery import LONG_ROW, ROW, check_rows, lines, table

from uitkomst.intake.check import Context, check_table
from uitkomst.intake.keuzes import Herstelkeuze, Keuzes
from uitkomst.intake.lezing import lezing_of
from uitkomst.intake.recognise import recognise
from uitkomst.standard.verslagperiode import Verslagperiode


def test_a_column_shows_its_heading_field_values_and_what_they_became() -> None:
    rows = [{"datum_aanvang": "10-01-2023"}, {"datum_aanvang": "1-2-2023"}]
    lezing = lezing_of(table(lines(rows), kind="xlsx"), "x.xlsx")
    kolom = next(kolom for kolom in lezing.kolommen if kolom.veld == "datum_aanvang")

    assert (kolom.plaats, kolom.kop, kolom.titel) == ("kolom H", "datum_aanvang", "Datum aanvang")
    assert kolom.waarden == ("10-01-2023", "1-2-2023")
    assert kolom.gelezen_als == ("20230110", "20230201")
    assert kolom.uitleg == "datum als dd-mm-jjjj gelezen"


def test_a_column_that_needs_nothing_is_taken_over() -> None:
    lezing = lezing_of(table(lines([{}])), "x.csv")

    assert lezing.kolommen[0].uitleg == "overgenomen"
    assert lezing.kolommen[0].gelezen_als == (ROW["bsn"],)
    assert lezing.ontbrekend == ()


def test_the_first_three_filled_cells_are_shown() -> None:
    rows = [{"doel_1": score} for score in ("", "behaald", "", "Deels behaald", "gelijk", "x")]
    kolom = lezing_of(table(lines(rows)), "x.csv").kolommen[-1]

    assert kolom.waarden == ("behaald", "Deels behaald", "gelijk")
    assert kolom.gelezen_als == ("behaald", "deels", "gelijk")


def test_missing_and_double_columns_are_shown_and_not_refused() -> None:
    cells = [[cell for cell in [*line, line[0]] if cell != "hulpvorm"] for line in lines([{}])]
    cells[1] = [cell for n, cell in enumerate(cells[1]) if n != 5]
    lezing = lezing_of(table(cells), "x.csv")

    assert lezing.ontbrekend == ("hulpvorm",)
    twice = [kolom for kolom in lezing.kolommen if kolom.veld == "bsn"]
    assert len(twice) == 2
    assert all("kies er één" in kolom.uitleg for kolom in twice)


def test_a_file_without_headings_shows_its_columns() -> None:
    lezing = lezing_of(table(lines([{}])[1:]), "x.csv")

    assert lezing.koprij is None
    assert "bsn" in lezing.ontbrekend
    assert lezing.kolommen[0].waarden == (ROW["bsn"],)
    assert lezing.kolommen[0].kop == ""


def test_why_a_column_is_not_read_is_said_of_each() -> None:
    base = {**ROW, "Perspectief": "03", "Behandelaar": "A. de Vries", "kamer": "3"}
    cells = [[*line, extra] for line, extra in zip(lines([{}], base), ["", "x"], strict=True)]
    number = len(base)
    lezing = lezing_of(table(cells), "x.csv", Keuzes(kolommen=((number, ""),)))
    said = {kolom.kop: kolom.uitleg for kolom in lezing.kolommen if kolom.veld is None}

    assert "bestaat sinds 2019 niet meer" in said["Perspectief"]
    assert said["Behandelaar"] == "niet gelezen: geen veld van deze aanlevering"
    assert said["kamer"] == "niet gelezen, zo hebt u gekozen"
    assert said[""] == "niet gelezen: er staat geen kop boven"


def test_an_answer_that_does_not_say_whose_it_is_is_not_read_and_told_so() -> None:
    koppen, row = lines([{}])
    cells = [[*koppen[:10], "tevredenheid", "tevredenheid"], [*row[:10], "8", "7"]]
    told = [kolom.uitleg for kolom in lezing_of(table(cells), "x.csv").kolommen[10:]]

    assert all("wie antwoordde" in uitleg for uitleg in told)
    keuzes = Keuzes(kolommen=((11, "tevredenheid_jeugdige"), (12, "tevredenheid_ouder")))
    read = lezing_of(table(cells), "x.csv", keuzes).kolommen[10:]
    assert [kolom.gelezen_als for kolom in read] == [("8",), ("7",)]


def test_a_heading_that_could_be_a_value_is_not_repeated() -> None:
    lezing = lezing_of(table(lines([{"999900006": "x"}])), "x.csv")

    assert all("999900006" not in kolom.kop for kolom in lezing.kolommen)


def test_the_period_comes_from_the_name_or_from_the_rows() -> None:
    raw = table(lines([{}]))

    assert lezing_of(raw, "levering 2024-2.csv").periode == Verslagperiode(2024, 2)
    assert lezing_of(raw, "levering.csv").periode == Verslagperiode(2023, 1)


def test_kind_separator_encoding_and_sheets_are_named() -> None:
    raw = replace(table(lines([{}])), separator=";", encoding="cp1252", sheets=("A", "B"))
    lezing = lezing_of(raw, "x.csv")

    assert (lezing.soort, lezing.scheidingsteken, lezing.tekenset) == ("csv", ";", "cp1252")
    assert (lezing.bladen, lezing.koprij, lezing.indeling) == (("A", "B"), 1, "portaal-breed-1")


def test_long_columns_are_read_by_their_own_names() -> None:
    lezing = lezing_of(table(lines([{"informant": "ouder", "tevredenheid": "08"}], LONG_ROW)), "x")
    read = {kolom.veld: kolom.gelezen_als for kolom in lezing.kolommen}

    assert (read["informant"], read["tevredenheid"]) == (("O",), ("8",))


def test_headings_without_rows_are_shown_too() -> None:
    lezing = lezing_of(table([list(ROW)]), "x.csv")

    assert [kolom.veld for kolom in lezing.kolommen] == list(ROW)


def test_a_check_keeps_its_reading_without_a_value() -> None:
    result = check_rows({"datum_aanvang": "10-01-2023"})
    lezing = result.lezing

    assert [kolom.veld for kolom in lezing.kolommen] == list(ROW)
    assert lezing == lezing.without_values()
    assert lezing.periode == Verslagperiode(2023, 1)
    assert lezing.kolommen[7].uitleg == "datum als dd-mm-jjjj gelezen"
    assert ROW["bsn"] not in repr(lezing)


def test_the_values_of_a_reading_do_not_show_in_its_repr() -> None:
    assert ROW["bsn"] not in repr(lezing_of(table(lines([{}])), "x.csv"))


def test_the_reading_of_a_check_follows_the_choices() -> None:
    raw = table(lines([{"kamer": "3"}]))
    keuzes = Keuzes(kolommen=((len(ROW) + 1, ""),))
    result = check_table(
        raw, recognise(raw, None, keuzes), "x", Context(Verslagperiode(2023, 1)), keuzes=keuzes
    )

    assert result.lezing.kolommen[-1].uitleg == "niet gelezen, zo hebt u gekozen"


def test_a_reading_shows_what_the_chosen_repair_made_of_the_cells() -> None:
    raw = table(lines([{"datum_aanvang": "01-31-2023"}]))
    keuzes = Keuzes(herstel=(Herstelkeuze("G01", "datum_aanvang", vorm="mdj"),))
    kolom = lezing_of(raw, "x.csv", keuzes).kolommen[7]

    assert (kolom.waarden, kolom.gelezen_als) == (("01-31-2023",), ("20230131",))
    assert kolom.uitleg == "hersteld zoals u koos: maand-dag-jaar (01-31-2023)"
