"""An aanlevering as pages see it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from uitkomst.intake.findings import Finding, Lezing, Oorzaak, Voorstel, in_taal
from uitkomst.register.models import Aanlevering
from uitkomst.register.models.aanleveringen import DRAFTS, TRANSITIONS, Status
from uitkomst.services.aanlevering.check_progress import is_current
from uitkomst.services.aanlevering.summary import Summary, read_back
from uitkomst.services.deelnemers.overeenkomst_views import OvereenkomstView
from uitkomst.services.kept.sources import GONE
from uitkomst.standard.verslagperiode import Verslagperiode

__all__ = [
    "AanleveringDetail",
    "AanleveringView",
    "Finding",
    "Lezing",
    "Oorzaak",
    "Start",
    "Voorstel",
    "detail_of",
    "in_taal",
    "view_of",
]


@dataclass(frozen=True)
class AanleveringView:
    """One version of a file in the books. Counts are rows; goed, geparkeerd, bevestigen add up.

    `route` is bestand, formulier or api. `revisie` counts the sender's decisions: a decision is
    made from it. `melding` says in Dutch why a file was refused. `checking` tells that the counts
    are those of an earlier decision, or of none. `touched_by` is who was last at work on a draft.
    `eerder_van` is the name of the provider it is of, where that merged into the reader's.
    """

    reference: UUID
    periode: Verslagperiode
    versie: int
    status: str
    route: str
    bestandsnaam: str
    indeling: str
    totaal: int
    goed: int
    geparkeerd: int
    bevestigen: int
    revisie: int
    melding: str
    received_at: datetime
    received_by: str
    submitted_at: datetime | None
    submitted_by: str
    touched_at: datetime | None
    touched_by: str
    checking: bool
    may_confirm: bool
    may_discard: bool
    may_decide: bool
    eerder_van: str


@dataclass(frozen=True)
class AanleveringDetail(Summary):
    """An aanlevering with what the check found; places in the sender's file, never values.

    `in_force` is the other version that counts for this period now, if there is one. `has_source`
    tells whether the sender's file itself is still kept; `mail_comes` whether a mail goes out when
    the running check is done.
    """

    aanlevering: AanleveringView
    in_force: AanleveringView | None
    has_source: bool
    mail_comes: bool


@dataclass(frozen=True)
class Start:
    """What somebody needs to know before choosing a file.

    `periodes` are open, newest first; without `overeenkomst` nothing is accepted.
    """

    periodes: tuple[Verslagperiode, ...]
    overeenkomst: OvereenkomstView | None


def view_of(aanlevering: Aanlevering) -> AanleveringView:
    """The view of a row that was read with its users and its check."""
    next_steps = TRANSITIONS[Status(aanlevering.status)]
    submitted_by, touched_by = aanlevering.submitted_by, aanlevering.touched_by
    draft = aanlevering.status in DRAFTS
    checking = draft and not is_current(aanlevering)
    return AanleveringView(
        reference=aanlevering.reference,
        periode=Verslagperiode.parse(aanlevering.periode),
        versie=aanlevering.versie,
        status=aanlevering.status,
        route=aanlevering.route,
        bestandsnaam=aanlevering.bestandsnaam,
        indeling=aanlevering.indeling,
        totaal=aanlevering.totaal,
        goed=aanlevering.goed,
        geparkeerd=aanlevering.geparkeerd,
        bevestigen=aanlevering.bevestigen,
        revisie=aanlevering.revisie,
        melding=aanlevering.melding,
        received_at=aanlevering.received_at,
        received_by=aanlevering.received_by.display_name,
        submitted_at=aanlevering.submitted_at,
        submitted_by=submitted_by.display_name if submitted_by else "",
        touched_at=aanlevering.touched_at,
        touched_by=touched_by.display_name if touched_by else "",
        checking=checking,
        may_confirm=draft
        and not checking
        and Status.INGEDIEND in next_steps
        and (aanlevering.goed > 0 or aanlevering.totaal == 0),
        may_discard=Status.WEGGEGOOID in next_steps,
        may_decide=draft,
        eerder_van=aanlevering.aanbieder.naam if aanlevering.aanbieder.opgegaan_in_id else "",
    )


def detail_of(aanlevering: Aanlevering, in_force: Aanlevering | None) -> AanleveringDetail:
    """The detail of a row, its summary read back."""
    summary = read_back(aanlevering.summary)
    return AanleveringDetail(
        **vars(summary),
        aanlevering=view_of(aanlevering),
        in_force=view_of(in_force) if in_force else None,
        has_source=_has_source(aanlevering, readable=not summary.reden or summary.curable),
        mail_comes=_mail_comes(aanlevering),
    )


def _has_source(aanlevering: Aanlevering, *, readable: bool) -> bool:
    """A file that could not be read as a delivery is not kept, nor one that is past its time."""
    thrown_away = aanlevering.status == Status.WEGGEGOOID
    return readable and not thrown_away and GONE not in aanlevering.summary


def _mail_comes(aanlevering: Aanlevering) -> bool:
    controle = getattr(aanlevering, "controle", None)
    return bool(controle and controle.mail_to and controle.mail_to.email)
