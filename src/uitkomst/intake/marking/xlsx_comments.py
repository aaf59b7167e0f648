"""Comments on cells: beside those that are there, or in the same comment where a cell has one."""

import re
from collections.abc import Iterable, Mapping

from uitkomst.intake.marking.causes_sheet import MAIN
from uitkomst.intake.marking.marks import Place
from uitkomst.intake.marking.xml_bytes import (
    Edit,
    NotEditable,
    appended,
    attributes,
    escaped,
    number,
    plain,
    spliced,
    tag,
)
from uitkomst.intake.rows import column_letters

AUTHOR = "Uitkomst"
_THREADED = b"tc="  # the author Excel writes where the true text is in another part
_HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PROPERTIES = (
    b'<$rPr><$sz val="9"/><$color indexed="81"/><$rFont val="Tahoma"/><$family val="2"/></$rPr>'
)

Comments = Mapping[Place, str]


def comments_part(comments: Comments, namespace: str = MAIN) -> bytes:
    """A part with these comments, for a sheet that has none."""
    items = b"".join(_comment(place, text, 0) for place, text in comments.items())
    return b"".join(
        [
            _HEAD,
            f'<comments xmlns="{namespace}"><authors><author>{AUTHOR}</author></authors>'.encode(),
            b"<commentList>" + items.replace(b"$", b"") + b"</commentList></comments>",
        ]
    )


def merged_comments(data: bytes, comments: Comments) -> tuple[bytes, set[Place]]:
    """A part with the comments that are there and these, and where a new one was made.

    Raises NotEditable.
    """
    found = plain(data)
    prefix = next((m[1] for m in tag(b"comments").finditer(found)), b"")
    known = {_reference(place): place for place in comments}
    authors = [found[m.end() : found.find(b"<", m.end())] for m in tag(b"author").finditer(found)]
    edits: list[Edit] = []
    there: set[Place] = set()
    stop = 0
    for comment in tag(b"comment").finditer(found):
        if comment.start() < stop:
            raise NotEditable  # one in another
        given = attributes(comment[2])
        place = known.get(given.get(b"ref", b""))
        if place is None:
            continue
        there.add(place)
        author = number(given.get(b"authorId")) or 0
        if author < len(authors) and authors[author].startswith(_THREADED):
            continue
        stop = found.find(b"</" + prefix + b"comment", comment.end())
        end = found.find(b"</" + prefix + b"text", comment.end(), stop)
        if end < 0:
            raise NotEditable
        edits.append((end, end, _run("\n\n" + comments[place]).replace(b"$", prefix)))
    new = {place: text for place, text in comments.items() if place not in there}
    data = spliced(data, edits)
    data = appended(data, b"authors", lambda p: b"<%sauthor>%s</%sauthor>" % (
        p, AUTHOR.encode(), p))  # fmt: skip
    items = b"".join(_comment(place, text, len(authors)) for place, text in new.items())
    return appended(data, b"commentList", lambda p: items.replace(b"$", p)), set(new)


def _reference(place: Place) -> bytes:
    return f"{column_letters(place.kolom)}{place.rij}".encode()


def _run(text: str) -> bytes:
    safe = escaped(text).replace(b"$", b"&#36;")
    return b'<$r>%s<$t xml:space="preserve">%s</$t></$r>' % (_PROPERTIES, safe)


def _comment(place: Place, text: str, author: int) -> bytes:
    return b'<$comment ref="%s" authorId="%d"><$text>%s</$text></$comment>' % (
        _reference(place), author, _run(text)
    )  # fmt: skip


_SPACES = (
    b'xmlns:v="urn:schemas-microsoft-com:vml"',
    b'xmlns:o="urn:schemas-microsoft-com:office:office"',
    b'xmlns:x="urn:schemas-microsoft-com:office:excel"',
)
_VML = (
    b"<xml " + b" ".join(_SPACES) + b'><o:shapelayout v:ext="edit">'
    b'<o:idmap v:ext="edit" data="%s"/></o:shapelayout>%s</xml>'
)
_SHAPE_TYPE = (
    b'<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
    b'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
    b'<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE = (
    '<v:shape id="_x0000_s{id}" type="#_x0000_t202" style="position:absolute;margin-left:60pt;'
    'margin-top:2pt;width:240pt;height:{height}pt;z-index:{order};visibility:hidden" '
    'fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
    '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    "<x:Anchor>{left}, 15, {top}, 2, {right}, 15, {bottom}, 4</x:Anchor>"
    "<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column>"
    "</x:ClientData></v:shape>"
)
_BLOCK = 1024  # ids of shapes are given out per block, which one drawing has to itself
_IDMAP = re.compile(rb"<\w+:idmap\b[^<>]*\bdata=[\"']([0-9, ]*)[\"']")
_SHAPE_ID = re.compile(rb"_x0000_s([0-9]{1,9})\b")
_BLOCK_NUMBER = re.compile(rb"[0-9]{1,9}")
_WIDE = 45  # characters: the width of a comment
_USUAL_WIDTH = 9.0
_LAST_COLUMN, _LAST_ROW = 16_383, 1_048_575


def blocks_in_use(drawings: Iterable[bytes]) -> int:
    """The highest block of shape ids in these drawings of the old kind (VML)."""
    highest = 0
    for data in drawings:
        for found in _IDMAP.finditer(data):
            highest = max([highest, *(int(n) for n in _BLOCK_NUMBER.findall(found[1]))])
        for found in _SHAPE_ID.finditer(data):
            highest = max(highest, int(found[1]) // _BLOCK)
    return highest


def drawing(
    data: bytes | None, comments: Comments, places: Iterable[Place], block: int,
    widths: Mapping[int, float],
) -> bytes | None:  # fmt: skip
    """A drawing with the boxes of the comments at these places, added to `data` if there is one.

    `block` is the first free block of shape ids. None: the drawing is not written as usual.
    """
    boxes = [
        _box(block * _BLOCK + 1 + n + n // (_BLOCK - 1), n, place, comments[place], widths)
        for n, place in enumerate(places)
    ]
    shapes = "".join(boxes).encode()
    last = block + max(0, len(boxes) - 1) // (_BLOCK - 1)
    blocks = ",".join(str(n) for n in range(block, last + 1)).encode()
    if data is None:
        return _VML % (blocks, _SHAPE_TYPE + shapes)
    end, root = data.rfind(b"</xml>"), data[: data.find(b">", data.find(b"<xml")) + 1]
    if end < 0:
        return None
    if b'id="_x0000_t202"' not in data and b"id='_x0000_t202'" not in data:
        shapes = _SHAPE_TYPE + shapes
    if not all(space in root for space in _SPACES):
        own = b" ".join(_SPACES)
        shapes = re.sub(rb"<(v:shape|v:shapetype) ", rb"<\1 " + own + b" ", shapes)
    added = data[:end] + shapes + data[end:]
    found = _IDMAP.search(added)
    return added if found is None else spliced(added, [(found.end(1), found.end(1), b"," + blocks)])


def _box(shape: int, order: int, place: Place, text: str, widths: Mapping[int, float]) -> str:
    lines = sum(1 + len(line) // _WIDE for line in text.split("\n")) + 1
    left, right = place.kolom, place.kolom + 1
    room = 0.0
    while room < _WIDE and right < left + 60:
        room += widths.get(right, _USUAL_WIDTH)
        right += 1
    right = min(right, _LAST_COLUMN)
    top = max(0, place.rij - 2)
    return _SHAPE.format(
        id=shape, order=order + 1, height=lines * 12, left=min(left, right - 1), right=right,
        top=top, bottom=min(top + lines, _LAST_ROW), row=place.rij - 1, column=place.kolom - 1,
    )  # fmt: skip
