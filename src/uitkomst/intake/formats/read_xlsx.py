"""An .xlsx workbook: which parts it has, which of them may not be there, and what its cells mean.

Read with our own expat reader instead of a library: the libraries tried abort the process on one
bad cell reference, move a table that does not start in A1, drop cell errors, and take the last of
two cells with the same name (ECMA-376 part 1, § 18).
"""

import posixpath
import re
from dataclasses import dataclass

import pyarrow as pa

from uitkomst.intake.formats.choose_sheet import Sheet, SheetRows, read_sheets
from uitkomst.intake.formats.excel_values import BUILT_IN_DATES, shows_a_date
from uitkomst.intake.formats.read_xlsx_quick import QuickSheet
from uitkomst.intake.formats.read_xlsx_sheet import SheetReader
from uitkomst.intake.formats.read_xlsx_strings import shared_strings
from uitkomst.intake.formats.read_xml import Attributes, forbid_doctype, local, walk
from uitkomst.intake.formats.read_zip import Archive
from uitkomst.intake.limits import Limits
from uitkomst.intake.refusals import broken, macro, other_kind, too_large
from uitkomst.intake.rows import RawTable

_ACTIVE = (
    (re.compile(r"vbaproject|vbadata", re.IGNORECASE), "een macro"),
    (re.compile(r"(^|/)(intl)?macrosheets/", re.IGNORECASE), "een macroblad"),
    (re.compile(r"(^|/)dialogsheets/", re.IGNORECASE), "een dialoogblad"),
    (re.compile(r"(^|/)activex/", re.IGNORECASE), "een ActiveX-onderdeel"),
    (re.compile(r"(^|/)embeddings/|oleobject", re.IGNORECASE), "een ingesloten object"),
)
_XML_ENDINGS = (".xml", ".rels", ".vml")
_WORKBOOK = re.compile(r"spreadsheetml\.(sheet|template)\.main\+xml$")


@dataclass(frozen=True)
class Workbook:
    """The sheets of a workbook in order, and the names of the parts they share."""

    sheets: tuple[Sheet, ...]
    dates_1904: bool
    strings: str | None
    styles: str | None


def read_xlsx(archive: Archive, limits: Limits, blad: str | None = None) -> RawTable:
    """The sheet of the workbook that holds the delivery. Raises UnreadableFile."""
    _refuse_active_parts(archive)
    main = main_part(archive, limits)
    book = workbook(archive, main, limits)
    strings = shared_strings(archive, book.strings, limits)
    texts = pa.array(strings, pa.string())
    dates = _date_styles(archive, book.styles, limits)
    whole = {book.strings}

    def reader(sheet: Sheet, stop_after: int | None) -> SheetRows:
        if stop_after is None:
            whole.add(sheet.place)
            counted = archive.counted
            quick = QuickSheet(texts, dates, limits, dates_1904=book.dates_1904)
            if quick.read(archive.chunks(sheet.place)):
                return quick
            archive.counted = counted  # once more from the start, which counts once
        reader = SheetReader(strings, dates, limits, dates_1904=book.dates_1904)
        reader.read(archive.chunks(sheet.place), stop_after)
        return reader

    raw = read_sheets("xlsx", book.sheets, reader, blad, dates_1904=book.dates_1904)
    for name in archive.names:
        if name.lower().endswith(_XML_ENDINGS) and name not in whole:
            forbid_doctype(archive.chunks(name), limits)
    return raw


def _refuse_active_parts(archive: Archive) -> None:
    for name in archive.names:
        for pattern, what in _ACTIVE:
            if pattern.search(name):
                raise macro(what)


def main_part(archive: Archive, limits: Limits) -> str:
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
    for target, kind in relations(archive, "", limits).values():
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


def relations(archive: Archive, part: str, limits: Limits) -> dict[str, tuple[str, str]]:
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


def workbook(archive: Archive, main: str, limits: Limits) -> Workbook:
    """The workbook whose main part is `main`. Raises UnreadableFile."""
    targets = relations(archive, main, limits)
    by_kind = {kind: target for target, kind in targets.values()}
    sheets: list[Sheet] = []
    properties: Attributes = {}

    def start(name: str, attributes: Attributes) -> None:
        if local(name) == "workbookPr":
            properties.update(attributes)
        elif local(name) == "sheet":
            reference = next((v for k, v in attributes.items() if local(k) == "id"), "")
            target, kind = targets.get(reference, ("", ""))
            if kind.lower().endswith("macrosheet"):
                raise macro("een macroblad")
            if kind == "worksheet":
                if len(sheets) >= limits.zip_parts:
                    raise too_large(
                        "te_veel_bladen",
                        f"De werkmap heeft meer dan {limits.zip_parts} werkbladen.",
                    )
                visible = attributes.get("state", "visible") == "visible"
                sheets.append(Sheet(attributes.get("name", ""), visible, target))

    walk(archive.chunks(main), limits, start=start)
    if not sheets:
        raise broken("De werkmap heeft geen enkel werkblad.")
    return Workbook(
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
