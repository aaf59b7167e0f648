"""The pages of the end of a contract, walked by both parties and by two who guard it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from small_region import bsns
from world import actor_as

from uitkomst.register.models import Aanlevering, Contract, Contracteinde
from uitkomst.services import decisions_by_two, keyring
from uitkomst.services.deelnemers import contracten
from uitkomst.services.privacy.contracteinde_job import carry_out


@pytest.fixture
def contract(world):
    eigen, delft, beheer = (actor_as(world.users[name]) for name in ("eigen", "delft", "beheer"))
    now = timezone.now()
    return contracten.add(
        actor=beheer, aanbieder=eigen.organisatie, opdrachtgever=delft.organisatie,
        nummer="2020-7", van=date(2020, 1, 1), tot=timezone.localdate(now) - timedelta(days=1),
        now=now,
    ).reference  # fmt: skip


def text_of(answer):
    return " ".join(answer.content.decode().split())


def test_from_plan_to_certificate(world, browse, contract):
    privacy, beheer, eigen, delft = (browse(n) for n in ("privacy", "beheer", "eigen", "delft"))
    listed = text_of(privacy.get(reverse("contracteinden")))
    assert "Organisatie eigen" in listed
    assert "2020-7" in listed
    too_early = {"contract": contract, "vernietigen_vanaf": timezone.localdate().isoformat()}
    answer = privacy.post(reverse("contracteinden"), too_early)
    assert answer.status_code == 409
    assert "tot dan mag de aanbieder bezwaar maken" in text_of(answer)
    first = (timezone.localdate() + timedelta(days=30)).isoformat()
    privacy.post(reverse("contracteinden"), {"contract": contract, "vernietigen_vanaf": first})
    einde = Contracteinde.objects.get()
    step, page = (reverse(n, args=[einde.pk]) for n in ("contracteinde-stap", "contracteinde"))

    privacy.post(step, {"wat": "proef"})
    told = text_of(privacy.get(page))
    assert "Wat er weggaat" in told
    assert "Geboortedatum" in told
    assert "Dit is het laatste contract" in told
    assert not any(bsn in told for bsn, _ in zip(bsns(), range(60), strict=False))

    own = text_of(eigen.get(reverse("eigen-contracteinden")))
    assert "nog 30 dagen" in own
    eigen.post(reverse("contracteinde-bezwaar", args=[einde.pk]), {"reden": "Te vroeg"})
    assert "Te vroeg" in text_of(privacy.get(page))
    assert privacy.post(step, {"wat": "vragen", "reden": "Voorbij"}).status_code == 409
    privacy.post(step, {"wat": "antwoord", "reden": "U had een jaar"})
    assert "U had een jaar" in text_of(eigen.get(reverse("eigen-contracteinden")))
    privacy.post(step, {"wat": "vragen", "reden": "Voorbij"})
    assert "Naar de besluiten" in text_of(privacy.get(page))
    assert "Contract beëindigen" in text_of(beheer.get(reverse("besluiten")))
    asked = decisions_by_two.open_decisions(actor=actor_as(world.users["beheer"]))[0]
    beheer.post(reverse("besluit", args=[asked.reference]), {"besluit": "akkoord"})
    assert privacy.post(step, {"wat": "uitvoeren"}).status_code == 409

    Contracteinde.objects.update(vernietigen_vanaf=timezone.localdate())
    assert "Nu vernietigen" in text_of(privacy.get(page))
    privacy.post(step, {"wat": "uitvoeren"})
    assert "Verder laten gaan" in text_of(privacy.get(page))
    carry_out(einde=einde.pk, now=timezone.now(), vault=keyring.current_vault())

    done = text_of(privacy.get(page))
    assert "Certificaat ophalen" in done
    assert "Maak nu een nieuwe reservekopie" in done
    for client in (eigen, delft):
        assert "Ophalen (pdf)" in text_of(client.get(reverse("certificaten")))
        pdf = client.get(reverse("certificaat", args=[einde.pk]))
        assert pdf["Content-Type"] == "application/pdf"
        assert pdf["Content-Disposition"].startswith("attachment")
    assert not Aanlevering.objects.filter(aanbieder=world.aanbieder).exclude(inhoud=None).exists()
    for name in ("aanleveringen", "reports", "eigen-contracteinden", "home"):
        assert eigen.get(reverse(name)).status_code == 200  # The provider can still look around.


def test_a_provider_takes_its_rows_along(world, browse, contract):
    browse("privacy").post(
        reverse("contracteinden"),
        {"contract": contract, "vernietigen_vanaf": timezone.localdate() + timedelta(days=30)},
    )
    einde = Contracteinde.objects.get()

    answer = browse("eigen").get(reverse("contracteinde-gegevens", args=[einde.pk]))

    assert answer["Cache-Control"] == "no-store, private"
    assert answer["Content-Disposition"] == 'attachment; filename="gegevens onder contract.csv"'
    assert next(bsns()) in answer.content.decode("utf-8-sig")


def test_a_stopped_one_can_be_planned_anew(world, browse, contract):
    privacy = browse("privacy")
    day = (timezone.localdate() + timedelta(days=31)).isoformat()
    for _ in range(2):
        privacy.post(reverse("contracteinden"), {"contract": contract, "vernietigen_vanaf": day})
        einde = Contracteinde.objects.exclude(staat="gestopt").get()
        step = reverse("contracteinde-stap", args=[einde.pk])
        assert privacy.post(step, {"wat": "stoppen", "reden": ""}).status_code == 422
        privacy.post(step, {"wat": "stoppen", "reden": "Verkeerde dag"})

    assert set(Contracteinde.objects.values_list("staat", flat=True)) == {"gestopt"}
    assert Contract.objects.count() == 1
