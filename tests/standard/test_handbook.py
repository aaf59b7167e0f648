"""The generated pages tell everything the standard declares, with its source and its mark."""

import pytest

from uitkomst.standard.codelijst import codelijsten
from uitkomst.standard.handbook import pages, write
from uitkomst.standard.herstelregel import herstelset
from uitkomst.standard.indelingsprofiel import indelingsprofielen
from uitkomst.standard.indicator import indicatoren
from uitkomst.standard.markdown import table
from uitkomst.standard.recordindeling import recordindeling
from uitkomst.standard.regel import UITBREIDINGEN, regels
from uitkomst.standard.rulebook import OWN
from uitkomst.standard.shelf import STATUS_UITLEG
from uitkomst.standard.voorstel import voorstelset

EXTENSION_RULES = [regel for naam in UITBREIDINGEN for regel in regels(naam)]
EXTENSION_FIELDS = [veld for naam in UITBREIDINGEN for veld in recordindeling(naam).velden]
DECLARED = {
    "codelijsten.md": codelijsten(),
    "recordindeling.md": (*recordindeling().velden, *indelingsprofielen(), *EXTENSION_FIELDS),
    "regelboek.md": (*regels(), *EXTENSION_RULES, *voorstelset().voorstellen),
    "indicatoren.md": indicatoren(),
}


@pytest.mark.parametrize("name", DECLARED)
def test_a_page_names_everything_declared_with_source_and_mark(name):
    text = pages()[name]

    for thing in DECLARED[name]:
        assert thing.titel in text
        assert thing.bron in text
        assert thing.status in text
    assert all(f"**{mark}**: {uitleg}" in text for mark, uitleg in STATUS_UITLEG.items())


def test_a_page_shows_every_code_with_its_days_and_every_gap_with_its_reason():
    text = pages()["codelijsten.md"]

    for lijst in codelijsten():
        assert all(f"| `{code.code}` | {code.titel} |" in text for code in lijst.codes)
        assert all(lacune.reden in text for lacune in lijst.lacunes)
    assert "| `07` | Onbekend | – | tot en met 2014-12-31 |" in text


def test_every_rule_shows_what_it_says_and_what_to_do():
    text = pages()["regelboek.md"]

    for regel in (*regels(), *EXTENSION_RULES):
        assert text.count(f"\n## {regel.code} ") == 1
        assert regel.melding in text
        assert regel.remedie in text


def test_a_sentence_of_a_rule_stands_beside_its_own_source_and_mark():
    text = pages()["regelboek.md"]

    for code in {regel.code for regel in regels()}:
        chapter = text.split(f"\n## {code} ")[1].split("\n## ")[0]
        for regel in (regel for regel in regels() if regel.code == code):
            assert f"Bron: {regel.bron}. Merk: **{regel.status}**." in chapter


def test_what_is_a_choice_of_this_project_is_never_marked_as_a_rule_of_cbs():
    things = (*regels(), *EXTENSION_RULES, *voorstelset().voorstellen, *codelijsten())
    for thing in (*things, *recordindeling().velden, *EXTENSION_FIELDS, *indicatoren()):
        if "van dit p" in thing.bron and thing.status == "VERIFIED":
            assert "; dat" in thing.bron, thing.titel
        if thing.status == "PROPOSED":
            assert "van dit p" in thing.bron or "Almere" in thing.bron, thing.titel


def test_every_repair_stands_in_the_regelboek():
    text = pages()["regelboek.md"]

    for herstel in herstelset().herstel:
        assert f"| `{herstel.code}` | {herstel.titel} |" in text


def test_what_extends_a_delivery_is_said_to_be_our_own():
    assert pages()["regelboek.md"].count(f"**{OWN}**") == len(UITBREIDINGEN)
    assert pages()["recordindeling.md"].count(f"**{OWN}**") == len(UITBREIDINGEN)


def test_every_repair_to_choose_stands_in_the_regelboek_with_its_examples():
    text = pages()["regelboek.md"]

    for voorstel in voorstelset().voorstellen:
        chapter = text.split(f"\n### {voorstel.code} ")[1].split("\n### ")[0]
        assert chapter.count(" wordt: ") >= len(voorstel.voorbeelden)
    assert all(f"| `{vorm.code}` | {vorm.titel} |" in text for vorm in voorstelset().vormen)


def test_a_long_example_is_counted_instead_of_written_out():
    assert "en nog 16 andere rijen" in pages()["regelboek.md"]


def test_every_indicator_shows_its_worked_examples_and_weaknesses():
    text = pages()["indicatoren.md"]

    for indicator in indicatoren():
        assert all(f"### {voorbeeld.naam}: " in text for voorbeeld in indicator.voorbeelden)
        assert all(zin in text for zin in indicator.let_op)


def test_all_pages_are_written_into_a_folder_that_need_not_exist(tmp_path):
    write(tmp_path / "docs" / "generated")

    written = {path.name: path.read_text("utf-8") for path in tmp_path.glob("docs/generated/*")}
    assert written == pages()


def test_a_table_keeps_its_columns_whatever_a_cell_holds():
    assert table(("a", "b"), [("x|y\nz", None)]).splitlines()[2] == "| x\\|y z | – |"
