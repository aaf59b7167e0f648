"""One sealed box: AES-256-GCM with a readable header; what it belongs to is part of the seal.

Layout: `UITK` | format version (1 byte) | key id (16) | generation (4) | nonce (12) | ciphertext
and tag. The header and the caller's context are authenticated, so a box that is changed, cut
short, or put in the place of another does not open. The generation tells an object from the one
that was kept under the same name before; who opens it knows which generation is in force.

Three facts are not hidden: that the box exists, about how much is in it, and how often it was
sealed anew. Boxes of format 1 had no generation; they are opened by `oldform` only.
"""

import os
import struct
from dataclasses import dataclass, field
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from uitkomst.vault.refusals import KeyMissing, OldForm, SealBroken

MAGIC = b"UITK"
OLD, VERSION = 1, 2
NONCE = 12
HEADER = len(MAGIC) + 1 + 16
GENERATION = struct.Struct(">I")
START = HEADER + GENERATION.size
TAG = 16


@dataclass(frozen=True)
class Key:
    """A 256-bit key with the id that boxes name it by."""

    id: UUID
    secret: bytes = field(repr=False)


@dataclass(frozen=True)
class Header:
    """What a box says of itself; true only once it was opened."""

    version: int
    key: UUID
    generation: int


def seal(content: bytes, key: Key, context: tuple[bytes, ...], generation: int = 0) -> bytes:
    """A box with `content`, to be opened only with the same key and the same context.

    A random 96-bit nonce is safe for 2^32 boxes under one key; a provider seals some thousands.
    """
    header = MAGIC + bytes([VERSION]) + key.id.bytes + GENERATION.pack(generation)
    nonce = os.urandom(NONCE)
    return header + nonce + AESGCM(key.secret).encrypt(nonce, content, bound(header, context))


def opened(box: bytes, key: Key, context: tuple[bytes, ...]) -> bytes:
    """What was sealed.

    Raises SealBroken, KeyMissing when another key sealed it, OldForm for a box of format 1.
    """
    if header_of(box).key != key.id:
        raise KeyMissing
    header, nonce, sealed = box[:START], box[START : START + NONCE], box[START + NONCE :]
    try:
        return AESGCM(key.secret).decrypt(nonce, sealed, bound(header, context))
    except InvalidTag as error:
        raise SealBroken from error


def header_of(box: bytes) -> Header:
    """What the box says of itself. Raises SealBroken for what is no box, OldForm for format 1."""
    if len(box) < START + NONCE + TAG or box[: len(MAGIC)] != MAGIC:
        raise SealBroken
    if box[len(MAGIC)] == OLD:
        raise OldForm
    if box[len(MAGIC)] != VERSION:
        raise SealBroken
    (generation,) = GENERATION.unpack_from(box, HEADER)
    return Header(VERSION, UUID(bytes=box[HEADER - 16 : HEADER]), generation)


def bound(header: bytes, context: tuple[bytes, ...]) -> bytes:
    """Header and context as one string; lengths keep ("ab","c") apart from ("a","bc")."""
    return header + b"".join(len(part).to_bytes(4, "big") + part for part in context)
