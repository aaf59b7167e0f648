"""The numbers that point at a person, an organisation or an address, and how to recognise them."""

import re
import unicodedata

BSN_ONBEKEND = "999999999"
"""Delivered for an unknown BSN (protocol v7, § 2.2; in 2014/2015 the two codes were swapped)."""

BSN_ONGEBOREN = "000000000"
"""Delivered for an unborn child (protocol v7, § 2.2)."""

BIJZONDERE_BSN = frozenset({BSN_ONBEKEND, BSN_ONGEBOREN})

WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)
NINE_DIGITS = re.compile(r"[0-9]{9}")
EIGHT_DIGITS = re.compile(r"[0-9]{8}")
POSTCODE = re.compile(r"[1-9][0-9]{3}(?!SA|SD|SS)[A-Z]{2}")
NINE_DIGITS_IN_TEXT = re.compile(r"(?<![0-9])(?=([0-9](?:[. ]{0,2}[0-9]){8})(?![0-9]))")
BETWEEN_DIGITS = re.compile(r"(?<=[0-9])[-_/,·](?=[0-9])")


def is_bsn(text: str) -> bool:
    """Tell whether a text is a BSN: nine digits that pass the 11-proef.

    The special codes are not BSNs, though "000000000" would pass the sum.
    """
    if NINE_DIGITS.fullmatch(text) is None or text in BIJZONDERE_BSN:
        return False
    return sum(weight * int(digit) for weight, digit in zip(WEIGHTS, text, strict=True)) % 11 == 0


def is_kvk(text: str) -> bool:
    """Tell whether a text has the form of a KvK number: eight digits, no check digit exists."""
    return EIGHT_DIGITS.fullmatch(text) is not None


def is_agb(text: str) -> bool:
    """Tell whether a text has the form of an AGB code: eight digits, no check digit exists."""
    return EIGHT_DIGITS.fullmatch(text) is not None


def is_postcode(text: str) -> bool:
    """Tell whether a text is a full postcode such as "1315AA": no leading 0, not SA, SD or SS."""
    return POSTCODE.fullmatch(text) is not None


def masked_bsn(bsn: str) -> str:
    """Give a BSN with only its two first and two last digits readable: "99•••••06".

    A text that has not nine digits is masked whole.
    """
    if NINE_DIGITS.fullmatch(bsn) is None:
        return "•" * 9
    return f"{bsn[:2]}•••••{bsn[-2:]}"


def contains_bsn(text: str) -> bool:
    """Tell whether free text holds a BSN, in any script's digits and with marks between them.

    For file names and remarks: a number that passes by chance is also found.
    """
    plain = BETWEEN_DIGITS.sub(".", plain_digits(text))
    candidates = (re.sub(r"[^0-9]", "", run) for run in NINE_DIGITS_IN_TEXT.findall(plain))
    return any(is_bsn(digits) for digits in candidates)


def plain_digits(text: str) -> str:
    """Give the text with every script's digits as 0-9 and nothing invisible between them."""
    seen = (char for char in text if char.isprintable() or char.isspace())
    return "".join(str(unicodedata.digit(char, char)) for char in seen)
