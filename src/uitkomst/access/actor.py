"""An actor: one person acting for one organisation."""

from dataclasses import dataclass
from uuid import UUID

from uitkomst.access.permissions import PERMISSIONS, RECHTENBEHEER, ROLES, Permission, Role


class NotAllowed(Exception):
    """The actor's role does not have this permission."""

    def __init__(self, permission: Permission) -> None:
        self.permission = permission
        self.melding = (
            f"Uw rol mag dit niet: {PERMISSIONS[permission].lower()}. "
            "Vraag de beheerder van uw organisatie wie dit wel mag."
        )
        super().__init__(permission.value)


@dataclass(frozen=True)
class Actor:
    """Who acts, as what, and for which organisation (its reference and its name).

    With a key somebody's system acts: `via` is how people recognise that key, `only` narrows what
    the role may to what the key was given. Both are empty for a person. `beheert_rechten` tells
    that they manage the rights of the organisation. `sessie` (a hash) and `herkomst` (an address)
    are for the logbook: from where, in which session; empty for a command.
    """

    username: str
    display_name: str
    role: Role
    organisatie: UUID
    organisatie_naam: str
    via: str = ""
    only: frozenset[Permission] | None = None
    beheert_rechten: bool = False
    sessie: str = ""
    herkomst: str = ""

    def can(self, permission: Permission) -> bool:
        """Whether the role has this permission; for showing or hiding, never instead of require."""
        if self.only is not None and permission not in self.only:
            return False
        if self.beheert_rechten and permission in RECHTENBEHEER:
            return True
        return permission in ROLES[self.role].permissions


def require(actor: Actor, permission: Permission) -> None:
    """Go on only with this permission. Raises NotAllowed."""
    if not actor.can(permission):
        raise NotAllowed(permission)
