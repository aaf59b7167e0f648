"""The people of one organisation, as who manages its rights sees and changes them.

Nobody changes one's own rights, and somebody is always left who manages them.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import QuerySet

from uitkomst.access.actor import Actor, require
from uitkomst.access.permissions import ROLES, Permission, Role
from uitkomst.register.models import Lidmaatschap, Organisatie, User
from uitkomst.services import audit
from uitkomst.services.deelnemers import account_notice, sessions
from uitkomst.services.deelnemers.invite_links import roles_for
from uitkomst.services.refusals import AlreadyMember, LastManager, NotFound, NotOneself, WrongRole


@dataclass(frozen=True)
class LidView:
    """Somebody at an organisation; `rol` is Dutch, `role` its code."""

    pk: int
    naam: str
    username: str
    role: str
    rol: str
    beheert_rechten: bool
    sinds: datetime
    last_login: datetime | None
    nagekeken_op: datetime | None
    has_factor: bool
    myself: bool


@dataclass(frozen=True)
class Membership:
    """Somebody at one of their own organisations, to choose from."""

    pk: int
    organisatie: str
    rol: str


def overview(*, actor: Actor) -> tuple[LidView, ...]:
    """The people of the actor's organisation, by name. Raises NotAllowed."""
    require(actor, Permission.MANAGE_RECHTEN)
    return _views(actor, actor.organisatie)


def overview_of(*, actor: Actor, organisatie: UUID) -> tuple[LidView, ...]:
    """The people of any organisation, for who runs the portal. Raises NotAllowed, NotFound."""
    require(actor, Permission.MANAGE_ORGANISATIES)
    if not Organisatie.objects.filter(pk=organisatie).exists():
        raise NotFound
    return _views(actor, organisatie)


def one(*, actor: Actor, lidmaatschap: int) -> LidView:
    """One of them. Raises NotAllowed, NotFound."""
    found = next((each for each in overview(actor=actor) if each.pk == lidmaatschap), None)
    if found is None:
        raise NotFound
    return found


def choices(*, actor: Actor) -> tuple[tuple[str, str], ...]:
    """The roles one can have at the actor's organisation: code and Dutch name."""
    organisatie = Organisatie.objects.get(pk=actor.organisatie)
    return tuple((role.value, ROLES[role].display_name) for role in roles_for(organisatie))


def change_role(*, actor: Actor, lidmaatschap: int, role: Role, now: datetime) -> None:
    """Give a colleague another role; their sessions end.

    Raises NotAllowed, NotFound, NotOneself, WrongRole, AlreadyMember.
    """
    with transaction.atomic():
        found = _locked(actor, lidmaatschap)
        if role not in roles_for(found.organisatie):
            raise WrongRole
        if _current(actor.organisatie).filter(user=found.user, role=role.value).exists():
            raise AlreadyMember
        was = ROLES[Role(found.role)].display_name.lower()
        found.role = role.value
        found.save(update_fields=["role"])
        sessions.end_all_of(found.user)
        purpose = f"Van {was} naar {ROLES[role].display_name.lower()}"
        _record(actor, "leden:role", found, purpose, now)


def set_manager(*, actor: Actor, lidmaatschap: int, beheert: bool, now: datetime) -> None:
    """Let a colleague manage the rights, or no longer; their sessions end.

    Raises NotAllowed, NotFound, NotOneself, LastManager.
    """
    with transaction.atomic():
        found = _locked(actor, lidmaatschap)
        if found.beheert_rechten == beheert:
            return
        if not beheert:
            _require_another_manager(found)
        found.beheert_rechten = beheert
        found.save(update_fields=["beheert_rechten"])
        sessions.end_all_of(found.user)
        purpose = "Beheert nu de rechten" if beheert else "Beheert de rechten niet meer"
        _record(actor, "leden:manager", found, purpose, now)


def end(*, actor: Actor, lidmaatschap: int, now: datetime) -> None:
    """End what somebody is at the actor's organisation; their next request is refused.

    Raises NotAllowed, NotFound, NotOneself, LastManager.
    """
    with transaction.atomic():
        found = _locked(actor, lidmaatschap)
        _require_another_manager(found)
        found.tot = now
        found.beeindigd_door = User.objects.get(username=actor.username)
        found.save(update_fields=["tot", "beeindigd_door"])
        sessions.end_all_of(found.user)
        _record(actor, "leden:end", found, "Toegang beëindigd", now)


def reset_factor(*, actor: Actor, lidmaatschap: int, now: datetime) -> None:
    """Forget the second factor of somebody who lost it; they set up a new one when they sign in.

    By who manages the rights of the organisation, or by who runs the portal; not for oneself. The
    owner of the account is told by mail. Raises NotAllowed, NotFound, NotOneself.
    """
    with transaction.atomic():
        if actor.can(Permission.MANAGE_ORGANISATIES):
            found = _take(actor, Lidmaatschap.objects.filter(tot=None), lidmaatschap)
        else:
            found = _locked(actor, lidmaatschap)
        Authenticator.objects.filter(user=found.user).delete()
        sessions.end_all_of(found.user)
        audit.record(
            actor=actor,
            action="account:factor-reset",
            subject=found.user.username,
            purpose="Moet bij het inloggen een nieuwe tweede stap instellen",
            now=now,
            organisatie=found.organisatie_id,
        )
    account_notice.tell(actor=actor, member=found, wat=account_notice.FACTOR_RESET, now=now)


def own(*, actor: Actor) -> tuple[Membership, ...]:
    """What the actor is, and where: to choose for which organisation to work."""
    found = Lidmaatschap.objects.filter(user__username=actor.username, tot=None)
    return tuple(
        Membership(each.pk, each.organisatie.naam, ROLES[Role(each.role)].display_name)
        for each in found.select_related("organisatie")
    )


def _current(organisatie: UUID) -> QuerySet[Lidmaatschap]:
    return Lidmaatschap.objects.filter(organisatie=organisatie, tot=None)


def _locked(actor: Actor, lidmaatschap: int) -> Lidmaatschap:
    """A colleague's membership; rights of one organisation are changed one at a time."""
    require(actor, Permission.MANAGE_RECHTEN)
    Organisatie.objects.select_for_update(no_key=True).get(pk=actor.organisatie)
    return _take(actor, _current(actor.organisatie), lidmaatschap)


def _take(actor: Actor, among: QuerySet[Lidmaatschap], lidmaatschap: int) -> Lidmaatschap:
    found = among.select_related("user", "organisatie").select_for_update(of=("self",))
    member = found.filter(pk=lidmaatschap).first()
    if member is None:
        raise NotFound
    if member.user.username == actor.username:
        raise NotOneself
    return member


def _require_another_manager(member: Lidmaatschap) -> None:
    if not member.beheert_rechten:
        return
    others = _current(member.organisatie_id).exclude(pk=member.pk)
    if not others.filter(beheert_rechten=True, user__is_active=True).exists():
        raise LastManager


def _views(actor: Actor, organisatie: UUID) -> tuple[LidView, ...]:
    found = list(_current(organisatie).select_related("user").order_by("user__display_name", "pk"))
    enrolled = set(
        Authenticator.objects.filter(user__in=[each.user_id for each in found]).values_list(
            "user_id", flat=True
        )
    )
    return tuple(
        LidView(
            pk=each.pk,
            naam=each.user.display_name,
            username=each.user.username,
            role=each.role,
            rol=ROLES[Role(each.role)].display_name,
            beheert_rechten=each.beheert_rechten,
            sinds=each.sinds,
            last_login=each.user.last_login,
            nagekeken_op=each.nagekeken_op,
            has_factor=each.user_id in enrolled,
            myself=each.user.username == actor.username,
        )
        for each in found
    )


def _record(actor: Actor, action: str, member: Lidmaatschap, purpose: str, now: datetime) -> None:
    audit.record(actor=actor, action=action, subject=member.user.username, purpose=purpose, now=now)
