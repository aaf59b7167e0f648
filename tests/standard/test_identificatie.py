"""Numbers that point at people and organisations are recognised, and hidden when shown."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from stdnum.nl import bsn as stdnum_bsn
from stdnum.nl import postcode as stdnum_postcode

from uitkomst.standard.identificatie import (
    BSN_ONBEKEND,
    BSN_ONGEBOREN,
    contains_bsn,
    is_agb,
    is_bsn,
    is_kvk,
    is_postcode,
    masked_bsn,
)

TEST_BSNS = [str(n) for n in range(999_900_006, 999_999_991) if is_bsn(str(n))]


@pytest.mark.parametrize("text", ["123456782", "999900006", "111222333"])
def test_nine_digits_that_pass_the_11_proef_are_a_bsn(text):
    """E1."""
    assert is_bsn(text)


@pytest.mark.parametrize(
    "text", ["123456789", "111252333", BSN_ONBEKEND, BSN_ONGEBOREN, "", "12345678", "99990000６"]
)
def test_other_numbers_and_the_special_codes_are_no_bsn(text):
    """E1."""
    assert not is_bsn(text)


@given(st.from_regex(r"[0-9]{9}", fullmatch=True))
@example(BSN_ONGEBOREN)
@example(BSN_ONBEKEND)
def test_the_11_proef_agrees_with_python_stdnum(text):
    assert is_bsn(text) is stdnum_bsn.is_valid(text)


@given(st.from_regex(r"[0-9]{4}[A-Z]{2}", fullmatch=True))
@example("1234SA")
@example("0123AB")
def test_the_form_of_a_postcode_agrees_with_python_stdnum(text):
    assert is_postcode(text) is stdnum_postcode.is_valid(text)


@pytest.mark.parametrize("text", ["1315 AA", "1315aa", "1315", "0034", "1315AAA", ""])
def test_a_postcode_is_four_digits_and_two_capitals(text):
    assert not is_postcode(text)


@pytest.mark.parametrize("is_number", [is_kvk, is_agb])
def test_kvk_and_agb_are_eight_digits(is_number):
    assert is_number("01234567")
    assert not any(is_number(text) for text in ("1234567", "123456789", "1234567a", " 1234567"))


def test_a_masked_bsn_keeps_two_digits_at_either_end_and_anything_else_keeps_none():
    assert masked_bsn("999900006") == "99•••••06"
    assert masked_bsn("99990000") == "•••••••••"


@given(
    st.sampled_from(TEST_BSNS),
    st.sampled_from(["", ".", " ", ". "]),
    st.text("-_ abc/", max_size=5),
)
def test_a_bsn_in_free_text_is_found_also_with_dots_or_spaces(bsn, separator, around):
    assert contains_bsn(f"{around}{separator.join(bsn)}{around}.xlsx")
    assert contains_bsn(f"{bsn[:4]}{separator}{bsn[4:6]}{separator}{bsn[6:]}")


@pytest.mark.parametrize(
    "text",
    ["2026-1 999900006.csv", "7 999900006", "dossier 12.999900006", "⑨⑨⑨⑨⓪⓪⓪⓪⑥.csv"],
)
def test_a_bsn_next_to_another_number_is_found(text):
    assert contains_bsn(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "aanlevering 2026-1.xlsx",
        "999999999",
        "000000000",
        "9999000061",
        "123456789",
        "12345678",
    ],
)
def test_a_text_without_a_bsn_holds_none(text):
    assert not contains_bsn(text)
