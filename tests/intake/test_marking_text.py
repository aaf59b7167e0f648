"""Files that are no .xlsx: a workbook made from what was read, or the same csv with a column."""

import io

import openpyxl
import pytest
from delivery import ROW, lines
from files import csv_bytes, ods, xls
from marking_files import WRONG, checked, mark, parts, strictly_looked_at

from uitkomst.intake.marking.formula import would_run
from uitkomst.intake.marking.mark import marked
from uitkomst.intake.marking.words import KLEUREN
from uitkomst.intake.read import read
from uitkomst.intake.refusals import UnreadableFile
from uitkomst.standard.indelingsprofiel import indelingsprofielen

OTHER = {"bsn": "999900031"}
PAYLOADS = [
    "=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1", "\n=1+1", "=cmd|' /C calc'!A0",
    "=HYPERLINK(\"http://x\",\"y\")", "＝1+1", "＋1+1", "－1+1", "＠SUM(1)", " =1+1",
    "=WEBSERVICE(\"http://x\")", "=IMPORTXML(A1)", "@A1", "-2+3+cmd|' /C calc'!A0",
    "+A1*1", "=DDE(\"a\";\"b\";\"c\")",
]  # fmt: skip


def with_payloads() -> list[list[str]]:
    kop, *rows = lines([{"bsn": "123456789"} for _ in PAYLOADS])
    return [[*kop, "opmerking"], *([*row, p] for row, p in zip(rows, PAYLOADS, strict=True))]


def quoted_csv(grid: list[list[str]], separator: str = ";") -> bytes:
    def cell(text: str) -> str:
        return '"' + text.replace('"', '""') + '"' if set(text) & set(';"\r\n\t') else text

    return "\n".join(separator.join(cell(c) for c in row) for row in grid).encode()


@pytest.mark.parametrize(
    ("content", "naam"),
    [
        (csv_bytes(lines([{}, WRONG, OTHER])), "x.csv"),
        (xls(lines([{}, WRONG, OTHER])), "x.xls"),
        (ods(lines([{}, WRONG, OTHER])), "x.ods"),
        (ods(lines([{}, WRONG, OTHER]), top=3, left=1), "x.ods"),
    ],
)
def test_the_workbook_holds_exactly_what_was_read_marked_in_the_same_places(content, naam):
    made = mark(content, naam)
    strictly_looked_at(made.content)
    before, after = read(content, naam), read(made.content, "x.xlsx")

    assert made.naam == "x - gemarkeerd.xlsx"
    assert any("elke cel is tekst" in note for note in made.notes)
    assert after.cells.equals(before.cells)
    book = openpyxl.load_workbook(io.BytesIO(made.content))
    assert book.sheetnames[-1] == "Oorzaken"
    sheet = book.worksheets[0]
    for place in checked(content, naam).plaatsen.to_pylist():
        cell = sheet.cell(place["rij"], place["kolom"])
        assert cell.fill.fgColor.rgb[2:] in KLEUREN.values()
        assert cell.comment
    assert {type(c.value) for row in sheet for c in row} <= {str, type(None)}


def test_a_text_of_fixed_width_becomes_a_workbook_too():
    profiel = next(p for p in indelingsprofielen() if p.soort == "vast")
    values = {**ROW, **WRONG, "tevredenheid_jeugdige": "08"}
    line = "".join(values.get(k.veld, "").ljust(k.lengte) for k in profiel.kolommen)
    good = "".join(ROW.get(k.veld, "").ljust(k.lengte) for k in profiel.kolommen)
    content = f"{good}\r\n{line}\r\n".encode()

    made = mark(content, "x.txt")
    strictly_looked_at(made.content)
    sheet = openpyxl.load_workbook(io.BytesIO(made.content)).worksheets[0]
    assert sheet["A2"].value == "123456789"
    assert sheet["A2"].fill.fgColor.rgb == "FF" + KLEUREN["blokkeert"]


def test_headings_stand_out_and_stay_in_sight():
    sheet = openpyxl.load_workbook(io.BytesIO(mark(csv_bytes(lines([WRONG])), "x.csv").content))

    assert sheet.worksheets[0]["A1"].font.bold
    assert sheet.worksheets[0].freeze_panes == "A2"
    assert sheet.worksheets[0].column_dimensions["A"].width > 10


def test_extension_sheets_come_along():
    grid = lines([WRONG])
    from files import ods_content, ods_rows, ods_table, ods_with

    tables = ods_table(ods_rows(grid)) + ods_table(
        ods_rows([["bsn", "doel"], ["999900006", "x"]]), naam="Doelen"
    )
    book = openpyxl.load_workbook(io.BytesIO(mark(ods_with(ods_content(tables)), "x.ods").content))

    assert book.sheetnames == ["Data", "doelen", "Oorzaken"]
    assert book["doelen"]["B2"].value == "x"


def test_characters_that_xml_cannot_hold_are_written_as_excel_does():
    grid = lines([WRONG])
    grid[1][1] = "a\x0bb_x000D_c<&>\"'\u00e9\U0001f600"
    content = csv_bytes(grid)
    made = mark(content, "x.csv")
    strictly_looked_at(made.content)

    assert openpyxl.load_workbook(io.BytesIO(made.content)).worksheets[0]["B2"].value
    assert b"_x000B_" in parts(made.content)["xl/worksheets/sheet1.xml"]
    assert b"_x005F_x000D_" in parts(made.content)["xl/worksheets/sheet1.xml"]


def test_a_text_longer_than_a_cell_can_hold_is_cut_and_that_is_told():
    content = csv_bytes([[*row, "kop" if n == 0 else "x" * 40_000]
                         for n, row in enumerate(lines([WRONG]))])  # fmt: skip
    book = openpyxl.load_workbook(io.BytesIO(mark(content, "x.csv").content))

    assert len(book.worksheets[0].cell(2, 15).value) == 32_767
    told = [str(row[0].value) for row in book["Oorzaken"].iter_rows()]
    assert any("32.767" in line for line in told)


def test_no_text_of_the_sender_is_a_formula_in_the_workbook():
    content = quoted_csv(with_payloads())
    made = mark(content, "x.csv")
    sheet = openpyxl.load_workbook(io.BytesIO(made.content)).worksheets[0]

    cells = [row[0] for row in sheet.iter_rows(min_row=2, min_col=15, max_col=15) if row[0].value]
    assert len(cells) == len(PAYLOADS)
    assert all(cell.data_type != "f" and cell.quotePrefix for cell in cells)
    assert read(made.content, "x.xlsx").cells["k15"].to_pylist()[1:] == PAYLOADS


@pytest.mark.parametrize("text", [*PAYLOADS, "\u3000=1", "\u200e=1", "\x0b=1", "\u2066@a"])
def test_what_a_spreadsheet_would_run_is_known(text):
    assert would_run(text)


@pytest.mark.parametrize("text", ["", "x", "-5", "+31612345678", "-5,50", "1-2", "a=b", "02"])
def test_an_ordinary_text_and_a_signed_number_are_no_formula(text):
    assert not would_run(text)


# -- the same csv with one more column ------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_a_csv_comes_back_the_same_but_for_one_column(encoding, separator, end):
    grid = [[*row, "café" if n else "naam"] for n, row in enumerate(lines([{}, WRONG, OTHER]))]
    content = csv_bytes(grid, separator=separator, end=end, encoding=encoding)
    made = mark(content, "x.csv", als="csv")

    assert made.naam == "x - gemarkeerd.csv"
    before = content.decode(encoding).split(end)
    after = made.content.decode(encoding).split(end)
    assert made.content[:2] == content[:2]
    assert after[0] == f"{before[0]}{separator}bevindingen"
    assert after[1] == before[1] + separator
    assert after[2].startswith(f"{before[2]}{separator}")
    assert "V01" in after[2]
    assert after[3:] == [before[3] + separator, ""]


def test_quotes_blank_lines_and_a_line_that_names_the_separator_stay():
    kop, good, bad = lines([{}, WRONG])
    quoted = '"' + '";"'.join(bad) + '"'
    text = f"sep=;\r\n{';'.join(kop)}\r\n\r\n{';'.join(good)}\n{quoted}"
    made = mark(text.encode(), "x.csv", als="csv").content.decode()

    assert made.startswith(f"sep=;\r\n{';'.join(kop)};bevindingen\r\n\r\n{';'.join(good)};\n")
    assert f"{quoted};" in made
    assert not made.endswith("\n")


def test_a_cell_with_line_ends_keeps_them_and_the_finding_is_on_the_right_record():
    kop, good, bad = lines([{}, WRONG])
    text = "\n".join([";".join([*kop, "x"]), ";".join([*good, '"a\r\nb"']), ";".join([*bad, "y"])])
    made = mark(text.encode(), "x.csv", als="csv").content.decode()

    assert '"a\r\nb";\n' in made
    assert "V01" in made.split("\n")[-1]


def test_a_short_record_gets_its_finding_under_the_heading():
    kop, bad = lines([{**WRONG, "zonder_hulp_ouder": ""}])
    text = ";".join(kop) + "\n" + ";".join(bad[:-3])
    made = mark(text.encode(), "x.csv", als="csv").content.decode().split("\n")

    assert made[1].split(";").index(next(c for c in made[1].split(";") if "V01" in c)) == len(kop)


def test_cells_that_would_be_run_get_an_apostrophe_and_that_is_told():
    content = quoted_csv(with_payloads())
    made = mark(content, "x.csv", als="csv")
    cells = read(made.content, "x.csv").cells

    texts = cells["k15"].to_pylist()[1:]
    assert [text.lstrip("'").strip() for text in texts] == [p.strip() for p in PAYLOADS]
    assert not any(would_run(cell) for column in cells.columns[1:]
                   for cell in column.to_pylist() if cell)  # fmt: skip
    assert any("apostrof" in note and str(len(PAYLOADS)) in note for note in made.notes)


def test_a_cell_that_another_separator_would_make_is_not_run_either():
    rows = lines([{"opmerking": "hallo;=1+1"}, {"opmerking": "a;-5;b"}, {"opmerking": "x;y"}])
    content = csv_bytes(rows, separator=",")
    text = mark(content, "x.csv", als="csv").content.decode()

    assert [";'=1+1" in text, "a;-5;b" in text, "x;y" in text] == [True, True, True]


def test_only_a_csv_can_come_back_as_csv():
    content = ods(lines([WRONG]))
    with pytest.raises(UnreadableFile) as refused:
        marked(content, "x.ods", checked(content, "x.ods"), als="csv")
    assert refused.value.reden == "geen_csv"
