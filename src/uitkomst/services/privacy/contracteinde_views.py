"""The end of a contract as pages see it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from uitkomst.access.actor import Actor
from uitkomst.register.models import Contracteinde
from uitkomst.register.models.besluiten import BesluitSoort, Uitkomst
from uitkomst.services import decisions_by_two
from uitkomst.services.decisions_by_two import BesluitView

Staat = Contracteinde.Staat
OBJECTION = "bezwaar"  # in `resultaat`: what a provider has against it, and the answer
STEPS = "stappen"  # in `resultaat`: the codes of the steps that were done


@dataclass(frozen=True)
class Bezwaar:
    """What a provider objected, and what was answered; without an answer everything waits."""

    reden: str
    at: datetime
    door: str
    antwoord: str
    antwoord_at: datetime | None
    antwoord_door: str


@dataclass(frozen=True)
class EindeView:
    """The end of one contract.

    `repetitie` are the counts of the last rehearsal (`contracteinde_omvang.counted`), empty before
    it; `resultaat` what was done. `besluiten` are the questions to a second person, newest first.
    `dagen` is how many days are left before destroying may begin. What may be done now, by who has
    the permission: `may_rehearse`, `may_ask`, `may_start`, `may_stop`, `may_object`.
    """

    reference: UUID
    contract: int
    aanbieder: UUID
    aanbieder_naam: str
    opdrachtgever_naam: str
    nummer: str
    van: date
    tot: date | None
    staat: str
    staat_titel: str
    vernietigen_vanaf: date
    dagen: int
    planned_at: datetime
    planned_by: str
    repetitie: dict[str, Any]
    resultaat: dict[str, Any]
    stappen: tuple[str, ...]
    besluiten: tuple[BesluitView, ...]
    bezwaar: Bezwaar | None
    uitgevoerd_at: datetime | None
    has_certificate: bool
    may_rehearse: bool
    may_ask: bool
    may_start: bool
    may_stop: bool
    may_object: bool


@dataclass(frozen=True)
class Candidate:
    """A contract that ended, and of which the end was not planned."""

    contract: int
    aanbieder_naam: str
    opdrachtgever_naam: str
    nummer: str
    tot: date


def with_names() -> QuerySet[Contracteinde]:
    """Contract ends with the names in them and without the certificate."""
    names = ("contract__aanbieder", "contract__opdrachtgever", "planned_by", "besluit")
    return Contracteinde.objects.defer("certificaat").select_related(*names)


def state_of(einde: Contracteinde) -> str:
    """How far it is; a question that was refused or taken back counts as not asked."""
    if einde.staat == Staat.GEVRAAGD and (
        einde.besluit is None or einde.besluit.uitkomst in (Uitkomst.AFGEWEZEN, Uitkomst.VERVALLEN)
    ):
        return Staat.GEREPETEERD
    return einde.staat


def is_agreed(einde: Contracteinde) -> bool:
    """Whether a second person agreed to destroy."""
    return einde.besluit is not None and einde.besluit.uitkomst == Uitkomst.AKKOORD


def is_agreed_only(einde: Contracteinde) -> bool:
    """Whether it was agreed to and nothing was begun."""
    return einde.staat == Staat.GEVRAAGD and is_agreed(einde)


def objection_of(einde: Contracteinde) -> Bezwaar | None:
    """What the provider objected, if it did."""
    said = einde.resultaat.get(OBJECTION)
    if said is None:
        return None
    answered_at = said.get("antwoord_at")
    return Bezwaar(
        reden=said["reden"],
        at=datetime.fromisoformat(said["at"]),
        door=said["door"],
        antwoord=said.get("antwoord", ""),
        antwoord_at=datetime.fromisoformat(answered_at) if answered_at else None,
        antwoord_door=said.get("antwoord_door", ""),
    )


def view_of(einde: Contracteinde, actor: Actor, day: date) -> EindeView:
    """The view of a row that was read by `with_names`."""
    contract, staat, objection = einde.contract, state_of(einde), objection_of(einde)
    before = staat in (Staat.GEPLAND, Staat.GEREPETEERD, Staat.GEVRAAGD)
    waits = objection is not None and objection.antwoord_at is None
    days = max(0, (einde.vernietigen_vanaf - day).days)
    asked = decisions_by_two.decisions_about(
        soort=BesluitSoort.CONTRACTEINDE, onderwerp=str(einde.pk), actor=actor
    )
    return EindeView(
        reference=einde.pk,
        contract=contract.pk,
        aanbieder=contract.aanbieder_id,
        aanbieder_naam=contract.aanbieder.naam,
        opdrachtgever_naam=contract.opdrachtgever.naam,
        nummer=contract.nummer,
        van=contract.van,
        tot=contract.tot,
        staat=staat,
        staat_titel=str(Staat(staat).label),
        vernietigen_vanaf=einde.vernietigen_vanaf,
        dagen=days,
        planned_at=einde.planned_at,
        planned_by=einde.planned_by.display_name,
        repetitie=einde.repetitie,
        resultaat=einde.resultaat,
        stappen=tuple(einde.resultaat.get(STEPS, ())),
        besluiten=asked,
        bezwaar=objection,
        uitgevoerd_at=einde.uitgevoerd_at,
        has_certificate=einde.staat == Staat.UITGEVOERD,
        may_rehearse=staat in (Staat.GEPLAND, Staat.GEREPETEERD) or is_agreed_only(einde),
        may_ask=staat == Staat.GEREPETEERD and not waits,
        may_start=staat == Staat.BEZIG or (is_agreed_only(einde) and not waits and days == 0),
        may_stop=before,
        may_object=before and objection is None,
    )
