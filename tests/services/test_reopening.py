"""Parked rows of what was submitted are solved in a new draft, without sending the file again."""

from datetime import timedelta

import pytest
from test_aanleveringen import confirm, send
from test_bewerkingen import ODD, YOUNG, answer, first_proposal, repair
from test_orphans import kept
from test_submission import withdraw
from world import BSNS, NOW, PERIODE, children, csv

from uitkomst.register.models import Aanlevering, AuditEvent, Bewerking
from uitkomst.services.checking import checks
from uitkomst.services.deciding import bewerkingen, rows_open
from uitkomst.services.delivering import aanleveringen
from uitkomst.services.delivering import receipt as receipts
from uitkomst.services.delivering.reopening import reopen
from uitkomst.services.delivering.versions import versions_of
from uitkomst.services.forms import clienten
from uitkomst.services.kept import retention
from uitkomst.services.refusals import NotFound, PeriodClosed, SourceGone, WrongStatus

PARKED = csv([*children(6), {"bsn": "123456789"}])


def again(actor, aanlevering, vault, now=NOW):
    return reopen(actor=actor, reference=aanlevering.reference, now=now, vault=vault)


def saved(actor, aanlevering, vault, rij, velden):
    rows_open.save_row(
        actor=actor,
        reference=aanlevering.reference,
        revisie=aanlevering.revisie,
        rij=rij,
        velden=velden,
        now=NOW,
        vault=vault,
    )
    return aanleveringen.detail(actor=actor, reference=aanlevering.reference).aanlevering


def test_a_parked_row_is_solved_after_submission_and_then_counts(people, vault):
    submitted = confirm(people.an, send(people.an, vault, PARKED))

    draft = again(people.an, submitted, vault)
    assert (draft.versie, draft.status, draft.totaal, draft.geparkeerd) == (
        2,
        "Gecontroleerd",
        7,
        1,
    )
    assert Aanlevering.objects.get(pk=submitted.reference).status == "Ingediend"
    solved = saved(people.an, draft, vault, 8, {"bsn": BSNS[9]})
    counts = confirm(people.an, solved)

    assert (counts.goed, counts.geparkeerd, counts.status) == (7, 0, "Ingediend")
    assert Aanlevering.objects.get(pk=submitted.reference).status == "Vervangen"


def test_it_begins_where_the_submitted_version_ended(people, vault):
    """Repairs, rows put right and answers come along, with who made them; what was undone not."""
    repaired = repair(people.an, vault, send(people.an, vault, ODD), (("Mevrouw", "V"),))
    repaired = saved(people.an, repaired, vault, 7, {"geslacht": "M"})
    submitted = confirm(people.an, repaired)

    draft = again(people.an, submitted, vault)

    assert (draft.goed, draft.geparkeerd) == (submitted.goed, submitted.geparkeerd) == (6, 0)
    told = [
        receipts.receipt_of(actor=people.an, reference=each.reference, now=NOW, vault=vault)
        for each in (submitted, confirm(people.an, draft))
    ]
    assert told[0].sha256_rijen == told[1].sha256_rijen
    assert told[0].sha256_bron == told[1].sha256_bron
    assert told[0].handelingen == told[1].handelingen
    made = Bewerking.objects.filter(aanlevering=draft.reference).values_list(
        "soort", "by__username"
    )
    assert list(made) == [("herstel", "an"), ("rij", "an")]


def test_an_answer_stays_answered(people, vault):
    received = send(people.an, vault, YOUNG)
    asked = bewerkingen.vragen(actor=people.an, reference=received.reference)
    said = answer(people.an, vault, received, {each.naam: (True, "Klopt") for each in asked})
    draft = again(people.an, confirm(people.an, said), vault)

    assert draft.status == "Gecontroleerd"
    vragen = bewerkingen.vragen(actor=people.an, reference=draft.reference)
    assert {(each.antwoord, each.reden) for each in vragen} == {(True, "Klopt")}


def test_what_was_remembered_later_is_not_applied_to_it(people, vault):
    submitted = confirm(people.an, send(people.an, vault, ODD))
    other = send(people.an, vault, ODD)
    repair(people.an, vault, other, (("Mevrouw", "V"),), onthoud=True)

    draft = again(people.an, submitted, vault)

    assert (draft.goed, draft.geparkeerd, draft.revisie) == (2, 4, 1)
    assert first_proposal(people.an, draft).vraagt == "waarden"


def test_a_version_that_was_withdrawn_or_replaced_can_be_gone_on_with_too(people, vault):
    first = confirm(people.an, send(people.an, vault, PARKED))
    withdraw(people.an, first)

    draft = again(people.an, first, vault)

    assert draft.geparkeerd == 1
    assert not Bewerking.objects.filter(aanlevering=draft.reference).exists()


def test_it_is_in_the_logbook_and_in_the_history_of_the_version(people, vault):
    submitted = confirm(people.an, send(people.an, vault, PARKED))
    draft = again(people.an, submitted, vault)

    line = AuditEvent.objects.get(action="aanlevering:reopen")
    assert (line.subject, line.who) == (str(draft.reference), "an")
    assert line.purpose == "Aanlevering over 2026-1, versie 2: verder met versie 1"
    newest = versions_of(actor=people.an, periode=PERIODE, now=NOW)[0]
    assert newest.geschiedenis[0].wat == "Verder gewerkt aan een ingediende versie"


def test_only_a_submitted_version_whose_file_is_kept_in_an_open_period(people, vault):
    draft = send(people.an, vault, PARKED)
    with pytest.raises(WrongStatus):
        again(people.an, draft, vault)
    submitted = confirm(people.an, draft)
    with pytest.raises(NotFound):
        again(people.ben, submitted, vault)
    with pytest.raises(PeriodClosed):
        again(people.an, submitted, vault, NOW + timedelta(days=400))
    assert versions_of(actor=people.an, periode=PERIODE, now=NOW)[0].may_reopen

    later = NOW + timedelta(days=31)
    retention.sweep(now=later, vault=vault)

    assert not versions_of(actor=people.an, periode=PERIODE, now=later)[0].may_reopen
    with pytest.raises(SourceGone):
        again(people.an, submitted, vault, later)
    assert Aanlevering.objects.count() == 1
    assert len(kept(vault)) == 1


def test_a_form_has_a_way_of_its_own(people, vault):
    form = clienten.without_trajecten(actor=people.cor, periode=PERIODE, now=NOW, vault=vault)
    submitted = confirm(people.cor, form)

    with pytest.raises(WrongStatus, match="Cliënten invullen"):
        again(people.cor, submitted, vault)


def test_large_work_is_a_job_here_too(people, vault, monkeypatch):
    submitted = confirm(people.an, send(people.an, vault, PARKED))
    monkeypatch.setattr(checks, "AT_ONCE_BYTES", 10)

    draft = again(people.an, submitted, vault)

    assert (draft.status, draft.checking) == ("Concept", True)
