"""What happens to a file: received as a draft, checked; then submitted or thrown away."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from uitkomst.access.actor import Actor, require
from uitkomst.access.permissions import Permission
from uitkomst.register.models import Aanlevering, Organisatie
from uitkomst.register.models.aanleveringen import DRAFTS, Route, Status
from uitkomst.services import queues
from uitkomst.services.aanlevering import check_progress, policies
from uitkomst.services.aanlevering.own import all_of, in_force, own, record, user_of
from uitkomst.services.aanlevering.views import (
    AanleveringDetail,
    AanleveringView,
    Start,
    detail_of,
    view_of,
)
from uitkomst.services.checking import checks
from uitkomst.services.deelnemers import overeenkomsten
from uitkomst.services.figures import computations
from uitkomst.services.figures.computations import Progress
from uitkomst.services.kept import orphans, sources
from uitkomst.services.kept.file_names import display_name
from uitkomst.standard.verslagperiode import Verslagperiode
from uitkomst.vault.vault import Vault

__all__ = [
    "AanleveringDetail",
    "AanleveringView",
    "Progress",
    "Start",
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

NOT_CHECKED = (
    "Uw verwerkersovereenkomst is niet meer geldig. Uw bestand is bewaard, maar wordt niet "
    "gecontroleerd zolang de beheerder geen nieuwe overeenkomst heeft toegevoegd."
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
    route: str = Route.BESTAND,
) -> AanleveringView:
    """Seal and book one file as a draft, and have it checked. The only way an aanlevering begins.

    The gate comes first: without a valid agreement the file is not opened. Sealed first, booked
    second, so that the books never tell of what is not there; when booking fails the sealed file
    is thrown away. A small file has been checked when this returns, a large one will be; a file
    that cannot be read is a draft with status Geweigerd.
    Raises NotAllowed, NoAgreement, PeriodClosed.
    """
    require(actor, Permission.SUBMIT_AANLEVERING)
    day = timezone.localdate(now)
    overeenkomst = overeenkomsten.required_for(aanbieder=actor.organisatie, day=day)
    policies.require_open(periode, day)
    reference = uuid4()
    sources.keep(vault, actor.organisatie, reference, content)
    try:
        with transaction.atomic():
            booked = book_draft(
                actor,
                reference,
                periode,
                overeenkomst,
                bestandsnaam,
                now,
                route=route,
                size=len(content),
            )
            at_once = checks.ask(booked, now=now, by=booked.received_by)
    except BaseException:
        orphans.forget_unless_booked(vault, actor.organisatie, reference)
        raise
    if at_once:
        checks.run(reference=reference, vault=vault, now=now)
    return view_of(own(actor, reference))


def discard(*, actor: Actor, reference: UUID, now: datetime, vault: Vault) -> AanleveringView:
    """Throw away a draft; its source, what was typed and its rows are gone after this.

    Raises NotAllowed, NotFound, WrongStatus.
    """
    require(actor, Permission.SUBMIT_AANLEVERING)
    with transaction.atomic():
        aanlevering = own(actor, reference, lock=True)
        policies.require_step(aanlevering, Status.WEGGEGOOID)
        inhoud, aanlevering.inhoud = aanlevering.inhoud, None
        aanlevering.status = Status.WEGGEGOOID
        aanlevering.save()
        record(actor, "aanlevering:discard", aanlevering, now)
    for levering in {reference, inhoud or reference}:
        vault.discard(actor.organisatie, levering)
    return view_of(aanlevering)


def visible_to(*, actor: Actor) -> tuple[AanleveringView, ...]:
    """The actor's own aanleveringen, newest first. Raises NotAllowed."""
    require(actor, Permission.VIEW_AANLEVERING)
    return tuple(view_of(each) for each in all_of(actor).defer("summary"))


def detail(*, actor: Actor, reference: UUID) -> AanleveringDetail:
    """One own aanlevering with its findings. Raises NotAllowed, NotFound."""
    require(actor, Permission.VIEW_AANLEVERING)
    aanlevering = own(actor, reference)
    counts = in_force(aanlevering)
    return detail_of(aanlevering, counts if counts != aanlevering else None)


def progress(*, actor: Actor, reference: UUID) -> Progress:
    """How far the check of an own draft is, or the figures of a version that was submitted.

    Raises NotAllowed, NotFound.
    """
    require(actor, Permission.VIEW_AANLEVERING)
    aanlevering = own(actor, reference)
    if aanlevering.status in DRAFTS:
        return _progress_of_check(aanlevering)
    if aanlevering.status != Status.INGEDIEND:
        return Progress("klaar", "Klaar", 0, 0, "")
    if overeenkomsten.valid_for(aanbieder=actor.organisatie, day=timezone.localdate()) is None:
        return Progress("mislukt", "", 0, 0, AGREEMENT_ENDED)
    found = computations.progress_of(aanlevering.periode)
    if found.state == "mislukt":
        return found
    if not queues.worker_is_alive():
        return Progress("wacht", computations.NO_WORKER, 0, 0, "")
    return found if found.state == "bezig" else Progress("wacht", "In de wachtrij", 0, 0, "")


def _progress_of_check(aanlevering: Aanlevering) -> Progress:
    found = check_progress.progress_of(aanlevering)
    if found is None:
        return Progress("klaar", "Klaar", 0, 0, "")
    if (
        overeenkomsten.valid_for(aanbieder=aanlevering.aanbieder_id, day=timezone.localdate())
        is None
    ):
        return Progress("mislukt", "", 0, 0, NOT_CHECKED)
    if found.state == "wacht" and not queues.worker_is_alive():
        return Progress("wacht", check_progress.NO_WORKER, 0, 0, "")
    return found


def book_draft(
    actor: Actor,
    reference: UUID,
    periode: Verslagperiode,
    overeenkomst: int,
    bestandsnaam: str,
    now: datetime,
    *,
    route: str,
    bron: str = sources.BRON,
    size: int = 0,
    action: str = "aanlevering:receive",
    about: str = "",
) -> Aanlevering:
    """Book a new draft with its line, inside a transaction; its source is sealed already.

    `size` is the source in bytes: it tells whether a check can be done at once. `action` and
    `about` are what the line says.
    """
    # One provider's versions are numbered one at a time.
    provider = Organisatie.objects.select_for_update().get(pk=actor.organisatie)
    earlier = provider.aanleveringen.filter(periode=periode.code)
    user = user_of(actor)
    aanlevering = Aanlevering.objects.create(
        reference=reference,
        aanbieder=provider,
        overeenkomst_id=overeenkomst,
        periode=periode.code,
        versie=(earlier.aggregate(last=Max("versie"))["last"] or 0) + 1,
        route=route,
        bron=bron,
        bestandsnaam=display_name(bestandsnaam),
        summary={"bytes": size},
        received_at=now,
        received_by=user,
        touched_at=now,
        touched_by=user,
    )
    record(actor, action, aanlevering, now, about=about)
    return aanlevering
