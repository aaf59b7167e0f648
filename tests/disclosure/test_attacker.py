"""A reader who solves all published sums at once, and one who also knows every group's size.

The attacker writes down one unknown per aanbieder, hulpvorm and category, and one inequality per
published figure (a multiple of five stands for a count less than five away). What the solver gives
as lowest and highest possible count of a withheld group is what can be proven about it.
"""

from collections.abc import Iterator

import highspy
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up_counts import HULPVORMEN, Leaf, Leaves, Place, alone, counts, shown, summed, sums

from uitkomst.disclosure.table import SafeTable

NAAM = "respons"
CATEGORIES = 2
GEMEENTE = "0034"


def table_of(leaves: Leaves) -> SafeTable:
    return alone([counts(NAAM, leaves)], GEMEENTE, frozenset({"eve"}))


class Attacker:
    """Everything published as linear constraints over the leaves that exist."""

    def __init__(self, table: SafeTable, leaves: Leaves, *, knows_sizes: bool) -> None:
        self.places = sorted(leaves)
        self.solver = highspy.Highs()
        self.solver.setOptionValue("output_flag", False)
        size = len(self.places) * CATEGORIES
        infinity = highspy.kHighsInf
        for _ in range(size):
            self.solver.addVar(0, infinity)
        whole = [highspy.HighsVarType.kInteger] * size
        self.solver.changeColsIntegrality(size, np.arange(size, dtype=np.int32), whole)
        for columns, count in self._published(table, leaves):
            self._bound(columns, max(0, count - 4), count + 4)
        if knows_sizes:
            for place in self.places:
                gemeten = sum(leaves[place].aantallen)
                self._bound(self.columns(place, range(CATEGORIES)), gemeten, gemeten)

    def columns(self, group: Place, categories: range) -> list[int]:
        """The unknowns inside a group, for some categories."""
        return [
            n * CATEGORIES + category
            for n, place in enumerate(self.places)
            for category in categories
            if all(asked in ("totaal", own) for asked, own in zip(group, place, strict=True))
        ]

    def _published(self, table: SafeTable, leaves: Leaves) -> Iterator[tuple[list[int], int]]:
        visible = shown(table, NAAM)
        ranges = [*(range(c, c + 1) for c in range(CATEGORIES)), range(CATEGORIES)]
        for group, line in visible.items():
            if "overig" not in group:
                for categories, count in zip(ranges, line, strict=True):
                    yield self.columns(group, categories), count
        for _, parts, rest in sums(leaves, [GEMEENTE]):
            if rest in visible:
                hidden = [part for part in parts if part not in visible]
                for categories, count in zip(ranges, visible[rest], strict=True):
                    yield [c for part in hidden for c in self.columns(part, categories)], count

    def _bound(self, columns: list[int], low: float, high: float) -> None:
        index = np.array(columns, dtype=np.int32)
        self.solver.addRow(low, high, len(columns), index, np.ones(len(columns)))

    def proves(self, group: Place, categories: range) -> tuple[int, int]:
        """The lowest and highest count of a group that everything published allows."""
        columns = self.columns(group, categories)
        found = []
        size = len(self.places) * CATEGORIES
        costs = np.isin(np.arange(size), columns).astype(float)
        self.solver.changeColsCost(size, np.arange(size, dtype=np.int32), costs)
        for sense in (highspy.ObjSense.kMinimize, highspy.ObjSense.kMaximize):
            self.solver.changeObjectiveSense(sense)
            self.solver.run()
            if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
                found.append(10**6)
            else:
                found.append(round(self.solver.getInfo().objective_function_value))
        return found[0], found[1]


def withheld(table: SafeTable, leaves: Leaves) -> list[Place]:
    """Every group with something measured in it that has no line of its own."""
    visible = shown(table, NAAM)
    providers = {place[1] for place in leaves}
    every = [
        (GEMEENTE, p, h) for p in ("totaal", *sorted(providers)) for h in ("totaal", *HULPVORMEN)
    ]
    return [g for g in every if g not in visible and sum(summed(leaves, *g).aantallen)]


@st.composite
def small_worlds(draw: st.DrawFn) -> Leaves:
    places = st.tuples(
        st.just(GEMEENTE),
        st.sampled_from(("ann", "bob", "cor", "eve")),
        st.sampled_from(("01", "02", "14")),
    )
    leaf = st.tuples(st.integers(0, 12), st.integers(0, 12)).filter(any)
    found = draw(st.dictionaries(places, leaf, min_size=1, max_size=10))
    return {place: Leaf(sum(aantallen), aantallen) for place, aantallen in found.items()}


@settings(max_examples=15, deadline=None)
@given(leaves=small_worlds())
def test_nobody_can_work_out_the_size_or_a_count_of_a_withheld_group(leaves: Leaves) -> None:
    table = table_of(leaves)
    attacker = Attacker(table, leaves, knows_sizes=False)
    for group in withheld(table, leaves):
        for categories in (range(1), range(1, 2), range(CATEGORIES)):
            low, high = attacker.proves(group, categories)
            assert low < high, (group, categories)


@settings(max_examples=15, deadline=None)
@given(leaves=small_worlds())
def test_who_knows_every_size_still_cannot_work_out_an_answer(leaves: Leaves) -> None:
    table = table_of(leaves)
    attacker = Attacker(table, leaves, knows_sizes=True)
    for group in withheld(table, leaves):
        gemeten = sum(summed(leaves, *group).aantallen)
        for category in (range(1), range(1, 2)):
            low, high = attacker.proves(group, category)
            assert low < high, (group, category)
            assert gemeten == 1 or low < gemeten - 1, "all, or all but one"


@pytest.mark.parametrize("knows_sizes", [False, True])
def test_the_attacker_does_find_what_exact_figures_give_away(knows_sizes: bool) -> None:
    """A negative control: with exact totals the attacker subtracts its way to the small group."""
    leaves: Leaves = {
        (GEMEENTE, "ann", "02"): Leaf(30, (20, 10)),
        (GEMEENTE, "bob", "02"): Leaf(3, (1, 2)),
    }
    attacker = Attacker(table_of(leaves), leaves, knows_sizes=knows_sizes)
    attacker._bound(attacker.columns((GEMEENTE, "totaal", "totaal"), range(1)), 21, 21)
    attacker._bound(attacker.columns((GEMEENTE, "ann", "02"), range(1)), 20, 20)
    assert attacker.proves((GEMEENTE, "bob", "02"), range(1)) == (1, 1)
