"""Of every look at rows of persons the logbook says whose they were, by pseudonym, nobody else."""

import pytest
from test_aanleveringen import confirm, send
from test_bewerkingen import first_proposal
from world import BSNS, NOW, children, csv

from uitkomst.intake.keuzes import Herstelkeuze
from uitkomst.register.models import AuditEvent
from uitkomst.services.audit import inzage
from uitkomst.services.changes.difference import difference
from uitkomst.services.deciding import previews, readings
from uitkomst.vault.refusals import VaultRefusal
from uitkomst.vault.vault import Vault

pytestmark = pytest.mark.django_db


def seen(people, vault):
    """The BSNs of those on the last line, opened as after an incident."""
    line = AuditEvent.objects.order_by("-pk").first()
    assert line.action == "personen:view"
    aanbieder = people.an.organisatie
    found = {line.betrokkene} if line.betrokkene else set()
    if line.inzage:
        found = set(inzage.persons_of(aanbieder=aanbieder, inzage=line.inzage, vault=vault))
    assert line.aantal == len(found)
    of_child = {vault.find_person(aanbieder, bsn=bsn): bsn for bsn in BSNS[:40]}
    return {of_child[persoon] for persoon in found}


def opened(people, vault, received, herstel=None):
    voorstel = first_proposal(people.an, received)
    return previews.open_voorstel(
        actor=people.an, reference=received.reference, code=voorstel.code, kolom=voorstel.kolom,
        herstel=herstel(voorstel) if herstel else None, now=NOW, vault=vault,
    )  # fmt: skip


def mevrouw(voorstel):
    return Herstelkeuze(voorstel.code, voorstel.kolom, (("Mevrouw", "V"),))


def test_the_examples_of_a_repair_are_of_the_persons_in_their_rows(people, vault):
    rows = children(5) + children(14, 5, geslacht="Mevrouw")
    received = send(people.an, vault, csv(rows))

    assert len(opened(people, vault, received, mevrouw).preview.voorbeelden) == 10

    assert seen(people, vault) == set(BSNS[5:15])


def test_the_values_that_a_repair_asks_about_are_of_nobody(people, vault):
    received = send(people.an, vault, csv(children(14, geslacht="Mevrouw")))

    assert opened(people, vault, received).waarden == (("Mevrouw", 14),)

    assert seen(people, vault) == set()


def test_a_sample_of_a_difference_is_of_the_persons_in_it_before_and_now(people, vault):
    first = children(30)
    confirm(people.an, send(people.an, vault, csv(first)))
    changed = [{**row, "reden_beeindiging": "03"} for row in first[3:6]]
    new = send(people.an, vault, csv([*changed, *first[6:]]))

    found = difference(actor=people.an, reference=new.reference, now=NOW, vault=vault)

    assert (len(found.voorbeelden), len(found.voorbeelden_weg)) == (3, 3)
    assert seen(people, vault) == set(BSNS[:6])


def test_one_person_stands_on_the_line_itself(people, vault):
    first = children(30)
    confirm(people.an, send(people.an, vault, csv(first)))
    new = send(people.an, vault, csv(first[1:]))

    difference(actor=people.an, reference=new.reference, now=NOW, vault=vault)

    line = AuditEvent.objects.order_by("-pk").first()
    assert (line.aantal, line.inzage) == (1, None)
    assert seen(people, vault) == {BSNS[0]}


def test_the_first_values_of_columns_are_written_down_as_of_nobody_knows_who(people, vault):
    received = send(people.an, vault, csv(children(5)))

    readings.reading(actor=people.an, reference=received.reference, now=NOW, vault=vault)

    line = AuditEvent.objects.order_by("-pk").first()
    assert (line.action, line.aantal, line.inzage, line.betrokkene) == (
        "personen:view", None, None, "",
    )  # fmt: skip
    assert "van wie is niet bijgehouden" in line.purpose


def test_what_cannot_be_written_down_is_not_shown(people, vault, monkeypatch):
    first = children(30)
    confirm(people.an, send(people.an, vault, csv(first)))
    new = send(people.an, vault, csv([{**row, "geslacht": "Mevrouw"} for row in first[:9]]))

    def full(self, *args, **kwargs):
        raise VaultRefusal

    monkeypatch.setattr(Vault, "seal_object", full)
    lines = AuditEvent.objects.count()
    with pytest.raises(VaultRefusal):
        opened(people, vault, new, mevrouw)
    with pytest.raises(VaultRefusal):
        difference(actor=people.an, reference=new.reference, now=NOW, vault=vault)

    assert AuditEvent.objects.count() == lines
