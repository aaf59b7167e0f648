"""Who takes part, and under which name a reader may know them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Prefetch

from uitkomst.access.actor import Actor, require
from uitkomst.access.permissions import ROLES, Permission, Role
from uitkomst.register.models import Organisatie, Verwerkersovereenkomst
from uitkomst.register.models.organisaties import AanbiederSoort, Soort
from uitkomst.services.deelnemers import overeenkomsten
from uitkomst.services.deelnemers.overeenkomsten import OvereenkomstView
from uitkomst.services.refusals import NotFound

SOLO_NAAM = "Vrijgevestigde praktijk"


@dataclass(frozen=True)
class OrganisatieView:
    """An organisation; `overeenkomst` is the agreement that is valid on the day asked for."""

    reference: UUID
    naam: str
    soort: str
    soort_titel: str
    kvk: str
    agb: str
    gemeentecode: str
    jeugdregio: str
    overeenkomst: OvereenkomstView | None


@dataclass(frozen=True)
class UserView:
    """Somebody's account; `role` is the role's Dutch name."""

    username: str
    display_name: str
    role: str
    active: bool


@dataclass(frozen=True)
class OrganisatieDetail:
    """An organisation with all its agreements, newest first, and its people."""

    organisatie: OrganisatieView
    overeenkomsten: tuple[OvereenkomstView, ...]
    gebruikers: tuple[UserView, ...]


def overview(*, actor: Actor, day: date) -> tuple[OrganisatieView, ...]:
    """Every organisation by name, with its agreement on this day. Raises NotAllowed."""
    require(actor, Permission.MANAGE_ORGANISATIES)
    valid = Verwerkersovereenkomst.objects.defer("pdf").select_related("added_by")
    prefetch = Prefetch(
        "overeenkomsten", valid.filter(overeenkomsten.in_force(day)), to_attr="valid"
    )
    return tuple(
        _view(organisatie, organisatie.valid)
        for organisatie in Organisatie.objects.prefetch_related(prefetch)
    )


def detail(*, actor: Actor, reference: UUID, day: date) -> OrganisatieDetail:
    """One organisation. Raises NotAllowed, NotFound."""
    require(actor, Permission.MANAGE_ORGANISATIES)
    organisatie = Organisatie.objects.filter(pk=reference).first()
    if organisatie is None:
        raise NotFound
    agreements = list(organisatie.overeenkomsten.defer("pdf").select_related("added_by"))
    valid = [found for found in agreements if _is_valid(found, day)]
    return OrganisatieDetail(
        organisatie=_view(organisatie, valid),
        overeenkomsten=tuple(overeenkomsten.view_of(found) for found in agreements),
        gebruikers=tuple(
            UserView(
                user.username, user.display_name, ROLES[Role(user.role)].display_name,
                user.is_active,
            )
            for user in organisatie.users.all()
        ),
    )  # fmt: skip


def display_names(*, actor: Actor, keys: Iterable[str]) -> dict[str, str]:
    """The name under which this reader may know each provider of a table (key: its reference).

    The one place where a name is given out for a report: a solo provider is a natural person and
    has its name for itself only, whoever asks. Keys that name no provider are left out.
    """
    references = [UUID(key) for key in keys]
    found = Organisatie.objects.filter(pk__in=references, soort=Soort.AANBIEDER)
    return {str(provider.pk): _name_for(actor, provider) for provider in found}


def _name_for(actor: Actor, provider: Organisatie) -> str:
    if provider.aanbieder_soort == AanbiederSoort.SOLO and provider.pk != actor.organisatie:
        return SOLO_NAAM
    return provider.naam


def _is_valid(agreement: Verwerkersovereenkomst, day: date) -> bool:
    ends = agreement.geldig_tot or date.max
    return agreement.geldig_van <= day <= ends


def _view(organisatie: Organisatie, valid: list[Verwerkersovereenkomst]) -> OrganisatieView:
    if organisatie.soort == Soort.AANBIEDER:
        titel = AanbiederSoort(organisatie.aanbieder_soort).label
    else:
        titel = Soort(organisatie.soort).label
    return OrganisatieView(
        reference=organisatie.pk,
        naam=organisatie.naam,
        soort=organisatie.soort,
        soort_titel=str(titel),
        kvk=organisatie.kvk,
        agb=organisatie.agb,
        gemeentecode=organisatie.gemeentecode,
        jeugdregio=organisatie.jeugdregio,
        overeenkomst=overeenkomsten.view_of(valid[0]) if valid else None,
    )
