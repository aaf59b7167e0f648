"""`uitkomst report`: the portal's rooms on local files, as a person types it."""

import json
from collections import defaultdict
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from shutil import copy
from typing import Any

import pytest

from uitkomst.cli.main import main

PERIODE = "2026-1"


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files of ten made-up providers, of several forms, with a register beside them."""
    folder = tmp_path_factory.mktemp("regio")
    made = ["synth", "--seed", "5", "--aanbieders", "10", "--records", "1200"]
    assert main([*made, "--periode", PERIODE, "--uit", str(folder)]) == 0
    return folder


def asked(files: list[Path], voor: str, formaat: str = "json") -> str:
    words = ["report", *map(str, files), "--periode", PERIODE, "--voor", voor]
    out = StringIO()
    with redirect_stdout(out):
        assert main([*words, "--formaat", formaat]) == 0
    return out.getvalue()


@pytest.fixture(scope="module")
def of_region(region: Path) -> list[dict[str, Any]]:
    return list(json.loads(asked(sorted(region.iterdir()), "regio:Haaglanden"))["cellen"])


@pytest.fixture(scope="module")
def of_gemeente(region: Path) -> list[dict[str, Any]]:
    """The same files, given the other way round."""
    files = sorted(region.iterdir(), reverse=True)
    return list(json.loads(asked(files, "gemeente:0518"))["cellen"])


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


def test_a_gemeente_reads_fives_that_add_up(of_gemeente: list[dict[str, Any]]) -> None:
    shown = [cell for cell in of_gemeente if cell["verborgen"] is None]
    assert shown
    assert all(cell["aantal"] % 5 == 0 and cell["gemeten"] % 5 == 0 for cell in shown)
    for along in ("hulpvorm", "aanbieder"):
        for rest, line in totals(of_gemeente, along).items():
            if rest[2] != "overig":
                assert sum(line.values()) == 2 * line["totaal"], rest


def test_what_is_hidden_says_why_and_shows_nothing(of_gemeente: list[dict[str, Any]]) -> None:
    hidden = [cell for cell in of_gemeente if cell["verborgen"] is not None]
    assert hidden
    assert {cell["verborgen"] for cell in hidden} <= {"te klein", "ter bescherming"}
    assert {(cell["aantal"], cell["percentage"], cell["gemeten"]) for cell in hidden} == {
        (None, None, None)
    }


def test_a_gemeente_reads_the_very_figures_of_its_part_of_the_region(
    of_gemeente: list[dict[str, Any]], of_region: list[dict[str, Any]]
) -> None:
    """Rounded twice, the same count would be known twice; the order of the files is no matter."""
    assert of_gemeente == [cell for cell in of_region if cell["gemeente"] == "0518"]


@pytest.mark.parametrize("formaat", ["json", "csv", "html"])
def test_a_solo_practitioner_is_named_in_no_form_for_others(region: Path, formaat: str) -> None:
    lines = (region / "aanbieders.csv").read_text(encoding="utf-8-sig").splitlines()
    solos = [line.split(";") for line in lines if ";solo;" in line]
    assert solos
    text = asked(sorted(region.iterdir()), "regio:Haaglanden", formaat)
    for bestand, naam, _, kvk, agb, *_ in solos:
        assert not [part for part in (Path(bestand).stem, naam, kvk, agb) if part and part in text]


def test_a_region_holds_its_gemeenten_and_their_total(of_region: list[dict[str, Any]]) -> None:
    assert {"0518", "totaal"} <= {cell["gemeente"] for cell in of_region}
    for rest, line in totals(of_region, "gemeente").items():
        if rest[1] == "totaal" and rest[2] != "overig":
            assert sum(line.values()) == 2 * line["totaal"], rest


def test_a_region_of_one_gemeente_reads_that_gemeente(region: Path) -> None:
    files = sorted(region.iterdir())[:2]
    assert asked(files, "regio:Utrecht stad") == asked(files, "gemeente:0344")


def test_an_aanbieder_reads_its_own_figures_exactly(region: Path) -> None:
    largest = max(region.glob("a*jeugdhulp*"), key=lambda path: path.stat().st_size)
    cells = json.loads(asked([largest], "aanbieder"))["cellen"]
    assert cells
    assert all(cell["verborgen"] is None for cell in cells)
    assert any(cell["aantal"] % 5 for cell in cells)


def test_a_spreadsheet_program_sees_the_signs_in_the_csv(region: Path) -> None:
    lines = asked(sorted(region.iterdir()), "gemeente:0518", "csv").splitlines()
    assert lines[0].startswith("\ufeffindicator;gemeente;")
    assert all(line.count(";") == 8 for line in lines)


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


def test_all_files_that_cannot_be_read_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    odd = tmp_path / "vreemd.xlsx"
    odd.write_bytes(b"%PDF-1.7")
    gone = str(tmp_path / "weg.csv")
    said = refused(capsys, str(odd), gone, "--periode", PERIODE, "--voor", "gemeente:0518")
    assert "vreemd.xlsx" in said
    assert "weg.csv" in said


@pytest.mark.parametrize(
    ("register", "said"),
    [
        ("bestand;aanbieder;soort\na.csv;Anna;zzp\n", "de soort bij a is niet"),
        ("bestand;aanbieder;soort\nb.csv;Bert;solo\n", "Niet in het register van aanbieders: a"),
        ("bestand;aanbieder\na.csv;Anna\n", "mist een van de kolommen"),
        ("bestand;aanbieder;soort\na.csv;Zoë;solo\n", "niet te lezen"),
    ],
    ids=["unknown kind", "not in it", "column missing", "not UTF-8"],
)
def test_a_register_that_leaves_open_who_is_solo_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], register: str, said: str
) -> None:
    (tmp_path / "aanbieders.csv").write_text(register, encoding="latin-1")
    file = str(tmp_path / "a.csv")
    assert said in refused(capsys, file, "--periode", PERIODE, "--voor", "gemeente:0518")


def test_without_a_register_it_says_that_nobody_is_taken_for_solo(
    region: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = Path(copy(next(region.glob("a*jeugdhulp*")), tmp_path))
    asked([file], "gemeente:0518")
    assert "zelfstandige" in capsys.readouterr().err
