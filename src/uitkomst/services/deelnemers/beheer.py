"""The first person who runs an installation; only who has its command line can invite them."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from uitkomst.register.models import Organisatie
from uitkomst.register.models.organisaties import Soort
from uitkomst.services.deelnemers import uitnodigingen
from uitkomst.services.deelnemers.invite_links import NewLink
from uitkomst.services.refusals import AlreadyManaged

NAAM = "Beheer"


def invite(*, naam: str, email: str, another: bool, now: datetime) -> NewLink:
    """Invite somebody to run this portal, and make its organisation where there is none.

    Raises AlreadyManaged when somebody does, or was invited to, unless it is to be `another`.
    """
    with transaction.atomic():
        found = Organisatie.objects.select_for_update(no_key=True).filter(soort=Soort.BEHEER)
        organisatie = found.first()
        if organisatie is not None and not another and _is_managed(organisatie, now):
            raise AlreadyManaged
        organisatie = organisatie or Organisatie.objects.create(naam=NAAM, soort=Soort.BEHEER)
        return uitnodigingen.invite_as_operator(
            organisatie=organisatie, email=email.strip().lower(), display_name=naam, now=now
        )


def _is_managed(organisatie: Organisatie, now: datetime) -> bool:
    people = organisatie.leden.filter(tot=None, beheert_rechten=True, user__is_active=True)
    invited = organisatie.uitnodigingen.filter(
        Q(expires_at__gt=now), used_at=None, revoked_at=None, beheert_rechten=True
    )
    return people.exists() or invited.exists()
