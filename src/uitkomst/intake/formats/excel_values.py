"""What Excel stores as a number and shows as something else: the text for such a cell.

Shared by the readers of .xlsx and .xls. Number formats: ECMA-376 part 1, § 18.8.30; day numbers:
§ 18.17.4 (the 1900 system counts a 29 February 1900 that never was, as day 60).
"""

import math
import re
from datetime import datetime, timedelta
from decimal import Decimal

BUILT_IN_DATES = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
_NOT_A_CODE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]', re.IGNORECASE)
_EPOCH_1900 = datetime(1899, 12, 30)  # noqa: DTZ001 - a sheet knows no time zone
_EPOCH_1904 = datetime(1904, 1, 1)  # noqa: DTZ001
_DAYS_1900 = 2_958_466  # 31-12-9999 and one
_GHOST_DAY = 60
_SECONDS = 86_400

ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!",
    0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip


def shows_a_date(format_code: str) -> bool:
    """Whether a custom number format shows a day or a time."""
    code = _NOT_A_CODE.sub("", format_code.split(";")[0]).lower()
    return "general" not in code and any(letter in code for letter in "dmyhs")


def number(raw: str) -> float:
    """The number a part of a workbook writes. Raises ValueError where it is none.

    Python alone would also take 1_0 for 10, and digits of other scripts.
    """
    if "_" in raw or not raw.isascii():
        raise ValueError
    return float(raw)


def number_text(value: float) -> str:
    """A number without scientific notation; whole numbers without a decimal part."""
    if not math.isfinite(value):
        return str(value)
    if value == int(value):
        return str(int(value))
    # Excel keeps 15 digits: 0.1 + 0.2 is 0.3 to its user.
    return format(Decimal(f"{value:.15g}"), "f")


def date_text(serial: float, *, dates_1904: bool) -> str:
    """The day behind a day number as 2023-01-05 or 2023-01-05 12:30:00.

    What is no day (negative, the ghost day, beyond 9999) stays a number.
    """
    first = 0 if dates_1904 else 1
    last = _DAYS_1900 - (1462 if dates_1904 else 0)
    ghost = not dates_1904 and int(serial) == _GHOST_DAY if math.isfinite(serial) else True
    if not first <= serial < last or ghost:
        return number_text(serial)
    before_ghost = not dates_1904 and serial < _GHOST_DAY
    epoch = _EPOCH_1904 if dates_1904 else _EPOCH_1900 + timedelta(days=before_ghost)
    moment = epoch + timedelta(seconds=round(serial * _SECONDS))
    return moment.strftime("%Y-%m-%d") if _midnight(moment) else f"{moment:%Y-%m-%d %H:%M:%S}"


def boolean_text(*, value: bool) -> str:
    """What a Dutch spreadsheet shows for a truth value."""
    return "WAAR" if value else "ONWAAR"


def _midnight(moment: datetime) -> bool:
    return not (moment.hour or moment.minute or moment.second)


def number_or_date(raw: str, *, is_date: bool, dates_1904: bool) -> str:
    """The text for a number as a sheet keeps it. Raises ValueError where it is none."""
    if is_date:
        return date_text(number(raw), dates_1904=dates_1904)
    return raw if raw.isdecimal() and raw.isascii() else number_text(number(raw))
