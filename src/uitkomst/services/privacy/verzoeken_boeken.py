"""What every step of a request has in common: reading, locking, writing down."""

from datetime import datetime
from uuid import UUID

from uitkomst.access.actor import Actor
from uitkomst.register.models import User, Verzoek
from uitkomst.services import audit
from uitkomst.services.privacy.verzoeken_views import with_names
from uitkomst.services.refusals import NotFound

Soort = Verzoek.Soort


def write_down(
    actor: Actor, action: str, verzoek: Verzoek, now: datetime, *, purpose: str = ""
) -> None:
    """The line about a request, which the provider reads as well."""
    about = f"Verzoek om {Soort(verzoek.soort).label.lower()}"
    audit.record(
        actor=actor,
        action=action,
        subject=str(verzoek.pk),
        purpose=f"{about}: {purpose}" if purpose else about,
        now=now,
        betrokkene=verzoek.betrokkene,
        organisatie=verzoek.aanbieder_id,
    )


def one(verzoek: UUID) -> Verzoek:
    """One with its names. Raises NotFound."""
    found = with_names().filter(pk=verzoek).first()
    if found is None:
        raise NotFound
    return found


def locked(verzoek: UUID) -> Verzoek:
    """The same, locked in this transaction. Raises NotFound."""
    list(Verzoek.objects.select_for_update().filter(pk=verzoek).values_list("pk"))
    return one(verzoek)


def user_of(actor: Actor) -> User:
    """The account behind an actor."""
    return User.objects.get(username=actor.username)
