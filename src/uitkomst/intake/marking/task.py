"""The task "mark" of the child process: from a sender's file and its findings to a marked file."""

from typing import Any

import pyarrow as pa

from uitkomst.intake.formats.read_fixed import FixedLayout
from uitkomst.intake.formats.read_zip import Archive
from uitkomst.intake.formats.recognise_format import ZIP, read_any
from uitkomst.intake.limits import Limits
from uitkomst.intake.marking.csv_column import with_column
from uitkomst.intake.marking.marks import Marks
from uitkomst.intake.marking.xlsx_edit import marked_workbook
from uitkomst.intake.marking.xlsx_new import new_workbook
from uitkomst.intake.marking.xml_bytes import NotEditable
from uitkomst.intake.refusals import UnreadableFile

Head = dict[str, Any]


def mark(content: bytes, options: dict[str, Any], limits: Limits) -> tuple[Head, bytes]:
    """The marked file; "nieuw" says whether it was made anew instead of edited.

    "aanhalingstekens" counts the cells that got an apostrophe in front.
    `content` is a stream of marks.PLACES of `options["plaatsen"]` bytes, and the sender's file.
    Raises UnreadableFile.
    """
    size = options["plaatsen"]
    places = pa.ipc.open_stream(content[:size]).read_all()
    content = content[size:]
    marks = Marks(options, places)
    koprij = options["koprij"]
    if options["als"] == "csv":
        made = with_column(content, marks, koprij, limits)
        return {"nieuw": False, "aanhalingstekens": made.quoted}, made.content
    if content.startswith(ZIP) and b"[Content_Types].xml" in content:
        workbook = _edited(content, marks, options["blad"], limits)
        if workbook is not None:
            return {"nieuw": False, "aanhalingstekens": 0}, workbook
        marks = Marks(options, places)
    layout = options["layout"]
    fixed = layout and FixedLayout(layout["naam"], tuple((a, b) for a, b in layout["spans"]))
    marks.sentences.append(marks.words.nieuw)
    raw = read_any(content, fixed, limits, options["blad"])
    return {"nieuw": True, "aanhalingstekens": 0}, new_workbook(raw, marks, koprij)


def _edited(content: bytes, marks: Marks, blad: str, limits: Limits) -> bytes | None:
    """The same workbook, marked; None where that cannot be done with this one."""
    try:
        return marked_workbook(Archive(content, limits), marks, blad, limits)
    except NotEditable:
        return None
    except UnreadableFile as refusal:
        if refusal.reden != "kapot":  # a part that is broken need not be one that is read
            raise
        return None
