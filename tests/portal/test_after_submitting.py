"""After submitting: what still waits, going on with it in a new draft, and what nobody needs."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone
from small_region import delivery
from test_access_matrix import address_of
from test_clienten_pages import IN_FULL, form, joost, revisie, save
from test_intake_pages import address, revisie_of, upload
from test_pages import text

from uitkomst.register.models import Aanlevering
from uitkomst.services.delivering import submission
from uitkomst.services.kept import sources

__all__ = ["form", "joost"]

GOES_ON = "Versie 3 blijft tellen tot u het concept indient."


def submit(client, reference):
    page = client.get(address("indienen", reference))
    fields = {"revisie": revisie_of(page), "verklaring": "ja"}
    return client.post(address("indienen", reference), fields, follow=True)


@pytest.fixture
def marloes(browse):
    return browse("eigen")


@pytest.fixture
def submitted(marloes, world):
    """The page of a version that was submitted while two of its rows were parked."""
    submit(marloes, world.draft)
    return reverse("aanlevering", args=[world.draft])


# ── Going on ────────────────────────────────────────────────────────────────────────────────────


def test_parked_rows_are_solved_in_a_new_draft_while_the_submitted_version_counts(
    marloes, world, submitted
):
    page = text(marloes.get(submitted))

    assert "2 rijen wachten nog" in page
    assert GOES_ON in page

    draft = marloes.post(address("verder", world.draft), follow=True)
    reference = draft.redirect_chain[-1][0].rpartition("/")[2]

    assert "Dit is versie 4: een nieuw concept" in text(draft)
    assert "2 geparkeerd" in text(draft)
    assert "Tot u indient, blijft versie 3 tellen." in text(draft)
    assert Aanlevering.objects.get(pk=world.draft).status == "Ingediend"

    for rij in (2, 3):
        row = marloes.get(address("rij", reference, rij))
        marloes.post(address("rij-weg", reference, rij), {"revisie": revisie_of(row)})
    done = submit(marloes, reference)

    assert "Ontvangstbewijs (pdf)" in text(done)
    assert "wachten nog" not in text(done)
    assert Aanlevering.objects.get(pk=world.draft).status == "Vervangen"


def test_every_place_that_shows_a_submitted_version_leads_to_what_waits_in_it(
    marloes, world, submitted
):
    home = marloes.get(reverse("home")).content.decode()
    versions = marloes.get(reverse("aanleveringen")).content.decode()

    assert re.search(rf'2 rijen wachten nog\.</span><a [^>]*href="{submitted}#verder"', home)
    assert re.search(rf'href="{submitted}#verder">2 rijen oplossen', versions)
    assert 'id="verder"' in marloes.get(submitted).content.decode()


def test_who_began_already_is_led_to_that_draft_first(marloes, world, submitted):
    marloes.post(address("verder", world.draft))
    page = text(marloes.get(submitted))

    assert "U hebt al een concept: versie 4." in page
    assert page.index("U hebt al een concept") < page.index(GOES_ON)


def test_once_the_file_is_gone_it_has_to_be_delivered_anew(marloes, world, submitted):
    long_ago = timezone.now() - sources.KEPT
    Aanlevering.objects.filter(pk=world.draft).update(submitted_at=long_ago)
    page = text(marloes.get(submitted))

    assert "2 rijen wachten nog" in page
    assert GOES_ON not in page
    assert "lever het bestand opnieuw aan" in page


def test_a_version_that_was_replaced_can_be_gone_on_with_too(marloes, world, submitted):
    page = text(marloes.get(reverse("aanlevering", args=[world.processed])))

    assert "Verder met deze versie in een nieuw concept" in page
    assert GOES_ON in page
    assert "wachten nog" not in page


def test_a_draft_has_nothing_to_go_on_with(marloes, world):
    assert marloes.post(address("verder", world.draft)).status_code == 409
    assert "nieuw concept" not in text(marloes.get(reverse("aanlevering", args=[world.draft])))


def test_who_signs_in_again_lands_on_the_version_he_wanted_to_go_on_with(browse, world):
    asked = browse(None).post(address_of("aanlevering-verder", world))

    assert browse("eigen").get(asked.url).status_code == 302


# ── What went ───────────────────────────────────────────────────────────────────────────────────


def test_the_difference_shows_what_stood_in_records_that_are_gone(marloes, world):
    fewer = upload(marloes, delivery(10)).redirect_chain[-1][0].rpartition("/")[2]
    page = marloes.get(address("verschil", fewer))
    gone = text(page).split("Voorbeelden van wat weg is")[1]

    assert "Deze trajecten tellen mee in versie 1, maar niet in versie 4." in gone
    assert re.search(r"Rij \d+ .*Datum aanvang", gone)
    assert not re.search(r"\b9999\d{5}\b", page.content.decode())


# ── A form ──────────────────────────────────────────────────────────────────────────────────────


def test_a_form_is_thrown_away_in_two_steps_that_say_what_is_lost(joost, form):
    page = text(joost.get(reverse("clienten", args=[form.pk])))

    assert re.search(r"Dit formulier weggooien.*Wat u invulde gaat dan verloren\.", page)
    assert page.index("Dat kunt u niet ongedaan maken.") < page.index("Formulier weggooien")


def test_the_pages_of_a_form_speak_of_trajecten(joost, form):
    save(joost, form, **IN_FULL)
    joost.post(reverse("client-toevoegen", args=[form.pk]), {"revisie": revisie(form)})
    pages = [
        text(joost.get(each))
        for each in (
            reverse("aanlevering", args=[form.pk]),
            reverse("aanlevering", args=[form.pk]) + "?weergave=rij",
            address("verschil", form.pk),
            address("indienen", form.pk),
        )
    ]

    assert "2 trajecten in uw formulier" in pages[0]
    assert "Trajecten die meetellen, per gemeente" in pages[3]
    for page in pages:
        assert "nog niet compleet" in page
        own_words = page.replace(submission.STATEMENT, "")  # The same for a file and a form.
        assert not re.search(r"\brij(en)?\b", own_words, re.IGNORECASE)


def test_of_a_submitted_form_what_waits_is_filled_in_on_a_form(joost, form):
    save(joost, form, **IN_FULL)
    joost.post(reverse("client-toevoegen", args=[form.pk]), {"revisie": revisie(form)})
    done = submit(joost, form.pk)

    assert "1 traject wacht nog" in text(done)
    assert "Verder met uw cliënten" in text(done)
    assert joost.post(address("verder", form.pk)).status_code == 409
