"""The answers that go with a form: why a BSN is not known, and which question is open again.

A form asks for the reason where the box is ticked; with a reason for everybody the question of the
rules about all of them is answered, so that nobody is asked twice.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from uitkomst.access.actor import Actor
from uitkomst.register.models import Bewerking
from uitkomst.register.models.bewerkingen import BewerkingSoort
from uitkomst.services import reasons
from uitkomst.services.aanlevering.own import own
from uitkomst.services.aanlevering.summary import read_back
from uitkomst.services.checking.decisions import is_ours, standing
from uitkomst.services.deciding.deciding import Deciding, deciding
from uitkomst.services.kept import onthouden
from uitkomst.services.kept.client_lines import Line
from uitkomst.vault.vault import Vault

UNKNOWN_BSN = "V02_1"
"""The question whether it is right that so many BSNs are not known."""


def about_unknown_bsn(decided: Deciding, lines: Sequence[Line]) -> None:
    """Book the reasons as one answer, once everybody without a BSN has one."""
    unknown = [line for line in lines if line.without_bsn]
    if not unknown or not all(line.reden_bsn for line in unknown):
        return
    keuze = {"ja": True, "reden": _together(unknown)}
    earlier = _answered(decided.aanlevering.reference).get(UNKNOWN_BSN)
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


def ask_again(actor: Actor, reference: UUID, now: datetime, vault: Vault) -> None:
    """Take back a yes that was said of fewer clients than the question is about now."""
    draft = own(actor, reference)
    asked = {each.naam: each.aantal for each in read_back(draft.summary).oorzaken}
    outgrown = [
        each
        for naam, each in _answered(reference).items()
        if each.keuze["ja"] and asked.get(naam, 0) > (each.aantal or 0)
    ]
    if not outgrown:
        return
    with deciding(
        actor=actor, reference=reference, revisie=draft.revisie, now=now, vault=vault
    ) as decided:
        for each in standing(reference):
            if any(each.onderwerp == answer.onderwerp for answer in outgrown):
                decided.undo(each)


def _answered(reference: UUID) -> dict[str, Bewerking]:
    """The last answer to each question of the rules."""
    return {
        each.onderwerp: each
        for each in standing(reference)
        if each.soort == BewerkingSoort.ANTWOORD and not is_ours(each.onderwerp)
    }


def _together(lines: Sequence[Line]) -> str:
    reason = "; ".join(dict.fromkeys(line.reden_bsn for line in lines))
    if len(reason) > reasons.LONGEST:
        reason = f"{reason[: reasons.LONGEST - 1]}…"
    return reasons.clean(reason)
