"""The one maker of what readers other than the aanbieder see, for a gemeente and for a region.

First the pattern: which groups of all asked gemeenten are shown, decided jointly on sizes. Then
the numbers: everything shown of a gemeente rounded at once, and the region from below. A single
gemeente is a region of one, so there is one way through this room.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from uitkomst.disclosure.cells import Rows, rows_of_gemeente, rows_of_region
from uitkomst.disclosure.controlled import (
    Line,
    Pattern,
    RoundedLines,
    Vector,
    round_gemeente,
    round_region,
)
from uitkomst.disclosure.lattice import lattice
from uitkomst.disclosure.pattern import withheld
from uitkomst.disclosure.policy import Policy
from uitkomst.disclosure.refusals import UnfitCounts
from uitkomst.disclosure.table import OVERIG, TE_KLEIN, TER_BESCHERMING, TOTAAL, SafeTable
from uitkomst.indicators.counts import Counts
from uitkomst.standard.indicator import VOLGORDE

REGIO = "regio"
"""The key of the region's own table."""
NO_GEMEENTE = frozenset({"onbekend", TOTAAL, OVERIG, REGIO, ""})


def protect_region(
    counts: Sequence[Counts], *, gemeenten: Sequence[str], solo: frozenset[str], policy: Policy
) -> dict[str, SafeTable]:
    """Give a safe table per gemeente, and under "regio" one that holds them all and the totals.

    `counts` are exact, one per indicator, over any aanbieders; rows of gemeenten that are not
    asked are ignored. `solo` are the aanbieders that are a natural person. With one gemeente there
    is no region, and no key for it. Raises UnfitCounts and ProtectionFailed.
    """
    asked = tuple(sorted(set(gemeenten)))
    periode = _checked(counts, asked)
    solo = solo if policy.solo_in_restregel else frozenset()
    patterns = [
        Pattern(cube, withheld(cube, k=policy.k, solo=solo))
        for cube in (lattice(count, asked) for count in _in_order(counts))
    ]
    rounded = {gemeente: round_gemeente(patterns, gemeente, policy) for gemeente in asked}
    rows = {
        gemeente: rows_of_gemeente(patterns, gemeente, rounded[gemeente].lines, policy)
        for gemeente in asked
    }
    tables = {
        gemeente: _table(periode, "gemeente", policy, rows[gemeente], rounded[gemeente])
        for gemeente in asked
    }
    if len(asked) > 1:
        below: dict[Line, Vector] = {}
        for part in rounded.values():
            below.update(part.lines)
        top = round_region(patterns, below, policy)
        every = Rows.joined([rows_of_region(patterns, top.lines, policy), *rows.values()])
        tables[REGIO] = _table(periode, "regio", policy, every, *rounded.values(), top)
    return tables


def _checked(counts: Sequence[Counts], gemeenten: Sequence[str]) -> str:
    """Give the one period of the counts, or refuse what is not on the closed list."""
    namen = [count.indicator for count in counts]
    if not counts or not gemeenten:
        raise UnfitCounts("er is geen indicator of geen gemeente gevraagd")
    if len(set(namen)) < len(namen):
        raise UnfitCounts("een indicator staat er tweemaal in")
    if apart := sorted(set(namen) - set(VOLGORDE)):
        raise UnfitCounts(f"{', '.join(apart)} is een uitsplitsing voor de aanbieder zelf")
    if len({count.periode for count in counts}) > 1:
        raise UnfitCounts("ze gaan over verschillende verslagperioden")
    if NO_GEMEENTE & set(gemeenten):
        raise UnfitCounts("een van de gevraagde plaatsen is geen gemeente")
    return counts[0].periode


def _in_order(counts: Sequence[Counts]) -> list[Counts]:
    return sorted(counts, key=lambda count: VOLGORDE.index(count.indicator))


def _table(
    periode: str, kring: str, policy: Policy, rows: Rows, *rounded: RoundedLines
) -> SafeTable:
    return SafeTable(
        periode=periode,
        kring=kring,
        policy=policy.naam,
        cells=rows.cells,
        grades=rows.grades,
        proof=_proof(policy, rows, rounded),
    )


def _proof(policy: Policy, rows: Rows, rounded: Sequence[RoundedLines]) -> Mapping[str, Any]:
    """Say how the table was made, with nothing in it that the table itself does not show."""
    groups = {
        (cell.indicator, cell.gemeente, cell.aanbieder, cell.hulpvorm): cell.verborgen
        for cell in rows.cells
    }
    hidden = list(groups.values())
    return {
        "k": policy.k,
        "basis": policy.basis,
        "percentage_vanaf": policy.percentage_vanaf,
        "status": sorted({part.status for part in rounded}),
        "versoepeld": sorted({part.relaxed for part in rounded}),
        "seconden": round(sum(part.seconds for part in rounded), 2),
        "verborgen": {word: hidden.count(word) for word in (TE_KLEIN, TER_BESCHERMING)},
    }
