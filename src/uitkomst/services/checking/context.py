"""What a check is told of the world outside the file: the periods, and the delivery before."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc

from uitkomst.intake.check import Context, VorigeLevering
from uitkomst.intake.checking.previous import vorige_levering
from uitkomst.register.models import Aanlevering
from uitkomst.register.models.aanleveringen import IN_FORCE
from uitkomst.services.aanlevering.policies import open_periods
from uitkomst.services.kept.kept_rows import restricted_rows
from uitkomst.standard.verslagperiode import Verslagperiode
from uitkomst.vault.vault import Vault


def context_for(*, aanbieder: UUID, periode: Verslagperiode, day: date, vault: Vault) -> Context:
    """The context of a file of this provider for this period, received on this day.

    It holds keys of persons of the delivery before (rule V22) and must stay in memory.
    """
    return Context(
        periode=periode,
        laatste_periode=open_periods(day)[0],
        vorige_levering=_previous(aanbieder, periode.vorige, vault),
    )


def periods_only(*, periode: Verslagperiode, day: date) -> Context:
    """The same without the delivery before: for reading rows, where no rule is held."""
    return Context(periode=periode, laatste_periode=open_periods(day)[0])


def _previous(aanbieder: UUID, periode: Verslagperiode, vault: Vault) -> VorigeLevering | None:
    """The version in force of the period before, if there is one; nobody who is restricted."""
    found = Aanlevering.objects.filter(
        aanbieder=aanbieder, periode=periode.code, status__in=IN_FORCE
    ).first()
    if found is None or found.inhoud is None:
        return None
    held = restricted_rows(found, vault)
    return vorige_levering(whole_rows(vault, aanbieder, found.inhoud, without=held))


def whole_rows(
    vault: Vault, aanbieder: UUID, levering: UUID, *, without: Collection[int] = ()
) -> pa.Table:
    """The rows as they were checked: the two sealed halves, which are in the same order.

    Who the rows `without` are about is not opened.
    """
    rows = vault.trajecten(aanbieder, levering)
    if without:
        left_out = pc.is_in(rows["rij"], pa.array(sorted(without), rows["rij"].type))
        rows = rows.filter(pc.invert(left_out))
    wanted = rows["rij"].to_pylist() if without else None
    identities = vault.identities(aanbieder, levering, wanted)
    if not rows["rij"].equals(identities["rij"]):
        raise ValueError("the sealed halves of a delivery are not about the same rows")
    for naam in identities.column_names:
        if naam not in rows.column_names:
            rows = rows.append_column(naam, identities[naam])
    # The check makes a `persoon` of its own, out of what the file says, and it would read this one.
    return rows.drop_columns(["persoon"])
