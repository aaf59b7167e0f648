"""The check of a draft: asked for by every decision, run at once when small, else as a job.

It may be killed anywhere and run again: the same work gives the same result, and of two that end
for one revisie the first is booked (`check_outcome`). A check of an outdated revisie books nothing.
"""

import time
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from uitkomst.intake.check import CheckResult, Context, Progress, UnreadableFile, check_table
from uitkomst.intake.formulier import no_trajecten
from uitkomst.intake.keuzes import Keuzes
from uitkomst.intake.recognise import recognise
from uitkomst.intake.rows import FORM
from uitkomst.register.models import Aanlevering, Controle, User
from uitkomst.register.models.aanleveringen import DRAFTS, Route, Status
from uitkomst.services import queues
from uitkomst.services.aanlevering import check_progress
from uitkomst.services.aanlevering.check_progress import Reporter, State
from uitkomst.services.checking import afterwards
from uitkomst.services.checking.check_outcome import Outcome, book_refusal, seal_and_book
from uitkomst.services.checking.context import context_for
from uitkomst.services.checking.decisions import keuzes_of, said_of, standing
from uitkomst.services.deelnemers import overeenkomsten
from uitkomst.services.kept.onthouden import columns_for, repairs_for
from uitkomst.services.kept.source_tables import table_of
from uitkomst.services.refusals import NoAgreement
from uitkomst.standard.verslagperiode import Verslagperiode
from uitkomst.vault.vault import Vault

AT_ONCE_BYTES = 1024 * 1024
AT_ONCE_ROWS = 5_000
LEFT_LYING = timedelta(minutes=10)  # No check takes so long between two lines of progress.


@dataclass(frozen=True)
class Work:
    """One check of one revisie of a draft; `first` is that nothing was decided about it yet.

    `said_of` tells about how many rows each answer was given.
    """

    aanlevering: Aanlevering
    revisie: int
    keuzes: Keuzes = field(repr=False)  # It holds what was typed in rows.
    said_of: dict[str, int]
    first: bool


def ask(aanlevering: Aanlevering, *, now: datetime, by: User | None = None) -> bool:
    """Book that a draft is to be checked; True when the caller runs the check at once.

    Call it inside the transaction of what makes it necessary and, for True, `run` after it. Large
    work becomes a job, and `by` gets a mail when it is done.
    """
    size = aanlevering.summary.get("bytes", 0)
    at_once = size <= AT_ONCE_BYTES and aanlevering.totaal <= AT_ONCE_ROWS
    check_progress.wait(aanlevering, now=now, mail_to=None if at_once else by)
    if not at_once:
        queues.enqueue_check(aanlevering.reference)
    return at_once


def run(*, reference: UUID, vault: Vault, now: datetime) -> None:
    """Check a draft as its sender decided so far, and book what was found.

    Nothing happens when it is no draft any more or was checked already. Progress can be read
    meanwhile. An unreadable file is an outcome; any other error goes on to the caller. Without an
    agreement nothing is opened: the check waits until there is one (`ask_again`).
    Raises NoAgreement, SourceGone, VaultRefusal.
    """
    began = time.monotonic()
    aanlevering = _begin(reference)
    if aanlevering is None:
        return
    try:
        _require_agreement(aanlevering, now)
        _checked(_work(aanlevering, vault), vault, now, began)
    except NoAgreement:
        check_progress.end(reference, aanlevering.revisie, State.WACHT)
        raise
    except BaseException:
        check_progress.end(reference, aanlevering.revisie, State.MISLUKT)
        raise


def ask_again(*, now: datetime, retry_failed: bool) -> None:
    """Make jobs of checks that a crash left lying, and with `retry_failed` of those that failed.

    A check in a request has no job: when its process dies nobody else knows of it. What waits for
    an agreement is left alone until there is one.
    """
    agreed = overeenkomsten.providers_under_agreement(timezone.localdate(now))
    lines = Controle.objects.filter(
        aanlevering__status__in=DRAFTS, aanlevering__aanbieder__in=agreed
    )
    wanted = set(lines.filter(state__in=[State.WACHT, State.BEZIG], at__lt=now - LEFT_LYING))
    if retry_failed:
        wanted |= set(lines.filter(state=State.MISLUKT))
        crashed = lines.filter(aanlevering__status=Status.GEWEIGERD)
        wanted |= {each for each in crashed if each.aanlevering.summary.get("mislukt")}
    for line in wanted:
        with transaction.atomic():
            drafts = Aanlevering.objects.filter(pk=line.pk, status__in=DRAFTS)
            aanlevering = drafts.select_for_update().first()
            if aanlevering is not None and not queues.is_asked_for(line.pk):
                check_progress.wait(aanlevering, now=now, mail_to=line.mail_to)
                queues.enqueue_check(line.pk)


def elapsed_since(began: float) -> timedelta:
    """How long ago a moment of the monotonic clock was."""
    return timedelta(seconds=time.monotonic() - began)


def _require_agreement(aanlevering: Aanlevering, now: datetime) -> None:
    day = timezone.localdate(now)
    overeenkomsten.required_for(aanbieder=aanlevering.aanbieder_id, day=day)


def _begin(reference: UUID) -> Aanlevering | None:
    """Take up the work, unless there is none: thrown away, submitted or checked meanwhile."""
    with transaction.atomic():
        drafts = Aanlevering.objects.filter(pk=reference, status__in=DRAFTS)
        aanlevering = drafts.select_for_update().first()
        if aanlevering is None or check_progress.is_current(aanlevering):
            return None
        check_progress.begin(aanlevering)
    return aanlevering


def _work(aanlevering: Aanlevering, vault: Vault) -> Work:
    """What was decided so far; when that is more than `revisie` says, nothing will be booked."""
    decided = standing(aanlevering.reference)
    # What was chosen for a file says nothing of a form.
    untouched = aanlevering.revisie == 0 and not decided
    first = untouched and aanlevering.route != Route.FORMULIER
    keuzes = keuzes_of(decided, aanlevering.aanbieder_id, vault)
    return Work(aanlevering, aanlevering.revisie, keuzes, said_of(decided), first)


def _checked(work: Work, vault: Vault, now: datetime, began: float) -> None:
    aanlevering = work.aanlevering
    aanbieder, day = aanlevering.aanbieder_id, timezone.localdate(now)
    periode = Verslagperiode.parse(aanlevering.periode)
    context = context_for(aanbieder=aanbieder, periode=periode, day=day, vault=vault)
    report = Reporter(aanlevering.reference, work.revisie)
    try:
        outcome = _outcome(work, context, vault, report)
    except UnreadableFile as refused:
        book_refusal(aanlevering, work.revisie, refused, work.keuzes, vault, now)
        return
    report("verzegelen", 0, 1)
    # It may have ended meanwhile; then nothing of what was read is kept.
    _require_agreement(aanlevering, now + elapsed_since(began))
    seal_and_book(aanlevering, work.revisie, outcome, vault, now)


def _outcome(work: Work, context: Context, vault: Vault, report: Progress) -> Outcome:
    """What the rules say; of a new file with what its provider chose the last time."""
    aanlevering, keuzes = work.aanlevering, work.keuzes
    aanbieder, naam = aanlevering.aanbieder_id, aanlevering.bestandsnaam
    report("lezen", 0, 1)
    raw, content = table_of(vault, aanlevering, keuzes.blad)
    if raw.kind == FORM and raw.cells.num_rows == 1 and context.periode is not None:
        return Outcome(no_trajecten(context.periode), content, None, ())
    columns = columns_for(raw, aanbieder) if work.first else None
    if columns is not None:
        keuzes = replace(keuzes, koprij=columns.koprij, kolommen=columns.kolommen)
    recognised = recognise(raw, None, keuzes)
    result = check_table(raw, recognised, naam, context, keuzes=keuzes, progress=report)
    repairs = repairs_for(result.voorstellen, aanbieder, vault) if work.first else ()
    touched = {(each.code, each.kolom): each.aantal for each in result.voorstellen}
    if repairs:
        keuzes = replace(keuzes, herstel=repairs)
        result = check_table(raw, recognised, naam, context, keuzes=keuzes, progress=report)
    if outgrown := _outgrown(result, work.said_of):
        standing_answers = tuple(each for each in keuzes.antwoorden if each[0] not in outgrown)
        keuzes = replace(keuzes, antwoorden=standing_answers)
        result = check_table(raw, recognised, naam, context, keuzes=keuzes, progress=report)
    result = afterwards.with_ours(
        result,
        aanbieder=aanbieder,
        periode=Verslagperiode.parse(aanlevering.periode),
        answers=dict(work.keuzes.antwoorden),
        said_of=work.said_of,
        vault=vault,
    )
    remembered = [(each, touched[each.code, each.kolom]) for each in repairs]
    return Outcome(result, content, columns, tuple(remembered))


def _outgrown(result: CheckResult, said_of: dict[str, int]) -> set[str]:
    """The questions that are about more rows than their sender said yes to: they are open again."""
    return {
        each.naam
        for each in result.oorzaken
        if each.antwoord and each.aantal > said_of.get(each.naam, each.aantal)
    }
