"""An aanbieder reads its own figures exactly, and nobody else's."""

from dataclasses import replace
from decimal import Decimal

import pyarrow as pa
import pytest
from made_up_counts import Leaf, counts, lines

from uitkomst.disclosure.own import own_table
from uitkomst.disclosure.refusals import ForeignRows
from uitkomst.disclosure.table import restore
from uitkomst.indicators.counts import Counts

OWN = {("0034", "ann", "13"): Leaf(5, (5, 16)), ("0518", "ann", "02"): Leaf(1, (0, 1))}


def with_scores(found: Counts, *scores: int) -> Counts:
    """Give the groups the sums of scores that the engine would have counted."""
    place = found.groups.column_names.index("cijfersom")
    column = pa.array([Decimal(score) for score in scores], pa.decimal128(18, 1))
    return replace(found, groups=found.groups.set_column(place, "cijfersom", column))


def test_small_groups_are_exact_with_one_decimal_half_up() -> None:
    table = own_table([counts("respons", OWN)], aanbieder="ann")
    cell = lines(table, "respons")["0034", "ann", "13"][0]
    assert (cell.aantal, cell.percentage, cell.gemeten) == (5, Decimal("23.8"), 21)
    assert {cell.verborgen for cell in table.cells} == {None}


def test_there_is_a_total_and_a_part_for_each_gemeente_and_no_rest_line() -> None:
    groups = lines(own_table([counts("respons", OWN)], aanbieder="ann"), "respons")
    assert groups["totaal", "ann", "totaal"][0].gemeten == 22
    assert {group[0] for group in groups} == {"totaal", "0034", "0518"}
    assert not any("overig" in group for group in groups)


def test_indicators_with_less_to_measure_have_the_same_rows() -> None:
    """A hulpvorm without grades still has its row, with nothing measured."""
    less = with_scores(counts("tevredenheid", {("0034", "ann", "13"): Leaf(4, (1, 2, 4))}), 53)
    table = own_table([counts("respons", OWN), less], aanbieder="ann")
    assert set(lines(table, "tevredenheid")) == set(lines(table, "respons"))
    empty = lines(table, "tevredenheid")["0518", "ann", "02"][0]
    assert (empty.aantal, empty.percentage, empty.gemeten) == (0, None, 0)


def test_the_grade_is_the_exact_mean() -> None:
    found = with_scores(counts("tevredenheid", {("0034", "ann", "13"): Leaf(4, (1, 0, 3))}), 29)
    grade = own_table([found], aanbieder="ann").grades[0]
    assert (grade.gemeente, grade.cijfer, grade.geschat) == ("totaal", Decimal("7.3"), False)


def test_the_answers_of_one_informant_are_for_the_aanbieder_itself() -> None:
    found = counts("tevredenheid", {("0034", "ann", "13"): Leaf(4, (1, 0, 3))})
    found = replace(with_scores(found, 29), indicator="tevredenheid:O")
    cells = own_table([found], aanbieder="ann").cells
    assert {cell.indicator for cell in cells} == {"tevredenheid:O"}


def test_counts_of_another_aanbieder_are_refused() -> None:
    foreign = counts("respons", {**OWN, ("0034", "bob", "02"): Leaf(50, (50,))})
    with pytest.raises(ForeignRows) as refusal:
        own_table([foreign], aanbieder="ann")
    assert "andere aanbieder" in refusal.value.melding
    assert "bob" not in refusal.value.melding


def test_an_own_table_comes_back_from_its_text_unchanged() -> None:
    table = own_table([counts("respons", OWN)], aanbieder="ann")
    assert restore(table.to_json()) == table
