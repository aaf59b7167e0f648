"""What a sender decides about a draft: applied, in the books without values, and undone."""

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from test_aanleveringen import confirm, inhoud_of, send
from world import BSNS, NOW, PERIODE, children, csv

from uitkomst.intake.keuzes import Herstelkeuze
from uitkomst.register.models import (
    Aanlevering,
    AuditEvent,
    Bewerking,
    Lidmaatschap,
    OnthoudenKeuze,
    User,
    Verwerkersovereenkomst,
)
from uitkomst.services.checking import checks
from uitkomst.services.deciding import bewerkingen, previews, rows_open
from uitkomst.services.deelnemers.accounts import actor_of
from uitkomst.services.delivering import aanleveringen
from uitkomst.services.refusals import (
    ChangedMeanwhile,
    HoldsBsn,
    NoAgreement,
    NotFound,
    OpenQuestions,
    ReasonMissing,
    SourceGone,
    UnknownChoice,
    WrongStatus,
)
from uitkomst.vault.refusals import UnknownObject

ODD = csv(children(4, geslacht="Mevrouw") + children(2, 4))
YOUNG = csv([*children(5), *children(2, 5, geboortedatum="20170510", tevredenheid_jeugdige="8")])
OTHER_NAMES = csv(children(3)).replace(b"datum_aanvang", b"begin van de hulp")


def first_proposal(actor, aanlevering, code=None):
    detail = aanleveringen.detail(actor=actor, reference=aanlevering.reference)
    return next(each for each in detail.voorstellen if code in (None, each.code))


def repair(actor, vault, aanlevering, waarden, *, onthoud=False, voorstel=None):
    voorstel = voorstel or first_proposal(actor, aanlevering)
    return bewerkingen.apply_voorstel(
        actor=actor,
        reference=aanlevering.reference,
        revisie=aanlevering.revisie,
        herstel=Herstelkeuze(voorstel.code, voorstel.kolom, waarden),
        onthoud=onthoud,
        now=NOW,
        vault=vault,
    )


def answer(actor, vault, aanlevering, antwoorden):
    return bewerkingen.answer(
        actor=actor,
        reference=aanlevering.reference,
        revisie=aanlevering.revisie,
        antwoorden=antwoorden,
        now=NOW,
        vault=vault,
    )


def undo(actor, vault, aanlevering, nummer=1):
    return bewerkingen.undo(
        actor=actor,
        reference=aanlevering.reference,
        revisie=aanlevering.revisie,
        nummer=nummer,
        now=NOW,
        vault=vault,
    )


def columns(actor, vault, aanlevering, kolommen, *, onthoud=False, koprij=1):
    return bewerkingen.choose_columns(
        actor=actor,
        reference=aanlevering.reference,
        revisie=aanlevering.revisie,
        blad=None,
        koprij=koprij,
        kolommen=kolommen,
        onthoud=onthoud,
        now=NOW,
        vault=vault,
    )


def colleague(actor, username="karin"):
    """Another account at the same provider."""
    made = User.objects.create_user(username, None, display_name=username.title())
    return actor_of(
        Lidmaatschap.objects.create(
            user=made, role=actor.role.value, organisatie_id=actor.organisatie, sinds=NOW
        )
    )


def test_codes_that_are_not_known_are_one_decision(people, vault):
    received = send(people.an, vault, ODD)
    assert (received.goed, received.geparkeerd) == (2, 4)

    repaired = repair(people.an, vault, received, (("Mevrouw", "V"),))

    assert (repaired.goed, repaired.geparkeerd, repaired.revisie) == (6, 0, 1)
    [view] = bewerkingen.list_of(actor=people.an, reference=received.reference)
    assert (view.soort, view.aantal, view.by, view.may_undo) == ("herstel", 4, "An", True)
    assert AuditEvent.objects.filter(action="aanlevering:repair").count() == 1


def test_a_preview_shows_ten_rows_and_changes_nothing(people, vault):
    received = send(people.an, vault, csv(children(14, geslacht="Mevrouw")))
    voorstel = first_proposal(people.an, received)

    asked = previews.open_voorstel(
        actor=people.an,
        reference=received.reference,
        code=voorstel.code,
        kolom=voorstel.kolom,
        herstel=Herstelkeuze(voorstel.code, voorstel.kolom, (("Mevrouw", "V"),)),
        now=NOW,
        vault=vault,
    )

    assert asked.waarden == (("Mevrouw", 14),)
    assert asked.preview.aantal == 14
    assert [(each.van, each.naar) for each in asked.preview.voorbeelden] == [("Mevrouw", "V")] * 10
    assert AuditEvent.objects.order_by("-pk").first().action == "personen:view"
    assert not Bewerking.objects.exists()


@pytest.mark.parametrize(
    "waarden", [(), (("Mevrouw", "X"),), (("x" * 201, "V"),)], ids=["none", "no code", "long"]
)
def test_a_repair_that_the_check_did_not_propose_is_refused(people, vault, waarden):
    received = send(people.an, vault, ODD)

    with pytest.raises(UnknownChoice):
        repair(people.an, vault, received, waarden)

    assert Aanlevering.objects.get().revisie == 0


def test_what_a_mapping_maps_is_not_in_the_books_when_it_could_be_a_person(people, vault):
    bsn = BSNS[3]
    received = send(people.an, vault, csv([*children(2), {"bsn": BSNS[9], "geslacht": bsn}]))

    repaired = repair(people.an, vault, received, ((bsn, "V"),), onthoud=True)

    assert repaired.goed == 3
    assert bsn not in str(Bewerking.objects.get().keuze)
    assert not OnthoudenKeuze.objects.exists()


def test_an_undone_decision_no_longer_counts_and_stays_in_the_books(people, vault):
    received = send(people.an, vault, ODD)
    repaired = repair(people.an, vault, received, (("Mevrouw", "V"),))

    back = undo(people.an, vault, repaired)

    assert (back.goed, back.geparkeerd, back.revisie) == (2, 4, 2)
    [view] = bewerkingen.list_of(actor=people.an, reference=received.reference)
    assert (view.undone_by, view.may_undo) == ("An", False)
    with pytest.raises(UnknownChoice):
        undo(people.an, vault, back)


def test_who_decides_from_an_older_page_is_told_who_was_first(people, vault):
    karin = colleague(people.an)
    received = send(people.an, vault, ODD)
    repair(karin, vault, received, (("Mevrouw", "V"),))

    with pytest.raises(ChangedMeanwhile, match="Karin heeft"):
        undo(people.an, vault, received)
    with pytest.raises(ChangedMeanwhile, match="Karin"):
        confirm(people.an, received)

    assert Bewerking.objects.count() == 1


def test_questions_wait_for_an_answer_and_a_yes_counts(people, vault):
    received = send(people.an, vault, YOUNG)
    assert (received.status, received.bevestigen) == ("Wacht op bevestiging", 2)
    with pytest.raises(OpenQuestions):
        confirm(people.an, received)
    [vraag] = bewerkingen.vragen(actor=people.an, reference=received.reference)
    assert (vraag.antwoord, vraag.vorige) == (None, None)

    answered = answer(people.an, vault, received, {vraag.naam: (True, "Zelf  ingevuld")})

    assert (answered.status, answered.goed, answered.bevestigen) == ("Gecontroleerd", 7, 0)
    [vraag] = bewerkingen.vragen(actor=people.an, reference=received.reference)
    assert (vraag.antwoord, vraag.reden) == (True, "Zelf ingevuld")
    assert confirm(people.an, answered).status == "Ingediend"


def test_a_no_leaves_the_rows_waiting(people, vault):
    received = send(people.an, vault, YOUNG)
    [vraag] = bewerkingen.vragen(actor=people.an, reference=received.reference)

    answered = answer(people.an, vault, received, {vraag.naam: (False, "")})

    assert (answered.status, answered.goed, answered.geparkeerd) == ("Gecontroleerd", 5, 2)


def test_an_answer_is_shown_the_next_time_but_not_given_by_itself(people, vault):
    received = send(people.an, vault, YOUNG)
    [vraag] = bewerkingen.vragen(actor=people.an, reference=received.reference)
    answer(people.an, vault, received, {vraag.naam: (True, "Zelf ingevuld")})

    again = send(people.an, vault, YOUNG)

    assert again.status == "Wacht op bevestiging"
    [vraag] = bewerkingen.vragen(actor=people.an, reference=again.reference)
    assert (vraag.antwoord, vraag.vorige.ja, vraag.vorige.reden) == (None, True, "Zelf ingevuld")
    assert vraag.vorige.door == "An"
    assert bewerkingen.before(actor=people.ben) == {}


@pytest.mark.parametrize(
    ("reden", "refusal"),
    [("", ReasonMissing), ("x" * 301, ReasonMissing), (f"kind {BSNS[0]}", HoldsBsn)],
)
def test_a_reason_is_given_short_and_without_a_bsn(people, vault, reden, refusal):
    received = send(people.an, vault, YOUNG)
    [vraag] = bewerkingen.vragen(actor=people.an, reference=received.reference)

    with pytest.raises(refusal):
        answer(people.an, vault, received, {vraag.naam: (True, reden)})

    assert not Bewerking.objects.exists()


def test_a_question_nobody_asked_is_not_answered(people, vault):
    received = send(people.an, vault, YOUNG)

    with pytest.raises(UnknownChoice):
        answer(people.an, vault, received, {"V99": (True, "ja")})


def test_a_refused_file_becomes_readable_by_pointing_out_its_columns(people, vault):
    refused = send(people.an, vault, OTHER_NAMES)
    assert refused.status == "Geweigerd"

    chosen = columns(people.an, vault, refused, [(8, "datum_aanvang")])

    assert (chosen.status, chosen.goed, chosen.melding) == ("Gecontroleerd", 3, "")
    back = undo(people.an, vault, chosen)
    assert (back.status, back.goed, back.totaal) == ("Geweigerd", 0, 0)
    assert inhoud_of(back) is None


def test_remembered_columns_are_applied_to_the_next_file_and_can_be_undone(people, vault):
    refused = send(people.an, vault, OTHER_NAMES)
    columns(people.an, vault, refused, [(8, "datum_aanvang")], onthoud=True)

    again = send(people.an, vault, OTHER_NAMES)

    assert (again.status, again.goed) == ("Gecontroleerd", 3)
    [view] = bewerkingen.list_of(actor=people.an, reference=again.reference)
    assert (view.soort, view.uit_geheugen, view.may_undo) == ("kolommen", True, True)
    assert undo(people.an, vault, again).status == "Geweigerd"
    assert send(people.ben, vault, OTHER_NAMES).status == "Geweigerd"


def test_remembered_columns_follow_their_headings(people, vault):
    refused = send(people.an, vault, OTHER_NAMES)
    columns(people.an, vault, refused, [(8, "datum_aanvang")], onthoud=True)
    turned = b"\n".join(b";".join(reversed(line.split(b";"))) for line in OTHER_NAMES.splitlines())

    assert send(people.an, vault, turned).goed == 3


def test_a_remembered_repair_is_applied_to_the_next_file(people, vault):
    received = send(people.an, vault, ODD)
    repair(people.an, vault, received, (("Mevrouw", "V"),), onthoud=True)

    again = send(people.an, vault, ODD)

    assert (again.goed, again.geparkeerd) == (6, 0)
    [view] = bewerkingen.list_of(actor=people.an, reference=again.reference)
    assert (view.uit_geheugen, view.aantal) == (True, 4)
    assert undo(people.an, vault, again).geparkeerd == 4
    assert send(people.ben, vault, ODD).geparkeerd == 4


@pytest.mark.parametrize("kolommen", [[(8, "geen_veld")], [(8, "bsn"), (8, "bsn")], [(0, "bsn")]])
def test_columns_that_cannot_be_are_refused(people, vault, kolommen):
    received = send(people.an, vault, ODD)

    with pytest.raises(UnknownChoice):
        columns(people.an, vault, received, kolommen)


def test_the_rows_of_the_check_before_are_gone_from_the_vault(people, vault):
    received = send(people.an, vault, ODD)
    before = inhoud_of(received)

    repair(people.an, vault, received, (("Mevrouw", "V"),))

    assert inhoud_of(received) != before
    with pytest.raises(UnknownObject):
        vault.trajecten(people.an.organisatie, before)


def test_nobody_decides_about_anothers_draft_or_about_what_was_submitted(people, vault):
    received = send(people.an, vault, YOUNG)
    with pytest.raises(NotFound):
        answer(people.ben, vault, received, {"V99": (True, "ja")})
    submitted = confirm(people.an, send(people.an, vault, csv(children(3))))

    with pytest.raises(WrongStatus):
        columns(people.an, vault, submitted, [])


def test_without_an_agreement_nothing_is_decided(people, vault):
    received = send(people.an, vault, ODD)
    Verwerkersovereenkomst.objects.update(geldig_tot=NOW.date().replace(day=1))

    with pytest.raises(NoAgreement):
        columns(people.an, vault, received, [])


def test_decisions_belong_to_one_period_and_one_draft(people, vault):
    received = send(people.an, vault, ODD)
    repair(people.an, vault, received, (("Mevrouw", "V"),))

    other = send(people.an, vault, ODD, periode=PERIODE.vorige)

    assert bewerkingen.list_of(actor=people.an, reference=other.reference) == ()


def test_a_yes_about_two_rows_is_no_yes_about_three(people, vault):
    """A decision afterwards put a row more under the question: it is asked again."""
    received = send(people.an, vault, YOUNG)
    [naam] = [
        each.naam for each in bewerkingen.vragen(actor=people.an, reference=received.reference)
    ]
    said = answer(people.an, vault, received, {naam: (True, "Klopt")})
    assert (said.status, said.goed) == ("Gecontroleerd", 7)

    rows_open.save_row(
        actor=people.an,
        reference=said.reference,
        revisie=said.revisie,
        rij=2,
        velden={"geboortedatum": "20170510", "tevredenheid_jeugdige": "8"},
        now=NOW,
        vault=vault,
    )

    view = aanleveringen.detail(actor=people.an, reference=said.reference).aanlevering
    assert (view.status, view.bevestigen) == ("Wacht op bevestiging", 3)
    again = answer(people.an, vault, view, {naam: (True, "Alle drie")})
    assert (again.status, again.goed) == ("Gecontroleerd", 7)


def test_a_large_file_with_wrong_columns_is_no_work_for_a_request(people, vault, monkeypatch):
    """What it weighs is known before it was ever checked with success."""
    content = OTHER_NAMES + b"x" * 2000
    received = send(people.an, vault, content)
    assert received.status == "Geweigerd"
    monkeypatch.setattr(checks, "AT_ONCE_BYTES", 1000)

    chosen = columns(people.an, vault, received, [(8, "datum_aanvang")])

    assert chosen.checking
    assert ProcrastinateJob.objects.filter(queue_name="checks").count() == 1


def test_what_cannot_be_checked_again_is_not_decided_about(people, vault):
    """The file was not worth keeping; a decision would only spoil what the books say of it."""
    received = send(people.an, vault, b"naam;leeftijd\n")
    vault.discard(people.an.organisatie, received.reference)

    with pytest.raises(SourceGone):
        columns(people.an, vault, received, [(1, "bsn")])

    assert not Bewerking.objects.exists()
    view = aanleveringen.detail(actor=people.an, reference=received.reference).aanlevering
    assert (view.revisie, view.checking) == (0, False)
