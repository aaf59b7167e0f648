"""The answer that goes with a form: why BSNs are not known.

A form asks for the reason where the box is ticked; with a reason for everybody the question of the
rules about all of them is answered, so that nobody is asked twice.
"""

from collections.abc import Sequence
from uuid import UUID

from uitkomst.register.models import Bewerking
from uitkomst.register.models.bewerkingen import BewerkingSoort
from uitkomst.services import reasons
from uitkomst.services.checking.decisions import standing
from uitkomst.services.deciding.deciding import Deciding
from uitkomst.services.kept import onthouden
from uitkomst.services.kept.client_lines import Line

UNKNOWN_BSN = "V02_1"
"""The question whether it is right that so many BSNs are not known."""


def about_unknown_bsn(decided: Deciding, lines: Sequence[Line]) -> None:
    """Book the reasons as one answer, once everybody without a BSN has one."""
    unknown = [line for line in lines if line.without_bsn]
    if not unknown or not all(line.reden_bsn for line in unknown):
        return
    keuze = {"ja": True, "reden": _together(unknown)}
    earlier = _last_answer(decided.aanlevering.reference)
    if earlier is not None and (earlier.keuze, earlier.aantal) == (keuze, len(unknown)):
        return
    decided.book(BewerkingSoort.ANTWOORD, UNKNOWN_BSN, keuze, aantal=len(unknown))
    onthouden.remember(
        aanbieder=decided.aanlevering.aanbieder_id,
        soort=BewerkingSoort.ANTWOORD,
        sleutel=UNKNOWN_BSN,
        keuze=keuze,
        by=decided.user,
        at=decided.now,
    )


def _last_answer(reference: UUID) -> Bewerking | None:
    given = (each for each in standing(reference) if each.soort == BewerkingSoort.ANTWOORD)
    about = [each for each in given if each.onderwerp == UNKNOWN_BSN]
    return about[-1] if about else None


def _together(lines: Sequence[Line]) -> str:
    reason = "; ".join(dict.fromkeys(line.reden_bsn for line in lines))
    if len(reason) > reasons.LONGEST:
        reason = f"{reason[: reasons.LONGEST - 1]}…"
    return reasons.clean(reason)
