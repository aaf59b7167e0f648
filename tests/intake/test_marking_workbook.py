"""One's own workbook back: the wrong cells marked, and nothing else changed."""

import io
import re
from dataclasses import replace

import openpyxl
import pyarrow.compute as pc
import pytest
from delivery import lines
from files import rows_xml, sheet_xml, xlsx_parts, xlsx_with, zipped
from marking_files import (
    WRONG,
    checked,
    mark,
    parts,
    rich_workbook,
    simple_workbook,
    strictly_looked_at,
)

from uitkomst.intake.limits import LIMITS
from uitkomst.intake.marking.mark import marked, marked_name
from uitkomst.intake.marking.words import KLEUREN
from uitkomst.intake.read import read
from uitkomst.intake.refusals import UnreadableFile

OTHER = {"bsn": "999900031"}
DATA = "xl/worksheets/sheet1.xml"


@pytest.fixture(scope="module")
def rich() -> tuple[bytes, bytes]:
    content = rich_workbook()
    return content, mark(content).content


def test_every_part_that_is_not_about_marks_is_the_same_byte_for_byte(rich):
    before, after = parts(rich[0]), parts(rich[1])

    changed = {name for name in before if before[name] != after[name]}
    assert changed == {
        "[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml",
        DATA, "xl/comments1.xml", "xl/drawings/vmlDrawing1.vml",
    }  # fmt: skip
    assert set(after) - set(before) == {"xl/worksheets/sheet4.xml"}
    assert any(name.startswith("xl/media/") for name in before)
    assert any(name.startswith("xl/charts/") for name in before)


def test_of_the_sheet_only_styles_of_cells_change(rich):
    def without_styles(sheet: bytes) -> bytes:
        """Also without cells that hold nothing, and the hint of which cells a row has."""
        sheet = re.sub(rb' spans="[0-9:]+"', b"", sheet)
        sheet = re.sub(rb'<c r="[A-Z]+[0-9]+"(?: s="[0-9]+")?/>', b"", sheet)
        return re.sub(rb'(<c r="[^>]*?) s="[0-9]+"', rb"\1", sheet)

    before, after = parts(rich[0])[DATA], parts(rich[1])[DATA]
    assert before != after
    assert without_styles(before) == without_styles(after)


def test_a_program_reads_the_same_values_and_formulas(rich):
    for cached in (True, False):
        before = openpyxl.load_workbook(io.BytesIO(rich[0]), data_only=cached)
        after = openpyxl.load_workbook(io.BytesIO(rich[1]), data_only=cached)
        assert after.sheetnames == [*before.sheetnames, "Oorzaken"]
        for sheet in before:
            again = after[sheet.title]
            assert [[c.value for c in row] for row in sheet] == [
                [c.value for c in row] for row in again
            ]
            assert sheet.sheet_state == again.sheet_state
            assert sheet.merged_cells.ranges == again.merged_cells.ranges
            widths = {k: v.width for k, v in sheet.column_dimensions.items()}
            assert widths == {k: v.width for k, v in again.column_dimensions.items()}
            assert len(sheet.conditional_formatting) == len(again.conditional_formatting)
            assert len(sheet.data_validations.dataValidation) == len(
                again.data_validations.dataValidation
            )
        assert list(before.defined_names) == list(after.defined_names)
    assert after["Jeugd 'hulp' & zo"]["P4"].value == "=1+1"


def test_our_own_reader_reads_the_same_rows(rich):
    before, after = read(rich[0], "x.xlsx"), read(rich[1], "x.xlsx")

    assert before.cells.equals(after.cells)
    assert after.sheet == before.sheet


def test_a_marked_cell_keeps_its_format_and_gets_the_colour_of_its_gravest_finding(rich):
    before = openpyxl.load_workbook(io.BytesIO(rich[0])).worksheets[0]
    after = openpyxl.load_workbook(io.BytesIO(rich[1])).worksheets[0]
    result = checked(rich[0])
    wrong: dict[tuple[int, int], str] = {}
    for place in result.plaatsen.to_pylist():  # causes come the gravest first
        ernst = result.oorzaken[place["oorzaak"]].ernst
        wrong.setdefault((place["rij"], place["kolom"]), ernst)
    assert {"blokkeert", "tip"} <= set(wrong.values())

    for row in after.iter_rows():
        for cell in row:
            old = before[cell.coordinate]
            ernst = wrong.get((cell.row, cell.column))
            if ernst:
                assert cell.fill.fgColor.rgb == "FF" + KLEUREN[ernst]
            else:
                assert repr(cell.fill) == repr(old.fill)
            if old.value is None and not old.has_style:
                continue  # was not there: see below
            assert repr(cell.font) == repr(old.font)
            assert cell.number_format == old.number_format
            assert repr(cell.border) == repr(old.border)


def test_a_comment_says_what_is_wrong_and_what_to_do(rich):
    after = openpyxl.load_workbook(io.BytesIO(rich[1])).worksheets[0]
    result = checked(rich[0])

    told = after["F5"].comment.text
    cause = next(o for o in result.oorzaken if o.kolom == "hulpvorm" and o.regel == "V06")
    assert told.startswith("Blokkeert rij (V06)")
    assert cause.melding in told
    assert cause.remedie in told


def test_comments_of_the_sender_stay_and_a_finding_is_added_to_them():
    content = rich_workbook()
    book = openpyxl.load_workbook(io.BytesIO(content))
    book.worksheets[0]["A5"].comment = openpyxl.comments.Comment("Dit weet ik al", "Karin")
    buffer = io.BytesIO()
    book.save(buffer)

    after = mark(buffer.getvalue()).content
    strictly_looked_at(after)
    sheet = openpyxl.load_workbook(io.BytesIO(after)).worksheets[0]
    assert sheet["A4"].comment.text == "Van mij zelf"
    assert sheet["A5"].comment.text.startswith("Dit weet ik al")
    assert "(V01)" in sheet["A5"].comment.text


def test_the_workbook_is_as_strict_as_excel_wants_it(rich):
    strictly_looked_at(rich[1])


def test_the_sheet_of_causes_names_each_cause_with_links_to_its_first_cells(rich):
    result = checked(rich[0])
    book = openpyxl.load_workbook(io.BytesIO(rich[1]))
    sheet = book["Oorzaken"]

    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert {row[1] for row in rows} >= {"Bestand", "Blokkeert rij", "Bevestigen", "Tip"}
    for cause in result.oorzaken:
        row = next(r for r in rows if r[:1] == [cause.regel] and r[3] == cause.melding)
        assert row[2] == cause.aantal
        assert row[4] == cause.remedie
    linked = [cell for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    assert "'Jeugd ''hulp'' & zo'!A5" in {cell.hyperlink.location for cell in linked}
    for cell in linked:
        assert cell.hyperlink.location == f"'Jeugd ''hulp'' & zo'!{cell.value}"


def test_cells_that_were_not_there_are_made_in_their_place_and_in_the_style_of_row_or_column():
    parts_ = parts(rich_workbook())
    sheet = openpyxl.load_workbook(io.BytesIO(mark(rich_workbook()).content)).worksheets[0]

    assert b'r="A7"' not in parts_[DATA]
    assert sheet["A7"].fill.fgColor.rgb == "FF" + KLEUREN["blokkeert"]
    assert sheet["A7"].font.italic  # of the column
    assert sheet["A7"].value is None


@pytest.mark.parametrize(
    "change",
    [
        lambda xml: xml.replace("<c ", "<c  ").replace("<row ", "<row\n"),
        lambda xml: re.sub(r' r="[A-Z]+[0-9]+"', "", xml),
        lambda xml: re.sub(r' r="[0-9]+"', "", xml),
        lambda xml: xml.replace("<sheetData>", "<!-- <row r='1'> <sheetData> --><sheetData>"),
        lambda xml: re.sub(r"<t>([^<]*)</t>", r"<t><![CDATA[\1]]></t>", xml),
        lambda xml: xml.replace('t="inlineStr"', "t='inlineStr' s='0'"),
        lambda xml: re.sub(r"<(/?)(\w)", r"<\1x:\2", xml.split("?>")[1]).replace(
            "xmlns=", "xmlns:x="
        ),
    ],
)  # fmt: skip
def test_xml_of_any_hand_is_marked_in_the_right_cell(change):
    content = xlsx_with(change(sheet_xml(rows_xml(lines([{}, WRONG, OTHER])))))
    after = mark(content).content

    sheet = openpyxl.load_workbook(io.BytesIO(after)).worksheets[0]
    coloured = {
        cell.coordinate
        for row in sheet.iter_rows()
        for cell in row
        if cell.fill.fill_type == "solid"
    }
    assert {"A3", "F3", "K3"} <= coloured
    assert not any(name.endswith(("2", "4")) for name in coloured)
    assert read(after, "x.xlsx").cells.equals(read(content, "x.xlsx").cells)


def test_a_workbook_in_an_encoding_we_do_not_edit_is_made_anew():
    xml = sheet_xml(rows_xml(lines([{}, WRONG]))).replace("UTF-8", "UTF-16")
    content = xlsx_with(xml.encode("utf-16"))  # type: ignore[arg-type]
    made = mark(content)

    assert any("gemaakt uit wat wij" in note for note in made.notes)
    strictly_looked_at(made.content)
    assert read(made.content, "x.xlsx").cells.equals(read(content, "x.xlsx").cells)


def test_a_workbook_without_styles_gets_them():
    content = xlsx_with(sheet_xml(rows_xml(lines([{}, WRONG]))))
    book = openpyxl.load_workbook(io.BytesIO(mark(content).content))

    assert book.worksheets[0]["A3"].fill.fgColor.rgb == "FF" + KLEUREN["blokkeert"]


def test_shared_formulas_stay_as_they_are():
    rows = rows_xml(lines([{}, WRONG]))
    shared = (
        '<row r="9"><c r="P9"><f t="shared" ref="P9:P10" si="0">A1</f><v>1</v></c></row>'
        '<row r="10"><c r="P10"><f t="shared" si="0"/><v>2</v></c></row>'
    )
    content = xlsx_with(sheet_xml(rows + shared))
    after = parts(mark(content).content)[DATA]

    assert shared.encode() in after


def test_a_sheet_that_is_called_as_ours_keeps_its_name():
    content = zipped(
        xlsx_parts(sheet_xml(rows_xml(lines([{}, WRONG]))))
        | {"xl/workbook.xml": xlsx_parts()["xl/workbook.xml"].replace("Data", "oorzaken")}  # type: ignore[union-attr,arg-type]
    )
    book = openpyxl.load_workbook(io.BytesIO(mark(content).content))

    assert book.sheetnames == ["oorzaken", "Oorzaken (2)"]


def test_a_doctype_is_refused_again_when_marking():
    good = simple_workbook(WRONG)
    there = parts(good)
    there[DATA] = there[DATA].replace(b"<worksheet", b"<!DOCTYPE a [<!ENTITY b 'c'>]><worksheet", 1)

    with pytest.raises(UnreadableFile) as refused:
        marked(zipped(there), "x.xlsx", checked(good))
    assert refused.value.reden == "xml_entiteit"


def test_a_file_that_is_not_the_one_that_was_checked_is_no_crash():
    result = checked(simple_workbook(*[{}] * 50, WRONG))

    made = marked(simple_workbook({}), "x.xlsx", result)
    strictly_looked_at(made.content)


def test_many_findings_are_all_coloured_and_the_first_thousand_commented():
    content = simple_workbook(*[WRONG] * 1_500)
    sheet = openpyxl.load_workbook(io.BytesIO(mark(content).content))

    data, causes = sheet["Data"], sheet["Oorzaken"]
    assert all(data.cell(r, 1).fill.fill_type == "solid" for r in range(2, 1_502))
    assert data.cell(1_001, 1).comment
    assert not data.cell(1_002, 1).comment
    assert any("1000" in str(row[0].value) for row in causes.iter_rows())


def test_several_findings_in_one_cell_are_all_told_and_the_gravest_colours_it():
    content = simple_workbook({**WRONG, "bsn": " 123456789"})
    result = checked(content)
    cells = pc.value_counts(pc.binary_join_element_wise(
        pc.cast(result.plaatsen["rij"], "string"), pc.cast(result.plaatsen["kolom"], "string"), "-"
    ))  # fmt: skip
    double = [c["values"].as_py() for c in cells if c["counts"].as_py() > 1]
    assert double == ["2-1"]

    cell = openpyxl.load_workbook(io.BytesIO(mark(content).content))["Data"]["A2"]
    assert cell.fill.fgColor.rgb == "FF" + KLEUREN["blokkeert"]
    assert "Blokkeert rij" in cell.comment.text
    assert "Tip" in cell.comment.text


def test_what_the_sender_confirmed_is_no_longer_marked():
    content = simple_workbook(WRONG)
    result = checked(content)
    said = tuple(replace(o, antwoord=True) if o.regel == "V06" else o for o in result.oorzaken)
    made = marked(content, "x.xlsx", replace(result, oorzaken=said))
    book = openpyxl.load_workbook(io.BytesIO(made.content))

    assert book["Data"]["A2"].fill.fill_type == "solid"
    assert "(V01)" in book["Data"]["A2"].comment.text
    assert book["Data"]["F2"].fill.fill_type is None
    assert "V06" not in [row[0].value for row in book["Oorzaken"].iter_rows()]


def test_in_english_every_word_of_ours_is_english():
    made = mark(simple_workbook(WRONG), taal="en")
    book = openpyxl.load_workbook(io.BytesIO(made.content))

    assert made.naam == "levering - marked.xlsx"
    assert book.sheetnames == ["Data", "Causes"]
    assert book["Data"]["A2"].comment.text.startswith("Blocks row (V01)")


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ("Levering 2023-1.xlsx", "Levering 2023-1 - gemarkeerd.xlsx"),
        ("../../etc/passwd", "passwd - gemarkeerd.xlsx"),
        ("C:\\map\\x.xls", "x - gemarkeerd.xlsx"),
        ("kind 999900006.csv", "aanlevering - gemarkeerd.xlsx"),
        ("a\r\nb\u202e.csv", "a__b_ - gemarkeerd.xlsx"),
        (".csv", "csv - gemarkeerd.xlsx"),
        ("", "aanlevering - gemarkeerd.xlsx"),
    ],
)
def test_the_name_is_safe_and_holds_no_citizens_number(given, named):
    assert marked_name(given) == named


_SEEN_BY = {  # Machado, Oliveira and Fernandes 2009, severity 1
    "everybody": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanope": ((0.152, 1.053, -0.205), (0.115, 0.786, 0.099), (-0.004, -0.048, 1.052)),
    "deuteranope": ((0.367, 0.861, -0.228), (0.280, 0.673, 0.047), (-0.012, 0.043, 0.969)),
    "tritanope": ((1.256, -0.077, -0.179), (-0.078, 0.931, 0.148), (0.005, 0.691, 0.304)),
}


@pytest.mark.parametrize("eyes", _SEEN_BY)
def test_the_four_colours_are_told_apart_by_any_eyes_and_carry_black_text(eyes):
    def linear(colour: str) -> list[float]:
        values = [int(colour[n : n + 2], 16) / 255 for n in (0, 2, 4)]
        return [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values]

    def lab(colour: str) -> tuple[float, float, float]:
        r, g, b = (
            min(1, max(0, sum(m * v for m, v in zip(row, linear(colour), strict=True))))
            for row in _SEEN_BY[eyes]
        )
        x, y, z = (
            0.4124 * r + 0.3576 * g + 0.1805 * b,
            0.2126 * r + 0.7152 * g + 0.0722 * b,
            0.0193 * r + 0.1192 * g + 0.9505 * b,
        )
        fx, fy, fz = (v ** (1 / 3) for v in (x / 0.9505, y, z / 1.089))
        return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)

    colours = [*KLEUREN.values(), "FFFFFF"]
    for one in colours:
        for other in colours:
            if one != other:
                apart = sum((a - b) ** 2 for a, b in zip(lab(one), lab(other), strict=True)) ** 0.5
                assert apart > 9, (one, other, apart)
    for colour in KLEUREN.values():
        luminance = sum(
            w * v for w, v in zip((0.2126, 0.7152, 0.0722), linear(colour), strict=True)
        )
        assert (luminance + 0.05) / 0.05 > 7


def put_right(content: bytes, **cells: str) -> bytes:
    """The workbook with other values in these cells of its first sheet, saved by a program."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for cell, value in cells.items():
        book.worksheets[0][cell] = value
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_a_marked_workbook_that_comes_back_loses_the_marks_of_what_was_put_right():
    first = mark(simple_workbook({}, {**WRONG, **OTHER, "bsn": "123456789"})).content
    again = mark(put_right(first, A3="999900031", F3="02")).content
    strictly_looked_at(again)
    book = openpyxl.load_workbook(io.BytesIO(again))
    data = book["Data"]

    assert book.sheetnames == ["Data", "Oorzaken"]
    assert [data[cell].fill.fill_type for cell in ("A3", "F3", "K3")] == [None, None, "solid"]
    assert [bool(data[cell].comment) for cell in ("A3", "F3", "K3")] == [False, False, True]
    assert data["K3"].comment.text.count("V17") == 1
    codes = [row[0].value for row in book["Oorzaken"].iter_rows()]
    assert "V17" in codes
    assert "V01" not in codes


def test_what_the_sender_wrote_stays_when_our_part_of_the_comment_goes():
    book = openpyxl.load_workbook(io.BytesIO(simple_workbook({}, {**WRONG, **OTHER})))
    book["Data"]["F3"].comment = openpyxl.comments.Comment("Vraag aan Karin", "ik")
    buffer = io.BytesIO()
    book.save(buffer)
    once = mark(buffer.getvalue()).content
    twice = mark(once).content
    saved = mark(put_right(once)).content
    strictly_looked_at(twice)

    for content in (once, twice, saved):
        text = openpyxl.load_workbook(io.BytesIO(content))["Data"]["F3"].comment.text
        assert text.startswith("Vraag aan Karin")
        assert text.count("V06") == 1


def test_marking_twice_gives_the_same_marks():
    once = mark(rich_workbook()).content
    twice = mark(once).content
    strictly_looked_at(twice)

    assert set(parts(twice)) == set(parts(once))
    before, after = (openpyxl.load_workbook(io.BytesIO(c)).worksheets[0] for c in (once, twice))
    for row in before.iter_rows():
        for cell in row:
            other = after[cell.coordinate]
            assert repr(cell.fill) == repr(other.fill)
            assert (cell.comment and cell.comment.text) == (other.comment and other.comment.text)


def test_a_sheet_of_records_is_never_taken_for_our_sheet_of_causes():
    sheet = sheet_xml(rows_xml([["Wat er in dit bestand is gevonden"], *lines([{}, WRONG])]))
    content = zipped(
        xlsx_parts(sheet)
        | {"xl/workbook.xml": xlsx_parts()["xl/workbook.xml"].replace("Data", "Oorzaken")}  # type: ignore[union-attr,arg-type]
    )
    made = mark(content).content

    assert openpyxl.load_workbook(io.BytesIO(made)).sheetnames == ["Oorzaken", "Oorzaken (2)"]
    assert b"123456789" in parts(made)[DATA]


def bombed(name: str, before: bytes, bomb: bytes) -> bytes:
    """A workbook that was marked before, with this in one of its parts."""
    there = parts(mark(simple_workbook(WRONG)).content)
    there[name] = there.get(name, b"<xml></xml>").replace(before, bomb + before)
    return zipped(there)


@pytest.mark.parametrize(
    ("name", "before", "bomb"),
    [
        (DATA, b"<sheetData>", b"<cols>" + b'<col min="1" max="16384"/>' * 300_000 + b"</cols>"),
        (DATA, b"</sheetData>", b"<!---->" * 2_000_000),
        ("xl/drawings/vmlDrawing1.vml", b"</xml>", b"<v:shape " * 500_000),
        ("xl/drawings/vmlDrawing1.vml", b"</xml>", b"<v:idmap " * 500_000),
        ("xl/drawings/a.vml", b"</xml>", b'<v:idmap data="' + b"9" * 5_000 + b'"/>'),
        ("xl/comments1.xml", b"</commentList>", b'<comment ref="A2"><text>' * 200_000),
        ("xl/comments1.xml", b"</commentList>",
         b'<comment ref="Z9"><text><t>' + b"\n" * 3_000_000 + b"</t></text></comment>"),
        ("xl/_rels/workbook.xml.rels", b"</Relationships>",
         b"".join(b"<Relationship Id='uitkomst%d'/>" % n for n in range(200_000))),
    ],
)  # fmt: skip
def test_what_the_reader_only_skims_cannot_hold_up_the_marking(name, before, bomb):
    limits = replace(LIMITS, cpu_seconds=15)
    good = simple_workbook(WRONG)

    made = marked(bombed(name, before, bomb), "x.xlsx", checked(good), limits=limits)

    assert read(made.content, "x.xlsx").cells.num_rows == 2
