"""What people and the worker do from end to end, each in a process with its own rights.

The pages one by one are in tests/portal/test_real_logins.py; here the work goes from hand to hand.
"""

import base64
import re
import time

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from real_logins import working_as
from test_aanleveringen import confirm, send
from test_contracteinde import ENDED, LATER, agreed, canaries, contract_of
from test_hardening_known_bsn import CHILD, PERIODE, Visitor, csv, newest
from test_verzoeken import RECEIVED
from test_worker import SECRET, worker
from world import BSNS, NOW, children, world
from world import PERIODE as OLD
from world import csv as of_rows

from uitkomst.access.scopes import Scope
from uitkomst.config import rights, zones
from uitkomst.register.models import AuditEvent, Contract, Contracteinde, Publication, User
from uitkomst.services import jobs, keyring
from uitkomst.services.audit import chain, checkpoints, upkeep
from uitkomst.services.checking import checks
from uitkomst.services.figures import recompute
from uitkomst.services.privacy import (
    certificaten,
    contracteinde_begin,
    contracteinde_eigen,
    verzoeken,
    verzoeken_eigen,
    verzoeken_uitvoeren,
)
from uitkomst.services.privacy.contracteinde_job import carry_out
from uitkomst.services.systems import koppelingen

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "een-lang-genoeg-wachtwoord"
OF_HAAG = [
    {**CHILD, "bsn": bsn, "postcode_of_gemeente": "0518", "reden_beeindiging": "03"}
    for bsn in BSNS[:40]
]


@pytest.fixture
def people(tmp_path, monkeypatch):
    """Everybody, in a database with the rights of the file; the vault of the process is empty."""
    monkeypatch.setattr(settings, "DATA", tmp_path)
    monkeypatch.setenv("UITKOMST_MASTER_KEY", base64.b64encode(SECRET).decode())
    keyring.current_vault.cache_clear()
    with connection.cursor() as cursor:
        cursor.execute("delete from procrastinate_jobs")
    found = world()
    User.objects.update(password=make_password(PASSWORD))
    rights.apply()
    yield found
    keyring.current_vault.cache_clear()


def visitor(username: str) -> Visitor:
    return Visitor(User.objects.get(username=username))


def worked(folder) -> None:
    """A worker under its own login does what waits."""
    with working_as("werk"):
        assert worker(folder, until_empty=True).wait(timeout=120) == 0
    assert not ProcrastinateJob.objects.filter(status="failed").exists()


def test_an_aanlevering_goes_from_upload_to_what_a_gemeente_reads(people, tmp_path, monkeypatch):
    monkeypatch.setattr(checks, "AT_ONCE_BYTES", 100)  # So that the worker checks it.
    with working_as("personen"):
        an = visitor("an")
        assert an.upload(csv(*OF_HAAG, {**CHILD, "bsn": "123456789"})).status_code == 302
        assert an.get("aanlevering", newest().pk).status_code == 200
    worked(tmp_path)
    with working_as("personen"):
        an = visitor("an")
        draft = newest()
        assert draft.geparkeerd == 1
        for name in ("aanlevering", "aanlevering-verschil", "aanlevering-indienen"):
            assert an.get(name, draft.pk).status_code == 200
        form = {"revisie": draft.revisie, "verklaring": "ja"}
        assert an.post("aanlevering-indienen", draft.pk, **form).status_code == 302
        assert an.get("aanlevering-bewijs", draft.pk).status_code == 200
        system = Client()
        made = koppelingen.create(
            actor=people.an, naam="Systeem", scopes=tuple(Scope), until=None, now=timezone.now()
        )
        headers = {"Authorization": f"Bearer {made.sleutel}"}
        assert system.get("/api/v1/aanleveringen", secure=True, headers=headers).status_code == 200
        file = SimpleUploadedFile("export.csv", csv(*OF_HAAG))
        sent = system.post(
            "/api/v1/aanleveringen", {"bestand": file, "periode": PERIODE.code}, secure=True,
            headers={**headers, "Idempotency-Key": "een-keer-en-niet-vaker"},
        )  # fmt: skip
        assert sent.status_code in (200, 201, 202), sent.content
    worked(tmp_path)
    assert Publication.objects.filter(code="0518", in_force=True).count() == 1

    zone = zones.ZONES["rapporten"]
    with override_settings(ZONE=zone, ROOT_URLCONF=zone.urls), working_as("rapporten"):
        guus = visitor("guus")
        page = guus.get("report-gemeente", "0518", PERIODE.code, "uitval")
        assert (page.status_code, guus.errors) == (200, [])
    assert an.errors == []


@pytest.mark.parametrize(("zone", "who"), [("personen", "an"), ("rapporten", "guus")])
def test_somebody_signs_in_by_password_and_sets_up_a_second_factor(people, zone, who):
    zone = zones.ZONES[zone]
    client = Client()
    with override_settings(ZONE=zone, ROOT_URLCONF=zone.urls), working_as(zone.name):
        for password, status in (("verkeerd-verkeerd", 200), (PASSWORD, 302)):
            form = {"username": who, "password": password}
            assert client.post(reverse("login"), form, secure=True).status_code == status
        page = client.get(reverse("factor-app"), secure=True)
        assert page.status_code == 200
        secret = re.search(r"<code>([A-Z2-7 ]+)</code>", page.content.decode())[1].replace(" ", "")
        code = totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))
        assert client.post(reverse("factor-app"), {"code": code}, secure=True).status_code < 400
        for name in ("account", "account-inloggen", "home"):
            assert client.get(reverse(name), secure=True).status_code == 200, name
        client.post(reverse("logout"), secure=True)
    assert {"account:refused", "account:sign-in", "account:factor-add", "account:sign-out"} <= set(
        AuditEvent.objects.values_list("action", flat=True)
    )


def test_the_logbook_is_signed_by_the_worker_and_read_by_who_guards_it(people):
    with working_as("werk"):
        upkeep.keep(now=timezone.now())
        assert chain.verify().unbroken
    with working_as("personen"):
        assert upkeep.state().unbroken
        assert checkpoints.faults_against(checkpoints.kept(), checkpoints.public_key()) == []
        assert visitor("priya").get("logboek").status_code == 200


def test_the_worker_keeps_house(people):
    with working_as("werk"):
        jobs.tidy(retry_failed=True)


def test_a_contract_ends_from_the_plan_to_the_certificate(people):
    vault = keyring.current_vault()
    with working_as("personen"):
        contract = contract_of(people, people.an, people.guus, ENDED)
        contract_of(people, people.an, people.gert)
        confirm(people.an, send(people.an, vault, of_rows(canaries())))
    with working_as("werk"):
        recompute.compute(periode=OLD, now=NOW, vault=vault)
    with working_as("personen"):
        einde = agreed(people, contract, vault)
        contracteinde_eigen.export(actor=people.an, einde=einde, now=NOW, vault=vault)
        contracteinde_begin.start(actor=people.priya, einde=einde, now=LATER, vault=vault)
    with working_as("werk"):
        carry_out(einde=einde, now=LATER, vault=vault)
    for zone, readers in (("personen", (people.an, people.ruud)), ("rapporten", (people.guus,))):
        with working_as(zone):
            for reader in readers:
                found = certificaten.download(actor=reader, einde=einde, now=LATER)
                assert found.startswith(b"%PDF")
    with working_as("personen"):
        [shown] = certificaten.of_organisatie(actor=people.an)
        assert (shown.met, shown.nummer) == ("Gemeente 0518", "2023-1")
    with working_as("rapporten"):
        [shown] = certificaten.of_organisatie(actor=people.guus)
        assert (shown.met, shown.nummer) == ("Stichting Aap", "2023-1")
        assert certificaten.of_organisatie(actor=people.gert) == ()
        assert Contract.objects.values_list("pk").count() == 1  # Of two: this one has ended.
    assert Contracteinde.objects.get().staat == "uitgevoerd"


def test_requests_of_persons_are_handled_and_the_figures_follow(people):
    vault = keyring.current_vault()
    with working_as("personen"):
        confirm(people.an, send(people.an, vault, of_rows(children(14))))
    for soort, acts in (
        ("inzage", ()),
        ("beperking", (verzoeken_uitvoeren.restrict, verzoeken_uitvoeren.lift)),
        ("wissen", (verzoeken_uitvoeren.erase,)),
    ):
        with working_as("personen"):
            made = verzoeken.register(
                actor=people.priya, aanbieder=people.an.organisatie, soort=soort, bsn=BSNS[0],
                ontvangen_op=RECEIVED, now=NOW, vault=vault,
            )  # fmt: skip
            verzoeken_eigen.allow(actor=people.an, verzoek=made, now=NOW, vault=vault)
            if soort == "inzage":
                verzoeken_eigen.show(actor=people.an, verzoek=made, now=NOW, vault=vault)
            for act in acts:
                act(actor=people.priya, verzoek=made, now=NOW, vault=vault)
        with working_as("werk"):
            recompute.compute(periode=OLD, now=NOW, vault=vault)


def test_incidents_and_the_folder_of_evidence_are_made(people):
    with working_as("personen"):
        priya = visitor("priya")
        form = {"titel": "Laptop kwijt", "omschrijving": "", "van": "2026-07-01T10:00", "tot": ""}
        assert priya.post("incident-openen", **form).status_code == 302
        assert priya.post("privacy-bewijsmap").status_code == 200
        assert priya.errors == []
