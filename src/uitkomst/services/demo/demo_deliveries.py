"""The made-up region's files, by the road of an upload: delivered, or left for a visitor."""

from datetime import datetime, time, timedelta
from uuid import UUID

from django.utils import timezone

from uitkomst.access.actor import Actor
from uitkomst.register.models import Aanlevering, Lidmaatschap
from uitkomst.register.models.aanleveringen import DRAFTS, IN_FORCE, Status
from uitkomst.services.aanlevering.views import AanleveringView
from uitkomst.services.checking import checks
from uitkomst.services.deciding import bewerkingen
from uitkomst.services.deelnemers.accounts import actor_of
from uitkomst.services.delivering import aanleveringen, submission
from uitkomst.services.demo.demo import reference_of
from uitkomst.standard.verslagperiode import Verslagperiode
from uitkomst.vault.vault import Vault

REASON = "Nagekeken in het dossier; het klopt."


def deliver(
    *, sleutel: str, periode: Verslagperiode, bestandsnaam: str, content: bytes, vault: Vault
) -> int:
    """Upload and confirm a file as the provider's own account; gives the number of its rows.

    On a day within the three weeks after the period in which CBS asks for it.
    """
    number = int(sleutel.lstrip("a"))
    day = periode.laatste_dag + timedelta(days=2 + number % 19)
    now = timezone.make_aware(datetime.combine(day, time(9 + number % 8, number % 60)))
    actor = _actor(sleutel)
    received = _received(actor, periode, content, bestandsnaam, now, vault)
    if received.checking:  # Large: the same check, without waiting for a worker.
        checks.run(reference=received.reference, vault=vault, now=now)
        [received] = [
            each
            for each in aanleveringen.visible_to(actor=actor)
            if each.reference == received.reference
        ]
    received = _answered(actor, received, now + timedelta(minutes=5), vault)
    if received.may_confirm:
        submission.confirm(
            actor=actor,
            reference=received.reference,
            revisie=received.revisie,
            now=now + timedelta(minutes=7),
        )
    return received.totaal


def leave_draft(
    *, sleutel: str, periode: Verslagperiode, bestandsnaam: str, content: bytes, vault: Vault
) -> None:
    """Upload a file now and leave it as it was found, for a visitor to go on with; once."""
    actor = _actor(sleutel)
    drafts = Aanlevering.objects.filter(aanbieder=actor.organisatie, status__in=DRAFTS)
    if not drafts.filter(periode=periode.code).exists():
        _received(actor, periode, content, bestandsnaam, timezone.now(), vault)


def _received(
    actor: Actor,
    periode: Verslagperiode,
    content: bytes,
    bestandsnaam: str,
    now: datetime,
    vault: Vault,
) -> AanleveringView:
    return aanleveringen.receive(
        actor=actor,
        periode=periode,
        content=content,
        bestandsnaam=bestandsnaam,
        now=now,
        vault=vault,
    )


def _answered(
    actor: Actor, received: AanleveringView, now: datetime, vault: Vault
) -> AanleveringView:
    """Say yes to every question, as somebody would who looked in the files."""
    asked = bewerkingen.vragen(actor=actor, reference=received.reference)
    if not asked:
        return received
    return bewerkingen.answer(
        actor=actor,
        reference=received.reference,
        revisie=received.revisie,
        antwoorden={vraag.naam: (True, REASON) for vraag in asked},
        now=now,
        vault=vault,
    )


def delivered(*, periode: Verslagperiode) -> frozenset[UUID]:
    """The providers (by reference) with a confirmed file in the books for this period."""
    found = Aanlevering.objects.filter(periode=periode.code, status__in=IN_FORCE)
    return frozenset(found.values_list("aanbieder_id", flat=True))


def waiting(*, periode: Verslagperiode) -> bool:
    """Whether confirmed aanleveringen of this period are not in the figures yet."""
    return Aanlevering.objects.filter(periode=periode.code, status=Status.INGEDIEND).exists()


def _actor(sleutel: str) -> Actor:
    members = Lidmaatschap.objects.select_related("user", "organisatie")
    return actor_of(members.get(organisatie=reference_of(sleutel)))
