"""The end of a contract: planned, rehearsed, agreed to by two persons, and then carried out.

From the day it is planned nothing new counts for who commissioned; the provider has a month to take
its data along or to object (`contracteinde_eigen`). `contracteinde_begin` lets it be carried out;
what is destroyed then, and what stays, is `contracteinde_stappen`. No agreement is needed to
destroy: after a contract the processor must (AVG article 28(3)(g)).
"""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from uitkomst.access.actor import Actor, require
from uitkomst.access.permissions import Permission
from uitkomst.register.models import Contract, Contracteinde, User
from uitkomst.register.models.besluiten import BesluitSoort
from uitkomst.services import decisions_by_two
from uitkomst.services.deelnemers import contractgebied
from uitkomst.services.deelnemers.contracten import day_in_words
from uitkomst.services.privacy.contracteinde_boeken import (
    BEFORE,
    counts,
    locked,
    read,
    require_no_objection,
    write_down,
)
from uitkomst.services.privacy.contracteinde_views import (
    OBJECTION,
    Candidate,
    EindeView,
    is_agreed,
    objection_of,
    state_of,
    view_of,
    with_names,
)
from uitkomst.services.reasons import clean
from uitkomst.services.refusals import EndNotPossible, NotFound
from uitkomst.vault.vault import Vault

__all__ = [
    "TERM",
    "Candidate",
    "EindeView",
    "answer_objection",
    "ask",
    "candidates",
    "detail",
    "overview",
    "plan",
    "rehearse",
    "stop",
]

TERM = timedelta(days=30)
"""At least so long a provider has to object, from the day it is planned (security.md 2.3)."""

Staat = Contracteinde.Staat
GOES_ON = (
    "Dit contract loopt nog, of dezelfde twee hebben een nieuw contract. Zet eerst de einddatum in "
    "het register."
)
PLANNED_ALREADY = "Het einde van dit contract is al gepland. Zoek het op in de lijst."
TOO_EARLY = "Vernietigen kan pas vanaf {dag}: tot dan mag de aanbieder bezwaar maken."
ASKED_NOW = "Er is een tweede persoon om een besluit gevraagd. Trek die vraag eerst in."


def overview(*, actor: Actor, now: datetime) -> tuple[EindeView, ...]:
    """Every contract end, newest first. Raises NotAllowed."""
    require(actor, Permission.MANAGE_CONTRACTEINDE)
    day = timezone.localdate(now)
    return tuple(view_of(each, actor, day) for each in with_names())


def candidates(*, actor: Actor, now: datetime) -> tuple[Candidate, ...]:
    """The contracts that ended and go on in no other, without a plan. Raises NotAllowed."""
    require(actor, Permission.MANAGE_CONTRACTEINDE)
    day = timezone.localdate(now)
    planned = Contracteinde.objects.exclude(staat=Staat.GESTOPT)
    ended = Contract.objects.filter(tot__lt=day).exclude(pk__in=planned.values("contract"))
    return tuple(
        Candidate(each.pk, each.aanbieder.naam, each.opdrachtgever.naam, each.nummer, each.tot)
        for each in ended.select_related("aanbieder", "opdrachtgever").order_by("tot", "pk")
        if each.tot is not None and not contractgebied.continued(each, day)
    )


def detail(*, actor: Actor, einde: UUID, now: datetime) -> EindeView:
    """One of them. Raises NotAllowed, NotFound."""
    require(actor, Permission.MANAGE_CONTRACTEINDE)
    found = with_names().filter(pk=einde).first()
    if found is None:
        raise NotFound
    return view_of(found, actor, timezone.localdate(now))


def plan(*, actor: Actor, contract: int, vernietigen_vanaf: date, now: datetime) -> UUID:
    """Plan the end of a contract that is over; gives its reference.

    From now on new rows for who commissioned are parked. Raises NotAllowed, NotFound,
    EndNotPossible (it goes on, it was planned already, or the day is within the term).
    """
    require(actor, Permission.MANAGE_CONTRACTEINDE)
    day = timezone.localdate(now)
    found = Contract.objects.filter(pk=contract).first()
    if found is None:
        raise NotFound
    if contractgebied.continued(found, day):
        raise EndNotPossible(GOES_ON)
    if vernietigen_vanaf < day + TERM:
        raise EndNotPossible(TOO_EARLY.format(dag=day_in_words(day + TERM)))
    try:
        with transaction.atomic():
            made = Contracteinde.objects.create(
                contract=found,
                vernietigen_vanaf=vernietigen_vanaf,
                planned_at=now,
                planned_by=User.objects.get(username=actor.username),
            )
            write_down(actor, "contracteinde:plan", made, f"Vanaf {vernietigen_vanaf}", now)
    except IntegrityError as error:
        if "a_contract_ends_once" not in str(error):
            raise
        raise EndNotPossible(PLANNED_ALREADY) from None
    return made.pk


def rehearse(*, actor: Actor, einde: UUID, now: datetime, vault: Vault) -> None:
    """Count what would go and what would stay; nothing is changed and no value comes out.

    Raises NotAllowed, NotFound, EndNotPossible, VaultRefusal.
    """
    require(actor, Permission.MANAGE_CONTRACTEINDE)
    found_now = counts(read(einde), now, vault)
    with transaction.atomic():
        found = locked(einde, BEFORE)
        if state_of(found) == Staat.GEVRAAGD and not is_agreed(found):
            raise EndNotPossible(ASKED_NOW)
        found.repetitie, found.besluit = found_now, None  # What was agreed to is not this any more.
        found.staat = Staat.GEREPETEERD
        found.save(update_fields=["repetitie", "besluit", "staat"])
        write_down(
            actor,
            "contracteinde:rehearse",
            found,
            f"{found_now['rijen']} rijen",
            now,
            aantal=found_now["personen"],
        )


def ask(*, actor: Actor, einde: UUID, reden: str, now: datetime) -> None:
    """Ask a second person to agree with what the rehearsal counted.

    Raises NotAllowed, NotFound, EndNotPossible, ReasonMissing, HoldsBsn, AlreadyAsked.
    """
    require(actor, Permission.MANAGE_CONTRACTEINDE)
    with transaction.atomic():
        found = locked(einde, (Staat.GEREPETEERD,))
        require_no_objection(found)
        asked = decisions_by_two.ask(
            actor=actor,
            soort=BesluitSoort.CONTRACTEINDE,
            onderwerp=str(found.pk),
            organisatie=found.contract.aanbieder_id,
            inhoud=_asked_about(found),
            reden=reden,
            now=now,
        )
        found.besluit_id = asked.reference
        found.staat = Staat.GEVRAAGD
        found.save(update_fields=["besluit", "staat"])


def answer_objection(*, actor: Actor, einde: UUID, antwoord: str, now: datetime) -> None:
    """Answer what the provider objected, in words it reads; after that the end can go on.

    Raises NotAllowed, NotFound, EndNotPossible, ReasonMissing, HoldsBsn.
    """
    require(actor, Permission.MANAGE_CONTRACTEINDE)
    said = clean(antwoord)
    with transaction.atomic():
        found = locked(einde, BEFORE)
        objection = objection_of(found)
        if objection is None or objection.antwoord_at is not None:
            raise EndNotPossible
        found.resultaat[OBJECTION] |= {
            "antwoord": said,
            "antwoord_at": now.isoformat(),
            "antwoord_door": actor.display_name,
        }
        found.save(update_fields=["resultaat"])
        write_down(actor, "contracteinde:answer", found, said, now)


def stop(*, actor: Actor, einde: UUID, reden: str, now: datetime) -> None:
    """Give the plan up before anything was destroyed; it can be planned anew.

    Raises NotAllowed, NotFound, EndNotPossible, ReasonMissing, HoldsBsn.
    """
    require(actor, Permission.MANAGE_CONTRACTEINDE)
    reden = clean(reden)
    with transaction.atomic():
        found = locked(einde, BEFORE)
        found.staat = Staat.GESTOPT
        found.save(update_fields=["staat"])
        write_down(actor, "contracteinde:stop", found, reden, now)


def _asked_about(einde: Contracteinde) -> dict[str, Any]:
    """What the second person is asked to agree with."""
    said, contract = einde.repetitie, einde.contract
    return {
        "aanbieder": contract.aanbieder.naam,
        "opdrachtgever": contract.opdrachtgever.naam,
        "contract": contract.nummer,
        "vernietigen_vanaf": day_in_words(einde.vernietigen_vanaf),
        "rijen": said["rijen"],
        "personen": said["personen"],
        "laatste_contract": said["laatste_contract"],
        "blijft_trajecten": said["blijft"]["trajecten"],
        "blijft_klassen": said["blijft"]["klassen"],
    }
