"""An .xlsx workbook: which parts it has, which of them may not be there, and what its cells mean.

Read with our own expat reader instead of a library: the libraries tried abort the process on one
bad cell reference, move a table that does not start in A1, drop cell errors, and take the last of
two cells with the same name (ECMA-376 part 1, § 18).
"""

import posixpath
import re
from dataclasses import dataclass

from uitkomst.intake.formats import choose_sheet
from uitkomst.intake.formats.choose_sheet import PEEK, Sheet
from uitkomst.intake.formats.excel_values import BUILT_IN_DATES, shows_a_date
from uitkomst.intake.formats.read_xlsx_sheet import SheetReader
from uitkomst.intake.formats.read_xlsx_strings import shared_strings
from uitkomst.intake.formats.read_xml import Attributes, forbid_doctype, local, walk
from uitkomst.intake.formats.read_zip import Archive
from uitkomst.intake.limits import Limits
from uitkomst.intake.refusals import broken, macro, other_kind
from uitkomst.intake.rows import Cells, RawTable

_ACTIVE = (
    (re.compile(r"vbaproject|vbadata", re.IGNORECASE), "een macro"),
    (re.compile(r"(^|/)(intl)?macrosheets/", re.IGNORECASE), "een macroblad"),
    (re.compile(r"(^|/)dialogsheets/", re.IGNORECASE), "een dialoogblad"),
    (re.compile(r"(^|/)activex/", re.IGNORECASE), "een ActiveX-onderdeel"),
    (re.compile(r"(^|/)embeddings/|oleobject", re.IGNORECASE), "een ingesloten object"),
)
_WORKBOOK = re.compile(r"spreadsheetml\.(sheet|template)\.main\+xml$")


@dataclass(frozen=True)
class _Workbook:
    sheets: tuple[Sheet, ...]
    dates_1904: bool
    strings: str | None
    styles: str | None


def read_xlsx(archive: Archive, limits: Limits) -> RawTable:
    """The sheet of the workbook that holds the delivery. Raises UnreadableFile."""
    _refuse_active_parts(archive)
    main = _main_part(archive, limits)
    book = _workbook(archive, main, limits)
    strings = shared_strings(archive, book.strings, limits)
    dates = _date_styles(archive, book.styles, limits)

    def reader(sheet: Sheet, stop_after: int | None = None) -> SheetReader:
        reader = SheetReader(strings, dates, limits, dates_1904=book.dates_1904)
        reader.read(archive.chunks(sheet.place), stop_after)
        return reader

    def peek(sheet: Sheet) -> list[Cells]:
        return reader(sheet, PEEK).seen

    chosen, alike = choose_sheet.choose(book.sheets, peek)
    result = reader(chosen)
    for name in archive.names:
        if name.endswith((".xml", ".rels")) and name not in (chosen.place, book.strings):
            forbid_doctype(archive.chunks(name), limits)
    notes = choose_sheet.notes_on(book.sheets, chosen, alike) + result.notes()
    name = choose_sheet.shown_name(book.sheets, chosen)
    return RawTable("xlsx", name, result.rows.table(), tuple(notes), book.dates_1904)


def _refuse_active_parts(archive: Archive) -> None:
    for name in archive.names:
        for pattern, what in _ACTIVE:
            if pattern.search(name):
                raise macro(what)


def _main_part(archive: Archive, limits: Limits) -> str:
    """The name of the workbook part, whose declared type says what kind of file this is."""
    kinds: dict[str, str] = {}

    def start(name: str, attributes: Attributes) -> None:
        if local(name) in ("Override", "Default"):
            key = attributes.get("PartName", "." + attributes.get("Extension", ""))
            kinds[key.lstrip("/").lower()] = attributes.get("ContentType", "")

    walk(archive.chunks("[Content_Types].xml"), limits, start=start)
    if any("macroenabled" in kind.lower() and "binary" not in kind.lower()
           for kind in kinds.values()):  # fmt: skip
        raise macro("een macro (het is een .xlsm-werkmap)")
    for target, kind in _relations(archive, "", limits).values():
        if kind == "officeDocument":
            _refuse_other_documents(target, kinds.get(target.lower(), kinds.get(".xml", "")))
            return target
    raise broken("Het hoofdonderdeel van de werkmap ontbreekt.")


def _refuse_other_documents(target: str, kind: str) -> None:
    if _WORKBOOK.search(kind):
        return
    if "ms-excel" in kind or target.endswith(".bin"):
        raise other_kind("een binaire Excel-werkmap (.xlsb)")
    if "wordprocessingml" in kind:
        raise other_kind("een Word-document")
    if "presentationml" in kind:
        raise other_kind("een PowerPoint-presentatie")
    raise broken("Het hoofdonderdeel is geen Excel-werkmap.")


def _relations(archive: Archive, part: str, limits: Limits) -> dict[str, tuple[str, str]]:
    """From the id of a relation of `part` to its target part and the last word of its type."""
    folder, name = posixpath.split(part)
    found: dict[str, tuple[str, str]] = {}

    def start(element: str, attributes: Attributes) -> None:
        if local(element) != "Relationship" or attributes.get("TargetMode") == "External":
            return
        target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", "")))
        kind = posixpath.basename(attributes.get("Type", ""))
        found[attributes.get("Id", "")] = (target.lstrip("/"), kind)

    rels = posixpath.join(folder, "_rels", f"{name}.rels")
    walk(archive.chunks(rels), limits, start=start)
    return found


def _workbook(archive: Archive, main: str, limits: Limits) -> _Workbook:
    relations = _relations(archive, main, limits)
    by_kind = {kind: target for target, kind in relations.values()}
    sheets: list[Sheet] = []
    properties: Attributes = {}

    def start(name: str, attributes: Attributes) -> None:
        if local(name) == "workbookPr":
            properties.update(attributes)
        elif local(name) == "sheet":
            reference = next((v for k, v in attributes.items() if local(k) == "id"), "")
            target, kind = relations.get(reference, ("", ""))
            if kind.lower().endswith("macrosheet"):
                raise macro("een macroblad")
            if kind == "worksheet":
                visible = attributes.get("state", "visible") == "visible"
                sheets.append(Sheet(attributes.get("name", ""), visible, target))

    walk(archive.chunks(main), limits, start=start)
    if not sheets:
        raise broken("De werkmap heeft geen enkel werkblad.")
    return _Workbook(
        sheets=tuple(sheets),
        dates_1904=properties.get("date1904", "0").lower() in ("1", "true", "on"),
        strings=by_kind.get("sharedStrings"),
        styles=by_kind.get("styles"),
    )


def _date_styles(archive: Archive, part: str | None, limits: Limits) -> frozenset[str]:
    """The numbers of the cell styles (attribute `s`) that show a number as a date."""
    if part is None:
        return frozenset()
    dates = {str(number) for number in BUILT_IN_DATES}
    inside: list[str] = []
    styles: list[str] = []

    def start(name: str, attributes: Attributes) -> None:
        inside.append(local(name))
        if inside[-1] == "numFmt" and shows_a_date(attributes.get("formatCode", "")):
            dates.add(attributes.get("numFmtId", ""))
        elif inside[-1] == "xf" and inside[-2:-1] == ["cellXfs"]:
            styles.append(attributes.get("numFmtId", "0"))

    def end(_: str) -> None:
        inside.pop()

    walk(archive.chunks(part), limits, start=start, end=end)
    return frozenset(str(n) for n, number_format in enumerate(styles) if number_format in dates)
