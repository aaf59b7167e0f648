"""Books of the previous release, with a version in every status it knew, are read as before."""

import json
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from test_aanleveringen import confirm
from test_submission import withdraw
from world import NOW, PDF, PERIODE, children, csv, person

from uitkomst.access.actor import Actor
from uitkomst.access.permissions import Role
from uitkomst.intake.check import Context, check
from uitkomst.register.models import Aanlevering, AuditEvent
from uitkomst.services.changes import difference
from uitkomst.services.deciding import bewerkingen
from uitkomst.services.deelnemers import overeenkomsten, regios
from uitkomst.services.delivering import aanleveringen, submission
from uitkomst.services.delivering import receipt as receipts
from uitkomst.services.delivering.versions import versions_of
from uitkomst.services.figures import persons, publications, recompute
from uitkomst.services.kept import orphans, retention
from uitkomst.services.refusals import SourceGone

OLD = ("register", "0002_audit_lines_never_change")
PROVIDER = uuid4()
AN = Actor("an", "An", Role.AANLEVERAAR, PROVIDER, "Stichting Aap")
FILE = csv(
    [
        *children(8),
        {"bsn": "123456789"},
        *children(2, 9, geboortedatum="20170510", tevredenheid_jeugdige="8"),
    ]
)
LONG_AGO = NOW - timedelta(days=60)
STATUSES = ("Vervangen", "Verwerkt", "Gecontroleerd", "Weggegooid")
PERIODES = {"Ingediend": PERIODE.vorige}


def old_summary(result) -> str:  # type: ignore[no-untyped-def]
    """As the previous release kept it: causes and findings as lists, in the order of its fields."""
    oorzaken = [
        [each.regel, each.ernst, each.aantal, each.melding, each.remedie]
        for each in result.oorzaken
    ]
    bevindingen = [
        [each.regel, each.ernst, each.rij, each.kolom, each.cel, each.melding]
        for each in result.bevindingen
    ]
    return json.dumps(
        {
            "oorzaken": oorzaken,
            "bevindingen": bevindingen,
            "uitgevoerd": result.uitgevoerd,
            "overgeslagen": result.overgeslagen,
            "mislukt": [],
            "notes": [],
        }
    )


def insert(table: str, **row: object) -> int:
    names = ", ".join(row)
    marks = ", ".join(["%s"] * len(row))
    with connection.cursor() as cursor:
        cursor.execute(f"insert into register_{table} ({names}) values ({marks})", [*row.values()])
        cursor.execute("select lastval()") if table in ("user", "verwerkersovereenkomst") else None
        return cursor.fetchone()[0] if table in ("user", "verwerkersovereenkomst") else 0


def old_books(vault) -> dict[str, UUID]:  # type: ignore[no-untyped-def]
    """One provider, its agreement, and an aanlevering in every status of the previous release."""
    insert(
        "organisatie", reference=PROVIDER, naam="Stichting Aap", soort="aanbieder",
        aanbieder_soort="instelling", kvk="", agb="", gemeentecode="", jeugdregio="",
    )  # fmt: skip
    user = insert(
        "user", username="an", display_name="An", role="aanleveraar", organisatie_id=PROVIDER,
        password="", is_active=True, is_demo=False,
    )  # fmt: skip
    agreement = insert(
        "verwerkersovereenkomst", aanbieder_id=PROVIDER, versie="1", geldig_van="2023-01-01",
        ondertekenaar="De directie", sha256="", pdf=PDF, added_at=LONG_AGO, added_by_id=user,
    )  # fmt: skip
    made = {}
    for number, status in enumerate([*STATUSES, "Ingediend"], start=1):
        periode = PERIODES.get(status, PERIODE)
        result = check(FILE, "x.csv", Context(periode, PERIODE))
        reference = uuid4()
        if status != "Weggegooid":
            vault.seal_delivery(PROVIDER, reference, result.rows)
        submitted = status in ("Vervangen", "Verwerkt", "Ingediend")
        insert(
            "aanlevering", reference=reference, aanbieder_id=PROVIDER, overeenkomst_id=agreement,
            periode=periode.code, versie=number, status=status, bestandsnaam="x.csv",
            indeling=result.indeling, totaal=result.totaal, goed=result.goed,
            geparkeerd=result.geparkeerd, bevestigen=result.bevestigen,
            summary=old_summary(result), received_at=LONG_AGO, received_by_id=user,
            submitted_at=LONG_AGO if submitted else None,
            submitted_by_id=user if submitted else None,
        )  # fmt: skip
        made[status] = reference
    return made


@pytest.fixture
def old(transactional_db, vault):
    """The books of the previous release, brought up to date."""
    call_command("migrate", *OLD, verbosity=0)
    try:
        made = old_books(vault)
    finally:
        call_command("migrate", "register", verbosity=0)
    priya = person("priya", Role.PRIVACY, soort="beheer", naam="Privacy")
    for each in overeenkomsten.waiting(actor=priya):
        overeenkomsten.confirm(actor=priya, overeenkomst=each.nummer, now=NOW)
    return made


def test_an_agreement_of_before_waits_for_a_second_person(transactional_db, vault):
    """One person put it in the books then; that does not become two by an upgrade."""
    call_command("migrate", *OLD, verbosity=0)
    try:
        old_books(vault)
        insert(
            "organisatie", reference=uuid4(), naam="Gemeente Delft", soort="gemeente",
            aanbieder_soort="", kvk="", agb="", gemeentecode="0503", jeugdregio="Haaglanden",
        )  # fmt: skip
    finally:
        call_command("migrate", "register", verbosity=0)
    priya = person("priya", Role.PRIVACY, soort="beheer", naam="Privacy")

    assert overeenkomsten.valid_for(aanbieder=PROVIDER, day=NOW.date()) is None
    assert [each.aanbieder for each in overeenkomsten.waiting(actor=priya)] == [PROVIDER]
    assert regios.members_on(NOW.date()) == {"Haaglanden": ("0503",)}


def test_every_version_is_read_and_lived_on_with(old, vault):
    seen = {each.status: each for each in aanleveringen.visible_to(actor=AN)}
    assert set(seen) == {*STATUSES, "Ingediend"}
    assert all(each.goed + each.geparkeerd + each.bevestigen == 11 for each in seen.values())

    details = {
        status: aanleveringen.detail(actor=AN, reference=reference)
        for status, reference in old.items()
    }
    assert all(len(each.oorzaken) > 0 for each in details.values())
    assert details["Gecontroleerd"].aanlevering.may_decide
    for status in ("Vervangen", "Verwerkt", "Ingediend"):
        told = receipts.receipt_of(actor=AN, reference=old[status], now=NOW, vault=vault)
        assert (told.totaal, told.sha256_bron) == (11, "")
        assert receipts.receipt(actor=AN, reference=old[status], now=NOW, vault=vault)
    found = difference.difference(actor=AN, reference=old["Gecontroleerd"], now=NOW, vault=vault)
    assert (found.erbij, found.weg, found.veranderd) == (0, 0, 0)
    versions = versions_of(actor=AN, periode=PERIODE, now=NOW)
    assert [each.telt for each in versions] == [False, False, True, False]
    assert not any(each.may_reopen for each in versions)  # no source was kept then


def test_it_is_withdrawn_restored_and_counted(old, vault):
    recompute.compute(periode=PERIODE.vorige, now=NOW, vault=vault)
    recompute.compute(periode=PERIODE, now=NOW, vault=vault)
    assert publications.own_table(actor=AN, periode=PERIODE, now=NOW, vault=vault)
    asked = {"indicator": "uitval", "hulpvorm": "totaal", "categorie": "totaal"}
    assert persons.persons_behind(actor=AN, periode=PERIODE, now=NOW, vault=vault, **asked)

    counting = aanleveringen.detail(actor=AN, reference=old["Verwerkt"]).aanlevering
    withdraw(AN, counting)
    back = submission.restore(actor=AN, reference=old["Vervangen"], now=NOW, vault=vault)
    assert back.status == "Ingediend"


def test_an_old_draft_can_be_submitted_and_is_not_spoiled_by_a_decision(old, vault):
    """Its file was never kept, so it cannot be checked again: a decision is refused, not booked."""
    draft = aanleveringen.detail(actor=AN, reference=old["Gecontroleerd"]).aanlevering
    naam = bewerkingen.vragen(actor=AN, reference=draft.reference)[0].naam
    with pytest.raises(SourceGone):
        bewerkingen.answer(
            actor=AN,
            reference=draft.reference,
            revisie=0,
            antwoorden={naam: (True, "Klopt")},
            now=NOW,
            vault=vault,
        )

    assert confirm(AN, draft).status == "Ingediend"


def test_the_first_sweep_takes_nothing_and_says_nothing(old, vault):
    """A draft of before has thirty days from the upgrade; of a source there is nothing to tell."""
    now = timezone.now()
    retention.sweep(now=now, vault=vault)
    orphans.sweep(now=now + timedelta(hours=2), vault=vault)

    assert Aanlevering.objects.get(pk=old["Gecontroleerd"]).status == "Gecontroleerd"
    assert not AuditEvent.objects.filter(action="aanlevering:expire").exists()
    kept = {each.levering for each in vault.leveringen()}
    assert kept == set(old.values()) - {old["Weggegooid"]}

    retention.sweep(now=now + timedelta(days=31), vault=vault)
    assert Aanlevering.objects.get(pk=old["Gecontroleerd"]).status == "Weggegooid"
