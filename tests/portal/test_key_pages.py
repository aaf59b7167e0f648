"""The page of the keys: their age and number, and following children only after two persons."""

from django.urls import reverse
from django.utils import timezone
from test_pages import text
from world import actor_as

from uitkomst.register.models import AuditEvent
from uitkomst.services import decisions_by_two, keyring, linking
from uitkomst.services.decisions_by_two import open_decisions

REGIO = "Haaglanden"
ASKED = {"dpia": "DPIA 2026-4", "reden": "Geen nieuwe start over aanbieders heen"}


def page(browse, reader):
    return text(browse(reader).get(reverse("sleutels")))


def agree(world):
    decided_by = actor_as(world.users["privacy"])
    (waiting,) = open_decisions(actor=decided_by)
    decisions_by_two.decide(
        actor=decided_by, reference=waiting.reference, akkoord=True, toelichting="",
        now=timezone.now(),
    )  # fmt: skip
    return reverse("sleutels-uitvoeren", args=[waiting.reference])


def test_it_counts_keys_and_shows_none(world, browse):
    shown = page(browse, "beheer")

    assert "een sleutel in een bestand of in de omgeving" in shown
    assert "Laatst gewisseld nog nooit" in shown
    assert keyring.master().secret.hex() not in shown


def test_following_takes_a_second_person_and_is_then_carried_out_by_who_asked(world, browse):
    vault = keyring.current_vault()
    beheer = browse("beheer")
    answer = beheer.post(reverse("sleutels-volgen", args=[REGIO]), ASKED, follow=True)

    assert "Gevraagd. Een tweede persoon beslist" in text(answer)
    assert linking.regions_on(vault=vault) == ()
    assert "Naar de besluiten" in page(browse, "beheer")

    carry_out = agree(world)
    assert linking.regions_on(vault=vault) == ()
    assert "de beheerder voert het uit" in page(browse, "privacy")

    assert "Uitgevoerd." in text(beheer.post(carry_out, follow=True))
    assert linking.regions_on(vault=vault) == (REGIO,)
    assert AuditEvent.objects.filter(action="koppelen:on").count() == 1


def test_stopping_takes_two_persons_as_well(world, browse):
    vault, beheer = keyring.current_vault(), browse("beheer")
    for asked in (ASKED, {"reden": "Niet meer nodig"}):
        beheer.post(reverse("sleutels-volgen", args=[REGIO]), asked)
        beheer.post(agree(world))

    assert linking.regions_on(vault=vault) == ()
    assert vault.link_key(REGIO) is None


def test_without_a_dpia_nothing_is_asked(world, browse):
    answer = browse("beheer").post(reverse("sleutels-volgen", args=[REGIO]), {"reden": "Zomaar"})

    assert answer.status_code == 422
    assert "Vul in welke DPIA dit toestaat" in text(answer)
    assert not open_decisions(actor=actor_as(world.users["privacy"]))


def test_a_region_that_takes_no_part_has_no_page(world, browse):
    assert browse("beheer").get(reverse("sleutels-volgen", args=["Nergens"])).status_code == 404
