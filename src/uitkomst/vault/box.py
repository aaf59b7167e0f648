"""One sealed box: AES-256-GCM with a readable header; what it belongs to is part of the seal.

Layout: `UITK` | format version (1 byte) | key id (16) | nonce (12) | ciphertext and tag.
The header and the caller's context are authenticated, so a box that is changed, cut short, or
put in the place of another does not open. Two facts are not hidden: that the box exists, and
about how much is in it.
"""

import os
from dataclasses import dataclass, field
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from uitkomst.vault.refusals import KeyMissing, SealBroken

MAGIC = b"UITK"
VERSION = 1
NONCE = 12
HEADER = len(MAGIC) + 1 + 16
TAG = 16


@dataclass(frozen=True)
class Key:
    """A 256-bit key with the id that boxes name it by."""

    id: UUID
    secret: bytes = field(repr=False)


def seal(content: bytes, key: Key, context: tuple[bytes, ...]) -> bytes:
    """A box with `content`, to be opened only with the same key and the same context.

    A random 96-bit nonce is safe for 2^32 boxes under one key; a provider seals some thousands.
    """
    header = MAGIC + bytes([VERSION]) + key.id.bytes
    nonce = os.urandom(NONCE)
    return header + nonce + AESGCM(key.secret).encrypt(nonce, content, _bound(header, context))


def opened(box: bytes, key: Key, context: tuple[bytes, ...]) -> bytes:
    """What was sealed. Raises SealBroken, or KeyMissing when another key sealed it."""
    if len(box) < HEADER + NONCE + TAG or box[: len(MAGIC)] != MAGIC or box[len(MAGIC)] != VERSION:
        raise SealBroken
    header, nonce, sealed = box[:HEADER], box[HEADER : HEADER + NONCE], box[HEADER + NONCE :]
    if header[-16:] != key.id.bytes:
        raise KeyMissing
    try:
        return AESGCM(key.secret).decrypt(nonce, sealed, _bound(header, context))
    except InvalidTag as error:
        raise SealBroken from error


def _bound(header: bytes, context: tuple[bytes, ...]) -> bytes:
    """Header and context as one string; lengths keep ("ab","c") apart from ("a","bc")."""
    return header + b"".join(len(part).to_bytes(4, "big") + part for part in context)
