"""The table that was read from a sender's file: of a large one kept sealed beside the file.

Reading 200,000 rows out of a workbook takes longer than checking them, and a draft is checked as
often as its sender decides something.
"""

import json
import struct

import pyarrow as pa

from uitkomst.intake.formulier import table_of_form
from uitkomst.intake.read import RawTable, read
from uitkomst.register.models import Aanlevering
from uitkomst.register.models.aanleveringen import Route
from uitkomst.services.kept import client_lines, sources
from uitkomst.vault.keys import Purpose
from uitkomst.vault.refusals import UnknownObject
from uitkomst.vault.streams import packed, unpacked
from uitkomst.vault.vault import Vault

GELEZEN = sources.GELEZEN
WORTH_KEEPING = 1024 * 1024  # bytes of source
LENGTH = struct.Struct(">I")


def table_of(vault: Vault, aanlevering: Aanlevering, blad: str | None) -> tuple[RawTable, bytes]:
    """All rows of the source as text, from this sheet (None: the likeliest), and the source itself.

    Raises SourceGone, UnreadableFile, VaultRefusal.
    """
    content = sources.opened(vault, aanlevering)
    if aanlevering.route == Route.FORMULIER:
        lines = client_lines.lines_of(content)
        return table_of_form([line.velden for line in lines]), content
    if len(content) < WORTH_KEEPING:
        return read(content, aanlevering.bestandsnaam, blad=blad), content
    return _kept(vault, aanlevering, blad) or _read(vault, aanlevering, content, blad), content


def _kept(vault: Vault, aanlevering: Aanlevering, blad: str | None) -> RawTable | None:
    """The table as it was read before, if that was from this sheet."""
    place = aanlevering.aanbieder_id, aanlevering.reference, GELEZEN
    try:
        raw, of_blad = _unpacked(vault.open_object(*place, Purpose.IDENTITEITEN))
    except UnknownObject:
        return None
    return raw if blad in (of_blad, raw.sheet) else None


def _read(vault: Vault, aanlevering: Aanlevering, content: bytes, blad: str | None) -> RawTable:
    raw = read(content, aanlevering.bestandsnaam, blad=blad)
    aanbieder, reference = aanlevering.aanbieder_id, aanlevering.reference
    sources.replace(vault, aanbieder, reference, GELEZEN, _packed(raw, blad))
    return raw


def _packed(raw: RawTable, blad: str | None) -> bytes:
    """A head in JSON with the length of each table, then the tables as Arrow streams."""
    tables = {"": packed(raw.cells)} | {name: packed(each) for name, each in raw.extra.items()}
    head = json.dumps(
        {
            "blad": blad,
            "ends": {name: len(stream) for name, stream in tables.items()},
            "raw": {
                "kind": raw.kind,
                "sheet": raw.sheet,
                "notes": raw.notes,
                "dates_1904": raw.dates_1904,
                "separator": raw.separator,
                "encoding": raw.encoding,
                "sheets": raw.sheets,
            },
        }
    ).encode()
    return b"".join((LENGTH.pack(len(head)), head, *tables.values()))


def _unpacked(content: bytes) -> tuple[RawTable, str | None]:
    (length,) = LENGTH.unpack_from(content)
    start = LENGTH.size + length
    head = json.loads(content[LENGTH.size : start])
    tables = {}
    for name, size in head["ends"].items():
        tables[name] = unpacked(pa.py_buffer(content).slice(start, size))
        start += size
    told = head["raw"] | {name: tuple(head["raw"][name]) for name in ("notes", "sheets")}
    return RawTable(cells=tables.pop(""), extra=tables, **told), head["blad"]
