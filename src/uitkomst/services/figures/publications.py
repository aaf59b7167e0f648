"""The tables each circle of readers may open, and which ones there are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.utils import timezone

from uitkomst.access.actor import Actor, require
from uitkomst.access.permissions import Permission
from uitkomst.disclosure.table import SafeTable, restore
from uitkomst.register.models import Aanlevering, Organisatie, Publication
from uitkomst.register.models.aanleveringen import IN_FORCE, Status
from uitkomst.register.models.organisaties import Soort
from uitkomst.services.deelnemers import overeenkomsten
from uitkomst.services.figures.recompute import RAPPORT
from uitkomst.services.refusals import NotFound
from uitkomst.standard.gemeenten import Gemeente
from uitkomst.standard.gemeenten import gemeente as gemeente_by_code
from uitkomst.standard.verslagperiode import Verslagperiode
from uitkomst.vault.vault import Vault

Kring = Publication.Kring


@dataclass(frozen=True)
class Reported:
    """The version a provider's report is about; `inhoud` is the vault's id of its rows."""

    reference: UUID
    inhoud: UUID


def periods_for(*, actor: Actor) -> tuple[Verslagperiode, ...]:
    """The periods this actor has a report of, newest first."""
    codes: set[str] = set()
    if actor.can(Permission.VIEW_OWN_REPORT):
        codes.update(_own(actor.organisatie).values_list("periode", flat=True))
    gemeenten = [each.code for each in gemeenten_for(actor=actor)]
    codes.update(_in_force(Kring.GEMEENTE, gemeenten).values_list("periode", flat=True))
    return tuple(sorted(map(Verslagperiode.parse, codes), reverse=True))


def gemeenten_for(*, actor: Actor) -> tuple[Gemeente, ...]:
    """The gemeenten whose tables this actor may open: the own one, or those of the own region."""
    if not actor.can(Permission.VIEW_GEMEENTE_REPORT):
        return ()
    own = Organisatie.objects.get(pk=actor.organisatie)
    if own.soort == Soort.GEMEENTE:
        codes: Iterable[str] = [own.gemeentecode]
    else:
        part = Organisatie.objects.filter(soort=Soort.GEMEENTE, jeugdregio=own.jeugdregio)
        codes = part.values_list("gemeentecode", flat=True)
    return tuple(found for code in codes if (found := gemeente_by_code(code)) is not None)


def regio_for(*, actor: Actor) -> str | None:
    """The jeugdregio whose table this actor may open; of one gemeente alone there is none."""
    if not actor.can(Permission.VIEW_REGIO_REPORT) or len(gemeenten_for(actor=actor)) < 2:
        return None
    return Organisatie.objects.values_list("jeugdregio", flat=True).get(pk=actor.organisatie)


def gemeente_table(*, actor: Actor, gemeente: str, periode: Verslagperiode) -> SafeTable:
    """The protected table of a gemeente. Raises NotAllowed, NotFound."""
    require(actor, Permission.VIEW_GEMEENTE_REPORT)
    if gemeente not in {each.code for each in gemeenten_for(actor=actor)}:
        raise NotFound
    return _published(Kring.GEMEENTE, gemeente, periode)


def regio_table(*, actor: Actor, regio: str, periode: Verslagperiode) -> SafeTable:
    """The protected table of a jeugdregio. Raises NotAllowed, NotFound."""
    require(actor, Permission.VIEW_REGIO_REPORT)
    if regio != regio_for(actor=actor):
        raise NotFound
    return _published(Kring.REGIO, regio, periode)


def own_table(*, actor: Actor, periode: Verslagperiode, now: datetime, vault: Vault) -> SafeTable:
    """The provider's own, exact table. Raises NotAllowed, NotFound, NoAgreement."""
    require(actor, Permission.VIEW_OWN_REPORT)
    overeenkomsten.required_for(aanbieder=actor.organisatie, day=timezone.localdate(now))
    content = vault.open_object(actor.organisatie, reported(actor, periode).inhoud, RAPPORT)
    return restore(content.decode())


def reported(actor: Actor, periode: Verslagperiode) -> Reported:
    """The aanlevering the provider's report is about: the one that counts. Raises NotFound.

    While a redelivery is being computed it is still the version that was replaced last, so that a
    reader sees the old figures or the new ones, never none or a mix.
    """
    versions = _own(actor.organisatie).filter(periode=periode.code)
    counts = ExpressionWrapper(Q(status__in=IN_FORCE), output_field=BooleanField())
    found = versions.order_by(counts.desc(), "-submitted_at").first()
    if found is None or found.inhoud is None:
        raise NotFound
    return Reported(found.reference, found.inhoud)


def _own(organisatie: UUID) -> QuerySet[Aanlevering]:
    """The versions with figures, of periods for which something counts."""
    submitted = (Status.INGEDIEND, Status.VERWERKT, Status.VERVANGEN)
    own = Aanlevering.objects.filter(aanbieder=organisatie)
    counting = own.filter(periode=OuterRef("periode"), status__in=IN_FORCE)
    return own.filter(Exists(counting), status__in=submitted, reported_at__isnull=False)


def _in_force(kring: Kring, codes: Iterable[str]) -> QuerySet[Publication]:
    return Publication.objects.filter(kring=kring, code__in=list(codes), in_force=True)


def _published(kring: Kring, code: str, periode: Verslagperiode) -> SafeTable:
    found = _in_force(kring, [code]).filter(periode=periode.code).values_list("pk", flat=True)
    if (publication := found.first()) is None:
        raise NotFound
    return _restored(publication)


@lru_cache(maxsize=48)
def _restored(publication: int) -> SafeTable:
    """A published table never changes, so it is read from its text once."""
    return restore(Publication.objects.values_list("table", flat=True).get(pk=publication))
