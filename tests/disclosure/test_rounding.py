"""Controlled rounding on its own: everything adds up, near the truth, the same every time."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from uitkomst.disclosure.rounding import (
    Figure,
    Sum,
    fixed,
    free,
    near,
    round_together,
    short_of,
    within,
)


def rounded(figures: dict[str, Figure], sums: list[Sum[str]]) -> dict[str, int] | None:
    found = round_together(figures, sums, base=5, seconds=10, gap=0)
    return None if found is None else dict(found.counts)


@settings(max_examples=40, deadline=None)
@given(parts=st.lists(st.integers(0, 30), min_size=1, max_size=6))
def test_it_finds_the_nearest_rounding_that_adds_up(parts: list[int]) -> None:
    """Held against trying every combination."""
    whole = sum(parts)
    figures = {f"part {n}": near(part, 5, 1) for n, part in enumerate(parts)}
    found = rounded(figures | {"whole": near(whole, 5, 2)}, [("whole", tuple(figures))])
    choices = product(*({p // 5 * 5, -(-p // 5) * 5} for p in parts))
    distances = [
        sum(abs(c - p) for c, p in zip(choice, parts, strict=True)) + 2 * abs(sum(choice) - whole)
        for choice in choices
        if abs(sum(choice) - whole) < 5 and (whole % 5 or sum(choice) == whole)
    ]
    assert found is not None
    assert found["whole"] == sum(found[naam] for naam in figures)
    exact = {f"part {n}": part for n, part in enumerate(parts)}
    distance = sum(abs(found[naam] - exact[naam]) for naam in figures)
    assert distance + 2 * abs(found["whole"] - whole) == min(distances)


def test_a_multiple_of_five_stays_what_it_is() -> None:
    assert rounded({"a": near(25, 5, 1), "zero": near(0, 5, 1)}, []) == {"a": 25, "zero": 0}


@pytest.mark.parametrize("size", range(1, 60))
def test_no_rounded_part_proves_that_it_is_all_or_all_but_one(size: int) -> None:
    for part in range(size + 1):
        high = short_of(size, near(part, 5, 1), 5, 4).high * 5
        assert high - 4 < max(size - 1, 1)
        assert high >= part // 5 * 5


def test_sums_that_cannot_hold_have_no_rounding() -> None:
    assert rounded({"whole": fixed(10, 5), "part": fixed(5, 5)}, [("whole", ("part",))]) is None


def test_a_relaxed_figure_may_move_two_steps_and_no_more() -> None:
    def against(total: int) -> dict[str, int] | None:
        figures = {"whole": fixed(total, 5), "part": within(12, 5, 1, 2)}
        return rounded(figures, [("whole", ("part",))])

    assert [total for total in range(0, 40, 5) if against(total)] == [5, 10, 15, 20]


def test_a_free_figure_takes_what_the_sum_leaves_and_never_less_than_nothing() -> None:
    figures = {"whole": fixed(40, 5), "part": fixed(25, 5), "rest": free(3, 1)}
    assert rounded(figures, [("whole", ("part", "rest"))]) == {"whole": 40, "part": 25, "rest": 15}
    figures = {"whole": fixed(20, 5), "part": fixed(25, 5), "rest": free(3, 1)}
    assert rounded(figures, [("whole", ("part", "rest"))]) is None


@pytest.mark.parametrize("count", range(11))
def test_a_figure_alone_goes_to_the_nearest_five(count: int) -> None:
    found = rounded({"a": near(count, 5, 1)}, [])
    assert found is not None
    assert abs(found["a"] - count) <= 2


def test_nothing_to_round_is_not_a_failure() -> None:
    assert rounded({}, []) == {}
