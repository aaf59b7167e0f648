"""Percentages and means round half-up, as people do."""

from decimal import Decimal

import pytest

from uitkomst.disclosure.figures import mean, share


@pytest.mark.parametrize(
    ("aantal", "gemeten", "expected"),
    [(1, 16, "6.3"), (3, 16, "18.8"), (5, 21, "23.8"), (0, 7, "0.0"), (7, 7, "100.0")],
)
def test_a_share_has_the_decimals_asked_for(aantal: int, gemeten: int, expected: str) -> None:
    assert str(share(aantal, gemeten, 1)) == expected


def test_a_half_percent_goes_up() -> None:
    assert share(5, 40, 0) == Decimal(13)


def test_a_mean_of_seven_and_a_quarter_is_printed_as_seven_point_three() -> None:
    assert mean(Decimal(29), 4) == Decimal("7.3")


def test_nothing_measured_has_no_share_and_no_mean() -> None:
    assert share(0, 0, 1) is None
    assert mean(Decimal(), 0) is None
