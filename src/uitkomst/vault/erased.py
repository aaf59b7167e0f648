"""Rows as they may still be read: without who was erased, apart from who was let go."""

import hmac

import pyarrow as pa
import pyarrow.compute as pc

from uitkomst.vault.ring import Levering, Ring


def without_erased(rows: pa.Table, known: Levering, ring: Ring) -> pa.Table:
    """The rows of a levering (with a column `persoon`) after every erasure since it was sealed.

    Rows of an erased person are gone. Of a person who was let go the rows stay, under another
    `persoon` that the identities of this levering share and nothing else does.
    """
    if ring.laatste <= known.schoon:
        return rows
    after = [
        (who.hex(), each.weg > known.nummer)
        for who, each in ring.wissingen.items()
        if max(each.weg, each.los) > known.nummer
    ]
    if gone := [who for who, weg in after if weg]:
        rows = rows.filter(pc.invert(pc.is_in(rows["persoon"], value_set=pa.array(gone))))
    if loose := {who for who, weg in after if not weg}:
        others = pa.array(
            [_other(who, known) if who in loose else who for who in rows["persoon"].to_pylist()],
            pa.string(),
        )
        rows = rows.set_column(rows.column_names.index("persoon"), "persoon", others)
    return rows


def _other(persoon: str, known: Levering) -> str:
    assert known.zout is not None  # It is made with the erasure that makes it needed.
    return hmac.digest(known.zout, persoon.encode(), "sha256")[:16].hex()
