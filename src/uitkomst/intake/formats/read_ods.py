"""An .ods workbook (OpenDocument 1.3 part 3, § 9): repeated rows and cells are counted, not made.

A comment in a cell, a drawing on it and a program beside it are not part of the table.
"""

import re
from collections.abc import Iterable

from uitkomst.intake.formats.choose_sheet import Sheet, read_sheets
from uitkomst.intake.formats.read_ods_sheet import OdsSheet
from uitkomst.intake.formats.read_xml import Attributes, forbid_doctype, walk
from uitkomst.intake.formats.read_zip import Archive
from uitkomst.intake.limits import Limits
from uitkomst.intake.refusals import broken, encrypted, macro, other_kind
from uitkomst.intake.rows import RawTable

MIME = "application/vnd.oasis.opendocument.spreadsheet"
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
_CONTENT = "content.xml"
_ACTIVE = re.compile(r"^(Basic|Scripts)/", re.IGNORECASE)
_OBJECT = re.compile(r"^(Object|ObjectReplacements|Obj)\b.*", re.IGNORECASE)


def read_ods(archive: Archive, limits: Limits, blad: str | None = None) -> RawTable:
    """The sheet of the workbook that holds the delivery. Raises UnreadableFile."""
    _refuse_what_may_not_be_there(archive, limits)
    for name in archive.names:
        if name.endswith((".xml", ".rdf")) and name != _CONTENT:
            forbid_doctype(archive.chunks(name), limits)
    sheets = _sheets(archive.chunks(_CONTENT), limits)
    if not sheets:
        raise broken("De werkmap heeft geen enkel werkblad.")

    def reader(sheet: Sheet, stop_after: int | None) -> OdsSheet:
        reader = OdsSheet(int(sheet.place), limits)
        reader.read(archive.chunks(_CONTENT), stop_after)
        return reader

    return read_sheets("ods", sheets, reader, blad)


def _refuse_what_may_not_be_there(archive: Archive, limits: Limits) -> None:
    mime = archive.bytes("mimetype").decode("ascii", "replace").strip()
    if not mime.startswith(MIME):
        known = mime.startswith(_OPEN_DOCUMENT)
        raise other_kind("een ander LibreOffice-document" if known else "een zip-bestand")
    if "encrypted-package" in archive:
        raise encrypted()

    def start(name: str, _: Attributes) -> None:
        if name.endswith("encryption-data"):
            raise encrypted()

    if "META-INF/manifest.xml" in archive:
        walk(archive.chunks("META-INF/manifest.xml"), limits, start=start)
    if any(_ACTIVE.search(name) for name in archive.names):
        raise macro("een macro")
    if any(_OBJECT.search(name) and not name.endswith(".xml") for name in archive.names):
        raise macro("een ingesloten object")


def _sheets(chunks: Iterable[bytes], limits: Limits) -> list[Sheet]:
    sheets: list[Sheet] = []
    hidden: set[str] = set()
    style = ""
    depth = 0

    def start(name: str, attributes: Attributes) -> None:
        nonlocal style, depth
        if name == "style:style":
            style = attributes.get("style:name", "")
        elif name == "style:table-properties" and attributes.get("table:display") == "false":
            hidden.add(style)
        elif name == "table:table":
            if depth == 0:
                visible = attributes.get("table:style-name", "") not in hidden
                naam = attributes.get("table:name", "")
                sheets.append(Sheet(naam, visible, str(len(sheets))))
            depth += 1

    def end(name: str) -> None:
        nonlocal depth
        depth -= name == "table:table"

    walk(chunks, limits, start=start, end=end)
    return sheets
