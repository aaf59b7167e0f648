"""Dates with the month first: one decision for all columns, in the logbook and remembered."""

import pytest
from test_aanleveringen import send
from test_bewerkingen import first_proposal, undo
from world import BSNS, NOW, csv

from uitkomst.intake.keuzes import Herstelkeuze
from uitkomst.services.deciding import bewerkingen, previews

DATES = ("geboortedatum", "datum_aanvang", "datum_einde")


def month_first(bsn, born, start, end):
    return {"bsn": bsn} | dict(zip(DATES, (born, start, end), strict=True))


FILE = csv(
    [
        month_first(BSNS[0], "05/31/2010", "01/31/2026", "05/25/2026"),
        month_first(BSNS[1], "12/24/2011", "02/03/2026", "06/07/2026"),
    ]
)


@pytest.fixture
def repaired(people, vault):
    received = send(people.an, vault, FILE)
    voorstel = first_proposal(people.an, received, "G01")
    return bewerkingen.apply_voorstel(
        actor=people.an,
        reference=received.reference,
        revisie=received.revisie,
        herstel=Herstelkeuze("G01", voorstel.kolom, vorm="mdj"),
        onthoud=True,
        now=NOW,
        vault=vault,
    )


def test_one_decision_puts_every_date_column_right_and_names_them(people, repaired, vault):
    assert (repaired.goed, repaired.geparkeerd) == (2, 0)
    [view] = bewerkingen.list_of(actor=people.an, reference=repaired.reference)
    assert view.titel.endswith("(Geboortedatum, Datum aanvang, Datum einde)")

    assert undo(people.an, vault, repaired).geparkeerd == 2


def test_the_preview_shows_all_the_columns(people, vault):
    received = send(people.an, vault, FILE)
    voorstel = first_proposal(people.an, received, "G01")
    opened = previews.open_voorstel(
        actor=people.an,
        reference=received.reference,
        code="G01",
        kolom=voorstel.kolom,
        herstel=Herstelkeuze("G01", voorstel.kolom, vorm="mdj"),
        now=NOW,
        vault=vault,
    )

    assert opened.preview.aantal == 2
    assert {each.veld for each in opened.preview.voorbeelden} == set(DATES)


def test_the_next_file_is_read_so_by_itself_also_with_fewer_columns_wrong(people, repaired, vault):
    good_birth = csv([month_first(BSNS[0], "20100531", "01/31/2026", "05/25/2026")])

    assert send(people.an, vault, FILE).goed == 2
    assert send(people.an, vault, good_birth).goed == 1


def test_a_next_file_in_another_form_is_asked_about_again(people, repaired, vault):
    words = [month_first(BSNS[n], "1 mei 2010", "3 feb 2026", "4 mrt 2026") for n in range(2)]

    again = send(people.an, vault, csv(words))

    assert again.geparkeerd == 2
    assert bewerkingen.list_of(actor=people.an, reference=again.reference) == ()
    assert first_proposal(people.an, again, "G01").kolommen == DATES
