"""Agreements and organisations, as who runs the portal keeps them."""

import hashlib
from datetime import date
from uuid import uuid4

import pytest
from world import BSNS, NOW, PDF

from uitkomst.access.actor import NotAllowed
from uitkomst.services.deelnemers import organisaties, overeenkomsten
from uitkomst.services.demo.agreement import agreement_pdf
from uitkomst.services.refusals import HoldsBsn, NotAPdf, NotFound, WrongDates

DAY = NOW.date()


def add(people, **changed):
    arguments = {
        "actor": people.ruud,
        "aanbieder": people.dirk.organisatie,
        "versie": "BoZ 2022",
        "geldig_van": DAY,
        "geldig_tot": None,
        "ondertekenaar": "D. de Directeur",
        "pdf": PDF,
        "now": NOW,
    }
    return overeenkomsten.add(**{**arguments, **changed})


def test_an_agreement_is_kept_with_its_checksum_and_who_added_it(people):
    added = add(people)

    assert added.sha256 == hashlib.sha256(PDF).hexdigest()
    assert added.added_by == "Ruud"
    assert overeenkomsten.valid_for(aanbieder=people.dirk.organisatie, day=DAY) == added


@pytest.mark.parametrize(
    ("day", "valid"),
    [
        (date(2026, 7, 31), False),
        (date(2026, 8, 1), True),
        (date(2026, 8, 31), True),
        (date(2026, 9, 1), False),
    ],
)
def test_an_agreement_is_valid_from_its_first_to_its_last_day(people, day, valid):
    add(people, geldig_van=date(2026, 8, 1), geldig_tot=date(2026, 8, 31))

    found = overeenkomsten.valid_for(aanbieder=people.dirk.organisatie, day=day)
    assert (found is not None) == valid


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"pdf": b"PK\x03\x04"}, NotAPdf),
        ({"pdf": b"%PDF-" + bytes(11 * 1024 * 1024)}, NotAPdf),
        ({"geldig_tot": date(2026, 7, 14)}, WrongDates),
        ({"aanbieder": uuid4()}, NotFound),
    ],
)
def test_what_is_no_agreement_is_refused(people, changed, refusal):
    with pytest.raises(refusal) as refused:
        add(people, **changed)

    assert refused.value.melding
    assert overeenkomsten.valid_for(aanbieder=people.dirk.organisatie, day=DAY) is None


def test_only_a_provider_has_an_agreement(people):
    with pytest.raises(NotFound):
        add(people, aanbieder=people.guus.organisatie)


def test_only_who_runs_the_portal_keeps_the_register(people):
    with pytest.raises(NotAllowed):
        add(people, actor=people.dirk)
    with pytest.raises(NotAllowed):
        organisaties.overview(actor=people.evy, day=DAY)
    with pytest.raises(NotAllowed):
        organisaties.detail(actor=people.an, reference=people.an.organisatie, day=DAY)


def test_the_overview_shows_who_has_no_agreement(people):
    without = {
        each.naam
        for each in organisaties.overview(actor=people.ruud, day=DAY)
        if each.soort == "aanbieder" and each.overeenkomst is None
    }

    assert without == {"Stichting Mies"}


def test_one_organisation_with_its_agreements_and_people(people):
    add(people, geldig_van=date(2030, 1, 1))
    add(people)

    detail = organisaties.detail(actor=people.ruud, reference=people.dirk.organisatie, day=DAY)

    assert [each.geldig_van.year for each in detail.overeenkomsten] == [2030, 2026]
    assert detail.organisatie.overeenkomst.geldig_van == DAY
    assert [each.role for each in detail.gebruikers] == ["Aanleveraar"]
    with pytest.raises(NotFound):
        organisaties.detail(actor=people.ruud, reference=uuid4(), day=DAY)


def test_the_demo_agreement_is_a_pdf_with_the_name_in_it():
    made = agreement_pdf("Stichting (Aap) \\ Noot")

    assert made.startswith(b"%PDF-1.4")
    assert b"(Aanbieder: Stichting \\(Aap\\) \\\\ Noot) '" in made
    start = int(made.rsplit(b"startxref\n", 1)[1].split(b"\n")[0])
    assert made[start:].startswith(b"xref")


@pytest.mark.parametrize("field", ["versie", "ondertekenaar"])
def test_a_text_that_holds_a_bsn_is_not_put_in_the_books(people, field):
    with pytest.raises(HoldsBsn):
        add(people, **{field: f"J. de Vries, {BSNS[0]}"})

    assert overeenkomsten.valid_for(aanbieder=people.dirk.organisatie, day=DAY) is None
