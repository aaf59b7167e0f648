"""What the page that checks in the browser needs of this portal: the rules and the open periods.

Nothing is sent back and nothing is kept: the file stays with its sender.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.utils import timezone

from uitkomst.access.actor import Actor, require
from uitkomst.access.permissions import Permission
from uitkomst.intake.package import rule_package
from uitkomst.services.aanlevering.policies import open_periods
from uitkomst.standard.verslagperiode import Verslagperiode

__all__ = ["BrowserCheck", "package_json", "start"]


@dataclass(frozen=True)
class BrowserCheck:
    """What the page offers to choose from: the periods that are open now."""

    periodes: tuple[Verslagperiode, ...]


def start(*, actor: Actor, now: datetime) -> BrowserCheck:
    """The choices of the page. Raises NotAllowed."""
    require(actor, Permission.SUBMIT_AANLEVERING)
    return BrowserCheck(open_periods(timezone.localdate(now)))


@cache
def package_json() -> bytes:
    """The rules as the page loads them; the same for everybody, and without a value of anybody.

    Raises OngeldigPostcodebestand when the operator's table of postcodes cannot be used.
    """
    return json.dumps(rule_package(), ensure_ascii=False, separators=(",", ":")).encode()
