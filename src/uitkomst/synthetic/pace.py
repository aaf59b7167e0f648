"""Which part of its work a provider does in each hulpvorm, and how many children that takes.

The providers' sizes and offers are choices, the totals per hulpvorm are CBS's: iterative
proportional fitting gives the table that keeps both.
"""

from functools import cache

import numpy as np

from uitkomst.synthetic.aannames import HULPVORMEN, aannames
from uitkomst.synthetic.chance import Chance, Floats, Ids, Ints
from uitkomst.synthetic.course import courses, half_of

SAMPLE = 20_000
SMALL_SAMPLE = 600
# A half-year in the middle of nowhere: expected values do not depend on it.
HALF = 4000


@cache
def half_years() -> Floats:
    """The mean number of half-years a traject of each hulpvorm is delivered in."""
    trajecten = courses(Chance(0), *_sample(SAMPLE), (1.0,) * len(HULPVORMEN))
    touched = half_of(trajecten.einde) - half_of(trajecten.aanvang) + 1
    mean: Floats = np.bincount(trajecten.hulpvorm, touched) / np.bincount(trajecten.hulpvorm)
    return mean


def active_shares() -> Floats:
    """The part of each hulpvorm in the records of a half-year, from CBS's started trajecten."""
    begonnen = np.array([aannames("hulpvormen")["begonnen"][code] for code in HULPVORMEN])
    active: Floats = begonnen * half_years()
    active /= active.sum()
    return active


def fitted_records(offered: Floats, omvang: Ints) -> Floats:
    """Records per provider and hulpvorm: rows add to the sizes, columns (nearly) to CBS's shares.

    `offered` is a table of providers by hulpvormen with how much a provider leans to each, 0 for
    what it does not offer.
    """
    wanted = active_shares() * omvang.sum()
    table: Floats = offered * wanted
    for _ in range(200):
        columns = table.sum(axis=0)
        table *= np.divide(wanted, columns, out=np.zeros_like(wanted), where=columns > 0)
        table *= (omvang / table.sum(axis=1))[:, None]
    return table


def newcomers_for(records: Floats) -> tuple[tuple[float, ...], float]:
    """For one provider's records per hulpvorm: the mix of new trajecten, and new children."""
    started = records / half_years()
    mix = tuple((started / started.sum()).tolist())
    kind, half = _sample(SMALL_SAMPLE)
    each = len(courses(Chance(0), kind, half, mix).id) / len(kind)
    return mix, float(started.sum() / each)


def _sample(number: int) -> tuple[Ids, Ints]:
    return np.arange(number, dtype=np.uint64), HALF + np.arange(number, dtype=np.int64) % 2
