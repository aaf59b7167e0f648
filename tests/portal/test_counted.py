"""One is one, the rest is many."""

import pytest

from uitkomst.portal.counted import counted


@pytest.mark.parametrize(
    ("number", "words"), [(0, "0 rijen"), (1, "1 rij"), (2, "2 rijen"), (169, "169 rijen")]
)
def test_a_number_takes_the_form_of_its_noun(number, words):
    assert counted(number, "rij", "rijen") == words
