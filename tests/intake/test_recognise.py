"""Which row holds the headings, which column is which field, and what is refused by name."""

from dataclasses import replace

import pytest
from delivery import LONG_ROW, ROW, checked, lines, table

from uitkomst.intake.recognise import WrongColumns, recognise
from uitkomst.intake.refusals import UnreadableFile

KOPPEN = list(ROW)
VALUES = list(ROW.values())


def test_headings_are_found_under_rows_of_title() -> None:
    raw = table([["Export jeugdhulp"], ["", "gemaakt op", "1 juli"], KOPPEN, VALUES], first=2)

    assert recognise(raw).koprij == 4


def test_headings_are_known_by_their_aliases_in_any_order_and_spelling() -> None:
    koppen = [
        "Reden beëindiging", "EINDDATUM", "startdatum", "Crisis", "Type jeugdhulp", "Verwezen door",
        "Postcode", "M/V", "Geb. datum", "Burgerservicenummer",
    ]  # fmt: skip
    recognised = recognise(table([koppen, ["x"] * 10]))

    assert recognised.indeling == "portaal-breed-1"
    assert recognised.kolommen["bsn"] == 10
    assert recognised.kolommen["reden_beeindiging"] == 1
    assert "tevredenheid_ouder" in recognised.ontbrekend


def test_a_column_for_who_answered_makes_the_layout_long() -> None:
    recognised = recognise(table(lines([{}], LONG_ROW)))

    assert recognised.indeling == "portaal-lang-1"
    assert {"informant", "tevredenheid", "zonder_hulp"} <= recognised.kolommen.keys()


def test_columns_nobody_asked_for_are_dropped_and_named() -> None:
    recognised = recognise(table(lines([{"Naam behandelaar": "A. de Vries"}])))

    assert recognised.onbekend == ("Naam behandelaar",)
    assert any("Naam behandelaar" in note for note in recognised.notes)
    assert "de Vries" not in repr(recognised)


def test_the_old_column_perspectief_is_ignored_with_a_notice() -> None:
    recognised = recognise(table(lines([{"Perspectief": "03"}])))

    assert recognised.onbekend == ()
    assert any("perspectief" in note for note in recognised.notes)


def test_missing_columns_are_named_beside_those_that_were_found() -> None:
    cells = [[cell for n, cell in enumerate(line) if n not in (5, 8)] for line in lines([{}])]
    with pytest.raises(WrongColumns) as refused:
        recognise(table(cells))

    assert refused.value.reden == "kolommen_ontbreken"
    assert refused.value.ontbrekend == ("hulpvorm", "datum_einde")
    assert "Hulpvorm, Datum einde" in refused.value.melding
    assert "datum_aanvang" in refused.value.melding
    assert ROW["bsn"] not in refused.value.melding


def test_a_column_that_comes_twice_is_refused() -> None:
    cells = [[*line, line[0]] for line in lines([{}])]
    with pytest.raises(
        WrongColumns, match="Meer dan één kolom betekent Burgerservicenummer"
    ) as got:
        recognise(table(cells))

    assert got.value.reden == "kolom_dubbel"
    assert f"(kolom 1), 'bsn' (kolom {len(cells[0])})" in got.value.melding


def test_columns_with_values_and_no_heading_are_named_by_their_place() -> None:
    cells = [[*KOPPEN, ""], [*VALUES, "Jan de Vries"]]
    number = len(cells[0])
    for kind, place in (("csv", f"kolom {number}"), ("xlsx", f"kolom {chr(64 + number)}")):
        notes = recognise(table(cells, kind=kind)).notes

        assert f"Niet gelezen, want er staat geen kop boven: {place}." in notes
        assert not any("Vries" in note for note in notes)


def test_a_refusal_says_how_the_file_was_read() -> None:
    raw = replace(table([["a;b"], ["c;d"]]), notes=("Scheidingsteken: komma (,).",))
    with pytest.raises(WrongColumns, match="Hoe het bestand is gelezen: Scheidingsteken: komma"):
        recognise(raw)


def test_another_export_is_recognised_as_such() -> None:
    koppen = ["BSN", "Geboortedatum", "Geslacht", "Postcode", "Type maatregel", "Datum aanvang"]
    with pytest.raises(WrongColumns, match="jeugdbescherming of jeugdreclassering"):
        recognise(table([koppen, ["x"] * 6]))


@pytest.mark.parametrize(
    ("koppen", "what"),
    [
        (["Factuurnummer", "Naam", "Bedrag", "Periode"], "declaraties"),
        (["BSN", "Toewijzingnummer", "Productcode", "Omvang"], r"toewijzingen \(iJw\)"),
        (["Berichtcode", "Berichtversie", "BSN"], r"start- en stopberichten \(iJw\)"),
        (["Cliënt", "Type maatregel", "Gezinsvoogd"], "jeugdbescherming of jeugdreclassering"),
        (["Personeelsnummer", "Naam", "Salaris"], "personeel"),
    ],
)
def test_another_export_with_hardly_a_heading_of_ours_is_named_too(
    koppen: list[str], what: str
) -> None:
    with pytest.raises(WrongColumns, match=f"Dit lijkt een bestand met {what}") as refused:
        recognise(table([["Export van vandaag"], koppen, ["geheim"] * len(koppen)]))

    assert "geheim" not in refused.value.melding


def test_a_file_of_measures_in_the_columns_of_a_delivery_is_named_first() -> None:
    result = checked(table(lines([{"hulpvorm": code} for code in ("21", "41", "61")])))

    first = result.oorzaken[0]
    assert (first.regel, first.ernst) == ("V23", "bestand")
    assert "jeugdbescherming of jeugdreclassering" in first.melding
    assert [c.aantal for c in result.oorzaken if c.naam == "V23_1"] == [3]
    assert result.goed == 0


def test_a_file_without_headings_shows_none_of_its_cells() -> None:
    with pytest.raises(WrongColumns) as refused:
        recognise(table([VALUES, VALUES]))

    assert refused.value.reden == "geen_kop"
    for value in filter(None, VALUES):
        assert value not in refused.value.melding


@pytest.mark.parametrize(
    "kop", ["999900006", "20100510", "1315 AA", "jan@example.nl", "10-05-2010", "9999.00.006",
     "٩٩٩٩٠٠٠٠٦", "９９９９００００６", "999_900_006", "9\u200b99900006", "10 mei 2010"],
)  # fmt: skip
def test_a_heading_that_looks_like_a_value_is_not_repeated(kop: str) -> None:
    recognised = recognise(table(lines([{kop: "x"}])))

    assert kop not in repr(recognised.onbekend)
    assert kop not in repr(recognised.notes)


def test_a_heading_with_terminal_codes_is_shown_without_them() -> None:
    recognised = recognise(table(lines([{"\x1b[31mnotitie": "x"}])))

    assert "\x1b" not in recognised.onbekend[0]


def test_a_file_with_only_headings_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="geen gegevens daaronder") as refused:
        recognise(table([["titel"], KOPPEN]))

    assert refused.value.reden == "alleen_kop"


def test_of_two_rows_of_headings_the_fuller_one_counts() -> None:
    koppen, row = lines([{}])
    legend = [*koppen[:7], *[""] * 7]
    recognised = recognise(table([legend, ["uitleg"] * 14, koppen, row]))

    assert recognised.koprij == 3
    assert set(ROW) <= recognised.kolommen.keys()


def test_the_headings_are_looked_for_in_the_first_twenty_rows_only() -> None:
    with pytest.raises(WrongColumns):
        recognise(table([["regel"]] * 20 + [KOPPEN, VALUES]))
