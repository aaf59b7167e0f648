"""How far an incident reached, as the logbook tells: whose data, seen by whom, and what left.

Persons are counted by pseudonym, each once, from the sealed lists that were made when they were
seen. Nothing that identifies is opened for that: who they are is for the provider alone.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from uitkomst.access.actor import Actor, require
from uitkomst.access.permissions import Permission, Role
from uitkomst.register.models import AuditEvent, Lidmaatschap, Organisatie, User
from uitkomst.register.models.organisaties import Soort
from uitkomst.services.audit import ACTIONS, inzage
from uitkomst.services.privacy import incidenten
from uitkomst.services.privacy.incidenten import IncidentView
from uitkomst.standard.recordindeling import recordindeling
from uitkomst.vault.refusals import VaultRefusal
from uitkomst.vault.vault import Vault

# What shows rows or hands them out, also where the line cannot say whose they were.
SHOWS = ("personen:view", "aanlevering:marked")
HANDED_OUT = {
    "aanlevering:marked": "bestand met bevindingen",
    "aanlevering:receipt": "ontvangstbewijs (zonder namen)",
    "logboek:export": "logboek (zonder namen)",
    "verzoek:export": "gegevens van een betrokkene",
    "contracteinde:export": "alle gegevens onder een contract",
}
BY_SYSTEM = "opgehaald door een systeem (API)"


@dataclass(frozen=True)
class Recipient:
    """An account that saw something, who is behind it and for which organisations they work."""

    account: str
    naam: str
    organisaties: tuple[str, ...]


@dataclass(frozen=True)
class Reached:
    """What of one provider was seen. `personen` is how many, each counted once.

    When not `volledig` that number is not sure: of some looks nobody wrote down whose rows they
    were, or their list cannot be opened any more. `naar_buiten` names what left the portal.
    """

    aanbieder: UUID
    naam: str
    personen: int
    volledig: bool
    keren: int
    eerste: datetime
    laatste: datetime
    ontvangers: tuple[Recipient, ...]
    naar_buiten: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Reach:
    """Per provider what was seen, and everything else these accounts did in that time."""

    incident: IncidentView
    aanbieders: tuple[Reached, ...]
    handelingen: tuple[tuple[str, int], ...]
    regels: int

    @property
    def personen(self) -> int:
        """How many persons over all providers; somebody with two of them counts twice."""
        return sum(each.personen for each in self.aanbieders)


@dataclass(frozen=True)
class Categories:
    """Which fields a record has: those that tell who somebody is, and those about the help."""

    identificerend: tuple[str, ...]
    overig: tuple[str, ...]


def reach(*, actor: Actor, reference: UUID, now: datetime, vault: Vault) -> Reach:
    """How far it reached. Raises NotAllowed, NotFound."""
    require(actor, Permission.MANAGE_INCIDENTEN)
    return of_incident(incidenten.detail(actor=actor, reference=reference), now, vault)


def of_incident(incident: IncidentView, now: datetime, vault: Vault) -> Reach:
    """How far it reached; the caller has required its permission."""
    lines = list(_lines(incident, now))
    of_provider: dict[UUID, list[AuditEvent]] = defaultdict(list)
    for line in lines:
        if line.organisatie and line.organisatie.soort == Soort.AANBIEDER and _reveals(line):
            of_provider[line.organisatie.pk].append(line)
    people = _recipients({line.who for line in lines})
    found = [_reached(found, people, vault) for found in of_provider.values()]
    titles = Counter(ACTIONS.get(line.action, line.action) for line in lines)
    return Reach(
        incident,
        tuple(sorted(found, key=lambda each: (-each.personen, each.naam.casefold()))),
        tuple(titles.most_common()),
        len(lines),
    )


def persons_seen(
    incident: IncidentView, aanbieder: UUID, now: datetime, vault: Vault
) -> dict[str, datetime]:
    """Of one provider: the pseudonyms that were seen, and when first."""
    seen: dict[str, datetime] = {}
    for line in _lines(incident, now).filter(organisatie=aanbieder).order_by("pk"):
        for persoon in _persons(line, vault) or ():
            seen.setdefault(persoon, line.at)
    return seen


def categories() -> Categories:
    """The fields of a record, in the words of the protocol."""
    fields = recordindeling().velden
    return Categories(
        tuple(each.titel for each in fields if each.identificerend),
        tuple(each.titel for each in fields if not each.identificerend),
    )


def _lines(incident: IncidentView, now: datetime) -> "QuerySet[AuditEvent]":
    """What stands in the logbook about that time and those accounts, oldest first."""
    lines = AuditEvent.objects.select_related("organisatie").order_by("pk")
    lines = lines.filter(at__gte=incident.van, at__lte=incident.tot or now)
    if incident.accounts:
        lines = lines.filter(who__in=incident.accounts)
    # What was done about incidents is no part of any.
    return lines.exclude(Q(action__startswith="incident:"))


def _reveals(line: AuditEvent) -> bool:
    return bool(
        line.aantal or line.betrokkene or line.inzage
        or line.action in SHOWS or line.action in HANDED_OUT
    )  # fmt: skip


def _reached(lines: list[AuditEvent], people: dict[str, Recipient], vault: Vault) -> Reached:
    provider = lines[0].organisatie
    if provider is None:
        raise ValueError("lines without a provider reach nobody")
    persons: set[str] = set()
    unsure = 0
    complete = True
    for line in lines:
        found = _persons(line, vault)
        if found is None:
            complete = False
            unsure = max(unsure, line.aantal or 0)
        else:
            persons |= found
    left = Counter(_left(line) for line in lines)
    del left[""]
    return Reached(
        aanbieder=provider.pk,
        naam=_name(provider),
        personen=max(len(persons), unsure),
        volledig=complete,
        keren=len(lines),
        eerste=lines[0].at,
        laatste=lines[-1].at,
        ontvangers=tuple(people[who] for who in sorted({line.who for line in lines})),
        naar_buiten=tuple(left.most_common()),
    )


def _persons(line: AuditEvent, vault: Vault) -> set[str] | None:
    """Whose rows a look was at; None when that cannot be said (any more)."""
    if line.betrokkene:
        return {line.betrokkene}
    if line.inzage and line.organisatie_id:
        try:
            found = inzage.persons_of(
                aanbieder=line.organisatie_id, inzage=line.inzage, vault=vault
            )
        except VaultRefusal:
            return None
        return set(found)
    if line.aantal == 0:
        return set()
    return None if line.action in SHOWS or line.aantal else set()


def _left(line: AuditEvent) -> str:
    """What left the portal by this line; empty when nothing did."""
    if line.role == Role.KOPPELING:
        return BY_SYSTEM
    return HANDED_OUT.get(line.action, "")


def _name(provider: Organisatie) -> str:
    if provider.opgegaan_in is None:
        return provider.naam
    return f"{provider.naam} (nu {provider.opgegaan_in.naam})"


def _recipients(accounts: Iterable[str]) -> dict[str, Recipient]:
    names = dict(User.objects.filter(username__in=accounts).values_list("username", "display_name"))
    works: dict[str, set[str]] = defaultdict(set)
    memberships = Lidmaatschap.objects.filter(user__username__in=accounts)
    for account, organisatie in memberships.values_list("user__username", "organisatie__naam"):
        works[account].add(organisatie)
    return {
        each: Recipient(each, names.get(each, each), tuple(sorted(works[each])))
        for each in accounts
    }
