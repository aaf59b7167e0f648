"""When something may: an open period, a step the life of an aanlevering knows.

Who may it is in `access/permissions.py`; the two never mix. (That there must be a valid agreement
is `overeenkomsten.required_for`.)
"""

from datetime import date

from uitkomst.register.models import Aanlevering
from uitkomst.register.models.aanleveringen import DRAFTS, TRANSITIONS, Status
from uitkomst.services.aanlevering import check_progress
from uitkomst.services.refusals import (
    NothingCounts,
    OpenQuestions,
    Overtaken,
    PeriodClosed,
    StillChecking,
    WrongStatus,
)
from uitkomst.standard.verslagperiode import Verslagperiode


def open_periods(day: date) -> tuple[Verslagperiode, ...]:
    """The periods one may deliver for on this day: the latest closed one and the one before.

    Source: informatieprotocol v7, § 7.6; rule V21.
    """
    latest = Verslagperiode.latest_closed(day)
    return latest, latest.vorige


def require_open(periode: Verslagperiode, day: date) -> None:
    """Go on only for an open period. Raises PeriodClosed."""
    if periode not in open_periods(day):
        raise PeriodClosed


def require_step(aanlevering: Aanlevering, target: Status) -> None:
    """Go on only when the life cycle leads from here to `target`. Raises WrongStatus."""
    if target not in TRANSITIONS[Status(aanlevering.status)]:
        raise WrongStatus


def require_checked(aanlevering: Aanlevering) -> None:
    """Go on only when the last decision about a draft was checked. Raises StillChecking."""
    if aanlevering.status in DRAFTS and not check_progress.is_current(aanlevering):
        raise StillChecking


def require_answered(aanlevering: Aanlevering) -> None:
    """Go on only with the outcome of a check that asks nothing any more.

    Raises StillChecking, OpenQuestions.
    """
    require_checked(aanlevering)
    if aanlevering.status == Status.WACHT:
        raise OpenQuestions


def require_countable(aanlevering: Aanlevering) -> None:
    """Go on only when a row counts, or when there were none to give. Raises NothingCounts."""
    if aanlevering.goed == 0 and aanlevering.totaal > 0:
        raise NothingCounts


def require_newest(aanlevering: Aanlevering, in_force: Aanlevering | None) -> None:
    """Go on only when no later version counts already. Raises Overtaken."""
    if in_force is not None and in_force.versie > aanlevering.versie:
        raise Overtaken
