"""What a privacy officer finds in the demo: a contract that is over, and an open request.

Done once; what is there is left alone.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count
from django.utils import timezone

from uitkomst.access.actor import Actor
from uitkomst.register.models import Aanlevering, Contract, Contracteinde, Lidmaatschap, Verzoek
from uitkomst.register.models.aanleveringen import IN_FORCE
from uitkomst.services.deelnemers import contracten
from uitkomst.services.deelnemers.accounts import actor_of
from uitkomst.services.demo.demo import BEHEERDER, PRIVACY, Cast, reference_of
from uitkomst.services.privacy import contracteinde, verzoeken
from uitkomst.standard.identificatie import is_bsn
from uitkomst.vault.vault import Vault

RECEIVED = timedelta(days=9)  # ago


def prepare(*, cast: Cast, now: datetime, vault: Vault) -> None:
    """Let a contract of somebody without a part of its own end, and a child ask what is kept."""
    if not Contracteinde.objects.exists():
        parts = (cast.haaglanden, cast.almere, cast.solo, cast.without_agreement)
        _end_a_contract({reference_of(each) for each in parts}, now, vault)
    if not Verzoek.objects.exists():
        _ask(reference_of(cast.haaglanden), now, vault)


def _end_a_contract(parts: Iterable[UUID], now: datetime, vault: Vault) -> None:
    """Of a provider with one contract and much delivered: over, planned and rehearsed."""
    only = Contract.objects.values("aanbieder").annotate(number=Count("pk")).filter(number=1)
    delivered = Aanlevering.objects.filter(
        status__in=IN_FORCE, aanbieder__in=only.values("aanbieder")
    ).exclude(aanbieder__in=list(parts))
    chosen = delivered.order_by("-goed", "pk").first()
    if chosen is None:
        return
    contract = Contract.objects.get(aanbieder=chosen.aanbieder_id)
    day = timezone.localdate(now)
    last = max(contract.van, day - timedelta(days=40))
    contracten.end(actor=_actor(BEHEERDER), contract=contract.pk, tot=last, now=now)
    einde = contracteinde.plan(
        actor=_actor(PRIVACY),
        contract=contract.pk,
        vernietigen_vanaf=day + contracteinde.TERM,
        now=now,
    )
    contracteinde.rehearse(actor=_actor(PRIVACY), einde=einde, now=now, vault=vault)


def _ask(aanbieder: UUID, now: datetime, vault: Vault) -> None:
    """A request to see what is kept, about the first child with a BSN; not answered yet."""
    delivered = Aanlevering.objects.filter(aanbieder=aanbieder, status__in=IN_FORCE).first()
    if delivered is None or delivered.inhoud is None:
        return
    known = vault.identities(aanbieder, delivered.inhoud)["bsn"].to_pylist()
    bsn = next((each for each in known if each and is_bsn(each)), None)
    if bsn is not None:
        verzoeken.register(
            actor=_actor(PRIVACY),
            aanbieder=aanbieder,
            soort=Verzoek.Soort.INZAGE,
            bsn=bsn,
            ontvangen_op=timezone.localdate(now - RECEIVED),
            now=now,
            vault=vault,
        )


def _actor(username: str) -> Actor:
    members = Lidmaatschap.objects.select_related("user", "organisatie")
    return actor_of(members.get(user__username=username))
