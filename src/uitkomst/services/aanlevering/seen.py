"""Writing down whose rows of an aanlevering are looked at, before they are shown."""

from collections.abc import Collection, Iterable
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

from uitkomst.access.actor import Actor
from uitkomst.register.models import Aanlevering
from uitkomst.services.aanlevering.own import about_aanlevering, record
from uitkomst.services.audit.inzage import record_view
from uitkomst.vault.vault import Vault


def record_look(
    actor: Actor,
    aanlevering: Aanlevering,
    now: datetime,
    vault: Vault,
    *,
    about: str,
    rijen: Collection[int] | None = None,
) -> None:
    """Write the line of a look at these rows of the file (None: all of it), with whose they are.

    Before the first check nobody knows whose rows they are; then the line says which file it was.
    Call it outside a transaction: the line must stand before anything is opened.
    """
    if aanlevering.inhoud is None:
        record(actor, "personen:view", aanlevering, now, about=about)
        return
    rows = vault.trajecten(aanlevering.aanbieder_id, aanlevering.inhoud)
    if rijen is not None:
        rows = in_rows(rows, rijen)
    record_view(
        actor=actor,
        action="personen:view",
        subject=str(aanlevering.reference),
        purpose=about_aanlevering(aanlevering, about),
        persons=rows["persoon"].to_pylist(),
        now=now,
        vault=vault,
    )


def in_rows(rows: pa.Table, rijen: Iterable[int]) -> pa.Table:
    """Of these rows of the vault those with these numbers."""
    return rows.filter(pc.is_in(rows["rij"], pa.array(sorted(set(rijen)), rows["rij"].type)))
