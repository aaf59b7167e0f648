"""Running help that is not in the file any more: asked about, never closed."""

import pytest
from test_aanleveringen import confirm, send
from world import BSNS, NOW, PERIODE, children, csv

from uitkomst.access.actor import NotAllowed
from uitkomst.register.models import Aanlevering, AuditEvent, Bewerking
from uitkomst.services.changes import vanished
from uitkomst.services.delivering import aanleveringen
from uitkomst.services.refusals import (
    ChangedMeanwhile,
    HoldsBsn,
    NoAgreement,
    NotFound,
    ReasonMissing,
    UnknownChoice,
    WrongStatus,
)

RUNNING = {"datum_einde": "", "reden_beeindiging": ""}


def found(actor, aanlevering, vault):
    return vanished.vanished(actor=actor, reference=aanlevering.reference, now=NOW, vault=vault)


def say(actor, aanlevering, vault, antwoorden, revisie=None):
    return vanished.answer(
        actor=actor,
        reference=aanlevering.reference,
        revisie=aanlevering.revisie if revisie is None else revisie,
        antwoorden=antwoorden,
        now=NOW,
        vault=vault,
    )


@pytest.fixture
def draft(people, vault):
    """Of forty running records three are gone: two of hulpvorm 02, one of 03 in Delft."""
    before = children(40, **RUNNING)
    before[2] = {**before[2], "hulpvorm": "03", "postcode_of_gemeente": "0503"}
    before.append({**children(1, 50)[0], "datum_einde": "20251001"})  # had ended: may go
    confirm(people.an, send(people.an, vault, csv(before), periode=PERIODE.vorige))
    return send(people.an, vault, csv(before[3:40]))


def test_what_ran_and_is_gone_is_asked_about_per_hulpvorm(people, vault, draft):
    asked = found(people.an, draft, vault)

    assert asked.vorige.periode == PERIODE.vorige
    assert (asked.aantal, asked.open) == (3, 2)
    assert [(each.hulpvorm, each.aantal, each.gemeenten) for each in asked.groepen] == [
        ("02", 2, (("'s-Gravenhage", 2),)),
        ("03", 1, (("Delft", 1),)),
    ]
    assert [each.rijen for each in asked.groepen] == [(2, 3), (4,)]


def test_what_is_parked_now_has_not_vanished(people, vault):
    before = children(40, **RUNNING)
    confirm(people.an, send(people.an, vault, csv(before), periode=PERIODE.vorige))

    draft = send(people.an, vault, csv([{**before[0], "geslacht": "X"}, *before[1:]]))

    assert draft.geparkeerd == 1
    assert found(people.an, draft, vault).aantal == 0


def test_without_a_delivery_before_nothing_is_asked(people, vault):
    asked = found(people.an, send(people.an, vault, csv(children(5))), vault)

    assert (asked.vorige, asked.groepen) == (None, ())


def test_an_answer_is_kept_with_who_and_closes_nothing(people, vault, draft):
    rows = vault.trajecten(people.an.organisatie, _inhoud(draft)).drop_columns(["persoon"])

    asked = say(people.an, draft, vault, {"02": ("einde_volgt", "")})

    [group] = [each for each in asked.groepen if each.hulpvorm == "02"]
    assert (group.antwoord, group.door, group.at) == ("einde_volgt", "An", NOW)
    assert asked.open == 1
    after = vault.trajecten(people.an.organisatie, _inhoud(draft)).drop_columns(["persoon"])
    assert after.equals(rows)
    assert AuditEvent.objects.filter(action="aanlevering:answer").count() == 1


def test_the_last_answer_counts(people, vault, draft):
    say(people.an, draft, vault, {"02": ("einde_volgt", "")})
    last = {"02": ("anders", "Verhuisd naar Limburg")}
    asked = say(people.an, draft, vault, last, revisie=draft.revisie + 1)

    assert asked.groepen[0].antwoord_titel == "Verhuisd naar Limburg"
    assert Bewerking.objects.count() == 2


def test_an_answer_about_another_number_of_records_is_asked_again(people, vault, draft):
    say(people.an, draft, vault, {"02": ("einde_volgt", "")})
    Bewerking.objects.update(aantal=7)

    assert found(people.an, draft, vault).groepen[0].antwoord == ""


@pytest.mark.parametrize(
    ("antwoorden", "refusal"),
    [
        ({"02": ("anders", "")}, ReasonMissing),
        ({"02": ("einde_volgt", "x" * 301)}, ReasonMissing),
        ({"02": ("anders", f"Zie {BSNS[3]}")}, HoldsBsn),
        ({"02": ("misschien", "")}, UnknownChoice),
        ({"14": ("einde_volgt", "")}, UnknownChoice),
    ],
)
def test_an_answer_that_does_not_fit_is_refused_as_a_whole(
    people, vault, draft, antwoorden, refusal
):
    with pytest.raises(refusal):
        say(people.an, draft, vault, {"03": ("einde_volgt", ""), **antwoorden})
    assert not Bewerking.objects.exists()


def test_only_a_draft_is_answered_about_and_as_it_was_seen(people, vault, draft):
    with pytest.raises(ChangedMeanwhile):
        say(people.an, draft, vault, {"02": ("einde_volgt", "")}, revisie=draft.revisie + 1)

    confirm(people.an, draft)
    with pytest.raises(WrongStatus):
        say(people.an, draft, vault, {"02": ("einde_volgt", "")})


def test_who_they_are_is_shown_to_who_may_see_it_and_written_down(people, vault, draft):
    records = vanished.vanished_records(
        actor=people.an, reference=draft.reference, hulpvorm="03", now=NOW, vault=vault
    )

    assert [(each.rij, each.bsn, each.gemeente) for each in records] == [(4, BSNS[2], "0503")]
    assert AuditEvent.objects.filter(action="personen:view").count() == 1


def test_the_question_itself_names_nobody(people, vault, draft):
    told = repr(found(people.an, draft, vault))

    assert not any(bsn in told for bsn in BSNS)
    assert not AuditEvent.objects.filter(action="personen:view").exists()


def test_others_see_nothing_of_it(people, vault, draft):
    for look in (
        lambda actor: found(actor, draft, vault),
        lambda actor: vanished.vanished_records(
            actor=actor, reference=draft.reference, now=NOW, vault=vault
        ),
    ):
        with pytest.raises(NotFound):
            look(people.ben)
        with pytest.raises(NotAllowed):
            look(people.guus)


def test_persons_are_not_opened_without_an_agreement(people, vault, draft):
    with pytest.raises(NoAgreement):
        vanished.vanished_records(
            actor=people.dirk, reference=draft.reference, now=NOW, vault=vault
        )


def test_below_a_tenth_nothing_else_is_asked(people, vault, draft):
    assert draft.status == "Gecontroleerd"


@pytest.fixture
def holed(people, vault):
    """More than a tenth of the running records is gone, of two hulpvormen."""
    before = children(40, **RUNNING)
    before[1] = {**before[1], "hulpvorm": "03"}
    confirm(people.an, send(people.an, vault, csv(before), periode=PERIODE.vorige))
    return send(people.an, vault, csv(before[5:]))


def test_who_answers_about_every_group_has_answered_rule_v22(people, vault, holed):
    half = say(people.an, holed, vault, {"02": ("einde_volgt", "")})
    assert half.open == 1
    assert status(people.an, holed) == "Wacht op bevestiging"

    say(people.an, holed, vault, {"03": ("nooit_begonnen", "")}, revisie=holed.revisie + 1)

    assert status(people.an, holed) == "Gecontroleerd"


def test_who_says_that_records_are_missing_has_not_answered_it(people, vault, holed):
    say(people.an, holed, vault, {"02": ("hoort_erbij", ""), "03": ("einde_volgt", "")})

    assert status(people.an, holed) == "Wacht op bevestiging"


def test_when_a_tenth_is_gone_rule_v22_asks_as_well(people, vault):
    before = children(40, **RUNNING)
    confirm(people.an, send(people.an, vault, csv(before), periode=PERIODE.vorige))

    draft = send(people.an, vault, csv(before[5:]))

    assert found(people.an, draft, vault).aantal == 5
    assert draft.status == "Wacht op bevestiging"


def status(actor, aanlevering):
    found = aanleveringen.detail(actor=actor, reference=aanlevering.reference)
    return found.aanlevering.status


def _inhoud(draft):
    return Aanlevering.objects.get(pk=draft.reference).inhoud
