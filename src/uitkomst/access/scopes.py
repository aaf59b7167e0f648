"""What the key of a provider's system may: three scopes, each a few permissions.

A scope only narrows: a key never may more than the role KOPPELING.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from uitkomst.access.permissions import Permission


class Scope(StrEnum):
    """One thing a key can be given."""

    CONTROLEREN = "controleren"
    AANLEVEREN = "aanleveren"
    LEZEN = "lezen"


@dataclass(frozen=True)
class ScopeDescription:
    """What a scope is called, what it allows (both Dutch) and which permissions that takes."""

    display_name: str
    description: str
    permissions: frozenset[Permission]


SCOPES: dict[Scope, ScopeDescription] = {
    Scope.CONTROLEREN: ScopeDescription(
        "Controleren",
        "Een bestand laten nakijken. Er wordt niets bewaard.",
        frozenset({Permission.CHECK_FILE}),
    ),
    Scope.AANLEVEREN: ScopeDescription(
        "Aanleveren",
        "Aanleveren, vragen beantwoorden, indienen en intrekken; bevindingen lezen.",
        frozenset({Permission.SUBMIT_AANLEVERING, Permission.VIEW_AANLEVERING}),
    ),
    Scope.LEZEN: ScopeDescription(
        "Lezen",
        "Bevindingen lezen en het eigen bestand terughalen, met persoonsgegevens.",
        frozenset({Permission.VIEW_AANLEVERING, Permission.VIEW_PERSONS}),
    ),
}


def permissions_of(scopes: Iterable[Scope]) -> frozenset[Permission]:
    """Everything that these scopes allow together."""
    return frozenset().union(*(SCOPES[scope].permissions for scope in scopes))
