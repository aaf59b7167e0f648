"""An aanlevering as pages see it, and the summary of its check as the books keep it."""

from dataclasses import astuple, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from uitkomst.intake.check import CheckResult, Finding, Oorzaak
from uitkomst.register.models import Aanlevering
from uitkomst.register.models.aanleveringen import TRANSITIONS, Status
from uitkomst.services.overeenkomsten import OvereenkomstView
from uitkomst.standard.verslagperiode import Verslagperiode


@dataclass(frozen=True)
class AanleveringView:
    """One version of a file in the books. Counts are rows; goed, geparkeerd, bevestigen add up."""

    reference: UUID
    periode: Verslagperiode
    versie: int
    status: str
    bestandsnaam: str
    indeling: str
    totaal: int
    goed: int
    geparkeerd: int
    bevestigen: int
    received_at: datetime
    received_by: str
    submitted_at: datetime | None
    submitted_by: str
    may_confirm: bool
    may_discard: bool


@dataclass(frozen=True)
class AanleveringDetail:
    """An aanlevering with what the check found; places in the sender's file, never values.

    `in_force` is the other version that counts for this period now, if there is one.
    """

    aanlevering: AanleveringView
    in_force: AanleveringView | None
    oorzaken: tuple[Oorzaak, ...]
    bevindingen: tuple[Finding, ...]
    uitgevoerd: tuple[str, ...]
    overgeslagen: tuple[tuple[str, str], ...]
    mislukt: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Start:
    """What somebody needs to know before choosing a file.

    `periodes` are open, newest first; without `overeenkomst` nothing is accepted.
    """

    periodes: tuple[Verslagperiode, ...]
    overeenkomst: OvereenkomstView | None


def view_of(aanlevering: Aanlevering) -> AanleveringView:
    """The view of a row that was read with its users."""
    next_steps = TRANSITIONS[Status(aanlevering.status)]
    submitted_by = aanlevering.submitted_by
    return AanleveringView(
        reference=aanlevering.reference,
        periode=Verslagperiode.parse(aanlevering.periode),
        versie=aanlevering.versie,
        status=aanlevering.status,
        bestandsnaam=aanlevering.bestandsnaam,
        indeling=aanlevering.indeling,
        totaal=aanlevering.totaal,
        goed=aanlevering.goed,
        geparkeerd=aanlevering.geparkeerd,
        bevestigen=aanlevering.bevestigen,
        received_at=aanlevering.received_at,
        received_by=aanlevering.received_by.display_name,
        submitted_at=aanlevering.submitted_at,
        submitted_by=submitted_by.display_name if submitted_by else "",
        may_confirm=Status.INGEDIEND in next_steps
        and aanlevering.goed + aanlevering.bevestigen > 0,
        may_discard=Status.WEGGEGOOID in next_steps,
    )


def summary_of(result: CheckResult) -> dict[str, Any]:
    """What the books keep of a check."""
    return {
        "oorzaken": [astuple(oorzaak) for oorzaak in result.oorzaken],
        "bevindingen": [astuple(finding) for finding in result.bevindingen],
        "uitgevoerd": result.uitgevoerd,
        "overgeslagen": result.overgeslagen,
        "mislukt": result.mislukt,
        "notes": result.notes,
    }


def detail_of(aanlevering: Aanlevering, in_force: Aanlevering | None) -> AanleveringDetail:
    """The detail of a row, its summary read back."""
    summary = aanlevering.summary
    return AanleveringDetail(
        aanlevering=view_of(aanlevering),
        in_force=view_of(in_force) if in_force else None,
        oorzaken=tuple(Oorzaak(*each) for each in summary["oorzaken"]),
        bevindingen=tuple(Finding(*each) for each in summary["bevindingen"]),
        uitgevoerd=tuple(summary["uitgevoerd"]),
        overgeslagen=tuple((regel, reden) for regel, reden in summary["overgeslagen"]),
        mislukt=tuple(summary["mislukt"]),
        notes=tuple(summary["notes"]),
    )
