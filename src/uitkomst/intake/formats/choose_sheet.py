"""Which sheet of a workbook holds the delivery."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from uitkomst.intake.headings import shown_sheet
from uitkomst.intake.refusals import UnreadableFile
from uitkomst.intake.rows import Cells
from uitkomst.standard.indelingsprofiel import indelingsprofielen
from uitkomst.standard.recordindeling import normaliseer_kop

PEEK = 40  # rows looked at: a header stands above, or below a few lines of title
ALIKE = 6  # so many known headings make another sheet look like a delivery too


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook, with whatever its reader needs to find it again."""

    naam: str
    visible: bool
    place: str


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
    if len(sheets) == len(visible) == 1:
        return visible[0], []
    seen = [(sheet, peek(sheet)) for sheet in visible]
    filled = [(sheet, rows) for sheet, rows in seen if len(rows) > 1]
    if not filled:
        raise no_rows(f"Geen zichtbaar werkblad heeft meer dan één gevulde rij.{_unseen(sheets)}")
    scores = [(sheet, resemblance(rows)) for sheet, rows in filled]
    chosen, _ = max(scores, key=lambda pair: pair[1])
    return chosen, [sheet for sheet, score in scores if score >= ALIKE and sheet is not chosen]


def shown_name(sheets: Sequence[Sheet], sheet: Sheet) -> str:
    """The sheet's name, or its number where the name could point at a person."""
    return shown_sheet(sheet.naam) or f"werkblad {sheets.index(sheet) + 1}"


def _unseen(sheets: Sequence[Sheet]) -> str:
    hidden = sum(not sheet.visible for sheet in sheets)
    return f" Verborgen werkbladen ({hidden}) zijn niet gelezen." if hidden else ""


def notes_on(sheets: Sequence[Sheet], chosen: Sheet, alike: Sequence[Sheet]) -> list[str]:
    """What the sender must know about the choice."""
    others = [sheet for sheet in sheets if sheet is not chosen]
    if not others:
        return []
    names = ", ".join(
        f"'{shown_name(sheets, sheet)}'" + ("" if sheet.visible else " (verborgen)")
        for sheet in others[:10]
    )
    more = f" en nog {len(others) - 10}" if len(others) > 10 else ""
    notes = [f"Werkblad '{shown_name(sheets, chosen)}' gelezen; overgeslagen: {names}{more}."]
    if alike:
        notes.append(
            f"Let op: ook '{shown_name(sheets, alike[0])}' lijkt een aanlevering. Horen die "
            "records erbij, zet dan alle records op één werkblad en lever het bestand opnieuw in."
        )
    return notes


def no_rows(what: str) -> UnreadableFile:
    """The refusal of a table without a single record; `what` is a Dutch sentence."""
    return UnreadableFile(
        "alleen_kop",
        f"{what} Er is dus geen enkel record om te lezen. "
        "Controleer of u het juiste bestand of werkblad hebt opgeslagen.",
    )
