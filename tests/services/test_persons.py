"""The trajecten behind a figure: the right ones, for the right people, never without a line."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from test_aanleveringen import confirm, send
from world import BSNS, NOW, PERIODE, agree, children, csv

from uitkomst.access.actor import NotAllowed
from uitkomst.register.models import Aanlevering, AuditEvent
from uitkomst.services import audit
from uitkomst.services.audit.inzage import persons_of
from uitkomst.services.figures import recompute
from uitkomst.services.figures.persons import persons_behind
from uitkomst.services.kept import orphans
from uitkomst.services.refusals import NoAgreement, NotFound

ROWS = [
    *children(3, reden_beeindiging="03"),
    *children(2, 3, reden_beeindiging="03", hulpvorm="03"),
    *children(4, 5),
    {"bsn": BSNS[9], "tevredenheid_jeugdige": "9", "tevredenheid_ouder": "3"},
]


@pytest.fixture
def reported(people, vault):
    confirm(people.an, send(people.an, vault, csv(ROWS)))
    recompute.compute(periode=PERIODE, now=NOW, vault=vault)
    return people


def behind(actor, vault, *, indicator="uitval", hulpvorm="totaal", categorie="totaal", now=NOW):
    return persons_behind(
        actor=actor,
        periode=PERIODE,
        indicator=indicator,
        hulpvorm=hulpvorm,
        categorie=categorie,
        now=now,
        vault=vault,
    )


def test_the_rows_are_those_the_figure_counted(reported, vault):
    assert [row.bsn for row in behind(reported.an, vault, categorie="03")] == BSNS[:5]
    assert [row.bsn for row in behind(reported.an, vault, categorie="03", hulpvorm="03")] == BSNS[
        3:5
    ]
    assert len(behind(reported.an, vault)) == 10
    first = behind(reported.an, vault)[0]
    assert (first.rij, first.geboortedatum, first.informant) == (2, "20120314", None)


def test_an_answer_tells_whose_it_is(reported, vault):
    rows = behind(reported.an, vault, indicator="tevredenheid")

    assert {(row.bsn, row.informant, row.categorie) for row in rows} == {
        (BSNS[9], "J", "≥8"),
        (BSNS[9], "O", "≤4"),
    }


def test_every_look_is_written_down_with_what_was_asked(reported, vault):
    behind(reported.an, vault, categorie="03", hulpvorm="02")

    line = audit.log_for(actor=reported.an)[0]
    assert (line.action, line.who) == ("personen:view", "an")
    assert line.subject.endswith("/uitval/02/03")
    assert line.aantal == 3


def test_afterwards_it_can_be_said_whose_data_were_seen(reported, vault):
    behind(reported.an, vault, categorie="03", hulpvorm="02")

    line = AuditEvent.objects.first()
    aanbieder, inhoud = reported.an.organisatie, Aanlevering.objects.get().inhoud
    seen = persons_of(aanbieder=aanbieder, inzage=line.inzage, vault=vault)
    trajecten = vault.trajecten(aanbieder, inhoud).to_pylist()
    assert set(seen) == {row["persoon"] for row in trajecten if row["rij"] in (2, 3, 4)}
    assert not any(persoon in str(vars(line)) for persoon in seen)


def test_of_one_person_the_line_has_the_pseudonym(reported, vault):
    behind(reported.an, vault, indicator="tevredenheid", categorie="≥8")

    line = AuditEvent.objects.first()
    assert (line.aantal, line.inzage, len(line.betrokkene)) == (1, None, 32)


def test_the_sweep_leaves_the_lists_of_who_was_seen(reported, vault):
    behind(reported.an, vault)

    assert orphans.sweep(now=NOW + timedelta(days=365 * 20), vault=vault) == 0
    line = AuditEvent.objects.first()
    assert persons_of(aanbieder=reported.an.organisatie, inzage=line.inzage, vault=vault)


def test_without_a_line_in_the_logbook_nothing_is_shown(reported, vault):
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")
            cursor.execute("alter table register_auditevent rename to away")
        with pytest.raises(DatabaseError):
            behind(reported.an, vault)
        transaction.set_rollback(True)


def test_nobody_but_the_provider_sees_them(reported, vault):
    lines = AuditEvent.objects.count()
    for actor in (reported.guus, reported.evy, reported.ruud):
        with pytest.raises(NotAllowed):
            behind(actor, vault)
    with pytest.raises(NotFound):
        behind(reported.ben, vault)
    assert AuditEvent.objects.count() == lines


@pytest.mark.parametrize(
    "asked", [{"indicator": "nut"}, {"hulpvorm": "99"}, {"categorie": "'; drop table x"}]
)
def test_what_the_standard_does_not_know_does_not_exist(reported, vault, asked):
    with pytest.raises(NotFound):
        behind(reported.an, vault, **asked)


def test_without_an_agreement_nothing_is_opened(people, vault):
    agree(people.ruud, people.dirk, until=NOW.date())
    confirm(people.dirk, send(people.dirk, vault, csv(ROWS)))
    recompute.compute(periode=PERIODE, now=NOW, vault=vault)

    assert behind(people.dirk, vault)
    with pytest.raises(NoAgreement):
        behind(people.dirk, vault, now=NOW.replace(day=16))
