"""The small parts that hold a workbook together, with more parts hung on."""

import posixpath
import re
from collections.abc import Iterable

from uitkomst.intake.formats.read_zip import Archive
from uitkomst.intake.marking.xml_bytes import (
    appended,
    attributes,
    escaped,
    number,
    plain,
    tag,
)
from uitkomst.intake.marking.zip_writer import Packed, packed, zipped

CONTENT_TYPES = "[Content_Types].xml"
_KINDS = {
    "worksheet": "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml",
    "comments": "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml",
    "styles": "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml",
}
_VML = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_NO_RELATIONS = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    f'<Relationships xmlns="{_RELATIONSHIPS}"/>'
).encode()
_OUR_IDS = re.compile(rb"uitkomst([0-9]{1,9})")
_STRICT = b"purl.oclc.org/ooxml/spreadsheetml/main"


class Package:
    """The parts of a sender's workbook, of which some are replaced and to which some are added."""

    def __init__(self, archive: Archive, main: str) -> None:
        self._archive = archive
        self._main = main
        self._changed: dict[str, Packed] = {}
        self._names = {name.lower() for name in archive.names}
        self._texts: dict[str, bytes] = {}
        strict = _STRICT in self.whole(main)
        self.namespace, self.relations_space = (
            ("http://purl.oclc.org/ooxml/spreadsheetml/main",
             "http://purl.oclc.org/ooxml/officeDocument/relationships")
            if strict else
            ("http://schemas.openxmlformats.org/spreadsheetml/2006/main",
             "http://schemas.openxmlformats.org/officeDocument/2006/relationships")
        )  # fmt: skip

    def whole(self, name: str) -> bytes:
        """All bytes of a part, as it is now."""
        if name not in self._texts:
            self._texts[name] = b"".join(self._archive.chunks(name))
        return self._texts[name]

    def drawings(self) -> Iterable[bytes]:
        """The drawings of the old kind, in which comments have their boxes, the new ones too."""
        names = dict.fromkeys([*self._archive.names, *self._changed])
        return [self.whole(name) for name in names if name.lower().endswith(".vml")]

    def replace(self, name: str, data: bytes) -> None:
        """Give a part other bytes, or add it."""
        self._texts[name] = data
        self.put(packed(name, data))

    def put(self, part: Packed) -> None:
        """Take a part that was packed already."""
        self._changed[part.info.filename] = part

    def free_name(self, pattern: str) -> str:
        """A name for a new part; `pattern` has a {} for a number."""
        n = 1
        while pattern.format(n).lower() in self._names:
            n += 1
        self._names.add(pattern.format(n).lower())
        return pattern.format(n)

    def declare(self, name: str, kind: str) -> None:
        """Say in the list of contents what kind of part this is."""
        override = b'<$Override PartName="/%s" ContentType="%s"/>' % (
            name.encode(), _KINDS[kind].encode()
        )  # fmt: skip
        self._append(CONTENT_TYPES, b"Types", override)

    def declare_drawings(self) -> None:
        """Say in the list of contents what a part that ends on .vml is."""
        found = plain(self.whole(CONTENT_TYPES))
        known = (attributes(m[2]).get(b"Extension", b"") for m in tag(b"Default").finditer(found))
        if not any(extension.lower() == b"vml" for extension in known):
            default = b'<$Default Extension="vml" ContentType="%s"/>' % _VML.encode()
            self._append(CONTENT_TYPES, b"Types", default)

    def relate(self, source: str, target: str, kind: str) -> bytes:
        """Add a relation from a part to another; gives its id."""
        folder, name = posixpath.split(source)
        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        if rels not in self._archive and rels not in self._texts:
            self._texts[rels] = _NO_RELATIONS
        n = max((int(found) for found in _OUR_IDS.findall(self.whole(rels))), default=0) + 1
        relation = b'<$Relationship Id="uitkomst%d" Type="%s/%s" Target="/%s"/>' % (
            n, self.relations_space.encode(), kind.encode(), target.encode()
        )  # fmt: skip
        self._append(rels, b"Relationships", relation)
        return b"uitkomst%d" % n

    def add_sheet(self, wanted: str, data: bytes) -> None:
        """Add a sheet behind the others, under this name or one with a number behind it."""
        given = [attributes(m[2]) for m in tag(b"sheet").finditer(plain(self.whole(self._main)))]
        taken = {sheet.get(b"name", b"").lower() for sheet in given}
        name, n = wanted, 1
        while escaped(name).lower() in taken:
            n += 1
            name = f"{wanted} ({n})"
        last = max((number(sheet.get(b"sheetId")) or 0 for sheet in given), default=0)
        part = self.free_name("xl/worksheets/sheet{}.xml")
        self.replace(part, data)
        self.declare(part, "worksheet")
        relation = self.relate(self._main, part, "worksheet")
        self._append(
            self._main,
            b"sheets",
            b'<$sheet xmlns:r="%s" name="%s" sheetId="%d" r:id="%s"/>'
            % (self.relations_space.encode(), escaped(name), last + 1, relation),
        )

    def packed(self) -> bytes:
        """The whole workbook; what was not touched is copied as it was packed."""
        parts = [
            self._changed.get(name) or Packed(*self._archive.packed(name))
            for name in self._archive.names
        ]
        added = [part for name, part in self._changed.items() if name not in self._archive]
        return zipped([*parts, *added])

    def _append(self, name: str, element: bytes, xml: bytes) -> None:
        self.replace(name, appended(self.whole(name), element, lambda p: xml.replace(b"$", p)))
