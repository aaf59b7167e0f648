"""Which sheet of a workbook holds the delivery."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from uitkomst.intake.headings import shown_sheet
from uitkomst.intake.refusals import UnreadableFile
from uitkomst.intake.rows import Cells, RawTable, RowBuilder
from uitkomst.standard.indelingsprofiel import indelingsprofielen
from uitkomst.standard.opmerkingen import opmerking
from uitkomst.standard.recordindeling import normaliseer_kop

PEEK = 40  # rows looked at: a header stands above, or below a few lines of title
ALIKE = 6  # so many known headings make another sheet look like a delivery too
EXTENSIONS = ("doelen", "metingen")  # sheets of these names go with the delivery


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook, with whatever its reader needs to find it again."""

    naam: str
    visible: bool
    place: str

    @property
    def extension(self) -> str | None:
        """What this sheet adds to a delivery, by its name; None for any other sheet."""
        naam = self.naam.strip().lower()
        return naam if self.visible and naam in EXTENSIONS else None


class SheetRows(Protocol):
    """A sheet that was read: all its `rows`, or the first of them in `seen`."""

    rows: RowBuilder
    seen: list[Cells]

    def notes(self) -> list[str]:
        """What the sender must know about this sheet."""


SheetReader = Callable[[Sheet, int | None], SheetRows]
"""Reads a sheet whole, or only so many filled rows of it."""


def read_sheets(
    kind: str,
    sheets: Sequence[Sheet],
    reader: SheetReader,
    blad: str | None,
    *,
    dates_1904: bool = False,
) -> RawTable:
    """The sheet of a workbook that holds the delivery, and beside it those that extend it.

    `blad` names the sheet the sender chose. Raises UnreadableFile.
    """
    if blad is None:
        chosen, alike = choose(sheets, lambda sheet: reader(sheet, PEEK).seen)
    else:
        chosen, alike = named(sheets, blad), ()
    result = reader(chosen, None)
    notes = notes_on(sheets, chosen, alike) + result.notes()
    extra = {}
    for sheet in sheets:
        if sheet.extension and sheet is not chosen and sheet.extension not in extra:
            addition = reader(sheet, None)
            extra[sheet.extension] = addition.rows.table()
            notes += [
                opmerking("op_werkblad", blad=sheet.extension, opmerking=note)
                for note in addition.notes()
            ]
    return RawTable(
        kind=kind,
        sheet=shown_name(sheets, chosen),
        cells=result.rows.table(),
        notes=tuple(notes),
        dates_1904=dates_1904,
        sheets=tuple(shown_name(sheets, sheet) for sheet in sheets if sheet.visible),
        extra=extra,
    )


@cache
def known_headings() -> frozenset[str]:
    """Every heading a known layout gives to a column, as `normaliseer_kop` writes it."""
    return frozenset(kop for profiel in indelingsprofielen() for kop in profiel.koppen())


def resemblance(rows: Sequence[Cells]) -> int:
    """The largest number of known headings in any one row."""
    known = known_headings()
    return max(
        (len({normaliseer_kop(cell) for cell in row if cell} & known) for row in rows), default=0
    )


def choose(
    sheets: Sequence[Sheet], peek: Callable[[Sheet], list[Cells]]
) -> tuple[Sheet, Sequence[Sheet]]:
    """The visible sheet with at least two filled rows that looks most like a delivery.

    Beside it the other visible sheets that look like one, of which the records are not read.
    Raises UnreadableFile ("alleen_kop") where there is none.
    """
    visible = [sheet for sheet in sheets if sheet.visible]
    candidates = [sheet for sheet in visible if not sheet.extension] or visible
    if len(sheets) == len(visible) and len(candidates) == 1:
        return candidates[0], []
    seen = [(sheet, peek(sheet)) for sheet in candidates]
    filled = [(sheet, rows) for sheet, rows in seen if len(rows) > 1]
    if not filled:
        raise no_rows(f"Geen zichtbaar werkblad heeft meer dan één gevulde rij.{_unseen(sheets)}")
    scores = [(sheet, resemblance(rows)) for sheet, rows in filled]
    chosen, _ = max(scores, key=lambda pair: pair[1])
    return chosen, [sheet for sheet, score in scores if score >= ALIKE and sheet is not chosen]


def named(sheets: Sequence[Sheet], blad: str) -> Sheet:
    """The visible sheet of this name, as it is shown. Raises UnreadableFile ("blad_ontbreekt")."""
    for sheet in sheets:
        if sheet.visible and shown_name(sheets, sheet) == blad:
            return sheet
    offered = [shown_name(sheets, sheet) for sheet in sheets if sheet.visible][:10]
    names = ", ".join(f"'{naam}'" for naam in offered)
    raise UnreadableFile(
        "blad_ontbreekt",
        f"Het gekozen werkblad staat niet zichtbaar in dit bestand. Wel: {names or 'geen'}. "
        "Kies een van deze werkbladen, of maak het werkblad in Excel zichtbaar.",
    )


def shown_name(sheets: Sequence[Sheet], sheet: Sheet) -> str:
    """The sheet's name, or its number where the name could point at a person."""
    return shown_sheet(sheet.naam) or f"werkblad {sheets.index(sheet) + 1}"


def _unseen(sheets: Sequence[Sheet]) -> str:
    hidden = sum(not sheet.visible for sheet in sheets)
    return f" Verborgen werkbladen ({hidden}) zijn niet gelezen." if hidden else ""


def notes_on(sheets: Sequence[Sheet], chosen: Sheet, alike: Sequence[Sheet]) -> list[str]:
    """What the sender must know about the choice."""
    added = [sheet for sheet in sheets if sheet.extension and sheet is not chosen]
    others = [sheet for sheet in sheets if sheet is not chosen and sheet not in added]
    told = [opmerking("aanvulling", blad=sheet.extension) for sheet in added]
    if not others:
        return told
    quoted = [(f"'{shown_name(sheets, sheet)}'", sheet.visible) for sheet in others[:10]]
    names = ", ".join(
        name if visible else opmerking("verborgen", blad=name) for name, visible in quoted
    )
    if len(others) > 10:
        names = opmerking("meer", namen=names, aantal=len(others) - 10)
    notes = [opmerking("werkblad_gelezen", blad=shown_name(sheets, chosen), bladen=names), *told]
    if alike:
        notes.append(opmerking("ook_aanlevering", blad=shown_name(sheets, alike[0])))
    return notes


def no_rows(what: str) -> UnreadableFile:
    """The refusal of a table without a single record; `what` is a Dutch sentence."""
    return UnreadableFile(
        "alleen_kop",
        f"{what} Er is dus geen enkel record om te lezen. "
        "Controleer of u het juiste bestand of werkblad hebt opgeslagen.",
    )
