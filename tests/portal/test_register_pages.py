"""The register on pages: organisations, contracts, regions, mergers, and decisions by two."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from signed_in import sign_in
from test_pages import text
from world import actor_as

from uitkomst.register.models import (
    Contract,
    Organisatie,
    Regiodeelname,
    Verwerkersovereenkomst,
)
from uitkomst.services.deelnemers import overeenkomsten

TODAY = timezone.localdate()


def of(world, name):
    return actor_as(world.users[name]).organisatie


@pytest.fixture
def waiting(world):
    """A new agreement of "ander", added by who runs the portal."""
    return overeenkomsten.add(
        actor=actor_as(world.users["beheer"]), aanbieder=of(world, "ander"), versie="2027",
        geldig_van=TODAY, geldig_tot=None, ondertekenaar="De directie",
        pdf=b"%PDF-1.7\n%%EOF\n", now=timezone.now(),
    ).nummer  # fmt: skip


def test_the_list_begins_with_what_needs_care_and_can_be_searched(browse, world):
    Organisatie.objects.create(
        naam="Zonder papieren", soort="aanbieder", aanbieder_soort="instelling", kvk="10000009"
    )
    client = browse("beheer")
    page = text(client.get(reverse("organisaties")))
    assert "1 Overeenkomst ontbreekt" in page
    assert page.index("Zonder papieren") < page.index("Organisatie ander")

    found = text(client.get(reverse("organisaties"), {"zoek": "10000002"}))
    assert "1 organisatie" in found
    assert "Organisatie ander" in found
    assert "Zonder papieren" not in found
    assert "Niets gevonden" in text(client.get(reverse("organisaties"), {"zoek": "bestaat niet"}))
    only = text(client.get(reverse("organisaties"), {"stand": "ontbreekt"}))
    assert "Zonder papieren" in only
    assert "Organisatie ander" not in only


def test_an_organisation_is_added_and_a_wrong_number_is_told_at_its_field(browse, world):
    client = browse("beheer")
    wrong = client.post(
        reverse("organisatie-nieuw"),
        {"soort": "aanbieder", "naam": "Stichting Wim", "aanbieder_soort": "gi", "kvk": "12"},
    )
    assert wrong.status_code == 422
    assert '<a href="#id_kvk">' in wrong.content.decode()
    assert text(wrong).count("Een KvK-nummer bestaat uit acht cijfers.") == 2

    made = client.post(
        reverse("organisatie-nieuw"),
        {"soort": "aanbieder", "naam": "Stichting Wim", "aanbieder_soort": "gi",
         "kvk": "12345678"},
        follow=True,
    )  # fmt: skip
    assert "De organisatie is toegevoegd." in text(made)
    assert "Er is nog geen overeenkomst." in text(made)


def test_what_is_written_down_can_be_changed(browse, world):
    client, address = browse("beheer"), [of(world, "ander")]
    form = client.get(reverse("organisatie-gegevens", args=address)).content.decode()
    assert 'value="10000002"' in form
    assert "gemeentecode" not in form

    client.post(
        reverse("organisatie-gegevens", args=address),
        {"naam": "Stichting Boom", "aanbieder_soort": "gi", "kvk": "10000002", "agb": "94000000"},
    )
    changed = Organisatie.objects.get(pk=of(world, "ander"))
    assert (changed.naam, changed.aanbieder_soort, changed.agb) == (
        "Stichting Boom", "gi", "94000000",
    )  # fmt: skip


def test_a_contract_is_added_and_an_overlap_names_the_other(browse, world):
    client, address = browse("beheer"), reverse("contract-nieuw", args=[of(world, "eigen")])
    asked = {"opdrachtgever": of(world, "delft"), "nummer": "12", "van": "2026-01-01", "tot": ""}
    assert "Het contract is toegevoegd." in text(client.post(address, asked, follow=True))

    refused = client.post(address, {**asked, "nummer": "13", "van": "2026-07-01"})
    assert refused.status_code == 409
    assert "nummer 12, vanaf 1-1-2026, zonder einddatum" in text(refused)
    [contract] = Contract.objects.all()
    ended = client.post(
        reverse("contract-einddatum", args=[contract.pk]), {"tot": "2026-06-30"}, follow=True
    )
    assert "tot en met 30-6-2026" in text(ended)


def test_a_gemeente_moves_to_another_region(browse, world):
    client, address = browse("beheer"), [of(world, "delft")]
    client.post(
        reverse("organisatie-regio", args=address),
        {"jeugdregio": "Flevoland", "van": "2030-01-01"},
    )
    page = text(client.get(reverse("organisatie", args=address)))
    assert "Flevoland vanaf 1-1-2030" in page
    assert "Haaglanden vanaf 1-1-2015 tot en met 31-12-2029" in page

    part = Regiodeelname.objects.get(gemeente=of(world, "delft"), tot=None)
    left = client.post(
        reverse("organisatie-regio-einde", args=[*address, part.pk]),
        {"tot": "2029-01-01"},
        follow=True,
    )
    assert "De datums kloppen niet" not in text(left)
    assert "eindigt voordat zij begint" in text(left)


def test_an_agreement_counts_after_a_second_person_looked(browse, world, waiting):
    own = text(browse("beheer").get(reverse("overeenkomst", args=[waiting])))
    assert "U hebt deze overeenkomst zelf toegevoegd." in own
    refused = browse("beheer").post(reverse("overeenkomst-bevestigen", args=[waiting]))
    assert refused.status_code == 403

    client = browse("privacy")
    assert "Organisatie ander 2027" in text(client.get(reverse("besluiten")))
    pdf = client.get(reverse("overeenkomst-pdf", args=[waiting]))
    assert pdf.content.startswith(b"%PDF-")
    assert pdf["Content-Disposition"].startswith("attachment")
    assert pdf["Cache-Control"] == "no-store, private"
    done = client.post(reverse("overeenkomst-bevestigen", args=[waiting]), follow=True)
    assert "De overeenkomst is bevestigd." in text(done)
    assert Verwerkersovereenkomst.objects.get(pk=waiting).bevestigd_by.username == "privacy"


def test_a_withdrawal_says_what_it_does_and_closes_at_once(browse, world, waiting):
    found = overeenkomsten.valid_for(aanbieder=world.aanbieder, day=TODAY)
    client, address = browse("privacy"), reverse("overeenkomst", args=[found.nummer])
    assert client.post(address, {"reden": ""}).status_code == 422
    page = text(client.post(address, {"reden": "De aanbieder zegt op."}, follow=True))

    assert "Er wordt niets nieuws meer verwerkt." in page
    assert "De aanbieder zegt op." in page
    closed = browse("eigen").get(reverse("report-aanbieder", args=["2026-1", "overzicht"]))
    assert closed.status_code in (403, 404)
    assert overeenkomsten.valid_for(aanbieder=world.aanbieder, day=TODAY) is None


def test_two_providers_are_merged_by_two_persons(browse, world):
    client, address = browse("beheer"), [of(world, "ander")]
    asked = client.post(
        reverse("organisatie-samenvoegen", args=address),
        {"naar": of(world, "eigen"), "op": TODAY.isoformat(), "reden": "Akte gezien."},
        follow=True,
    )
    assert "Wacht op een tweede persoon" in text(asked)
    own = text(client.get(reverse("besluiten")))
    assert "U hebt dit zelf gevraagd." in own
    second = browse("privacy")
    page = second.get(reverse("besluiten")).content.decode()
    [action] = re.findall(r'action="(/beheer/besluiten/[0-9a-f-]+)"', page)
    assert "Naar Organisatie eigen" in text(second.get(reverse("besluiten")))
    assert second.post(action, {"besluit": "afwijzen", "toelichting": ""}).status_code == 422
    second.post(action, {"besluit": "akkoord", "toelichting": ""})

    page = client.get(reverse("organisatie-samenvoegen", args=address)).content.decode()
    [carry_out] = re.findall(r'action="(/beheer/organisaties/[^"]+/samenvoegen/[^"]+)"', page)
    done = text(client.post(carry_out, follow=True))
    assert "De aanbieders zijn samengevoegd." in done
    assert "Opgegaan in Organisatie eigen" in done
    eigen = text(client.get(reverse("organisatie", args=[of(world, "eigen")])))
    assert "Hierin opgegaan: Organisatie ander" in eigen
    assert "van Organisatie ander" in text(browse("eigen").get(reverse("aanleveringen")))
    assert "1 opgegaan" not in eigen


def test_a_question_can_be_taken_back(browse, world):
    client = browse("beheer")
    client.post(
        reverse("organisatie-samenvoegen", args=[of(world, "ander")]),
        {"naar": of(world, "eigen"), "op": TODAY.isoformat(), "reden": "Akte gezien."},
    )
    page = client.get(reverse("besluiten")).content.decode()
    [action] = re.findall(r'action="(/beheer/besluiten/[0-9a-f-]+/intrekken)"', page)

    assert "Uw vraag is ingetrokken." in text(client.post(action, follow=True))
    assert "Vervallen" in text(client.get(reverse("besluiten")))


LIST = (
    "aanbieder;kvk;soort;opdrachtgever;contractnummer;van;tot\r\n"
    "Stichting Wim;12345678;instelling;Delft;A1;1-1-2026;31-12-2026\r\n"
)


def choose(client, content=LIST):
    return client.post(
        reverse("contractlijst"), {"lijst": SimpleUploadedFile("lijst.csv", content.encode())}
    )


def ticket_in(answer):
    return re.search(r'name="lijst" value="([^"]+)"', answer.content.decode()).group(1)


def test_a_list_is_shown_before_it_is_taken_over(browse, world):
    client = browse("beheer")
    shown = choose(client)
    assert "nieuw nieuwe aanbieder Stichting Wim Gemeente" not in text(shown)
    assert "Stichting Wim Organisatie delft A1 vanaf 1-1-2026 tot en met 31-12-2026" in text(shown)
    assert not Contract.objects.exists()

    done = client.post(reverse("contractlijst-overnemen"), {"lijst": ticket_in(shown)}, follow=True)
    assert "De lijst is overgenomen: 1 regel." in text(done)
    assert Contract.objects.get().aanbieder.naam == "Stichting Wim"

    again = client.post(reverse("contractlijst-overnemen"), {"lijst": ticket_in(shown)})
    assert again.status_code == 409
    assert "De lijst is niet overgenomen" in text(again)
    assert "ongewijzigd" in text(again)


def test_a_list_with_a_wrong_line_cannot_be_taken_over(browse, world):
    answer = choose(browse("beheer"), LIST + "X;1;;;;;\r\n")

    assert "De lijst kan nog niet worden overgenomen" in text(answer)
    assert "Het KvK-nummer ontbreekt of heeft geen acht cijfers." in text(answer)
    assert "Overnemen</button>" not in answer.content.decode()


def test_what_is_no_list_is_told_and_the_example_can_be_fetched(browse, world):
    client = browse("beheer")
    assert choose(client, "a;b\r\n1;2\r\n").status_code == 422
    assert client.post(reverse("contractlijst"), {}).status_code == 422
    example = client.get(reverse("contractlijst-voorbeeld"))
    assert example["Content-Disposition"] == 'attachment; filename="contractlijst.csv"'
    assert example.content.decode("utf-8-sig").startswith("aanbieder;kvk;agb;soort;opdrachtgever;")
    bare = client.post(reverse("contractlijst-overnemen"), {"lijst": "verzonnen"})
    assert bare.status_code == 409


def test_the_privacy_officer_decides_and_does_not_run_the_register(browse, world, waiting):
    client = browse("privacy")
    for name, args in (
        ("besluiten", []),
        ("overeenkomst", [waiting]),
        ("overeenkomst-pdf", [waiting]),
    ):
        assert client.get(reverse(name, args=args)).status_code == 200, name
    for name, args in (
        ("organisaties", []), ("organisatie", [world.aanbieder]), ("organisatie-nieuw", []),
        ("organisatie-gegevens", [world.aanbieder]), ("contract-nieuw", [world.aanbieder]),
        ("organisatie-samenvoegen", [world.aanbieder]), ("contractlijst", []),
        ("contractlijst-voorbeeld", []), ("organisatie-regio", [of(world, "delft")]),
    ):  # fmt: skip
        assert client.get(reverse(name, args=args)).status_code == 403, name


def test_what_changes_much_asks_for_a_factor_shown_just_now(browse, world, waiting):
    client = browse(None)
    for name, address in (
        ("beheer", reverse("organisatie", args=[world.aanbieder])),
        ("beheer", reverse("organisatie-samenvoegen", args=[world.aanbieder])),
        ("privacy", reverse("overeenkomst", args=[waiting])),
        ("privacy", reverse("overeenkomst-bevestigen", args=[waiting])),
    ):
        sign_in(client, world.users[name], fresh=False)
        answer = client.post(address, {"reden": "Zo."})
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("bevestigen"))
    assert not Verwerkersovereenkomst.objects.get(pk=waiting).bevestigd_at


def test_every_page_has_one_heading_and_no_double_name(browse, world, waiting):
    ends = TODAY + timedelta(days=30)
    Verwerkersovereenkomst.objects.filter(aanbieder=of(world, "solo")).update(geldig_tot=ends)
    client = browse("beheer")
    delft = of(world, "delft")
    for name, args in (
        ("organisaties", []), ("organisatie-nieuw", []), ("contractlijst", []),
        ("besluiten", []), ("overeenkomst", [waiting]), ("organisatie", [delft]),
        ("organisatie", [world.aanbieder]), ("organisatie", [of(world, "haaglanden")]),
        ("organisatie", [of(world, "beheer")]), ("organisatie-gegevens", [delft]),
        ("organisatie-regio", [delft]), ("contract-nieuw", [world.aanbieder]),
        ("organisatie-samenvoegen", [world.aanbieder]),
    ):  # fmt: skip
        answer = client.get(reverse(name, args=args))
        page = answer.content.decode()
        assert answer.status_code == 200, name
        assert len(re.findall(r"<h1[ >]", page)) == 1, name
        names = re.findall(r'\sid="([^"]+)"', page)
        assert len(set(names)) == len(names), name
