"""Builders for tests of marked files: rich workbooks, and a strict look at what came out."""

import io
import posixpath
import re
import struct
import zipfile
import zlib
from datetime import date
from xml.etree import ElementTree

import xlsxwriter
from delivery import ROW, lines

from uitkomst.intake.check import CheckResult, Context, check
from uitkomst.intake.marking.mark import MarkedFile, marked
from uitkomst.standard.verslagperiode import Verslagperiode

WRONG = {"bsn": "123456789", "hulpvorm": "99", "tevredenheid_jeugdige": "11"}
S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
ORDER = [
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr",
    "sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState",
    "dataConsolidate", "customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting",
    "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter",
    "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags",
    "drawing", "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects",
    "controls", "webPublishItems", "tableParts", "extLst",
]  # fmt: skip


def checked(content: bytes, naam: str = "levering.xlsx") -> CheckResult:
    return check(content, naam, Context(Verslagperiode.parse("2023-1")))


def mark(content: bytes, naam: str = "levering.xlsx", **more: str) -> MarkedFile:
    """The file marked with what the check finds in it."""
    return marked(content, naam, checked(content, naam), **more)


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def png() -> bytes:
    """One red pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checksum = zlib.crc32(kind + data)
        return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", checksum)

    head = struct.pack(">2L5B", 1, 1, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0\xff\0\0")
    chunks = chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def rich_workbook() -> bytes:
    """A workbook with all a data officer may have put in it; the wrong cells are in row 4 and 6."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("Jeugd 'hulp' & zo")
    title = book.add_format({"bold": True, "font_size": 16, "align": "center"})
    head = book.add_format({"bold": True, "bg_color": "#DDDDDD", "border": 1})
    day = book.add_format({"num_format": "dd-mm-yyyy", "border": 2, "font_color": "blue"})
    text = book.add_format({"num_format": "@", "italic": True})
    sheet.set_column(0, 0, 14, text)
    sheet.set_column(1, 13, 19.5)
    sheet.set_column(10, 10, 5, day)
    sheet.merge_range(0, 0, 0, 13, "Aanlevering", title)
    sheet.set_row(5, 30, text)
    rows = lines([{}, WRONG, {}, {"bsn": "", "hulpvorm": ""}])
    for r, row in enumerate(rows, start=2):
        for c, cell in enumerate(row):
            if r > 2 and c == 7:
                sheet.write_datetime(r, c, date(2023, 1, 10), day)
            elif r > 2 and c == 10 and cell:
                sheet.write_number(r, c, int(cell))
            elif cell:
                sheet.write_string(r, c, cell, head if r == 2 else None)
    sheet.write_formula("P3", "=SUM(P4:P6)", None, 42)
    sheet.write_formula("P4", "=1+1", None, 2)
    sheet.write_comment("A4", "Van mij zelf", {"author": "Karin"})
    sheet.write_comment("B5", "Ook van mij")
    sheet.conditional_format(
        "K4:K9", {"type": "cell", "criteria": ">", "value": 5, "format": title}
    )
    sheet.data_validation("F4:F9", {"validate": "list", "source": ["02", "03"]})
    sheet.insert_image("R2", "stip.png", {"image_data": io.BytesIO(png())})
    sheet.freeze_panes(3, 1)
    sheet.autofilter(2, 0, 6, 13)
    sheet.write_url("Q4", "https://example.org/")
    other = book.add_worksheet("Cijfers")
    other.write_column("A1", [1, 2, 3])
    other.write_formula("B1", "=SUM(A1:A3)", None, 6)
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=Cijfers!$A$1:$A$3"})
    other.insert_chart("D2", chart)
    other.write_comment("A1", "Op een ander blad")
    hidden = book.add_worksheet("Verborgen")
    hidden.write("A1", "niet zichtbaar")
    hidden.hide()
    book.define_name("Alles", "=Cijfers!$A$1:$A$3")
    book.close()
    return buffer.getvalue()


def simple_workbook(*rows: dict[str, str]) -> bytes:
    """A workbook with these records and nothing else."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("Data")
    for r, row in enumerate(lines(rows, ROW)):
        sheet.write_row(r, 0, row)
    book.close()
    return buffer.getvalue()


def strictly_looked_at(content: bytes) -> None:
    """Assert what Excel asks of a workbook, where other programs are lenient."""
    there = parts(content)
    trees = {
        name: ElementTree.fromstring(data)
        for name, data in there.items()
        if name.endswith((".xml", ".rels", ".vml"))
    }
    _every_part_has_a_type(there, trees["[Content_Types].xml"])
    _every_relation_arrives(there, trees)
    styles = trees["xl/styles.xml"]
    for list_name in ("fonts", "fills", "cellXfs"):
        found = styles.find(f"{S}{list_name}")
        assert int(found.get("count")) == len(found)
    xfs = styles.find(f"{S}cellXfs")
    for xf in xfs:
        assert int(xf.get("fillId")) < len(styles.find(f"{S}fills"))
        assert int(xf.get("fontId")) < len(styles.find(f"{S}fonts"))
    for name, tree in trees.items():
        if tree.tag == f"{S}worksheet":
            _sheet_is_in_order(tree, len(xfs))
            _comments_have_boxes(name, there, trees)
    for name, data in there.items():
        if name.endswith(".vml"):
            shapes = re.findall(rb'<\w+:shape\b[^>]*\bid="(_x0000_s[0-9]+)"', data)
            assert len(shapes) == len(set(shapes))
    names = [sheet.get("name").lower() for sheet in trees["xl/workbook.xml"].iter(f"{S}sheet")]
    ids = [sheet.get("sheetId") for sheet in trees["xl/workbook.xml"].iter(f"{S}sheet")]
    assert len(set(names)) == len(names) == len(set(ids))
    assert all(len(name) <= 31 for name in names)


def _every_part_has_a_type(there: dict[str, bytes], types: ElementTree.Element) -> None:
    defaults = {e.get("Extension").lower() for e in types if e.tag.endswith("Default")}
    overrides = [e.get("PartName") for e in types if e.tag.endswith("Override")]
    assert len(overrides) == len(set(overrides))
    for name in there:
        if name != "[Content_Types].xml":
            assert f"/{name}" in overrides or name.rsplit(".", 1)[-1].lower() in defaults, name


def _every_relation_arrives(there: dict[str, bytes], trees: dict[str, ElementTree.Element]) -> None:
    for name, tree in trees.items():
        if name.endswith(".rels"):
            ids = [relation.get("Id") for relation in tree]
            assert len(ids) == len(set(ids))
            folder = posixpath.dirname(posixpath.dirname(name))
            for relation in tree:
                if relation.get("TargetMode") != "External":
                    target = posixpath.join("/", folder, relation.get("Target"))
                    assert posixpath.normpath(target).lstrip("/") in there


def _sheet_is_in_order(tree: ElementTree.Element, styles: int) -> None:
    known = [child.tag.removeprefix(S) for child in tree if child.tag.startswith(S)]
    assert known == sorted(known, key=ORDER.index)
    assert known.count("legacyDrawing") <= 1
    row_before = 0
    for row in tree.iter(f"{S}row"):
        number = int(row.get("r", row_before + 1))
        assert number > row_before
        row_before, column_before = number, 0
        for cell in row.iter(f"{S}c"):
            letters = re.match("[A-Z]+", cell.get("r"))[0]
            column = 0
            for letter in letters:
                column = column * 26 + ord(letter) - 64
            assert cell.get("r") == f"{letters}{number}"
            assert column > column_before
            column_before = column
            assert int(cell.get("s", "0")) < styles


def _comments_have_boxes(
    name: str, there: dict[str, bytes], trees: dict[str, ElementTree.Element]
) -> None:
    folder, file = posixpath.split(name)
    relations = trees.get(f"{folder}/_rels/{file}.rels")
    if relations is None:
        return
    targets = {
        relation.get("Type").rsplit("/", 1)[-1]: posixpath.normpath(
            posixpath.join("/", folder, relation.get("Target"))
        ).lstrip("/")
        for relation in relations
        if relation.get("TargetMode") != "External"
    }
    if "comments" not in targets:
        return
    references = [c.get("ref") for c in trees[targets["comments"]].iter(f"{S}comment")]
    assert len(references) == len(set(references))
    boxes = re.findall(
        rb"<\w+:Row>(\d+)</\w+:Row>\s*<\w+:Column>(\d+)<", there[targets["vmlDrawing"]]
    )
    assert len(boxes) == len(set(boxes)) == len(references)
    authors = len(list(trees[targets["comments"]].iter(f"{S}author")))
    ids = [int(c.get("authorId")) for c in trees[targets["comments"]].iter(f"{S}comment")]
    assert max(ids) < authors
