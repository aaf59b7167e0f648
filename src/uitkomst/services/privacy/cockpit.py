"""The privacy cockpit: whether nothing is processed without ground, and what waits for somebody.

Numbers with the lists behind them. It shows names of organisations, days and counts; no value of a
jeugdige comes by here, and nothing in the vault is opened.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from uitkomst.access.actor import Actor, require
from uitkomst.access.permissions import Permission
from uitkomst.register.models import (
    Besluit,
    Contracteinde,
    Incident,
    Organisatie,
    Regiodeelname,
    Verzoek,
)
from uitkomst.register.models.besluiten import BesluitSoort, Uitkomst
from uitkomst.register.models.organisaties import Soort
from uitkomst.services.audit import upkeep
from uitkomst.services.deelnemers import overeenkomsten
from uitkomst.services.deelnemers.overeenkomst_views import OvereenkomstView, view_of
from uitkomst.services.privacy import backups, held
from uitkomst.services.privacy.backups import Overview
from uitkomst.services.privacy.held import HeldProvider

TERM = timedelta(days=30)
"""Within a month after it was received a request is answered (AVG article 12(3))."""

ONGOING = (
    Contracteinde.Staat.GEPLAND,
    Contracteinde.Staat.GEREPETEERD,
    Contracteinde.Staat.GEVRAAGD,
    Contracteinde.Staat.BEZIG,
)


@dataclass(frozen=True)
class Provider:
    """A provider without a valid agreement, and whether anything of it is held all the same."""

    aanbieder: UUID
    naam: str
    holds: bool


@dataclass(frozen=True)
class Agreements:
    """Every provider stands in `valid` or in `missing`; the rest are agreements to look at."""

    valid: tuple[OvereenkomstView, ...]
    expiring: tuple[OvereenkomstView, ...]
    missing: tuple[Provider, ...]
    waiting: tuple[OvereenkomstView, ...]
    withdrawn: tuple[OvereenkomstView, ...]


@dataclass(frozen=True)
class OpenVerzoek:
    """A request of a jeugdige or parent that waits; `dagen` are left, below 0 it is too late."""

    reference: UUID
    soort: str
    aanbieder_naam: str
    ontvangen_op: date
    uiterlijk: date
    dagen: int
    toegestaan: bool


@dataclass(frozen=True)
class Einde:
    """A contract end that is not done yet."""

    reference: UUID
    aanbieder_naam: str
    opdrachtgever_naam: str
    staat: str
    vernietigen_vanaf: date


@dataclass(frozen=True)
class Linking:
    """Whether children are followed over providers within a jeugdregio, and since when."""

    jeugdregio: str
    on: bool
    sinds: datetime | None


@dataclass(frozen=True)
class Cockpit:
    """All that the first page shows; `chain` is the logbook's."""

    agreements: Agreements
    held: tuple[HeldProvider, ...]
    verzoeken: tuple[OpenVerzoek, ...]
    eindes: tuple[Einde, ...]
    besluiten: int
    incidenten: int
    linking: tuple[Linking, ...]
    backups: Overview
    chain: upkeep.State

    @property
    def linked(self) -> int:
        """In how many regions children are followed."""
        return sum(each.on for each in self.linking)

    @property
    def identificerend(self) -> int:
        """How many objects in the vault tell who somebody is."""
        return sum(each.identificerend for each in self.held)

    @property
    def pseudoniem(self) -> int:
        """How many objects in the vault are per child without telling who."""
        return sum(each.pseudoniem for each in self.held)

    @property
    def geteld(self) -> int:
        """How many objects in the vault hold numbers only."""
        return sum(each.geteld for each in self.held)

    @property
    def too_late(self) -> int:
        """How many requests are past their term."""
        return sum(each.dagen < 0 for each in self.verzoeken)

    @property
    def without_ground(self) -> tuple[Provider, ...]:
        """Of whom something is held while no agreement is valid."""
        return tuple(each for each in self.agreements.missing if each.holds)


def overview(*, actor: Actor, now: datetime) -> Cockpit:
    """The cockpit as it stands. Raises NotAllowed."""
    require(actor, Permission.VIEW_PRIVACY)
    holds = held.held()
    return Cockpit(
        agreements=_agreements(timezone.localdate(now), {each.aanbieder for each in holds}),
        held=holds,
        verzoeken=_verzoeken(now),
        eindes=_eindes(),
        besluiten=Besluit.objects.filter(uitkomst=Uitkomst.OPEN).count(),
        incidenten=Incident.objects.filter(closed_at=None).count(),
        linking=linking(),
        backups=backups.overview(actor=actor),
        chain=upkeep.state(),
    )


def agreements(*, actor: Actor, now: datetime) -> Agreements:
    """Which provider has a valid agreement, and what is the matter with the rest.

    Raises NotAllowed.
    """
    require(actor, Permission.VIEW_PRIVACY)
    holds = {each.aanbieder for each in held.held()}
    return _agreements(timezone.localdate(now), holds)


def linking() -> tuple[Linking, ...]:
    """Per jeugdregio whether two persons decided to follow children over providers there.

    A region in which it is off is listed too: it is off by default, and that has to be seen.
    """
    decided: dict[str, tuple[bool, datetime | None]] = {}
    soorten = (BesluitSoort.KOPPELEN, BesluitSoort.ONTKOPPELEN)
    carried_out = Besluit.objects.filter(soort__in=soorten).exclude(uitgevoerd_at=None)
    for each in carried_out.order_by("uitgevoerd_at"):
        decided[each.onderwerp] = (each.soort == BesluitSoort.KOPPELEN, each.uitgevoerd_at)
    for regio in _regions():
        decided.setdefault(regio, (False, None))
    return tuple(Linking(regio, *decided[regio]) for regio in sorted(decided))


def _regions() -> set[str]:
    """The regions somebody takes part in."""
    named = Organisatie.objects.exclude(jeugdregio="").values_list("jeugdregio", flat=True)
    return {*Regiodeelname.objects.values_list("jeugdregio", flat=True), *named}


def _agreements(day: date, holding: set[UUID]) -> Agreements:
    found: dict[str, list[OvereenkomstView]] = defaultdict(list)
    for each in overeenkomsten.with_people().filter(aanbieder__opgegaan_in=None):
        view = view_of(each)
        found[view.stand(day)].append(view)
    good = set(overeenkomsten.processable(day))
    providers = Organisatie.objects.filter(soort=Soort.AANBIEDER, opgegaan_in=None)
    missing = [
        Provider(each.pk, each.naam, each.pk in holding)
        for each in providers
        if each.pk not in good
    ]
    return Agreements(
        valid=_by_name([*found["geldig"], *found["verloopt"]]),
        expiring=_last_first(found["verloopt"]),
        missing=tuple(sorted(missing, key=lambda each: (not each.holds, each.naam.casefold()))),
        waiting=_by_name([*found["wacht"], *found["ongeldig"]]),
        withdrawn=_by_name(found["ingetrokken"]),
    )


def _by_name(views: Iterable[OvereenkomstView]) -> tuple[OvereenkomstView, ...]:
    return tuple(sorted(views, key=lambda each: each.aanbieder_naam.casefold()))


def _last_first(views: Iterable[OvereenkomstView]) -> tuple[OvereenkomstView, ...]:
    return tuple(sorted(views, key=lambda each: each.geldig_tot or date.max))


def _verzoeken(now: datetime) -> tuple[OpenVerzoek, ...]:
    today = timezone.localdate(now)
    waiting = Verzoek.objects.filter(afgehandeld_at=None, geweigerd_reden="")
    return tuple(_open_verzoek(each, today) for each in waiting.select_related("aanbieder"))


def _open_verzoek(each: Verzoek, today: date) -> OpenVerzoek:
    until = each.ontvangen_op + TERM
    return OpenVerzoek(
        reference=each.pk,
        soort=each.get_soort_display(),
        aanbieder_naam=each.aanbieder.naam,
        ontvangen_op=each.ontvangen_op,
        uiterlijk=until,
        dagen=(until - today).days,
        toegestaan=each.toegestaan_at is not None,
    )


def _eindes() -> tuple[Einde, ...]:
    return tuple(
        Einde(
            reference=each.pk,
            aanbieder_naam=each.contract.aanbieder.naam,
            opdrachtgever_naam=each.contract.opdrachtgever.naam,
            staat=each.get_staat_display(),
            vernietigen_vanaf=each.vernietigen_vanaf,
        )
        for each in _ongoing().order_by("vernietigen_vanaf")
    )


def _ongoing() -> "QuerySet[Contracteinde]":
    parties = ("contract__aanbieder", "contract__opdrachtgever")
    return Contracteinde.objects.filter(staat__in=ONGOING).select_related(*parties)
