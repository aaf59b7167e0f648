"""The generated pages tell everything the standard declares, with its source and its mark."""

import pytest

from uitkomst.standard.codelijst import codelijsten
from uitkomst.standard.handbook import pages, write
from uitkomst.standard.indelingsprofiel import indelingsprofielen
from uitkomst.standard.indicator import indicatoren
from uitkomst.standard.markdown import table
from uitkomst.standard.recordindeling import recordindeling
from uitkomst.standard.regel import regels
from uitkomst.standard.shelf import STATUS_UITLEG

DECLARED = {
    "codelijsten.md": codelijsten(),
    "recordindeling.md": (*recordindeling().velden, *indelingsprofielen()),
    "regelboek.md": regels(),
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

    for regel in regels():
        assert text.count(f"\n## {regel.code} ") == 1
    assert all(regel.melding in text and regel.remedie in text for regel in regels())


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
