"""Which verslagperiode a file is about, when nobody says so."""

from collections import Counter
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from uitkomst.standard.verslagperiode import OngeldigePeriode, Verslagperiode

FEWEST_ASTRAY = 3
"""With fewer rows outside the period their dates are more likely wrong than the period."""

LEAST_ASTRAY = 10
"""With less than one in so many rows outside the period too."""


def derived_period(rijen: pa.Table) -> Verslagperiode | None:
    """The half-year in which most records fit: started by its end, and running or ended in it.

    For a clean file that is the half-year of the latest start or end date; where help ended in the
    period, one mistyped year does not move it. None without a single usable date.
    """
    halves = pa.table({naam: _halves(rijen[f"datum_{naam}"]) for naam in ("aanvang", "einde")})
    counted = halves.group_by(["aanvang", "einde"]).aggregate([([], "count_all")]).to_pylist()
    known = {pair[naam] for pair in counted for naam in halves.column_names} - {None}
    running, ended = Counter[int](), Counter[int]()
    for pair in counted:
        start, end = pair["aanvang"], pair["einde"]
        if start is not None and end is None:
            running[start] += pair["count_all"]
        elif start is not None and start <= end:
            ended[end] += pair["count_all"]
    fits, begun = {}, 0
    for half in sorted(known):
        begun += running[half]
        fits[half] = begun + ended[half]
    if not any(fits.values()):
        return None
    best = max(fits, key=lambda half: fits[half])
    try:
        return Verslagperiode.containing(date(best // 2, 1 + 6 * (best % 2), 1))
    except OngeldigePeriode:
        return None


def better_period(rijen: pa.Table, periode: Verslagperiode) -> Verslagperiode | None:
    """The half-year that more rows fit than the one that was named, when that is worth a word."""
    starts, ends = rijen["datum_aanvang"], rijen["datum_einde"]
    started = pc.less_equal(starts, periode.laatste_dag)
    ended = pc.and_(
        pc.greater_equal(ends, periode.eerste_dag), pc.less_equal(ends, periode.laatste_dag)
    )
    fitting = pc.sum(pc.and_(started, pc.fill_null(ended, True))).as_py() or 0
    astray = rijen.num_rows - fitting
    if astray < max(FEWEST_ASTRAY, rijen.num_rows / LEAST_ASTRAY):
        return None
    found = derived_period(rijen)
    return found if found != periode else None


def _halves(days: pa.ChunkedArray) -> pa.ChunkedArray:
    """Each day as a count of half-years: 2 × year, and one more from July."""
    second = pc.cast(pc.greater(pc.month(days), 6), pa.int64())
    return pc.add(pc.multiply(pc.year(days), 2), second)
