"""Incidents: what the logbook says of a breach is exactly whose data were seen, and by whom."""

from datetime import timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from test_aanleveringen import confirm, send
from world import BSNS, NOW, PERIODE, children, csv

from uitkomst.access.actor import NotAllowed
from uitkomst.register.models import AuditEvent, Controlepunt
from uitkomst.services import audit
from uitkomst.services.audit import upkeep
from uitkomst.services.deelnemers import overeenkomsten
from uitkomst.services.figures import persons, recompute
from uitkomst.services.privacy import (
    incidenten,
    incidenten_letter,
    incidenten_persons,
    incidenten_reach,
)
from uitkomst.services.refusals import (
    HoldsBsn,
    IncidentClosed,
    NoAgreement,
    NotFound,
    TextTooLong,
    UnknownAccount,
    WrongSpan,
)

BEGIN = NOW + timedelta(hours=1)
LOOKED = NOW + timedelta(hours=2)
LATER = NOW + timedelta(hours=5)


@pytest.fixture(autouse=True)
def _data(settings, tmp_path, vault):
    """Checkpoints of a test go in a folder of the test."""
    settings.DATA = tmp_path
    settings.AUDIT_KEY_FILE = str(tmp_path / "controlepunt.sleutel")
    settings.AUDIT_CHECKPOINTS = str(tmp_path / "controlepunten.jsonl")


@pytest.fixture
def counted(people, vault):
    """Two providers whose deliveries count: 19 and 12 children."""
    confirm(people.an, send(people.an, vault, csv(children(19))))
    confirm(people.ben, send(people.ben, vault, csv(children(12, 30))))
    recompute.compute(periode=PERIODE, now=NOW, vault=vault)
    return people


def look(actor, vault, now):
    return persons.persons_behind(
        actor=actor, periode=PERIODE, indicator="uitval", hulpvorm="totaal", categorie="totaal",
        now=now, vault=vault,
    )  # fmt: skip


def opened(people, **said):
    about = {
        "titel": "Wachtwoord gedeeld",
        "omschrijving": "Een account is door een ander gebruikt.",
        "van": BEGIN,
        "tot": LATER,
        "accounts": (),
        **said,
    }
    return incidenten.open_incident(actor=people.priya, now=LATER, **about)


def reach(people, incident, vault):
    return incidenten_reach.reach(
        actor=people.priya, reference=incident.reference, now=LATER, vault=vault
    )


def test_a_seeded_breach_gives_exactly_whose_data_were_seen_by_whom(counted, vault):
    look(counted.an, vault, LOOKED)
    look(counted.an, vault, LOOKED + timedelta(minutes=5))  # the same children again
    look(counted.ben, vault, LATER + timedelta(hours=1))  # after it

    found = reach(counted, opened(counted), vault)

    (reached,) = found.aanbieders
    assert (reached.naam, reached.personen, reached.volledig) == ("Stichting Aap", 19, True)
    assert (reached.keren, reached.eerste) == (2, LOOKED)
    assert [(each.account, each.organisaties) for each in reached.ontvangers] == [
        ("an", ("Stichting Aap",))
    ]
    assert reached.naar_buiten == ()


def test_it_is_narrowed_to_the_accounts_it_is_about(counted, vault):
    look(counted.an, vault, LOOKED)
    look(counted.ben, vault, LOOKED)

    both = reach(counted, opened(counted), vault)
    one = reach(counted, opened(counted, accounts=("ben",)), vault)

    assert {each.naam: each.personen for each in both.aanbieders} == {
        "Stichting Aap": 19, "Stichting Noot": 12,
    }  # fmt: skip
    assert [each.naam for each in one.aanbieders] == ["Stichting Noot"]


def test_what_left_the_portal_is_told(counted, vault):
    look(counted.an, vault, LOOKED)
    audit.record(
        actor=counted.an, action="aanlevering:marked", subject="x", purpose="x", now=LOOKED
    )

    (reached,) = reach(counted, opened(counted), vault).aanbieders

    assert reached.naar_buiten == (("bestand met bevindingen", 1),)
    assert not reached.volledig  # Of the file nobody wrote down whose rows are in it.


def test_where_the_list_cannot_be_opened_any_more_the_number_is_not_said_to_be_sure(counted, vault):
    look(counted.an, vault, LOOKED)
    vault.destroy_provider(counted.an.organisatie, now=NOW)

    (reached,) = reach(counted, opened(counted), vault).aanbieders

    assert (reached.personen, reached.volledig) == (19, False)


def test_opening_is_a_line_and_asks_for_a_signed_checkpoint_that_holds_it(counted, vault):
    incident = opened(counted)
    assert incident.punt is None
    assert ProcrastinateJob.objects.filter(task_name="checkpoint", status="todo").count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_checkpoint_is_of_after_the_opening(people, vault):
    incident = opened(people)

    upkeep.checkpoint(now=LATER)

    seen = incidenten.detail(actor=people.priya, reference=incident.reference)
    assert seen.punt == Controlepunt.objects.get().nummer
    assert AuditEvent.objects.filter(action="incident:open").exists()


def test_the_clock_runs_from_the_opening(people):
    incident = opened(people)

    assert incident.tell_before == LATER + timedelta(hours=24)
    assert incident.report_before == LATER + timedelta(hours=72)


def test_the_letter_has_what_article_33_asks_and_names_no_child(counted, vault):
    look(counted.an, vault, LOOKED)
    incident = opened(counted)

    letter = incidenten_letter.letter(
        actor=counted.priya,
        reference=incident.reference,
        aanbieder=counted.an.organisatie,
        gevolgen="Iemand kan weten dat een kind hulp krijgt.",
        maatregelen="Het account is gesloten.",
        now=LATER,
        vault=vault,
    )
    text = letter.text()

    for part in (
        "onder a)", "onder b)", "onder c)", "onder d)", "Aantal personen: 19",
        "Burgerservicenummer", "Hulpvorm", "Priya", "priya@aanbieder.example", "Iemand kan weten",
        "Het account is gesloten", "72 uur", "An (Stichting Aap)",
    ):  # fmt: skip
        assert part in text, part
    assert not any(bsn in text for bsn in BSNS)
    assert letter.pdf().startswith(b"%PDF-")
    assert AuditEvent.objects.filter(action="incident:letter").count() == 1


def test_a_letter_goes_to_who_was_reached_only(counted, vault):
    incident = opened(counted)

    with pytest.raises(NotFound):
        incidenten_letter.letter(
            actor=counted.priya, reference=incident.reference, aanbieder=counted.an.organisatie,
            gevolgen="x", maatregelen="x", now=LATER, vault=vault,
        )  # fmt: skip


def told(people, incident):
    incidenten.tell(
        actor=people.priya,
        reference=incident.reference,
        aanbieder=people.an.organisatie,
        hoe="Gebeld met de directie",
        now=LATER,
    )


def test_the_provider_that_was_told_sees_whose_data_it_was_and_that_is_a_line(counted, vault):
    look(counted.an, vault, LOOKED)
    incident = opened(counted)
    told(counted, incident)

    seen = incidenten_persons.persons(
        actor=counted.an, reference=incident.reference, now=LATER, vault=vault
    )

    assert {each.bsn for each in seen.personen} == set(BSNS[:19])
    assert {each.eerst for each in seen.personen} == {LOOKED}
    line = AuditEvent.objects.get(action="incident:view")
    assert (line.aantal, line.who) == (19, "an")
    again = incidenten.detail(actor=counted.priya, reference=incident.reference)
    assert again.told[counted.an.organisatie].hoe == "Gebeld met de directie"


def test_nobody_else_sees_them(counted, vault):
    look(counted.an, vault, LOOKED)
    incident = opened(counted)
    place = {"reference": incident.reference, "now": LATER, "vault": vault}
    with pytest.raises(NotFound):  # not told yet
        incidenten_persons.persons(actor=counted.an, **place)
    told(counted, incident)

    with pytest.raises(NotFound):  # another provider
        incidenten_persons.persons(actor=counted.ben, **place)
    for actor in (counted.priya, counted.ruud, counted.guus):
        with pytest.raises(NotAllowed):
            incidenten_persons.persons(actor=actor, **place)
    for each in overeenkomsten.with_people().filter(aanbieder=counted.an.organisatie):
        overeenkomsten.withdraw(actor=counted.priya, overeenkomst=each.pk, reden="x", now=LATER)
    with pytest.raises(NoAgreement):
        incidenten_persons.persons(actor=counted.an, **place)


def test_who_was_erased_since_stays_on_the_list_without_a_number(counted, vault):
    look(counted.an, vault, LOOKED)
    incident = opened(counted)
    told(counted, incident)
    gone = vault.find_person(counted.an.organisatie, bsn=BSNS[0])
    vault.erase_person(counted.an.organisatie, gone)

    seen = incidenten_persons.persons(
        actor=counted.an, reference=incident.reference, now=LATER, vault=vault
    )

    assert len(seen.personen) == 19
    assert {each.bsn for each in seen.personen} == {"", *BSNS[1:19]}


def test_a_closed_incident_stays_as_it_was(people):
    incident = opened(people)
    closed = incidenten.close(
        actor=people.priya, reference=incident.reference, conclusie="Geen lek.", now=LATER
    )
    assert (closed.closed_by, closed.conclusie) == ("Priya", "Geen lek.")

    with pytest.raises(IncidentClosed):
        incidenten.close(
            actor=people.priya, reference=incident.reference, conclusie="Toch wel.", now=LATER
        )
    with pytest.raises(IncidentClosed):
        told(people, incident)


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"tot": BEGIN - timedelta(hours=1)}, WrongSpan),
        ({"van": LATER + timedelta(minutes=1), "tot": None}, WrongSpan),
        ({"accounts": ("niemand",)}, UnknownAccount),
        ({"omschrijving": f"Het kind met {BSNS[0]}"}, HoldsBsn),
        ({"titel": f"Van {BSNS[0]}"}, HoldsBsn),
        ({"omschrijving": "x" * 2001}, TextTooLong),
    ],
)
def test_what_is_no_incident_is_refused(people, said, refusal):
    with pytest.raises(refusal):
        opened(people, **said)


def test_only_who_manages_incidents_does(counted, vault):
    incident = opened(counted)
    about = {"reference": incident.reference}
    for actor in (counted.an, counted.ruud, counted.guus, counted.evy):
        for act in (
            lambda actor=actor: incidenten.overview(actor=actor),
            lambda actor=actor: incidenten.detail(actor=actor, **about),
            lambda actor=actor: incidenten.close(actor=actor, conclusie="x", now=LATER, **about),
            lambda actor=actor: incidenten.tell(
                actor=actor, aanbieder=counted.an.organisatie, hoe="x", now=LATER, **about
            ),
            lambda actor=actor: incidenten_reach.reach(
                actor=actor, now=LATER, vault=vault, **about
            ),
        ):
            with pytest.raises(NotAllowed):
                act()
