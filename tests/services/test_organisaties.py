"""Who takes part, as who runs the portal puts it in the books."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from world import BSNS, NOW, agree

from uitkomst.access.actor import NotAllowed
from uitkomst.register.models import AuditEvent, Organisatie
from uitkomst.services.deelnemers import organisaties, overeenkomsten
from uitkomst.services.deelnemers.gegevens import Gegevens
from uitkomst.services.refusals import NotFound, WrongGegevens

DAY = NOW.date()
PROVIDER = Gegevens("aanbieder", "Stichting Wim", "instelling", kvk="12345678", agb="94123456")


def create(people, gegevens):
    return organisaties.create(actor=people.ruud, gegevens=gegevens, now=NOW)


def shown(people, reference):
    return organisaties.detail(actor=people.ruud, reference=reference, day=DAY).organisatie


def test_a_provider_is_put_in_the_books_with_its_numbers(people):
    made = shown(people, create(people, PROVIDER))

    assert (made.naam, made.kvk, made.agb, made.soort_titel) == (
        "Stichting Wim", "12345678", "94123456", "Instelling",
    )  # fmt: skip
    assert made.stand == "ontbreekt"
    assert AuditEvent.objects.get(action="organisatie:create").subject == str(made.reference)


def test_a_gemeente_has_its_name_from_the_classification(people):
    assert shown(people, create(people, Gegevens("gemeente", gemeentecode="0034"))).naam == (
        "Gemeente Almere"
    )


def test_a_region_has_one_serviceorganisatie(people):
    flevoland = Gegevens("serviceorganisatie", "Regiokantoor", jeugdregio="Flevoland")
    assert shown(people, create(people, flevoland)).jeugdregio == "Flevoland"

    with pytest.raises(WrongGegevens) as refused:
        create(people, flevoland)
    assert refused.value.veld == "jeugdregio"
    assert "Regiokantoor" in refused.value.melding


@pytest.mark.parametrize(
    ("changed", "veld"),
    [
        ({"soort": "beheer"}, "soort"),
        ({"soort": "iets"}, "soort"),
        ({"naam": "  "}, "naam"),
        ({"naam": "x" * 201}, "naam"),
        ({"naam": f"Stichting {BSNS[4]}"}, "naam"),
        ({"aanbieder_soort": ""}, "aanbieder_soort"),
        ({"kvk": ""}, "kvk"),
        ({"kvk": "1234567"}, "kvk"),
        ({"agb": "1234567a"}, "agb"),
        ({"soort": "gemeente", "gemeentecode": "9999"}, "gemeentecode"),
        ({"soort": "gemeente", "gemeentecode": "0518"}, "gemeentecode"),
        ({"soort": "serviceorganisatie", "jeugdregio": "Nergens"}, "jeugdregio"),
    ],
)
def test_what_cannot_be_right_is_refused_by_field(people, changed, veld):
    before = Organisatie.objects.count()
    with pytest.raises(WrongGegevens) as refused:
        create(people, replace(PROVIDER, **changed))

    assert refused.value.veld == veld
    assert refused.value.melding
    assert Organisatie.objects.count() == before


def test_a_number_belongs_to_one_organisation(people):
    create(people, PROVIDER)
    for veld, other in (
        ("kvk", replace(PROVIDER, agb="94000000")),
        ("agb", replace(PROVIDER, kvk="87654321")),
    ):
        with pytest.raises(WrongGegevens) as refused:
            create(people, other)
        assert refused.value.veld == veld
        assert "Stichting Wim" in refused.value.melding


def test_what_is_changed_is_written_down_and_its_kind_stays(people):
    reference = create(people, PROVIDER)
    organisaties.change(
        actor=people.ruud,
        reference=reference,
        gegevens=Gegevens("gemeente", "Stichting Jet", "gi", "12345678", "", "0034", "Flevoland"),
        now=NOW,
    )

    changed = shown(people, reference)
    assert (changed.naam, changed.soort, changed.aanbieder_soort, changed.agb) == (
        "Stichting Jet", "aanbieder", "gi", "",
    )  # fmt: skip
    line = AuditEvent.objects.get(action="organisatie:change")
    assert line.purpose == "naam, aanbieder_soort, agb"


def test_saving_without_a_change_writes_no_line(people):
    reference = create(people, PROVIDER)
    organisaties.change(actor=people.ruud, reference=reference, gegevens=PROVIDER, now=NOW)

    assert not AuditEvent.objects.filter(action="organisatie:change").exists()


def test_only_who_runs_the_portal_puts_organisations_in_the_books(people):
    for actor in (people.an, people.guus, people.evy, people.priya):
        with pytest.raises(NotAllowed):
            organisaties.create(actor=actor, gegevens=PROVIDER, now=NOW)
        with pytest.raises(NotAllowed):
            organisaties.change(
                actor=actor, reference=people.an.organisatie, gegevens=PROVIDER, now=NOW
            )
    for reference in (uuid4(), people.ruud.organisatie):
        with pytest.raises(NotFound):
            organisaties.gegevens_of(actor=people.ruud, reference=reference)


def names(people, **asked):
    return [each.naam for each in organisaties.overview(actor=people.ruud, day=DAY, **asked)]


def test_one_finds_by_a_part_of_the_name_or_a_whole_number(people):
    create(people, PROVIDER)

    assert names(people, zoek="noot") == ["Stichting Noot"]
    assert names(people, zoek=" 12345678 ") == names(people, zoek="94123456") == ["Stichting Wim"]
    assert names(people, zoek="0503") == ["Gemeente 0503"]
    assert names(people, zoek="1234") == []


def test_one_sees_whose_agreement_waits_or_ends_soon(people):
    agree(people.ruud, people.dirk, until=DAY + timedelta(days=30))
    reference = create(people, PROVIDER)
    assert names(people, stand="ontbreekt") == ["Stichting Wim"]
    overeenkomsten.add(
        actor=people.ruud, aanbieder=reference, versie="1", geldig_van=date(2026, 1, 1),
        geldig_tot=None, ondertekenaar="W.", pdf=b"%PDF-1.7", now=NOW,
    )  # fmt: skip

    assert names(people, stand="verloopt") == ["Stichting Mies"]
    assert names(people, stand="wacht") == ["Stichting Wim"]
    assert names(people, stand="ontbreekt") == []
    assert "Stichting Aap" in names(people, stand="geldig")
    agree(people.ruud, people.dirk)  # A new one goes on after it.
    assert names(people, stand="verloopt") == []
