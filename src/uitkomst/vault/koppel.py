"""The same child over providers, per jeugdregio, and only where it was decided (off by default).

`koppel` is a keyed hash (HMAC-SHA-256, 128 bits) of the BSN under the link key of a region. What is
stored is not that hash: the column lies boxed under the same key beside the rows, so that two
providers never hold an equal value, and destroying the key ends it in every copy at once.
"""

import hashlib
import hmac
import json
import os
from collections.abc import Callable
from uuid import UUID

import pyarrow as pa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from uitkomst.standard.gemeenten import gemeenten
from uitkomst.standard.identificatie import is_bsn
from uitkomst.vault.box import Key
from uitkomst.vault.refusals import SealBroken

KOPPEL = "koppel"
BOXES = b"koppel"
NONCE = 12
Place = tuple[UUID, UUID]


def name_of(regio: str) -> str:
    """Under which name the link key of a region is kept; nothing a path could mean."""
    return hashlib.sha256(regio.encode()).hexdigest()[:32]


def linked(rows: pa.Table, keys: dict[str, Key]) -> pa.Array:
    """For each typed row its koppel under the key of its gemeente's region, else null."""
    regio_of = {each.code: each.jeugdregio for each in gemeenten() if each.jeugdregio in keys}
    pairs = zip(rows["bsn"].to_pylist(), rows["gemeente"].to_pylist(), strict=True)
    return pa.array(
        [
            _keyed(keys[regio_of[code]], bsn) if code in regio_of and bsn and is_bsn(bsn) else None
            for bsn, code in pairs
        ],
        pa.string(),
    )


def put_away(rows: pa.Table, keys: dict[str, Key], place: Place) -> pa.Table:
    """The rows without their column `koppel`, which goes boxed in the metadata, per region."""
    if KOPPEL not in rows.column_names:
        return rows
    values, codes = rows[KOPPEL].to_pylist(), rows["gemeente"].to_pylist()
    boxes = {}
    for regio, key in keys.items():
        own = {each.code for each in gemeenten() if each.jeugdregio == regio}
        theirs = [v if code in own else None for v, code in zip(values, codes, strict=True)]
        nonce = os.urandom(NONCE)
        plain = json.dumps(theirs).encode()
        sealed = AESGCM(_box_key(key)).encrypt(nonce, plain, _bound(regio, place))
        boxes[regio] = (nonce + sealed).hex()
    return rows.drop_columns([KOPPEL]).replace_schema_metadata({BOXES: json.dumps(boxes).encode()})


def taken_out(rows: pa.Table, key_of: Callable[[str], Key | None], place: Place) -> pa.Table:
    """The rows with their column `koppel` again, for the regions that still have a key.

    Without any there is no column. Raises SealBroken.
    """
    boxes = json.loads((rows.schema.metadata or {}).get(BOXES, b"{}"))
    rows = rows.replace_schema_metadata(None)
    values: list[str | None] = [None] * rows.num_rows
    found = False
    for regio, text in boxes.items():
        if (key := key_of(regio)) is None:
            continue
        found, sealed = True, bytes.fromhex(text)
        try:
            plain = AESGCM(_box_key(key)).decrypt(
                sealed[:NONCE], sealed[NONCE:], _bound(regio, place)
            )
        except InvalidTag:
            # A key that was made anew after the region stopped opens nothing of before.
            continue
        theirs = json.loads(plain)
        if len(theirs) != rows.num_rows:
            raise SealBroken
        values = [own or each for own, each in zip(theirs, values, strict=True)]
    return rows.append_column(KOPPEL, pa.array(values, pa.string())) if found else rows


def regions(rows: pa.Table) -> list[str]:
    """The regions the rows are about."""
    codes = set(rows["gemeente"].to_pylist())
    return sorted({each.jeugdregio for each in gemeenten() if each.code in codes})


def _keyed(key: Key, bsn: str) -> str:
    return hmac.digest(key.secret, f"bsn:{bsn}".encode(), "sha256")[:16].hex()


def _box_key(key: Key) -> bytes:
    return hmac.digest(key.secret, b"box", "sha256")


def _bound(regio: str, place: Place) -> bytes:
    aanbieder, levering = place
    return b"koppel" + aanbieder.bytes + levering.bytes + regio.encode()
