"""A usual worksheet goes the quick way: with the same answer as the careful way, or not at all."""

import pyarrow as pa
import pytest
from files import GRID, SPREADSHEETML, sheet_xml
from hypothesis import given
from hypothesis import strategies as st

from uitkomst.intake.formats import read_xlsx_quick
from uitkomst.intake.formats.read_xlsx_quick import QuickSheet
from uitkomst.intake.formats.read_xlsx_sheet import SheetReader
from uitkomst.intake.limits import LIMITS
from uitkomst.intake.refusals import UnreadableFile

TEXTS = ["bsn", "", " ", "999900006", "é€", "a_x0041_b"]
DATES = frozenset({"3"})

VALUES = st.sampled_from([
    "0", "1", "2", "5", "9", "007", "12", "44936", "44936.5", "-1", "1e5", "1E+300", "7.5", "60",
    "", " ", " 1", "x", "١", "true", "#N/A", "é", "1_0", "&amp;", "a_x000D_b", "]]&gt;", "nan",
])  # fmt: skip
FORMS = st.sampled_from([
    "", ' t="s"', ' s="3"', ' s="1" t="s"', ' t="n"', ' s="3" t="n"', ' t="b"', ' t="e"',
    ' t="str"', ' t="inlineStr"', ' t="d"', ' t="z"', ' cm="1"', ' t="s" t="s"', ' r="B9"', " ",
])  # fmt: skip
INSIDE = st.sampled_from([
    "<v>{}</v>", "<v>{}</v>", "<v>{}</v>", "<is><t>{}</t></is>", "", "<f>A1</f><v>{}</v>", "<v/>",
    '<is><t xml:space="preserve">{}</t></is>', "<is><r><t>{}</t></r></is>", "<!-- x --><v>{}</v>",
    "<v>{}</v>\n", "<v>{}</v><v>{}</v>",
])  # fmt: skip
ROW_FORMS = st.sampled_from(
    ["", ' spans="1:3"', ' hidden="1"', ' hidden="0"', ' ht="15" x="a&gt;b"', ' x=">"', " x='1'"]
)
BEFORE = st.sampled_from(
    [
        "<!-- <sheetData> -->",
        "<row r='1'/>",
        "",
        '<cols><col min="1" max="2" hidden="1"/></cols>',
        "<dimension/>",
    ]
)
AFTER = st.sampled_from(["", "<mergeCells/>", "<row r='99'/>", "<c/>", "</x>", "\n "])


@st.composite
def sheets(draw, mostly_usual: bool) -> str:
    """The XML of a worksheet; where it is mostly usual, every oddity is rare."""
    forms = st.sampled_from(["", ' t="s"', ' s="3"', ' t="str"']) if mostly_usual else FORMS
    inside = st.sampled_from(["<v>{}</v>", "<is><t>{}</t></is>", ""]) if mostly_usual else INSIDE
    values = st.sampled_from(["0", "1", "3", "44936"]) if mostly_usual else VALUES
    data, number = "", 0
    for _ in range(draw(st.integers(1, 6))):
        number += draw(st.integers(1, 3)) if mostly_usual else draw(st.integers(0, 3))
        cells, column = "", 0
        for _ in range(draw(st.integers(0, 4))):
            column += (
                draw(st.sampled_from([1, 1, 2, 30])) if mostly_usual else draw(st.integers(0, 30))
            )
            letters = chr(64 + column) if column < 27 else "A" + chr(64 + (column - 26) % 26)
            value = draw(values)
            content = draw(inside).format(value, value)
            cells += f'<c r="{letters}{number}"{draw(forms)}>{content}</c>'
            if draw(st.booleans()):
                column += 1
                cells += (
                    f'<c r="{chr(64 + min(column, 26))}{number}" s="1"/>' if column < 27 else ""
                )
        data += f'<row r="{number}"{draw(ROW_FORMS)}>{cells}</row>' + draw(
            st.sampled_from(["", "", "\n"])
        )
    return sheet_xml(data, draw(BEFORE), "" if mostly_usual else draw(AFTER))


def both(xml: bytes, block: int) -> bool:
    """Whether the quick way answered; then the careful way gives the same."""
    chunks = [xml[at : at + block] for at in range(0, len(xml), block)]
    quick = QuickSheet(pa.array(TEXTS), DATES, LIMITS, dates_1904=False)
    if not quick.read(chunks):
        return False
    careful = SheetReader(TEXTS, DATES, LIMITS, dates_1904=False)
    try:
        careful.read(chunks)
    except UnreadableFile as refused:
        raise AssertionError(refused.melding) from refused
    assert quick.rows.table().equals(careful.rows.table())
    assert quick.notes() == careful.notes()
    return True


@pytest.fixture(autouse=True)
def _small_blocks(monkeypatch) -> None:
    monkeypatch.setattr(read_xlsx_quick, "_BLOCK", 300)


BLOCKS = st.sampled_from([7, 64, 100_000])


@given(sheets(mostly_usual=False), BLOCKS)
def test_any_worksheet_is_read_the_same_both_ways(xml, block) -> None:
    both(xml.encode(), block)


@given(sheets(mostly_usual=True), BLOCKS)
def test_a_usual_worksheet_is_read_the_same_both_ways(xml, block) -> None:
    both(xml.encode(), block)


@given(
    sheets(mostly_usual=True),
    st.floats(0, 1, exclude_max=True),
    st.one_of(
        st.binary(max_size=3),
        st.sampled_from(
            [b"<", b">", b'"', b"<v>", b"</c>", b"&", b"\x01", b"\xef\xbf\xbe", b"]]>"]
        ),
    ),
    st.integers(0, 3),
)
def test_a_damaged_worksheet_is_read_the_same_both_ways(xml, where, some, drop) -> None:
    data = xml.encode()
    at = int(where * len(data))
    both(data[:at] + some + data[at + drop :], 64)


def test_a_worksheet_as_excel_writes_it_goes_the_quick_way() -> None:
    rows = "".join(
        f'<row r="{r}" spans="1:2" x14ac:dyDescent="0.25">'
        f'<c r="A{r}" t="s"><v>0</v></c><c r="C{r}" s="3"><v>44936</v></c><c r="D{r}" s="1"/></row>'
        for r in range(1, 200)
    )
    assert both(sheet_xml(rows, '<sheetPr/><cols><col min="1" max="1"/></cols>').encode(), 64)


@pytest.mark.parametrize(
    "xml",
    [
        sheet_xml('<row r="1"><c r="A1"><f>1+1</f><v>2</v></c></row>'),
        sheet_xml('<row r="1"><c><v>2</v></c></row>'),
        sheet_xml('<row><c r="A1"><v>2</v></c></row>'),
        sheet_xml('<row r="1"><c r="A2"><v>2</v></c></row>'),
        sheet_xml('<row r="2"/><row r="1"/>'),
        sheet_xml('<row r="1"><c r="B1"/><c r="A1"/></row>'),
        sheet_xml('<row r="1"><c r="A1" t="s"><v>99</v></c></row>'),
        sheet_xml("<!-- <row r='1'/> -->"),
        *(
            f'<worksheet>{start}<sheetData><row r="1"><c r="A1"><v>2</v></c></row></sheetData>{end}'
            "<sheetData/></worksheet>"
            for start, end in (("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?a ", "?>"))
        ),
        '<?xml version="1.0" encoding = "iso-8859-1"?>'
        + sheet_xml('<row r="1"><c r="A1" t="str"><v>é</v></c></row>').partition("?>")[2],
        sheet_xml('<row r="2"><c r="A2"><v>2</v></c></row>', before='<row r="1"/>'),
        f'<x:worksheet xmlns:x="{SPREADSHEETML}"><x:sheetData/></x:worksheet>',
        '<!DOCTYPE x><worksheet><sheetData><row r="1"/></sheetData></worksheet>',
        "<worksheet><sheetData>" + '<row r="1"/>' + "</sheetData>",
    ],
)
def test_what_is_not_usual_goes_the_careful_way(xml) -> None:
    assert not both(xml.encode(), 64)


def test_the_grid_of_the_other_tests_goes_the_quick_way() -> None:
    rows = "".join(
        f'<row r="{r}">' + "".join(
            f'<c r="{chr(65 + c)}{r}" t="inlineStr"><is><t>{cell}</t></is></c>'
            for c, cell in enumerate(row)
        ) + "</row>"
        for r, row in enumerate(GRID, start=1)
    ).replace("_", "-")  # fmt: skip

    assert both(sheet_xml(rows).encode(), 64)
