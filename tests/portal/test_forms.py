"""A form that goes wrong says what, first and at its field, and what to do."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from small_region import PERIODE
from test_pages import text
from world import actor_as

from uitkomst.services.deelnemers.overeenkomsten import valid_for


def test_an_upload_without_a_file_is_told_to_choose_one(browse):
    answer = browse("eigen").post(reverse("aanlevering-new"), {"periode": PERIODE.code})
    page = answer.content.decode()

    assert answer.status_code == 422
    assert "<title>Fout: " in page
    assert page.index('id="fouten"') < page.index("<form class=")
    assert '<a href="#id_bestand">' in page
    assert 'aria-invalid="true"' in page
    assert "Kies het bestand dat u wilt controleren of aanleveren." in text(answer)


def test_a_file_that_cannot_be_read_says_why_and_what_to_do(browse):
    client = browse("solo")
    upload = SimpleUploadedFile("brief.pdf", b"%PDF-1.7\n%%EOF\n")
    answer = client.post(
        reverse("aanlevering-new"), {"periode": PERIODE.code, "bestand": upload}, follow=True
    )

    assert "We kunnen dit bestand zo niet lezen" in text(answer)
    assert "Dit is een PDF" in text(answer)
    assert "Verbeterd bestand aanleveren" in text(answer)
    assert "Kolommen aanwijzen" not in text(answer)


def test_a_file_that_is_only_checked_and_cannot_be_read_is_refused_on_the_form(browse):
    client = browse("solo")
    upload = SimpleUploadedFile("brief.pdf", b"%PDF-1.7\n%%EOF\n")
    answer = client.post(
        reverse("aanlevering-new"),
        {"periode": PERIODE.code, "bestand": upload, "alleen_controleren": "on"},
    )

    assert answer.status_code == 422
    assert "Dit bestand is niet te lezen" in text(answer)
    assert "U hebt nog niets aangeleverd" in text(client.get(reverse("aanleveringen")))


def test_a_period_that_is_closed_cannot_be_chosen(browse):
    upload = SimpleUploadedFile("oud.csv", b"bsn\r\n")
    answer = browse("eigen").post(
        reverse("aanlevering-new"), {"periode": "2019-1", "bestand": upload}
    )

    assert answer.status_code == 422
    assert "Voor deze periode kunt u nu niet aanleveren." in text(answer)


def test_an_agreement_is_added_and_then_shown(browse, world):
    client = browse("beheer")
    answer = client.post(
        reverse("organisatie", args=[actor_as(world.users["solo"]).organisatie]),
        {"model": "boz", "versie": "2", "ondertekenaar": "J. Solo", "geldig_van": "2019-01-01",
         "geldig_tot": "2019-12-31",
         "pdf": SimpleUploadedFile("vwo.pdf", b"%PDF-1.7\n%%EOF\n")},
        follow=True,
    )  # fmt: skip

    assert answer.status_code == 200
    assert "J. Solo" in text(answer)


def test_an_agreement_without_anything_filled_in_is_told_what_each_field_wants(browse, world):
    answer = browse("beheer").post(reverse("organisatie", args=[world.aanbieder]), {})
    page = text(answer)

    assert answer.status_code == 422
    assert "Het formulier is nog niet goed ingevuld" in page
    for sentence in (
        "Vul de versie in die op de overeenkomst staat.",
        "Vul in wie de overeenkomst ondertekende.",
        "Vul de eerste dag in waarop de overeenkomst geldt.",
        "Kies het pdf-bestand van de getekende overeenkomst.",
    ):
        assert page.count(sentence) == 2, sentence  # in the summary and at its field


def test_an_agreement_that_ends_before_it_begins_is_refused(browse, world):
    answer = browse("beheer").post(
        reverse("organisatie", args=[world.aanbieder]),
        {"model": "vng", "versie": "2", "ondertekenaar": "X", "geldig_van": "2026-02-01",
         "geldig_tot": "2026-01-01", "pdf": SimpleUploadedFile("v.pdf", b"%PDF-1.7\n%%EOF\n")},
    )  # fmt: skip

    assert answer.status_code == 422
    assert "De einddatum ligt voor de begindatum." in text(answer)


def test_an_agreement_that_is_no_pdf_is_refused(browse, world):
    answer = browse("beheer").post(
        reverse("organisatie", args=[world.aanbieder]),
        {"model": "eigen", "versie": "3", "ondertekenaar": "X", "geldig_van": "2026-02-01",
         "pdf": SimpleUploadedFile("v.pdf", b"geen pdf")},
    )  # fmt: skip

    assert 400 <= answer.status_code < 500
    assert "Geen geldige overeenkomst" in text(answer)
    assert "De overeenkomst moet een pdf-bestand zijn" in text(answer)
    assert valid_for(aanbieder=world.aanbieder, day=PERIODE.laatste_dag).versie == "1"


def test_a_wrong_password_says_nothing_about_which_part_was_wrong(browse):
    client = browse(None)
    known = client.post(reverse("login"), {"username": "eigen", "password": "fout"})
    unknown = client.post(reverse("login"), {"username": "niemand", "password": "fout"})

    sentence = "Deze gebruikersnaam en dit wachtwoord horen niet bij elkaar."
    assert sentence in text(known)
    assert sentence in text(unknown)


def test_a_right_password_leads_to_the_start_page(browse):
    answer = browse(None).post(
        reverse("login"), {"username": "eigen", "password": "een-lang-genoeg-wachtwoord"}
    )

    assert (answer.status_code, answer["Location"]) == (302, reverse("home"))
