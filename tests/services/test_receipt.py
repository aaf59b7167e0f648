"""The receipt: what was submitted, by whom, and provably so; nothing about a person."""

import hashlib
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from test_aanleveringen import confirm, send
from test_submission import asks, say, submit, withdraw
from world import BSNS, NOW, PDF, PERIODE, children, csv

from uitkomst.access.actor import NotAllowed
from uitkomst.register.models import Aanlevering, AuditEvent, Verwerkersovereenkomst
from uitkomst.services.changes import vanished
from uitkomst.services.delivering import receipt as receipts
from uitkomst.services.delivering.receipt_pdf import pdf_of
from uitkomst.services.forms import clienten
from uitkomst.services.kept import checksums
from uitkomst.services.kept.checksums import checksums_of
from uitkomst.services.refusals import NoReceipt, NotFound

PDFTOTEXT = shutil.which("pdftotext")
needs_pdftotext = pytest.mark.skipif(PDFTOTEXT is None, reason="pdftotext (poppler) is not here")
MIXED = [
    *children(4),
    *children(2, 4, postcode_of_gemeente="0503"),
    {**children(1, 6)[0], "geslacht": "X"},
]


def facts(actor, aanlevering, vault):
    return receipts.receipt_of(actor=actor, reference=aanlevering.reference, now=NOW, vault=vault)


def pdf(actor, aanlevering, vault, now=NOW):
    return receipts.receipt(actor=actor, reference=aanlevering.reference, now=now, vault=vault)


@pytest.fixture
def submitted(people, vault):
    return confirm(people.an, send(people.an, vault, csv(MIXED)))


def test_it_says_who_submitted_what_and_when(people, vault, submitted):
    told = facts(people.an, submitted, vault)

    assert (told.aanbieder, told.periode, told.versie, told.route) == (
        "Stichting Aap",
        PERIODE,
        1,
        "Bestand",
    )
    assert (told.submitted_by, told.submitted_at) == ("An", NOW)
    assert (told.totaal, told.goed, told.geparkeerd) == (7, 6, 1)


def test_per_gemeente_it_counts_what_counts_and_what_waits(people, vault, submitted):
    told = facts(people.an, submitted, vault)

    lines = [(each.gemeente, each.telt_mee, each.geparkeerd) for each in told.gemeenten]
    assert lines == [("'s-Gravenhage", 4, 1), ("Delft", 2, 0)]
    assert sum(each.telt_mee for each in told.gemeenten) == told.goed
    assert [each.aantal for each in told.parkeerredenen] == [1]
    assert (
        receipts.counts_of(actor=people.an, reference=submitted.reference, now=NOW, vault=vault)
        == told.gemeenten
    )


def test_its_checksums_are_of_the_file_and_of_the_rows(people, vault, submitted):
    told = facts(people.an, submitted, vault)

    assert told.sha256_bron == hashlib.sha256(csv(MIXED)).hexdigest()
    assert re.fullmatch("[0-9a-f]{64}", told.sha256_rijen)
    assert re.fullmatch("[0-9a-f]{64}", told.sha256_regels)


def whole_database() -> str:
    """Every row of every table as text; bytes stand in it in hex."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'select t::text from "{table}" t')
            found += [row for (row,) in cursor.fetchall()]
    return "\n".join(found)


def test_the_database_holds_no_checksum_of_what_was_delivered(people, vault):
    """Of a file about one child one could try all BSNs; of the agreement it may have one."""
    one = csv(children(1))
    for content in (one, csv(children(1, geslacht="X"))):
        draft = send(people.an, vault, content)
        written = whole_database()
        assert str(draft.reference) in written
        assert hashlib.sha256(content).hexdigest() not in written
    counted = confirm(people.an, send(people.an, vault, one))
    told = facts(people.an, counted, vault)

    written = whole_database()

    assert told.sha256_bron == hashlib.sha256(one).hexdigest()
    assert told.sha256_bron not in written
    assert told.sha256_rijen not in written
    assert hashlib.sha256(PDF).hexdigest() in written
    assert PDF.hex() in written


def test_other_rows_have_another_checksum_and_the_same_rows_the_same(people, vault, submitted):
    again = confirm(people.an, send(people.an, vault, csv(MIXED)))
    other = confirm(people.an, send(people.an, vault, csv(MIXED[1:])))

    sums = [facts(people.an, each, vault).sha256_rijen for each in (submitted, again, other)]

    assert sums[0] == sums[1] != sums[2]


def test_it_shows_answers_with_their_reasons(people, vault):
    told = facts(
        people.an, submit(people.an, say(people.an, asks(people.an, vault), vault, ja=True)), vault
    )

    [answered] = told.antwoorden
    assert (answered.antwoord, answered.reden, answered.door) == ("Ja, klopt", "Nagevraagd", "An")
    assert (answered.vraag[:4], answered.aantal) == ("V20:", 1)


def test_it_shows_what_was_said_of_vanished_help(people, vault):
    before = children(40, datum_einde="", reden_beeindiging="")
    confirm(people.an, send(people.an, vault, csv(before), periode=PERIODE.vorige))
    draft = send(people.an, vault, csv(before[2:]))
    vanished.answer(
        actor=people.an,
        reference=draft.reference,
        revisie=draft.revisie,
        antwoorden={"02": ("anders", "Overgenomen door een ander")},
        now=NOW,
        vault=vault,
    )
    submit(people.an, replace(draft, revisie=draft.revisie + 1))

    [said] = facts(people.an, draft, vault).verdwenen

    assert (said.aantal, said.antwoord, said.reden) == (2, "", "Overgenomen door een ander")


def test_the_pdf_is_the_same_byte_for_byte_whenever_it_is_asked_for(people, vault, submitted):
    first = pdf(people.an, submitted, vault)

    withdraw(people.an, submitted)

    assert first.startswith(b"%PDF-")
    assert pdf(people.an, submitted, vault, now=NOW + timedelta(days=3)) == first
    assert AuditEvent.objects.filter(action="aanlevering:receipt").count() == 2


@needs_pdftotext
def test_the_pdf_is_tagged_in_dutch_and_says_what_the_facts_say(people, vault, submitted, tmp_path):
    content = pdf(people.an, submitted, vault)

    assert b"pdfuaid" in content
    assert b"/Lang (nl-NL)" in content or b"(nl-NL)" in content
    text = _text(content, tmp_path)
    assert "Stichting Aap" in text
    assert hashlib.sha256(csv(MIXED)).hexdigest() in text
    assert "Bladzijde 1 van" in text


@needs_pdftotext
def test_no_person_is_in_it(people, vault, submitted, tmp_path):
    told = repr(facts(people.an, submitted, vault)) + _text(
        pdf(people.an, submitted, vault), tmp_path
    )

    assert not any(bsn in told for bsn in BSNS[:20])
    assert "20120314" not in told


@needs_pdftotext
def test_what_somebody_wrote_is_text_and_never_markup(people, vault, submitted, tmp_path):
    nasty = '#panic("x") $1$ *vet* _x_ @ref <label> \\ “quoted” `raw` //'
    told = replace(facts(people.an, submitted, vault), aanbieder=nasty)

    assert '#panic("x") $1$ *vet* _x_ @ref <label>' in _text(pdf_of(told), tmp_path)


def test_a_solo_practitioner_has_the_own_name_on_the_own_receipt(people, vault):
    mine = confirm(people.cor, send(people.cor, vault, csv(children(3))))

    assert facts(people.cor, mine, vault).aanbieder == "Praktijk Cornelissen"
    with pytest.raises(NotFound):
        facts(people.an, mine, vault)


@needs_pdftotext
def test_who_had_no_trajecten_gets_a_receipt_that_says_so(people, vault, tmp_path):
    draft = clienten.without_trajecten(actor=people.cor, periode=PERIODE, now=NOW, vault=vault)

    content = pdf(people.cor, submit(people.cor, draft), vault)

    assert "geen trajecten" in _text(content, tmp_path)


def test_a_draft_has_no_receipt_and_others_get_none(people, vault, submitted):
    draft = send(people.an, vault, csv(children(3)))

    with pytest.raises(NoReceipt):
        pdf(people.an, draft, vault)
    with pytest.raises(NotFound):
        pdf(people.ben, submitted, vault)
    with pytest.raises(NotAllowed):
        pdf(people.guus, submitted, vault)


def test_the_rules_have_a_checksum_that_does_not_depend_on_the_file(vault, people, submitted):
    rows = vault.trajecten(people.an.organisatie, _inhoud(submitted))

    assert checksums_of(b"a", rows).regels == checksums_of(b"b", rows.slice(1)).regels


def _inhoud(aanlevering):
    return Aanlevering.objects.get(pk=aanlevering.reference).inhoud


def _text(content, tmp_path):
    """What a reader of the PDF sees, without line breaks."""
    place = tmp_path / "receipt.pdf"
    place.write_bytes(content)
    done = subprocess.run(
        [str(PDFTOTEXT), "-layout", str(place), "-"], capture_output=True, check=True
    )
    return " ".join(done.stdout.decode().split())


def test_another_code_list_is_another_set_of_rules(tmp_path, monkeypatch):
    """What a check finds is decided by more than the rules themselves."""
    before = checksums.rules_checksum()
    shelf = tmp_path / "standard"
    for folder in checksums.DECLARED:
        shutil.copytree(str(checksums.SHELF / folder), shelf / folder)
    monkeypatch.setattr(checksums, "SHELF", shelf)
    assert checksums.rules_checksum.__wrapped__() == before

    with (shelf / "codelijsten" / "hulpvorm.toml").open("a") as file:
        file.write("\n# another\n")

    assert checksums.rules_checksum.__wrapped__() != before


def test_outside_an_agreement_it_tells_what_the_books_tell(people, vault, submitted):
    """What is sealed is not opened any more: no counts per gemeente, and no checksums."""
    Verwerkersovereenkomst.objects.update(geldig_tot=NOW.date())

    told = receipts.receipt_of(
        actor=people.an, reference=submitted.reference, now=NOW + timedelta(days=1), vault=vault
    )

    sealed = {"gemeenten": None, "sha256_bron": "", "sha256_rijen": "", "sha256_regels": ""}
    assert told == replace(facts(people.an, submitted, vault), **sealed)
