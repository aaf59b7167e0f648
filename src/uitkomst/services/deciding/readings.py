"""How a draft's file was read, with the first values of each column: to confirm or to correct."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from uitkomst.access.actor import Actor, require
from uitkomst.access.permissions import Permission
from uitkomst.intake.check import read_cells
from uitkomst.intake.findings import KolomLezing, Lezing
from uitkomst.intake.lezing import lezing_of
from uitkomst.services.aanlevering.own import record, user_of
from uitkomst.services.aanlevering.presence import touch_own
from uitkomst.services.aanlevering.seen import record_look
from uitkomst.services.checking.decisions import keuzes_of, standing
from uitkomst.services.deciding.opened_drafts import gated, opened_draft
from uitkomst.services.kept.kept_rows import shown_of
from uitkomst.services.kept.source_tables import table_of
from uitkomst.vault.vault import Vault

__all__ = ["KolomLezing", "Lezing", "cells", "reading"]

MOST_ROWS = 200
FIRST_VALUES = "eerste waarden van elke kolom; van wie is niet bijgehouden"


def reading(*, actor: Actor, reference: UUID, now: datetime, vault: Vault) -> Lezing:
    """The reading of an own draft, also of one that was refused for its columns.

    It holds values of persons; the line in the logbook is committed before the file is opened. That
    line says so and no more: a first value stands apart from its row, and before the columns are
    read as they should be nobody knows whose it is. After an incident it counts as "not sure who".
    Raises NotAllowed, NotFound, NoAgreement, WrongStatus, SourceGone, UnreadableFile.
    """
    require(actor, Permission.SUBMIT_AANLEVERING)
    require(actor, Permission.VIEW_PERSONS)
    aanlevering = gated(actor, reference, now)
    record(actor, "personen:view", aanlevering, now, about=FIRST_VALUES)
    touch_own(aanlevering, user_of(actor), now)
    keuzes = keuzes_of(standing(reference), aanlevering.aanbieder_id, vault)
    raw, _ = table_of(vault, aanlevering, keuzes.blad)
    return lezing_of(raw, aanlevering.bestandsnaam, keuzes)


def cells(
    *, actor: Actor, reference: UUID, rijen: Sequence[int], now: datetime, vault: Vault
) -> dict[int, dict[str, str | None]]:
    """What stands in these rows of an own draft now, per field.

    Rows that are gone, and those of who is restricted, are left out.

    Values of persons: the line in the logbook comes first. Raises what `reading` does.
    """
    require(actor, Permission.VIEW_PERSONS)
    aanlevering = gated(actor, reference, now)
    asked = shown_of(aanlevering, sorted(set(rijen)), vault)[:MOST_ROWS]
    about = f"waarden van {len(asked)} rijen"
    record_look(actor, aanlevering, now, vault, about=about, rijen=asked)
    draft = opened_draft(aanlevering, now, vault)
    return read_cells(draft.raw, draft.recognised, asked, draft.keuzes, draft.context)
