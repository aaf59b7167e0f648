"""Who each row is about: a box per row, under the key of that row's person.

Destroying the key of a person makes every box of that person unreadable, in every copy there is.
A box is 256 bytes whatever is in it, or a multiple for what no good value is as long as, so that
its length tells nothing; provider, levering, person and row are part of its seal.
"""

import json
import os
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from uitkomst.vault.refusals import SealBroken
from uitkomst.vault.ring import SECRET

SIZE = 256
NONCE, TAG = 12, 16
DOOS = "doos"
VELDEN = b"velden"
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
Keys = Mapping[bytes, bytes]


def boxed(rows: pa.Table, names: Sequence[str], place: tuple[UUID, UUID], keys: Keys) -> pa.Table:
    """rij, persoon and a box per row; a person without a key is not kept, and the box is null.

    `names` are the columns that identify, all of text. `keys` has for each persoon (16 bytes) a
    record that begins with the key. The kinds of the columns go along, to come back the same.
    """
    clear = rows.select(list(names))
    nonces, start = os.urandom(NONCE * rows.num_rows), _start(place)
    boxes: list[bytes | None] = []
    values = zip(*(clear[name].to_pylist() for name in names), strict=True)
    who = zip(rows["persoon"].to_pylist(), rows["rij"].to_pylist(), values, strict=True)
    for at, (persoon, rij, cells) in enumerate(who):
        known = bytes.fromhex(persoon)
        record = keys.get(known)
        if record is None:
            boxes.append(None)
            continue
        nonce = nonces[NONCE * at : NONCE * (at + 1)]
        plain = _encode(cells).encode()
        plain += b" " * (-(len(plain) + NONCE + TAG) % SIZE)
        bound = start + known + rij.to_bytes(8, "big", signed=True)
        boxes.append(nonce + AESGCM(record[:SECRET]).encrypt(nonce, plain, bound))
    table = rows.select(["rij", "persoon"]).append_column(DOOS, pa.array(boxes, pa.binary()))
    return table.replace_schema_metadata({VELDEN: clear.schema.serialize().to_pybytes()})


def unboxed(
    table: pa.Table, place: tuple[UUID, UUID], keys: Keys, rijen: Collection[int] | None
) -> pa.Table:
    """rij, persoon and what identifies, of the rows `rijen` or of all; no key, then nulls.

    Only the boxes of the wanted rows are opened. Raises SealBroken.
    """
    if rijen is not None:
        table = table.filter(pc.is_in(table["rij"], value_set=pa.array(rijen, table["rij"].type)))
    start = _start(place)
    schema = pa.ipc.read_schema(pa.py_buffer(table.schema.metadata[VELDEN]))
    nothing = [None] * len(schema)
    found = []
    columns = ("persoon", "rij", DOOS)
    for persoon, rij, box in zip(*(table[name].to_pylist() for name in columns), strict=True):
        known = bytes.fromhex(persoon)
        record = keys.get(known)
        if record is None or box is None:
            found.append(nothing)
            continue
        bound = start + known + rij.to_bytes(8, "big", signed=True)
        try:
            plain = AESGCM(record[:SECRET]).decrypt(box[:NONCE], box[NONCE:], bound)
        except (InvalidTag, ValueError) as error:
            raise SealBroken from error
        found.append(json.loads(plain))
    known_rows = table.select(["rij", "persoon"]).replace_schema_metadata(None)
    cells: list[Sequence[str | None]] = list(zip(*found, strict=True))
    cells = cells or [()] * len(schema)
    for field, column in zip(schema, cells, strict=True):
        known_rows = known_rows.append_column(field, pa.array(column, field.type))
    return known_rows


def without_boxes(table: pa.Table, keys: Keys) -> pa.Table:
    """The same without the boxes that no key opens any more."""
    pairs = zip(table["persoon"].to_pylist(), table[DOOS].to_pylist(), strict=True)
    boxes = [box if bytes.fromhex(persoon) in keys else None for persoon, box in pairs]
    return table.set_column(
        table.column_names.index(DOOS), DOOS, pa.array(boxes, pa.binary())
    ).replace_schema_metadata(table.schema.metadata)


def _start(place: tuple[UUID, UUID]) -> bytes:
    aanbieder, levering = place
    return b"rij\x02" + aanbieder.bytes + levering.bytes
