"""The only door for a sender's bytes: from a file of any kind to one table of text.

This process never looks inside the file. A child process does, within limits on memory, processor,
time and output (see `sandbox`); what comes back is checked as Arrow data before it is used.
"""

from dataclasses import asdict
from pathlib import PurePath
from typing import Any

import pyarrow as pa

from uitkomst.intake.formats.read_fixed import layout_of
from uitkomst.intake.limits import LIMITS, Limits
from uitkomst.intake.refusals import UnreadableFile, too_large
from uitkomst.intake.rows import RawTable
from uitkomst.intake.sandbox import parent as sandbox
from uitkomst.intake.sandbox.wire import CELLS
from uitkomst.standard.indelingsprofiel import Indelingsprofiel
from uitkomst.standard.opmerkingen import opmerking

__all__ = ["LIMITS", "Limits", "RawTable", "UnreadableFile", "read"]

_ENDINGS = {
    "xlsx": (".xlsx", ".xltx"),
    "xls": (".xls", ".xlt"),
    "ods": (".ods", ".ots"),
    "csv": (".csv", ".txt", ".tsv", ".tab", ".dat", ".asc"),
    "vast": (".txt", ".dat", ".asc", ".csv", ".fix"),
}


def read(
    content: bytes,
    bestandsnaam: str,
    *,
    profiel: Indelingsprofiel | None = None,
    limits: Limits = LIMITS,
    blad: str | None = None,
) -> RawTable:
    """All non-empty rows of a sender's file, as text, with their place in that file.

    The kind of file follows from its bytes; `bestandsnaam` only serves a note where the name says
    otherwise. With a `profiel` of soort "vast" a text is cut by its positions; without one that
    happens where every line has the length of a known fixed profile. `blad` is the sheet to read,
    one of RawTable.sheets; without it the one that looks most like a delivery.
    Raises UnreadableFile, and nothing else, for whatever is in the bytes.
    """
    if len(content) > limits.file_bytes:
        megabytes = limits.file_bytes // (1024 * 1024)
        raise too_large("te_groot", f"Het bestand is groter dan {megabytes} MB.")
    fixed = profiel is not None and profiel.soort == "vast"
    layout = asdict(layout_of(profiel)) if profiel and fixed else None
    answer = sandbox.run_task("read", content, {"layout": layout, "blad": blad}, limits)
    head: dict[str, Any] = answer.head
    tables = _tables(answer.body, head["ends"])
    return RawTable(
        kind=head["kind"],
        sheet=head["sheet"],
        cells=tables.pop(CELLS),
        notes=(*_name_note(bestandsnaam, head["kind"]), *head["notes"]),
        dates_1904=head["dates_1904"],
        separator=head["separator"],
        encoding=head["encoding"],
        sheets=tuple(head["sheets"]),
        extra=tables,
    )


def _tables(body: bytearray, ends: dict[str, int]) -> dict[str, pa.Table]:
    """The tables a child gave after each other, by their names."""
    tables, start = {}, 0
    for naam, end in ends.items():
        tables[naam] = _checked(pa.py_buffer(body).slice(start, end - start))
        start = end
    return tables


def _checked(body: pa.Buffer) -> pa.Table:
    """The table a child gave, if it is of the promised shape."""
    try:
        table = pa.ipc.open_stream(body).read_all()
        table.validate(full=True)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise UnreadableFile("afgebroken", "Het lezen is afgebroken.") from error
    expected = [("rij", pa.int32())]
    expected += [(f"k{n}", pa.string()) for n in range(1, table.num_columns)]
    if table.schema != pa.schema(expected):
        raise UnreadableFile("afgebroken", "Het lezen is afgebroken.")
    return table


def _name_note(bestandsnaam: str, kind: str) -> tuple[str, ...]:
    ending = PurePath(bestandsnaam).suffix.lower()
    if ending in _ENDINGS[kind] or ending not in {e for known in _ENDINGS.values() for e in known}:
        return ()
    what = {"csv": "met_scheidingstekens", "vast": "van_vaste_breedte"}
    soort = opmerking(what[kind]) if kind in what else f".{kind}"
    return (opmerking("naam_en_inhoud", eind=ending, soort=soort),)
