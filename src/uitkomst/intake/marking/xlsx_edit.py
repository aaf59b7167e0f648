"""The sender's own workbook with marks in it, and nothing else changed."""

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

from uitkomst.intake.formats.choose_sheet import Sheet, named
from uitkomst.intake.formats.read_xlsx import Workbook, main_part, relations, workbook
from uitkomst.intake.formats.read_xml import walk
from uitkomst.intake.formats.read_zip import Archive
from uitkomst.intake.limits import Limits
from uitkomst.intake.marking.causes_sheet import causes_sheet
from uitkomst.intake.marking.earlier_marks import (
    earlier_causes,
    without_boxes,
    without_our_comments,
)
from uitkomst.intake.marking.marks import Marks
from uitkomst.intake.marking.xlsx_comments import (
    blocks_in_use,
    comments_part,
    drawing,
    merged_comments,
)
from uitkomst.intake.marking.xlsx_package import Package
from uitkomst.intake.marking.xlsx_sheet import SheetMarker
from uitkomst.intake.marking.xlsx_styles import NEW, Styles
from uitkomst.intake.marking.xml_bytes import NotEditable
from uitkomst.intake.marking.zip_writer import Packer


def marked_workbook(archive: Archive, marks: Marks, blad: str, limits: Limits) -> bytes:
    """The same workbook, marked; `blad` is the sheet that was read, as it is shown.

    Raises NotEditable for a workbook that is written in an unusual way, UnreadableFile.
    """
    main = main_part(archive, limits)
    book = workbook(archive, main, limits)
    sheet = named(book.sheets, blad)
    package = Package(archive, main)
    styles = Styles(package.whole(book.styles) if book.styles else NEW)
    earlier = earlier_causes(archive, book, sheet, limits)
    unmarked = styles.unmarked() if earlier else {}
    edit = _Edit(archive, package, styles, unmarked, limits, again=bool(earlier))
    edit.mark(sheet, marks)
    extending = _extending(book, sheet)
    for blad, other in extending.items():
        there = marks.on(blad)
        if there:
            edit.mark(other, there)
        elif earlier:
            with suppress(NotEditable):  # an empty one holds no marks of an earlier time
                edit.mark(other, there)
    marks.sentences.append(marks.words.onveranderd)
    names = {"": sheet.naam} | {blad: other.naam for blad, other in extending.items()}
    causes = causes_sheet(marks, styles, names, package.namespace)
    if earlier:
        package.replace(earlier.place, causes)
    else:
        package.add_sheet(marks.words.blad, causes)
    _keep_styles(package, archive, main, book.styles, styles.finished())
    return package.packed()


def _extending(book: Workbook, marked: Sheet) -> dict[str, Sheet]:
    """The sheets that extend the delivery, found as the reader finds them."""
    found: dict[str, Sheet] = {}
    for sheet in book.sheets:
        if sheet.extension and sheet != marked:
            found.setdefault(sheet.extension, sheet)
    places = {marked.place, *(sheet.place for sheet in found.values())}
    if len(places) <= len(found):
        raise NotEditable  # two sheets with the same cells
    return found


@dataclass(frozen=True)
class _Edit:
    """Marks one sheet after another. `again`: the workbook was marked before, with styles for which
    `unmarked` says what they were."""

    archive: Archive
    package: Package
    styles: Styles
    unmarked: Mapping[int, int]
    limits: Limits
    again: bool

    def mark(self, sheet: Sheet, marks: Marks) -> None:
        """Put the marks in a sheet, instead of those it had. Raises NotEditable."""
        packer = Packer()
        marker = SheetMarker(marks.rows(), self.styles, packer.write, self.unmarked)
        walk(_passing(self.archive.chunks(sheet.place), marker.feed), self.limits)
        marker.read_tail()
        there = _there(self.archive, sheet, marker, self.limits)
        if self.again:
            _forget_comments(self.package, there)
        marker.finish(_commented(self.package, there, sheet, marks, marker.widths))
        self.package.put(packer.packed(sheet.place))


def _passing(chunks: Iterable[bytes], feed: Callable[[bytes], None]) -> Iterator[bytes]:
    """The chunks, each fed on once whoever takes them found nothing wrong with it."""
    for chunk in chunks:
        yield chunk
        feed(chunk)


def _keep_styles(
    package: Package, archive: Archive, main: str, part: str | None, data: bytes
) -> None:
    if part is None:
        part = "xl/styles.xml"  # a program that reads it may look for no other name
        if part in archive:
            raise NotEditable
        package.declare(part, "styles")
        package.relate(main, part, "styles")
    package.replace(part, data)


@dataclass(frozen=True)
class _There:
    """The parts with the comments of the sheet and their boxes, where it has them."""

    comments: str | None
    boxes: str | None


def _there(archive: Archive, sheet: Sheet, marker: SheetMarker, limits: Limits) -> _There:
    folder, name = posixpath.split(sheet.place)
    if posixpath.join(folder, "_rels", f"{name}.rels") not in archive:
        return _There(None, None)
    targets = relations(archive, sheet.place, limits)
    part = next((target for target, kind in targets.values() if kind == "comments"), None)
    return _There(part, targets[marker.legacy][0] if marker.legacy in targets else None)


def _forget_comments(package: Package, there: _There) -> None:
    """Take out what an earlier marking said."""
    if there.comments:
        data, gone = without_our_comments(package.whole(there.comments))
        package.replace(there.comments, data)
        if there.boxes:
            package.replace(there.boxes, without_boxes(package.whole(there.boxes), gone))


def _commented(
    package: Package, there: _There, sheet: Sheet, marks: Marks, widths: Mapping[int, float]
) -> bytes:
    """Add the comments to the package; gives the element that the sheet must get, or nothing."""
    comments = dict(marks.comments())
    if not comments:
        return b""
    part, vml = there.comments, there.boxes
    if part is None:
        data, places = comments_part(comments, package.namespace), set(comments)
    else:
        data, places = merged_comments(package.whole(part), comments)
    ordered = sorted(places, key=lambda place: (place.rij, place.kolom))
    block = blocks_in_use(package.drawings()) + 1
    drawn = drawing(package.whole(vml) if vml else None, comments, ordered, block, widths)
    if drawn is None:
        if marks.words.zonder_opmerkingen not in marks.sentences:
            marks.sentences.append(marks.words.zonder_opmerkingen)
        return b""
    if part is None:
        part = package.free_name("xl/comments{}.xml")
        package.declare(part, "comments")
        package.relate(sheet.place, part, "comments")
    package.replace(part, data)
    if vml is not None:
        package.replace(vml, drawn)
        return b""
    package.declare_drawings()
    vml = package.free_name("xl/drawings/vmlDrawing{}.vml")
    package.replace(vml, drawn)
    relation = package.relate(sheet.place, vml, "vmlDrawing")
    space = package.relations_space.encode()
    return b'<$legacyDrawing xmlns:r="%s" r:id="%s"/>' % (space, relation)
