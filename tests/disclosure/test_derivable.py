"""An attacker who adds and subtracts everything that is shown: known answers, and brute force."""

from collections.abc import Iterator
from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up_counts import Leaf, Leaves, Place, alone, counts, shown, summed

from uitkomst.disclosure.derivable import derivations
from uitkomst.disclosure.lattice import lattice
from uitkomst.disclosure.pattern import close, too_small
from uitkomst.disclosure.policy import policy
from uitkomst.disclosure.protect import protect_region
from uitkomst.disclosure.table import SafeTable

M, N = "0034", "0518"
K = 10
NAAM = "respons"

# Ann's 12 of hulpvorm 03 are withheld to protect bob's 4, but ann's own total gives the 12 back.
GIVEN_BACK: Leaves = {
    (M, "ann", "02"): Leaf(40, (30, 10)),
    (M, "ann", "03"): Leaf(12, (6, 6)),
    (M, "bob", "02"): Leaf(50, (30, 20)),
    (M, "bob", "03"): Leaf(4, (2, 2)),
}


def unions(visible: list[Place], leaves: Leaves) -> Iterator[set[Place]]:
    """Every set of leaves that is some weighted sum of the shown groups, by trying them all."""
    places = sorted(leaves)
    rows = np.array(
        [
            [
                all(a in ("totaal", own) for a, own in zip(group, place, strict=True))
                for place in places
            ]
            for group in visible
        ],
        dtype=float,
    ).reshape(len(visible), len(places))
    rank = np.linalg.matrix_rank(rows) if visible else 0
    for choice in product((0.0, 1.0), repeat=len(places)):
        if any(choice) and rank and np.linalg.matrix_rank(np.vstack([rows, choice])) == rank:
            yield {place for place, chosen in zip(places, choice, strict=True) if chosen}


def too_telling(union: set[Place], leaves: Leaves, solo: frozenset[str]) -> bool:
    whose = {place[1] for place in union}
    few = sum(leaves[place].personen for place in union) < K
    return few or (len(whose) == 1 and whose <= solo)


def exposed(table: SafeTable, leaves: Leaves, solo: frozenset[str]) -> list[set[Place]]:
    visible = [group for group in shown(table, NAAM) if "overig" not in group]
    return [union for union in unions(visible, leaves) if too_telling(union, leaves, solo)]


@st.composite
def small_worlds(draw: st.DrawFn) -> Leaves:
    """Two gemeenten, three aanbieders, at most nine groups."""
    places = st.tuples(
        st.sampled_from((M, N)),
        st.sampled_from(("ann", "bob", "sol")),
        st.sampled_from(("02", "03")),
    )
    sizes = draw(st.dictionaries(places, st.integers(1, 25), min_size=1, max_size=9))
    return {place: Leaf(size, (size, 0)) for place, size in sizes.items()}


@settings(max_examples=40, deadline=None)
@given(leaves=small_worlds())
def test_no_addition_or_subtraction_gives_fewer_than_ten_persons_or_one_solo(
    leaves: Leaves,
) -> None:
    solo = frozenset({"sol"})
    tables = protect_region([counts(NAAM, leaves)], gemeenten=[M, N], solo=solo, policy=policy())
    assert exposed(tables["regio"], leaves, solo) == []


def test_a_group_that_only_two_sums_together_give_back_is_found() -> None:
    """A negative control: each sum by itself is closed, and yet bob's 4 can be worked out."""
    cube = lattice(counts(NAAM, GIVEN_BACK), [M])
    nobody: frozenset[str] = frozenset()
    hidden = close(cube, too_small(cube, k=K, solo=nobody), k=K, solo=nobody)
    visible = [group for group in cube.counts if group not in hidden]
    assert {(M, "bob", "03")} in list(unions([tuple(group) for group in visible], GIVEN_BACK))
    assert list(derivations(cube, hidden, k=K, solo=nobody))


def test_the_table_gives_no_such_group() -> None:
    table = alone([counts(NAAM, GIVEN_BACK)], M)
    assert exposed(table, GIVEN_BACK, frozenset()) == []
    assert (M, "totaal", "totaal") in shown(table, NAAM)


def test_a_hulpvorm_of_one_solo_is_not_in_a_rest_line_by_itself() -> None:
    """Hulpvorm 14 is sol's alone: the total minus the other hulpvormen would be sol's figures."""
    leaves: Leaves = {
        (M, "sol", "14"): Leaf(40, (20, 20)),
        (M, "ann", "02"): Leaf(50, (30, 20)),
        (M, "bob", "02"): Leaf(60, (30, 30)),
        (M, "bob", "03"): Leaf(30, (10, 20)),
    }
    solo = frozenset({"sol"})
    table = alone([counts(NAAM, leaves)], M, solo)
    assert exposed(table, leaves, solo) == []
    rest = shown(table, NAAM)[M, "totaal", "overig"]
    assert rest[-1] >= summed(leaves, M, "sol", "14").personen + 25


def test_a_gemeente_of_one_solo_is_not_the_rest_of_the_region() -> None:
    leaves: Leaves = {
        (M, "sol", "02"): Leaf(40, (20, 20)),
        (N, "ann", "02"): Leaf(50, (30, 20)),
        ("1926", "bob", "02"): Leaf(60, (30, 30)),
    }
    solo = frozenset({"sol"})
    tables = protect_region(
        [counts(NAAM, leaves)], gemeenten=[M, N, "1926"], solo=solo, policy=policy()
    )
    assert exposed(tables["regio"], leaves, solo) == []
    assert (M, "totaal", "totaal") not in shown(tables["regio"], NAAM)
