"""Which process serves whom, as which login of the database, with or without the vault (ADR 0014).

In production there are two: *personen* serves providers and who guards the portal, *rapporten*
serves gemeenten and regions and has no key, no vault and a login that reads published figures only.
A demo and a small installation run *alles*: one process for everybody. *werk* is the worker.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from uitkomst.access.permissions import ACCOUNT_ROLES, Role
from uitkomst.config.refusals import WrongZone, ZoneHoldsKeys

VARIABLE = "UITKOMST_ZONE"
READERS = frozenset({Role.GEMEENTE, Role.SERVICEORGANISATIE})
KEYS = ("UITKOMST_MASTER_KEY", "UITKOMST_MASTER_KEY_FILE", "UITKOMST_AUDIT_KEY_FILE")
VAULT = ("hoofdsleutel", "sleutels", "kluis")
TRANSIT = "UITKOMST_TRANSIT"


@dataclass(frozen=True)
class Zone:
    """A kind of process. `roles` are whom it serves; of a membership with another it knows nothing.

    `login` is what it is called in the embedded database; elsewhere DATABASE_URL says so.
    """

    name: str
    urls: str
    roles: frozenset[Role]
    has_vault: bool = True
    cookie: str = "sessionid"

    @property
    def login(self) -> str:
        """The login of the database that has the rights of this zone."""
        return f"uitkomst_{self.name}"


EVERYTHING = "uitkomst.config.urls"
ZONES = {
    zone.name: zone
    for zone in (
        Zone("alles", EVERYTHING, frozenset(ACCOUNT_ROLES)),
        Zone("personen", EVERYTHING, frozenset(ACCOUNT_ROLES) - READERS),
        Zone("rapporten", "uitkomst.config.report_urls", READERS, False, "rapporten"),
        Zone("werk", EVERYTHING, frozenset(ACCOUNT_ROLES)),
    )
}
SERVED = ("alles", "personen", "rapporten")
"""The zones that `uitkomst serve` can be."""


def chosen(environ: Mapping[str, str] = os.environ) -> Zone:
    """The zone of this process: UITKOMST_ZONE, else *alles*. Raises WrongZone."""
    name = environ.get(VARIABLE, "alles")
    if name not in ZONES:
        raise WrongZone(f"{VARIABLE} is geen zone. Kies {', '.join(SERVED)}.")
    return ZONES[name]


def require_apart(zone: Zone, data: Path, environ: Mapping[str, str] = os.environ) -> None:
    """Go on only where a zone without the vault cannot reach it. Raises ZoneHoldsKeys."""
    if zone.has_vault:
        return
    held = [name for name in environ if name in KEYS or name.startswith(TRANSIT)]
    if held:
        raise ZoneHoldsKeys(
            f"De zone {zone.name} mag geen sleutels hebben. Haal {', '.join(sorted(held))} uit "
            "haar omgeving."
        )
    found = [name for name in VAULT if (data / name).exists()]
    if found:
        raise ZoneHoldsKeys(
            f"De zone {zone.name} mag niet bij de kluis. In {data} staat {', '.join(found)}; geef "
            "haar met UITKOMST_DATA een eigen, lege map."
        )
    if "DATABASE_URL" not in environ:
        raise ZoneHoldsKeys(
            f"De zone {zone.name} draait naast een zone met de kluis. Geef met DATABASE_URL de "
            f"gedeelde database en de login {zone.login} (docs/zones.md)."
        )
