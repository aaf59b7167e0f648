"""A look at persons is a committed, chained line before the vault gives one identity."""

import psycopg
import pytest
from django.db import connection
from test_aanleveringen import confirm, send
from world import NOW, PERIODE, children, csv

from uitkomst.services.aanlevering.seen import record_look
from uitkomst.services.checking.marked import marked_file
from uitkomst.services.figures import recompute
from uitkomst.services.figures.persons import persons_behind
from uitkomst.vault.refusals import VaultRefusal
from uitkomst.vault.vault import Vault

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def delivered(people, vault):
    received = send(people.an, vault, csv(children(12, reden_beeindiging="03")))
    confirm(people.an, received)
    recompute.compute(periode=PERIODE, now=NOW, vault=vault)
    return people, received.reference


def seen_by_others():
    """How many looks at persons stand in the chain, for a connection of somebody else."""
    place = connection.settings_dict
    with psycopg.connect(host=place["HOST"], dbname=place["NAME"], user=place["USER"]) as other:
        return other.execute(
            "select count(*) from register_auditschakel s join register_auditevent e"
            " on e.id = s.event_id where action = 'personen:view'"
        ).fetchone()[0]


@pytest.fixture
def opened(monkeypatch):
    """What others saw at each moment that the vault opened something identifying."""
    moments = []

    def watched(name):
        original = getattr(Vault, name)

        def opening(self, *args, **kwargs):
            moments.append(seen_by_others())
            return original(self, *args, **kwargs)

        monkeypatch.setattr(Vault, name, opening)

    watched("identities")
    watched("open_object")
    return moments


def behind(people, vault):
    return persons_behind(
        actor=people.an, periode=PERIODE, indicator="uitval", hulpvorm="totaal",
        categorie="totaal", now=NOW, vault=vault,
    )  # fmt: skip


def test_the_persons_behind_a_figure(delivered, opened, vault):
    people, _ = delivered

    assert len(behind(people, vault)) == 12
    assert opened[-1] == 1


def test_a_file_that_is_given_back(delivered, opened, vault):
    people, reference = delivered
    opened.clear()

    marked_file(actor=people.an, reference=reference, now=NOW, vault=vault)

    assert opened[-1] == 1  # The source: the places of the findings are no persons.


def test_when_the_list_of_persons_cannot_be_kept_nothing_is_shown(
    delivered, opened, vault, monkeypatch
):
    people, _ = delivered

    def full(self, *args, **kwargs):
        raise VaultRefusal

    monkeypatch.setattr(Vault, "seal_object", full)
    opened.clear()
    with pytest.raises(VaultRefusal):
        behind(people, vault)

    assert opened == []
    assert seen_by_others() == 0


def test_the_guard_can_fail(delivered, vault):
    """Without the line the count stays: so the tests above would see it."""
    assert seen_by_others() == 0
    people, reference = delivered
    from uitkomst.register.models import Aanlevering

    record_look(people.an, Aanlevering.objects.get(pk=reference), NOW, vault, about="proef")
    assert seen_by_others() == 1
