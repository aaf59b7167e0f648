"""A provider's own exact tables, and which periods a reader has a report of."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.utils import timezone

from uitkomst.access.actor import Actor, require
from uitkomst.access.permissions import Permission
from uitkomst.disclosure.table import SafeTable, restore
from uitkomst.register.models import Aanlevering
from uitkomst.register.models.aanleveringen import IN_FORCE, Status
from uitkomst.services.deelnemers import overeenkomsten
from uitkomst.services.deelnemers.fusies import of_and_before
from uitkomst.services.figures import published
from uitkomst.services.figures.recompute import RAPPORT
from uitkomst.services.refusals import NotFound
from uitkomst.standard.verslagperiode import Verslagperiode
from uitkomst.vault.vault import Vault


@dataclass(frozen=True)
class Reported:
    """The version a provider's report is about; `inhoud` is the vault's id of its rows.

    `aanbieder` is whose they are in the vault: also one that merged into who reads.
    """

    reference: UUID
    inhoud: UUID
    aanbieder: UUID


def periods_for(*, actor: Actor) -> tuple[Verslagperiode, ...]:
    """The periods this actor has a report of, newest first."""
    codes: set[str] = set()
    if actor.can(Permission.VIEW_OWN_REPORT):
        codes.update(_own(actor.organisatie).values_list("periode", flat=True))
    own = map(Verslagperiode.parse, codes)
    return tuple(sorted({*own, *published.periods_for(actor=actor)}, reverse=True))


def own_table(*, actor: Actor, periode: Verslagperiode, now: datetime, vault: Vault) -> SafeTable:
    """The provider's own, exact table. Raises NotAllowed, NotFound, NoAgreement."""
    require(actor, Permission.VIEW_OWN_REPORT)
    overeenkomsten.required_for(aanbieder=actor.organisatie, day=timezone.localdate(now))
    found = reported(actor, periode)
    content = vault.open_object(found.aanbieder, found.inhoud, RAPPORT)
    return restore(content.decode())


def reported(actor: Actor, periode: Verslagperiode) -> Reported:
    """The aanlevering the provider's report is about: the one that counts. Raises NotFound.

    Its own before that of one that merged into it.

    While a redelivery is being computed it is still the version that was replaced last, so that a
    reader sees the old figures or the new ones, never none or a mix.
    """
    versions = _own(actor.organisatie).filter(periode=periode.code)
    counts = ExpressionWrapper(Q(status__in=IN_FORCE), output_field=BooleanField())
    found = versions.order_by(
        F("aanbieder__opgegaan_op").desc(nulls_first=True), counts.desc(), "-submitted_at"
    ).first()
    if found is None or found.inhoud is None:
        raise NotFound
    return Reported(found.reference, found.inhoud, found.aanbieder_id)


def _own(organisatie: UUID) -> QuerySet[Aanlevering]:
    """The versions with figures, of periods for which something counts."""
    submitted = (Status.INGEDIEND, Status.VERWERKT, Status.VERVANGEN)
    own = Aanlevering.objects.filter(of_and_before(organisatie))
    counting = Aanlevering.objects.filter(
        aanbieder=OuterRef("aanbieder"), periode=OuterRef("periode"), status__in=IN_FORCE
    )
    return own.filter(Exists(counting), status__in=submitted, reported_at__isnull=False)
