"""Following children over the providers of a jeugdregio: off, until two persons decide on it.

It is needed for one indicator ("geen nieuwe start") and joins the data of several controllers, so
somebody asks it with the reference of the DPIA, somebody else agrees, and only then a key is made.
Stopping is decided the same way and destroys the key: what was stored means nothing after that,
in backups neither. Where there is no standing decision nothing is computed or kept.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from uitkomst.access.actor import Actor, require
from uitkomst.access.permissions import Permission
from uitkomst.register.models import Besluit
from uitkomst.register.models.besluiten import BesluitSoort
from uitkomst.services import audit, decisions_by_two
from uitkomst.services.decisions_by_two import BesluitView
from uitkomst.services.reasons import clean
from uitkomst.services.refusals import NotAgreed, UnknownRegion
from uitkomst.standard.gemeenten import jeugdregio
from uitkomst.vault.vault import Vault

SOORTEN = (BesluitSoort.KOPPELEN, BesluitSoort.ONTKOPPELEN)


def ask(*, actor: Actor, regio: str, dpia: str, reden: str, now: datetime) -> BesluitView:
    """Ask a second person to let children be followed within a region; `dpia` says which one.

    Raises NotAllowed, UnknownRegion, ReasonMissing, HoldsBsn, AlreadyAsked.
    """
    require(actor, Permission.MANAGE_SLEUTELS)
    if not jeugdregio(regio):
        raise UnknownRegion
    return decisions_by_two.ask(
        actor=actor,
        soort=BesluitSoort.KOPPELEN,
        onderwerp=regio,
        organisatie=None,
        inhoud={"jeugdregio": regio, "dpia": clean(dpia)},
        reden=reden,
        now=now,
    )


def ask_stop(*, actor: Actor, regio: str, reden: str, now: datetime) -> BesluitView:
    """Ask a second person to stop it. Raises NotAllowed, UnknownRegion and what `ask` does."""
    require(actor, Permission.MANAGE_SLEUTELS)
    if not jeugdregio(regio):
        raise UnknownRegion
    return decisions_by_two.ask(
        actor=actor,
        soort=BesluitSoort.ONTKOPPELEN,
        onderwerp=regio,
        organisatie=None,
        inhoud={"jeugdregio": regio},
        reden=reden,
        now=now,
    )


def execute(*, actor: Actor, reference: UUID, now: datetime, vault: Vault) -> None:
    """Carry out what two persons agreed to: make the key of a region, or destroy it.

    When it is broken off before it is booked nobody is followed: it takes both the key and the
    decision. Raises NotAllowed, NotAgreed.
    """
    require(actor, Permission.MANAGE_SLEUTELS)
    with transaction.atomic():
        besluit = decisions_by_two.agreed(reference)
        if besluit.soort not in SOORTEN:
            raise NotAgreed
        on = besluit.soort == BesluitSoort.KOPPELEN
        if on:
            vault.make_link_key(besluit.onderwerp)
        else:
            vault.destroy_link_key(besluit.onderwerp)
        decisions_by_two.mark_carried_out(reference, now)
        audit.record(
            actor=actor,
            action="koppelen:on" if on else "koppelen:off",
            subject=str(reference),
            purpose=f"Jeugdregio {besluit.onderwerp}: {besluit.reden}"[:200],
            now=now,
        )


def regions_on(*, vault: Vault) -> tuple[str, ...]:
    """The regions in which children are followed: decided, not stopped since, and with a key."""
    last: dict[str, str] = {}
    carried_out = Besluit.objects.filter(soort__in=SOORTEN).exclude(uitgevoerd_at=None)
    for regio, soort in carried_out.order_by("uitgevoerd_at").values_list("onderwerp", "soort"):
        last[regio] = soort
    decided = [regio for regio, soort in last.items() if soort == BesluitSoort.KOPPELEN]
    return tuple(sorted(regio for regio in decided if vault.link_key(regio) is not None))
