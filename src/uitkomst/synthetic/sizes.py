"""How large the providers of an area are: many with a handful of records, a few with thousands."""

from statistics import NormalDist

import numpy as np

from uitkomst.synthetic.aannames import aannames
from uitkomst.synthetic.chance import Floats, Ints


def sizes(number: int, records: int) -> tuple[Ints, Ints]:
    """The mean records of each provider, largest first, with its size class (0 is the smallest).

    Shares per class and a lognormal inside each, at evenly spaced quantiles; the largest class
    present takes what is left of the total.
    """
    rows = aannames("omvang")["klassen"]
    edges = np.concatenate([[0.0], np.cumsum([row["aandeel"] for row in rows])])
    low = np.array([row["van"] for row in rows], float)
    high = np.array([row["tot"] for row in rows], float)
    quantile = (np.arange(number)[::-1] + 0.5) / number * edges[-1]
    klasse = np.searchsorted(edges[1:-1], quantile, side="right")
    within = (quantile - edges[klasse]) / (edges[klasse + 1] - edges[klasse])
    spread = np.array([NormalDist(0, 0.25).inv_cdf(at) for at in within])
    size = np.sqrt(low * high)[klasse] * (high / low)[klasse] ** spread
    size = size.clip(low[klasse], high[klasse])
    top = klasse == klasse[0]
    rest = records - size[~top].sum()
    if rest >= low[klasse[0]] * top.sum():
        size[top] = _fitted(size[top], rest, max(high[klasse[0]], rest / top.sum()))
    else:
        size *= records / size.sum()
    return np.maximum(1, size.round()).astype(np.int64), klasse


def _fitted(size: Floats, total: float, most: float) -> Floats:
    """The sizes scaled to the total, none above `most`."""
    for _ in range(30):
        size = (size * total / size.sum()).clip(max=most)
    return size
