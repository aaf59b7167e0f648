"""The sealed rows of one version that may be shown and counted, without what identifies.

Of who is restricted (AVG art. 18) rows are kept and nothing else: they are left out here, and it is
told how many that are.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from uitkomst.register.models import Aanlevering, Contracteinde
from uitkomst.register.models.aanleveringen import Status
from uitkomst.services.refusals import RowsGone, StillChecking
from uitkomst.vault.refusals import UnknownObject
from uitkomst.vault.vault import Vault

Staat = Contracteinde.Staat


@dataclass(frozen=True)
class Teruggehouden:
    """How many rows of a version are neither shown nor counted, though its totals have them.

    `beperkt` are kept, of persons who are restricted; `gewist` are kept no more: erased at the
    request of a person, or at the end of a contract.
    """

    beperkt: int = 0
    gewist: int = 0

    def __bool__(self) -> bool:
        return self.beperkt > 0 or self.gewist > 0


def rows_of(aanlevering: Aanlevering, vault: Vault) -> pa.Table:
    """A line per record, with `persoon` and `status`. Raises StillChecking, RowsGone.

    RowsGone for a version of which the rows are not kept, or whose file could not be read.
    """
    if aanlevering.inhoud is None:
        raise StillChecking if aanlevering.status == Status.CONCEPT else RowsGone
    try:
        return vault.countable(aanlevering.aanbieder_id, aanlevering.inhoud)
    except UnknownObject as gone:
        raise RowsGone from gone


def restricted_rows(aanlevering: Aanlevering, vault: Vault) -> frozenset[int]:
    """The rows of the file that are of who is restricted, as far as it was checked."""
    aanbieder = aanlevering.aanbieder_id
    left_out = vault.restricted(aanbieder)
    if aanlevering.inhoud is None or not left_out:
        return frozenset()
    rows = vault.trajecten(aanbieder, aanlevering.inhoud)
    theirs = pc.is_in(rows["persoon"], value_set=pa.array(sorted(left_out)))
    return frozenset(rows.filter(theirs)["rij"].to_pylist())


def shown_of(aanlevering: Aanlevering, rijen: Iterable[int], vault: Vault) -> list[int]:
    """Of these rows of the file those that may be shown."""
    held = restricted_rows(aanlevering, vault)
    return [rij for rij in rijen if rij not in held]


def held_back(aanlevering: Aanlevering, vault: Vault) -> Teruggehouden:
    """What the totals of a version have and its rows have not; rows are opened only if need be."""
    aanbieder, inhoud = aanlevering.aanbieder_id, aanlevering.inhoud
    if inhoud is None:
        gone = aanlevering.totaal if aanlevering.submitted_at is not None else 0
        return Teruggehouden(gewist=gone)
    ended = Contracteinde.objects.filter(
        contract__aanbieder=aanbieder, staat__in=(Staat.BEZIG, Staat.UITGEVOERD)
    )
    if not (vault.restricted(aanbieder) or vault.tombstones(aanbieder) or ended.exists()):
        return Teruggehouden()
    kept = vault.trajecten(aanbieder, inhoud).num_rows
    return Teruggehouden(
        beperkt=len(restricted_rows(aanlevering, vault)),
        gewist=max(aanlevering.totaal - kept, 0),
    )
