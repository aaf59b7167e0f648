"""Every format gives the same table, with every cell at its true place."""

import io
from datetime import datetime

import openpyxl
import pytest
import xlsxwriter
import xlwt
from files import (
    GRID,
    HEADER,
    RECORD,
    csv_bytes,
    inline,
    ods,
    ods_cell,
    ods_content,
    ods_rows,
    ods_table,
    ods_with,
    rows_xml,
    sheet_xml,
    xls,
    xlsx,
    xlsx_parts,
    xlsx_with,
    zipped,
)  # fmt: skip

from uitkomst.intake.read import RawTable, read
from uitkomst.standard.indelingsprofiel import indelingsprofiel

DAY = datetime(2023, 1, 5)  # noqa: DTZ001 - a sheet knows no time zone


def grid(raw: RawTable) -> list[list[str | None]]:
    return [list(row.values())[1:] for row in raw.cells.to_pylist()]


def places(raw: RawTable) -> list[int]:
    return raw.cells.column("rij").to_pylist()


def fixed(records: list[list[str]]) -> bytes:
    lengths = [kolom.lengte for kolom in indelingsprofiel("portaal-vast-1").kolommen]
    lines = (
        "".join(cell.ljust(length) for cell, length in zip(record, lengths, strict=True))
        for record in records
    )
    return "\r\n".join(lines).encode()


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("xlsx", xlsx()),
        ("xlsx", xlsx_with()),
        ("xls", xls()),
        ("ods", ods()),
        *(("csv", csv_bytes(separator=s, end=e)) for s in ";,\t|" for e in ("\n", "\r\n", "\r")),
    ],
)
def test_every_format_gives_the_same_rows(kind, content):
    raw = read(content, "aanlevering")

    assert raw.kind == kind
    assert places(raw) == [1, 2]
    assert grid(raw) == [HEADER, RECORD]


@pytest.mark.parametrize("build", [xlsx, xls, ods])
def test_a_table_that_does_not_start_in_a1_keeps_its_place(build):
    raw = read(build([*GRID, [None] * 14, RECORD], top=3, left=2), "x")

    assert places(raw) == [4, 5, 7]
    assert grid(raw) == [[None, None, *row] for row in (HEADER, RECORD, RECORD)]


def test_openpyxl_writes_what_we_read():
    book = openpyxl.Workbook()
    for row in GRID:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)

    assert grid(read(buffer.getvalue(), "x.xlsx")) == GRID


def test_numbers_never_come_in_scientific_notation_and_dates_as_iso():
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet()
    day = book.add_format({"num_format": "dd-mm-yyyy"})
    sheet.write_row(0, 0, [999900006, 1e20, 1e-7, 0.1 + 0.2, 7.5, -3])
    sheet.write_datetime(1, 0, DAY, day)
    sheet.write_datetime(1, 1, DAY.replace(hour=12, minute=30), day)
    sheet.write_number(1, 2, 60, day)
    sheet.write_number(1, 3, 59, day)
    sheet.write_number(1, 4, -1, day)
    sheet.write_number(1, 5, 1e300, day)
    book.close()

    numbers, dates = grid(read(buffer.getvalue(), "x.xlsx"))
    assert numbers == ["999900006", "100000000000000000000", "0.0000001", "0.3", "7.5", "-3"]
    assert dates[:5] == ["2023-01-05", "2023-01-05 12:30:00", "60", "1900-02-28", "-1"]
    assert dates[5].isdigit()


def test_the_1904_system_is_told_and_used():
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"date_1904": True})
    sheet = book.add_worksheet()
    sheet.write(0, 0, "datum_aanvang")
    sheet.write_datetime(1, 0, DAY, book.add_format({"num_format": "d-m-yy"}))
    book.close()

    raw = read(buffer.getvalue(), "x.xlsx")
    assert raw.dates_1904
    assert grid(raw)[1] == ["2023-01-05"]


def test_errors_booleans_formulas_and_iso_cells_of_xlsx():
    cells = (
        '<c r="A2" t="e"><v>#N/A</v></c><c r="B2" t="b"><v>1</v></c>'
        '<c r="C2"><f>1+1</f><v>2</v></c>'
        '<c r="D2"><f>1+1</f></c><c r="E2" t="str"><f>A1</f><v>tekst</v></c>'
        '<c r="F2" t="d"><v>2023-01-05T00:00:00</v></c>'
    )
    raw = read(
        xlsx_with(sheet_xml(f'<row r="1">{inline("A1", "kop")}</row><row r="2">{cells}</row>')), "x"
    )

    assert grid(raw)[1] == ["#N/A", "WAAR", "2", None, "tekst", "2023-01-05 00:00:00"]
    assert any("formule" in note and "D2" in note for note in raw.notes)


def test_rich_text_is_joined_and_phonetic_hints_are_left_out():
    strings = (
        "<sst><si><t>kop</t></si>"
        "<si><r><t>03</t></r><r><t xml:space='preserve'> x</t></r><rPh><t>hint</t></rPh></si></sst>"
    )
    data = '<row><c t="s"><v>0</v></c></row><row><c t="s"><v>1</v></c></row>'

    assert grid(read(xlsx_with(sheet_xml(data), strings=strings), "x")) == [["kop"], ["03 x"]]


def test_a_wrong_dimension_loses_no_rows():
    wrong = sheet_xml(rows_xml([HEADER] + [RECORD] * 12), before='<dimension ref="A1"/>')

    assert read(xlsx_with(wrong), "x").cells.num_rows == 13


def test_prefixed_elements_and_missing_references_are_read():
    data = (
        f'<x:worksheet xmlns:x="{"u"}"><x:sheetData>'
        "<x:row><x:c><x:v>1</x:v></x:c><x:c><x:v>2</x:v></x:c></x:row>"
        '<x:row r="5"><x:c><x:v>3</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    raw = read(xlsx_with(data), "x")

    assert grid(raw) == [["1", "2"], ["3", None]]
    assert places(raw) == [1, 5]


def test_hidden_rows_and_columns_are_read_and_named():
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet()
    for r in range(3):
        sheet.write_row(r, 0, ["a", "b"])
    sheet.set_row(1, None, None, {"hidden": True})
    sheet.set_column("B:B", None, None, {"hidden": True})
    book.close()

    raw = read(buffer.getvalue(), "x.xlsx")
    assert places(raw) == [1, 2, 3]
    assert any("1 verborgen rij" in note for note in raw.notes)
    assert any("erborgen kolommen" in note for note in raw.notes)


def test_the_sheet_that_looks_like_a_delivery_is_chosen_and_the_others_named():
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    for naam, rows in (
        ("Uitleg", [["Lees", "dit"], ["eerst", "even"]]),
        ("Leeg", []),
        ("Data", GRID),
    ):
        sheet = book.add_worksheet(naam)
        for r, row in enumerate(rows):
            sheet.write_row(r, 0, row)
    hidden = book.add_worksheet("Oud")
    hidden.write_row(0, 0, HEADER)
    hidden.write_row(1, 0, RECORD)
    hidden.hide()
    book.close()

    raw = read(buffer.getvalue(), "x.xlsx")
    assert raw.sheet == "Data"
    assert any("'Uitleg'" in note and "'Oud' (verborgen)" in note for note in raw.notes)


def test_records_on_a_second_sheet_are_not_left_out_in_silence():
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    for naam in ("Team A", "Team B"):
        sheet = book.add_worksheet(naam)
        for r, row in enumerate(GRID):
            sheet.write_row(r, 0, row)
    book.close()

    raw = read(buffer.getvalue(), "x.xlsx")
    assert raw.sheet == "Team A"
    assert any("ook 'Team B' lijkt een aanlevering" in note for note in raw.notes)


def test_a_citizens_number_in_a_sheet_name_is_not_shown():
    raw = read(xls(naam="Jan 999900006"), "x.xls")

    assert raw.sheet == "werkblad 1"
    assert not any("999900006" in note for note in raw.notes)


@pytest.mark.parametrize("naam", ["Jan 20100510", "10-05-2010", "1315AA 12", "9999-00-006", "x@y"])
def test_a_sheet_name_that_points_at_a_person_is_not_shown(naam):
    assert read(xls(naam=naam), "x.xls").sheet == "werkblad 1"


@pytest.mark.parametrize("naam", ["2023-1", "v5.4", "Data", "jan-jun 2023"])
def test_a_sheet_name_that_only_names_a_sheet_is_shown(naam):
    assert read(xls(naam=naam), "x.xls").sheet == naam


def test_a_sheet_name_without_end_is_cut():
    parts = xlsx_parts()
    book = str(parts["xl/workbook.xml"]).replace('name="Data"', f'name="{"x" * 100_000}"')

    assert len(read(zipped(parts | {"xl/workbook.xml": book}), "x.xlsx").sheet) == 40


@pytest.mark.parametrize("titel", ["[Vertrouwelijk] lijst", "{concept}", "MZ-lijst", "PAR1 lijst"])
def test_a_title_that_starts_like_another_kind_of_file_is_text(titel):
    raw = read(f"{titel}\r\n".encode() + csv_bytes(), "x.csv")

    assert grid(raw)[1:] == GRID


def test_values_and_long_string_tables_of_xls():
    buffer = io.BytesIO()
    book = xlwt.Workbook()
    sheet = book.add_sheet("Data")
    day = xlwt.easyxf(num_format_str="dd-mm-yyyy")
    for r in range(900):  # more text than one record of 8,224 bytes holds, some of it wide
        sheet.write(r, 0, f"tekst {r} " + ("é" if r % 2 else "ł") * (r % 90))
    sheet.write(0, 1, 999900006)
    sheet.write(1, 1, 7.5)
    sheet.write(2, 1, DAY, day)
    sheet.write(3, 1, True)
    sheet.write(4, 1, 1e20)
    sheet.write(5, 1, 1.25)
    sheet.write(6, 1, xlwt.Formula("1+1"))
    book.save(buffer)

    rows = grid(read(buffer.getvalue(), "x.xls"))
    assert [row[0] for row in rows] == [
        f"tekst {r} " + ("é" if r % 2 else "ł") * (r % 90) for r in range(900)
    ]
    numbers = [row[1] for row in rows[:6]]
    assert numbers == ["999900006", "7.5", "2023-01-05", "WAAR", "100000000000000000000", "1.25"]


def test_values_of_ods_without_comments_and_drawings():
    cells = "".join(
        f"<table:table-cell {attributes}>{text}</table:table-cell>"
        for attributes, text in (
            ('office:value-type="float" office:value="8"', "<text:p>8,0</text:p>"),
            ('office:value-type="date" office:date-value="2023-01-05"', "<text:p>5 jan</text:p>"),
            ('office:value-type="boolean" office:boolean-value="true"', ""),
            (
                'office:value-type="string"',
                "<office:annotation><text:p>geheim</text:p></office:annotation>"
                '<text:p>a<text:s text:c="2"/>b</text:p><text:p><text:span>c</text:span></text:p>'
                "<draw:frame><draw:text-box><text:p>kader</text:p></draw:text-box></draw:frame>",
            ),
            ('table:formula="of:=1+1"', ""),
            ('office:value-type="string" table:number-columns-repeated="2"', "<text:p>x</text:p>"),
        )
    )
    table = ods_table(ods_rows([["kop"]]) + f"<table:table-row>{cells}</table:table-row>")
    raw = read(ods_with(ods_content(table)), "x.ods")

    assert grid(raw)[1] == ["8", "2023-01-05", "WAAR", "a  b\nc", None, "x", "x"]
    assert any("E2" in note for note in raw.notes)


def test_repeated_rows_and_hidden_tables_of_ods():
    display = '<style:table-properties table:display="false"/>'
    hidden = f'<style:style style:name="ta2">{display}</style:style>'
    repeated = f'<table:table-row table:number-rows-repeated="3">{ods_cell("03")}</table:table-row>'
    tables = ods_table(ods_rows(GRID), "Oud", "ta2") + ods_table(
        ods_rows([["hulpvorm"]]) + repeated
    )
    raw = read(ods_with(ods_content(tables, hidden)), "x.ods")

    assert raw.sheet == "Data"
    assert places(raw) == [1, 2, 3, 4]


ACCENTS = [["naam", "hulpvorm"], ["Zoë", "03"]]


@pytest.mark.parametrize(
    ("content", "note"),
    [
        (csv_bytes(ACCENTS), None),
        (csv_bytes(ACCENTS, encoding="utf-8-sig"), None),
        (b"\xef\xbb\xbf" + csv_bytes(ACCENTS, encoding="utf-8-sig"), "dubbel BOM"),
        (csv_bytes(ACCENTS, encoding="utf-16"), None),
        (b"\xfe\xff" + csv_bytes(ACCENTS, encoding="utf-16-be"), None),
        (csv_bytes(ACCENTS, encoding="utf-16-le"), "UTF-16-LE"),
        (csv_bytes(ACCENTS, encoding="utf-16-be"), "UTF-16-BE"),
        (csv_bytes(ACCENTS, encoding="utf-32"), None),
        (csv_bytes(ACCENTS, encoding="utf-32-be"), "UTF-32-BE"),
        (csv_bytes(ACCENTS, encoding="cp1252"), "Windows-1252"),
    ],
)
def test_every_usual_encoding_is_read_and_a_guess_is_told(content, note):
    raw = read(content, "x.csv")

    assert grid(raw) == ACCENTS
    assert any(note in told for told in raw.notes) if note else len(raw.notes) == 1


def test_the_line_of_a_record_counts_quoted_and_blank_lines():
    content = b'sep=,\r\na,b\r\n1,"x\r\ny, z"\r\n\r\n,,\r\n2,"he said ""no"""\n3,w'

    raw = read(content, "x.csv")
    assert places(raw) == [2, 3, 7, 8]
    assert grid(raw) == [["a", "b"], ["1", "x\r\ny, z"], ["2", 'he said "no"'], ["3", "w"]]
    assert any("sep=" in note for note in raw.notes)


def test_ragged_rows_are_padded_and_named():
    raw = read(b"a;b;c\n1;2;3\n1;2\n1;2;3;4\n1;2;3\n", "x.csv")

    assert grid(raw)[2:4] == [["1", "2", None, None], ["1", "2", "3", "4"]]
    assert any("2 regel(s)" in note and "regel 3" in note for note in raw.notes)


def test_a_ctrl_z_at_the_end_is_passed_over_and_told():
    raw = read(csv_bytes() + b"\x1a", "x.csv")

    assert grid(raw) == GRID
    assert any("Ctrl-Z" in note for note in raw.notes)


def test_lines_of_the_length_of_a_known_profile_are_of_fixed_width():
    running = [*RECORD[:8], *[""] * 6]
    raw = read(fixed([RECORD, running]) + b"   \r\n", "x.txt")

    assert raw.kind == "vast"
    assert grid(raw) == [RECORD, [cell or None for cell in running]]
    assert any("portaal-vast-1" in note for note in raw.notes)


def test_a_single_line_of_fixed_width_is_a_record():
    assert grid(read(fixed([RECORD]), "x.txt")) == [RECORD]


def test_hidden_columns_of_ods_are_named():
    column = '<table:table-column table:visibility="collapse"/>'
    raw = read(ods_with(ods_content(ods_table(column + ods_rows(GRID)))), "x.ods")

    assert any("Verborgen kolommen" in note for note in raw.notes)


def test_lines_of_fixed_width_may_have_lost_the_spaces_at_their_end():
    running = [*RECORD[:8], *[""] * 6]
    lines = [*fixed([RECORD, running, running]).split(b"\r\n"), b"9999"]
    raw = read(b"\r\n".join(line.rstrip() for line in lines), "x.txt")

    assert raw.kind == "vast"
    assert grid(raw)[1] == [cell or None for cell in running]
    assert any("3 regel(s) zijn korter" in note and "regel 2" in note for note in raw.notes)


def test_a_given_profile_pads_short_lines_and_tells():
    short = fixed([RECORD]) + b"\r\n" + fixed([[*RECORD[:8], *[""] * 6]]).rstrip()
    raw = read(short, "x.txt", profiel=indelingsprofiel("portaal-vast-1"))

    assert grid(raw)[1][:8] == RECORD[:8]
    assert any("regel 2" in note for note in raw.notes)


def test_a_name_that_says_otherwise_is_told_and_not_believed():
    raw = read(xlsx(), "aanlevering.csv")

    assert raw.kind == "xlsx"
    assert any(".csv" in note for note in raw.notes)


def test_blank_cells_far_away_and_formatted_empty_rows_do_no_harm():
    far = '<row r="3"><c r="XFD3" t="inlineStr"><is><t> </t></is></c></row>'
    empty = "".join(f'<row r="{r}"><c r="A{r}" s="1"/></row>' for r in range(4, 100_000))
    raw = read(xlsx_with(sheet_xml(rows_xml(GRID) + far + empty)), "x.xlsx")

    assert grid(raw) == GRID


def test_a_workbook_of_many_unused_strings_is_read():
    strings = "<sst>" + "".join(f"<si><t>tekst {n}</t></si>" for n in range(300_000)) + "</sst>"

    assert grid(read(xlsx_with(strings=strings), "x.xlsx")) == GRID


def test_a_stored_zip_is_read():
    assert grid(read(zipped(xlsx_parts(), 0), "x.xlsx")) == GRID
