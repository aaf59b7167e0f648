"""Inviting: colleagues by who manages the rights, the first of an organisation by the operator."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from uitkomst.access.actor import Actor, require
from uitkomst.access.permissions import ROLES, Permission, Role
from uitkomst.register.models import Lidmaatschap, Organisatie
from uitkomst.services import audit
from uitkomst.services.deelnemers import account_notice
from uitkomst.services.deelnemers.invite_links import (
    NewLink,
    UitnodigingView,
    make,
    roles_for,
    sent,
    valid,
    view_of,
)
from uitkomst.services.refusals import AlreadyMember, NotFound, NotOneself, WrongRole

INVITED = """Beste {naam},

U bent uitgenodigd om in Uitkomst te werken voor {organisatie}.
Open binnen 24 uur deze link en kies een wachtwoord: {link}

De link werkt één keer. Geef hem aan niemand anders. Verwachtte u dit niet, doe dan niets.
"""
RENEWED = """Beste {naam},

Met deze link kiest u een nieuw wachtwoord voor Uitkomst: {link}

De link werkt één keer en 24 uur lang. Hebt u hier niet om gevraagd, doe dan niets en waarschuw wie
bij uw organisatie de rechten beheert.
"""


def invite(
    *,
    actor: Actor,
    email: str,
    display_name: str,
    role: Role,
    beheert_rechten: bool,
    now: datetime,
) -> NewLink:
    """Invite somebody to the actor's own organisation.

    Raises NotAllowed, WrongRole, AlreadyMember.
    """
    require(actor, Permission.MANAGE_RECHTEN)
    organisatie = Organisatie.objects.get(pk=actor.organisatie)
    if role not in roles_for(organisatie):
        raise WrongRole
    return _invite(actor, organisatie, email, display_name, role, beheert_rechten, now)


def invite_first(
    *, actor: Actor, organisatie: UUID, email: str, display_name: str, now: datetime
) -> NewLink:
    """Invite who will manage the rights of an organisation in which nobody does yet.

    Raises NotAllowed, NotFound, AlreadyMember.
    """
    require(actor, Permission.MANAGE_ORGANISATIES)
    found = Organisatie.objects.filter(pk=organisatie).first()
    if found is None:
        raise NotFound
    if found.leden.filter(tot=None, beheert_rechten=True, user__is_active=True).exists():
        raise AlreadyMember("Bij deze organisatie beheert al iemand de rechten. Die nodigt uit.")
    return _invite(actor, found, email, display_name, roles_for(found)[0], True, now)


def invite_as_operator(
    *, organisatie: Organisatie, email: str, display_name: str, now: datetime
) -> NewLink:
    """The very first invitation of an installation, made by its command and never mailed."""
    made, path = make(organisatie, email, display_name, Role.BEHEERDER, True, None, now)
    audit.record_by_portal(
        action="leden:invite",
        subject=str(made.reference),
        purpose="Eerste beheerder, met de opdracht uitkomst beheerder",
        now=now,
        organisatie=organisatie.pk,
    )
    return NewLink(display_name, email, path, mailed=False)


def renew_password(*, actor: Actor, lidmaatschap: int, now: datetime) -> NewLink:
    """A link by which a colleague chooses a new password; the second factor stays as it is.

    The owner of the account is told by a mail of its own, without the link.
    Raises NotAllowed, NotFound, NotOneself.
    """
    require(actor, Permission.MANAGE_RECHTEN)
    found = Lidmaatschap.objects.select_related("user", "organisatie").filter(
        pk=lidmaatschap, organisatie=actor.organisatie, tot=None
    )
    member = found.first()
    if member is None:
        raise NotFound
    if member.user.username == actor.username:
        raise NotOneself
    user = member.user
    with transaction.atomic():
        made, path = make(
            member.organisatie, user.email or user.username, user.display_name,
            Role(member.role), False, actor, now, account=user,
        )  # fmt: skip
        audit.record(
            actor=actor,
            action="leden:password",
            subject=user.username,
            purpose=f"Link {made.reference}",
            now=now,
        )
    account_notice.tell(actor=actor, member=member, wat=account_notice.PASSWORD_LINK, now=now)
    return sent(NewLink(user.display_name, made.email, path, mailed=False), RENEWED, made)


def open_invitations(*, actor: Actor, now: datetime) -> tuple[UitnodigingView, ...]:
    """The invitations of the actor's organisation that still wait. Raises NotAllowed."""
    require(actor, Permission.MANAGE_RECHTEN)
    found = valid(now).filter(organisatie=actor.organisatie)
    return tuple(view_of(each) for each in found)


def revoke(*, actor: Actor, reference: UUID, now: datetime) -> None:
    """Take an invitation back; its link stops working. Raises NotAllowed, NotFound."""
    require(actor, Permission.MANAGE_RECHTEN)
    with transaction.atomic():
        found = valid(now).select_for_update(of=("self",)).filter(organisatie=actor.organisatie)
        made = found.filter(pk=reference).first()
        if made is None:
            raise NotFound
        made.revoked_at = now
        made.save(update_fields=["revoked_at"])
        audit.record(
            actor=actor,
            action="leden:invite-revoke",
            subject=str(reference),
            purpose="Uitnodiging ingetrokken",
            now=now,
        )


def _invite(
    actor: Actor,
    organisatie: Organisatie,
    email: str,
    display_name: str,
    role: Role,
    beheert_rechten: bool,
    now: datetime,
) -> NewLink:
    email = email.strip().lower()
    with transaction.atomic():
        there = organisatie.leden.filter(tot=None, role=role.value)
        if there.filter(Q(user__email__iexact=email) | Q(user__username=email)).exists():
            raise AlreadyMember
        made, path = make(organisatie, email, display_name, role, beheert_rechten, actor, now)
        audit.record(
            actor=actor,
            action="leden:invite",
            subject=str(made.reference),
            purpose=f"Uitgenodigd als {ROLES[role].display_name.lower()}",
            now=now,
            organisatie=organisatie.pk,
        )
    return sent(NewLink(display_name, email, path, mailed=False), INVITED, made)
