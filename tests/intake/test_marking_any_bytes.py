"""Whatever stands in a workbook that can be read: it is marked, and reads the same afterwards."""

from dataclasses import asdict
from functools import cache

from files import zipped
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from marking_files import checked, mark, parts, rich_workbook

from uitkomst.intake.formats.recognise_format import read_any
from uitkomst.intake.limits import LIMITS
from uitkomst.intake.marking.mark import stream_of
from uitkomst.intake.marking.marks import PLACES, Cause
from uitkomst.intake.marking.task import mark as task
from uitkomst.intake.refusals import UnreadableFile

TOUCHED = (
    "xl/worksheets/sheet1.xml", "xl/worksheets/_rels/sheet1.xml.rels", "xl/styles.xml",
    "xl/comments1.xml", "xl/drawings/vmlDrawing1.vml", "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels", "[Content_Types].xml",
)  # fmt: skip
PIECES = st.sampled_from([
    b"", b"<", b">", b"/", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<?x", b"?>", b'"', b"'",
    b' r="A1"', b' s="99999"', b' s="-1"', b"<row>", b"</row>", b"<c/>", b"<sheetData>",
    b"</sheetData>", b"&#49;", b"\xff", b"\0", b"x:", b"<legacyDrawing/>", b"<extLst/>",
])  # fmt: skip
CHANGE = st.tuples(
    st.booleans(), st.sampled_from(TOUCHED), st.floats(0, 1), st.integers(0, 30), PIECES
)


@cache
def workbooks() -> tuple[dict[str, bytes], dict[str, bytes]]:
    """The parts of a workbook, and of the same one marked."""
    return parts(rich_workbook()), parts(mark(rich_workbook()).content)


@cache
def asked() -> tuple[bytes, dict[str, object]]:
    """What the task "mark" is asked for that workbook."""
    result = checked(rich_workbook())
    places = stream_of(result.plaatsen.select(PLACES.names).sort_by("rij").cast(PLACES))
    causes = [Cause(o.regel, o.ernst, o.aantal, o.melding, o.remedie) for o in result.oorzaken]
    return places, {
        "plaatsen": len(places), "als": "xlsx", "taal": "nl", "blad": result.lezing.blad,
        "koprij": 3, "layout": None, "zinnen": [], "oorzaken": [asdict(cause) for cause in causes],
    }  # fmt: skip


@settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
@given(CHANGE)
def test_a_workbook_that_is_read_is_marked_and_reads_the_same(change):
    again, name, where, cut, piece = change
    there = dict(workbooks()[again])
    at = int(where * len(there[name]))
    there[name] = there[name][:at] + piece + there[name][at + cut :]
    content = zipped(there)
    places, options = asked()
    blad = str(options["blad"])
    try:
        before = read_any(content, None, LIMITS, blad)
    except UnreadableFile:
        return

    _, marked = task(places + content, options, LIMITS)
    assert read_any(marked, None, LIMITS, blad).cells.equals(before.cells)
