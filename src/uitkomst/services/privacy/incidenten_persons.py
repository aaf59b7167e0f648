"""For the provider that was told of an incident: whose data were seen.

The provider is the controller and has to judge, report and tell the people. Nobody else sees this
list; opening it is a look at persons like any other, behind the gate and with its own line.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from uitkomst.access.actor import Actor, require
from uitkomst.access.permissions import Permission
from uitkomst.register.models import Aanlevering
from uitkomst.services.audit.inzage import record_view
from uitkomst.services.deelnemers import overeenkomsten
from uitkomst.services.privacy import incidenten, incidenten_reach
from uitkomst.services.privacy.incidenten import IncidentView
from uitkomst.services.refusals import NotFound
from uitkomst.vault.refusals import VaultRefusal
from uitkomst.vault.vault import Vault


@dataclass(frozen=True)
class Seen:
    """A person whose data were seen: by which number and birth date the provider knows them.

    The birth date is as the protocol writes it (JJJJMMDD). All three are empty for who was erased
    since, or whose rows are not kept any more.
    """

    bsn: str
    clientnummer: str
    geboortedatum: str
    eerst: datetime


@dataclass(frozen=True)
class SeenPersons:
    """The list of one provider."""

    incident: IncidentView
    personen: tuple[Seen, ...]


def told(*, actor: Actor) -> tuple[IncidentView, ...]:
    """The incidents that the actor's provider was told about. Raises NotAllowed."""
    require(actor, Permission.VIEW_PERSONS)
    return incidenten.told_to(actor.organisatie)


def persons(*, actor: Actor, reference: UUID, now: datetime, vault: Vault) -> SeenPersons:
    """Who of the actor's own provider was seen. Raises NotAllowed, NoAgreement, NotFound."""
    require(actor, Permission.VIEW_PERSONS)
    overeenkomsten.required_for(aanbieder=actor.organisatie, day=timezone.localdate(now))
    incident = next((each for each in told(actor=actor) if each.reference == reference), None)
    if incident is None:
        raise NotFound
    seen = incidenten_reach.persons_seen(incident, actor.organisatie, now, vault)
    record_view(
        actor=actor,
        action="incident:view",
        subject=str(reference),
        purpose="Betrokkenen van een incident",
        persons=seen,
        now=now,
        vault=vault,
    )
    known = _who(actor.organisatie, set(seen), vault)
    found = [_seen(known.get(persoon, {}), at) for persoon, at in seen.items()]
    return SeenPersons(incident, tuple(sorted(found, key=lambda each: (each.eerst, each.bsn))))


def _who(aanbieder: UUID, wanted: set[str], vault: Vault) -> dict[str, dict[str, Any]]:
    """Who these pseudonyms are, from the newest rows that hold them."""
    known: dict[str, dict[str, Any]] = {}
    kept = Aanlevering.objects.filter(aanbieder=aanbieder).exclude(inhoud=None)
    for inhoud in kept.values_list("inhoud", flat=True):
        missing = wanted - known.keys()
        if not missing or inhoud is None:
            break
        try:
            rows = vault.trajecten(aanbieder, inhoud).select(["rij", "persoon"]).to_pylist()
            rijen = {row["rij"] for row in rows if row["persoon"] in missing}
            opened = vault.identities(aanbieder, inhoud, rijen).to_pylist() if rijen else []
        except VaultRefusal:  # Thrown away, or its key was destroyed.
            continue
        known |= {row["persoon"]: row for row in opened if row["persoon"] in missing}
    return known


def _seen(row: dict[str, Any], at: datetime) -> Seen:
    return Seen(
        bsn=str(row.get("bsn") or ""),
        clientnummer=str(row.get("clientnummer") or ""),
        geboortedatum=str(row.get("geboortedatum") or ""),
        eerst=at,
    )
