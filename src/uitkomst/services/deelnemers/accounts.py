"""Who signs in, and as what they act."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate, login
from django.contrib.auth.backends import ModelBackend
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from uitkomst.access.actor import Actor
from uitkomst.access.permissions import ROLES, Role
from uitkomst.register.models import Lidmaatschap, User
from uitkomst.services import audit, guard, queues
from uitkomst.services.deelnemers import attempts
from uitkomst.services.deelnemers.origin import address_of
from uitkomst.services.deelnemers.session_store import stored_key
from uitkomst.services.refusals import NotFound

# Shown on the page; a demo holds made-up data only.
DEMO_PASSWORD = "uitkomst-demonstratie"  # noqa: S105
CHOSEN = "lidmaatschap"  # In a session: as which of their memberships somebody acts.
BOUND = "organisatie"  # In a session: for which organisation alone an identity provider vouched.
FACTOR = "tweede_factor"  # In a session: of which account a second factor was seen.


@dataclass(frozen=True)
class DemoAccount:
    """An account anybody may use in a demo. `role` and `description` are Dutch."""

    username: str
    password: str
    role: str
    organisatie: str
    description: str


class PortalBackend(ModelBackend):
    """Signs in by password. Demo accounts have a password anybody knows: in a demo only."""

    def user_can_authenticate(self, user: Any) -> bool:
        """Whether this account may be used here; asked again for every request."""
        return super().user_can_authenticate(user) and (settings.DEMO or not user.is_demo)


def current(user: Any) -> QuerySet[Lidmaatschap]:
    """What somebody is now, and where: their memberships that have not ended.

    Only as what this process serves: to the zone of providers nobody is of a gemeente.
    """
    found = Lidmaatschap.objects.filter(user=user, tot=None, role__in=settings.ZONE.roles)
    return found.select_related("user", "organisatie")


def actor_of(lidmaatschap: Lidmaatschap, *, sessie: str = "", herkomst: str = "") -> Actor:
    """The actor that somebody is by one of their memberships."""
    organisatie = lidmaatschap.organisatie
    return Actor(
        username=lidmaatschap.user.username,
        display_name=lidmaatschap.user.display_name,
        role=Role(lidmaatschap.role),
        organisatie=organisatie.reference,
        organisatie_naam=organisatie.naam,
        beheert_rechten=lidmaatschap.beheert_rechten,
        sessie=sessie,
        herkomst=herkomst,
    )


def actor_in(request: HttpRequest) -> Actor | None:
    """The actor behind a request: by the membership chosen in this session, or the only one.

    None for nobody, for a session that still lacks its second factor, for somebody who is of no
    organisation (any more), or not of the one chosen in this session, and who still has to choose.
    """
    if not is_complete(request):
        return None
    memberships = list(open_to(request))
    chosen = request.session.get(CHOSEN)
    if chosen is not None:
        memberships = [each for each in memberships if each.pk == chosen]
    if len(memberships) != 1:
        return None
    sessie = stored_key(request.session.session_key)[:16]
    return actor_of(memberships[0], sessie=sessie, herkomst=address_of(request))


def open_to(request: HttpRequest) -> QuerySet[Lidmaatschap]:
    """By which memberships somebody may act in this session: those that this zone serves.

    Who came by an identity provider that vouches for one organisation acts for that one only.
    """
    found = current(request.user).filter(role__in=settings.ZONE.roles)
    bound = request.session.get(BOUND)
    return found if bound is None else found.filter(organisatie=bound)


def has_choice(request: HttpRequest) -> bool:
    """Whether somebody may act for more than one organisation, or in more than one role."""
    return request.user.is_authenticated and open_to(request).count() > 1


def is_complete(request: HttpRequest) -> bool:
    """Whether somebody is signed in with all it takes: outside a demo two factors."""
    user = request.user
    if not user.is_authenticated:
        return False
    return settings.DEMO or request.session.get(FACTOR) == user.pk


def saw_factor(request: HttpRequest, user: User) -> None:
    """Note that this session has seen a second factor of this account, just now."""
    request.session[FACTOR] = user.pk
    guard.confirm(request, now=timezone.now())


def by_password(request: HttpRequest, *, username: str, password: str) -> User | None:
    """The account with this name and password; None for every other case, with the same work.

    Raises TooManyAttempts before anything is hashed.
    """
    now = timezone.now()
    attempt = attempts.begin(account=username, address=address_of(request), now=now)
    user = authenticate(request, username=username, password=password)
    if isinstance(user, User):
        attempts.succeeded(attempt)
        return user
    if attempt.is_last:
        queues.enqueue_lock_notice(_number_of(username))
    return None


def _number_of(username: str) -> int:
    """The number of the account with this name; 0 for none, so that a lock is the same work."""
    return User.objects.filter(username=username).values_list("pk", flat=True).first() or 0


def choose(request: HttpRequest, *, lidmaatschap: int) -> Actor:
    """Act from now on by this membership, in a session with a new id. Raises NotFound."""
    found = open_to(request).filter(pk=lidmaatschap).first()
    if found is None:
        raise NotFound
    request.session[CHOSEN] = found.pk
    request.session.cycle_key()
    sessie = stored_key(request.session.session_key)[:16]
    actor = actor_of(found, sessie=sessie, herkomst=address_of(request))
    audit.record(
        actor=actor,
        action="account:switch",
        subject=actor.username,
        purpose="Werken voor deze organisatie",
        now=timezone.now(),
    )
    return actor


def demo_accounts() -> tuple[DemoAccount, ...]:
    """The accounts to show on the sign-in page, by role; none unless this is a demo."""
    if not settings.DEMO:
        return ()
    found = Lidmaatschap.objects.filter(user__is_demo=True, user__is_active=True, tot=None)
    members = sorted(
        found.select_related("user", "organisatie"),
        key=lambda each: (list(Role).index(Role(each.role)), each.user.username),
    )
    return tuple(
        DemoAccount(
            username=each.user.username,
            password=DEMO_PASSWORD,
            role=ROLES[Role(each.role)].display_name,
            organisatie=each.organisatie.naam,
            description=ROLES[Role(each.role)].description,
        )
        for each in members
    )


def sign_in_demo(*, request: HttpRequest, username: str) -> None:
    """Sign in with one click as a demo account. Raises NotFound outside a demo."""
    if username not in {account.username for account in demo_accounts()}:
        raise NotFound
    user = User.objects.get(username=username)
    login(request, user)
