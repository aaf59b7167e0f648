"""Which sheet is read, how the sender chooses another, and the sheets that go with it."""

import io

import pytest
import xlsxwriter
import xlwt
from files import (
    GRID,
    HEADER,
    RECORD,
    csv_bytes,
    ods_content,
    ods_rows,
    ods_table,
    ods_with,
)

from uitkomst.intake.read import RawTable, UnreadableFile, read

GOALS = [["bsn", "doel"], ["999900006", "deels"]]
HIDE = '<style:style style:name="ta2"><style:table-properties table:display="false"/></style:style>'
Book = list[tuple[str, list[list[str]], bool]]


def as_xlsx(book: Book) -> bytes:
    buffer = io.BytesIO()
    made = xlsxwriter.Workbook(buffer)
    for naam, rows, visible in book:
        sheet = made.add_worksheet(naam)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        if not visible:
            sheet.hide()
    made.close()
    return buffer.getvalue()


def as_xls(book: Book) -> bytes:
    buffer = io.BytesIO()
    made = xlwt.Workbook()
    for naam, rows, visible in book:
        sheet = made.add_sheet(naam)
        sheet.visibility = 0 if visible else 1
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write(number, column, cell)
    made.save(buffer)
    return buffer.getvalue()


def as_ods(book: Book) -> bytes:
    tables = "".join(
        ods_table(ods_rows(rows), naam, "ta1" if visible else "ta2") for naam, rows, visible in book
    )
    return ods_with(ods_content(tables, HIDE))


WRITERS = pytest.mark.parametrize("write", [as_xlsx, as_xls, as_ods])


def first_cells(raw: RawTable) -> list[str | None]:
    return raw.cells["k1"].to_pylist()


@WRITERS
def test_the_sender_chooses_another_sheet_by_its_name(write) -> None:
    other = [HEADER, [*RECORD[:5], "02", *RECORD[6:]]]
    content = write([("Team A", GRID, True), ("Team B", other, True), ("Oud", GRID, False)])

    assert read(content, "x").sheet == "Team A"
    assert read(content, "x").sheets == ("Team A", "Team B")
    chosen = read(content, "x", blad="Team B")
    assert chosen.sheet == "Team B"
    assert chosen.cells["k6"].to_pylist() == ["hulpvorm", "02"]


@WRITERS
@pytest.mark.parametrize("blad", ["Oud", "Weg", ""])
def test_a_sheet_that_is_hidden_or_not_there_is_refused_by_name_of_the_others(write, blad) -> None:
    content = write([("Team A", GRID, True), ("Oud", GRID, False)])
    with pytest.raises(UnreadableFile) as refused:
        read(content, "x", blad=blad)

    assert refused.value.reden == "blad_ontbreekt"
    assert "'Team A'" in refused.value.melding
    assert "Oud" not in refused.value.melding


@WRITERS
def test_sheets_with_goals_and_measurements_come_along(write) -> None:
    content = write([
        ("DOELEN", GOALS, True), ("Data", GRID, True), ("metingen", GOALS[:1], True),
    ])  # fmt: skip
    raw = read(content, "x")

    assert raw.sheet == "Data"
    assert first_cells(raw) == ["bsn", "999900006"]
    assert set(raw.extra) == {"doelen", "metingen"}
    assert raw.extra["doelen"]["k2"].to_pylist() == ["doel", "deels"]
    assert raw.extra["doelen"].schema.names == ["rij", "k1", "k2"]
    assert raw.extra["metingen"].num_rows == 1
    assert any("'doelen' is gelezen als aanvulling" in note for note in raw.notes)


@WRITERS
def test_a_hidden_sheet_with_goals_is_left_alone(write) -> None:
    assert read(write([("Data", GRID, True), ("Doelen", GOALS, False)]), "x").extra == {}


@WRITERS
def test_a_sheet_with_goals_can_itself_be_chosen(write) -> None:
    content = write([("Data", GRID, True), ("Doelen", GOALS, True)])
    raw = read(content, "x", blad="Doelen")

    assert raw.sheet == "Doelen"
    assert raw.extra == {}
    assert read(write([("Doelen", GRID, True)]), "x").sheet == "Doelen"


def test_a_sheet_whose_name_is_not_shown_is_chosen_by_its_number() -> None:
    content = as_xlsx([("Data", GRID, True), ("Jan 999900006", GOALS, True)])

    assert read(content, "x").sheets == ("Data", "werkblad 2")
    assert first_cells(read(content, "x", blad="werkblad 2")) == ["bsn", "999900006"]


@pytest.mark.parametrize(
    ("content", "separator", "encoding"),
    [
        (csv_bytes(), ";", "utf-8"),
        (csv_bytes(separator="\t", encoding="utf-16"), "\t", "utf-16-le"),
        (csv_bytes(separator="|", encoding="utf-8-sig"), "|", "utf-8"),
        (csv_bytes([["naam", "é"], ["é", "1"]], encoding="cp1252"), ";", "cp1252"),
        (b"sep=:\na:b\n1:2\n", ":", "utf-8"),
    ],
)
def test_a_text_says_by_which_separator_and_encoding_it_was_read(
    content, separator, encoding
) -> None:
    raw = read(content, "x.csv", blad="is geen werkmap")

    assert (raw.separator, raw.encoding, raw.sheets) == (separator, encoding, ())


def test_a_workbook_has_no_separator() -> None:
    raw = read(as_xlsx([("Data", GRID, True)]), "x")

    assert (raw.separator, raw.encoding) == (None, None)
