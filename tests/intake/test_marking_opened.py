"""Marked files opened by another program: LibreOffice, without a window."""

import io
import shutil
import subprocess
from html import unescape
from pathlib import Path

import openpyxl
import pytest
from marking_files import mark, rich_workbook, strictly_looked_at
from test_marking_text import PAYLOADS, quoted_csv, with_payloads

OFFICE = shutil.which("soffice")
pytestmark = pytest.mark.skipif(OFFICE is None, reason="LibreOffice (soffice) is not installed")


def opened(content: bytes, folder: Path, to: str) -> bytes:
    """The file as LibreOffice writes it after opening it."""
    (folder / "in.xlsx").write_bytes(content)
    out = folder / "out"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [OFFICE, profile, "--headless", "--convert-to", to, "--outdir", str(out)]
    subprocess.run(
        [*command, str(folder / "in.xlsx")], check=True, capture_output=True, timeout=180
    )
    return next(out.iterdir()).read_bytes()


def test_no_text_of_the_sender_is_run(tmp_path):
    made = mark(quoted_csv(with_payloads()), "x.csv")
    sheet = opened(made.content, tmp_path, "fods").decode()

    assert "table:formula" not in sheet
    for payload in {p.strip() for p in PAYLOADS}:
        assert f">{payload}</text:p>" in unescape(sheet)


def test_no_text_of_the_sender_is_run_in_the_csv(tmp_path):
    made = mark(quoted_csv(with_payloads()), "x.csv", als="csv")
    read_as = "--infilter=Text - txt - csv (StarCalc):59,34,76,1,,0,false,true"
    (tmp_path / "in.csv").write_bytes(made.content)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [OFFICE, profile, "--headless", read_as, "--convert-to", "fods", "--outdir"]
    subprocess.run(
        [*command, str(tmp_path), str(tmp_path / "in.csv")],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip

    sheet = (tmp_path / "in.fods").read_text()
    assert "table:formula" not in sheet
    assert sheet.count("WEBSERVICE") == 1


def test_the_workbook_opens_with_its_marks_its_comments_and_all_that_was_in_it(tmp_path):
    made = mark(rich_workbook()).content
    again = openpyxl.load_workbook(io.BytesIO(opened(made, tmp_path, "xlsx")))

    assert again.sheetnames[-1] == "Oorzaken"
    sheet = again.worksheets[0]
    assert sheet["A5"].fill.fgColor.rgb == "FFF2A65A"
    assert "(V01)" in sheet["A5"].comment.text
    assert sheet["A4"].comment.text == "Van mij zelf"
    assert sheet["P4"].value == "=1+1"
    assert again["Cijfers"]._charts
    assert again["Verborgen"].sheet_state == "hidden"
    link = next(c for row in again["Oorzaken"] for c in row if c.hyperlink).hyperlink
    assert "A5" in link.location


def test_a_workbook_saved_by_libreoffice_is_marked_too(tmp_path):
    saved = opened(rich_workbook(), tmp_path, "xlsx")
    made = mark(saved).content

    strictly_looked_at(made)
    sheet = openpyxl.load_workbook(io.BytesIO(made)).worksheets[0]
    assert sheet["A5"].fill.fgColor.rgb == "FFF2A65A"
    assert sheet["A4"].comment.text == "Van mij zelf"
    assert "(V01)" in sheet["A5"].comment.text
