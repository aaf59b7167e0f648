"""How a draft was read, with its first values: only for who may see them, and written down."""

from datetime import timedelta

import pytest
from test_aanleveringen import confirm, send
from test_bewerkingen import OTHER_NAMES, colleague
from world import BSNS, NOW, children, csv

from uitkomst.access.actor import NotAllowed
from uitkomst.register.models import Aanlevering, AuditEvent
from uitkomst.services.aanlevering import presence
from uitkomst.services.deciding import readings
from uitkomst.services.delivering import aanleveringen
from uitkomst.services.refusals import NotFound, SourceGone, WrongStatus


def reading(actor, vault, aanlevering):
    return readings.reading(actor=actor, reference=aanlevering.reference, now=NOW, vault=vault)


def test_every_column_shows_its_first_values_and_the_look_is_written_down(people, vault):
    received = send(people.an, vault, csv(children(5)))

    lezing = reading(people.an, vault, received)

    assert (lezing.kolommen[0].veld, lezing.kolommen[0].waarden) == ("bsn", tuple(BSNS[:3]))
    assert AuditEvent.objects.order_by("-pk").first().action == "personen:view"


def test_what_the_books_keep_of_a_reading_holds_no_value(people, vault):
    received = send(people.an, vault, csv(children(5)))

    lezing = aanleveringen.detail(actor=people.an, reference=received.reference).lezing

    assert lezing.kolommen[0].veld == "bsn"
    assert {kolom.waarden for kolom in lezing.kolommen} == {()}
    assert BSNS[0] not in str(Aanlevering.objects.get().summary)


def test_a_file_refused_for_its_columns_shows_them_too(people, vault):
    lezing = reading(people.an, vault, send(people.an, vault, OTHER_NAMES))

    assert lezing.ontbrekend == ("datum_aanvang",)
    assert lezing.kolommen[7].veld is None


def test_a_file_that_was_no_delivery_at_all_is_gone(people, vault):
    with pytest.raises(SourceGone):
        reading(people.an, vault, send(people.an, vault, b""))


def test_the_cells_of_some_rows_can_be_asked(people, vault):
    received = send(people.an, vault, csv(children(5)))

    found = readings.cells(
        actor=people.an, reference=received.reference, rijen=[3, 99], now=NOW, vault=vault
    )

    assert {rij: row["bsn"] for rij, row in found.items()} == {3: BSNS[1]}


def test_only_the_provider_reads_its_draft(people, vault):
    received = send(people.an, vault, csv(children(5)))
    with pytest.raises(NotFound):
        reading(people.ben, vault, received)
    with pytest.raises(NotAllowed):
        reading(people.ruud, vault, received)
    with pytest.raises(WrongStatus):
        reading(people.an, vault, confirm(people.an, received))


def test_two_people_see_each_other_for_ten_minutes(people, vault):
    karin = colleague(people.an)
    received = send(people.an, vault, csv(children(5)))

    seen = presence.at_work(actor=karin, now=NOW + timedelta(minutes=9))
    assert seen == ("An is bezig met versie 1 (eerste helft 2026)",)
    assert presence.at_work(actor=people.an, now=NOW) == ()
    assert presence.at_work(actor=karin, now=NOW + timedelta(minutes=11)) == ()
    reading(karin, vault, received)
    assert presence.at_work(actor=people.an, now=NOW, reference=received.reference)
    assert presence.at_work(actor=people.ben, now=NOW) == ()
