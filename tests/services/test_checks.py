"""The check of a draft: at once or as a job, once for each decision, and never half."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from test_aanleveringen import confirm, inhoud_of, send
from test_bewerkingen import ODD, colleague, columns, first_proposal, repair, undo
from test_jobs import query
from test_orphans import kept
from world import NOW, children, csv, world

from uitkomst.intake.checking import rules
from uitkomst.register.models import Aanlevering, AuditEvent, Bewerking, Controle, User
from uitkomst.services import jobs
from uitkomst.services.aanlevering.check_progress import Reporter
from uitkomst.services.checking import check_outcome, checks, mails
from uitkomst.services.delivering import aanleveringen
from uitkomst.services.refusals import ChangedMeanwhile, CheckFailed, StillChecking, WrongStatus

FILE = csv(children(5))


@pytest.fixture
def large(monkeypatch):
    """Every file is large from now on."""
    monkeypatch.setattr(checks, "AT_ONCE_BYTES", 10)


@pytest.fixture
def job(vault, monkeypatch):
    """Runs the job of a draft as the worker does."""
    monkeypatch.setattr(jobs, "current_vault", lambda: vault)
    return lambda aanlevering: jobs.check(str(aanlevering.reference))


def progress(actor, aanlevering):
    return aanleveringen.progress(actor=actor, reference=aanlevering.reference)


def view(actor, aanlevering):
    return aanleveringen.detail(actor=actor, reference=aanlevering.reference).aanlevering


def checked_lines():
    return AuditEvent.objects.filter(action="aanlevering:check").count()


def test_a_large_file_is_booked_at_once_and_checked_by_a_job(people, vault, large, job):
    received = send(people.an, vault, FILE)
    assert (received.status, received.checking, received.may_confirm) == ("Concept", True, False)
    [waiting] = ProcrastinateJob.objects.all()
    assert (waiting.queue_name, waiting.args) == ("checks", {"reference": str(received.reference)})
    assert progress(people.an, received).state == "wacht"
    with pytest.raises(StillChecking):
        confirm(people.an, received)

    job(received)

    assert (view(people.an, received).status, view(people.an, received).goed) == (
        "Gecontroleerd",
        5,
    )
    assert progress(people.an, received).state == "klaar"


def test_figures_and_checks_wait_in_queues_of_their_own(people, vault, monkeypatch):
    confirm(people.an, send(people.an, vault, FILE))
    monkeypatch.setattr(checks, "AT_ONCE_BYTES", 10)
    send(people.ben, vault, FILE)

    found = ProcrastinateJob.objects.values_list("task_name", "queue_name")
    assert set(found) == {("recompute", "figures"), ("check", "checks")}


def test_many_decisions_before_the_check_starts_are_one_job(people, vault, monkeypatch, job):
    received = send(people.an, vault, ODD)
    monkeypatch.setattr(checks, "AT_ONCE_BYTES", 10)
    changed = repair(people.an, vault, received, (("Mevrouw", "V"),))
    undo(people.an, vault, changed)

    assert ProcrastinateJob.objects.count() == 1
    job(received)
    assert (view(people.an, received).geparkeerd, view(people.an, received).revisie) == (4, 2)


def test_a_check_that_runs_again_changes_nothing(people, vault, job):
    received = send(people.an, vault, FILE)
    inhoud, lines = inhoud_of(received), checked_lines()

    job(received)

    assert (inhoud_of(received), checked_lines()) == (inhoud, lines)
    assert len(kept(vault)) == 2


def test_the_outcome_of_an_outdated_decision_is_thrown_away(people, vault, monkeypatch):
    """Somebody decides while a check runs: only the check of that decision is booked."""
    received = send(people.an, vault, ODD)
    decisions = iter([[(11, "")]])
    real = check_outcome.seal_and_book

    def decide_first(*arguments):
        for chosen in decisions:
            columns(people.an, vault, received, chosen)
        return real(*arguments)

    Controle.objects.update(state="wacht")
    monkeypatch.setattr(checks, "seal_and_book", decide_first)
    checks.run(reference=received.reference, vault=vault, now=NOW)

    found = aanleveringen.detail(actor=people.an, reference=received.reference)
    assert found.aanlevering.revisie == 1
    assert found.lezing.kolommen[10].veld is None
    assert kept(vault) == {received.reference, inhoud_of(received)}
    assert checked_lines() == 2


def test_what_is_thrown_away_while_it_is_checked_stays_away(people, vault, monkeypatch):
    received = send(people.an, vault, FILE)
    real = check_outcome.seal_and_book

    def discard_first(*arguments):
        aanleveringen.discard(actor=people.an, reference=received.reference, now=NOW, vault=vault)
        return real(*arguments)

    Controle.objects.update(state="wacht")
    monkeypatch.setattr(checks, "seal_and_book", discard_first)
    checks.run(reference=received.reference, vault=vault, now=NOW)

    assert view(people.an, received).status == "Weggegooid"
    assert kept(vault) == set()


def test_a_check_that_fails_says_so_and_is_asked_again(people, vault, monkeypatch):
    def broken(*_, **__):
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(checks, "check_table", broken)
        with pytest.raises(RuntimeError):
            send(people.an, vault, FILE)
    received = aanleveringen.visible_to(actor=people.an)[0]
    assert progress(people.an, received).state == "mislukt"
    with pytest.raises((CheckFailed, StillChecking)):
        confirm(people.an, received)

    checks.ask_again(now=NOW, retry_failed=False)
    assert not ProcrastinateJob.objects.exists()
    checks.ask_again(now=NOW, retry_failed=True)

    assert ProcrastinateJob.objects.get().queue_name == "checks"


def test_a_check_whose_process_died_is_asked_again(people, vault):
    received = send(people.an, vault, FILE)
    Controle.objects.update(state="bezig", at=timezone.now())
    checks.ask_again(now=timezone.now(), retry_failed=False)
    assert not ProcrastinateJob.objects.exists()

    checks.ask_again(now=timezone.now() + timedelta(minutes=11), retry_failed=False)
    checks.ask_again(now=timezone.now() + timedelta(minutes=22), retry_failed=False)

    [job] = ProcrastinateJob.objects.all()
    assert job.args == {"reference": str(received.reference)}


def test_a_rule_that_crashes_stops_the_delivery_by_name(people, vault, monkeypatch):
    real = rules.run

    def crashed(*arguments, **named):
        outcome = real(*arguments, **named)
        return type(outcome)(**{**vars(outcome), "mislukt": ("V05",)})

    monkeypatch.setattr("uitkomst.intake.check.run", crashed)
    received = send(people.an, vault, FILE)

    assert received.status == "Geweigerd"
    assert "V05" in received.melding
    with pytest.raises(WrongStatus):
        confirm(people.an, received)
    checks.ask_again(now=NOW, retry_failed=True)
    assert ProcrastinateJob.objects.count() == 1


def test_progress_is_written_sparingly_and_never_past_its_end(people, vault, monkeypatch):
    received = send(people.an, vault, FILE)
    Controle.objects.update(state="bezig")
    Reporter(received.reference, 0)("regels", 3, 10)
    assert Controle.objects.get().stap == ""
    monkeypatch.setattr("uitkomst.services.aanlevering.check_progress.EVERY", 0)

    Reporter(received.reference, 0)("regels", 11, 10)

    line = progress(people.an, received)
    assert (line.state, line.step, line.done, line.total) == ("bezig", "Regels controleren", 10, 10)
    Controle.objects.update(state="klaar")
    Reporter(received.reference, 0)("lezen", 0, 1)
    assert Controle.objects.get().stap == "Regels controleren"


@pytest.fixture
def with_mail(settings):
    settings.ADDRESS = "https://uitkomst.example"


def test_who_waited_for_a_job_gets_one_mail_without_anything_of_the_file(
    people, vault, large, job, with_mail
):
    received = send(people.an, vault, FILE, bestandsnaam="Jan de Vries.csv")

    job(received)
    job(received)

    [sent] = mail.outbox
    assert sent.to == ["an@aanbieder.example"]
    assert sent.subject == "Uw aanlevering over de eerste helft 2026 is gecontroleerd"
    assert f"https://uitkomst.example/aanleveringen/{received.reference}" in sent.body
    assert "Jan" not in sent.subject + sent.body
    assert not any(line for line in sent.body.splitlines() if " 5 " in line)


def test_a_check_at_once_sends_no_mail(people, vault, with_mail):
    send(people.an, vault, FILE)

    assert mail.outbox == []


def test_nobody_is_told_of_a_draft_that_is_gone_or_changed(people, vault, large, job, with_mail):
    received = send(people.an, vault, FILE)
    aanleveringen.discard(actor=people.an, reference=received.reference, now=NOW, vault=vault)

    job(received)

    assert mail.outbox == []
    assert mails.tell_when_ready(reference=received.reference) is False


def test_a_mail_server_that_is_away_does_not_fail_the_check(
    people, vault, large, job, with_mail, settings
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    received = send(people.an, vault, FILE)
    job(received)

    assert view(people.an, received).status == "Gecontroleerd"


def test_a_large_source_is_read_once_for_many_checks(people, vault, monkeypatch):
    monkeypatch.setattr("uitkomst.services.kept.source_tables.WORTH_KEEPING", 10)
    received = send(people.an, vault, ODD)
    assert "gelezen" in vault.objects(people.an.organisatie, received.reference)
    monkeypatch.setattr("uitkomst.services.kept.source_tables.read", None)

    changed = repair(people.an, vault, received, (("Mevrouw", "V"),))

    assert changed.goed == 6


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_decide_at_once_one_is_first(vault):
    people = world()
    karin = colleague(people.an)
    received = send(people.an, vault, ODD)
    voorstel = first_proposal(people.an, received)

    def attempt(actor):
        try:
            repair(actor, vault, received, (("Mevrouw", "V"),), voorstel=voorstel)
        except ChangedMeanwhile as refused:
            return refused.melding
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(2) as threads:
        said = sorted(threads.map(attempt, [people.an, karin]))

    assert said[1] == "done"
    assert "heeft deze aanlevering intussen veranderd" in said[0]
    assert Bewerking.objects.count() == 1
    found = Aanlevering.objects.get()
    assert (found.revisie, found.goed) == (1, 6)
    query("delete from procrastinate_jobs")


def test_who_gave_no_address_gets_no_mail(people, vault, large, job):
    User.objects.update(email="")
    received = send(people.an, vault, FILE)

    job(received)

    assert mail.outbox == []
