"""The small parts of a workbook that is made from nothing."""

import re
from collections.abc import Mapping, Sequence

from uitkomst.intake.marking.causes_sheet import MAIN
from uitkomst.intake.marking.xml_bytes import encoded, safe
from uitkomst.intake.marking.zip_writer import Packed, packed

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


def sheet_names(wanted: Sequence[str]) -> list[str]:
    """Names as Excel takes them, each another."""
    names: list[str] = []
    for name in wanted:
        bare = _NOT_IN_A_NAME.sub(" ", name).strip("' ")[:31] or "Blad"
        n, own = 1, bare
        while own.lower() in (name.lower() for name in names):
            n += 1
            own = f"{bare[:26]} ({n})"
        names.append(own)
    return names


def sheet_part(n: int) -> str:
    """The name of the part with the sheet of this number, counted from 0."""
    return f"xl/worksheets/sheet{n + 1}.xml"


def relations(targets: Mapping[str, tuple[str, str]]) -> bytes:
    """A part with relations: from an id to the kind and the target."""
    items = "".join(
        f'<Relationship Id="{name}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for name, (kind, target) in targets.items()
    )
    return f'{HEAD}<Relationships xmlns="{_RELATIONS}">{items}</Relationships>'.encode()


def comments_name(n: int) -> str:
    """The name of the part with the comments of sheet `n`, counted from 1."""
    return f"xl/comments{n}.xml"


def frame(names: Sequence[str], commented: Sequence[int]) -> list[Packed]:
    """The parts that say which sheets there are, under which names, and which have comments."""
    kinds = {"xl/workbook.xml": "sheet.main", "xl/styles.xml": "styles"}
    kinds |= {sheet_part(n): "worksheet" for n in range(len(names))}
    kinds |= {comments_name(n): "comments" for n in commented}
    overrides = "".join(
        f'<Override PartName="/{part}" ContentType="{_SPREADSHEET}.{kind}+xml"/>'
        for part, kind in kinds.items()
    )
    types = (
        f'{HEAD}<Types xmlns="{_TYPES}"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="vml" '
        'ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>'
        f"{overrides}</Types>"
    )
    sheets = "".join(
        f'<sheet name="{safe(name)}" sheetId="{n}" r:id="s{n}"/>'
        for n, name in enumerate(names, start=1)
    )
    book = f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{sheets}</sheets></workbook>'
    targets = {f"s{n + 1}": ("worksheet", f"/{sheet_part(n)}") for n in range(len(names))}
    targets["t"] = ("styles", "/xl/styles.xml")
    return [
        packed("[Content_Types].xml", types.encode()),
        packed("_rels/.rels", relations({"w": ("officeDocument", "/xl/workbook.xml")})),
        packed("xl/workbook.xml", encoded(book)),
        packed("xl/_rels/workbook.xml.rels", relations(targets)),
    ]
