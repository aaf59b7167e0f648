"""What happens to a file: received, checked, sealed, booked; then confirmed or thrown away."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from uitkomst.access.actor import Actor, require
from uitkomst.access.permissions import Permission
from uitkomst.intake.check import CheckResult, check
from uitkomst.register.models import Aanlevering, Organisatie, User
from uitkomst.register.models.aanleveringen import IN_FORCE, Status
from uitkomst.services import audit, computations, jobs, overeenkomsten, policies
from uitkomst.services.aanlevering_views import (
    AanleveringDetail,
    AanleveringView,
    Start,
    detail_of,
    summary_of,
    view_of,
)
from uitkomst.services.computations import Progress
from uitkomst.services.context import context_for
from uitkomst.services.file_names import display_name
from uitkomst.services.refusals import NotFound
from uitkomst.standard.verslagperiode import Verslagperiode
from uitkomst.vault.vault import Vault

__all__ = [
    "AanleveringDetail",
    "AanleveringView",
    "Progress",
    "Start",
    "confirm",
    "detail",
    "discard",
    "progress",
    "receive",
    "start",
    "visible_to",
]

AGREEMENT_ENDED = (
    "Uw verwerkersovereenkomst is niet meer geldig. Uw aanlevering is bewaard, maar telt niet mee "
    "zolang de beheerder geen nieuwe overeenkomst heeft toegevoegd."
)


def start(*, actor: Actor, now: datetime) -> Start:
    """What is open to deliver today, and whether there is an agreement. Raises NotAllowed."""
    require(actor, Permission.SUBMIT_AANLEVERING)
    day = timezone.localdate(now)
    return Start(
        periodes=policies.open_periods(day),
        overeenkomst=overeenkomsten.valid_for(aanbieder=actor.organisatie, day=day),
    )


def receive(
    *,
    actor: Actor,
    periode: Verslagperiode,
    content: bytes,
    bestandsnaam: str,
    now: datetime,
    vault: Vault,
) -> AanleveringView:
    """Read, check, seal and book one file. The only way an aanlevering comes to be.

    The gate comes first: without a valid agreement the file is not opened. Sealed first, booked
    second, so that the books never tell of what is not there; when booking fails the sealed rows
    are thrown away. Raises NotAllowed, NoAgreement, PeriodClosed, UnreadableFile.
    """
    require(actor, Permission.SUBMIT_AANLEVERING)
    day = timezone.localdate(now)
    overeenkomst = overeenkomsten.required_for(aanbieder=actor.organisatie, day=day)
    policies.require_open(periode, day)
    context = context_for(aanbieder=actor.organisatie, periode=periode, day=day, vault=vault)
    result = check(content, bestandsnaam, context)
    reference = uuid4()
    vault.seal_delivery(actor.organisatie, reference, result.rows)
    try:
        booked = _book(actor, reference, periode, overeenkomst, bestandsnaam, result, now)
    except BaseException:
        vault.discard(actor.organisatie, reference)
        raise
    return view_of(booked)


def confirm(*, actor: Actor, reference: UUID, now: datetime) -> AanleveringView:
    """Let an aanlevering count from now on, in the place of the version that did until now.

    Status, replaced version, logbook and the request to recompute are one transaction.
    Raises NotAllowed, NotFound, NoAgreement, WrongStatus, NothingCounts, Overtaken.
    """
    require(actor, Permission.SUBMIT_AANLEVERING)
    overeenkomsten.required_for(aanbieder=actor.organisatie, day=timezone.localdate(now))
    periode = Verslagperiode.parse(_own(actor, reference).periode)
    with transaction.atomic():
        computation = computations.lock(periode)
        aanlevering = _own(actor, reference, lock=True)
        policies.require_step(aanlevering, Status.INGEDIEND)
        policies.require_countable(aanlevering)
        earlier = _in_force(aanlevering)
        policies.require_newest(aanlevering, earlier)
        if earlier is not None:
            _replace(actor, earlier, now)
        aanlevering.status = Status.INGEDIEND
        aanlevering.submitted_at = now
        aanlevering.submitted_by = User.objects.get(username=actor.username)
        aanlevering.save()
        _record(actor, "aanlevering:confirm", aanlevering, now)
        computations.wait(computation)
        jobs.enqueue(periode)
    return view_of(aanlevering)


def discard(*, actor: Actor, reference: UUID, now: datetime, vault: Vault) -> AanleveringView:
    """Throw away an aanlevering that was not confirmed; its sealed rows are gone after this.

    Raises NotAllowed, NotFound, WrongStatus.
    """
    require(actor, Permission.SUBMIT_AANLEVERING)
    with transaction.atomic():
        aanlevering = _own(actor, reference, lock=True)
        policies.require_step(aanlevering, Status.WEGGEGOOID)
        aanlevering.status = Status.WEGGEGOOID
        aanlevering.save()
        _record(actor, "aanlevering:discard", aanlevering, now)
    vault.discard(actor.organisatie, reference)
    return view_of(aanlevering)


def visible_to(*, actor: Actor) -> tuple[AanleveringView, ...]:
    """The actor's own aanleveringen, newest first. Raises NotAllowed."""
    require(actor, Permission.VIEW_AANLEVERING)
    return tuple(view_of(each) for each in _of(actor).defer("summary"))


def detail(*, actor: Actor, reference: UUID) -> AanleveringDetail:
    """One own aanlevering with its findings. Raises NotAllowed, NotFound."""
    require(actor, Permission.VIEW_AANLEVERING)
    aanlevering = _own(actor, reference)
    in_force = _in_force(aanlevering)
    return detail_of(aanlevering, in_force if in_force != aanlevering else None)


def progress(*, actor: Actor, reference: UUID) -> Progress:
    """How far the figures of an own aanlevering are. Raises NotAllowed, NotFound."""
    require(actor, Permission.VIEW_AANLEVERING)
    aanlevering = _own(actor, reference)
    if aanlevering.status == Status.GECONTROLEERD:
        return Progress("wacht", "Wacht op uw bevestiging", 0, 0, "")
    if aanlevering.status != Status.INGEDIEND:
        return Progress("klaar", "Klaar", 0, 0, "")
    if overeenkomsten.valid_for(aanbieder=actor.organisatie, day=timezone.localdate()) is None:
        return Progress("mislukt", "", 0, 0, AGREEMENT_ENDED)
    found = computations.progress_of(aanlevering.periode)
    if found.state == "mislukt":
        return found
    if not jobs.worker_is_alive():
        return Progress("wacht", computations.NO_WORKER, 0, 0, "")
    return found if found.state == "bezig" else Progress("wacht", "In de wachtrij", 0, 0, "")


def _of(actor: Actor) -> QuerySet[Aanlevering]:
    """Every read starts here, so that nobody can ask for another's aanlevering."""
    return Aanlevering.objects.filter(aanbieder=actor.organisatie).select_related(
        "received_by", "submitted_by"
    )


def _own(actor: Actor, reference: UUID, *, lock: bool = False) -> Aanlevering:
    rows = _of(actor).select_for_update(of=("self",)) if lock else _of(actor)
    found = rows.filter(pk=reference).first()
    if found is None:
        raise NotFound
    return found


def _in_force(aanlevering: Aanlevering) -> Aanlevering | None:
    return (
        Aanlevering.objects.filter(
            aanbieder=aanlevering.aanbieder_id, periode=aanlevering.periode, status__in=IN_FORCE
        )
        .select_related("received_by", "submitted_by")
        .first()
    )


def _book(
    actor: Actor,
    reference: UUID,
    periode: Verslagperiode,
    overeenkomst: int,
    bestandsnaam: str,
    result: CheckResult,
    now: datetime,
) -> Aanlevering:
    with transaction.atomic():
        # One provider's versions are numbered one at a time.
        provider = Organisatie.objects.select_for_update().get(pk=actor.organisatie)
        earlier = provider.aanleveringen.filter(periode=periode.code)
        aanlevering = Aanlevering.objects.create(
            reference=reference,
            aanbieder=provider,
            overeenkomst_id=overeenkomst,
            periode=periode.code,
            versie=(earlier.aggregate(last=Max("versie"))["last"] or 0) + 1,
            bestandsnaam=display_name(bestandsnaam),
            indeling=result.indeling,
            totaal=result.totaal,
            goed=result.goed,
            geparkeerd=result.geparkeerd,
            bevestigen=result.bevestigen,
            summary=summary_of(result),
            received_at=now,
            received_by=User.objects.get(username=actor.username),
        )
        _record(actor, "aanlevering:receive", aanlevering, now)
    return aanlevering


def _replace(actor: Actor, earlier: Aanlevering, now: datetime) -> None:
    policies.require_step(earlier, Status.VERVANGEN)
    earlier.status = Status.VERVANGEN
    earlier.save()
    _record(actor, "aanlevering:replace", earlier, now)


def _record(actor: Actor, action: str, aanlevering: Aanlevering, now: datetime) -> None:
    audit.record(
        actor=actor,
        action=action,
        subject=str(aanlevering.reference),
        purpose=f"Aanlevering over {aanlevering.periode}, versie {aanlevering.versie}",
        now=now,
    )
