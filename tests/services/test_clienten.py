"""The form of somebody who works alone: nothing typed is lost, and it lives as a file does."""

from datetime import timedelta

import pytest
from test_aanleveringen import actions, confirm, send
from world import BSNS, GOOD, NOW, PERIODE, children, csv

from uitkomst.access.actor import NotAllowed
from uitkomst.register.models import Aanlevering, Bewerking, OnthoudenKeuze, User
from uitkomst.services.deciding import bewerkingen, rows_open
from uitkomst.services.delivering import aanleveringen
from uitkomst.services.forms import clienten
from uitkomst.services.kept import retention
from uitkomst.services.refusals import (
    ChangedMeanwhile,
    HoldsBsn,
    LastClient,
    NoAgreement,
    NotFound,
    PeriodClosed,
    TooManyClients,
    UnknownChoice,
    WrongStatus,
)
from uitkomst.standard.verslagperiode import Verslagperiode

BEFORE = PERIODE.vorige
RUNNING = {"datum_einde": "", "reden_beeindiging": ""}
IN_FULL = {**GOOD, "bsn": BSNS[0], "postcode_of_gemeente": "2511 AB"}
UNKNOWN = {**IN_FULL, "bsn": "999999999"}


class Form:
    """Somebody at a form, who has its newest page before him."""

    def __init__(self, actor, vault, periode=PERIODE):
        self.actor, self.vault = actor, vault
        self.reference = clienten.begin(actor=actor, periode=periode, now=NOW, vault=vault)

    def _do(self, what, **said):
        revisie = said.pop("revisie", None)
        revisie = self.draft.revisie if revisie is None else revisie
        return what(
            actor=self.actor, reference=self.reference, revisie=revisie, now=NOW,
            vault=self.vault, **said,
        )  # fmt: skip

    @property
    def draft(self):
        return Aanlevering.objects.get(pk=self.reference)

    @property
    def seen(self):
        return clienten.overview(
            actor=self.actor, reference=self.reference, now=NOW, vault=self.vault
        )

    def add(self, **said):
        return self._do(clienten.add, **said)

    def save(self, nummer, velden, **said):
        return self._do(clienten.save, nummer=nummer, velden=velden, **said)

    def remove(self, nummer, **said):
        return self._do(clienten.remove, nummer=nummer, **said)

    def nothing_changed(self, **said):
        return self._do(clienten.nothing_changed, **said)

    def submit(self):
        return confirm(
            self.actor, aanleveringen.detail(actor=self.actor, reference=self.reference).aanlevering
        )


@pytest.fixture
def form(people, vault):
    return Form(people.cor, vault)


def delivered(actor, vault, rows, *, periode=BEFORE):
    """A version in force that came as a file."""
    return confirm(actor, send(actor, vault, csv(rows), periode=periode))


def test_a_new_form_has_one_empty_client_that_does_not_count(form):
    (only,) = form.seen.clienten

    assert only.staat == "onaf"
    assert all(hint.leeg for hint in only.hints)
    assert (form.draft.status, form.draft.totaal, form.draft.geparkeerd) == ("Gecontroleerd", 1, 1)
    assert not form.seen.aanlevering.may_confirm


def test_a_client_in_full_counts_and_can_be_submitted(form):
    saved = form.save(1, IN_FULL)

    assert saved.clienten[0].staat == "klaar"
    assert saved.clienten[0].gemeente == "'s-Gravenhage"
    assert saved.clienten[0].bsn == "99•••••06"
    assert saved.aanlevering.may_confirm
    assert form.submit().status == "Ingediend"


def test_fields_are_saved_one_by_one(form):
    for veld, text in IN_FULL.items():
        form.save(1, {veld: text})

    assert form.seen.clienten[0].staat == "klaar"
    assert form.draft.revisie == len(IN_FULL)


def test_opening_the_form_again_gives_the_same_one(people, vault, form):
    assert Form(people.cor, vault).reference == form.reference
    assert Aanlevering.objects.count() == 1


def test_what_is_saved_twice_is_one_decision(form):
    form.save(1, IN_FULL)
    revisie, bron = form.draft.revisie, form.draft.bron

    form.save(1, IN_FULL, revisie=0)

    assert (form.draft.revisie, form.draft.bron) == (revisie, bron)


def test_another_tab_is_told_and_overwrites_nothing(form):
    form.save(1, IN_FULL)

    with pytest.raises(ChangedMeanwhile, match="ergens anders"):
        form.save(1, {"geslacht": "M"}, revisie=0)

    assert form.seen.clienten[0].velden["geslacht"] == "V"


def test_a_colleague_is_named(people, vault, form):
    form.save(1, IN_FULL)
    Aanlevering.objects.update(touched_by=User.objects.get(username="an"))

    with pytest.raises(ChangedMeanwhile, match="An heeft"):
        form.remove(1, revisie=0)


def test_what_was_sealed_before_is_gone_and_what_counts_is_not(form, vault):
    names = []
    for geslacht in "VMO":
        form.save(1, {"geslacht": geslacht})
        names.append(form.draft.bron)

    kept = vault.objects(form.actor.organisatie, form.reference)

    assert [name for name in kept if name.startswith("formulier-")] == names[-1:]


def test_a_save_that_fails_leaves_everything_as_it_was(form, vault, monkeypatch):
    form.save(1, IN_FULL)
    before = form.draft.bron, vault.objects(form.actor.organisatie, form.reference)

    def broken(*args, **kwargs):
        raise OSError("disk full")

    monkeypatch.setattr("uitkomst.services.forms.clienten.record", broken)
    with pytest.raises(OSError, match="disk full"):
        form.save(1, {"geslacht": "M"})
    monkeypatch.undo()

    assert (form.draft.bron, vault.objects(form.actor.organisatie, form.reference)) == before
    assert form.seen.clienten[0].velden["geslacht"] == "V"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("1-9-2025", "20250901"), ("01/09/2025", "20250901"), ("1.9.2025", "20250901"),
        ("1 sept 2025", "20250901"), ("1 september 2025", "20250901"), ("1 mrt 2025", "20250301"),
        ("01092025", "20250901"), ("20250901", "20250901"), ("2025-09-01", "20250901"),
        ("２０２５０９０１", "20250901"), ("30-02-2025", "30-02-2025"), ("31122011", "20111231"),
        ("1-9-25", "1-9-25"), ("morgen", "morgen"), ("1 foo 2025", "1 foo 2025"), ("", ""),
    ],
)  # fmt: skip
def test_a_date_is_kept_as_the_protocol_writes_it_when_it_is_one(form, typed, kept):
    saved = form.save(1, {**IN_FULL, "datum_aanvang": typed})

    assert saved.clienten[0].velden["datum_aanvang"] == kept


def test_one_wrong_date_leaves_the_dates_of_others_alone(form):
    form.save(1, {**IN_FULL, "datum_aanvang": "3-14-2025"})
    form.add()
    form.save(2, {**IN_FULL, "bsn": BSNS[1], "datum_aanvang": "3-4-2025"})

    assert [client.staat for client in form.seen.clienten] == ["onaf", "klaar"]
    assert form.seen.clienten[0].hint("datum_aanvang").naam == "C02_1"


def test_a_new_client_begins_with_the_usual_hulpvorm(form):
    form.save(1, IN_FULL)

    assert form.add() == 2
    assert form.seen.clienten[1].velden == {"hulpvorm": "02"}


def test_no_more_than_a_hundred(people, vault):
    running = [{**row, **RUNNING} for row in children(100)]
    extra = {"bsn": BSNS[0], "hulpvorm": "03", **RUNNING}
    delivered(people.an, vault, running[:99])
    form = Form(people.an, vault)

    assert form.add() == 100
    with pytest.raises(TooManyClients):
        form.add()

    delivered(people.ben, vault, [*running, extra])
    with pytest.raises(TooManyClients):
        Form(people.ben, vault)


def test_the_last_client_is_not_taken_out_and_another_is(form):
    form.save(1, IN_FULL)
    form.add()
    form.save(2, {**IN_FULL, "bsn": BSNS[1]})

    form.remove(1)

    (left,) = form.seen.clienten
    assert left.velden["bsn"] == BSNS[1]
    with pytest.raises(LastClient):
        form.remove(1)
    with pytest.raises(NotFound):
        form.remove(2)


class TestKnownAlready:
    def test_who_was_still_in_care_is_there_to_look_at(self, people, vault):
        ended = {"datum_einde": "20251101", "datum_aanvang": "20250301"}
        rows = [
            {"bsn": BSNS[0], **RUNNING, "tevredenheid_jeugdige": "8"},
            {"bsn": BSNS[1], **ended},
            {"bsn": "123", **RUNNING},
        ]
        delivered(people.cor, vault, rows)

        seen = Form(people.cor, vault).seen

        assert [client.velden["bsn"] for client in seen.clienten] == [BSNS[0], "123"]
        assert [client.staat for client in seen.clienten] == ["nakijken", "onaf"]
        assert "tevredenheid_jeugdige" not in seen.clienten[0].velden

    def test_nothing_changed_is_one_decision_for_all(self, people, vault):
        delivered(people.cor, vault, [{**row, **RUNNING} for row in children(3)])
        form = Form(people.cor, vault)

        form.nothing_changed()

        assert {client.staat for client in form.seen.clienten} == {"klaar"}
        assert form.draft.revisie == 1
        assert form.submit().goed == 3

    def test_the_version_that_counts_is_there_to_put_right(self, people, vault):
        delivered(people.cor, vault, [*children(2), {"bsn": "123"}], periode=PERIODE)

        seen = Form(people.cor, vault).seen

        assert [client.staat for client in seen.clienten] == ["klaar", "klaar", "onaf"]
        assert seen.aanlevering.versie == 2

    def test_a_form_comes_back_as_it_was_typed(self, people, vault):
        form = Form(people.cor, vault)
        form.save(1, IN_FULL)
        form.add()
        form.save(2, {"geboortedatum": "lente 2012"})
        form.submit()

        seen = Form(people.cor, vault).seen

        assert seen.aanlevering.reference != form.reference
        assert seen.clienten[1].velden["geboortedatum"] == "lente 2012"

    def test_an_own_number_in_the_place_of_a_bsn_stays(self, people, vault):
        header, *lines = csv([{"bsn": "", **RUNNING}]).decode().splitlines()
        content = "\n".join([f"{header};clientnummer", *(f"{line};K-17" for line in lines)])
        confirm(people.cor, send(people.cor, vault, content.encode(), periode=BEFORE))

        (only,) = Form(people.cor, vault).seen.clienten

        assert (only.staat, only.velden["clientnummer"]) == ("nakijken", "K-17")


class TestNoTrajecten:
    def none(self, people, vault, **other):
        return clienten.without_trajecten(
            actor=people.cor, periode=PERIODE, now=NOW, vault=vault, **other
        )

    def test_it_is_a_draft_that_can_be_submitted(self, people, vault):
        draft = self.none(people, vault)

        assert (draft.status, draft.totaal, draft.may_confirm) == ("Gecontroleerd", 0, True)
        assert confirm(people.cor, draft).status == "Ingediend"

    def test_saying_it_twice_makes_one(self, people, vault):
        assert self.none(people, vault).reference == self.none(people, vault).reference

    def test_a_form_begun_after_it_is_another(self, people, vault):
        draft = self.none(people, vault)

        assert Form(people.cor, vault).reference != draft.reference
        with pytest.raises(WrongStatus):
            clienten.overview(actor=people.cor, reference=draft.reference, now=NOW, vault=vault)

    def test_it_takes_the_place_of_what_counted(self, people, vault):
        first = delivered(people.cor, vault, children(2), periode=PERIODE)

        confirm(people.cor, self.none(people, vault))

        assert Aanlevering.objects.get(pk=first.reference).status == "Vervangen"


class TestUnknownBsn:
    def test_without_a_reason_the_question_stays_open(self, form):
        saved = form.save(1, UNKNOWN)

        assert saved.clienten[0].staat == "vraag"
        assert (saved.vragen, form.draft.status) == (1, "Wacht op bevestiging")

    def test_with_a_reason_for_everybody_it_is_answered(self, form):
        form.save(1, UNKNOWN)
        saved = form.save(1, {}, reden_bsn="Staat niet ingeschreven in Nederland")

        assert (saved.clienten[0].staat, form.draft.status) == ("klaar", "Gecontroleerd")
        (answer,) = bewerkingen.list_of(actor=form.actor, reference=form.reference)
        assert answer.reden == "Staat niet ingeschreven in Nederland"
        assert OnthoudenKeuze.objects.get().keuze["reden"] == answer.reden
        assert form.submit().status == "Ingediend"

    def test_another_one_without_a_reason_opens_it_again(self, form):
        form.save(1, UNKNOWN, reden_bsn="Niet ingeschreven")
        form.add()
        form.save(2, {**UNKNOWN, "geboortedatum": "20130101", "geslacht": "M"})

        assert form.draft.status == "Wacht op bevestiging"
        form.save(2, {}, reden_bsn="Nog niet gekregen")

        assert form.draft.status == "Gecontroleerd"
        assert Bewerking.objects.filter(undone_at=None).last().keuze == {
            "ja": True, "reden": "Niet ingeschreven; Nog niet gekregen",
        }  # fmt: skip

    def test_a_reason_that_holds_a_bsn_is_refused(self, form):
        with pytest.raises(HoldsBsn):
            form.save(1, UNKNOWN, reden_bsn=f"oud nummer {BSNS[3]}")

        assert form.seen.clienten[0].velden.get("bsn") is None

    def test_a_bsn_that_became_known_needs_no_reason(self, form):
        form.save(1, UNKNOWN, reden_bsn="Nog niet gekregen")
        saved = form.save(1, {"bsn": BSNS[0]})

        assert (saved.clienten[0].reden_bsn, saved.clienten[0].staat) == ("", "klaar")


def test_a_yes_that_was_said_of_fewer_clients_is_asked_again(form):
    adult = {**IN_FULL, "geboortedatum": "20060101"}
    form.save(1, adult)
    bewerkingen.answer(
        actor=form.actor, reference=form.reference, revisie=form.draft.revisie,
        antwoorden={"V05_1": (True, "Verlengd")}, now=NOW, vault=form.vault,
    )  # fmt: skip
    assert form.seen.clienten[0].staat == "klaar"
    form.add()

    form.save(2, {**adult, "bsn": BSNS[1]})

    assert [client.staat for client in form.seen.clienten] == ["vraag", "vraag"]
    assert form.draft.status == "Wacht op bevestiging"


def test_what_is_decided_about_a_file_is_not_decided_about_a_form(form):
    form.save(1, {**IN_FULL, "bsn": "123"})
    said = {
        "actor": form.actor, "reference": form.reference, "revisie": form.draft.revisie,
        "now": NOW, "vault": form.vault,
    }  # fmt: skip

    with pytest.raises(UnknownChoice):
        rows_open.save_row(rij=2, velden={"bsn": BSNS[0]}, **said)
    with pytest.raises(UnknownChoice):
        rows_open.drop_row(rij=2, **said)
    with pytest.raises(UnknownChoice):
        bewerkingen.choose_columns(
            blad=None, koprij=1, kolommen=[(1, "hulpvorm")], onthoud=False, **said
        )


def test_a_no_leaves_the_client_out(form):
    form.save(1, {**IN_FULL, "geboortedatum": "20060101"})
    bewerkingen.answer(
        actor=form.actor, reference=form.reference, revisie=form.draft.revisie,
        antwoorden={"V05_1": (False, "")}, now=NOW, vault=form.vault,
    )  # fmt: skip

    assert form.seen.clienten[0].staat == "onaf"


def test_every_look_and_every_change_is_in_the_logbook(form):
    form.save(1, IN_FULL)
    assert form.seen

    assert actions() == [
        "aanlevering:receive", "aanlevering:check", "clienten:change", "aanlevering:check",
        "personen:view",
    ]  # fmt: skip


def test_another_provider_does_not_find_it_and_others_may_not(people, vault, form):
    look = {"reference": form.reference, "now": NOW, "vault": vault}
    with pytest.raises(NotFound):
        clienten.overview(actor=people.an, **look)
    with pytest.raises(NotFound):
        clienten.save(actor=people.an, revisie=0, nummer=1, velden={}, **look)
    for actor in (people.guus, people.evy, people.ruud):
        with pytest.raises(NotAllowed):
            clienten.overview(actor=actor, **look)
        with pytest.raises(NotAllowed):
            clienten.begin(actor=actor, periode=PERIODE, now=NOW, vault=vault)


def test_the_gate_comes_first(people, vault):
    with pytest.raises(NoAgreement):
        Form(people.dirk, vault)
    with pytest.raises(PeriodClosed):
        Form(people.cor, vault, Verslagperiode(2024, 1))


def test_a_form_that_was_submitted_is_changed_no_more(form):
    form.save(1, IN_FULL)
    form.submit()

    with pytest.raises(WrongStatus):
        form.save(1, {"geslacht": "M"})


def test_a_file_is_no_form(people, vault):
    received = send(people.an, vault)

    with pytest.raises(NotFound):
        clienten.overview(actor=people.an, reference=received.reference, now=NOW, vault=vault)


def test_a_form_left_alone_for_thirty_days_goes(form, vault):
    form.save(1, IN_FULL)

    assert retention.sweep(now=NOW + timedelta(days=31), vault=vault) == 1
    assert not vault.objects(form.actor.organisatie, form.reference)
