"""What a new form begins with: what is known of a provider's trajecten already.

Without those of who is restricted (AVG art. 18): these stay where they are.
"""

from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc

from uitkomst.access.actor import Actor
from uitkomst.intake.formulier import FIRST
from uitkomst.register.models import Aanlevering
from uitkomst.register.models.aanleveringen import IN_FORCE, Route
from uitkomst.services.checking.context import whole_rows
from uitkomst.services.kept import client_lines
from uitkomst.services.kept.client_lines import Line
from uitkomst.services.kept.kept_rows import restricted_rows
from uitkomst.services.refusals import RowsGone, SourceGone
from uitkomst.standard.verslagperiode import Verslagperiode
from uitkomst.vault.vault import Vault


def known(actor: Actor, periode: Verslagperiode, vault: Vault) -> list[Line]:
    """The trajecten of the version that counts for this period, to put it right; if none does,
    those that were still running in the period before. Raises RowsGone, VaultRefusal.
    """
    if (now := _in_force(actor.organisatie, periode)) is not None:
        return _typed(now, vault) or client_lines.from_rows(_rows(now, vault))
    if (before := _in_force(actor.organisatie, periode.vorige)) is not None:
        return client_lines.still_running(_rows(before, vault))
    return []


def left_out(form: Aanlevering, vault: Vault) -> int:
    """How many trajecten that `known` would give are neither in it nor on this form: restricted.

    Raises VaultRefusal.
    """
    aanbieder, periode = form.aanbieder_id, Verslagperiode.parse(form.periode)
    who = vault.restricted(aanbieder)
    now = _in_force(aanbieder, periode)
    version = now or _in_force(aanbieder, periode.vorige)
    if not who or version is None or version.inhoud is None:
        return 0
    if form.inhoud is not None:
        who -= set(vault.trajecten(aanbieder, form.inhoud)["persoon"].to_pylist())
    rows = vault.trajecten(aanbieder, version.inhoud)
    rows = rows.filter(pc.is_in(rows["persoon"], pa.array(sorted(who), pa.string())))
    running: int = rows["datum_einde"].null_count
    return rows.num_rows if now is not None else running


def _in_force(aanbieder: UUID, periode: Verslagperiode) -> Aanlevering | None:
    return Aanlevering.objects.filter(
        aanbieder=aanbieder, periode=periode.code, status__in=IN_FORCE
    ).first()


def _typed(version: Aanlevering, vault: Vault) -> list[Line]:
    """What was typed in a form, as long as that is kept; nothing of a file."""
    if version.route != Route.FORMULIER:
        return []
    held = restricted_rows(version, vault)
    try:
        lines = client_lines.opened(vault, version)
    except SourceGone:
        return []
    return [line for rij, line in enumerate(lines, start=FIRST) if rij not in held]


def _rows(version: Aanlevering, vault: Vault) -> pa.Table:
    """The rows that may be shown; of no other who it is is opened."""
    if version.inhoud is None:
        raise RowsGone
    return whole_rows(
        vault, version.aanbieder_id, version.inhoud, without=restricted_rows(version, vault)
    )
