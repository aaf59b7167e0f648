"""Processing agreements: nothing of a provider is processed outside the validity of one.

The gate is one condition, `in_force`: a day in the span of the agreement, a signature that was
verified or a second person who confirmed it, and not withdrawn. Who receives, opens or counts asks
it through `required_for` or `processable`, each time anew, so that a withdrawal stops what runs at
its next step. What was published stays.
"""

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
from uitkomst.register.models.overeenkomsten import Handtekening, ModelTekst
from uitkomst.services import audit
from uitkomst.services.deelnemers import signatures
from uitkomst.services.deelnemers.overeenkomst_views import OvereenkomstView, view_of
from uitkomst.services.limits import LARGEST_AGREEMENT
from uitkomst.services.reasons import clean
from uitkomst.services.refusals import (
    AlreadyDecided,
    HoldsBsn,
    NoAgreement,
    NotAPdf,
    NotFound,
    SamePerson,
    SignatureBroken,
    WrongDates,
)
from uitkomst.standard.identificatie import contains_bsn


@dataclass(frozen=True)
class Signed:
    """The signed PDF of an agreement, and whose it is."""

    pdf: bytes
    overeenkomst: OvereenkomstView


def in_force(day: date) -> Q:
    """The gate, as a condition on Verwerkersovereenkomst: it counts on this day.

    The last day is included.
    """
    spans = Q(geldig_van__lte=day) & (Q(geldig_tot=None) | Q(geldig_tot__gte=day))
    sure = Q(handtekening=Handtekening.GELDIG) | Q(bevestigd_at__isnull=False)
    return spans & sure & Q(ingetrokken_at=None)


def valid_for(*, aanbieder: UUID, day: date) -> OvereenkomstView | None:
    """The agreement of a provider that is valid on this day, the newest of several; or None.

    A provider that merged into another has none: who it became part of has.
    """
    found = _valid(aanbieder, day)
    return view_of(found) if found else None


def required_for(*, aanbieder: UUID, day: date) -> int:
    """The number of the valid agreement. The gate before everything. Raises NoAgreement."""
    found = _valid(aanbieder, day)
    if found is None:
        raise NoAgreement
    return found.pk


def providers_under_agreement(day: date) -> QuerySet[Organisatie, UUID]:
    """The providers that may deliver on this day, as a subquery."""
    return _providers().filter(opgegaan_in=None, pk__in=_holders(day)).values_list("pk", flat=True)


def processable(day: date) -> QuerySet[Organisatie, UUID]:
    """The providers whose data may be processed on this day, as a subquery.

    Also those that merged into one with an agreement: it answers for their history.
    """
    holders = _holders(day)
    own = Q(opgegaan_in=None, pk__in=holders)
    return _providers().filter(own | Q(opgegaan_in__in=holders)).values_list("pk", flat=True)


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
    model: str = ModelTekst.EIGEN,
) -> OvereenkomstView:
    """Put a signed agreement in the books, with its checksum and what its signature is worth.

    It counts at once where its digital signature is valid; else when a second person confirms it.
    Raises NotAllowed, NotFound (no such provider), NotAPdf, WrongDates, HoldsBsn.
    """
    require(actor, Permission.MANAGE_ORGANISATIES)
    if not pdf.startswith(b"%PDF-") or len(pdf) > LARGEST_AGREEMENT:
        raise NotAPdf
    if geldig_tot is not None and geldig_tot < geldig_van:
        raise WrongDates
    if contains_bsn(versie) or contains_bsn(ondertekenaar):
        raise HoldsBsn
    looked = signatures.look_at(pdf, now=now)
    with transaction.atomic():
        providers = _providers().filter(opgegaan_in=None)
        provider = providers.select_for_update().filter(pk=aanbieder).first()
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
            model=ModelTekst(model),
            handtekening=looked.handtekening,
            handtekening_uitleg=looked.uitleg,
            added_at=now,
            added_by=_user(actor),
        )
        _write_down(actor, "overeenkomst:add", added, f"versie {versie}", now)
    return view_of(added)


def confirm(*, actor: Actor, overeenkomst: int, now: datetime) -> OvereenkomstView:
    """Confirm, as another person than who added it, that this agreement is signed as it says.

    Raises NotAllowed, NotFound, AlreadyDecided, SamePerson, SignatureBroken.
    """
    require(actor, Permission.DECIDE)
    with transaction.atomic():
        found = _locked(overeenkomst)
        counts = found.handtekening == Handtekening.GELDIG or found.bevestigd_at is not None
        if counts or found.ingetrokken_at is not None:
            raise AlreadyDecided
        if found.handtekening == Handtekening.ONGELDIG:
            raise SignatureBroken
        if found.added_by.username == actor.username:
            raise SamePerson
        found.bevestigd_at, found.bevestigd_by = now, _user(actor)
        found.save(update_fields=["bevestigd_at", "bevestigd_by"])
        _write_down(actor, "overeenkomst:confirm", found, f"versie {found.versie}", now)
    return view_of(found)


def withdraw(*, actor: Actor, overeenkomst: int, reden: str, now: datetime) -> OvereenkomstView:
    """Close at once: from here on nothing new is processed under this agreement.

    One person is enough to stop. Drafts and versions stay, and so do the figures that were
    published. Raises NotAllowed, NotFound, AlreadyDecided, ReasonMissing, HoldsBsn.
    """
    require(actor, Permission.DECIDE)
    reden = clean(reden)
    with transaction.atomic():
        found = _locked(overeenkomst)
        if found.ingetrokken_at is not None:
            raise AlreadyDecided
        found.ingetrokken_at, found.ingetrokken_by = now, _user(actor)
        found.ingetrokken_reden = reden
        found.save(update_fields=["ingetrokken_at", "ingetrokken_by", "ingetrokken_reden"])
        _write_down(actor, "overeenkomst:withdraw", found, reden, now)
    return view_of(found)


def detail(*, actor: Actor, overeenkomst: int) -> OvereenkomstView:
    """One agreement, for who decides about it. Raises NotAllowed, NotFound."""
    require(actor, Permission.DECIDE)
    found = with_people().filter(pk=overeenkomst).first()
    if found is None:
        raise NotFound
    return view_of(found)


def added_by_oneself(*, actor: Actor, overeenkomst: int) -> bool:
    """Whether this reader put it in the books, and so cannot confirm it."""
    found = Verwerkersovereenkomst.objects.filter(pk=overeenkomst)
    return found.filter(added_by__username=actor.username).exists()


def signed_pdf(*, actor: Actor, overeenkomst: int) -> Signed:
    """The PDF as it was added. Raises NotAllowed, NotFound."""
    view = detail(actor=actor, overeenkomst=overeenkomst)
    pdf = Verwerkersovereenkomst.objects.values_list("pdf", flat=True).get(pk=overeenkomst)
    return Signed(bytes(pdf), view)


def waiting(*, actor: Actor) -> tuple[OvereenkomstView, ...]:
    """The agreements that a second person can confirm, oldest first. Raises NotAllowed."""
    require(actor, Permission.DECIDE)
    unsure = with_people().filter(
        handtekening__in=[Handtekening.GEEN, Handtekening.ONBEKEND],
        bevestigd_at=None,
        ingetrokken_at=None,
    )
    return tuple(view_of(each) for each in unsure.order_by("added_at", "pk"))


def with_people() -> QuerySet[Verwerkersovereenkomst]:
    """Agreements, newest first, with the people in it and without the PDF."""
    people = ("added_by", "bevestigd_by", "ingetrokken_by", "aanbieder")
    return Verwerkersovereenkomst.objects.defer("pdf").select_related(*people)


def _providers() -> QuerySet[Organisatie]:
    return Organisatie.objects.filter(soort=Soort.AANBIEDER)


def _holders(day: date) -> QuerySet[Verwerkersovereenkomst, UUID]:
    return Verwerkersovereenkomst.objects.filter(in_force(day)).values_list("aanbieder", flat=True)


def _valid(aanbieder: UUID, day: date) -> Verwerkersovereenkomst | None:
    own = with_people().filter(aanbieder=aanbieder, aanbieder__opgegaan_in=None)
    return own.filter(in_force(day)).first()


def _locked(overeenkomst: int) -> Verwerkersovereenkomst:
    found = with_people().select_for_update(of=("self",)).filter(pk=overeenkomst).first()
    if found is None:
        raise NotFound
    return found


def _user(actor: Actor) -> User:
    return User.objects.get(username=actor.username)


def _write_down(
    actor: Actor, action: str, agreement: Verwerkersovereenkomst, why: str, now: datetime
) -> None:
    audit.record(
        actor=actor,
        action=action,
        subject=str(agreement.aanbieder_id),
        purpose=f"Verwerkersovereenkomst {agreement.pk}: {why}",
        now=now,
    )
