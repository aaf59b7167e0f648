"""Known answers of who is shown: worked out by hand, after the default policy (K = 10)."""

import pytest
from made_up_counts import Leaf, Leaves, counts, lines

from uitkomst.disclosure.policy import policy
from uitkomst.disclosure.protect import protect_region

M, N = "0034", "0518"
TE_KLEIN, BESCHERMING = "te klein", "ter bescherming"


def leaf(personen: int, gemeten: int | None = None) -> Leaf:
    """A group with its measurements over two categories."""
    gemeten = personen if gemeten is None else gemeten
    return Leaf(personen, (gemeten - gemeten // 3, gemeten // 3))


def status(
    leaves: Leaves, *, solo: frozenset[str] = frozenset(), gemeenten: tuple[str, ...] = (M,)
) -> dict[tuple[str, str, str], str | None]:
    """Why each group in the widest table is withheld; None where it is shown."""
    tables = protect_region(
        [counts("respons", leaves)], gemeenten=gemeenten, solo=solo, policy=policy()
    )
    table = tables.get("regio", tables[M])
    return {group: cells[0].verborgen for group, cells in lines(table, "respons").items()}


def test_a_group_of_ten_is_shown_and_a_group_of_nine_is_too_small() -> None:
    assert status({(M, "ann", "02"): leaf(10)})[M, "ann", "02"] is None
    found = status({(M, "ann", "02"): leaf(9)})
    assert found[M, "totaal", "totaal"] == TE_KLEIN
    assert (M, "ann", "02") not in found
    assert (M, "totaal", "overig") not in found


def test_persons_decide_and_not_trajectories_or_goals() -> None:
    assert status({(M, "ann", "02"): leaf(9, 45)})[M, "totaal", "totaal"] == TE_KLEIN


def test_one_more_is_withheld_where_the_total_would_give_a_small_group_back() -> None:
    """12, 6 and 2 in one aanbieder: 8 stay hidden only if the 12 go too."""
    found = status(
        {(M, "ann", "02"): leaf(12), (M, "ann", "03"): leaf(6), (M, "ann", "14"): leaf(2)}
    )
    assert found[M, "ann", "totaal"] is None
    assert found[M, "ann", "02"] == BESCHERMING
    assert found[M, "ann", "03"] == found[M, "ann", "14"] == TE_KLEIN


def test_nothing_more_is_withheld_where_the_small_groups_are_ten_together() -> None:
    found = status(
        {(M, "ann", "02"): leaf(12), (M, "ann", "03"): leaf(6), (M, "ann", "14"): leaf(4)}
    )
    assert found[M, "ann", "02"] is None


def test_the_smallest_of_the_large_groups_is_the_one_that_goes() -> None:
    found = status(
        {(M, "ann", "02"): leaf(30), (M, "bob", "02"): leaf(20), (M, "cor", "02"): leaf(4)}
    )
    assert found[M, "ann", "02"] is None
    assert (M, "bob", "02") not in found
    assert (M, "cor", "02") not in found


def test_a_group_without_persons_of_its_own_counts_as_small_and_not_as_empty() -> None:
    """Three answers of children first seen at 02: the total minus the 12 would show them."""
    found = status({(M, "ann", "02"): leaf(12), (M, "ann", "03"): leaf(0, 3)})
    assert found[M, "ann", "03"] == TE_KLEIN
    assert found[M, "ann", "02"] == BESCHERMING


def test_a_hulpvorm_nobody_had_reads_the_same_as_one_that_few_had() -> None:
    found = status({(M, "ann", "02"): leaf(30), (M, "ann", "03"): leaf(3)})
    assert found[M, "ann", "03"] == found[M, "ann", "14"] == TE_KLEIN


def test_all_parts_of_a_withheld_hulpvorm_are_withheld() -> None:
    """Of hulpvorm 03 there are 4 in all, so 02 goes for it, and with it bob's large part of 02."""
    leaves = {(M, "ann", "03"): leaf(4), (M, "ann", "02"): leaf(30), (M, "bob", "02"): leaf(40)}
    found = status(leaves)
    assert found[M, "totaal", "02"] == BESCHERMING
    assert found[M, "bob", "02"] == BESCHERMING
    assert found[M, "bob", "totaal"] is None


def test_a_solo_aanbieder_is_in_the_rest_line_however_large_and_never_alone() -> None:
    leaves = {(M, "sol", "02"): leaf(40), (M, "ann", "02"): leaf(50), (M, "bob", "02"): leaf(60)}
    found = status(leaves, solo=frozenset({"sol"}))
    assert {group[1] for group in found} == {"totaal", "overig", "bob"}


def test_a_hulpvorm_only_one_solo_aanbieder_gives_is_not_shown() -> None:
    leaves = {(M, "sol", "14"): leaf(40), (M, "ann", "02"): leaf(50), (M, "bob", "02"): leaf(60)}
    assert status(leaves, solo=frozenset({"sol"}))[M, "totaal", "14"] == BESCHERMING


def test_a_small_gemeente_takes_the_next_smallest_along_in_the_region() -> None:
    leaves = {
        (M, "ann", "02"): leaf(4),
        (N, "ann", "02"): leaf(30),
        ("1926", "bob", "02"): leaf(80),
    }
    found = status(leaves, gemeenten=(M, N, "1926"))
    assert found["totaal", "totaal", "totaal"] is None
    assert found[M, "totaal", "totaal"] == TE_KLEIN
    assert found[N, "totaal", "totaal"] == BESCHERMING
    assert found["1926", "totaal", "totaal"] is None


def test_the_tables_of_a_gemeente_hide_the_same_alone_as_in_the_table_of_the_region() -> None:
    leaves = {
        (M, "ann", "02"): leaf(4),
        (N, "ann", "02"): leaf(30),
        ("1926", "bob", "02"): leaf(80),
    }
    tables = protect_region(
        [counts("respons", leaves)], gemeenten=(M, N, "1926"), solo=frozenset(), policy=policy()
    )
    for gemeente in (M, N, "1926"):
        within = tuple(cell for cell in tables["regio"].cells if cell.gemeente == gemeente)
        assert tables[gemeente].cells == within


@pytest.mark.parametrize("k_minus", range(1, 10))
def test_no_remainder_of_one_to_nine_survives(k_minus: int) -> None:
    found = status({(M, "ann", "02"): leaf(50), (M, "ann", "03"): leaf(k_minus)})
    assert found[M, "ann", "02"] == BESCHERMING
