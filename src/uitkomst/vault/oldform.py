"""Boxes of format 1, from before persons and leveringen had keys of their own.

They had no generation in their header. Nothing is shown from them: they are sealed anew when the
portal starts (`healing`), and only the wrapped keys of that time are still read in place.
"""

import re
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from uitkomst.vault.box import HEADER, MAGIC, NONCE, OLD, TAG, Header, Key, bound
from uitkomst.vault.refusals import KeyMissing, SealBroken

SOURCES = re.compile(r"bron|gelezen|bewerking-\d+|formulier-[0-9a-f]+")
"""How what a sender sent was called at that time."""


def is_old(start: bytes) -> bool:
    """Whether these are the first bytes of a box of format 1."""
    return start[: len(MAGIC) + 1] == MAGIC + bytes([OLD])


def header_of(start: bytes) -> Header:
    """What the box says of itself; its generation is before all others. Raises SealBroken."""
    if len(start) < HEADER or not is_old(start):
        raise SealBroken
    return Header(OLD, UUID(bytes=start[HEADER - 16 : HEADER]), 0)


def opened(whole: bytes, key: Key, context: tuple[bytes, ...]) -> bytes:
    """What was sealed. Raises SealBroken, or KeyMissing when another key sealed it."""
    if len(whole) < HEADER + NONCE + TAG or not is_old(whole):
        raise SealBroken
    header, nonce, sealed = whole[:HEADER], whole[HEADER : HEADER + NONCE], whole[HEADER + NONCE :]
    if header_of(header).key != key.id:
        raise KeyMissing
    try:
        return AESGCM(key.secret).decrypt(nonce, sealed, bound(header, context))
    except InvalidTag as error:
        raise SealBroken from error
