"""From a draft to what counts, and back: submit, withdraw, put an earlier version back.

What counts changes here and nowhere else. Every step takes the lock of the period first, and is
one transaction with its line in the logbook and the request for new figures: either all of it
happened or nothing did.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from uitkomst.access.actor import Actor, require
from uitkomst.access.permissions import Permission
from uitkomst.register.models import Aanlevering, Bewerking
from uitkomst.register.models.aanleveringen import DRAFTS, Status
from uitkomst.register.models.bewerkingen import BewerkingSoort
from uitkomst.services import jobs, reasons
from uitkomst.services.aanlevering import check_progress, policies
from uitkomst.services.aanlevering.own import in_force, own, record, user_of
from uitkomst.services.aanlevering.views import AanleveringView, view_of
from uitkomst.services.deciding.deciding import changed_by
from uitkomst.services.deelnemers import overeenkomsten
from uitkomst.services.figures import computations
from uitkomst.services.kept.kept_rows import rows_of
from uitkomst.services.refusals import CheckFailed, WrongStatus
from uitkomst.standard.verslagperiode import Verslagperiode
from uitkomst.vault.vault import Vault

__all__ = ["STATEMENT", "WITHDRAWAL", "AanleveringView", "confirm", "restore", "withdraw"]

STATEMENT = (
    "Ik dien deze aanlevering in namens de jeugdhulpaanbieder. De gegevens zijn naar mijn weten "
    "volledig en juist. Wat geparkeerd is, telt niet mee zolang het niet is verbeterd."
)
"""What somebody who submits agrees to; it stands on the page and on the receipt."""

WITHDRAWAL = "intrekking"
"""The subject of the decision that holds why a version was withdrawn."""

COUNTED_BEFORE = (Status.VERVANGEN, Status.INGETROKKEN)


def confirm(*, actor: Actor, reference: UUID, revisie: int, now: datetime) -> AanleveringView:
    """Let a draft count from now on, in the place of the version that did until now.

    `revisie` is that of the page on which the sender saw what would count. Raises NotAllowed,
    NotFound, NoAgreement, PeriodClosed, WrongStatus, ChangedMeanwhile, StillChecking, CheckFailed,
    OpenQuestions, NothingCounts, Overtaken.
    """
    require(actor, Permission.SUBMIT_AANLEVERING)
    overeenkomsten.required_for(aanbieder=actor.organisatie, day=timezone.localdate(now))
    with _what_counts(actor, reference, now) as aanlevering:
        _require_finished_draft(aanlevering, actor, revisie)
        policies.require_countable(aanlevering)
        policies.require_step(aanlevering, Status.INGEDIEND)
        earlier = in_force(aanlevering)
        policies.require_newest(aanlevering, earlier)
        _put_in_force(actor, aanlevering, earlier, now)
        record(actor, "aanlevering:confirm", aanlevering, now)
    return view_of(aanlevering)


def withdraw(*, actor: Actor, reference: UUID, reden: str, now: datetime) -> AanleveringView:
    """Let the version in force count no longer; nothing takes its place.

    `reden` (1 to 300 characters) is kept in the books. No agreement is needed to stop counting.
    Raises NotAllowed, NotFound, PeriodClosed, WrongStatus, ReasonMissing, HoldsBsn.
    """
    require(actor, Permission.SUBMIT_AANLEVERING)
    reason = reasons.clean(reden)
    with _what_counts(actor, reference, now) as aanlevering:
        policies.require_step(aanlevering, Status.INGETROKKEN)
        aanlevering.status = Status.INGETROKKEN
        aanlevering.save()
        _keep_reason(actor, aanlevering, reason, now)
        record(actor, "aanlevering:withdraw", aanlevering, now)
    return view_of(aanlevering)


def restore(*, actor: Actor, reference: UUID, now: datetime, vault: Vault) -> AanleveringView:
    """Let a version that counted before count again, in the place of what counts now.

    It was checked and its questions were answered then; its rows must still be kept. Raises
    NotAllowed, NotFound, NoAgreement, PeriodClosed, WrongStatus, RowsGone, VaultRefusal.
    """
    require(actor, Permission.SUBMIT_AANLEVERING)
    overeenkomsten.required_for(aanbieder=actor.organisatie, day=timezone.localdate(now))
    with _what_counts(actor, reference, now) as aanlevering:
        if aanlevering.status not in COUNTED_BEFORE:
            raise WrongStatus
        policies.require_step(aanlevering, Status.INGEDIEND)
        rows_of(aanlevering, vault)  # What counts can be opened: it is opened to see that it can.
        _put_in_force(actor, aanlevering, in_force(aanlevering), now)
        record(actor, "aanlevering:restore", aanlevering, now)
    return view_of(aanlevering)


@contextmanager
def _what_counts(actor: Actor, reference: UUID, now: datetime) -> Iterator[Aanlevering]:
    """The locked aanlevering, inside a transaction that ends in a request for new figures.

    The lock of the period comes first, so that a computation sees what was committed before it or
    is followed by another one. Raises NotFound, PeriodClosed.
    """
    periode = Verslagperiode.parse(own(actor, reference).periode)
    policies.require_open(periode, timezone.localdate(now))
    with transaction.atomic():
        computation = computations.lock(periode)
        yield own(actor, reference, lock=True)
        computations.wait(computation)
        jobs.enqueue(periode)


def _require_finished_draft(aanlevering: Aanlevering, actor: Actor, revisie: int) -> None:
    """Go on only for a draft as the sender saw it, checked to the end, with no question open."""
    if aanlevering.status not in DRAFTS:
        raise WrongStatus
    if aanlevering.revisie != revisie:
        raise changed_by(aanlevering, actor)
    progress = check_progress.progress_of(aanlevering)
    if progress is not None and progress.message:
        raise CheckFailed
    policies.require_answered(aanlevering)
    if aanlevering.status == Status.GEWEIGERD:
        raise WrongStatus(f"Dit bestand kan niet worden ingediend. {aanlevering.melding}")


def _put_in_force(
    actor: Actor, aanlevering: Aanlevering, earlier: Aanlevering | None, now: datetime
) -> None:
    """Of a provider and period one version counts, so the earlier one steps back first."""
    if earlier is not None:
        policies.require_step(earlier, Status.VERVANGEN)
        earlier.status = Status.VERVANGEN
        earlier.save()
        record(actor, "aanlevering:replace", earlier, now)
    aanlevering.status = Status.INGEDIEND
    aanlevering.submitted_at = now
    aanlevering.submitted_by = user_of(actor)
    aanlevering.save()


def _keep_reason(actor: Actor, aanlevering: Aanlevering, reason: str, now: datetime) -> None:
    """Among the decisions about the version, as the answer to why it was withdrawn."""
    last = aanlevering.bewerkingen.aggregate(last=Max("nummer"))["last"]
    Bewerking.objects.create(
        aanlevering=aanlevering,
        nummer=(last or 0) + 1,
        soort=BewerkingSoort.ANTWOORD,
        onderwerp=WITHDRAWAL,
        keuze={"reden": reason},
        at=now,
        by=user_of(actor),
    )
