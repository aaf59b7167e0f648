"""The written form of a figure: the labels of the Almere example, to the letter."""

from decimal import ROUND_HALF_UP, Decimal

ONE_DECIMAL = Decimal("0.1")
WHOLE = Decimal("1")


def percentage_text(percentage: Decimal | None, *, exact: bool) -> str:
    """Write a percentage: one decimal in exact tables (`21.7%`), whole ones elsewhere (`22%`).

    Empty when there is no percentage to show.
    """
    if percentage is None:
        return ""
    step = ONE_DECIMAL if exact else WHOLE
    return f"{percentage.quantize(step, rounding=ROUND_HALF_UP)}%"


def segment_label(aantal: int, percentage: Decimal | None, *, exact: bool) -> str:
    """Write the label of one segment: `21.7%(5)`, or `(5)` when too few were measured."""
    return f"{percentage_text(percentage, exact=exact)}({aantal})"


def grade_text(cijfer: Decimal | None) -> str | None:
    """Write a mean grade with one decimal, half-up: `7.9`; None stays None."""
    if cijfer is None:
        return None
    return str(cijfer.quantize(ONE_DECIMAL, rounding=ROUND_HALF_UP))


def share(part: int, whole: int) -> Decimal:
    """Give part of whole as a percentage, unrounded; 0 of 0 is 0."""
    return Decimal(100 * part) / Decimal(whole) if whole else Decimal(0)
