"""A link by which somebody comes in: how it is made, sent, and told apart from one that is gone.

It works once and for 24 hours (`security.md` 2.7); only the SHA-256 of its secret is kept. The
secret is mailed; where no mail server is named it is shown, once, to who made it.
"""

import secrets
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

import structlog
from django.conf import settings
from django.core.mail import send_mail
from django.db.models import Q, QuerySet
from django.urls import reverse

from uitkomst.access.actor import Actor
from uitkomst.access.permissions import ROLES, Role
from uitkomst.register.models import Organisatie, Uitnodiging, User
from uitkomst.register.models.organisaties import AanbiederSoort, Soort

VALID = timedelta(hours=24)
ROLES_OF = {
    Soort.GEMEENTE: (Role.GEMEENTE,),
    Soort.SERVICEORGANISATIE: (Role.SERVICEORGANISATIE,),
    Soort.BEHEER: (Role.BEHEERDER, Role.PRIVACY),
}
SUBJECT = "Uw toegang tot Uitkomst"
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class NewLink:
    """A link just made. `path` holds its secret and is nowhere else; `mailed` tells it was sent.

    `host` is where it works when that is another address than the one it was made at.
    """

    naam: str
    email: str
    path: str = field(repr=False)
    mailed: bool
    host: str = ""


@dataclass(frozen=True)
class UitnodigingView:
    """An invitation that somebody can still accept."""

    reference: UUID
    naam: str
    email: str
    organisatie: str
    rol: str
    beheert_rechten: bool
    expires_at: datetime
    made_by: str
    account: str  # The account there is already, by its name; empty for a new one.
    renews: bool  # Only a new password for that account.


def roles_for(organisatie: Organisatie) -> tuple[Role, ...]:
    """The roles that fit a kind of organisation."""
    if organisatie.soort == Soort.AANBIEDER:
        solo = organisatie.aanbieder_soort == AanbiederSoort.SOLO
        return (Role.SOLO if solo else Role.AANLEVERAAR,)
    return ROLES_OF[Soort(organisatie.soort)]


def host_of(organisatie: Organisatie) -> str:
    """The address of the zone of reports for who signs in there; empty without such a zone."""
    reads = organisatie.soort in (Soort.GEMEENTE, Soort.SERVICEORGANISATIE)
    return settings.REPORTS_ADDRESS if reads else ""


def make(
    organisatie: Organisatie,
    email: str,
    display_name: str,
    role: Role,
    beheert_rechten: bool,
    actor: Actor | None,
    now: datetime,
    account: User | None = None,
) -> tuple[Uitnodiging, str]:
    """A link; earlier ones for the same that were not used stop working."""
    token = secrets.token_urlsafe(32)
    valid(now).filter(
        organisatie=organisatie, email=email, role=role.value, account=account
    ).update(revoked_at=now)
    made = Uitnodiging.objects.create(
        organisatie=organisatie,
        email=email,
        display_name=display_name,
        role=role.value,
        beheert_rechten=beheert_rechten,
        account=account,
        afdruk=hash_of(token),
        made_at=now,
        made_by=User.objects.get(username=actor.username) if actor else None,
        expires_at=now + VALID,
    )
    return made, reverse("uitnodiging-openen", args=[token])


def sent(made: NewLink, text: str, line: Uitnodiging) -> NewLink:
    """Mail the link. Without a mail server a demo prints it, and else nobody sees it but its maker.

    A mail that cannot be sent is a line in the log; the page then shows the link.
    """
    made = replace(made, host=host_of(line.organisatie))
    if not (settings.MAIL.host or settings.DEMO):
        return made
    body = text.format(
        naam=made.naam,
        organisatie=line.organisatie.naam,
        link=f"{made.host or settings.ADDRESS}{made.path}",
    )
    try:
        send_mail(SUBJECT, body, None, [made.email])
    except OSError:
        log.exception("a mail was not sent", reference=str(line.reference))
        return made
    return replace(made, mailed=bool(settings.MAIL.host))


def valid(now: datetime) -> QuerySet[Uitnodiging]:
    """The links that still work."""
    found = Uitnodiging.objects.filter(used_at=None, revoked_at=None, expires_at__gt=now)
    return found.select_related("organisatie", "made_by", "account")


def account_of(email: str) -> User | None:
    """The account that has this address, or is called by it."""
    return User.objects.filter(Q(username=email) | Q(email__iexact=email)).order_by("pk").first()


def view_of(made: Uitnodiging) -> UitnodigingView:
    """A link as a page shows it."""
    account = made.account or account_of(made.email)
    return UitnodigingView(
        reference=made.reference,
        naam=made.display_name,
        email=made.email,
        organisatie=made.organisatie.naam,
        rol=ROLES[Role(made.role)].display_name,
        beheert_rechten=made.beheert_rechten,
        expires_at=made.expires_at,
        made_by=made.made_by.display_name if made.made_by else "het portaal",
        account=account.username if account else "",
        renews=made.account_id is not None,
    )


def hash_of(token: str) -> str:
    """What is kept of the secret in a link."""
    return sha256(token.encode()).hexdigest()
