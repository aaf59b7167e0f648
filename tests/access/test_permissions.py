"""The page of permissions says what it should, and nobody outside a provider sees persons."""

from dataclasses import replace
from uuid import uuid4

import pytest

from uitkomst.access.actor import Actor, NotAllowed, require
from uitkomst.access.permissions import PERMISSIONS, RECHTENBEHEER, ROLES, Permission, Role
from uitkomst.access.scopes import SCOPES, Scope, permissions_of


def somebody(role: Role) -> Actor:
    return Actor("an", "An", role, uuid4(), "Organisatie")


def test_every_permission_has_a_sentence_and_a_role_that_has_it():
    given = {permission for role in ROLES.values() for permission in role.permissions}
    given |= RECHTENBEHEER

    assert set(PERMISSIONS) == set(Permission) == given


def test_every_role_is_described():
    assert set(ROLES) == set(Role)
    assert all(role.display_name and role.description for role in ROLES.values())


def test_only_the_provider_itself_and_its_own_system_see_persons():
    who = {role for role in Role if Permission.VIEW_PERSONS in ROLES[role].permissions}

    assert who == {Role.AANLEVERAAR, Role.SOLO, Role.KOPPELING}


def test_a_system_may_nothing_that_the_people_of_a_provider_may_not_and_makes_no_keys():
    system = ROLES[Role.KOPPELING].permissions

    assert system < ROLES[Role.AANLEVERAAR].permissions
    assert Permission.MANAGE_KOPPELINGEN not in system


@pytest.mark.parametrize("scopes", [(), (Scope.CONTROLEREN,), (Scope.LEZEN,), tuple(Scope)])
@pytest.mark.parametrize("role", Role)
def test_scopes_only_narrow_what_a_role_may(role, scopes):
    whole = somebody(role)
    narrowed = replace(whole, only=permissions_of(scopes))

    for permission in Permission:
        expected = whole.can(permission) and permission in permissions_of(scopes)
        assert narrowed.can(permission) == expected


def test_every_scope_is_described_and_every_permission_of_a_system_is_in_one():
    assert set(SCOPES) == set(Scope)
    assert all(scope.display_name and scope.description for scope in SCOPES.values())
    assert permissions_of(Scope) == ROLES[Role.KOPPELING].permissions


def test_who_runs_the_portal_sees_no_figures():
    permissions = ROLES[Role.BEHEERDER].permissions

    assert not {each for each in permissions if each.value.startswith(("rapport", "personen"))}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("permission", Permission)
def test_require_lets_pass_exactly_what_the_page_says(role, permission):
    actor = somebody(role)

    if permission in ROLES[role].permissions:
        require(actor, permission)
        assert actor.can(permission)
    else:
        with pytest.raises(NotAllowed) as refused:
            require(actor, permission)
        assert refused.value.melding
        assert not actor.can(permission)
