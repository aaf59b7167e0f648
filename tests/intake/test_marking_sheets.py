"""The sheets with goals and measurements in one's own file back: marked as the delivery is."""

import io
import zipfile
from xml.etree import ElementTree

import openpyxl
import pytest
from delivery import BSNS, lines
from files import zipped
from marking_files import WRONG, checked, mark, parts, strictly_looked_at
from openpyxl.comments import Comment
from openpyxl.styles import Font

from uitkomst.intake.marking.words import KLEUREN
from uitkomst.intake.read import read
from uitkomst.standard.regel import regelset

GOAL = dict(regelset("doelen").voorbeeldrij)
MEASURED = dict(regelset("metingen").voorbeeldrij)
GOALS = [GOAL, GOAL | {"doel": "2", "score": "half"}, GOAL | {"bsn": BSNS[1], "doel": "3"}]
MEASUREMENTS = [
    MEASURED | {"pre": "hoog", "datum_aanvang": "10-01-2023"},
    MEASURED | {"schaal": "emotie"},
]
IDMAP = "{urn:schemas-microsoft-com:office:office}idmap"
ALL = {"Doelen": "xl/worksheets/sheet2.xml", "metingen": "xl/worksheets/sheet4.xml"}


def workbook(
    goals: list[dict[str, str]] = GOALS, measurements: list[dict[str, str]] = MEASUREMENTS
) -> bytes:
    """A delivery with a sheet of each kind beside it, a sheet of figures between them."""
    book = openpyxl.Workbook()
    data = book.active
    data.title = "Data"
    for row in lines([{}, WRONG]):
        data.append(row)
    for name, rows, base in (
        ("Doelen", goals, GOAL),
        ("Cijfers", [], {"1": ""}),
        ("metingen", measurements, MEASURED),
    ):
        sheet = book.create_sheet(name)
        for row in lines(rows, base):
            sheet.append(row)
    book["Doelen"]["E3"].font = Font(italic=True)
    book["Doelen"]["E3"].number_format = "@"
    book["Doelen"]["A3"].comment = Comment("Van mij zelf", "Karin")
    book["Doelen"]["G2"] = "=1+1"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def coloured(sheet: object) -> dict[str, str]:
    return {
        cell.coordinate: cell.fill.fgColor.rgb[2:]
        for row in sheet.iter_rows()  # type: ignore[attr-defined]
        for cell in row
        if cell.fill.fill_type == "solid"
    }


@pytest.fixture(scope="module")
def both() -> tuple[bytes, bytes]:
    content = workbook()
    return content, mark(content).content


def test_every_place_on_a_sheet_is_coloured_by_its_gravest_finding_and_no_other_cell_is(both):
    result, book = checked(both[0]), opened(both[1])
    wrong: dict[str, dict[str, str]] = {"doelen": {}, "metingen": {}}
    for place in result.plaatsen_bladen.to_pylist():
        cause = result.oorzaken[place["oorzaak"]]
        cell = book["Data"].cell(place["rij"], place["kolom"]).coordinate
        wrong[cause.blad].setdefault(cell, KLEUREN[cause.ernst])

    assert wrong["doelen"] == {"E3": KLEUREN["blokkeert"], "C4": KLEUREN["blokkeert"]}
    assert wrong["metingen"] == {"H2": KLEUREN["blokkeert"], "C2": KLEUREN["tip"]}
    assert coloured(book["Doelen"]) == wrong["doelen"]
    assert coloured(book["metingen"]) == wrong["metingen"]
    assert coloured(book["Cijfers"]) == {}
    assert "A3" in coloured(book["Data"])


def test_a_comment_on_a_sheet_says_what_is_wrong_and_what_to_do(both):
    result, book = checked(both[0]), opened(both[1])
    cause = next(each for each in result.oorzaken if each.regel == "D02")

    told = book["Doelen"]["E3"].comment.text
    assert told == f"Blokkeert rij (D02)\n{cause.melding}\n{cause.remedie}"
    assert book["Doelen"]["A3"].comment.text == "Van mij zelf"
    assert "(M04)" in book["metingen"]["H2"].comment.text
    assert "Tip (H07)" in book["metingen"]["C2"].comment.text


def test_nothing_else_of_the_workbook_changes(both):
    before, after = parts(both[0]), parts(both[1])
    changed = {name for name in before if before[name] != after[name]}
    commented = "xl/worksheets/_rels/sheet2.xml.rels"
    own = {name for name in before if "omment" in name}

    assert changed <= own | set(ALL.values()) | {
        "[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml",
        "xl/worksheets/sheet1.xml",
    }  # fmt: skip
    assert before[commented] == after[commented]
    for cached in (True, False):
        old, new = (openpyxl.load_workbook(io.BytesIO(c), data_only=cached) for c in both)
        assert new.sheetnames == [*old.sheetnames, "Oorzaken"]
        for sheet in old:
            assert list(sheet.values) == list(new[sheet.title].values)
    cell = opened(both[1])["Doelen"]["E3"]
    assert (cell.font.italic, cell.number_format) == (True, "@")
    reread = [read(content, "x.xlsx") for content in both]
    assert all(
        reread[0].extra[blad].equals(reread[1].extra[blad]) for blad in ("doelen", "metingen")
    )


def test_the_workbook_is_as_strict_as_excel_wants_it_with_a_block_of_ids_for_each_drawing(both):
    strictly_looked_at(both[1])
    blocks = [
        each
        for name, data in parts(both[1]).items()
        if name.endswith(".vml")
        for each in ElementTree.fromstring(data).iter(
            "{urn:schemas-microsoft-com:office:office}idmap"
        )
    ]
    taken = [n for each in blocks for n in each.get("data").split(",")]

    assert len(blocks) == 3
    assert len(taken) == len(set(taken))


def test_the_causes_of_a_sheet_link_to_their_cells_there(both):
    sheet = opened(both[1])["Oorzaken"]
    links = {
        cell.value: cell.hyperlink.location
        for row in sheet.iter_rows()
        for cell in row
        if cell.hyperlink
    }

    assert links["doelen!E3"] == "'Doelen'!E3"
    assert links["metingen!H2"] == "'metingen'!H2"
    assert links["A3"] == "'Data'!A3"


def test_a_sheet_without_findings_stays_byte_for_byte():
    content = workbook(goals=[GOAL])
    before, after = parts(content), parts(mark(content).content)

    assert before[ALL["Doelen"]] == after[ALL["Doelen"]]
    assert before[ALL["metingen"]] != after[ALL["metingen"]]


def test_marks_go_from_a_sheet_that_was_put_right_and_comes_back():
    book = opened(mark(workbook()).content)
    book["Doelen"]["E3"] = "behaald"
    book["Doelen"]["A4"] = BSNS[0]
    book["metingen"]["H2"] = "12"
    buffer = io.BytesIO()
    book.save(buffer)

    again = mark(buffer.getvalue()).content
    strictly_looked_at(again)
    book = opened(again)
    assert coloured(book["Doelen"]) == {}
    assert coloured(book["metingen"]) == {"C2": KLEUREN["tip"]}
    assert book["Doelen"]["E3"].comment is None
    assert book["Doelen"]["A3"].comment.text == "Van mij zelf"
    assert book.sheetnames.count("Oorzaken") == 1


def test_a_marked_workbook_with_an_emptied_sheet_is_still_edited():
    book = opened(mark(workbook()).content)
    book.remove(book["metingen"])
    book.create_sheet("metingen")
    buffer = io.BytesIO()
    book.save(buffer)

    made = mark(buffer.getvalue())
    assert made.notes == ()
    strictly_looked_at(made.content)
    assert coloured(opened(made.content)["Doelen"])


def test_a_workbook_made_anew_marks_its_sheets_as_well():
    there = parts(workbook())
    sheet = there["xl/worksheets/sheet1.xml"].decode().split("?>")[-1]
    there["xl/worksheets/sheet1.xml"] = f'<?xml version="1.0" encoding="UTF-16"?>{sheet}'.encode(
        "utf-16"
    )
    made = mark(zipped(there))
    book = opened(made.content)

    assert any("gemaakt uit wat wij" in note for note in made.notes)
    strictly_looked_at(made.content)
    assert set(coloured(book["doelen"])) == {"E3", "C4"}
    assert set(coloured(book["metingen"])) == {"H2", "C2"}
    assert "(D02)" in book["doelen"]["E3"].comment.text
    assert "(M04)" in book["metingen"]["H2"].comment.text
    location = {c.hyperlink.location for row in book["Oorzaken"] for c in row if c.hyperlink}
    assert "'doelen'!E3" in location


def test_two_sheets_that_are_one_part_are_no_crash():
    there = parts(workbook())
    name = "xl/_rels/workbook.xml.rels"
    there[name] = there[name].replace(b"worksheets/sheet4.xml", b"worksheets/sheet2.xml")
    made = mark(zipped(there))

    assert zipfile.ZipFile(io.BytesIO(made.content)).testzip() is None
    strictly_looked_at(made.content)
