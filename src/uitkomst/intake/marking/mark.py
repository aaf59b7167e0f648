"""One's own file back: the same workbook, or one made from what was read, with the errors marked.

Made in memory and never kept; the sender's bytes are opened in the sandbox only.
"""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import PurePath
from string import Template
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from uitkomst.intake.findings import CheckResult
from uitkomst.intake.formats.read_fixed import layout_of
from uitkomst.intake.headings import printable, shown_file
from uitkomst.intake.limits import LIMITS, Limits
from uitkomst.intake.marking.marks import PLACES, Cause
from uitkomst.intake.marking.translation import in_taal
from uitkomst.intake.marking.words import TALEN
from uitkomst.intake.refusals import UnreadableFile
from uitkomst.intake.sandbox import parent as sandbox
from uitkomst.standard.indelingsprofiel import Indelingsprofiel

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"
_UNSAFE = re.compile(r'[<>:"/\\|?*\N{REPLACEMENT CHARACTER}]')
_LONGEST_STEM = 80


@dataclass(frozen=True)
class MarkedFile:
    """A marked file: a safe name, its bytes, its media type, and notes for the sender."""

    naam: str
    content: bytes
    media_type: str
    notes: tuple[str, ...]


def marked(
    content: bytes,
    bestandsnaam: str,
    result: CheckResult,
    *,
    profiel: Indelingsprofiel | None = None,
    limits: Limits = LIMITS,
    als: str = "xlsx",
    taal: str = "nl",
) -> MarkedFile:
    """The sender's file with every place of `result` marked.

    `als` "csv" gives a csv back as csv, with one more column; `taal` is "nl" or "en"; `profiel` is
    the fixed layout the file was read with, if one was given. Raises UnreadableFile, also
    ("geen_csv") for "csv" where the file is none.
    """
    lezing = result.lezing
    if als == "csv" and lezing.soort != "csv":
        raise UnreadableFile(
            "geen_csv", "Alleen een csv kunt u als csv terugkrijgen. Kies een werkmap (.xlsx)."
        )
    kept = [n for n, oorzaak in enumerate(result.oorzaken) if not oorzaak.antwoord]
    causes = [in_taal(result.oorzaken[n], taal) for n in kept]
    places = stream_of(_places(result, kept))
    fixed = profiel is not None and profiel.soort == "vast"
    options: dict[str, Any] = {
        "plaatsen": len(places),
        "als": als,
        "taal": taal,
        "blad": lezing.blad,
        "koprij": lezing.koprij,
        "layout": asdict(layout_of(profiel)) if profiel and fixed else None,
        "oorzaken": [
            asdict(
                Cause(
                    oorzaak.regel,
                    oorzaak.ernst,
                    oorzaak.aantal,
                    oorzaak.melding,
                    oorzaak.remedie,
                    oorzaak.blad,
                )
            )
            for oorzaak in causes
        ],
        "zinnen": [_outcome(result, taal)],
    }
    answer = sandbox.run_task("mark", places + content, options, limits)
    return MarkedFile(
        naam=marked_name(bestandsnaam, als, taal),
        content=bytes(answer.body),
        media_type=CSV if als == "csv" else XLSX,
        notes=_notes(answer.head, taal),
    )


def marked_name(bestandsnaam: str, als: str = "xlsx", taal: str = "nl") -> str:
    """The name of the marked file: that of the original, safe, and never with a BSN in it."""
    stem = PurePath(bestandsnaam.replace("\\", "/")).stem
    stem = _UNSAFE.sub("_", printable(stem)).strip(" .")
    if not stem or shown_file(bestandsnaam).startswith("("):
        stem = "aanlevering"
    word = "gemarkeerd" if taal == "nl" else "marked"
    return f"{stem[:_LONGEST_STEM]} - {word}.{als}"


def _outcome(result: CheckResult, taal: str) -> str:
    return Template(TALEN[taal].uitkomst).substitute(
        totaal=result.totaal, goed=result.goed, geparkeerd=result.geparkeerd,
        bevestigen=result.bevestigen,
    )  # fmt: skip


def _places(result: CheckResult, kept: Sequence[int]) -> pa.Table:
    """All places of the causes that are kept; what is about a whole row points at its first field.

    On a sheet that extends the delivery that is its first column. A cause to which the sender said
    yes is left out: nothing is wrong there any more.
    """
    read = [kolom.nummer for kolom in result.lezing.kolommen if kolom.veld]
    whole = pa.scalar(-min(read, default=1), pa.int16())
    parts = [(result.plaatsen, whole), (result.plaatsen_bladen, pa.scalar(-1, pa.int16()))]
    found = pa.concat_tables(
        part.set_column(2, "kolom", pc.fill_null(part["kolom"], first)) for part, first in parts
    )
    index = pc.index_in(found["oorzaak"], value_set=pa.array(kept, pa.int16()))
    known = found.set_column(0, "oorzaak", pc.cast(index, pa.int16()))
    known = known.filter(pc.and_(pc.is_valid(index), pc.is_valid(known["rij"])))
    places = known.select(PLACES.names).cast(PLACES)
    return places.sort_by([("rij", "ascending"), ("oorzaak", "ascending")])


def stream_of(table: pa.Table) -> bytes:
    """The table as a stream of Arrow data."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())


def _notes(head: dict[str, Any], taal: str) -> tuple[str, ...]:
    words = TALEN[taal]
    notes = [words.nieuw] if head["nieuw"] else []
    if head["aanhalingstekens"]:
        notes.append(Template(words.aanhalingstekens).substitute(aantal=head["aanhalingstekens"]))
    return tuple(notes)


__all__ = ["MarkedFile", "UnreadableFile", "marked", "marked_name"]
