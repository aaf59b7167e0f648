"""A form is a delivery like any other: the same findings, rows and figures as a file."""

import logging
import os
from pathlib import Path

import pytest
from django.db import connection
from test_aanleveringen import confirm, inhoud_of, send
from test_clienten import BEFORE, RUNNING, Form, delivered
from test_nothing_in_the_clear import FOLDER, found_in
from world import BSNS, COLUMNS, GOOD, NOW, PERIODE, children, csv, world

from uitkomst.register.models import Publication
from uitkomst.services.changes import difference, vanished
from uitkomst.services.delivering import aanleveringen, receipt
from uitkomst.services.figures import recompute
from uitkomst.services.figures.persons import persons_behind
from uitkomst.services.figures.publications import own_table
from uitkomst.services.forms import clienten

ROWS = [
    {**GOOD, "bsn": BSNS[0], "tevredenheid_jeugdige": "8", "zonder_hulp_jeugdige": "04"},
    {**GOOD, "bsn": BSNS[1], "postcode_of_gemeente": "2511 ab", "tevredenheid_ouder": "11"},
    {**GOOD, "bsn": BSNS[2], "geboortedatum": "20060101"},
    {**GOOD, "bsn": "123456789", "hulpvorm": "04"},
    {**GOOD, "bsn": "999999999", "reden_beeindiging": ""},
    {**GOOD, **RUNNING, "bsn": BSNS[3], "datum_aanvang": "2025-02-30"},
]
BIRTHDAY, POSTCODE = "20110918", "2597GW"
SECRETS = (*BSNS[520:530], BIRTHDAY, POSTCODE, "Uitgeprocedeerd gezin")


def filled_in(actor, vault, rows, periode=PERIODE):
    form = Form(actor, vault, periode)
    for number, row in enumerate(rows, start=1):
        if number > 1:
            form.add()
        form.save(number, {name: row.get(name, "") for name in COLUMNS})
    return form


def told(actor, reference):
    """What a check says, without where a column stands."""
    detail = aanleveringen.detail(actor=actor, reference=reference)
    view = detail.aanlevering
    return {
        "counts": (view.totaal, view.goed, view.geparkeerd, view.bevestigen, view.status),
        "causes": detail.oorzaken,
        "places": detail.bevindingen,
        "rules": (detail.uitgevoerd, detail.overgeslagen, detail.mislukt),
    }


def sealed_rows(actor, vault, reference):
    inhoud = inhoud_of(aanleveringen.detail(actor=actor, reference=reference).aanlevering)
    halves = (
        vault.trajecten(actor.organisatie, inhoud), vault.identities(actor.organisatie, inhoud)
    )  # fmt: skip
    # Who is who is told apart per provider; the file was another's.
    return [half.drop_columns(["persoon"]).to_pylist() for half in halves]


def test_a_form_and_a_file_with_the_same_values_are_judged_and_sealed_alike(people, vault):
    form = filled_in(people.cor, vault, ROWS)
    sent = send(people.an, vault, csv(ROWS))

    assert told(people.cor, form.reference) == told(people.an, sent.reference)
    assert form.draft.geparkeerd == 4
    assert sealed_rows(people.cor, vault, form.reference) == sealed_rows(
        people.an, vault, sent.reference
    )


def test_a_form_and_a_file_with_the_same_values_give_the_same_figures(people, vault):
    rows = [{**GOOD, **row, "tevredenheid_jeugdige": "8"} for row in children(12)]
    filled_in(people.an, vault, rows).submit()
    recompute.compute(periode=PERIODE, now=NOW, vault=vault)
    of_the_form = own_table(actor=people.an, periode=PERIODE, now=NOW, vault=vault)
    confirm(people.an, send(people.an, vault, csv(rows)))
    recompute.compute(periode=PERIODE, now=NOW, vault=vault)

    assert own_table(actor=people.an, periode=PERIODE, now=NOW, vault=vault) == of_the_form
    asked = {"indicator": "uitval", "hulpvorm": "totaal", "categorie": "totaal"}
    behind = persons_behind(actor=people.an, periode=PERIODE, now=NOW, vault=vault, **asked)
    assert len(behind) == 12


class TestZeroRows:
    """ "No trajecten" goes the whole road."""

    @pytest.fixture
    def submitted(self, people, vault):
        delivered(people.cor, vault, [{**row, **RUNNING} for row in children(4)])
        delivered(people.cor, vault, children(4, **RUNNING), periode=PERIODE)
        draft = clienten.without_trajecten(actor=people.cor, periode=PERIODE, now=NOW, vault=vault)
        seen = difference.difference(
            actor=people.cor, reference=draft.reference, now=NOW, vault=vault
        )
        gone = vanished.vanished(actor=people.cor, reference=draft.reference, now=NOW, vault=vault)
        return seen, gone, confirm(people.cor, draft)

    def test_the_difference_says_that_everything_goes(self, submitted):
        seen, gone, _ = submitted

        assert (seen.erbij, seen.weg) == (0, 4)
        assert gone.aantal == 4

    def test_there_is_a_receipt(self, people, vault, submitted):
        reference = submitted[2].reference

        facts = receipt.receipt_of(actor=people.cor, reference=reference, now=NOW, vault=vault)
        content = receipt.receipt(actor=people.cor, reference=reference, now=NOW, vault=vault)

        assert (facts.totaal, facts.goed, facts.gemeenten) == (0, 0, ())
        assert content.startswith(b"%PDF")

    def test_the_figures_are_made_and_count_nobody(self, people, vault, submitted):
        delivered(people.an, vault, children(12, start=20), periode=PERIODE)

        recompute.compute(periode=PERIODE, now=NOW, vault=vault)

        assert Publication.objects.filter(periode=PERIODE.code).exists()
        state = aanleveringen.detail(actor=people.cor, reference=submitted[2].reference)
        assert state.aanlevering.status == "Verwerkt"

    def test_the_next_form_begins_empty(self, people, vault, submitted):
        seen = Form(people.cor, vault).seen

        assert [client.velden for client in seen.clienten] == [{}]

    def test_the_next_period_begins_with_nobody(self, people, vault):
        draft = clienten.without_trajecten(actor=people.cor, periode=BEFORE, now=NOW, vault=vault)
        confirm(people.cor, draft)

        assert [client.velden for client in Form(people.cor, vault).seen.clienten] == [{}]


@pytest.mark.django_db(transaction=True)
def test_nothing_typed_in_a_form_is_in_the_clear_anywhere(vault, tmp_path, caplog):
    people = world()
    with caplog.at_level(logging.DEBUG):
        rows = [
            {**GOOD, "bsn": bsn, "geboortedatum": BIRTHDAY, "postcode_of_gemeente": POSTCODE}
            for bsn in BSNS[520:523]
        ]
        form = filled_in(people.cor, vault, [*rows, {"geslacht": SECRETS[-1]}])
        form.save(4, {"bsn": BSNS[524][:8], "geboortedatum": BSNS[525]})
        form.remove(1)
        form.submit()
        again = Form(people.cor, vault)
        again.nothing_changed()
        again.save(3, {"bsn": BSNS[526]})
        recompute.compute(periode=PERIODE, now=NOW, vault=vault)
    with connection.cursor() as cursor:
        cursor.execute("checkpoint")

    assert found_in(tmp_path, *SECRETS) == set()
    assert found_in(Path(os.environ[FOLDER]), *SECRETS) == set()
    assert [value for value in SECRETS if value in caplog.text] == []
