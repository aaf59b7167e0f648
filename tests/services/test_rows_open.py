"""A row that waits, as a form: what is wrong first, put right or left out, and the next one."""

import pytest
from test_aanleveringen import send
from test_bewerkingen import undo
from world import BSNS, NOW, children, csv

from uitkomst.access.actor import NotAllowed
from uitkomst.register.models import AuditEvent, Bewerking
from uitkomst.services.deciding import rows_open
from uitkomst.services.delivering import aanleveringen
from uitkomst.services.kept.sources import BEWERKING
from uitkomst.services.refusals import ChangedMeanwhile, NotFound, UnknownChoice
from uitkomst.vault.keys import Purpose

WRONG = "123456789"
ROWS = csv(
    [
        *children(3),
        {"bsn": WRONG},
        {"bsn": BSNS[5], "datum_einde": "20250101"},
        {"bsn": BSNS[5], "hulpvorm": "03"},
        {"bsn": "123456780"},
    ]
)


def opened(actor, vault, aanlevering, rij, **more):
    return rows_open.open_row(
        actor=actor, reference=aanlevering.reference, rij=rij, now=NOW, vault=vault, **more
    )


def saved(actor, vault, aanlevering, rij, velden, revisie=0):
    return rows_open.save_row(
        actor=actor,
        reference=aanlevering.reference,
        revisie=revisie,
        rij=rij,
        velden=velden,
        now=NOW,
        vault=vault,
    )


def dropped(actor, vault, aanlevering, rij, revisie=0):
    return rows_open.drop_row(
        actor=actor,
        reference=aanlevering.reference,
        revisie=revisie,
        rij=rij,
        now=NOW,
        vault=vault,
    )


@pytest.fixture
def received(people, vault):
    return send(people.an, vault, ROWS)


def test_the_wrong_field_comes_first_with_the_rule_in_words(people, vault, received):
    row = opened(people.an, vault, received, 5)

    first = row.velden[0]
    assert (first.naam, first.waarde, first.fouten[0].regel) == ("bsn", WRONG, "V01")
    assert first.fouten[0].melding
    assert first.fouten[0].remedie
    assert (row.goed, row.volgende, row.resterend) == (False, 8, 2)
    geslacht = next(each for each in row.velden if each.naam == "geslacht")
    assert (geslacht.waarde, geslacht.fouten) == ("V", ())
    assert "V" in {code for code, _ in geslacht.codes}


def test_the_other_trajecten_of_the_same_child_stand_beside_it(people, vault, received):
    row = opened(people.an, vault, received, 6)

    [other] = row.andere
    assert (other.rij, other.hulpvorm, other.status) == (7, "03", "goed")


def test_every_look_is_written_down(people, vault, received):
    opened(people.an, vault, received, 5)

    line = AuditEvent.objects.order_by("-pk").first()
    assert (line.action, line.subject) == ("personen:view", str(received.reference))
    assert "rij 5" in line.purpose


def test_a_row_put_right_is_good_and_leads_to_the_next(people, vault, received):
    row = saved(people.an, vault, received, 5, {"bsn": BSNS[20]})

    assert (row.goed, row.revisie, row.volgende, row.resterend) == (True, 1, 8, 1)
    again = opened(people.an, vault, received, 5)
    assert next(each.waarde for each in again.velden if each.naam == "bsn") == BSNS[20]


def test_a_row_that_is_still_wrong_says_so(people, vault, received):
    row = saved(people.an, vault, received, 5, {"bsn": "111"})

    assert row.goed is False
    assert (row.velden[0].waarde, row.revisie) == ("111", 1)


def test_what_was_typed_is_sealed_and_not_in_the_books(people, vault, received):
    saved(people.an, vault, received, 5, {"bsn": BSNS[20], "geslacht": "V"})

    made = Bewerking.objects.get()
    assert (made.rij, made.aantal, made.keuze) == (5, 1, {"velden": ["bsn"]})
    sealed = vault.open_object(
        people.an.organisatie, received.reference, f"{BEWERKING}1", Purpose.IDENTITEITEN
    )
    assert BSNS[20].encode() in sealed


def test_saving_without_a_change_is_no_decision(people, vault, received):
    row = saved(people.an, vault, received, 5, {"bsn": WRONG})

    assert (row.goed, row.revisie) == (False, 0)
    assert not Bewerking.objects.exists()


def test_an_undone_row_is_forgotten_by_the_vault(people, vault, received):
    saved(people.an, vault, received, 5, {"bsn": BSNS[20]})
    view = send_view(people.an, received)

    undo(people.an, vault, view)

    assert f"{BEWERKING}1" not in vault.objects(people.an.organisatie, received.reference)
    assert opened(people.an, vault, received, 5).goed is False


def send_view(actor, received):
    return aanleveringen.detail(actor=actor, reference=received.reference).aanlevering


def test_a_row_left_out_is_gone_and_comes_back_when_undone(people, vault, received):
    row = dropped(people.an, vault, received, 5)

    assert (row.weg, row.goed, row.volgende) == (True, False, 8)
    assert send_view(people.an, received).totaal == 6
    with pytest.raises(UnknownChoice):
        opened(people.an, vault, received, 5)
    assert undo(people.an, vault, send_view(people.an, received)).totaal == 7


@pytest.mark.parametrize("rij", [1, 99])
def test_a_row_that_is_not_in_the_file_does_not_open(people, vault, received, rij):
    with pytest.raises(UnknownChoice):
        opened(people.an, vault, received, rij)


@pytest.mark.parametrize("velden", [{"naam": "Jan"}, {"bsn": "9" * 201}])
def test_only_fields_of_a_record_are_saved(people, vault, received, velden):
    with pytest.raises(UnknownChoice):
        saved(people.an, vault, received, 5, velden)


def test_an_older_page_saves_nothing(people, vault, received):
    saved(people.an, vault, received, 5, {"bsn": BSNS[20]})

    with pytest.raises(ChangedMeanwhile, match="zelf intussen"):
        saved(people.an, vault, received, 8, {"bsn": BSNS[21]}, revisie=0)

    assert vault.objects(people.an.organisatie, received.reference) == ("bewerking-1", "bron")


def test_nobody_else_opens_it(people, vault, received):
    with pytest.raises(NotFound):
        opened(people.ben, vault, received, 5)
    with pytest.raises(NotAllowed):
        opened(people.guus, vault, received, 5)


def test_all_rows_of_a_cause_are_told_without_values(people, vault, received):
    rows, total = rows_open.rows_waiting(
        actor=people.an, reference=received.reference, oorzaak="V01", now=NOW, vault=vault
    )

    assert (rows, total) == ((5, 8), 2)
    with pytest.raises(UnknownChoice):
        rows_open.rows_waiting(
            actor=people.an, reference=received.reference, oorzaak="V99", now=NOW, vault=vault
        )
