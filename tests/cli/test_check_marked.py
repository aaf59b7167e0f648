"""`uitkomst check --gemarkeerd`: the marked file is written whole, or not at all."""

import io
import json
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from uitkomst.cli.main import main

KOP = (
    "bsn;geboortedatum;geslacht;postcode_of_gemeente;verwijzer;hulpvorm;gestart_met_crisis;"
    "datum_aanvang;datum_einde;reden_beeindiging;tevredenheid_jeugdige"
)
GOOD = "999900006;20100510;V;1315AA;02;02;02;20230110;20230510;01;8"
WRONG = "123456789;20100510;V;1315AA;02;02;02;20230110;20230510;01;11"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "levering.csv"
    path.write_text("\n".join([KOP, GOOD, WRONG]), encoding="utf-8")
    return path


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "levering.xlsx"
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet("Data")
    for r, line in enumerate([KOP, GOOD, WRONG]):
        sheet.write_row(r, 0, line.split(";"))
    book.close()
    path.write_bytes(buffer.getvalue())
    return path


def run(source: Path, target: Path, *more: str) -> int:
    return main(["check", str(source), "--periode", "2023-1", "--gemarkeerd", str(target), *more])


def test_the_workbook_is_written_for_its_owner_only_and_the_exit_code_stays(
    workbook, tmp_path, capsys
):
    target = tmp_path / "uit.xlsx"
    before = workbook.read_bytes()

    assert run(workbook, target) == 1
    assert "uit.xlsx is geschreven" in capsys.readouterr().out
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    book = openpyxl.load_workbook(target)
    assert book.sheetnames == ["Data", "Oorzaken"]
    assert "(V01)" in book["Data"]["A3"].comment.text
    assert workbook.read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["levering.xlsx", "uit.xlsx"]


def test_a_csv_comes_back_as_workbook_or_as_csv(source, tmp_path):
    assert run(source, tmp_path / "uit.xlsx") == 1
    assert run(source, tmp_path / "uit.csv") == 1

    lines = (tmp_path / "uit.csv").read_text().split("\n")
    assert lines[0] == f"{KOP};bevindingen"
    assert lines[1] == f"{GOOD};"
    assert lines[2].startswith(f"{WRONG};")
    assert openpyxl.load_workbook(tmp_path / "uit.xlsx").worksheets[0]["A3"].value == "123456789"


def test_json_says_where_and_holds_no_values(source, tmp_path, capsys):
    run(source, tmp_path / "uit.xlsx", "--json")

    out = capsys.readouterr().out
    assert json.loads(out)["gemarkeerd"]["bestand"] == "uit.xlsx"
    assert "123456789" not in out


@pytest.mark.parametrize("how", ["same", "link", "other path"])
def test_the_file_that_is_checked_is_never_written_over(workbook, tmp_path, capsys, how):
    target = workbook
    if how == "link":
        target = tmp_path / "link.xlsx"
        target.symlink_to(workbook)
    elif how == "other path":
        target = tmp_path / ".." / tmp_path.name / workbook.name
    before = workbook.read_bytes()

    assert run(workbook, target) == 2
    assert "dat u controleert" in capsys.readouterr().err
    assert workbook.read_bytes() == before


@pytest.mark.parametrize(
    ("target", "told"),
    [
        ("uit.ods", "moet op .xlsx eindigen"),
        ("uit", "moet op .xlsx eindigen"),
        ("nergens/uit.xlsx", "bestaat niet"),
        ("map.xlsx", "is een map"),
    ],
)
def test_a_target_that_cannot_be_is_refused_before_any_work(source, tmp_path, capsys, target, told):
    (tmp_path / "map.xlsx").mkdir()

    assert run(source, tmp_path / target) == 2
    assert told in capsys.readouterr().err


def test_a_workbook_cannot_come_back_as_csv(workbook, tmp_path, capsys):
    assert run(workbook, tmp_path / "uit.csv") == 2
    assert "(.xlsx)" in capsys.readouterr().err
    assert not (tmp_path / "uit.csv").exists()


def test_a_file_that_cannot_be_read_leaves_the_target_alone(tmp_path, capsys):
    source, target = tmp_path / "x.csv", tmp_path / "uit.xlsx"
    source.write_bytes(b"%PDF-1.7")
    target.write_bytes(b"van gisteren")

    assert run(source, target) == 2
    assert target.read_bytes() == b"van gisteren"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["uit.xlsx", "x.csv"]


def test_nothing_half_made_stays_behind_when_writing_fails(source, tmp_path, capsys, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert run(source, tmp_path / "uit.xlsx") == 2

    assert "niet te schrijven" in capsys.readouterr().err
    assert [p.name for p in tmp_path.iterdir()] == ["levering.csv"]


KILLED = """
import os, signal, sys
from uitkomst.cli.main import main
os.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL)
main(sys.argv[1:])
"""


@pytest.mark.skipif(not hasattr(os, "O_TMPFILE"), reason="a file must have a name here")
def test_nothing_stays_behind_when_it_is_killed_while_it_writes(source, tmp_path):
    target = tmp_path / "uit.xlsx"
    asked = ["check", str(source), "--periode", "2023-1", "--gemarkeerd", str(target)]

    done = subprocess.run([sys.executable, "-c", KILLED, *asked], capture_output=True, check=False)

    assert done.returncode == -signal.SIGKILL
    assert [p.name for p in tmp_path.iterdir()] == ["levering.csv"]


def test_a_crash_leaves_no_copy_of_the_memory(source, tmp_path):
    code = "import resource, sys; from uitkomst.cli.main import main; main(sys.argv[1:]); "
    code += "print(resource.getrlimit(resource.RLIMIT_CORE))"

    done = subprocess.run(
        [sys.executable, "-c", code, "check", str(source)], capture_output=True, check=False
    )

    assert done.stdout.decode().endswith("(0, 0)\n")


def test_a_citizens_number_in_the_name_of_the_target_is_not_shown(source, tmp_path, capsys):
    run(source, tmp_path / "kind 999900006.xlsx")

    captured = capsys.readouterr()
    assert "999900006" not in captured.out + captured.err


def test_in_english_the_causes_and_the_workbook_are_english(workbook, tmp_path, capsys):
    assert run(workbook, tmp_path / "out.xlsx", "--taal", "en") == 1

    text = capsys.readouterr().out
    assert "Blocks" in text
    assert "valid BSN" in text
    assert "Dit is geen" not in text
    assert openpyxl.load_workbook(tmp_path / "out.xlsx").sheetnames == ["Data", "Causes"]
