"""Putting what a check found in the vault and in the books: whole, once, or not at all.

The rows are sealed under a new id first, and booked with their counts, the summary and the line in
the logbook in one transaction; what was sealed and not booked is nobody's (`orphans`).
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import structlog
from django.db import transaction
from django.db.models import Max

from uitkomst.intake.check import CheckResult, UnreadableFile
from uitkomst.intake.keuzes import AS_RECOGNISED, Herstelkeuze, Keuzes
from uitkomst.intake.wrong_columns import WrongColumns
from uitkomst.register.models import Aanlevering, Bewerking
from uitkomst.register.models.aanleveringen import DRAFTS, Route, Status
from uitkomst.register.models.bewerkingen import BewerkingSoort
from uitkomst.services import audit, linking
from uitkomst.services.aanlevering import check_progress
from uitkomst.services.aanlevering.check_progress import State
from uitkomst.services.aanlevering.summary import refusal_summary, summary_of, why_refused
from uitkomst.services.checking import afterwards
from uitkomst.services.checking.decisions import repair_kept, seal_typed
from uitkomst.services.kept import checksums, kept_places, orphans, sources
from uitkomst.services.kept.onthouden import Columns
from uitkomst.vault.vault import Vault

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Outcome:
    """What the check of `source` found.

    `columns` and `repairs` (each with the number of its rows) are what was chosen for an earlier
    file and applied to this one.
    """

    result: CheckResult
    source: bytes = field(repr=False)
    columns: Columns | None
    repairs: tuple[tuple[Herstelkeuze, int], ...]


def seal_and_book(
    aanlevering: Aanlevering, revisie: int, outcome: Outcome, vault: Vault, now: datetime
) -> None:
    """Keep the rows and book the outcome, unless it is of an outdated revisie or not the first."""
    aanbieder, inhoud = aanlevering.aanbieder_id, uuid4()
    try:
        rows, bron = outcome.result.rows, aanlevering.reference
        koppel = linking.regions_on(vault=vault)
        afterwards.as_answered(outcome.result, aanbieder, vault)
        vault.seal_delivery(aanbieder, inhoud, rows, bron=bron, koppel=koppel)
        kept_places.seal(vault, aanbieder, inhoud, outcome.result)
        checksums.seal(vault, aanbieder, inhoud, outcome.source, outcome.result.rows)
        superfluous = _book(aanlevering, revisie, outcome, inhoud, vault, now)
    except BaseException:
        orphans.forget_unless_booked(vault, aanbieder, inhoud)
        raise
    if superfluous is not None:
        vault.discard(aanbieder, superfluous)


def book_refusal(
    aanlevering: Aanlevering,
    revisie: int,
    refused: UnreadableFile,
    keuzes: Keuzes,
    vault: Vault,
    now: datetime,
) -> None:
    """Book that the file cannot be read. Its source stays only where a choice can make it good."""
    curable = isinstance(refused, WrongColumns) or keuzes != AS_RECOGNISED
    curable = curable or aanlevering.route == Route.FORMULIER  # it can be typed otherwise
    with transaction.atomic():
        draft = _still_wanted(aanlevering, revisie)
        if draft is None:
            return
        replaced, draft.inhoud = draft.inhoud, None
        draft.status, draft.melding = Status.GEWEIGERD, why_refused(refused)
        draft.totaal = draft.goed = draft.geparkeerd = draft.bevestigen = 0
        size = draft.summary.get("bytes", 0)
        draft.summary = refusal_summary(refused, size, curable=curable)
        _end(draft, now)
    if replaced is not None:
        vault.discard(draft.aanbieder_id, replaced)
    if not curable:
        sources.destroy(vault, draft.aanbieder_id, draft.reference)


def _book(
    aanlevering: Aanlevering,
    revisie: int,
    outcome: Outcome,
    inhoud: UUID,
    vault: Vault,
    now: datetime,
) -> UUID | None:
    """Put the outcome in the books; gives the id of the rows nobody needs now, if there are any."""
    result = outcome.result
    with transaction.atomic():
        draft = _still_wanted(aanlevering, revisie)
        if draft is None:
            return inhoud
        replaced, draft.inhoud = draft.inhoud, inhoud
        draft.melding = _stopped_by(result)
        draft.status = _status_of(result)
        draft.indeling = result.indeling
        draft.totaal, draft.goed = result.totaal, result.goed
        draft.geparkeerd, draft.bevestigen = result.geparkeerd, result.bevestigen
        draft.summary = summary_of(result, len(outcome.source))
        _remembered(draft, outcome, vault, now)
        _end(draft, now)
    if result.mislukt:
        log.error("rules crashed", reference=str(draft.reference))
    return replaced


def _still_wanted(aanlevering: Aanlevering, revisie: int) -> Aanlevering | None:
    """The locked draft, if this check is of its present revisie and the first to end."""
    drafts = Aanlevering.objects.filter(status__in=DRAFTS, revisie=revisie)
    draft = drafts.select_for_update().filter(pk=aanlevering.pk).first()
    return None if draft is None or check_progress.is_current(draft) else draft


def _remembered(draft: Aanlevering, outcome: Outcome, vault: Vault, now: datetime) -> None:
    """Book what was applied by itself as decisions, so that it is seen and can be undone."""
    made: list[tuple[BewerkingSoort, str, dict[str, Any], int]] = []
    typed: dict[int, Herstelkeuze] = {}
    if outcome.columns is not None:
        chosen = outcome.columns.kolommen
        columns = {"blad": None, "koprij": outcome.columns.koprij, "kolommen": chosen}
        made.append((BewerkingSoort.KOLOMMEN, "kolommen", columns, len(chosen)))
    last = draft.bewerkingen.aggregate(last=Max("nummer"))["last"] or 0
    for herstel, aantal in outcome.repairs:
        made.append((BewerkingSoort.HERSTEL, herstel.code, repair_kept(herstel), aantal))
        typed[last + len(made)] = herstel
    for nummer, (soort, onderwerp, keuze, aantal) in enumerate(made, start=last + 1):
        if keuze.get("verzegeld"):
            pairs = dict(typed[nummer].waarden)
            seal_typed(vault, draft.aanbieder_id, draft.reference, nummer, pairs)
        Bewerking.objects.create(
            aanlevering=draft,
            nummer=nummer,
            soort=soort,
            onderwerp=onderwerp,
            keuze=keuze,
            aantal=aantal,
            uit_geheugen=True,
            at=now,
            by=draft.received_by,
        )


def _end(draft: Aanlevering, now: datetime) -> None:
    draft.save()
    check_progress.end(draft.reference, draft.revisie, State.KLAAR)
    audit.record_by_portal(
        action="aanlevering:check",
        subject=str(draft.reference),
        purpose=f"Aanlevering over {draft.periode}, versie {draft.versie}: {draft.status.lower()}",
        now=now,
        organisatie=draft.aanbieder_id,
    )


def _status_of(result: CheckResult) -> Status:
    if _stopped_by(result):
        return Status.GEWEIGERD
    return Status.WACHT if result.unanswered else Status.GECONTROLEERD


def _stopped_by(result: CheckResult) -> str:
    """The sentences on what is wrong with the file as a whole; a rule that crashed is one."""
    grave = [oorzaak for oorzaak in result.oorzaken if oorzaak.ernst == "bestand"]
    return " ".join(f"{each.regel}: {each.melding} {each.remedie}" for each in grave)
