"""Following a link: a new account, another organisation for one there is, or a new password."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from uitkomst.register.models import Lidmaatschap, Uitnodiging, User
from uitkomst.services.deelnemers import account_log, sessions, wachtwoorden
from uitkomst.services.deelnemers.invite_links import (
    UitnodigingView,
    account_of,
    hash_of,
    valid,
    view_of,
)
from uitkomst.services.refusals import LinkGone, OtherAccount


def opened(*, token: str, now: datetime) -> UUID:
    """Which invitation this secret opens. Raises LinkGone."""
    found = valid(now).filter(afdruk=hash_of(token)).first()
    if found is None:
        raise LinkGone
    return found.reference


def seen(*, reference: UUID, now: datetime) -> UitnodigingView:
    """What an opened invitation offers. Raises LinkGone."""
    found = valid(now).filter(pk=reference).first()
    if found is None:
        raise LinkGone
    return view_of(found)


def accept_new(*, reference: UUID, password: str | None, now: datetime) -> User:
    """A new account for who was invited; without a password somebody else says who signs in.

    Raises LinkGone, OtherAccount (there is such an account), UnfitPassword.
    """
    with transaction.atomic():
        made = _locked(reference, now)
        if account_of(made.email) is not None or made.account_id is not None:
            raise OtherAccount
        if password is not None:
            of = [made.organisatie.naam]
            words = wachtwoorden.words_of(naam=made.display_name, email=made.email, organisaties=of)
            wachtwoorden.require_fit(password, words=words)
        user = User.objects.create_user(
            made.email, password, display_name=made.display_name, email=made.email
        )
        _accept(made, user, now)
    return user


def accept_as(*, reference: UUID, user: User, now: datetime) -> Lidmaatschap:
    """The invitation for an account there is already, by who signed in with it.

    Raises LinkGone, OtherAccount.
    """
    with transaction.atomic():
        made = _locked(reference, now)
        if made.account_id is not None or account_of(made.email) != user:
            raise OtherAccount
        return _accept(made, user, now)


def choose_password(*, reference: UUID, password: str, now: datetime) -> None:
    """The new password of an account, by the link its owner got; its sessions end.

    Raises LinkGone, UnfitPassword.
    """
    with transaction.atomic():
        made = _locked(reference, now)
        if made.account is None:
            raise LinkGone
        user = made.account
        wachtwoorden.require_fit(password, words=wachtwoorden.words_of_account(user))
        user.set_password(password)
        user.save(update_fields=["password"])
        sessions.end_all_of(user)
        _use(made, user, now)
        account_log.write(
            user=user, action="account:password", now=now, purpose="Met een link van een collega"
        )


def _locked(reference: UUID, now: datetime) -> Uitnodiging:
    found = valid(now).select_for_update(of=("self",)).filter(pk=reference).first()
    if found is None:
        raise LinkGone
    return found


def _accept(made: Uitnodiging, user: User, now: datetime) -> Lidmaatschap:
    _use(made, user, now)
    given, _ = Lidmaatschap.objects.get_or_create(
        user=user,
        organisatie=made.organisatie,
        role=made.role,
        tot=None,
        defaults={
            "beheert_rechten": made.beheert_rechten,
            "sinds": now,
            "gegeven_door": made.made_by,
        },
    )
    account_log.write(
        user=user, action="leden:accept", now=now, purpose=f"Uitnodiging {made.reference}"
    )
    return given


def _use(made: Uitnodiging, user: User, now: datetime) -> None:
    made.used_at, made.used_by = now, user
    made.save(update_fields=["used_at", "used_by"])
