"""What a new version would change, told before it counts."""

from dataclasses import replace
from decimal import Decimal

import pytest
from test_aanleveringen import confirm, send
from world import NOW, PERIODE, children, csv

from uitkomst.access.actor import NotAllowed
from uitkomst.access.permissions import Permission
from uitkomst.register.models import AuditEvent
from uitkomst.services.changes.difference import difference
from uitkomst.services.delivering import aanleveringen
from uitkomst.services.figures import publications, recompute
from uitkomst.services.refusals import NotFound, RowsGone


def versus(actor, aanlevering, vault, **more):
    return difference(actor=actor, reference=aanlevering.reference, now=NOW, vault=vault, **more)


@pytest.fixture
def versions(people, vault):
    """Ten children, and then: one gone, two new, one with another reason, one moved."""
    first = children(10)
    counting = confirm(people.an, send(people.an, vault, csv(first)))
    changed = [*first[1:], *children(2, 20)]
    changed[0] = {**changed[0], "reden_beeindiging": "03"}
    changed[1] = {**changed[1], "postcode_of_gemeente": "0503"}
    return counting, send(people.an, vault, csv(changed))


def test_added_changed_removed_and_equal_records_are_counted(people, vault, versions):
    counting, new = versions

    found = versus(people.an, new, vault)

    assert found.met.reference == counting.reference
    assert (found.erbij, found.veranderd, found.weg, found.gelijk) == (2, 2, 1, 7)
    assert found.verhuisd == 1
    assert not found.leeg


def test_every_gemeente_adds_up_from_before_to_after(people, vault, versions):
    _, new = versions

    found = versus(people.an, new, vault)

    assert [(each.naam, each.toen, each.nu) for each in found.gemeenten] == [
        ("'s-Gravenhage", 10, 10),
        ("Delft", 0, 1),
    ]
    for each in found.gemeenten:
        assert each.nu == each.toen + each.erbij - each.weg + each.hierheen - each.hiervandaan
        assert each.nu == each.erbij + each.veranderd + each.gelijk


def test_the_fields_that_changed_are_counted(people, vault, versions):
    _, new = versions

    fields = {each.titel: each.aantal for each in versus(people.an, new, vault).velden}

    assert fields == {"Gemeente": 1, "Reden beëindiging": 1}


def test_a_sample_shows_rows_and_codes_and_is_written_down(people, vault, versions):
    _, new = versions

    shown = versus(people.an, new, vault).voorbeelden

    told = {
        (each.rij_toen, each.rij_nu): [(veld.titel, veld.van, veld.naar) for veld in each.velden]
        for each in shown
    }
    assert told == {
        (3, 2): [("Reden beëindiging", "01", "03")],
        (4, 3): [("Gemeente", "0518", "0503")],
    }
    [line] = AuditEvent.objects.filter(action="personen:view")
    assert line.subject == str(new.reference)


def test_a_record_that_is_gone_is_shown_with_what_stood_there(people, vault, versions):
    _, new = versions

    [gone] = versus(people.an, new, vault).voorbeelden_weg

    assert (gone.rij_toen, gone.hulpvorm) == (2, "02")
    shown = {veld.titel: veld.waarde for veld in gone.velden}
    assert (shown["Gemeente"], shown["Reden beëindiging"]) == ("0518", "01")
    assert gone.velden[0].titel == "Datum aanvang"
    assert children(1)[0]["bsn"] not in str(gone)


def test_a_sample_of_what_is_gone_shows_every_hulpvorm_before_a_second(people, vault):
    leaving = [*children(3, hulpvorm="03"), *children(2, 3, hulpvorm="02")]
    staying = children(1, 20)
    confirm(people.an, send(people.an, vault, csv([*leaving, *staying])))
    new = send(people.an, vault, csv(staying))

    shown = versus(people.an, new, vault, sample_size=3).voorbeelden_weg

    assert [(each.rij_toen, each.hulpvorm) for each in shown] == [(2, "03"), (5, "02"), (3, "03")]


def test_the_sample_of_what_is_gone_alone_is_written_down_too(people, vault):
    confirm(people.an, send(people.an, vault, csv(children(4))))
    new = send(people.an, vault, csv(children(3)))

    assert len(versus(people.an, new, vault).voorbeelden_weg) == 1
    assert AuditEvent.objects.filter(action="personen:view").count() == 1


def test_who_may_not_see_persons_gets_no_sample(people, vault, versions):
    _, new = versions
    without = replace(people.an, only=frozenset({Permission.VIEW_AANLEVERING}))

    found = versus(without, new, vault)

    assert (found.veranderd, found.weg) == (2, 1)
    assert (found.voorbeelden, found.voorbeelden_weg) == ((), ())
    assert not AuditEvent.objects.filter(action="personen:view").exists()


def test_without_a_sample_nothing_is_written_down(people, vault, versions):
    _, new = versions

    assert versus(people.an, new, vault, sample_size=0).voorbeelden == ()
    assert not AuditEvent.objects.filter(action="personen:view").exists()


def test_the_effect_on_an_own_indicator_is_what_the_report_will_say(people, vault, versions):
    _, new = versions
    [promised] = [
        each for each in versus(people.an, new, vault).indicatoren if each.naam == "uitval"
    ]

    confirm(people.an, new)
    recompute.compute(periode=PERIODE, now=NOW, vault=vault)
    table = publications.own_table(actor=people.an, periode=PERIODE, now=NOW, vault=vault)

    kop = [
        cell.percentage
        for cell in table.cells
        if (cell.indicator, cell.gemeente, cell.hulpvorm) == ("uitval", "totaal", "totaal")
        and cell.categorie in ("03", "04")
    ]
    assert (promised.toen.tekst, promised.nu.tekst) == ("0,0 %", "9,1 %")
    assert promised.nu.percentage == sum(kop) == Decimal("9.1")
    assert promised.veranderd


def test_a_first_version_is_all_new(people, vault):
    found = versus(people.an, send(people.an, vault, csv(children(5))), vault)

    assert found.met is None
    assert (found.erbij, found.weg, found.gelijk) == (5, 0, 0)
    assert {each.toen.tekst for each in found.indicatoren} == {"niet gemeten"}


def test_parked_rows_are_told_apart(people, vault):
    confirm(people.an, send(people.an, vault, csv([*children(5), {"bsn": "123456789"}])))
    spoilt = [{**children(1)[0], "geslacht": "X"}, *children(4, 1)]
    new = send(people.an, vault, csv(spoilt))

    found = versus(people.an, new, vault)

    assert (found.erbij, found.weg, found.gelijk) == (0, 1, 4)
    assert (found.geparkeerd.toen, found.geparkeerd.nu) == (1, 1)
    assert (found.geparkeerd.telde_mee, found.geparkeerd.telt_nu_mee) == (1, 0)


def test_the_version_in_force_is_held_against_the_one_it_replaced(people, vault, versions):
    counting, new = versions
    confirm(people.an, new)

    found = versus(people.an, new, vault)

    assert found.met.reference == counting.reference
    assert (found.erbij, found.weg) == (2, 1)


def test_any_two_versions_can_be_held_against_each_other(people, vault, versions):
    counting, new = versions

    back = versus(people.an, counting, vault, against=new.reference)

    assert (back.erbij, back.veranderd, back.weg) == (1, 2, 2)


def test_the_same_file_again_changes_nothing(people, vault):
    content = csv(children(8))
    confirm(people.an, send(people.an, vault, content))

    found = versus(people.an, send(people.an, vault, content), vault)

    assert found.leeg
    assert not any(each.veranderd for each in found.indicatoren)


def test_versions_of_another_period_or_provider_are_not_compared(people, vault, versions):
    _, new = versions
    running = csv(children(3, datum_einde="", reden_beeindiging=""))
    earlier = send(people.an, vault, running, periode=PERIODE.vorige)
    others = send(people.ben, vault, csv(children(3)))

    for against in (earlier.reference, others.reference, new.reference):
        with pytest.raises(NotFound):
            versus(people.an, new, vault, against=against)
    with pytest.raises(NotFound):
        versus(people.ben, new, vault)
    with pytest.raises(NotAllowed):
        versus(people.guus, new, vault)


def test_what_was_thrown_away_cannot_be_compared(people, vault, versions):
    _, new = versions
    aanleveringen.discard(actor=people.an, reference=new.reference, now=NOW, vault=vault)

    with pytest.raises(RowsGone):
        versus(people.an, new, vault)


def test_no_identity_is_opened_for_it(people, vault, versions, monkeypatch):
    _, new = versions

    def opened(*_):
        raise AssertionError("identities were opened")

    monkeypatch.setattr(type(vault), "identities", opened)

    assert versus(people.an, new, vault).veranderd == 2
