"""Contracts: never two of the same two parties at once."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from world import BSNS, NOW

from uitkomst.access.actor import NotAllowed
from uitkomst.register.models import AuditEvent, Contract
from uitkomst.services.deelnemers import contracten
from uitkomst.services.refusals import ContractOverlaps, HoldsBsn, NotFound, WrongDates

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)


def add(people, **changed):
    arguments = {
        "actor": people.ruud,
        "aanbieder": people.an.organisatie,
        "opdrachtgever": people.guus.organisatie,
        "nummer": "2026-12",
        "van": FIRST,
        "tot": LAST,
        "now": NOW,
    }
    return contracten.add(**{**arguments, **changed})


def test_a_contract_is_of_a_provider_and_who_commissions_its_care(people):
    added = add(people)

    assert (
        contracten.of_organisatie(actor=people.ruud, organisatie=people.an.organisatie)
        == contracten.of_organisatie(actor=people.ruud, organisatie=people.guus.organisatie)
        == (added,)
    )
    assert (added.aanbieder_naam, added.opdrachtgever_naam) == ("Stichting Aap", "Gemeente 0518")
    assert AuditEvent.objects.get(action="contract:add").subject == str(people.an.organisatie)


def test_the_refusal_of_an_overlap_names_the_other_contract(people):
    add(people)
    with pytest.raises(ContractOverlaps) as refused:
        add(people, nummer="2", van=LAST, tot=None)

    assert "nummer 2026-12, vanaf 1-1-2026 tot en met 31-12-2026" in refused.value.melding
    assert "Stichting Aap en Gemeente 0518" in refused.value.melding
    assert Contract.objects.count() == 1


def test_the_database_itself_refuses_an_overlap(people):
    added = add(people)
    with pytest.raises(IntegrityError, match="contracts_do_not_overlap"), transaction.atomic():
        Contract.objects.create(
            aanbieder_id=added.aanbieder,
            opdrachtgever_id=added.opdrachtgever,
            van=LAST,
            added_at=NOW,
            added_by=Contract.objects.get().added_by,
        )


def test_contracts_of_others_or_after_each_other_are_no_overlap(people):
    add(people)
    add(people, opdrachtgever=people.evy.organisatie)
    add(people, aanbieder=people.ben.organisatie)
    add(people, van=date(2027, 1, 1), tot=None)

    assert Contract.objects.count() == 4


def test_a_contract_can_end_earlier_and_then_another_begins(people):
    added = add(people, tot=None)
    ended = contracten.end(
        actor=people.ruud, contract=added.reference, tot=date(2026, 6, 30), now=NOW
    )
    add(people, van=date(2026, 7, 1), tot=None)

    assert ended.stand(date(2026, 6, 30)) == "loopt"
    assert ended.stand(date(2026, 7, 1)) == "beëindigd"
    assert ended.stand(date(2025, 12, 31)) == "toekomst"


@pytest.mark.parametrize("tot", [date(2025, 12, 31), LAST, date(2027, 1, 1)])
def test_a_contract_does_not_end_before_it_began_or_later_than_it_does(people, tot):
    added = add(people)

    with pytest.raises(WrongDates):
        contracten.end(actor=people.ruud, contract=added.reference, tot=tot, now=NOW)


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        (lambda people: {"aanbieder": people.guus.organisatie}, NotFound),
        (lambda people: {"opdrachtgever": people.ben.organisatie}, NotFound),
        (lambda people: {"opdrachtgever": people.ruud.organisatie}, NotFound),
        (lambda people: {"tot": date(2025, 12, 31)}, WrongDates),
        (lambda people: {"nummer": BSNS[5]}, HoldsBsn),
        (lambda people: {"actor": people.priya}, NotAllowed),
        (lambda people: {"actor": people.an}, NotAllowed),
    ],
)
def test_what_is_no_contract_is_refused(people, changed, refusal):
    with pytest.raises(refusal):
        add(people, **changed(people))
    assert not Contract.objects.exists()


spans = st.tuples(st.integers(0, 30), st.none() | st.integers(0, 10)).map(
    lambda span: (
        date(2026, 1, 1 + span[0]),
        None if span[1] is None else date(2026, 1, 1 + min(30, span[0] + span[1])),
    )
)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    max_examples=min(50, settings().max_examples),
)
@given(st.lists(spans, max_size=6))
def test_no_day_is_ever_in_two_contracts(people, spans):
    """Whatever is put in, in any order."""
    with transaction.atomic():
        days = set()
        for van, tot in spans:
            asked = {date(2026, 1, day) for day in range(van.day, (tot.day if tot else 31) + 1)}
            asked |= {date.max} if tot is None else set()
            try:
                add(people, van=van, tot=tot)
            except ContractOverlaps:
                assert days & asked
            else:
                assert not days & asked
                days |= asked
        transaction.set_rollback(True)
