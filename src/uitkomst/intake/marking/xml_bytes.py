"""Small changes in the bytes of XML that has been found well-formed, leaving all else as it was.

The XML is read as bytes in an encoding that contains ASCII, of which only the markup is looked at.
What we put in is ASCII, so that it is right in each such encoding.
"""

import re
from collections.abc import Callable, Iterable

_OPAQUE = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>", re.DOTALL)
REST = rb"""([^>"']*+(?:"[^"]*+"[^>"']*+|'[^']*+'[^>"']*+)*+)>"""
"""The rest of a tag behind its name, up to its end; one group."""
PREFIX = rb"((?:[A-Za-z_][\w.-]*:)?)"
_ATTRIBUTE = re.compile(rb"""([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0d\x0e-\x1f\ufffe\uffff]")
_LIKE_AN_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")

Edit = tuple[int, int, bytes]


class NotEditable(Exception):
    """This workbook is legal, but written in a way that we do not change byte by byte."""


def masked(data: bytes) -> tuple[bytes, int]:
    """The same bytes with blanks for comments and the like, and how far they are complete.

    After that, every `<` begins a tag.
    """
    if b"<!" not in data and b"<?" not in data:
        return data, len(data)
    plain = _OPAQUE.sub(lambda found: b" " * len(found[0]), data)
    cuts = [at for at in (plain.find(b"<!"), plain.find(b"<?")) if at >= 0]
    return plain, min(cuts, default=len(plain))


def plain(data: bytes) -> bytes:
    """The masked bytes of a whole part. Raises NotEditable for an encoding wider than ASCII."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in data[:4]:
        raise NotEditable
    return masked(data)[0]


def tag(name: bytes) -> re.Pattern[bytes]:
    """Finds the start tags of an element; groups: prefix, the rest of the tag."""
    return re.compile(rb"<" + PREFIX + name + rb"(?=[\s/>])" + REST)


def attributes(rest: bytes) -> dict[bytes, bytes]:
    """The attributes in the rest of a tag, as written."""
    return {m[1]: m[2] if m[2] is not None else m[3] for m in _ATTRIBUTE.finditer(rest)}


def with_attribute(whole: bytes, name: bytes, value: bytes) -> bytes:
    """The same start tag with this attribute."""
    for found in _ATTRIBUTE.finditer(whole):
        if found[1] == name:
            return whole[: found.start()] + name + b'="' + value + b'"' + whole[found.end() :]
    end = len(whole) - (2 if whole.endswith(b"/>") else 1)
    return whole[:end].rstrip() + b" " + name + b'="' + value + b'"' + whole[end:]


def number(value: bytes | None) -> int | None:
    """A number in an attribute. Raises NotEditable where it is written in another way."""
    if value is None:
        return None
    if not value.isdigit() or len(value) > 9:
        raise NotEditable
    return int(value)


def appended(data: bytes, element: bytes, inside: Callable[[bytes], bytes]) -> bytes:
    """The part with something more at the end of an element; `inside` gets the prefix in use.

    Raises NotEditable where the element is not there.
    """
    found = plain(data)
    ends = list(re.finditer(rb"</" + PREFIX + element + rb"\s*>", found))
    if ends:
        return data[: ends[-1].start()] + inside(ends[-1][1]) + data[ends[-1].start() :]
    empty = tag(element).search(found)
    if empty is None or not empty[2].endswith(b"/"):
        raise NotEditable
    opened = data[empty.start() : empty.end() - 2] + b">"
    closed = b"</" + empty[1] + element + b">"
    return data[: empty.start()] + opened + inside(empty[1]) + closed + data[empty.end() :]


def spliced(data: bytes, edits: Iterable[Edit]) -> bytes:
    """The bytes with each (start, end) replaced; the edits do not overlap."""
    pieces, at = [], 0
    for start, end, new in sorted(edits):
        pieces += [data[at:start], new]
        at = end
    return b"".join([*pieces, data[at:]])


def safe(text: str) -> str:
    """A text for between tags or in an attribute; what XML cannot hold as Excel writes it."""
    if text.isalnum():
        return text
    text = _LIKE_AN_ESCAPE.sub("_x005F_", text)
    text = _ILLEGAL.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;")


def encoded(xml: str) -> bytes:
    """The same XML in ASCII."""
    return xml.encode("ascii", "xmlcharrefreplace")


def escaped(text: str) -> bytes:
    """A text for between tags or in an attribute, in ASCII."""
    return encoded(safe(text))
