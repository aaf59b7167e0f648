"""The sealed rows of one version, without what identifies."""

import pyarrow as pa

from uitkomst.register.models import Aanlevering
from uitkomst.register.models.aanleveringen import Status
from uitkomst.services.refusals import RowsGone, StillChecking
from uitkomst.vault.refusals import UnknownObject
from uitkomst.vault.vault import Vault


def rows_of(aanlevering: Aanlevering, vault: Vault) -> pa.Table:
    """A line per record, with `persoon` and `status`. Raises StillChecking, RowsGone.

    RowsGone for a version of which the rows are not kept, or whose file could not be read.
    """
    if aanlevering.inhoud is None:
        raise StillChecking if aanlevering.status == Status.CONCEPT else RowsGone
    try:
        return vault.trajecten(aanlevering.aanbieder_id, aanlevering.inhoud)
    except UnknownObject as gone:
        raise RowsGone from gone
