"""The forms in which the date columns of a file are written, so that each form is asked once."""

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from uitkomst.intake.checking.cells import ALREADY, as_dates, by_hand, holds, trimmed
from uitkomst.intake.checking.decided import Body
from uitkomst.intake.checking.normalise import repaired_cells
from uitkomst.intake.checking.repair_columns import column_of, kind_of
from uitkomst.intake.checking.surroundings import Surroundings
from uitkomst.standard.voorstel import Vorm, voorstelset


def asked_together(
    body: Body, kolommen: Sequence[str], around: Surroundings
) -> list[tuple[Vorm | None, tuple[str, ...]]]:
    """These columns, of which dates cannot be read, in groups to be asked about at once.

    A group is all columns that one form can read whole, those included where the same dates would
    otherwise be read the other way round. What no form reads whole stays alone, without a form.
    """
    fits = {
        veld: _forms_of(body, veld, around) for veld in body.recognised.kolommen if _dated(veld)
    }
    groups: list[tuple[Vorm | None, tuple[str, ...]]] = []
    left = list(kolommen)
    while left:
        sets = [
            (vorm, tuple(veld for veld, forms in fits.items() if vorm.code in forms))
            for vorm in voorstelset().vormen
        ]
        vorm, largest = max(sets, key=lambda each: len(set(each[1]).intersection(left)))
        if not set(largest).intersection(left):
            break
        groups.append((vorm, largest))
        left = [veld for veld in left if veld not in largest]
        fits = {veld: forms for veld, forms in fits.items() if veld not in largest}
    return groups + [(None, (veld,)) for veld in left]


def read_by_itself(body: Body, kolom: str) -> pa.ChunkedArray:
    """The cells of a column after the repairs that are done unasked."""
    read, _, _ = repaired_cells(body, [column_of(kolom, body.recognised.kolommen[kolom])])
    return read[body.column(kolom)]


def changed_by(body: Body, kolom: str, vorm: Vorm, around: Surroundings) -> pa.ChunkedArray:
    """The rows in which this form makes another date of the cell than it is read as by itself."""
    dates = as_dates(body.cells[body.column(kolom)], kolom, vorm, around)
    other = pc.not_equal(dates, read_by_itself(body, kolom))
    return pc.and_(pc.is_valid(dates), pc.fill_null(other, True))


def _dated(veld: str) -> bool:
    return kind_of(veld)[0] in ("datum", "geboortedatum")


def _forms_of(body: Body, kolom: str, around: Surroundings) -> set[str]:
    """The forms that read every date of the column, and change at least one.

    A cell that is no date in any way says nothing, nor does one that was put right by hand.
    """
    cells, read = body.cells[body.column(kolom)], read_by_itself(body, kolom)
    mine = by_hand(body, kolom)
    if mine is not None:
        cells, read = cells.filter(pc.invert(mine)), read.filter(pc.invert(mine))
    texts = pa.table({"x": trimmed(cells), "read": read}).group_by(["x", "read"]).aggregate([])
    dates = {vorm.code: as_dates(texts["x"], kolom, vorm, around) for vorm in voorstelset().vormen}
    itself = holds(texts["read"], ALREADY)
    known = itself
    for found in dates.values():
        known = pc.or_(known, pc.is_valid(found))
    return {
        code
        for code, found in dates.items()
        if _all(pc.or_(pc.is_valid(found), pc.invert(known)))
        and _any(
            pc.and_(pc.is_valid(found), pc.fill_null(pc.not_equal(found, texts["read"]), True))
        )
    }


def _all(mask: pa.ChunkedArray) -> bool:
    return bool(pc.all(mask, min_count=0).as_py())


def _any(mask: pa.ChunkedArray) -> bool:
    return bool(pc.any(mask, min_count=0).as_py())
