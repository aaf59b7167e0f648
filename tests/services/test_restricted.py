"""Who is restricted (AVG art. 18) is kept, and neither shown nor counted anywhere; it is said so.

Nor do totals of what was delivered stand beside fewer rows without a word about it.
"""

import pytest
from test_aanleveringen import confirm, inhoud_of, send
from test_clienten import IN_FULL, RUNNING, Form
from test_contracteinde import ended
from test_difference import versus
from test_receipt import facts, needs_pdftotext, pdf
from test_rows_open import WRONG, dropped, opened, saved
from test_vanished import found
from world import BSNS, NOW, PERIODE, children, csv

from uitkomst.register.models import Aanlevering, AuditEvent
from uitkomst.services.aanlevering.held_back import Teruggehouden, held_back_of
from uitkomst.services.audit.inzage import persons_of
from uitkomst.services.changes import vanished
from uitkomst.services.deciding import previews, readings, rows_open
from uitkomst.services.delivering import receipt as receipts
from uitkomst.services.delivering import submission
from uitkomst.services.kept.kept_rows import held_back
from uitkomst.services.refusals import RowHeldBack
from uitkomst.vault.vault import Vault

CHILD = BSNS[1]
ROWS = csv(
    [*children(3), {"bsn": CHILD, "datum_einde": "20250101"}, {"bsn": WRONG}, {"bsn": "123456780"}]
)
"""Row 3 and 5 are of the child; row 5, 6 and 7 wait."""


def restrict(people, vault, actor=None, bsn=CHILD) -> str:
    aanbieder = (actor or people.an).organisatie
    who = vault.find_person(aanbieder, bsn=bsn)
    vault.restrict_person(aanbieder, who)
    return who


def held(actor, aanlevering, vault):
    return held_back_of(actor=actor, reference=aanlevering.reference, now=NOW, vault=vault)


def named_in_logbook(aanbieder, vault) -> set[str]:
    """Whose rows somebody saw, by pseudonym."""
    seen = set()
    for line in AuditEvent.objects.filter(action="personen:view"):
        seen |= {line.betrokkene} if line.betrokkene else set()
        if line.inzage:
            seen |= set(persons_of(aanbieder=aanbieder, inzage=line.inzage, vault=vault))
    return seen


@pytest.fixture
def draft(people, vault):
    """A draft with six rows, of which two are of a child that was restricted after the check."""
    received = send(people.an, vault, ROWS)
    restrict(people, vault)
    return received


def test_a_row_of_who_is_restricted_is_not_opened_saved_or_left_out(people, vault, draft):
    for attempt in (
        lambda: opened(people.an, vault, draft, 5),
        lambda: saved(people.an, vault, draft, 5, {"datum_einde": "20260301"}),
        lambda: dropped(people.an, vault, draft, 5),
    ):
        with pytest.raises(RowHeldBack, match="artikel 18"):
            attempt()

    assert not AuditEvent.objects.filter(action="personen:view").exists()
    assert Aanlevering.objects.get(pk=draft.reference).revisie == 0
    assert opened(people.an, vault, draft, 6).rij == 6


def test_nobody_is_led_to_such_a_row(people, vault, draft):
    shown = opened(people.an, vault, draft, 6)
    assert (shown.volgende, shown.resterend) == (7, 2)
    waiting = set()
    for oorzaak in Aanlevering.objects.get(pk=draft.reference).summary["oorzaken"]:
        rows, number = rows_open.rows_waiting(
            actor=people.an, reference=draft.reference, oorzaak=oorzaak["naam"], now=NOW,
            vault=vault,
        )  # fmt: skip
        assert len(rows) == number
        waiting |= set(rows)

    assert waiting == {6, 7}


def test_its_values_are_left_out_where_rows_are_shown_together(people, vault, draft):
    values = readings.cells(
        actor=people.an, reference=draft.reference, rijen=range(2, 8), now=NOW, vault=vault
    )

    assert set(values) == {2, 4, 6, 7}
    assert CHILD not in str(values)


def test_a_repair_is_rehearsed_on_other_rows(people, vault):
    rows = [{"bsn": bsn, "geslacht": "Mevrouw"} for bsn in BSNS[:4]]
    received = send(people.an, vault, csv(rows))
    restrict(people, vault)
    choice = previews.Herstelkeuze("G02", "geslacht", (("Mevrouw", "V"),))

    found = previews.open_voorstel(
        actor=people.an, reference=received.reference, code="G02", kolom="geslacht", now=NOW,
        vault=vault, herstel=choice,
    ).preview  # fmt: skip

    assert ([each.rij for each in found.voorbeelden], found.aantal) == ([2, 4, 5], 4)


def test_a_row_that_turns_out_to_be_of_who_is_restricted_is_not_shown_again(people, vault, draft):
    with pytest.raises(RowHeldBack):
        saved(people.an, vault, draft, 6, {"bsn": CHILD})

    assert Aanlevering.objects.get(pk=draft.reference).revisie == 1
    assert held(people.an, draft, vault) == Teruggehouden(beperkt=3)


def test_the_page_is_told_how_many_rows_are_held_back_and_then_no_longer(people, vault, draft):
    assert held(people.an, draft, vault) == Teruggehouden(beperkt=2)
    vault.unrestrict_person(
        people.an.organisatie, vault.find_person(people.an.organisatie, bsn=CHILD)
    )

    assert not held(people.an, draft, vault)
    assert opened(people.an, vault, draft, 5).rij == 5


def test_without_anybody_restricted_no_row_is_opened_to_see_that(people, vault, monkeypatch):
    received = send(people.an, vault, ROWS)
    monkeypatch.setattr(Vault, "trajecten", None)

    assert not held_back(Aanlevering.objects.get(pk=received.reference), vault)


def test_the_difference_counts_and_shows_everybody_else(people, vault):
    before = children(6)
    confirm(people.an, send(people.an, vault, csv(before)))
    after = [{**each, "reden_beeindiging": "03"} for each in before[:4]]
    new = send(people.an, vault, csv(after))
    who = restrict(people, vault)

    told = versus(people.an, new, vault)

    assert (told.veranderd, told.weg, told.erbij) == (3, 2, 0)
    assert [each.rij_nu for each in told.voorbeelden] == [2, 4, 5]
    assert (told.teruggehouden, told.teruggehouden_met) == (Teruggehouden(1), Teruggehouden(1))
    assert who not in named_in_logbook(people.an.organisatie, vault)


def test_nobody_is_asked_what_became_of_their_help(people, vault, monkeypatch):
    before = children(40, **RUNNING)
    confirm(people.an, send(people.an, vault, csv(before), periode=PERIODE.vorige))
    new = send(people.an, vault, csv(before[3:]))
    restrict(people, vault)
    asked, real = [], Vault.identities

    def noted(self, aanbieder, levering, rijen=None):  # type: ignore[no-untyped-def]
        asked.append(rijen)
        return real(self, aanbieder, levering, rijen)

    monkeypatch.setattr(Vault, "identities", noted)
    records = vanished.vanished_records(
        actor=people.an, reference=new.reference, now=NOW, vault=vault
    )

    assert found(people.an, new, vault).aantal == 2
    assert [each.bsn for each in records] == [BSNS[0], BSNS[2]]
    assert asked == [[2, 4]]  # Of nobody else it was opened who it is.


def test_a_new_form_does_not_take_them_over_and_says_so(people, vault):
    rows = children(3, **RUNNING)
    confirm(people.cor, send(people.cor, vault, csv(rows), periode=PERIODE.vorige))
    restrict(people, vault, people.cor)

    form = Form(people.cor, vault)

    assert [each.velden["bsn"] for each in form.seen.clienten] == [BSNS[0], BSNS[2]]
    assert form.seen.niet_overgenomen == 1
    form.nothing_changed()
    counting = form.submit()
    assert counting.goed == 2
    kept = Aanlevering.objects.get(aanbieder=people.cor.organisatie, periode=PERIODE.vorige.code)
    assert vault.trajecten(people.cor.organisatie, kept.inhoud).num_rows == 3


def test_who_helped_no_longer_is_not_missed_in_a_new_form(people, vault):
    rows = [*children(1, **RUNNING), {"bsn": CHILD, "datum_einde": "20251001"}]
    confirm(people.cor, send(people.cor, vault, csv(rows), periode=PERIODE.vorige))
    restrict(people, vault, people.cor)

    assert Form(people.cor, vault).seen.niet_overgenomen == 0


def test_a_client_on_an_open_form_keeps_a_number_and_nothing_else(people, vault):
    form = Form(people.cor, vault)
    form.save(1, IN_FULL)
    form.add()
    form.save(2, {**IN_FULL, "bsn": CHILD})
    who = restrict(people, vault, people.cor)
    lines = AuditEvent.objects.filter(action="personen:view").count()

    seen = form.seen.clienten

    assert [each.staat for each in seen] == ["klaar", "beperkt"]
    assert (seen[1].velden, seen[1].bsn, seen[1].hints) == ({}, "", ())
    assert form.seen.niet_overgenomen == 0
    for attempt in (lambda: form.save(2, {"geslacht": "M"}), lambda: form.remove(2)):
        with pytest.raises(RowHeldBack):
            attempt()
    form.nothing_changed()
    looks = AuditEvent.objects.filter(action="personen:view").order_by("pk")[lines:]
    assert who not in {each.betrokkene for each in looks}
    vault.unrestrict_person(people.cor.organisatie, who)
    assert form.seen.clienten[1].velden["bsn"] == CHILD


def test_a_version_that_counts_again_and_its_receipt_do_not_count_them(people, vault, tmp_path):
    first = confirm(people.an, send(people.an, vault, csv(children(6))))
    confirm(people.an, send(people.an, vault, csv(children(5))))
    restrict(people, vault)

    back = submission.restore(actor=people.an, reference=first.reference, now=NOW, vault=vault)

    told = facts(people.an, back, vault)
    assert (told.totaal, told.goed, told.teruggehouden) == (6, 6, Teruggehouden(beperkt=1))
    assert [each.telt_mee for each in told.gemeenten] == [5]
    counts = receipts.counts_of(actor=people.an, reference=back.reference, now=NOW, vault=vault)
    assert counts == told.gemeenten


@needs_pdftotext
def test_the_receipt_says_why_its_table_is_shorter_than_its_totals(people, vault, tmp_path):
    sent = confirm(people.an, send(people.an, vault, csv(children(6))))
    before = text_of(pdf(people.an, sent, vault), tmp_path)
    assert "beperkt" not in before
    assert "gewist" not in before
    restrict(people, vault)
    vault.erase_person(people.an.organisatie, vault.find_person(people.an.organisatie, bsn=BSNS[0]))

    after = text_of(pdf(people.an, sent, vault), tmp_path)

    assert "zijn beperkt (AVG artikel 18): 1." in after
    assert "zijn gewist, op verzoek of na het einde van een contract: 1." in after
    assert "Totaal nu 4 0" in after


def text_of(content: bytes, folder) -> str:  # type: ignore[no-untyped-def]
    from test_receipt import _text

    return " ".join(_text(content, folder).split())


def test_after_an_erasure_the_totals_are_explained(people, vault):
    first = confirm(people.an, send(people.an, vault, csv(children(6))))
    second = send(people.an, vault, csv(children(5)))
    aanbieder = people.an.organisatie
    vault.erase_person(aanbieder, vault.find_person(aanbieder, bsn=CHILD))

    told = versus(people.an, second, vault)

    assert (told.gelijk, told.weg) == (4, 1)
    assert (told.teruggehouden, told.teruggehouden_met) == (
        Teruggehouden(gewist=1), Teruggehouden(gewist=1),
    )  # fmt: skip
    assert Aanlevering.objects.get(pk=first.reference).totaal == 6
    assert vault.trajecten(aanbieder, inhoud_of(first)).num_rows == 5


@pytest.mark.parametrize("last", [True, False])
def test_after_the_end_of_a_contract_the_totals_are_explained(people, vault, last):
    ended(people, vault, last=last)

    for each in Aanlevering.objects.filter(aanbieder=people.an.organisatie).exclude(
        submitted_at=None
    ):
        kept = vault.trajecten(each.aanbieder_id, each.inhoud).num_rows if each.inhoud else 0
        assert held(people.an, each, vault) == Teruggehouden(gewist=each.totaal - kept)
        assert each.totaal > kept
