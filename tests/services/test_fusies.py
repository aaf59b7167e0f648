"""A provider becomes part of another: its history moves along, and it delivers no more."""

from datetime import timedelta

import pytest
from test_aanleveringen import confirm, send
from test_submission import restore, withdraw
from world import NOW, PERIODE, agree, children, csv

from uitkomst.access.actor import NotAllowed
from uitkomst.register.models import Aanlevering, AuditEvent, Lidmaatschap, Organisatie
from uitkomst.services import decisions_by_two
from uitkomst.services.deelnemers import fusies, overeenkomsten
from uitkomst.services.delivering import aanleveringen, receipt, reopening
from uitkomst.services.delivering.versions import versions_of
from uitkomst.services.figures import deliveries, persons, publications, recompute
from uitkomst.services.refusals import (
    AlreadyAsked,
    MergeNotPossible,
    NoAgreement,
    NotAgreed,
    NotFound,
    ReasonMissing,
    SamePerson,
    WrongStatus,
)

DAY = NOW.date()


def ask(people, van, naar, op=DAY):
    return fusies.ask(
        actor=people.ruud, van=van.organisatie, naar=naar.organisatie, op=op,
        reden="Fusie per vandaag, akte gezien.", now=NOW,
    )  # fmt: skip


def agreed(people, asked):
    return decisions_by_two.decide(
        actor=people.priya, reference=asked.reference, akkoord=True, toelichting="", now=NOW
    )


def merge(people, van, naar):
    asked = ask(people, van, naar)
    agreed(people, asked)
    return fusies.carry_out(actor=people.ruud, besluit=asked.reference, now=NOW)


@pytest.fixture
def delivered(people, vault):
    """An has delivered and was counted."""
    received = confirm(people.an, send(people.an, vault, csv(children(20))))
    recompute.compute(periode=PERIODE, now=NOW, vault=vault)
    return received


def test_the_people_of_the_new_one_see_the_history_of_the_old_one(people, vault, delivered):
    merge(people, people.an, people.ben)

    [seen] = aanleveringen.visible_to(actor=people.ben)
    assert (seen.reference, seen.eerder_van) == (delivered.reference, "Stichting Aap")
    assert publications.own_table(actor=people.ben, periode=PERIODE, now=NOW, vault=vault).cells
    found = persons.persons_behind(
        actor=people.ben, periode=PERIODE, indicator="uitval", hulpvorm="totaal",
        categorie="totaal", now=NOW, vault=vault,
    )  # fmt: skip
    assert len(found) == 20
    assert receipt.receipt(actor=people.ben, reference=delivered.reference, now=NOW, vault=vault)
    [version] = versions_of(actor=people.ben, periode=PERIODE, now=NOW)
    assert (version.telt, version.may_withdraw, version.may_reopen) == (True, True, False)


def test_others_still_see_nothing_of_it(people, vault, delivered):
    merge(people, people.an, people.ben)

    for actor in (people.cor, people.dirk):
        assert aanleveringen.visible_to(actor=actor) == ()
        with pytest.raises(NotFound):
            aanleveringen.detail(actor=actor, reference=delivered.reference)


def test_the_old_one_delivers_no_more_by_any_way(people, vault, delivered):
    merge(people, people.an, people.ben)

    with pytest.raises(NoAgreement):
        send(people.an, vault, csv(children(3)))
    assert not Lidmaatschap.objects.filter(organisatie=people.an.organisatie, tot=None).exists()
    assert people.an.organisatie not in overeenkomsten.providers_under_agreement(DAY)
    with pytest.raises(NotFound):
        overeenkomsten.add(
            actor=people.ruud, aanbieder=people.an.organisatie, versie="2", geldig_van=DAY,
            geldig_tot=None, ondertekenaar="An", pdf=b"%PDF-1.7", now=NOW,
        )  # fmt: skip


def test_its_figures_stay_and_follow_the_agreement_of_the_new_one(people, vault, delivered):
    merge(people, people.an, people.ben)
    assert [each.reference for each in deliveries.counting(PERIODE, DAY)] == [delivered.reference]

    of_ben = overeenkomsten.valid_for(aanbieder=people.ben.organisatie, day=DAY)
    overeenkomsten.withdraw(actor=people.priya, overeenkomst=of_ben.nummer, reden="Stopt.", now=NOW)

    assert deliveries.counting(PERIODE, DAY) == []
    with pytest.raises(NoAgreement):
        publications.own_table(actor=people.ben, periode=PERIODE, now=NOW, vault=vault)


def test_the_new_one_withdraws_and_restores_but_does_not_work_on_in_it(people, vault, delivered):
    merge(people, people.an, people.ben)

    with pytest.raises(WrongStatus, match="opgegaan"):
        reopening.reopen(actor=people.ben, reference=delivered.reference, now=NOW, vault=vault)
    withdrawn = withdraw(people.ben, delivered)
    assert withdrawn.status == "Ingetrokken"
    assert restore(people.ben, withdrawn, vault).status == "Ingediend"
    assert Aanlevering.objects.get(pk=delivered.reference).aanbieder_id == people.an.organisatie


def test_own_deliveries_come_before_those_of_before(people, vault, delivered):
    confirm(people.ben, send(people.ben, vault, csv(children(19, 20))))
    recompute.compute(periode=PERIODE, now=NOW, vault=vault)
    merge(people, people.an, people.ben)

    versions = versions_of(actor=people.ben, periode=PERIODE, now=NOW)
    assert [each.aanlevering.eerder_van for each in versions] == ["", "Stichting Aap"]
    assert publications.reported(people.ben, PERIODE).aanbieder == people.ben.organisatie


def test_who_merged_before_is_part_of_the_last_one(people, vault, delivered):
    merge(people, people.an, people.ben)
    merge(people, people.ben, people.cor)

    assert set(
        Organisatie.objects.filter(opgegaan_in=people.cor.organisatie).values_list(
            "naam", flat=True
        )
    ) == {"Stichting Aap", "Stichting Noot"}
    assert [each.reference for each in aanleveringen.visible_to(actor=people.cor)] == [
        delivered.reference
    ]
    assert [each.reference for each in deliveries.counting(PERIODE, DAY)] == [delivered.reference]


def test_it_takes_two_and_is_done_once(people, delivered):
    asked = ask(people, people.an, people.ben)
    with pytest.raises(NotAgreed):
        fusies.carry_out(actor=people.ruud, besluit=asked.reference, now=NOW)
    with pytest.raises(SamePerson):
        decisions_by_two.decide(
            actor=people.ruud, reference=asked.reference, akkoord=True, toelichting="", now=NOW
        )
    with pytest.raises(AlreadyAsked):
        ask(people, people.an, people.cor)
    agreed(people, asked)
    fusies.carry_out(actor=people.ruud, besluit=asked.reference, now=NOW)
    with pytest.raises(NotAgreed):
        fusies.carry_out(actor=people.ruud, besluit=asked.reference, now=NOW)
    assert list(
        AuditEvent.objects.filter(action__in=["besluit:ask", "besluit:agree", "organisatie:merge"])
        .order_by("pk")
        .values_list("who", "action")
    ) == [("ruud", "besluit:ask"), ("priya", "besluit:agree"), ("ruud", "organisatie:merge")]


def test_another_decision_is_no_merger(people):
    other = decisions_by_two.ask(
        actor=people.ruud, soort="sleutels", onderwerp="kluis", organisatie=None, inhoud={},
        reden="Een jaar oud.", now=NOW,
    )  # fmt: skip
    agreed(people, other)

    with pytest.raises(NotAgreed):
        fusies.carry_out(actor=people.ruud, besluit=other.reference, now=NOW)


def test_what_cannot_be_merged_is_refused(people, vault):
    for van, naar in ((people.an, people.an), (people.an, people.guus), (people.evy, people.an)):
        with pytest.raises(MergeNotPossible):
            ask(people, van, naar)
    with pytest.raises(ReasonMissing):
        fusies.ask(
            actor=people.ruud, van=people.an.organisatie, naar=people.ben.organisatie, op=DAY,
            reden="", now=NOW,
        )  # fmt: skip
    with pytest.raises(NotAllowed):
        fusies.ask(
            actor=people.an, van=people.an.organisatie, naar=people.ben.organisatie, op=DAY,
            reden="Zo", now=NOW,
        )  # fmt: skip


def refused(people, asked):
    agreed(people, asked)
    with pytest.raises(MergeNotPossible) as refusal:
        fusies.carry_out(actor=people.ruud, besluit=asked.reference, now=NOW)
    assert not Organisatie.objects.filter(opgegaan_in__isnull=False).exists()
    return refusal.value.melding


def test_not_before_its_day(people):
    asked = ask(people, people.an, people.ben, op=DAY + timedelta(days=1))
    assert "16-7-2026" in refused(people, asked)


def test_not_without_an_agreement_of_the_new_one(people):
    melding = refused(people, ask(people, people.an, people.dirk))
    assert "Stichting Mies heeft geen geldige verwerkersovereenkomst" in melding
    agree(people.ruud, people.dirk)


def test_not_with_drafts_left(people, vault):
    send(people.an, vault, csv(children(3)))
    assert "1 aanleveringen" in refused(people, ask(people, people.an, people.ben))
