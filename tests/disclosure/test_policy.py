"""The policy a privacy officer reads is the policy that runs."""

import pytest

from uitkomst.disclosure.policy import policies, policy
from uitkomst.disclosure.refusals import UnknownPolicy
from uitkomst.standard.indicator import indicatoren


def test_the_default_is_ten_persons_in_fives_and_percentages_from_twenty() -> None:
    default = policy()
    assert (default.naam, default.k, default.basis) == ("standaard", 10, 5)
    assert default.percentage_vanaf == 20
    assert default.solo_in_restregel


def test_every_parameter_of_every_policy_has_its_reason() -> None:
    for found in policies().values():
        assert found.titel
        assert found.bron
        assert found.status == "PROPOSED"
        assert len(found.redenen) == 10
        assert all(len(reden.split()) > 8 for reden in found.redenen.values())


def test_every_class_of_an_indicator_with_a_grade_has_a_value() -> None:
    for found in policies().values():
        for declared in indicatoren():
            if declared.gemiddelde:
                codes = {categorie.code for categorie in declared.categorieen}
                assert set(found.klassewaarden[declared.naam]) == codes


def test_a_policy_that_is_not_written_down_is_refused() -> None:
    with pytest.raises(UnknownPolicy) as refusal:
        policy("soepel")
    assert "soepel" in refusal.value.melding
