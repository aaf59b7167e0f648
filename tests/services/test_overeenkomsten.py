"""Agreements and organisations, as who runs the portal keeps them."""

import hashlib
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from world import BSNS, NOW, PDF

from uitkomst.access.actor import NotAllowed
from uitkomst.register.models import AuditEvent, Verwerkersovereenkomst
from uitkomst.services.deelnemers import organisaties, overeenkomsten
from uitkomst.services.demo.agreement import agreement_pdf
from uitkomst.services.refusals import (
    AlreadyDecided,
    HoldsBsn,
    NotAPdf,
    NotFound,
    ReasonMissing,
    SamePerson,
    WrongDates,
)

DAY = NOW.date()


def add(people, **changed):
    arguments = {
        "actor": people.ruud,
        "aanbieder": people.dirk.organisatie,
        "versie": "BoZ 2022",
        "geldig_van": DAY,
        "geldig_tot": None,
        "ondertekenaar": "D. de Directeur",
        "pdf": PDF,
        "now": NOW,
    }
    return overeenkomsten.add(**{**arguments, **changed})


def confirm(people, added):
    return overeenkomsten.confirm(actor=people.priya, overeenkomst=added.nummer, now=NOW)


def valid(people, day=DAY):
    return overeenkomsten.valid_for(aanbieder=people.dirk.organisatie, day=day)


def test_an_agreement_is_kept_with_its_checksum_and_who_added_it(people):
    added = add(people, model="boz")

    assert added.sha256 == hashlib.sha256(PDF).hexdigest()
    assert added.added_by == "Ruud"
    assert added.model_titel.startswith("Model van de Brancheorganisaties Zorg")
    assert overeenkomsten.signed_pdf(actor=people.priya, overeenkomst=added.nummer).pdf == PDF


def test_an_agreement_counts_when_a_second_person_confirmed_it(people):
    added = add(people)
    assert (valid(people), added.stand(DAY)) == (None, "wacht")

    confirmed = confirm(people, added)

    assert valid(people) == confirmed
    assert (confirmed.bevestigd_by, confirmed.stand(DAY)) == ("Priya", "geldig")


def test_who_added_it_does_not_confirm_it(people):
    added = add(people)

    with pytest.raises(SamePerson):
        overeenkomsten.confirm(actor=people.ruud, overeenkomst=added.nummer, now=NOW)
    book = Verwerkersovereenkomst.objects.filter(pk=added.nummer)
    ruud = book.get().added_by
    with pytest.raises(IntegrityError, match="confirmed_by_another"), transaction.atomic():
        book.update(bevestigd_at=NOW, bevestigd_by=ruud)
    assert valid(people) is None


def test_a_withdrawn_agreement_counts_no_more_and_stays_in_the_books(people):
    added = confirm(people, add(people))
    withdrawn = overeenkomsten.withdraw(
        actor=people.priya, overeenkomst=added.nummer, reden="De aanbieder zegt op.", now=NOW
    )

    assert valid(people) is None
    assert (withdrawn.stand(DAY), withdrawn.ingetrokken_by) == ("ingetrokken", "Priya")
    with pytest.raises(AlreadyDecided):
        confirm(people, added)
    with pytest.raises(AlreadyDecided):
        overeenkomsten.withdraw(
            actor=people.ruud, overeenkomst=added.nummer, reden="Nog eens.", now=NOW
        )
    written = AuditEvent.objects.filter(subject=str(people.dirk.organisatie)).order_by("pk")
    assert list(written.values_list("who", "action")) == [
        ("ruud", "overeenkomst:add"),
        ("priya", "overeenkomst:confirm"),
        ("priya", "overeenkomst:withdraw"),
    ]


@pytest.mark.parametrize(("reden", "refusal"), [("", ReasonMissing), (BSNS[2], HoldsBsn)])
def test_a_withdrawal_says_why_and_names_no_child(people, reden, refusal):
    added = confirm(people, add(people))

    with pytest.raises(refusal):
        overeenkomsten.withdraw(actor=people.priya, overeenkomst=added.nummer, reden=reden, now=NOW)
    assert valid(people) is not None


def test_only_who_decides_confirms_withdraws_and_reads_it(people):
    added = add(people)
    for actor in (people.dirk, people.an, people.guus, people.evy):
        for work in (
            lambda actor=actor: overeenkomsten.confirm(
                actor=actor, overeenkomst=added.nummer, now=NOW
            ),
            lambda actor=actor: overeenkomsten.withdraw(
                actor=actor, overeenkomst=added.nummer, reden="Nee.", now=NOW
            ),
            lambda actor=actor: overeenkomsten.signed_pdf(actor=actor, overeenkomst=added.nummer),
            lambda actor=actor: overeenkomsten.waiting(actor=actor),
        ):
            with pytest.raises(NotAllowed):
                work()
    with pytest.raises(NotFound):
        overeenkomsten.detail(actor=people.priya, overeenkomst=added.nummer + 1)


def test_what_ends_within_sixty_days_is_told(people):
    until = confirm(people, add(people, geldig_tot=DAY + timedelta(days=60)))

    assert until.stand(DAY) == "verloopt"
    assert until.stand(DAY - timedelta(days=1)) == "toekomst"
    assert until.stand(DAY + timedelta(days=61)) == "verlopen"
    later = confirm(people, add(people, geldig_tot=DAY + timedelta(days=61)))
    assert later.stand(DAY) == "geldig"


@pytest.mark.parametrize("days", range(-1, 3))
@pytest.mark.parametrize("until", [None, 0, 1])
@pytest.mark.parametrize("confirmed", [True, False])
@pytest.mark.parametrize("withdrawn", [True, False])
def test_what_a_page_says_of_an_agreement_is_what_the_gate_does(
    people, days, until, confirmed, withdrawn
):
    added = add(people, geldig_tot=None if until is None else DAY + timedelta(days=until))
    if confirmed:
        added = confirm(people, added)
    if withdrawn:
        added = overeenkomsten.withdraw(
            actor=people.priya, overeenkomst=added.nummer, reden="Stopt.", now=NOW
        )
    day = DAY + timedelta(days=days)

    assert (added.stand(day) in ("geldig", "verloopt")) == (valid(people, day) is not None)


@pytest.mark.parametrize(
    ("day", "valid"),
    [
        (date(2026, 7, 31), False),
        (date(2026, 8, 1), True),
        (date(2026, 8, 31), True),
        (date(2026, 9, 1), False),
    ],
)
def test_an_agreement_is_valid_from_its_first_to_its_last_day(people, day, valid):
    confirm(people, add(people, geldig_van=date(2026, 8, 1), geldig_tot=date(2026, 8, 31)))

    found = overeenkomsten.valid_for(aanbieder=people.dirk.organisatie, day=day)
    assert (found is not None) == valid


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"pdf": b"PK\x03\x04"}, NotAPdf),
        ({"pdf": b"%PDF-" + bytes(11 * 1024 * 1024)}, NotAPdf),
        ({"geldig_tot": date(2026, 7, 14)}, WrongDates),
        ({"aanbieder": uuid4()}, NotFound),
    ],
)
def test_what_is_no_agreement_is_refused(people, changed, refusal):
    with pytest.raises(refusal) as refused:
        add(people, **changed)

    assert refused.value.melding
    assert overeenkomsten.valid_for(aanbieder=people.dirk.organisatie, day=DAY) is None


def test_only_a_provider_has_an_agreement(people):
    with pytest.raises(NotFound):
        add(people, aanbieder=people.guus.organisatie)


def test_only_who_runs_the_portal_keeps_the_register(people):
    with pytest.raises(NotAllowed):
        add(people, actor=people.dirk)
    with pytest.raises(NotAllowed):
        organisaties.overview(actor=people.evy, day=DAY)
    with pytest.raises(NotAllowed):
        organisaties.detail(actor=people.an, reference=people.an.organisatie, day=DAY)


def test_the_overview_shows_who_has_no_agreement(people):
    without = {
        each.naam
        for each in organisaties.overview(actor=people.ruud, day=DAY)
        if each.soort == "aanbieder" and each.overeenkomst is None
    }

    assert without == {"Stichting Mies"}


def test_one_organisation_with_its_agreements_and_people(people):
    confirm(people, add(people, geldig_van=date(2030, 1, 1)))
    confirm(people, add(people))

    detail = organisaties.detail(actor=people.ruud, reference=people.dirk.organisatie, day=DAY)

    assert [each.geldig_van.year for each in detail.overeenkomsten] == [2030, 2026]
    assert detail.organisatie.overeenkomst.geldig_van == DAY
    assert [each.role for each in detail.gebruikers] == ["Aanleveraar"]
    with pytest.raises(NotFound):
        organisaties.detail(actor=people.ruud, reference=uuid4(), day=DAY)


def test_the_demo_agreement_is_a_pdf_with_the_name_in_it():
    made = agreement_pdf("Stichting (Aap) \\ Noot")

    assert made.startswith(b"%PDF-1.4")
    assert b"(Aanbieder: Stichting \\(Aap\\) \\\\ Noot) '" in made
    start = int(made.rsplit(b"startxref\n", 1)[1].split(b"\n")[0])
    assert made[start:].startswith(b"xref")


@pytest.mark.parametrize("field", ["versie", "ondertekenaar"])
def test_a_text_that_holds_a_bsn_is_not_put_in_the_books(people, field):
    with pytest.raises(HoldsBsn):
        add(people, **{field: f"J. de Vries, {BSNS[0]}"})

    assert overeenkomsten.valid_for(aanbieder=people.dirk.organisatie, day=DAY) is None
