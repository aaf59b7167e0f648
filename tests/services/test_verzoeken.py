"""Requests of jeugdigen and parents: found by number, handled with the provider's permission."""

import json
from datetime import date, timedelta
from uuid import uuid4

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from test_aanleveringen import confirm, send
from traces import Search
from world import BSNS, NOW, PERIODE, children, csv

from uitkomst.access.actor import NotAllowed
from uitkomst.register.models import Aanlevering, AuditEvent, Publication, Verzoek
from uitkomst.services.aanlevering.summary import read_back
from uitkomst.services.deciding import bewerkingen
from uitkomst.services.figures import recompute
from uitkomst.services.figures.persons import persons_behind
from uitkomst.services.figures.publications import own_table
from uitkomst.services.privacy import verzoeken, verzoeken_eigen, verzoeken_uitvoeren
from uitkomst.services.privacy.verzoeken_views import deadline
from uitkomst.services.refusals import NoAgreement, NotFound, PersonUnknown, RequestNotPossible

CHILD, BIRTHDAY = BSNS[310], "20130611"
RECEIVED = date(2026, 7, 10)
OLD = PERIODE.vorige.vorige


@pytest.fixture
def kept(people, vault):
    """A child in two periods, one of them twice, with figures; others beside it."""
    theirs = {"bsn": CHILD, "geboortedatum": BIRTHDAY, "tevredenheid_jeugdige": "6"}
    running = {"datum_einde": "", "reden_beeindiging": ""}
    before = csv([{**each, **running} for each in [theirs, *children(12)]])
    confirm(people.an, send(people.an, vault, before, periode=PERIODE.vorige))
    confirm(people.an, send(people.an, vault, csv([theirs, *children(12)])))
    confirm(people.an, send(people.an, vault, csv([theirs, *children(13)])))
    recompute.compute(periode=PERIODE, now=NOW, vault=vault)
    recompute.compute(periode=PERIODE.vorige, now=NOW, vault=vault)
    ProcrastinateJob.objects.all().delete()
    return people


def asked(people, vault, soort, **who):  # type: ignore[no-untyped-def]
    return verzoeken.register(
        actor=people.priya, aanbieder=people.an.organisatie, soort=soort, ontvangen_op=RECEIVED,
        now=NOW, vault=vault, **(who or {"bsn": CHILD}),
    )  # fmt: skip


def allowed(people, vault, soort):  # type: ignore[no-untyped-def]
    made = asked(people, vault, soort)
    verzoeken_eigen.allow(actor=people.an, verzoek=made, now=NOW, vault=vault)
    return made


def behind(people, vault):  # type: ignore[no-untyped-def]
    return {
        row.bsn
        for row in persons_behind(
            actor=people.an, periode=PERIODE, indicator="uitval", hulpvorm="totaal",
            categorie="totaal", now=NOW, vault=vault,
        )
    }  # fmt: skip


def test_a_request_is_found_by_number_and_the_books_hold_the_reference_only(kept, vault):
    made = asked(kept, vault, "inzage")

    found = Verzoek.objects.get(pk=made)
    assert found.betrokkene == vault.find_person(kept.an.organisatie, bsn=CHILD)
    line = AuditEvent.objects.get(action="verzoek:register")
    assert (line.betrokkene, line.organisatie_id) == (found.betrokkene, kept.an.organisatie)
    told = [str(vars(each)) for each in (*AuditEvent.objects.all(), *Verzoek.objects.all())]
    assert Search([CHILD]).in_text(*told) == set()


def test_a_number_nobody_has_is_refused_and_written_down_without_it(kept, vault):
    for who in ({"bsn": BSNS[700]}, {"clientnummer": "C-1"}):
        with pytest.raises(PersonUnknown):
            asked(kept, vault, "inzage", **who)
    for who in ({"bsn": "", "clientnummer": ""}, {"bsn": CHILD, "clientnummer": "C-1"}):
        with pytest.raises(RequestNotPossible):
            asked(kept, vault, "inzage", **who)

    lines = AuditEvent.objects.filter(action="verzoek:unknown")
    assert [each.resultaat for each in lines] == ["geweigerd"] * 2
    assert not Verzoek.objects.exists()


def test_a_child_of_another_provider_is_not_found_at_this_one(kept, vault):
    confirm(kept.ben, send(kept.ben, vault, csv([{"bsn": BSNS[600]}])))

    with pytest.raises(PersonUnknown):
        asked(kept, vault, "inzage", bsn=BSNS[600])


def test_nothing_happens_before_the_provider_allows(kept, vault):
    for soort, act in (
        ("beperking", verzoeken_uitvoeren.restrict),
        ("wissen", verzoeken_uitvoeren.erase),
    ):
        made = asked(kept, vault, soort)
        with pytest.raises(RequestNotPossible):
            act(actor=kept.priya, verzoek=made, now=NOW, vault=vault)
    with pytest.raises(RequestNotPossible):
        verzoeken_eigen.show(actor=kept.an, verzoek=made, now=NOW, vault=vault)
    with pytest.raises(NotFound):
        verzoeken_eigen.allow(actor=kept.ben, verzoek=made, now=NOW, vault=vault)
    with pytest.raises(NotAllowed):
        verzoeken_eigen.allow(actor=kept.priya, verzoek=made, now=NOW, vault=vault)

    assert CHILD in behind(kept, vault)


def test_the_officer_gets_counts_and_never_a_value(kept, vault):
    made = allowed(kept, vault, "inzage")

    seen = verzoeken.detail(actor=kept.priya, verzoek=made, now=NOW)

    assert seen.resultaat == {
        "rijen": 3, "versies": 3, "perioden": [["2026-1", 2], ["2025-2", 1]],
    }  # fmt: skip
    assert Search([CHILD, BIRTHDAY]).in_text(str(seen)) == set()
    for look in (verzoeken_eigen.show, verzoeken_eigen.detail):
        more = {"vault": vault} if look is verzoeken_eigen.show else {}
        with pytest.raises(NotAllowed):
            look(actor=kept.priya, verzoek=made, now=NOW, **more)


def test_the_provider_sees_all_of_it_and_each_look_is_written_down_first(kept, vault, monkeypatch):
    behind(kept, vault)
    made = allowed(kept, vault, "inzage")

    found = verzoeken_eigen.show(actor=kept.an, verzoek=made, now=NOW, vault=vault)

    assert [(each.periode, each.telt) for each in found.rijen] == [
        ("2026-1", True), ("2026-1", False), ("2025-2", True),
    ]  # fmt: skip
    told = {name: value for name, _, value in found.rijen[0].velden}
    assert (told["bsn"], told["geboortedatum"]) == (CHILD, "11-06-2013")
    assert "Ambulante jeugdhulp" in told["hulpvorm"]
    assert {each.wie for each in found.uitgaven} == {
        "Gemeente 's-Gravenhage",
        "Jeugdregio Haaglanden",
    }
    assert "Trajecten met persoonsgegevens bekeken" in {each.wat for each in found.gezien}
    line = AuditEvent.objects.filter(action="verzoek:view").get()
    assert line.betrokkene == Verzoek.objects.get().betrokkene
    # No line, no values.
    monkeypatch.setattr(verzoeken_eigen, "write_down", lambda *_, **__: 1 / 0)
    monkeypatch.setattr(verzoeken_eigen, "dossier_of", lambda *_: pytest.fail("opened"))
    with pytest.raises(ZeroDivisionError):
        verzoeken_eigen.show(actor=kept.an, verzoek=made, now=NOW, vault=vault)


def test_without_an_agreement_nothing_is_shown_but_a_child_can_be_erased(kept, vault):
    made, other = allowed(kept, vault, "wissen"), allowed(kept, vault, "inzage")
    kept_on = Aanlevering.objects.first().overeenkomst
    kept_on.geldig_tot = date(2026, 7, 1)
    kept_on.save()

    with pytest.raises(NoAgreement):
        verzoeken_eigen.show(actor=kept.an, verzoek=other, now=NOW, vault=vault)
    verzoeken_uitvoeren.erase(actor=kept.priya, verzoek=made, now=NOW, vault=vault)

    assert vault.find_person(kept.an.organisatie, bsn=CHILD) is None


def test_the_export_is_for_a_machine_or_to_read(kept, vault, tmp_path):
    made = allowed(kept, vault, "overdracht")
    give = {"actor": kept.an, "verzoek": made, "now": NOW, "vault": vault}
    before = set(tmp_path.rglob("*"))

    for_machine = json.loads(verzoeken_eigen.handed_over(als="json", **give))
    to_read = verzoeken_eigen.handed_over(als="pdf", **give)

    assert [each["velden"]["bsn"] for each in for_machine["rijen"]] == [CHILD] * 3
    assert to_read.startswith(b"%PDF-")
    assert len(to_read) > 10_000
    assert AuditEvent.objects.filter(action="verzoek:export").count() == 2
    assert set(tmp_path.rglob("*")) == before
    verzoeken_eigen.finish(actor=kept.an, verzoek=made, now=NOW)
    with pytest.raises(RequestNotPossible):
        verzoeken_eigen.handed_over(als="json", **give)


def test_correcting_leads_to_a_new_draft_and_leaves_the_old_version_as_it_is(kept, vault):
    made = allowed(kept, vault, "correctie")
    version = Aanlevering.objects.get(periode=PERIODE.code, status="Verwerkt")
    before = vault.trajecten(kept.an.organisatie, version.inhoud)

    draft = verzoeken_eigen.correct(
        actor=kept.an, verzoek=made, reference=version.pk, now=NOW, vault=vault
    )

    assert draft.reference != version.pk
    assert vault.trajecten(kept.an.organisatie, version.inhoud).equals(before)
    assert Verzoek.objects.get().resultaat["concepten"] == [[str(draft.reference), "2026-1"]]


def test_who_is_restricted_is_neither_shown_nor_counted_until_it_is_lifted(kept, vault):
    made = allowed(kept, vault, "beperking")
    act = {"actor": kept.priya, "verzoek": made, "now": NOW, "vault": vault}
    assert CHILD in behind(kept, vault)

    verzoeken_uitvoeren.restrict(**act)

    assert sorted(ProcrastinateJob.objects.values_list("args__periode", flat=True)) == [
        "2025-2", "2026-1",
    ]  # fmt: skip
    recompute.compute(periode=PERIODE, now=NOW, vault=vault)
    assert behind(kept, vault) == set(BSNS[:13])
    assert total(kept, vault) == 13
    verzoeken_uitvoeren.lift(**act)
    recompute.compute(periode=PERIODE, now=NOW, vault=vault)
    assert CHILD in behind(kept, vault)
    assert total(kept, vault) == 14
    with pytest.raises(RequestNotPossible):
        verzoeken_uitvoeren.lift(**act)


def total(people, vault):  # type: ignore[no-untyped-def]
    """How many trajecten the provider's own report counts."""
    table = own_table(actor=people.an, periode=PERIODE, now=NOW, vault=vault)
    cells = [
        cell for cell in table.cells
        if cell.indicator == "uitval" and cell.gemeente == cell.hulpvorm == "totaal"
    ]  # fmt: skip
    return sum(cell.aantal for cell in cells if cell.categorie != "totaal")


def test_who_is_erased_is_gone_and_what_was_published_stays(kept, vault, tmp_path):
    shown = list(Publication.objects.order_by("pk").values_list("pk", "table"))
    made = allowed(kept, vault, "wissen")
    search = Search([CHILD])
    found = vault.rows_of(kept.an.organisatie, Verzoek.objects.get().betrokkene)
    rows = [row for table in found.values() for row in table.to_pylist()]
    assert search.in_text(str(rows)) == {CHILD}  # The search sees it when it opens.

    verzoeken_uitvoeren.erase(actor=kept.priya, verzoek=made, now=NOW, vault=vault)

    done = verzoeken.detail(actor=kept.priya, verzoek=made, now=NOW)
    assert done.resultaat["gewist_rijen"] == 3
    assert done.resultaat["herberekend"] == ["2025-2", "2026-1"]
    assert done.afgehandeld_by == "Priya"
    assert list(Publication.objects.order_by("pk").values_list("pk", "table")) == shown
    left = [
        row
        for each in Aanlevering.objects.exclude(inhoud=None)
        for row in vault.identities(each.aanbieder_id, each.inhoud).to_pylist()
    ]
    assert len(left) == 12 + 12 + 13
    assert search.in_text(str(left)) == set()
    assert search.in_folder(tmp_path) == set()
    assert vault.find_person(kept.an.organisatie, bsn=CHILD) is None
    recompute.compute(periode=PERIODE, now=NOW, vault=vault)
    assert total(kept, vault) == 13


def test_an_erased_child_that_comes_back_is_asked_about(kept, vault):
    made = allowed(kept, vault, "wissen")
    verzoeken_uitvoeren.erase(actor=kept.priya, verzoek=made, now=NOW, vault=vault)
    an = kept.an
    file = csv([{"bsn": CHILD, "hulpvorm": "02"}, {"bsn": CHILD, "hulpvorm": "03"}, *children(12)])

    received = send(an, vault, file)

    assert (received.status, received.bevestigen) == ("Wacht op bevestiging", 2)
    summary = read_back(Aanlevering.objects.get(pk=received.reference).summary)
    (question,) = [each for each in summary.oorzaken if each.naam == "gewist"]
    assert (question.ernst, question.aantal, question.antwoord) == ("bevestigen", 2, None)
    assert CHILD not in _bsns(an, vault, received)

    no = _answered(an, vault, received, ja=False)
    assert (no.status, no.geparkeerd, no.goed) == ("Gecontroleerd", 2, 12)
    assert CHILD not in _bsns(an, vault, received)
    assert vault.find_person(an.organisatie, bsn=CHILD) is None

    yes = _answered(an, vault, no, ja=True)
    assert (yes.status, yes.geparkeerd, yes.goed) == ("Gecontroleerd", 0, 14)
    assert CHILD in _bsns(an, vault, received)
    assert vault.find_person(an.organisatie, bsn=CHILD) is not None

    again = _answered(an, vault, yes, ja=False)
    assert again.geparkeerd == 2
    assert CHILD not in _bsns(an, vault, received)
    # Once it was said to be right and submitted, the next file is not asked about any more.
    confirm(an, _answered(an, vault, again, ja=True))
    assert send(an, vault, file).bevestigen == 0


def _answered(actor, vault, received, *, ja):  # type: ignore[no-untyped-def]
    return bewerkingen.answer(
        actor=actor, reference=received.reference, revisie=received.revisie,
        antwoorden={"gewist": (ja, "Opnieuw in zorg" if ja else "")}, now=NOW, vault=vault,
    )  # fmt: skip


def _bsns(actor, vault, received):  # type: ignore[no-untyped-def]
    inhoud = Aanlevering.objects.get(pk=received.reference).inhoud
    return set(vault.identities(actor.organisatie, inhoud)["bsn"].to_pylist())


def test_a_request_has_a_month(kept, vault):
    made = asked(kept, vault, "inzage")

    assert verzoeken.detail(actor=kept.priya, verzoek=made, now=NOW).dagen == 26
    late = verzoeken.detail(actor=kept.priya, verzoek=made, now=NOW + timedelta(days=40))
    assert late.dagen == -14
    assert deadline(date(2026, 1, 31)) == date(2026, 2, 28)
    assert deadline(date(2026, 12, 15)) == date(2027, 1, 15)


def test_a_refusal_ends_it_with_the_reason(kept, vault):
    made = asked(kept, vault, "wissen")
    with pytest.raises(NotFound):
        verzoeken_eigen.refuse(actor=kept.ben, verzoek=made, reden="Nee", now=NOW)

    verzoeken_eigen.refuse(actor=kept.an, verzoek=made, reden="Niet wie hij zegt", now=NOW)

    seen = verzoeken.detail(actor=kept.priya, verzoek=made, now=NOW)
    assert (seen.stand, seen.geweigerd_reden) == (
        "Geweigerd door de aanbieder",
        "Niet wie hij zegt",
    )
    with pytest.raises(RequestNotPossible):
        verzoeken_eigen.allow(actor=kept.an, verzoek=made, now=NOW, vault=vault)
    with pytest.raises(NotFound):
        verzoeken.detail(actor=kept.priya, verzoek=uuid4(), now=NOW)
