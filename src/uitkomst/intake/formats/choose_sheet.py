"""Which sheet of a workbook holds the delivery."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from uitkomst.intake.refusals import UnreadableFile
from uitkomst.intake.rows import Cells
from uitkomst.standard.identificatie import contains_bsn
from uitkomst.standard.indelingsprofiel import indelingsprofielen
from uitkomst.standard.recordindeling import normaliseer_kop

PEEK = 40  # rows looked at: a header stands above, or below a few lines of title


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


def choose(sheets: Sequence[Sheet], peek: Callable[[Sheet], list[Cells]]) -> Sheet:
    """The visible sheet with at least two filled rows that looks most like a delivery.

    Raises UnreadableFile ("alleen_kop") where there is none.
    """
    visible = [sheet for sheet in sheets if sheet.visible]
    if len(visible) == 1:
        return visible[0]
    seen = [(sheet, peek(sheet)) for sheet in visible]
    filled = [(sheet, rows) for sheet, rows in seen if len(rows) > 1]
    if not filled:
        raise no_rows("Geen zichtbaar werkblad heeft meer dan één gevulde rij.")
    return max(filled, key=lambda pair: resemblance(pair[1]))[0]


def shown_name(sheets: Sequence[Sheet], sheet: Sheet) -> str:
    """The sheet's name, or its number where somebody put a citizen's number in the name."""
    if contains_bsn(sheet.naam):
        return f"werkblad {sheets.index(sheet) + 1}"
    return sheet.naam


def notes_on(sheets: Sequence[Sheet], chosen: Sheet) -> list[str]:
    """What the sender must know about the choice."""
    others = [sheet for sheet in sheets if sheet is not chosen]
    if not others:
        return []
    names = ", ".join(
        f"'{shown_name(sheets, sheet)}'" + ("" if sheet.visible else " (verborgen)")
        for sheet in others[:10]
    )
    more = f" en nog {len(others) - 10}" if len(others) > 10 else ""
    return [f"Werkblad '{shown_name(sheets, chosen)}' gelezen; overgeslagen: {names}{more}."]


def no_rows(what: str) -> UnreadableFile:
    """The refusal of a table without a single record; `what` is a Dutch sentence."""
    return UnreadableFile(
        "alleen_kop",
        f"{what} Er is dus geen enkel record om te lezen. "
        "Controleer of u het juiste bestand of werkblad hebt opgeslagen.",
    )
