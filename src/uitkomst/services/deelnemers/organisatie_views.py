"""An organisation as a page shows it, with how its agreement stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from uitkomst.access.permissions import ROLES, Role
from uitkomst.register.models import Lidmaatschap, Organisatie, Verwerkersovereenkomst
from uitkomst.register.models.organisaties import AanbiederSoort, Soort
from uitkomst.services.deelnemers.overeenkomst_views import OvereenkomstView, view_of

STANDEN = {
    "ontbreekt": "Overeenkomst ontbreekt",
    "wacht": "Wacht op bevestiging",
    "verloopt": "Verloopt binnen 60 dagen",
    "geldig": "Overeenkomst geldig",
    "opgegaan": "Opgegaan in een ander",
    "nvt": "Niet nodig",
}
"""How the agreement of an organisation can stand, most urgent first."""


@dataclass(frozen=True)
class OrganisatieView:
    """An organisation; `overeenkomst` is the agreement that is valid on the day asked for.

    `stand` is one of STANDEN. `jeugdregio` is whom a serviceorganisatie works for, or in which a
    gemeente is on that day. `opgegaan_in` is who a provider merged into.
    """

    reference: UUID
    naam: str
    soort: str
    soort_titel: str
    aanbieder_soort: str
    kvk: str
    agb: str
    gemeentecode: str
    jeugdregio: str
    opgegaan_in: UUID | None
    opgegaan_in_naam: str
    opgegaan_op: date | None
    overeenkomst: OvereenkomstView | None
    stand: str

    @property
    def stand_titel(self) -> str:
        """How the agreement stands, in Dutch."""
        return STANDEN[self.stand]


@dataclass(frozen=True)
class UserView:
    """Somebody's account; `role` is the role's Dutch name."""

    username: str
    display_name: str
    role: str
    active: bool


@dataclass(frozen=True)
class OrganisatieDetail:
    """An organisation with all its agreements, newest first, its people, and whom it took over."""

    organisatie: OrganisatieView
    overeenkomsten: tuple[OvereenkomstView, ...]
    gebruikers: tuple[UserView, ...]
    voorgangers: tuple[tuple[UUID, str], ...]


def organisatie_view(
    organisatie: Organisatie,
    agreements: Sequence[Verwerkersovereenkomst],
    valid: OvereenkomstView | None,
    jeugdregio: str,
    day: date,
) -> OrganisatieView:
    """The view of a row that was read with `opgegaan_in`; `valid` is what the gate gave."""
    if organisatie.soort == Soort.AANBIEDER:
        titel = AanbiederSoort(organisatie.aanbieder_soort).label
    else:
        titel = Soort(organisatie.soort).label
    into = organisatie.opgegaan_in
    return OrganisatieView(
        reference=organisatie.pk,
        naam=organisatie.naam,
        soort=organisatie.soort,
        soort_titel=str(titel),
        aanbieder_soort=organisatie.aanbieder_soort,
        kvk=organisatie.kvk,
        agb=organisatie.agb,
        gemeentecode=organisatie.gemeentecode,
        jeugdregio=jeugdregio or organisatie.jeugdregio,
        opgegaan_in=into.pk if into else None,
        opgegaan_in_naam=into.naam if into else "",
        opgegaan_op=organisatie.opgegaan_op,
        overeenkomst=valid,
        stand=_stand(organisatie, agreements, valid, day),
    )


def user_view(lidmaatschap: Lidmaatschap) -> UserView:
    """The view of a membership that was read with its user."""
    return UserView(
        lidmaatschap.user.username,
        lidmaatschap.user.display_name,
        ROLES[Role(lidmaatschap.role)].display_name,
        lidmaatschap.user.is_active and lidmaatschap.tot is None,
    )


def _stand(
    organisatie: Organisatie,
    agreements: Sequence[Verwerkersovereenkomst],
    valid: OvereenkomstView | None,
    day: date,
) -> str:
    if organisatie.soort != Soort.AANBIEDER:
        return "nvt"
    if organisatie.opgegaan_in is not None:
        return "opgegaan"
    all_of = [view_of(each).stand(day) for each in agreements]
    if valid is None:
        return "wacht" if "wacht" in all_of else "ontbreekt"
    # One that ends soon is no trouble where another goes on.
    return "geldig" if "geldig" in all_of else "verloopt"
