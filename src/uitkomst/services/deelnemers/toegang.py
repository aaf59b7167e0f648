"""Who may what, read from what guards the pages: permissions, marks of views, decisions by two."""

from dataclasses import dataclass

from uitkomst.access.actor import Actor, require
from uitkomst.access.permissions import PERMISSIONS, RECHTENBEHEER, ROLES, Permission, Role
from uitkomst.register.models.besluiten import BesluitSoort
from uitkomst.services.guard import asks_fresh, permission_of, routes


@dataclass(frozen=True)
class PermissionRow:
    """One permission: which roles have it, and what it takes besides.

    `beheert` tells that who manages rights has it besides the role; `fresh` that one or more of its
    pages ask once more who is there.
    """

    sentence: str
    allowed: tuple[tuple[str, bool], ...]
    beheert: bool
    fresh: bool


@dataclass(frozen=True)
class AccessTable:
    """The whole of it. `roles` are name and description, `by_two` what takes a second person."""

    roles: tuple[tuple[str, str], ...]
    rows: tuple[PermissionRow, ...]
    by_two: tuple[str, ...]


def table(*, actor: Actor) -> AccessTable:
    """Who may what in this portal. Raises NotAllowed."""
    require(actor, Permission.VIEW_ACCESS)
    asked = {permission_of(route.callback) for route in routes() if asks_fresh(route.callback)}
    return AccessTable(
        roles=tuple((ROLES[role].display_name, ROLES[role].description) for role in Role),
        rows=tuple(
            PermissionRow(
                sentence=sentence,
                allowed=tuple(
                    (ROLES[role].display_name, permission in ROLES[role].permissions)
                    for role in Role
                ),
                beheert=permission in RECHTENBEHEER,
                fresh=permission in asked,
            )
            for permission, sentence in PERMISSIONS.items()
        ),
        by_two=tuple(str(each.label) for each in BesluitSoort),
    )
