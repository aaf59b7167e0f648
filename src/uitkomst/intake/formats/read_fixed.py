"""Text of fixed width: the place in the line says which field it is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from uitkomst.intake.formats.read_csv import SEPARATORS
from uitkomst.intake.formats.read_text import Text
from uitkomst.intake.limits import Limits
from uitkomst.intake.refusals import UnreadableFile
from uitkomst.intake.rows import RawTable, RowBuilder
from uitkomst.standard.indelingsprofiel import Indelingsprofiel, indelingsprofielen
from uitkomst.standard.opmerkingen import opmerking
from uitkomst.standard.recordindeling import recordindeling

_BREAK = re.compile(r"\r\n|\r|\n")
_SAMPLE_CHARACTERS = 200_000


@dataclass(frozen=True)
class FixedLayout:
    """Where the fields of a line lie, as (first, beyond last) counted from 0."""

    naam: str
    spans: tuple[tuple[int, int], ...]

    @property
    def length(self) -> int:
        """The number of characters of a whole line."""
        return max(beyond for _, beyond in self.spans)


def layout_of(profiel: Indelingsprofiel) -> FixedLayout:
    """The layout that a profile of soort "vast" describes; a column without start follows on."""
    spans = []
    free = 0
    for kolom in profiel.kolommen:
        if kolom.lengte is None:
            raise ValueError(f"profiel {profiel.naam}: kolom {kolom.veld} heeft geen lengte")
        first = free if kolom.start is None else kolom.start - 1
        free = first + kolom.lengte
        spans.append((first, free))
    return FixedLayout(profiel.naam, tuple(spans))


def known_layout(text: str) -> FixedLayout | None:
    """The known fixed layout that most filled lines at the start of the text have, if there is one.

    Programs cut spaces off the ends of lines, so that a line may stop after its last required
    field. One line that is wrong does not make the file another kind: it is found when it is read.
    """
    lines = [line for line in _BREAK.split(text[:_SAMPLE_CHARACTERS]) if line.strip()]
    for profiel in indelingsprofielen():
        if profiel.soort != "vast":
            continue
        layout, least = layout_of(profiel), required_length(profiel)
        if sum(_fits(line, layout, least) for line in lines) * 2 > len(lines):
            return layout
    return None


def required_length(profiel: Indelingsprofiel) -> int:
    """Where the last field that every record fills ends."""
    spans = zip(profiel.kolommen, layout_of(profiel).spans, strict=True)
    return max(
        beyond for kolom, (_, beyond) in spans if recordindeling().veld(kolom.veld).verplicht
    )


def _fits(line: str, layout: FixedLayout, least: int) -> bool:
    first, beyond = layout.spans[0]
    return (
        len(line) >= least
        and not line[layout.length :].strip()
        and not line[first:beyond].strip(" 0123456789")
        and not any(separator in line for separator in SEPARATORS)
    )


def read_fixed(source: Text, layout: FixedLayout, limits: Limits) -> RawTable:
    """All lines of a text of fixed width. Raises UnreadableFile on a line that is too long."""
    rows = RowBuilder(limits)
    short: list[int] = []
    for number, line in enumerate(_BREAK.split(source.text), start=1):
        if line[layout.length :].strip():
            raise _too_long(number, layout.length)
        if line.strip():
            if len(line) < layout.length:
                short.append(number)
            rows.add(number, [line[first:beyond].strip(" ") for first, beyond in layout.spans])
    notes = (opmerking("vaste_breedte", profiel=layout.naam), *_short_note(short))
    return RawTable(
        kind="vast",
        sheet=None,
        cells=rows.table(),
        notes=source.notes + notes,
        dates_1904=False,
        encoding=source.encoding,
    )


def _short_note(short: Sequence[int]) -> tuple[str, ...]:
    if not short:
        return ()
    return (opmerking("te_kort", aantal=len(short), eerste=short[0]),)


def _too_long(number: int, length: int) -> UnreadableFile:
    return UnreadableFile(
        "kapot",
        f"Regel {number} is langer dan de {length} tekens van het profiel. "
        "Controleer of het bestand bij dit profiel hoort en of er geen tekens zijn ingevoegd.",
    )
