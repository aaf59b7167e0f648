"""What we put in a workbook that was marked before and now comes back with cells put right.

Known by our own words, not by an author or an id: a program that saves a workbook changes those.
"""

import re

from uitkomst.intake.formats.choose_sheet import Sheet
from uitkomst.intake.formats.read_xlsx import Workbook
from uitkomst.intake.formats.read_xlsx_sheet import SheetReader
from uitkomst.intake.formats.read_xlsx_strings import shared_strings
from uitkomst.intake.formats.read_zip import Archive
from uitkomst.intake.limits import Limits
from uitkomst.intake.marking.marks import Place
from uitkomst.intake.marking.words import TALEN
from uitkomst.intake.marking.xml_bytes import (
    Edit,
    NotEditable,
    attributes,
    plain,
    spliced,
    tag,
)
from uitkomst.intake.rows import column_letters

_LABELS = b"|".join(
    re.escape(label.encode()) for words in TALEN.values() for label in words.ernst.values()
)
_OURS = re.compile(
    rb"(?:\A|\n\n|(?:&#10;|_x000[aA]_){2})\s{0,9}(?:" + _LABELS + rb") \([A-Z]+[0-9]+\)"
)
"""How what we say in a comment begins; it goes on to the end of its piece of text."""
_REFERENCE = re.compile(rb"([A-Z]{1,3})([0-9]{1,7})")
_COLUMNS = {column_letters(n).encode(): n for n in range(1, 16_385)}
_BOX = re.compile(rb"<(\w+):shape\b")
_BOX_PLACE = re.compile(rb"<\w+:Row>\s*(\d{1,7})\s*</\w+:Row>\s*<\w+:Column>\s*(\d{1,5})\s*<")


def earlier_causes(archive: Archive, book: Workbook, marked: Sheet, limits: Limits) -> Sheet | None:
    """The sheet of causes of an earlier marking; None where the workbook was not marked before.

    It is never the sheet that is `marked` itself, whatever that is called.
    """
    names = tuple(words.blad for words in TALEN.values())
    titles = {words.titel for words in TALEN.values()}
    for sheet in book.sheets:
        if sheet.place != marked.place and sheet.naam.startswith(names):
            strings = shared_strings(archive, book.strings, limits)
            reader = SheetReader(strings, frozenset(), limits, dates_1904=False)
            reader.read(archive.chunks(sheet.place), 1)
            if reader.seen and reader.seen[0][0] in titles:
                return sheet
    return None


def without_our_comments(data: bytes) -> tuple[bytes, set[Place]]:
    """The comments without what we said in them, and the places that have none any more."""
    found = plain(data)
    edits: list[Edit] = []
    gone: set[Place] = set()
    end = 0
    for comment in tag(b"comment").finditer(found):
        if comment.start() < end:
            raise NotEditable  # one in another
        if comment[2].endswith(b"/"):
            continue
        end = found.find(b"</" + comment[1] + b"comment", comment.end())
        place = _place(attributes(comment[2]).get(b"ref", b""))
        if end < 0 or place is None:
            continue
        cuts, rest = _ours(found, comment.end(), end)
        if cuts and not rest:
            edits.append((comment.start(), found.index(b">", end) + 1, b""))
            gone.add(place)
        else:
            edits += cuts
    return spliced(data, edits), gone


def without_boxes(data: bytes, gone: set[Place]) -> bytes:
    """The drawing without the boxes of comments that are no more."""
    edits: list[Edit] = []
    at = 0
    for box in _BOX.finditer(data):
        if box.start() < at:
            continue
        closing = b"</" + box[1] + b":shape>"
        at = data.find(closing, box.end()) + len(closing)
        if at < len(closing):
            break
        where = _BOX_PLACE.search(data, box.end(), at)
        if where is not None and Place(int(where[1]) + 1, int(where[2]) + 1) in gone:
            edits.append((box.start(), at, b""))
    return spliced(data, edits)


def _place(reference: bytes) -> Place | None:
    found = _REFERENCE.fullmatch(reference)
    if found is None or found[1] not in _COLUMNS:
        return None
    return Place(int(found[2]), _COLUMNS[found[1]])


def _ours(found: bytes, start: int, end: int) -> tuple[list[Edit], bool]:
    """What to cut out of a comment, and whether something of the sender is left then."""
    cuts: list[Edit] = []
    rest = False
    for opened in tag(b"t").finditer(found, start, end):
        stop = found.find(b"<", opened.end())
        text = found[opened.end() : stop]
        ours = _OURS.search(text)
        if ours is not None:
            cuts.append((opened.end() + ours.start(), stop, b""))
        rest |= bool(text[: ours.start() if ours else None].strip())
    return cuts, rest
