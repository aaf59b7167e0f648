"""Which verslagperiode a file is about, when nobody says so."""

from collections import Counter
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from uitkomst.standard.verslagperiode import OngeldigePeriode, Verslagperiode

FEWEST_ASTRAY = 3
"""With fewer rows outside the period their dates are more likely wrong than the period."""


def derived_period(rijen: pa.Table) -> Verslagperiode | None:
    """The half-year in which most records fit: started by its end, and running or ended in it.

    For a clean file that is the half-year of the latest start or end date; where help ended in the
    period, one mistyped year does not move it. None without a single usable date.
    """
    starts, ends = _halves(rijen["datum_aanvang"]), _halves(rijen["datum_einde"])
    pairs = Counter(zip(starts, ends, strict=True))
    known = {half for pair in pairs for half in pair if half is not None}
    fits = {half: _fitting(pairs, half) for half in sorted(known)}
    if not any(fits.values()):
        return None
    best = max(fits, key=lambda half: fits[half])
    try:
        return Verslagperiode.containing(date(best // 2, 1 + 6 * (best % 2), 1))
    except OngeldigePeriode:
        return None


def better_period(rijen: pa.Table, periode: Verslagperiode) -> Verslagperiode | None:
    """The half-year the rows are about, when most of them do not fit the one that was named."""
    starts, ends = rijen["datum_aanvang"], rijen["datum_einde"]
    started = pc.less_equal(starts, periode.laatste_dag)
    ended = pc.and_(
        pc.greater_equal(ends, periode.eerste_dag), pc.less_equal(ends, periode.laatste_dag)
    )
    fitting = pc.sum(pc.and_(started, pc.fill_null(ended, True))).as_py() or 0
    astray = rijen.num_rows - fitting
    if astray < FEWEST_ASTRAY or astray < fitting:
        return None
    found = derived_period(rijen)
    return found if found != periode else None


def _halves(days: pa.ChunkedArray) -> list[int | None]:
    """Each day as a count of half-years: 2 × year, and one more from July."""
    second = pc.cast(pc.greater(pc.month(days), 6), pa.int64())
    found: list[int | None] = pc.add(pc.multiply(pc.year(days), 2), second).to_pylist()
    return found


def _fitting(pairs: Counter[tuple[int | None, int | None]], half: int) -> int:
    return sum(
        count
        for (start, end), count in pairs.items()
        if start is not None and start <= half and end in (None, half)
    )
