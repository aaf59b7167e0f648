"""What a page gets to check files by itself is what files are checked with here."""

import json
import re
from string import Template

import pyarrow as pa
import pytest
from delivery import lines, table

from uitkomst.intake.checking.decided import body_of
from uitkomst.intake.checking.engine import query
from uitkomst.intake.checking.normalise import normalise
from uitkomst.intake.keuzes import AS_RECOGNISED
from uitkomst.intake.package import rule_package
from uitkomst.intake.recognise import recognise
from uitkomst.standard.regel import regels

PACKAGE = rule_package()
DIRTY = [
    {"bsn": " 99990000.0", "hulpvorm": "2", "datum_aanvang": "10-01-2023", "geslacht": "v"},
    {"bsn": "999999999", "datum_aanvang": "44936", "tevredenheid_jeugdige": "08"},
    {"bsn": "", "clientnummer": "12.0", "geboortedatum": "2010-05-00", "doel_1": "Deels behaald"},
]


def test_it_is_plain_json_of_a_modest_size() -> None:
    text = json.dumps(PACKAGE)

    assert json.loads(text) == PACKAGE
    assert len(text) < 1_500_000


def test_it_has_every_rule_and_nothing_else() -> None:
    assert [regel["naam"] for regel in PACKAGE["regels"]] == [regel.naam for regel in regels()]
    assert [regel["voorwaarde"] for regel in PACKAGE["regels"]] == [r.schending for r in regels()]


@pytest.mark.parametrize("code", ["2000-1", "2021-2", "2023-1", "2099-2"])
def test_every_word_a_rule_speaks_is_known_in_every_period(code: str) -> None:
    words = {**PACKAGE["woorden"], **PACKAGE["perioden"][code]["woorden"]}
    words["periode_afgeleid"] = "false"  # the page says so itself

    for regel in PACKAGE["regels"]:
        if set(regel["nodig"]) <= {"periode"}:
            assert "$" not in Template(regel["voorwaarde"]).substitute(words)


def test_words_stand_with_a_period_only_where_they_differ() -> None:
    assert "codes_hulpvorm" in PACKAGE["woorden"]
    assert PACKAGE["perioden"]["2023-1"]["woorden"]["eerste_dag"] == "date '2023-01-01'"
    assert all("min_leeftijd_jeugdige" not in p["woorden"] for p in PACKAGE["perioden"].values())


def test_its_sql_makes_the_rows_the_check_makes_here() -> None:
    """All columns, none taken for clean: what this file lacks is empty, and the rows are equal."""
    raw = table(lines(DIRTY))
    recognised = recognise(raw)
    here = normalise(body_of(raw, recognised, AS_RECOGNISED)).rijen
    layout = PACKAGE["normaliseren"]["breed"]
    cells = raw.cells.slice(1)
    empty = pa.nulls(cells.num_rows, pa.string())
    columns = {
        f"k{at}": cells[f"k{recognised.kolommen[naam]}"] if naam in recognised.kolommen else empty
        for at, naam in enumerate(layout["kolommen"], start=1)
    }
    there = query(layout["sql"]["1900"][""], rauw=pa.table({"rij": cells["rij"], **columns}))

    assert there.num_rows == len(DIRTY)
    for naam in set(here.column_names) - {"gemeente"}:
        assert there[naam].to_pylist() == here[naam].to_pylist(), naam


def test_there_is_sql_for_every_way_to_be_in_doubt() -> None:
    for layout in PACKAGE["normaliseren"].values():
        keys = {f"{doubt['kolom']}:{doubt['herstel']}" for doubt in layout["twijfels"]}
        for by_key in layout["sql"].values():
            assert len(by_key) == 2 ** len(keys)
            assert {part for key in by_key for part in key.split()} == keys


def test_sentences_about_a_file_leave_a_gap_for_what_is_wrong() -> None:
    for naam in ("kapot", "ander_type", "macro", "te_groot", "alleen_kop"):
        assert "{wat}" in PACKAGE["weigeringen"][naam]["melding"]
    assert not re.search(r"[0-9]{9}", json.dumps(PACKAGE["weigeringen"]))
