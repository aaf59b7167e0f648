"""Contracts between a provider and who commissions its care: a gemeente or a serviceorganisatie.

Two contracts of the same two never overlap; the database holds that, and here it gets its words.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from uitkomst.access.actor import Actor, require
from uitkomst.access.permissions import Permission
from uitkomst.register.models import Contract, Organisatie, User
from uitkomst.register.models.organisaties import Soort
from uitkomst.services import audit
from uitkomst.services.refusals import ContractOverlaps, HoldsBsn, NotFound, WrongDates
from uitkomst.standard.identificatie import contains_bsn

COMMISSIONERS = (Soort.GEMEENTE, Soort.SERVICEORGANISATIE)
OVERLAP = "contracts_do_not_overlap"


@dataclass(frozen=True)
class ContractView:
    """A contract; `tot` is the last day, None is until further notice."""

    reference: int
    aanbieder: UUID
    aanbieder_naam: str
    opdrachtgever: UUID
    opdrachtgever_naam: str
    nummer: str
    van: date
    tot: date | None

    def stand(self, day: date) -> str:
        """How it stands on this day: toekomst, loopt or beëindigd."""
        if day < self.van:
            return "toekomst"
        return "beëindigd" if self.tot is not None and day > self.tot else "loopt"


def of_organisatie(*, actor: Actor, organisatie: UUID) -> tuple[ContractView, ...]:
    """The contracts an organisation is a party to, newest first. Raises NotAllowed."""
    require(actor, Permission.MANAGE_ORGANISATIES)
    party = Q(aanbieder=organisatie) | Q(opdrachtgever=organisatie)
    return tuple(view_of(each) for each in with_names().filter(party))


def one(*, actor: Actor, contract: int) -> ContractView:
    """One contract. Raises NotAllowed, NotFound."""
    require(actor, Permission.MANAGE_ORGANISATIES)
    found = with_names().filter(pk=contract).first()
    if found is None:
        raise NotFound
    return view_of(found)


def commissioners(*, actor: Actor) -> tuple[tuple[UUID, str], ...]:
    """Who can commission care: reference and name, by name. Raises NotAllowed."""
    require(actor, Permission.MANAGE_ORGANISATIES)
    found = Organisatie.objects.filter(soort__in=COMMISSIONERS)
    return tuple(found.values_list("pk", "naam"))


def add(
    *,
    actor: Actor,
    aanbieder: UUID,
    opdrachtgever: UUID,
    nummer: str,
    van: date,
    tot: date | None,
    now: datetime,
) -> ContractView:
    """Put a contract in the books.

    Raises NotAllowed, NotFound, WrongDates, HoldsBsn, ContractOverlaps.
    """
    require(actor, Permission.MANAGE_ORGANISATIES)
    _require_sound(nummer, van, tot)
    with transaction.atomic():
        added = Contract(
            aanbieder=_party(aanbieder, (Soort.AANBIEDER,)),
            opdrachtgever=_party(opdrachtgever, COMMISSIONERS),
            nummer=nummer,
            van=van,
            tot=tot,
            added_at=now,
            added_by=User.objects.get(username=actor.username),
        )
        save(added)
        write_down(actor, "contract:add", added, now)
    return view_of(added)


def end(*, actor: Actor, contract: int, tot: date, now: datetime) -> ContractView:
    """Let a contract end earlier than it would; `tot` is its last day.

    Raises NotAllowed, NotFound, WrongDates (before it began, or it ends before that already).
    """
    require(actor, Permission.MANAGE_ORGANISATIES)
    with transaction.atomic():
        found = with_names().select_for_update(of=("self",)).filter(pk=contract).first()
        if found is None:
            raise NotFound
        if tot < found.van or (found.tot is not None and found.tot <= tot):
            raise WrongDates
        found.tot = tot
        found.save(update_fields=["tot"])
        write_down(actor, "contract:end", found, now)
    return view_of(found)


def save(contract: Contract) -> None:
    """Save one, inside a transaction. Raises ContractOverlaps with the other contract in words."""
    try:
        with transaction.atomic():
            contract.save()
    except IntegrityError as error:
        if OVERLAP not in str(error):
            raise
        raise _overlaps(contract) from None


def write_down(actor: Actor, action: str, contract: Contract, now: datetime) -> None:
    """The line in the logbook about one contract."""
    until = f" tot en met {contract.tot}" if contract.tot else ""
    audit.record(
        actor=actor,
        action=action,
        subject=str(contract.aanbieder_id),
        purpose=f"Contract {contract.pk} met {contract.opdrachtgever.naam}, vanaf {contract.van}"
        + until,
        now=now,
    )


def with_names() -> QuerySet[Contract]:
    """Contracts with the names of both parties."""
    return Contract.objects.select_related("aanbieder", "opdrachtgever")


def view_of(contract: Contract) -> ContractView:
    """The contract as a page shows it."""
    return ContractView(
        reference=contract.pk,
        aanbieder=contract.aanbieder_id,
        aanbieder_naam=contract.aanbieder.naam,
        opdrachtgever=contract.opdrachtgever_id,
        opdrachtgever_naam=contract.opdrachtgever.naam,
        nummer=contract.nummer,
        van=contract.van,
        tot=contract.tot,
    )


def _overlaps(contract: Contract) -> ContractOverlaps:
    same = with_names().filter(
        aanbieder=contract.aanbieder_id, opdrachtgever=contract.opdrachtgever_id
    )
    other = same.exclude(pk=contract.pk).filter(Q(tot=None) | Q(tot__gte=contract.van))
    if contract.tot is not None:
        other = other.filter(van__lte=contract.tot)
    found = other.first()
    if found is None:  # It was there a moment ago.
        return ContractOverlaps()
    between = f"{found.aanbieder.naam} en {found.opdrachtgever.naam}"
    return ContractOverlaps.of(between, in_words(view_of(found)))


def in_words(contract: ContractView) -> str:
    """A contract as one line: "nummer 12, van 1-1-2026 tot en met 31-12-2026"."""
    number = f"nummer {contract.nummer}, " if contract.nummer else ""
    until = f" tot en met {day_in_words(contract.tot)}" if contract.tot else ", zonder einddatum"
    return f"{number}vanaf {day_in_words(contract.van)}{until}"


def day_in_words(day: date) -> str:
    """A day as pages write it: 1-7-2026."""
    return f"{day.day}-{day.month}-{day.year}"


def _require_sound(nummer: str, van: date, tot: date | None) -> None:
    if tot is not None and tot < van:
        raise WrongDates
    if contains_bsn(nummer):
        raise HoldsBsn


def _party(reference: UUID, kinds: tuple[Soort, ...]) -> Organisatie:
    found = Organisatie.objects.filter(pk=reference, soort__in=kinds, opgegaan_in=None).first()
    if found is None:
        raise NotFound
    return found
