"""The exact counts of one indicator: what goes in to disclosure and nowhere else."""

from dataclasses import dataclass

import pyarrow as pa


@dataclass(frozen=True)
class Counts:
    """Exact counts at the finest level; totals are made in disclosure.

    `indicator` is the name of the indicator, followed by `:variant` or `:informant` where it is
    not the default; `periode` a code such as "2026-1".
    `cells`: gemeente, aanbieder, hulpvorm, categorie (string), aantal (int64 > 0).
    `groups`: gemeente, aanbieder, hulpvorm (string), gemeten and personen (int64), cijfersom
    (decimal, the sum of the scores; null where the indicator has no mean).
    `personen` is additive: over the hulpvormen and gemeenten of an aanbieder no child is counted
    twice, so it can be 0 for a group whose children were all first seen elsewhere.
    """

    indicator: str
    periode: str
    cells: pa.Table
    groups: pa.Table
