"""What a new form begins with: what is known of a provider's trajecten already."""

import pyarrow as pa

from uitkomst.access.actor import Actor
from uitkomst.register.models import Aanlevering
from uitkomst.register.models.aanleveringen import IN_FORCE, Route
from uitkomst.services.checking.context import whole_rows
from uitkomst.services.kept import client_lines
from uitkomst.services.kept.client_lines import Line
from uitkomst.services.refusals import RowsGone, SourceGone
from uitkomst.standard.verslagperiode import Verslagperiode
from uitkomst.vault.vault import Vault


def known(actor: Actor, periode: Verslagperiode, vault: Vault) -> list[Line]:
    """The trajecten of the version that counts for this period, to put it right; if none does,
    those that were still running in the period before. Raises RowsGone, VaultRefusal.
    """
    if (now := _in_force(actor, periode)) is not None:
        return _typed(now, vault) or client_lines.from_rows(_rows(now, vault))
    if (before := _in_force(actor, periode.vorige)) is not None:
        return client_lines.still_running(_rows(before, vault))
    return []


def _in_force(actor: Actor, periode: Verslagperiode) -> Aanlevering | None:
    return Aanlevering.objects.filter(
        aanbieder=actor.organisatie, periode=periode.code, status__in=IN_FORCE
    ).first()


def _typed(version: Aanlevering, vault: Vault) -> list[Line]:
    """What was typed in a form, as long as that is kept; nothing of a file."""
    if version.route != Route.FORMULIER:
        return []
    try:
        return client_lines.opened(vault, version)
    except SourceGone:
        return []


def _rows(version: Aanlevering, vault: Vault) -> pa.Table:
    if version.inhoud is None:
        raise RowsGone
    return whole_rows(vault, version.aanbieder_id, version.inhoud)
