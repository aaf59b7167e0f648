"""Whether what a sender called the row of headings can stand in the books.

Who points out the row of headings may point at a row with values. A name cannot be told from a
heading by its look, but a row of a person has a BSN, a date or a postcode beside it, and none of
the headings we know.
"""

from collections.abc import Collection
from functools import cache

from uitkomst.intake.headings import HIDDEN
from uitkomst.standard.recordindeling import normaliseer_kop, recordindeling

FEW = 3


def holds_values(koppen: Collection[str]) -> bool:
    """Whether these texts, each as it may be shown, are those of a row with values of a person."""
    return HIDDEN in koppen and sum(map(is_known, koppen)) < FEW


def is_known(kop: str) -> bool:
    """Whether this is a heading of ours."""
    return normaliseer_kop(kop) in _known()


@cache
def _known() -> frozenset[str]:
    return frozenset(kop for veld in recordindeling().velden for kop in veld.koppen)
