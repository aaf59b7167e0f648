"""Requests of jeugdigen and parents (AVG articles 15 to 18 and 20), by who guards the privacy.

The number somebody gives is looked up by the vault's keyed index and kept nowhere; the books have
the sealed reference. The provider allows or refuses, and gives or puts right what is asked
(`verzoeken_eigen`); what needs no look at values is carried out here (`verzoeken_uitvoeren`).
"""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from uitkomst.access.actor import Actor, require
from uitkomst.access.permissions import Permission
from uitkomst.register.models import Organisatie, Verzoek
from uitkomst.register.models.organisaties import Soort as OrganisatieSoort
from uitkomst.services import audit
from uitkomst.services.privacy.verzoeken_boeken import one, user_of, write_down
from uitkomst.services.privacy.verzoeken_views import VerzoekView, view_of, with_names
from uitkomst.services.refusals import NotFound, PersonUnknown, RequestNotPossible
from uitkomst.vault.vault import Vault

__all__ = ["VerzoekView", "detail", "overview", "providers", "register"]

Soort = Verzoek.Soort
NUMBER_MISSING = "Vul het BSN of het cliëntnummer in: één van de twee."
RECEIVED_LATER = "Een verzoek kan niet in de toekomst zijn ontvangen. Controleer de datum."


def overview(*, actor: Actor, now: datetime) -> tuple[VerzoekView, ...]:
    """Every request, what is open first and by its term. Raises NotAllowed."""
    require(actor, Permission.HANDLE_VERZOEK)
    day = timezone.localdate(now)
    shown = [view_of(each, day) for each in with_names()]
    return tuple(sorted(shown, key=lambda each: (each.afgehandeld_at is not None, each.uiterlijk)))


def detail(*, actor: Actor, verzoek: UUID, now: datetime) -> VerzoekView:
    """One request. Raises NotAllowed, NotFound."""
    require(actor, Permission.HANDLE_VERZOEK)
    return view_of(one(verzoek), timezone.localdate(now))


def providers(*, actor: Actor) -> tuple[tuple[UUID, str], ...]:
    """At whom a request can be registered: reference and name. Raises NotAllowed."""
    require(actor, Permission.HANDLE_VERZOEK)
    found = Organisatie.objects.filter(soort=OrganisatieSoort.AANBIEDER)
    return tuple(found.values_list("pk", "naam"))


def register(
    *,
    actor: Actor,
    aanbieder: UUID,
    soort: str,
    ontvangen_op: date,
    now: datetime,
    vault: Vault,
    bsn: str = "",
    clientnummer: str = "",
) -> UUID:
    """Put a request in the books, about who has this number at this provider.

    A number that leads to nobody is written down as a search, without the number. Raises
    NotAllowed, NotFound, RequestNotPossible, PersonUnknown, VaultRefusal.
    """
    require(actor, Permission.HANDLE_VERZOEK)
    bsn, clientnummer = bsn.strip(), clientnummer.strip()
    if bool(bsn) == bool(clientnummer):
        raise RequestNotPossible(NUMBER_MISSING)
    if ontvangen_op > timezone.localdate(now):
        raise RequestNotPossible(RECEIVED_LATER)
    kinds = Organisatie.objects.filter(soort=OrganisatieSoort.AANBIEDER)
    provider = kinds.filter(pk=aanbieder).first()
    if provider is None:
        raise NotFound
    persoon = vault.find_person(aanbieder, bsn=bsn or None, clientnummer=clientnummer or None)
    if persoon is None:
        _write_search(actor, aanbieder, now)
        raise PersonUnknown
    with transaction.atomic():
        made = Verzoek.objects.create(
            aanbieder=provider,
            soort=Soort(soort),
            betrokkene=persoon,
            ontvangen_op=ontvangen_op,
            gevraagd_at=now,
            gevraagd_by=user_of(actor),
        )
        write_down(actor, "verzoek:register", made, now)
    return made.pk


def _write_search(actor: Actor, aanbieder: UUID, now: datetime) -> None:
    audit.record(
        actor=actor,
        action="verzoek:unknown",
        subject=str(aanbieder),
        purpose="Verzoek van een betrokkene: niet gevonden bij deze aanbieder",
        now=now,
        resultaat=audit.GEWEIGERD,
        organisatie=aanbieder,
    )
