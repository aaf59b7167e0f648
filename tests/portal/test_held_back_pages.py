"""Rows of who is restricted are not on any page, and the page says how many that are and why."""

import pytest
from django.urls import reverse
from test_clienten_pages import IN_FULL, form, joost, page, save
from test_intake_pages import address
from test_pages import text

from uitkomst.register.models import Aanlevering
from uitkomst.services import keyring

__all__ = ["form", "joost"]

WHY = "de gegevens van deze cliënten zijn beperkt (AVG artikel 18)"


def restrict_row(reference, rij):
    """Restrict whose row of the file this is; gives the vault's pseudonym."""
    vault, found = keyring.current_vault(), Aanlevering.objects.get(pk=reference)
    rows = vault.trajecten(found.aanbieder_id, found.inhoud).to_pylist()
    who = next(row["persoon"] for row in rows if row["rij"] == rij)
    vault.restrict_person(found.aanbieder_id, who)
    return who


@pytest.fixture
def marloes(browse):
    return browse("eigen")


def test_every_page_of_a_draft_says_what_is_held_back_and_why(marloes, world):
    addresses = [
        reverse("aanlevering", args=[world.draft]),
        address("verschil", world.draft),
        address("indienen", world.draft),
        address("rij", world.draft, 5),
    ]
    for each in addresses:
        assert WHY not in text(marloes.get(each))
    restrict_row(world.draft, 2)

    for each in addresses:
        answer = text(marloes.get(each))
        assert "2 rijen laten we niet zien en tellen we niet mee" in answer
        assert WHY in answer
        assert "In de aantallen van de controle staan ze nog wel" in answer


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_row_itself_is_refused_with_the_reason(marloes, world, method):
    restrict_row(world.draft, 2)

    answer = getattr(marloes, method)(address("rij", world.draft, 2))

    assert answer.status_code == 409
    assert "Deze rij laten we niet zien" in text(answer)
    assert "artikel 18" in text(answer)


def test_what_was_erased_since_is_said_beside_the_totals(marloes, world):
    vault, found = keyring.current_vault(), Aanlevering.objects.get(pk=world.draft)
    vault.erase_person(found.aanbieder_id, restrict_row(world.draft, 4))

    answer = text(marloes.get(reverse("aanlevering", args=[world.draft])))

    assert "1 rij is daarna gewist, op verzoek of na het einde van een contract" in answer
    assert WHY not in answer


def test_a_client_of_a_form_keeps_a_place_that_opens_nothing(joost, form):
    save(joost, form, **IN_FULL)
    restrict_row(form.pk, 2)

    shown = text(joost.get(reverse("clienten", args=[form.pk])))

    assert "Cliënt 1" in shown
    assert "Beperkt" in shown
    assert "uit 2012" not in shown
    assert page(form) not in shown
    assert joost.get(page(form)).status_code == 409
    assert save(joost, form, geslacht="M").status_code == 409
