"""Which verslagperiode a file is about, when nobody says so."""

from collections import Counter
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from uitkomst.standard.verslagperiode import OngeldigePeriode, Verslagperiode


def derived_period(rijen: pa.Table) -> Verslagperiode | None:
    """The half-year in which most records fit: started by its end, and running or ended in it.

    For a clean file that is the half-year of the latest start or end date; one mistyped year does
    not move it. None without a single usable date.
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
