"""The same child within one provider, without saying which child.

`persoon` is a keyed hash (HMAC-SHA-256, 128 bits) under the provider's own index key. A plain hash
of a BSN is no pseudonym, all 90.9 million can be tried within minutes; this one can only be tried
by who holds the key, and the same child has another `persoon` at every other provider.
"""

import hmac
from typing import Any
from uuid import UUID

import pyarrow as pa

from uitkomst.standard.identificatie import BIJZONDERE_BSN, BSN_ONBEKEND
from uitkomst.vault.box import Key

PARTS = ["rij", "bsn", "clientnummer", "geslacht", "geboortedatum", "postcode_of_gemeente"]


def persons(rows: pa.Table, key: Key, levering: UUID) -> pa.Array:
    """One `persoon` of 32 hex characters for each row of the typed table, in order."""
    known = rows.select(PARTS).to_pylist()
    return pa.array([_keyed(key, _who(row, levering)) for row in known], pa.string())


def _who(row: dict[str, Any], levering: UUID) -> str:
    """What makes this row's child the same as another row's (informatieprotocol v7, § 3.3)."""
    bsn = row["bsn"]
    if bsn and bsn not in BIJZONDERE_BSN:
        return f"bsn:{bsn}"
    if row["clientnummer"]:
        return f"client:{row['clientnummer']}"
    marks = row["geslacht"], row["geboortedatum"], row["postcode_of_gemeente"]
    if bsn == BSN_ONBEKEND and all(marks):
        return "onbekend:" + "|".join(marks)
    # Unborn, or nothing to know the child by: never the same as any other row.
    return f"rij:{levering}:{row['rij']}"


def _keyed(key: Key, who: str) -> str:
    return hmac.digest(key.secret, who.encode(), "sha256")[:16].hex()
