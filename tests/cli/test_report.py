"""`uitkomst report`: the portal's rooms on local files, as a person types it."""

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from uitkomst.cli.main import main

PERIODE = "2026-1"


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files of thirty made-up providers, of every form, with a register beside them."""
    folder = tmp_path_factory.mktemp("regio")
    made = ["synth", "--seed", "5", "--aanbieders", "30", "--records", "4000"]
    assert main([*made, "--periode", PERIODE, "--uit", str(folder)]) == 0
    return folder


def report(capsys: pytest.CaptureFixture[str], folder: Path, voor: str, *more: str) -> str:
    capsys.readouterr()
    words = ["report", *map(str, sorted(folder.iterdir())), "--periode", PERIODE, "--voor", voor]
    assert main([*words, *more]) == 0
    return capsys.readouterr().out


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    capsys.readouterr()
    assert main(["report", *words]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    return err


def totals(cells: list[dict[str, Any]], along: str) -> dict[tuple[str, ...], dict[str, int]]:
    """The shown counts by everything but one dimension."""
    lines: dict[tuple[str, ...], dict[str, int]] = defaultdict(dict)
    for cell in cells:
        rest = tuple(
            cell[name]
            for name in ("indicator", "gemeente", "aanbieder", "hulpvorm", "categorie")
            if name != along
        )
        if cell["aantal"] is not None:
            lines[rest][cell[along]] = cell["aantal"]
    return {rest: line for rest, line in lines.items() if "totaal" in line and len(line) > 1}


def test_a_gemeente_reads_fives_that_add_up(
    region: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cells = json.loads(report(capsys, region, "gemeente:0518"))["cellen"]
    shown = [cell for cell in cells if cell["verborgen"] is None]
    assert shown
    assert all(cell["aantal"] % 5 == 0 and cell["gemeten"] % 5 == 0 for cell in shown)
    for rest, line in totals(cells, "hulpvorm").items():
        if rest[2] != "overig":
            assert sum(line.values()) == 2 * line["totaal"], rest
    for rest, line in totals(cells, "aanbieder").items():
        if rest[2] != "overig":
            assert sum(line.values()) == 2 * line["totaal"], rest


def test_what_is_hidden_says_why_and_shows_nothing(
    region: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cells = json.loads(report(capsys, region, "gemeente:0518"))["cellen"]
    hidden = [cell for cell in cells if cell["verborgen"] is not None]
    assert hidden
    assert {cell["verborgen"] for cell in hidden} <= {"te klein", "ter bescherming"}
    assert {(cell["aantal"], cell["percentage"], cell["gemeten"]) for cell in hidden} == {
        (None, None, None)
    }


@pytest.mark.parametrize("formaat", ["json", "csv", "html"])
def test_a_solo_practitioner_is_named_in_no_form_for_others(
    region: Path, capsys: pytest.CaptureFixture[str], formaat: str
) -> None:
    lines = (region / "aanbieders.csv").read_text(encoding="utf-8-sig").splitlines()
    solos = [line.split(";") for line in lines if ";solo;" in line]
    assert solos
    text = report(capsys, region, "regio:Haaglanden", "--formaat", formaat)
    for bestand, naam, _, kvk, agb, *_ in solos:
        assert not [part for part in (Path(bestand).stem, naam, kvk, agb) if part and part in text]


def test_a_region_holds_its_gemeenten_and_their_total(
    region: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cells = json.loads(report(capsys, region, "regio:Haaglanden"))["cellen"]
    assert {"0518", "totaal"} <= {cell["gemeente"] for cell in cells}
    for rest, line in totals(cells, "gemeente").items():
        if rest[1] == "totaal" and rest[2] != "overig":
            assert sum(line.values()) == 2 * line["totaal"], rest


def test_an_aanbieder_reads_its_own_figures_exactly(
    region: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    largest = max(region.glob("a*jeugdhulp*"), key=lambda path: path.stat().st_size)
    capsys.readouterr()
    words = ["report", str(largest), "--periode", PERIODE, "--voor", "aanbieder"]
    assert main(words) == 0
    cells = json.loads(capsys.readouterr().out)["cellen"]
    assert cells
    assert all(cell["verborgen"] is None for cell in cells)
    assert any(cell["aantal"] % 5 for cell in cells)


def test_several_files_cannot_be_one_aanbieder(
    region: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [str(path) for path in sorted(region.glob("a*jeugdhulp*"))[:2]]
    said = refused(capsys, *files, "--periode", PERIODE, "--voor", "aanbieder")
    assert "één bestand" in said


@pytest.mark.parametrize("voor", ["gemeente:9999", "regio:Nergens", "iedereen", "gemeente"])
def test_an_unknown_reader_is_told_what_can_be_asked(
    region: Path, capsys: pytest.CaptureFixture[str], voor: str
) -> None:
    file = str(next(region.glob("a*jeugdhulp*")))
    assert "gemeente:0034" in refused(capsys, file, "--periode", PERIODE, "--voor", voor)


def test_a_file_that_cannot_be_read_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    odd = tmp_path / "vreemd.xlsx"
    odd.write_bytes(b"%PDF-1.7")
    said = refused(capsys, str(odd), "--periode", PERIODE, "--voor", "gemeente:0518")
    assert "vreemd.xlsx" in said
    gone = refused(capsys, str(tmp_path / "weg.csv"), "--periode", PERIODE, "--voor", "aanbieder")
    assert "weg.csv" in gone
