"""The pages of who guards the privacy: what they say, where their numbers lead, what they hide."""

import io
import re
import zipfile
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from signed_in import sign_in
from small_region import bsns
from test_pages import text
from world import actor_as

from uitkomst.register.models import AuditEvent, Incident
from uitkomst.services import keyring
from uitkomst.services.audit import upkeep
from uitkomst.services.audit.inzage import record_view

PAGES = (
    "privacy", "privacy-overeenkomsten", "privacy-bewaard", "privacy-termijnen",
    "privacy-reservekopieen", "privacy-bewijsmap", "toestand", "incidenten", "incident-openen",
    "sleutels",
)  # fmt: skip


def looked(world):
    """Somebody of "eigen" looks at four persons; gives their pseudonyms."""
    vault = keyring.current_vault()
    persons = sorted(vault.persons_of(world.aanbieder))[:4]
    record_view(
        actor=actor_as(world.users["eigen"]),
        action="personen:view",
        subject="x",
        purpose="Trajecten",
        persons=persons,
        now=timezone.now(),
        vault=vault,
    )
    return persons


def incident(client, **said):
    van = timezone.localtime(timezone.now() - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M")
    about = {"titel": "Laptop kwijt", "van": van, "tot": "", "accounts": "", **said}
    return client.post(reverse("incident-openen"), about)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_one_heading_and_shows_no_child(name, browse, world):
    client = browse("privacy")
    page = client.get(reverse(name))
    told = page.content.decode()

    assert len(re.findall(r"<h1[ >]", told)) == 1
    assert page["Cache-Control"] == "no-store, private"
    found = set(re.findall(r"\b\d{9}\b", told))
    assert not found & set(bsns())
    pseudonyms = keyring.current_vault().persons_of(world.aanbieder)
    assert not [each for each in pseudonyms if each in told]


def test_the_cockpit_is_where_a_privacy_officer_begins(browse):
    page = text(browse("privacy").get(reverse("home")))

    assert "Privacycockpit" in page
    assert "3 geldig 0 ontbreekt" in page
    assert "Er zijn geen open verzoeken." in page
    assert "uit in" in page


def test_every_number_leads_to_its_list(browse):
    client = browse("privacy")
    page = client.get(reverse("privacy")).content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    links = set(re.findall(r'href="(/[^"#]*)"', main))

    assert {reverse(name) for name in PAGES if name != "privacy"} <= links
    assert reverse("besluiten") in links
    for address in links:
        assert client.get(address).status_code == 200, address


def test_what_is_held_of_a_provider_is_names_and_numbers(browse, world):
    client = browse("privacy")
    page = text(client.get(reverse("privacy-bewaard-van", args=[world.aanbieder])))

    assert "Wie de rijen zijn identiteiten identificerend" in page
    assert "Trajecten trajecten pseudoniem" in page
    assert "Eigen rapport, precies rapport geteld" in page
    lost = client.get(reverse("privacy-bewaard-van", args=["00000000-0000-4000-8000-000000000000"]))
    assert lost.status_code == 404


def test_an_incident_from_opening_to_closing(browse, world):
    looked(world)
    client = browse("privacy")
    opened = incident(client)
    page = client.get(opened.url)

    assert "1 aanbieder is nog niet ingelicht" in text(page)
    assert re.search(r"Organisatie eigen 4 ", text(page))
    about = [Incident.objects.get().pk, world.aanbieder]
    letter = client.post(
        reverse("incident-brief", args=about),
        {"gevolgen": "x", "maatregelen": "y", "als": "tekst"},
    )
    assert "Aantal personen: 4" in letter.content.decode()
    pdf = client.post(
        reverse("incident-brief", args=about), {"gevolgen": "x", "maatregelen": "y", "als": "pdf"}
    )
    assert pdf.content.startswith(b"%PDF-")
    assert pdf["Content-Disposition"].endswith('.pdf"')

    client.post(reverse("incident-ingelicht", args=about), {"hoe": "Gebeld"})
    assert "nog niet ingelicht" not in text(client.get(opened.url))
    client.post(reverse("incident-sluiten", args=about[:1]), {"conclusie": "Geen lek."})

    assert "Geen lek." in text(client.get(opened.url))
    again = client.post(reverse("incident-sluiten", args=about[:1]), {"conclusie": "Toch."})
    assert again.status_code == 409


def test_a_wrong_form_says_what_and_keeps_what_was_typed(browse):
    client = browse("privacy")
    answer = incident(client, accounts="niemand, van-hier")
    page = text(answer)

    assert answer.status_code == 422
    assert "Een van de accounts bestaat niet" in page
    assert "niemand, van-hier" in answer.content.decode()
    assert incident(client, titel="", van="").status_code == 422
    bsn = next(bsns())
    held = incident(client, omschrijving=f"Het gaat om {bsn}")
    assert held.status_code == 422
    assert not Incident.objects.exists()


def test_the_provider_sees_its_own_people_after_it_was_told_and_nobody_elses(browse, world):
    looked(world)
    incident(browse("privacy"))
    reference = Incident.objects.get().pk
    address = reverse("incident-personen", args=[reference])
    assert browse("eigen").get(address).status_code == 404

    browse("privacy").post(
        reverse("incident-ingelicht", args=[reference, world.aanbieder]), {"hoe": "Gebeld"}
    )
    page = text(browse("eigen").get(address))

    assert "Van 4 personen zijn gegevens gezien." in page
    assert len(re.findall(r"BSN \d{9}", page)) == 4
    assert "10-05-2012" in page
    assert "Laptop kwijt" in text(browse("eigen").get(reverse("incidenten-eigen")))
    assert "Laptop kwijt" not in text(browse("ander").get(reverse("incidenten-eigen")))
    assert browse("ander").get(address).status_code == 404
    assert AuditEvent.objects.filter(action="incident:view", aantal=4).count() == 1


def test_the_evidence_is_a_zip_that_opens(browse):
    answer = browse("privacy").post(reverse("privacy-bewijsmap"))

    assert answer["Content-Type"] == "application/zip"
    assert answer["Cache-Control"] == "no-store, private"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as folder:
        assert folder.testzip() is None
        assert not [name for name in folder.namelist() if name.endswith(".pdf")]


def test_the_state_of_the_portal_is_for_who_runs_it_too(browse):
    page = text(browse("beheer").get(reverse("toestand")))

    assert "Rekenproces staat stil kijk hiernaar" in page
    assert "Start het met: uitkomst worker" in page


def test_a_broken_chain_is_the_first_thing_one_sees(browse, monkeypatch):
    whole = upkeep.state()
    broken = upkeep.State(whole.lengte, False, whole.punt, None, None, ())
    monkeypatch.setattr(upkeep, "state", lambda: broken)

    assert "De keten van het logboek is gebroken" in text(browse("privacy").get(reverse("privacy")))


def test_after_a_step_up_one_is_back_at_the_page_of_the_form(world):
    """The address a decision is sent to has no page of its own."""
    client = Client()
    sign_in(client, world.users["privacy"], fresh=False)
    address = reverse("besluit", args=["00000000-0000-4000-8000-000000000000"])
    page = reverse("besluiten")

    def asked(referer):
        answer = client.post(address, secure=True, headers={"referer": referer})
        return parse_qs(urlsplit(answer.url).query)["next"]

    assert asked(f"https://testserver{page}?blad=2") == [f"{page}?blad=2"]
    assert asked("https://elders.example/beheer/besluiten") == [address]
