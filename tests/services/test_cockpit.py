"""The privacy cockpit: what it counts is what there is, and it opens nothing to count it."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from test_aanleveringen import confirm, send
from test_gate import watched
from world import NOW, PDF, PERIODE, agree, children, csv

from uitkomst.access.actor import NotAllowed
from uitkomst.register.models import Aanlevering, Besluit, Contracteinde, User, Verzoek
from uitkomst.services.deelnemers import contracten, overeenkomsten
from uitkomst.services.figures import recompute
from uitkomst.services.kept import retention
from uitkomst.services.privacy import cockpit, held, held_until, toestand
from uitkomst.services.privacy.held import Kind
from uitkomst.services.refusals import NotFound

__all__ = ["watched"]


@pytest.fixture(autouse=True)
def _data(settings, tmp_path, vault):
    """The vault of a test lies where the settings say it does."""
    settings.DATA = tmp_path


def overview(people):
    return cockpit.overview(actor=people.priya, now=NOW)


def test_every_provider_stands_under_valid_or_missing(people):
    found = overview(people).agreements

    assert [each.aanbieder_naam for each in found.valid] == [
        "Praktijk Cornelissen", "Stichting Aap", "Stichting Noot",
    ]  # fmt: skip
    assert [each.naam for each in found.missing] == ["Stichting Mies"]


def test_an_agreement_moves_along_as_it_ends_waits_and_is_withdrawn(people):
    today = timezone.localdate(NOW)
    number = agree(people.ruud, people.dirk, until=today + timedelta(days=60))
    assert [each.nummer for each in overview(people).agreements.expiring] == [number]

    overeenkomsten.withdraw(actor=people.priya, overeenkomst=number, reden="Gestopt", now=NOW)
    waits = overeenkomsten.add(
        actor=people.ruud,
        aanbieder=people.dirk.organisatie,
        versie="2",
        geldig_van=date(2023, 1, 1),
        geldig_tot=None,
        ondertekenaar="De directie",
        pdf=PDF,
        now=NOW,
    )
    found = overview(people).agreements

    assert [each.nummer for each in found.withdrawn] == [number]
    assert [each.nummer for each in found.waiting] == [waits.nummer]
    assert [each.naam for each in found.missing] == ["Stichting Mies"]
    assert found.expiring == ()


def test_what_is_held_without_ground_is_told(people, vault):
    send(people.an, vault, csv(children(12)))
    assert overview(people).without_ground == ()

    for each in overeenkomsten.with_people().filter(aanbieder=people.an.organisatie):
        overeenkomsten.withdraw(actor=people.priya, overeenkomst=each.pk, reden="Stop", now=NOW)

    assert [each.naam for each in overview(people).without_ground] == ["Stichting Aap"]


def test_what_is_held_is_counted_by_kind_and_period_and_nothing_is_opened(people, vault, watched):
    confirm(people.an, send(people.an, vault, csv(children(19))))
    send(people.an, vault, csv(children(3)), periode=PERIODE.vorige)
    recompute.compute(periode=PERIODE, now=NOW, vault=vault)
    watched.clear()

    (provider,) = held.overview(actor=people.priya)

    assert watched == []
    assert provider.naam == "Stichting Aap"
    assert [each.periode for each in provider.perioden] == [PERIODE.code, PERIODE.vorige.code]
    latest = provider.perioden[0]
    assert (latest.versies, latest.rijen) == (1, 19)
    kinds = {each.naam: each.kind for each in latest.things}
    assert kinds["identiteiten"] == kinds["bron"] == Kind.IDENTIFICEREND
    assert kinds["trajecten"] == Kind.PSEUDONIEM
    assert kinds["rapport"] == Kind.GETELD
    assert provider.bytes == sum(
        path.stat().st_size
        for path in (vault._store._folder / str(people.an.organisatie)).rglob("*")
        if path.is_file()
    )


def test_every_object_the_vault_holds_is_of_a_declared_kind(people, vault):
    """What nobody declared is taken for what must be guarded best; of deliveries there is none."""
    confirm(people.an, send(people.an, vault, csv(children(19))))
    recompute.compute(periode=PERIODE, now=NOW, vault=vault)

    def things():
        found = held.detail(actor=people.priya, aanbieder=people.an.organisatie)
        return {each.naam: each for period in found.perioden for each in period.things}

    assert things().keys() <= held.OBJECTS.keys()
    vault.seal_object(people.an.organisatie, uuid4(), "verzonnen", b"x")

    assert things()["verzonnen"].kind == Kind.IDENTIFICEREND
    assert things()["verzonnen"].titel == "Onbekend: verzonnen"


def test_a_provider_that_is_none_is_not_found(people):
    with pytest.raises(NotFound):
        held.detail(actor=people.priya, aanbieder=people.ruud.organisatie)
    assert held.detail(actor=people.priya, aanbieder=people.an.organisatie).perioden == ()


def test_the_clock_says_what_goes_next_and_then_it_is_gone(people, vault):
    confirm(people.an, send(people.an, vault, csv(children(12))))
    draft = send(people.ben, vault, csv(children(12, 20)))
    Aanlevering.objects.filter(pk=draft.reference).update(
        touched_at=None, received_at=NOW - timedelta(days=29)
    )
    clock = held_until.clock(actor=people.priya, now=NOW)
    first = clock.going[0]
    assert (first.van_wie, first.code) == ("Stichting Noot", "concept")
    assert first.op == timezone.localdate(NOW) + timedelta(days=1)
    assert {each.code for each in clock.going} == {"concept", "bron"}

    retention.sweep(now=NOW + timedelta(days=31), vault=vault)

    after = held_until.clock(actor=people.priya, now=NOW)
    assert after.going == ()
    standing = {each.code: each.nu for each in after.terms}
    assert standing["concept"] == standing["bron"] == 0
    assert held.detail(actor=people.priya, aanbieder=people.ben.organisatie).perioden == ()


def test_the_terms_are_those_the_parts_keep_to():
    said = {each.code: each.termijn for each in held_until.DECLARED}

    assert said["bron"].startswith("30 dagen")
    assert said["concept"].startswith("30 dagen")
    assert (said["reservekopie-gegevens"], said["reservekopie-sleutels"]) == (
        "35 dagen",
        "14 dagen",
    )
    assert "30 dagen" in said["personen"]
    assert "5 jaar" in said["logboek"]


def test_a_contract_that_is_over_without_a_plan_is_told(people):
    contract = contracten.add(
        actor=people.ruud,
        aanbieder=people.an.organisatie,
        opdrachtgever=people.guus.organisatie,
        nummer="7",
        van=date(2020, 1, 1),
        tot=date(2026, 1, 31),
        now=NOW,
    )
    said = held_until.clock(actor=people.priya, now=NOW).ended_without_plan
    assert said == ("Stichting Aap en Gemeente 0518, geëindigd op 31-01-2026",)

    Contracteinde.objects.create(
        contract_id=contract.reference,
        vernietigen_vanaf=date(2026, 8, 1),
        planned_at=NOW,
        planned_by=User.objects.get(username="ruud"),
    )

    clock = held_until.clock(actor=people.priya, now=NOW)
    assert clock.ended_without_plan == ()
    assert [each.code for each in clock.going] == ["personen"]
    assert [each.aanbieder_naam for each in overview(people).eindes] == ["Stichting Aap"]


def test_a_request_has_a_month(people):
    ruud = User.objects.get(username="ruud")
    today = timezone.localdate(NOW)
    for days in (10, 31):
        Verzoek.objects.create(
            aanbieder_id=people.an.organisatie,
            soort="inzage",
            betrokkene="0" * 32,
            ontvangen_op=today - timedelta(days=days),
            gevraagd_at=NOW,
            gevraagd_by=ruud,
        )
    found = overview(people)

    assert [each.dagen for each in found.verzoeken] == [-1, 20]
    assert found.too_late == 1
    assert not hasattr(found.verzoeken[0], "betrokkene")


def test_following_children_is_off_in_every_region_until_it_was_carried_out(people):
    assert [(each.jeugdregio, each.on) for each in cockpit.linking()] == [("Haaglanden", False)]
    asked = Besluit.objects.create(
        soort="koppelen",
        onderwerp="Haaglanden",
        reden="Indicator",
        gevraagd_at=NOW,
        gevraagd_by=User.objects.get(username="ruud"),
        uitkomst="akkoord",
        besloten_at=NOW,
        besloten_by=User.objects.get(username="priya"),
    )
    assert overview(people).linked == 0

    asked.uitgevoerd_at = NOW
    asked.save()

    assert overview(people).linked == 1


def test_only_who_guards_the_privacy_sees_the_cockpit(people):
    for actor in (people.an, people.cor, people.guus, people.evy, people.ruud):
        for look in (
            lambda actor=actor: cockpit.overview(actor=actor, now=NOW),
            lambda actor=actor: cockpit.agreements(actor=actor, now=NOW),
            lambda actor=actor: held.overview(actor=actor),
            lambda actor=actor: held.published(actor=actor),
            lambda actor=actor: held.detail(actor=actor, aanbieder=people.an.organisatie),
            lambda actor=actor: held_until.clock(actor=actor, now=NOW),
        ):
            with pytest.raises(NotAllowed):
                look()


@pytest.mark.django_db(transaction=True)
def test_the_state_of_the_portal_names_what_is_wrong_and_no_client(people, vault):
    send(people.an, vault, csv(children(2)))
    found = toestand.overview(actor=people.ruud, now=NOW)
    facts = {each.wat: each for each in found.facts}

    assert not facts["Rekenproces"].good
    assert not facts["Reservekopieën"].good
    assert facts["Keten van het logboek"].good
    assert facts["Geweigerde aanmeldingen, laatste dag"].stand == "geen"
    assert found.database.startswith("PostgreSQL ")
    assert all(each.todo for each in found.facts if not each.good)
    with pytest.raises(NotAllowed):
        toestand.overview(actor=people.an, now=NOW)
