"""What a reader is told about protection comes from the policy, not from a page."""

import pytest

from uitkomst.disclosure.policy import policy
from uitkomst.disclosure.refusals import UnknownPolicy
from uitkomst.reports.words import own_sentences, protected_sentences


def test_the_thresholds_in_the_sentences_are_those_of_the_policy():
    held = policy("standaard")
    said = " ".join(protected_sentences("standaard"))

    assert f"minder dan {held.k} kinderen" in said
    assert f"veelvouden van {held.basis}," in said
    assert f"minder dan {held.percentage_vanaf} metingen" in said


def test_a_table_under_an_unknown_policy_is_not_explained():
    with pytest.raises(UnknownPolicy):
        protected_sentences("geheim")


def test_a_provider_is_told_from_how_many_children_others_see_a_group():
    assert f"minder dan {policy().k} kinderen" in " ".join(own_sentences(solo=False))


def test_who_works_alone_is_told_of_the_rest_line_and_of_no_threshold():
    said = " ".join(own_sentences(solo=True))

    assert "nooit apart en nooit met naam" in said
    assert "kinderen niet apart" not in said
