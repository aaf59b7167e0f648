"""A plain text goes the quick way: with the same answer as the careful way, or not at all."""

from dataclasses import replace

import pytest
from files import HEADER, RECORD, csv_bytes
from hypothesis import example, given
from hypothesis import strategies as st

from uitkomst.intake.formats.read_csv import read_rows
from uitkomst.intake.formats.read_csv_plain import read_plain
from uitkomst.intake.limits import LIMITS, Limits
from uitkomst.intake.refusals import UnreadableFile

FEW = replace(LIMITS, rows=6, columns=4, cells=16, cell_characters=5)
SMALL = 'ab1é€ \t;,|"\n\r\x1f\x85\u00a0\u2028\u3000'
CELLS = st.one_of(
    st.sampled_from(["", " ", "1", "x\u00a0", "999900006", "\u3000"]), st.text(SMALL, max_size=3)
)
EVEN = st.integers(1, 5).flatmap(
    lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=8)
)
RAGGED = st.lists(st.lists(CELLS, max_size=5), max_size=8)


def both(text: str, separator: str, skip: int, limits: Limits) -> bool:
    """Whether the quick way answered; then the careful way gives the same, and no remarks."""
    quick = read_plain(text, separator, skip, limits)
    if quick is None:
        return False
    try:
        careful, remarks = read_rows(text, separator, skip, limits)
    except UnreadableFile as refused:
        raise AssertionError(refused.reden) from refused
    assert quick.schema == careful.schema
    assert quick.equals(careful)
    assert not remarks
    return True


@given(
    st.one_of(EVEN, RAGGED),
    st.sampled_from(";,\t|"),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.integers(0, 2),
    st.sampled_from([LIMITS, FEW]),
    st.sampled_from(["", "\n", "\r\n\r\n"]),
)
def test_any_rows_are_read_the_same_both_ways(rows, separator, end, skip, limits, last) -> None:
    lines = ["sep="] * skip + [separator.join(row) for row in rows]
    both(end.join(lines) + last, separator, skip, limits)


@given(st.text(SMALL, max_size=60), st.sampled_from(";,"), st.sampled_from([LIMITS, FEW]))
@example("a;b\n\r\n1;2", ";", LIMITS)
@example("a;b\n ; \n1;2", ";", LIMITS)
@example(" ; \n;;\n", ";", LIMITS)
@example("a;b\n1;\n2;\n", ";", LIMITS)
def test_any_text_is_read_the_same_both_ways(text, separator, limits) -> None:
    both(text, separator, 0, limits)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_an_ordinary_delivery_goes_the_quick_way(end) -> None:
    text = csv_bytes([HEADER, *[RECORD] * 50, [""] * 14, RECORD], end=end).decode()

    assert both(text, ";", 0, LIMITS)


@pytest.mark.parametrize(
    "text",
    ['a;b\n"1";2', "a;b\n1;2;3", "a;b\n1", "a;b\r1;2", "a\n1", "a;b\nxxxxxx;1", "\ufeffa;b\n1;2"],
)
def test_what_is_not_certain_goes_the_careful_way(text) -> None:
    assert read_plain(text, ";", 0, FEW) is None
