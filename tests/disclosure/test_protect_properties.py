"""What must hold of every protected table, whatever the counts: held against counting by hand."""

import json
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up_counts import Leaf, Leaves, counts, lines, shown, summed, sums

from uitkomst.disclosure import pattern
from uitkomst.disclosure import protect as protecting
from uitkomst.disclosure.policy import policy
from uitkomst.disclosure.protect import protect_region
from uitkomst.disclosure.table import SafeTable

quick = settings(max_examples=25, deadline=None)
K = 10
GEMEENTEN = ("0034", "0518", "1926")
PROVIDERS = ("ann", "bob", "cor", "dot", "eve")
SOLO = frozenset({"dot", "eve"})
WIDTH = {"uitval": 6, "tevredenheid": 3, "respons": 2}


@st.composite
def leaf(draw: st.DrawFn, width: int) -> Leaf:
    aantallen = draw(st.tuples(*[st.integers(0, 14)] * width))
    return Leaf(min(draw(st.integers(0, 25)), sum(aantallen)), aantallen)


@st.composite
def worlds(draw: st.DrawFn) -> dict[str, Leaves]:
    """One to three indicators over the same few aanbieders, one of them outside the region."""
    namen = draw(st.sets(st.sampled_from(sorted(WIDTH)), min_size=1))
    places = st.tuples(
        st.sampled_from((*GEMEENTEN, "onbekend")),
        st.sampled_from(PROVIDERS),
        st.sampled_from(("01", "02", "14")),
    )
    return {
        naam: draw(st.dictionaries(places, leaf(WIDTH[naam]), max_size=16))
        for naam in sorted(namen)
    }


def asked(leaves: Leaves, gemeenten: Sequence[str]) -> Leaves:
    return {place: part for place, part in leaves.items() if place[0] in gemeenten}


def made(
    world: Mapping[str, Leaves], gemeenten: Sequence[str], solo: frozenset[str] = SOLO
) -> dict[str, SafeTable]:
    every = [counts(naam, leaves) for naam, leaves in world.items()]
    return protect_region(every, gemeenten=gemeenten, solo=solo, policy=policy())


def exposed(table: SafeTable, naam: str, leaves: Leaves, gemeenten: Sequence[str]) -> list[str]:
    """Groups that are shown too small, or that one total minus its shown parts gives back."""
    visible = shown(table, naam)
    found = [
        f"{place} shown"
        for place in visible
        if "overig" not in place and summed(leaves, *place).personen < K
    ]
    for total, parts, _ in sums(leaves, gemeenten):
        if total in visible:
            kept = [part for part in parts if part not in visible]
            left = [summed(leaves, *part) for part in kept]
            measured = any(sum(part.aantallen) for part in left)
            if measured and sum(part.personen for part in left) < K:
                found.append(f"{total} minus its shown parts")
    return found


@quick
@given(world=worlds(), number=st.integers(1, 3))
def test_no_small_group_is_shown_or_given_back_by_a_single_sum(
    world: dict[str, Leaves], number: int
) -> None:
    gemeenten = GEMEENTEN[:number]
    for place, table in made(world, gemeenten).items():
        within = gemeenten if place == "regio" else (place,)
        for naam, leaves in world.items():
            assert exposed(table, naam, asked(leaves, gemeenten), within) == []


SMALL_AND_LARGE: Leaves = {
    ("0034", "ann", "02"): Leaf(30, (10, 12, 8)),
    ("0034", "bob", "02"): Leaf(20, (5, 10, 5)),
    ("0034", "cor", "02"): Leaf(4, (1, 2, 1)),
}


def test_the_same_check_fails_when_sums_are_not_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A negative control: a check that cannot fail proves nothing."""
    world = {"tevredenheid": SMALL_AND_LARGE}
    table = made(world, ["0034"])["0034"]
    assert exposed(table, "tevredenheid", SMALL_AND_LARGE, ["0034"]) == []
    monkeypatch.setattr(protecting, "withheld", pattern.too_small)
    table = made(world, ["0034"])["0034"]
    assert exposed(table, "tevredenheid", SMALL_AND_LARGE, ["0034"]) != []


@quick
@given(world=worlds(), number=st.integers(1, 3))
def test_every_sum_adds_up_in_multiples_of_five(world: dict[str, Leaves], number: int) -> None:
    gemeenten = GEMEENTEN[:number]
    for place, table in made(world, gemeenten).items():
        within = gemeenten if place == "regio" else (place,)
        for naam, leaves in world.items():
            visible = shown(table, naam)
            for line in visible.values():
                assert sum(line[:-1]) == line[-1]
                assert all(count >= 0 and count % 5 == 0 for count in line)
            for total, parts, rest in sums(asked(leaves, gemeenten), within):
                assert (total in visible) == (rest in visible)
                if total in visible:
                    pieces = [visible[p] for p in (*parts, rest) if p in visible]
                    assert visible[total] == tuple(map(sum, zip(*pieces, strict=True)))


@quick
@given(world=worlds(), number=st.integers(1, 3))
def test_no_count_of_a_gemeente_moves_a_whole_step(world: dict[str, Leaves], number: int) -> None:
    gemeenten = GEMEENTEN[:number]
    for place, table in made(world, gemeenten).items():
        if place == "regio" or table.proof["versoepeld"] != ["niet"]:
            continue
        for naam, leaves in world.items():
            visible = shown(table, naam)
            for group, line in visible.items():
                if "overig" not in group:
                    exact = summed(leaves, *group).aantallen
                    assert_near(line, exact)
            for total, parts, rest in sums(asked(leaves, gemeenten), [place]):
                if total in visible:
                    hidden = [summed(leaves, *p) for p in parts if p not in visible]
                    left = [part.aantallen for part in hidden if part.aantallen]
                    assert_near(visible[rest], tuple(map(sum, zip(*left, strict=True))))


def assert_near(line: tuple[int, ...], exact: tuple[int, ...]) -> None:
    exact = exact or (0,) * (len(line) - 1)
    for rounded, count in zip(line, (*exact, sum(exact)), strict=True):
        assert abs(rounded - count) < 5
        assert count % 5 or rounded == count


@quick
@given(world=worlds(), number=st.integers(1, 3))
def test_an_aanbieder_without_a_line_is_named_nowhere(
    world: dict[str, Leaves], number: int
) -> None:
    gemeenten = GEMEENTEN[:number]
    for place, table in made(world, gemeenten).items():
        text = table.to_json()
        named = {
            group[1]
            for naam in world
            for group in shown(table, naam)
            if group[1] not in ("totaal", "overig")
        }
        assert all(json.dumps(p) not in text for p in set(PROVIDERS) - named)
        assert not any(solo in text for solo in SOLO)
        assert "onbekend" not in {cell.gemeente for cell in table.cells}
        assert place == "regio" or {cell.gemeente for cell in table.cells} == {place}


@quick
@given(world=worlds(), number=st.integers(1, 3))
def test_every_percentage_and_grade_follows_from_the_shown_counts(
    world: dict[str, Leaves], number: int
) -> None:
    values = {"≤4": Decimal("2.5"), ">4 en <8": Decimal(6), "≥8": Decimal(9)}
    for table in made(world, GEMEENTEN[:number]).values():
        for cell in table.cells:
            assert (cell.percentage is None) == ((cell.gemeten or 0) < 20)
            if cell.percentage is not None and cell.gemeten and cell.aantal is not None:
                whole = Decimal(100 * cell.aantal) / cell.gemeten
                assert cell.percentage == whole.quantize(Decimal(1), ROUND_HALF_UP)
        groups = lines(table, "tevredenheid")
        for grade in table.grades:
            cells = groups[grade.gemeente, grade.aanbieder, grade.hulpvorm]
            gemeten = cells[0].gemeten or 0
            assert grade.geschat
            if gemeten < 20:
                assert grade.cijfer is None
            else:
                som = sum((values[c.categorie] * (c.aantal or 0) for c in cells), Decimal())
                assert grade.cijfer == (som / gemeten).quantize(Decimal("0.1"), ROUND_HALF_UP)


@quick
@given(world=worlds(), number=st.integers(1, 3))
def test_a_withheld_group_says_why_and_nothing_else(world: dict[str, Leaves], number: int) -> None:
    for table in made(world, GEMEENTEN[:number]).values():
        for naam, leaves in world.items():
            region = asked(leaves, GEMEENTEN[:number])
            for group, cells in lines(table, naam).items():
                reasons = {cell.verborgen for cell in cells}
                assert len(reasons) == 1
                if reasons != {None}:
                    small = summed(region, *group).personen < K
                    assert reasons == {"te klein" if small else "ter bescherming"}
                    figures = {(c.aantal, c.percentage, c.gemeten) for c in cells}
                    assert figures == {(None, None, None)}


@quick
@given(world=worlds(), seed=st.integers(0, 9))
def test_the_same_counts_in_another_order_give_the_same_table(
    world: dict[str, Leaves], seed: int
) -> None:
    shuffled = [
        (naam, dict(Random(seed).sample(list(leaves.items()), len(leaves))))
        for naam, leaves in world.items()
    ]
    first = made(world, GEMEENTEN)
    second = made(dict(reversed(shuffled)), GEMEENTEN[::-1])
    assert first.keys() == second.keys()
    for place, table in first.items():
        assert table.cells == second[place].cells
        assert table.grades == second[place].grades
