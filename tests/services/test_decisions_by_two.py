"""What takes two persons is never done by one."""

from dataclasses import replace
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from world import BSNS, NOW

from uitkomst.access.actor import NotAllowed
from uitkomst.access.permissions import Role
from uitkomst.register.models import AuditEvent, Besluit
from uitkomst.services import decisions_by_two
from uitkomst.services.refusals import (
    AlreadyAsked,
    AlreadyDecided,
    HoldsBsn,
    NotAgreed,
    NotFound,
    ReasonMissing,
    SamePerson,
)


@pytest.fixture
def priya(people):
    """The privacy officer: another person who may decide."""
    return people.priya


def ask(people, **changed):
    arguments = {
        "actor": people.ruud,
        "soort": "sleutels",
        "onderwerp": "kluis",
        "organisatie": None,
        "inhoud": {"sleutels": 12},
        "reden": "De sleutel is een jaar oud.",
        "now": NOW,
    }
    return decisions_by_two.ask(**{**arguments, **changed})


def decide(actor, asked, *, akkoord=True, toelichting=""):
    return decisions_by_two.decide(
        actor=actor,
        reference=asked.reference,
        akkoord=akkoord,
        toelichting=toelichting,
        now=NOW,
    )


def lines(reference):
    found = AuditEvent.objects.filter(subject=str(reference)).order_by("pk")
    return list(found.values_list("who", "action"))


def test_one_asks_another_agrees_and_then_it_may_be_done_once(people, priya):
    asked = ask(people)
    decided = decide(priya, asked)

    assert (decided.uitkomst, decided.gevraagd_by, decided.besloten_by) == (
        "akkoord",
        "Ruud",
        "Priya",
    )
    with transaction.atomic():
        assert decisions_by_two.agreed(asked.reference).inhoud == {"sleutels": 12}
        decisions_by_two.mark_carried_out(asked.reference, NOW)
        with pytest.raises(NotAgreed):
            decisions_by_two.agreed(asked.reference)
    assert lines(asked.reference) == [("ruud", "besluit:ask"), ("priya", "besluit:agree")]


def test_who_asked_does_not_decide(people, priya):
    asked = ask(people)

    with pytest.raises(SamePerson):
        decide(people.ruud, asked)

    [waiting] = decisions_by_two.open_decisions(actor=people.ruud)
    assert (waiting.may_decide, waiting.may_take_back) == (False, True)
    [waiting] = decisions_by_two.open_decisions(actor=priya)
    assert (waiting.may_decide, waiting.may_take_back) == (True, False)


def test_one_person_in_two_roles_is_still_one_person(people, priya):
    asked = ask(people)

    with pytest.raises(SamePerson):
        decide(replace(people.ruud, role=Role.PRIVACY, organisatie=priya.organisatie), asked)


def test_the_database_keeps_it_too(people):
    """Also when somebody goes round this function."""
    asked = ask(people)

    with pytest.raises(IntegrityError, match="besluit_taken_by_another"), transaction.atomic():
        Besluit.objects.filter(pk=asked.reference).update(
            uitkomst="akkoord",
            besloten_at=NOW,
            besloten_by=Besluit.objects.get(pk=asked.reference).gevraagd_by,
        )


@pytest.mark.parametrize("akkoord", [True, False])
def test_what_is_decided_stays_decided(people, priya, akkoord):
    asked = ask(people)
    decide(priya, asked, akkoord=akkoord, toelichting="Nagekeken.")

    with pytest.raises(AlreadyDecided):
        decide(priya, asked, akkoord=not akkoord, toelichting="Toch niet.")
    with pytest.raises(AlreadyDecided):
        decisions_by_two.take_back(actor=people.ruud, reference=asked.reference, now=NOW)


def test_what_is_refused_or_taken_back_or_unknown_is_not_done(people, priya):
    refused = ask(people)
    decide(priya, refused, akkoord=False, toelichting="Er loopt nog een verzoek.")
    taken_back = ask(people)
    decisions_by_two.take_back(actor=people.ruud, reference=taken_back.reference, now=NOW)
    waiting = ask(people)

    for reference in (refused.reference, taken_back.reference, waiting.reference, uuid4()):
        with transaction.atomic(), pytest.raises(NotAgreed):
            decisions_by_two.agreed(reference)
    assert decisions_by_two.open_decisions(actor=priya) == (
        replace(waiting, may_decide=True, may_take_back=False),
    )
    assert {each.uitkomst for each in decisions_by_two.recent_decisions(actor=priya)} == {
        "afgewezen",
        "vervallen",
    }


def test_a_question_is_asked_once_at_a_time(people, priya):
    ask(people)
    with pytest.raises(AlreadyAsked):
        ask(people)
    other = ask(people, onderwerp="een andere kluis")

    assert connection.is_usable()
    assert other.reference in {
        each.reference for each in decisions_by_two.open_decisions(actor=priya)
    }


def test_only_who_asked_takes_a_question_back(people, priya):
    asked = ask(people)

    with pytest.raises(NotFound):
        decisions_by_two.take_back(actor=priya, reference=asked.reference, now=NOW)


def test_who_may_not_decide_sees_and_decides_nothing(people):
    asked = ask(people)

    for actor in (people.an, people.guus, people.evy):
        with pytest.raises(NotAllowed):
            decide(actor, asked)
        with pytest.raises(NotAllowed):
            decisions_by_two.open_decisions(actor=actor)
        with pytest.raises(NotAllowed):
            decisions_by_two.recent_decisions(actor=actor)


@pytest.mark.parametrize(
    ("reden", "refusal"),
    [(" ", ReasonMissing), ("x" * 301, ReasonMissing), (f"Kind {BSNS[1]}", HoldsBsn)],
)
def test_a_reason_is_given_and_names_no_child(people, priya, reden, refusal):
    with pytest.raises(refusal):
        ask(people, reden=reden)
    asked = ask(people)
    with pytest.raises(refusal):
        decide(priya, asked, akkoord=False, toelichting=reden)

    assert lines(asked.reference) == [("ruud", "besluit:ask")]


def test_an_unknown_question_is_not_found(people, priya):
    with pytest.raises(NotFound):
        decisions_by_two.decide(
            actor=priya, reference=uuid4(), akkoord=True, toelichting="", now=NOW
        )
