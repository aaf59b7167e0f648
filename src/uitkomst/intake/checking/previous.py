"""What a check needs to know of an earlier delivery, made from that delivery's rows."""

import pyarrow as pa

from uitkomst.intake.checking.engine import query
from uitkomst.intake.findings import VorigeLevering
from uitkomst.standard.regel import regelset

_PARTS = ("getal", "bsn_bijzonder", "persoon", "sleutel")


def vorige_levering(rows: pa.Table) -> VorigeLevering:
    """Give the number of records and the keys of those that had not ended.

    `rows` has the columns of `CheckResult.rows`; parked rows do not count.
    """
    derived = ", ".join(f"{regelset().afgeleid[naam]} as {naam}" for naam in _PARTS)
    counted = query("select * from rows where status <> 'geparkeerd'", rows=rows)
    running = query(
        f"""
        select sleutel from (select *, {derived} from rows where datum_einde is null)
        where sleutel is not null
        """,  # noqa: S608 - declared SQL
        rows=counted,
    )
    return VorigeLevering(counted.num_rows, running)
