"""What counts: submitted, withdrawn, put back; and what stands in the way."""

from datetime import timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from test_aanleveringen import actions, send
from test_bewerkingen import colleague
from world import NOW, PERIODE, agree, children, csv

from uitkomst.access.actor import NotAllowed
from uitkomst.register.models import Aanlevering, Bewerking, Controle
from uitkomst.services.deciding import bewerkingen
from uitkomst.services.delivering import aanleveringen, submission
from uitkomst.services.figures import publications, published, recompute
from uitkomst.services.refusals import (
    ChangedMeanwhile,
    CheckFailed,
    HoldsBsn,
    NoAgreement,
    NotFound,
    OpenQuestions,
    Overtaken,
    PeriodClosed,
    ReasonMissing,
    RowsGone,
    StillChecking,
    WrongStatus,
)

FILE = csv(children(12))
TOO_YOUNG = {"geboortedatum": "20200101", "tevredenheid_jeugdige": "8"}
NEXT_HALF = NOW.replace(year=2027)  # the period before is open, that of the tests is not


def submit(actor, aanlevering, now=NOW):
    return submission.confirm(
        actor=actor, reference=aanlevering.reference, revisie=aanlevering.revisie, now=now
    )


def withdraw(actor, aanlevering, reden="Verkeerd bestand", now=NOW):
    return submission.withdraw(actor=actor, reference=aanlevering.reference, reden=reden, now=now)


def restore(actor, aanlevering, vault, now=NOW):
    return submission.restore(actor=actor, reference=aanlevering.reference, now=now, vault=vault)


def asks(actor, vault):
    """A draft with one question: did a child of six answer by itself?"""
    return send(actor, vault, csv([*children(5), *children(1, 5, **TOO_YOUNG)]))


def say(actor, draft, vault, *, ja):
    found = aanleveringen.detail(actor=actor, reference=draft.reference).oorzaken
    asked = [each.naam for each in found if each.ernst == "bevestigen"]
    return bewerkingen.answer(
        actor=actor,
        reference=draft.reference,
        revisie=draft.revisie,
        antwoorden=dict.fromkeys(asked, (ja, "Nagevraagd")),
        now=NOW,
        vault=vault,
    )


def statuses(actor):
    return {each.versie: each.status for each in aanleveringen.visible_to(actor=actor)}


def test_a_checked_draft_counts_from_the_moment_it_is_submitted(people, vault):
    submitted = submit(people.an, send(people.an, vault, FILE))

    assert (submitted.status, submitted.submitted_by) == ("Ingediend", "An")
    assert actions()[-1] == "aanlevering:confirm"
    assert [job.args for job in ProcrastinateJob.objects.all()] == [{"periode": "2026-1"}]


def test_an_open_question_of_one_row_stops_the_whole_file(people, vault):
    draft = asks(people.an, vault)

    with pytest.raises(OpenQuestions):
        submit(people.an, draft)
    assert statuses(people.an) == {1: "Wacht op bevestiging"}


def test_an_open_question_about_the_file_as_a_whole_stops_it_too(people, vault):
    running = csv(children(40, datum_einde="", reden_beeindiging=""))
    submit(people.an, send(people.an, vault, running, periode=PERIODE.vorige))

    draft = send(people.an, vault, csv(children(10)))

    assert (draft.goed, draft.bevestigen) == (10, 0)
    with pytest.raises(OpenQuestions):
        submit(people.an, draft)


def test_an_answered_file_counts_with_what_was_confirmed(people, vault):
    draft = asks(people.an, vault)

    answered = say(people.an, draft, vault, ja=True)
    submitted = submit(people.an, answered)

    assert (submitted.goed, submitted.geparkeerd, submitted.bevestigen) == (6, 0, 0)


def test_who_saw_another_revisie_hears_who_was_first(people, vault):
    draft = asks(people.an, vault)
    say(people.an, draft, vault, ja=True)

    with pytest.raises(ChangedMeanwhile) as refused:
        submit(colleague(people.an), draft)
    assert "An heeft" in refused.value.melding

    with pytest.raises(ChangedMeanwhile) as refused:
        submit(people.an, draft)
    assert "U hebt deze aanlevering zelf intussen veranderd" in refused.value.melding


@pytest.mark.parametrize(
    ("state", "refusal"),
    [("wacht", StillChecking), ("bezig", StillChecking), ("mislukt", CheckFailed)],
)
def test_without_the_outcome_of_the_last_check_nothing_is_submitted(people, vault, state, refusal):
    draft = send(people.an, vault, FILE)
    Controle.objects.filter(pk=draft.reference).update(state=state)

    with pytest.raises(refusal):
        submit(people.an, draft)


def test_a_file_that_cannot_be_read_is_not_submitted_and_says_why(people, vault):
    draft = send(people.an, vault, b"naam;leeftijd\nJan;12\n")

    with pytest.raises(WrongStatus) as refused:
        submit(people.an, draft)
    assert draft.status == "Geweigerd"
    assert draft.melding in refused.value.melding


def test_a_period_that_closed_meanwhile_is_not_submitted(people, vault):
    draft = send(people.an, vault, FILE)

    with pytest.raises(PeriodClosed):
        submit(people.an, draft, now=NEXT_HALF + timedelta(days=200))


def test_the_period_before_can_be_delivered_again(people, vault):
    """A redelivery of the previous period, as the protocol allows."""
    content = csv(children(5, datum_einde="", reden_beeindiging=""))
    first = submit(people.an, send(people.an, vault, content, periode=PERIODE.vorige))

    second = submit(people.an, send(people.an, vault, content, periode=PERIODE.vorige))

    assert (first.versie, second.versie, second.periode) == (1, 2, PERIODE.vorige)
    assert statuses(people.an) == {1: "Vervangen", 2: "Ingediend"}


def test_what_is_withdrawn_counts_nowhere(people, vault):
    submit(people.an, send(people.an, vault, FILE))
    counting = submit(people.an, send(people.an, vault, FILE))
    recompute.compute(periode=PERIODE, now=NOW, vault=vault)

    gone = withdraw(people.an, counting)
    recompute.compute(periode=PERIODE, now=NOW, vault=vault)

    assert gone.status == "Ingetrokken"
    assert statuses(people.an) == {1: "Vervangen", 2: "Ingetrokken"}
    with pytest.raises(NotFound):
        publications.own_table(actor=people.an, periode=PERIODE, now=NOW, vault=vault)
    assert publications.periods_for(actor=people.an) == ()
    with pytest.raises(NotFound):
        published.gemeente_table(actor=people.guus, gemeente="0518", periode=PERIODE)
    assert publications.periods_for(actor=people.guus) == ()


def test_withdrawing_leaves_the_figures_of_others(people, vault):
    submit(people.ben, send(people.ben, vault, FILE))
    mine = submit(people.an, send(people.an, vault, csv(children(15))))
    recompute.compute(periode=PERIODE, now=NOW, vault=vault)

    withdraw(people.an, mine)
    recompute.compute(periode=PERIODE, now=NOW, vault=vault)

    table = published.gemeente_table(actor=people.guus, gemeente="0518", periode=PERIODE)
    keys = {cell.aanbieder for cell in table.cells}
    assert str(people.an.organisatie) not in keys
    assert publications.periods_for(actor=people.ben) == (PERIODE,)


def test_a_withdrawal_asks_why_and_is_kept_with_who_and_when(people, vault):
    counting = submit(people.an, send(people.an, vault, FILE))

    withdraw(people.an, counting, "  De export was van\nvorig jaar ")

    [kept] = Bewerking.objects.filter(onderwerp=submission.WITHDRAWAL)
    assert (kept.keuze["reden"], kept.by.username) == ("De export was van vorig jaar", "an")
    assert actions()[-1] == "aanlevering:withdraw"
    assert ProcrastinateJob.objects.count() == 1  # asked for by both, still to run


@pytest.mark.parametrize(
    ("reden", "refusal"),
    [
        ("", ReasonMissing),
        (" \n ", ReasonMissing),
        ("x" * 301, ReasonMissing),
        ("Kind 999900006 stond er dubbel in", HoldsBsn),
    ],
)
def test_a_reason_is_needed_and_holds_no_bsn(people, vault, reden, refusal):
    counting = submit(people.an, send(people.an, vault, FILE))

    with pytest.raises(refusal):
        withdraw(people.an, counting, reden)
    assert statuses(people.an) == {1: "Ingediend"}


def test_an_earlier_version_counts_again_with_its_own_figures(people, vault):
    first = submit(people.an, send(people.an, vault, csv(children(11))))
    recompute.compute(periode=PERIODE, now=NOW, vault=vault)
    submit(people.an, send(people.an, vault, csv(children(14))), now=NOW + timedelta(hours=1))
    recompute.compute(periode=PERIODE, now=NOW, vault=vault)

    back = restore(people.an, first, vault, now=NOW + timedelta(hours=2))
    recompute.compute(periode=PERIODE, now=NOW, vault=vault)

    assert statuses(people.an) == {1: "Verwerkt", 2: "Vervangen"}
    assert back.submitted_at == NOW + timedelta(hours=2)
    table = publications.own_table(actor=people.an, periode=PERIODE, now=NOW, vault=vault)
    assert {cell.gemeten for cell in table.cells if cell.indicator == "uitval"} == {11}
    assert actions().count("aanlevering:restore") == 1


def test_a_withdrawn_version_can_be_put_back(people, vault):
    counting = submit(people.an, send(people.an, vault, FILE))
    withdraw(people.an, counting)

    assert restore(people.an, counting, vault).status == "Ingediend"


def test_of_a_period_that_is_closed_nothing_is_withdrawn_or_put_back(people, vault):
    first = submit(people.an, send(people.an, vault, FILE))
    second = submit(people.an, send(people.an, vault, FILE))
    later = NEXT_HALF + timedelta(days=200)

    with pytest.raises(PeriodClosed):
        withdraw(people.an, second, now=later)
    with pytest.raises(PeriodClosed):
        restore(people.an, first, vault, now=later)


def test_without_an_agreement_one_may_stop_counting_but_not_count_again(people, vault):
    agree(people.ruud, people.dirk, until=NOW.date())
    mine = submit(people.dirk, send(people.dirk, vault, FILE))
    tomorrow = NOW + timedelta(days=1)

    withdraw(people.dirk, mine, now=tomorrow)

    with pytest.raises(NoAgreement):
        restore(people.dirk, mine, vault, now=tomorrow)


def test_a_version_whose_rows_are_gone_is_not_put_back(people, vault):
    first = submit(people.an, send(people.an, vault, FILE))
    submit(people.an, send(people.an, vault, FILE))
    vault.discard(people.an.organisatie, Aanlevering.objects.get(pk=first.reference).inhoud)

    with pytest.raises(RowsGone):
        restore(people.an, first, vault)
    assert statuses(people.an) == {1: "Vervangen", 2: "Ingediend"}


def test_a_draft_is_not_put_back_and_what_does_not_count_is_not_withdrawn(people, vault):
    draft = send(people.an, vault, FILE)
    for attempt in (
        lambda: restore(people.an, draft, vault),
        lambda: withdraw(people.an, draft),
    ):
        with pytest.raises(WrongStatus):
            attempt()

    first = submit(people.an, draft)
    submit(people.an, send(people.an, vault, FILE))
    with pytest.raises(WrongStatus):
        withdraw(people.an, first)


def test_anothers_version_does_not_exist(people, vault):
    counting = submit(people.an, send(people.an, vault, FILE))

    for attempt in (
        lambda: submit(people.ben, counting),
        lambda: withdraw(people.ben, counting),
        lambda: restore(people.ben, counting, vault),
    ):
        with pytest.raises(NotFound):
            attempt()
    with pytest.raises(NotAllowed):
        withdraw(people.guus, counting)


def test_after_a_restore_an_older_draft_may_still_be_overtaken(people, vault):
    older = send(people.an, vault, FILE)
    newer = submit(people.an, send(people.an, vault, FILE))
    withdraw(people.an, newer)
    restore(people.an, newer, vault)

    with pytest.raises(Overtaken):
        submit(people.an, older)
