"""The pages of requests of persons: what the officer sees, and what only the provider sees."""

import json

import pytest
from django.urls import reverse
from django.utils import timezone
from small_region import PERIODE, bsns

from uitkomst.register.models import Aanlevering, AuditEvent, Verzoek
from uitkomst.services import keyring

CHILD = next(bsns())


def text_of(answer):
    return " ".join(answer.content.decode().split())


def register(client, world, soort, **number):
    return client.post(
        reverse("verzoeken"),
        {
            "aanbieder": str(world.aanbieder),
            "soort": soort,
            "ontvangen_op": timezone.localdate().isoformat(),
            **(number or {"bsn": CHILD}),
        },
    )


def allowed(browse, world, soort):
    register(browse("privacy"), world, soort)
    found = Verzoek.objects.get()
    browse("eigen").post(reverse("verzoek-antwoord", args=[found.pk]), {"wat": "toestaan"})
    return found


def test_the_number_stands_in_no_address_and_on_no_page_of_the_officer(world, browse):
    privacy = browse("privacy")

    answer = register(privacy, world, "inzage")

    found = Verzoek.objects.get()
    assert answer["Location"] == reverse("verzoek", args=[found.pk])
    browse("eigen").post(reverse("verzoek-antwoord", args=[found.pk]), {"wat": "toestaan"})
    for page in (reverse("verzoeken"), answer["Location"], reverse("logboek")):
        assert CHILD not in text_of(privacy.get(page))
    assert "1 rij in 1 versie" in text_of(privacy.get(answer["Location"]))
    for name in ("eigen-verzoek", "verzoek-gegevens"):
        assert privacy.get(reverse(name, args=[found.pk])).status_code == 403


def test_a_number_that_is_not_known_is_told_and_not_kept_in_the_form(world, browse):
    number = "".join(str(n) for n in (9, 9, 9, 9, 9, 9, 9, 9, 0))
    answer = register(browse("privacy"), world, "inzage", bsn=number)

    assert answer.status_code == 422
    assert "Deze persoon is hier niet bekend" in text_of(answer)
    assert number not in text_of(answer)
    assert register(browse("privacy"), world, "inzage", bsn="", clientnummer="").status_code == 409


def test_the_provider_sees_gives_and_finishes(world, browse):
    found = allowed(browse, world, "inzage")
    eigen = browse("eigen")

    shown = eigen.get(reverse("verzoek-gegevens", args=[found.pk]))
    assert CHILD in text_of(shown)
    assert "no-store" in shown["Cache-Control"]
    for als, kind in (("json", "application/json"), ("pdf", "application/pdf")):
        file = eigen.get(reverse("verzoek-meegeven", args=[found.pk, als]))
        assert (file.status_code, file["Content-Type"]) == (200, kind)
        assert file["Content-Disposition"] == f'attachment; filename="uw gegevens.{als}"'
    told = json.loads(eigen.get(reverse("verzoek-meegeven", args=[found.pk, "json"])).content)
    assert {each["velden"]["bsn"] for each in told["rijen"]} == {CHILD}
    assert eigen.get(reverse("verzoek-meegeven", args=[found.pk, "exe"])).status_code == 404
    assert AuditEvent.objects.filter(action="verzoek:export").count() == 3
    eigen.post(reverse("verzoek-antwoord", args=[found.pk]), {"wat": "afgehandeld"})
    assert eigen.get(reverse("verzoek-gegevens", args=[found.pk])).status_code == 409
    assert "Afgehandeld" in text_of(browse("privacy").get(reverse("verzoeken")))


def test_correcting_begins_a_draft(world, browse):
    found = allowed(browse, world, "correctie")
    eigen = browse("eigen")
    page = text_of(eigen.get(reverse("verzoek-gegevens", args=[found.pk])))
    assert "Verbeteren in een nieuw concept" in page
    before = Aanlevering.objects.count()

    eigen.post(reverse("verzoek-verbeteren", args=[found.pk, world.processed]))

    assert Aanlevering.objects.count() == before + 1
    page = text_of(eigen.get(reverse("eigen-verzoek", args=[found.pk])))
    assert f"Concept over {PERIODE.code}" in page


def test_refusing_takes_a_reason(world, browse):
    register(browse("privacy"), world, "wissen")
    found = Verzoek.objects.get()
    eigen = browse("eigen")
    address = reverse("verzoek-antwoord", args=[found.pk])

    assert eigen.post(address, {"wat": "weigeren", "reden": ""}).status_code == 422
    eigen.post(address, {"wat": "weigeren", "reden": "Geen ouder met gezag"})

    page = text_of(browse("privacy").get(reverse("verzoek", args=[found.pk])))
    assert "Geen ouder met gezag" in page


@pytest.mark.parametrize(("soort", "wat"), [("wissen", "wissen"), ("beperking", "beperken")])
def test_the_officer_carries_it_out_and_reads_what_was_done(world, browse, soort, wat):
    found = allowed(browse, world, soort)
    privacy = browse("privacy")

    privacy.post(reverse("verzoek-doen", args=[found.pk]), {"wat": wat})

    page = text_of(privacy.get(reverse("verzoek", args=[found.pk])))
    assert "Wat er is gedaan" in page
    assert "Cijfers die al zijn uitgegeven blijven staan" in page
    assert PERIODE.code in page
    vault = keyring.current_vault()
    if wat == "wissen":
        assert vault.find_person(world.aanbieder, bsn=CHILD) is None
    else:
        privacy.post(reverse("verzoek-doen", args=[found.pk]), {"wat": "opheffen"})
        assert vault.restricted(world.aanbieder) == frozenset()
        page = text_of(privacy.get(reverse("verzoek", args=[found.pk])))
        assert "opgeheven" in page
