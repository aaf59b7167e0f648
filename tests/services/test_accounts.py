"""Who signs in, and when a click is enough."""

import pytest
from django.contrib.auth import authenticate, login, logout
from django.test import RequestFactory
from world import actor_as

from uitkomst.access.permissions import Role
from uitkomst.register.models import User
from uitkomst.services import audit
from uitkomst.services.deelnemers import accounts
from uitkomst.services.deelnemers.session_store import SessionStore
from uitkomst.services.refusals import NotFound


@pytest.fixture
def visit(people):
    """A request with a session, of somebody not signed in."""
    request = RequestFactory().post("/")
    request.session = SessionStore()
    return request


@pytest.fixture
def shown(people, settings):
    """A demo in which An and Ruud may be tried."""
    settings.DEMO = True
    User.objects.filter(username__in=["an", "ruud"]).update(is_demo=True)


def test_an_actor_is_a_person_with_a_role_at_an_organisation(people):
    actor = actor_as(User.objects.get(username="cor"))

    assert actor == people.cor
    assert (actor.role, actor.organisatie_naam) == (Role.SOLO, "Praktijk Cornelissen")


def test_demo_accounts_are_shown_in_a_demo_only(shown, settings):
    assert [each.username for each in accounts.demo_accounts()] == ["an", "ruud"]
    settings.DEMO = False
    assert accounts.demo_accounts() == ()


def test_one_click_signs_in_as_a_demo_account(shown, visit):
    accounts.sign_in_demo(request=visit, username="an")

    assert visit.session["_auth_user_id"] == str(User.objects.get(username="an").pk)


@pytest.mark.parametrize("username", ["ben", "nobody", ""])
def test_one_click_is_for_demo_accounts_only(shown, visit, username):
    with pytest.raises(NotFound):
        accounts.sign_in_demo(request=visit, username=username)


def test_outside_a_demo_a_click_signs_nobody_in(shown, visit, settings):
    settings.DEMO = False

    with pytest.raises(NotFound):
        accounts.sign_in_demo(request=visit, username="an")


def test_every_sign_in_is_written_down(people, visit):
    user = User.objects.get(username="an")
    user.set_password("a password that is long")
    user.save()
    found = authenticate(visit, username="an", password="a password that is long")

    login(visit, found)

    assert audit.log_for(actor=people.an)[0].action == "account:sign-in"


def test_an_account_without_a_password_cannot_sign_in_by_one(people, visit):
    assert authenticate(visit, username="an", password="") is None


def test_a_demo_account_cannot_sign_in_outside_a_demo(shown, settings):
    user = User.objects.get(username="an")
    user.set_password(accounts.DEMO_PASSWORD)
    user.save()
    given = {"username": "an", "password": accounts.DEMO_PASSWORD}

    assert authenticate(**given) == user
    settings.DEMO = False
    assert authenticate(**given) is None


@pytest.mark.parametrize(
    ("typed", "subject"),
    [("an", "an"), ("999900006", "onbekend account"), ("", "onbekend account")],
)
def test_a_refused_sign_in_is_written_down_without_what_was_typed(people, typed, subject):
    assert authenticate(username=typed, password="999900018") is None

    line = audit.log_for(actor=people.ruud)[0]
    assert (line.action, line.subject) == ("account:refused", subject)


def test_signing_out_is_written_down(shown, visit):
    visit.user = None
    accounts.sign_in_demo(request=visit, username="an")
    logout(visit)

    assert audit.log_for(actor=actor_as(User.objects.get(username="an")))[0].action == (
        "account:sign-out"
    )
