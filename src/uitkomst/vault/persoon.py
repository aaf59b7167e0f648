"""The same child within one provider, without saying which child.

`persoon` is a keyed hash (HMAC-SHA-256, 128 bits) under the provider's own index key. A plain hash
of a BSN is no pseudonym, all 90.9 million can be tried within minutes; this one can only be tried
by who holds the key, and the same child has another `persoon` at every other provider.
"""

import hmac
from uuid import UUID

import pyarrow as pa

from uitkomst.standard.identificatie import BIJZONDERE_BSN, BSN_ONBEKEND
from uitkomst.vault.box import Key

ALONE = "rij:"
NO_LEVERING = UUID(int=0)
PARTS = ["rij", "bsn", "clientnummer", "geslacht", "geboortedatum", "postcode_of_gemeente"]


def persons(rows: pa.Table, key: Key, levering: UUID) -> pa.Array:
    """One `persoon` of 32 hex characters for each row of the typed table, in order."""
    return pa.array([persoon for persoon, _ in followed(rows, key, levering)], pa.string())


def followed(rows: pa.Table, key: Key, levering: UUID) -> list[tuple[str, bool]]:
    """For each row its `persoon`, and whether its child can be the same as another row's."""
    columns = (rows[name].to_pylist() for name in PARTS)
    known = (_who(levering, *each) for each in zip(*columns, strict=True))
    return [(_keyed(key, who), not who.startswith(ALONE)) for who in known]


def alone(key: Key, levering: UUID, rij: int) -> str:
    """The `persoon` of a row that is nobody's: never the same as any other row's."""
    return _keyed(key, f"{ALONE}{levering}:{rij}")


def of_number(key: Key, *, bsn: str | None = None, clientnummer: str | None = None) -> str | None:
    """The `persoon` of who has this number; None for a number by which nobody is followed."""
    who = _who(NO_LEVERING, 0, bsn, clientnummer)
    return None if who.startswith(ALONE) else _keyed(key, who)


def _who(
    levering: UUID,
    rij: int,
    bsn: str | None,
    clientnummer: str | None,
    geslacht: str | None = None,
    geboortedatum: str | None = None,
    postcode: str | None = None,
) -> str:
    """What makes this row's child the same as another row's (informatieprotocol v7, § 3.3)."""
    if bsn and bsn not in BIJZONDERE_BSN:
        return f"bsn:{bsn}"
    if clientnummer:
        return f"client:{clientnummer}"
    if bsn == BSN_ONBEKEND and geslacht and geboortedatum and postcode:
        return f"onbekend:{geslacht}|{geboortedatum}|{postcode}"
    # Unborn, or nothing to know the child by: never the same as any other row.
    return f"{ALONE}{levering}:{rij}"


def _keyed(key: Key, who: str) -> str:
    return hmac.digest(key.secret, who.encode(), "sha256")[:16].hex()
