"""One provider becomes part of another: a decision of two persons, and then it is done once.

The history moves along as it is. Nothing in the vault is sealed anew: what the old provider
delivered keeps its own key, and whoever it became part of opens it under the name of the old one.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from uitkomst.access.actor import Actor, require
from uitkomst.access.permissions import Permission
from uitkomst.register.models import (
    Aanlevering,
    Besluit,
    Lidmaatschap,
    Organisatie,
    Toegangssleutel,
    Uitnodiging,
    User,
)
from uitkomst.register.models.aanleveringen import DRAFTS
from uitkomst.register.models.besluiten import BesluitSoort
from uitkomst.register.models.organisaties import Soort
from uitkomst.services import audit, decisions_by_two
from uitkomst.services.decisions_by_two import BesluitView
from uitkomst.services.deelnemers import overeenkomsten
from uitkomst.services.deelnemers.contracten import day_in_words
from uitkomst.services.refusals import MergeNotPossible, NotAgreed

NO_AGREEMENT = (
    "{naar} heeft geen geldige verwerkersovereenkomst. Die is eerst nodig: daaronder valt straks "
    "ook wat {van} eerder aanleverde."
)
DRAFTS_LEFT = (
    "{van} heeft nog {aantal} aanleveringen die niet zijn ingediend. Laat die eerst indienen of "
    "weggooien; na het samenvoegen kan dat niet meer."
)
TOO_EARLY = "Samenvoegen kan pas op of na {op}. Kom op die dag terug."


@dataclass(frozen=True)
class Fusie:
    """Who became part of whom, and when."""

    van: UUID
    van_naam: str
    naar: UUID
    naar_naam: str
    op: date


def of_and_before(organisatie: UUID) -> Q:
    """The condition on what has an `aanbieder`: of this provider, or of one that merged into it."""
    return Q(aanbieder=organisatie) | Q(aanbieder__opgegaan_in=organisatie)


def ask(*, actor: Actor, van: UUID, naar: UUID, op: date, reden: str, now: datetime) -> BesluitView:
    """Ask a second person to let `van` become part of `naar`, from the day `op` on.

    Raises NotAllowed, MergeNotPossible, ReasonMissing, HoldsBsn, AlreadyAsked.
    """
    require(actor, Permission.MANAGE_ORGANISATIES)
    old, new = _both(van, naar)
    return decisions_by_two.ask(
        actor=actor,
        soort=BesluitSoort.FUSIE,
        onderwerp=str(van),
        organisatie=van,
        inhoud={"van": old.naam, "naar": new.naam, "naar_kenmerk": str(naar), "op": op.isoformat()},
        reden=reden,
        now=now,
    )


def carry_out(*, actor: Actor, besluit: UUID, now: datetime) -> Fusie:
    """Do what two persons agreed to, once.

    The accounts, invitations and keys of the old provider end: it can deliver no more. Its people
    are invited by the new one. Raises NotAllowed, NotAgreed, MergeNotPossible (also before its
    day, without an agreement of the new one, or with drafts of the old one left).
    """
    require(actor, Permission.MANAGE_ORGANISATIES)
    with transaction.atomic():
        agreed = decisions_by_two.agreed(besluit)
        if agreed.soort != BesluitSoort.FUSIE:
            raise NotAgreed
        fusie = _fusie(agreed)
        _require_possible(fusie, timezone.localdate(now))
        # Who merged into the old one is part of the new one as well.
        parts = Organisatie.objects.filter(Q(pk=fusie.van) | Q(opgegaan_in=fusie.van))
        day = Coalesce("opgegaan_op", Value(fusie.op))
        parts.update(opgegaan_in=fusie.naar, opgegaan_op=day)
        _end_access(fusie.van, actor, now)
        decisions_by_two.mark_carried_out(besluit, now)
        audit.record(
            actor=actor,
            action="organisatie:merge",
            subject=str(fusie.van),
            purpose=f"Opgegaan in {fusie.naar_naam} op {fusie.op}",
            now=now,
        )
    return fusie


def asked_about(*, actor: Actor, van: UUID) -> tuple[BesluitView, ...]:
    """The questions to merge this provider, newest first. Raises NotAllowed."""
    require(actor, Permission.MANAGE_ORGANISATIES)
    return decisions_by_two.decisions_about(
        soort=BesluitSoort.FUSIE, onderwerp=str(van), actor=actor
    )


def _both(van: UUID, naar: UUID, *, lock: bool = False) -> tuple[Organisatie, Organisatie]:
    """The two providers, each still taking part by itself. Raises MergeNotPossible."""
    rows = Organisatie.objects.filter(soort=Soort.AANBIEDER, opgegaan_in=None)
    rows = rows.order_by("pk").select_for_update() if lock else rows
    found = {each.pk: each for each in rows.filter(pk__in=[van, naar])}
    if van == naar or len(found) < 2:
        raise MergeNotPossible
    return found[van], found[naar]


def _fusie(besluit: Besluit) -> Fusie:
    said = besluit.inhoud
    van, naar = UUID(besluit.onderwerp), UUID(said["naar_kenmerk"])
    old, new = _both(van, naar, lock=True)
    return Fusie(van, old.naam, naar, new.naam, date.fromisoformat(said["op"]))


def _require_possible(fusie: Fusie, day: date) -> None:
    if day < fusie.op:
        raise MergeNotPossible(TOO_EARLY.format(op=day_in_words(fusie.op)))
    if overeenkomsten.valid_for(aanbieder=fusie.naar, day=day) is None:
        raise MergeNotPossible(NO_AGREEMENT.format(van=fusie.van_naam, naar=fusie.naar_naam))
    drafts = Aanlevering.objects.filter(aanbieder=fusie.van, status__in=DRAFTS).count()
    if drafts:
        raise MergeNotPossible(DRAFTS_LEFT.format(van=fusie.van_naam, aantal=drafts))


def _end_access(van: UUID, actor: Actor, now: datetime) -> None:
    """Nobody acts for the old provider any more, by an account, an invitation or a key."""
    by = User.objects.get(username=actor.username)
    members = Lidmaatschap.objects.filter(organisatie=van, tot=None)
    members.update(tot=now, beeindigd_door=by)
    Uitnodiging.objects.filter(organisatie=van, used_at=None, revoked_at=None).update(
        revoked_at=now
    )
    keys = Toegangssleutel.objects.filter(aanbieder=van, revoked_at=None)
    keys.update(revoked_at=now, revoked_by=by)
