"""Processing agreements: nothing of a provider is processed outside the validity of one."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from uitkomst.access.actor import Actor, require
from uitkomst.access.permissions import Permission
from uitkomst.register.models import Organisatie, User, Verwerkersovereenkomst
from uitkomst.register.models.organisaties import Soort
from uitkomst.services import audit
from uitkomst.services.limits import LARGEST_AGREEMENT
from uitkomst.services.refusals import HoldsBsn, NoAgreement, NotAPdf, NotFound, WrongDates
from uitkomst.standard.identificatie import contains_bsn


@dataclass(frozen=True)
class OvereenkomstView:
    """An agreement as a page shows it; `geldig_tot` None is until further notice."""

    versie: str
    geldig_van: date
    geldig_tot: date | None
    ondertekenaar: str
    sha256: str
    added_at: datetime
    added_by: str


def in_force(day: date) -> Q:
    """The condition on Verwerkersovereenkomst: valid on this day, its last day included."""
    return Q(geldig_van__lte=day) & (Q(geldig_tot=None) | Q(geldig_tot__gte=day))


def valid_for(*, aanbieder: UUID, day: date) -> OvereenkomstView | None:
    """The agreement of a provider that is valid on this day, the newest of several; or None."""
    found = _valid(aanbieder, day)
    return view_of(found) if found else None


def required_for(*, aanbieder: UUID, day: date) -> int:
    """The number of the valid agreement. The gate before everything. Raises NoAgreement."""
    found = _valid(aanbieder, day)
    if found is None:
        raise NoAgreement
    return found.pk


def providers_under_agreement(day: date) -> QuerySet[Verwerkersovereenkomst, UUID]:
    """The providers whose data may be processed on this day, as a subquery."""
    return Verwerkersovereenkomst.objects.filter(in_force(day)).values_list("aanbieder", flat=True)


def add(
    *,
    actor: Actor,
    aanbieder: UUID,
    versie: str,
    geldig_van: date,
    geldig_tot: date | None,
    ondertekenaar: str,
    pdf: bytes,
    now: datetime,
) -> OvereenkomstView:
    """Put a signed agreement in the books, with its checksum.

    Raises NotAllowed, NotFound (no such provider), NotAPdf, WrongDates, HoldsBsn.
    """
    require(actor, Permission.MANAGE_ORGANISATIES)
    if not pdf.startswith(b"%PDF-") or len(pdf) > LARGEST_AGREEMENT:
        raise NotAPdf
    if geldig_tot is not None and geldig_tot < geldig_van:
        raise WrongDates
    if contains_bsn(versie) or contains_bsn(ondertekenaar):
        raise HoldsBsn
    with transaction.atomic():
        provider = Organisatie.objects.filter(pk=aanbieder, soort=Soort.AANBIEDER).first()
        if provider is None:
            raise NotFound
        added = Verwerkersovereenkomst.objects.create(
            aanbieder=provider,
            versie=versie,
            geldig_van=geldig_van,
            geldig_tot=geldig_tot,
            ondertekenaar=ondertekenaar,
            sha256=hashlib.sha256(pdf).hexdigest(),
            pdf=pdf,
            added_at=now,
            added_by=User.objects.get(username=actor.username),
        )
        audit.record(
            actor=actor,
            action="overeenkomst:add",
            subject=str(aanbieder),
            purpose=f"Verwerkersovereenkomst versie {versie}",
            now=now,
        )
    return view_of(added)


def view_of(agreement: Verwerkersovereenkomst) -> OvereenkomstView:
    """The agreement without its PDF."""
    return OvereenkomstView(
        versie=agreement.versie,
        geldig_van=agreement.geldig_van,
        geldig_tot=agreement.geldig_tot,
        ondertekenaar=agreement.ondertekenaar,
        sha256=agreement.sha256,
        added_at=agreement.added_at,
        added_by=agreement.added_by.display_name,
    )


def _valid(aanbieder: UUID, day: date) -> Verwerkersovereenkomst | None:
    agreements = Verwerkersovereenkomst.objects.defer("pdf").select_related("added_by")
    return agreements.filter(in_force(day), aanbieder=aanbieder).first()
