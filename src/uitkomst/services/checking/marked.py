"""A delivery's own file back, with what was found marked in it: made in memory, never kept."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from uitkomst.access.actor import Actor, require
from uitkomst.access.permissions import Permission
from uitkomst.intake.check import CheckResult
from uitkomst.intake.marking.mark import MarkedFile, marked
from uitkomst.register.models import Aanlevering
from uitkomst.services.aanlevering.own import own, record
from uitkomst.services.aanlevering.policies import require_checked
from uitkomst.services.aanlevering.seen import record_look
from uitkomst.services.aanlevering.summary import read_back
from uitkomst.services.deelnemers import overeenkomsten
from uitkomst.services.kept import kept_places
from uitkomst.services.kept.sources import opened
from uitkomst.services.refusals import SourceGone
from uitkomst.standard.verslagperiode import Verslagperiode
from uitkomst.vault.vault import Vault

__all__ = ["MarkedFile", "marked_file"]


def marked_file(
    *,
    actor: Actor,
    reference: UUID,
    now: datetime,
    vault: Vault,
    als: str = "xlsx",
    taal: str = "nl",
) -> MarkedFile:
    """The own file with the places of the last check marked; `als` is "xlsx", or "csv" for a csv.

    It holds persons: two lines in the logbook are committed before it is opened. Raises NotAllowed,
    NotFound, NoAgreement, StillChecking, SourceGone (also of a form or a file that was refused
    unread), UnreadableFile.
    """
    require(actor, Permission.VIEW_AANLEVERING)
    require(actor, Permission.VIEW_PERSONS)
    aanlevering = own(actor, reference)
    overeenkomsten.required_for(aanbieder=actor.organisatie, day=timezone.localdate(now))
    require_checked(aanlevering)
    result = _as_checked(aanlevering, vault)
    record(actor, "aanlevering:marked", aanlevering, now)
    record_look(actor, aanlevering, now, vault, about="bestand met bevindingen")
    content = opened(vault, aanlevering)
    return marked(content, aanlevering.bestandsnaam, result, als=als, taal=taal)


def _as_checked(aanlevering: Aanlevering, vault: Vault) -> CheckResult:
    """What the check found, put together again from the books and the kept places; no rows."""
    summary = read_back(aanlevering.summary)
    if aanlevering.inhoud is None or summary.lezing is None or summary.lezing.soort == "formulier":
        raise SourceGone
    kept = (vault, aanlevering.aanbieder_id, aanlevering.inhoud)
    places = kept_places.places(*kept)
    return CheckResult(
        bestand=aanlevering.bestandsnaam,
        periode=Verslagperiode.parse(aanlevering.periode),
        indeling=aanlevering.indeling,
        totaal=aanlevering.totaal,
        goed=aanlevering.goed,
        geparkeerd=aanlevering.geparkeerd,
        bevestigen=aanlevering.bevestigen,
        uitgevoerd=summary.uitgevoerd,
        overgeslagen=summary.overgeslagen,
        mislukt=summary.mislukt,
        oorzaken=summary.oorzaken,
        bevindingen=summary.bevindingen,
        notes=summary.notes,
        rows=places.slice(0, 0),
        lezing=summary.lezing,
        plaatsen=places,
        plaatsen_bladen=kept_places.places(*kept, on_sheets=True),
        voorstellen=summary.voorstellen,
        weggelaten=summary.weggelaten,
    )
