"""The keys as a page shows them: of which kind, how old and how many, never what they are.

Changing them is work for the command line (`uitkomst sleutels`), where the master key is; here one
reads when that was last done. What two persons may decide on a page is following children over
providers, which `services.linking` keeps.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from uitkomst.access.actor import Actor, require
from uitkomst.access.permissions import Permission
from uitkomst.register.models import AuditEvent, Toegangssleutel
from uitkomst.register.models.besluiten import BesluitSoort
from uitkomst.services import decisions_by_two, rotating
from uitkomst.services.decisions_by_two import BesluitView
from uitkomst.services.privacy.cockpit import Linking, linking
from uitkomst.services.rotating import ProviderKeys

OLD = timedelta(days=365)
"""After a year a key of a provider is called old; a choice of this project (PROPOSED)."""
IN_USE = "in gebruik"
ROTATED = ("sleutels:rotate", "sleutels:finish")


@dataclass(frozen=True)
class Toegang:
    """The access keys of record systems: how many work today, and when the oldest was made."""

    werkend: int
    oudste: datetime | None


@dataclass(frozen=True)
class Regio:
    """Whether children are followed over providers here, and what was asked about it.

    `besluit` is the newest question that is open or agreed and not yet carried out.
    """

    stand: Linking
    besluit: BesluitView | None


@dataclass(frozen=True)
class Sleutels:
    """All keys, counted. `opvallend` are the providers whose keys ask for a look."""

    hoofdsleutel: str
    aanbieders: int
    personen: int
    bronnen: int
    gewist: int
    vervangen: int
    oudste: datetime | None
    opvallend: tuple[ProviderKeys, ...]
    toegang: Toegang
    laatste_wissel: datetime | None
    regios: tuple[Regio, ...]


def overview(*, actor: Actor, now: datetime) -> Sleutels:
    """All keys of the portal by age and number. Raises NotAllowed, VaultRefusal."""
    require(actor, Permission.VIEW_TOESTAND)
    kind, providers = rotating.overview()
    last = AuditEvent.objects.filter(action__in=ROTATED).order_by("-at")
    return Sleutels(
        hoofdsleutel=kind,
        aanbieders=len(providers),
        personen=sum(each.personen for each in providers),
        bronnen=sum(each.bronnen for each in providers),
        gewist=sum(each.gewist for each in providers),
        vervangen=sum(each.vervangen for each in providers),
        oudste=min((each.sinds for each in providers if each.sinds), default=None),
        opvallend=tuple(each for each in providers if _asks_for_a_look(each, now)),
        toegang=_toegang(now),
        laatste_wissel=last.values_list("at", flat=True).first(),
        regios=tuple(Regio(each, _asked(each, actor)) for each in linking()),
    )


def region(*, actor: Actor, regio: str) -> Linking | None:
    """Whether children are followed in a region; None where nobody of it takes part here.

    Raises NotAllowed.
    """
    require(actor, Permission.VIEW_TOESTAND)
    return next((each for each in linking() if each.jeugdregio == regio), None)


def _asks_for_a_look(keys: ProviderKeys, now: datetime) -> bool:
    """Old, being changed, or unreadable; destroyed keys are as they should be."""
    if keys.toestand == IN_USE:
        return keys.sinds is not None and now - keys.sinds > OLD
    return keys.toestand != "vernietigd"


def _toegang(now: datetime) -> Toegang:
    working = Toegangssleutel.objects.filter(revoked_at=None, expires_at__gt=now)
    made = working.order_by("created_at").values_list("created_at", flat=True)
    return Toegang(len(made), made.first())


def _asked(stand: Linking, actor: Actor) -> BesluitView | None:
    soort = BesluitSoort.ONTKOPPELEN if stand.on else BesluitSoort.KOPPELEN
    for each in decisions_by_two.decisions_about(
        soort=soort, onderwerp=stand.jeugdregio, actor=actor
    ):
        if each.uitkomst == "open" or (each.uitkomst == "akkoord" and not each.uitgevoerd_at):
            return each
    return None
