"""The few sums that make a figure from counts: half-up, in decimal arithmetic, in one place.

Half-up (6.25 becomes 6.3) is how people round; binary rounding would give 6.2.
"""

from decimal import ROUND_HALF_UP, Decimal


def half_up(value: Decimal, decimals: int) -> Decimal:
    """Round half-up to a number of decimals."""
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def share(aantal: int, gemeten: int, decimals: int) -> Decimal | None:
    """Give the percentage of `aantal` in `gemeten`, or None where nothing was measured."""
    return half_up(Decimal(100 * aantal) / gemeten, decimals) if gemeten else None


def mean(som: Decimal, gemeten: int) -> Decimal | None:
    """Give the mean score with one decimal, or None where nothing was measured."""
    return half_up(Decimal(som) / gemeten, 1) if gemeten else None
