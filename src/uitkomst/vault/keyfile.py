"""A file of the key store: some keys, wrapped by the master; by two while it is being changed.

Layout: `SLTL` | 2 | how many wraps (1 byte), and for each: name of the master (8) | length (4) |
the wrapped keys. Inside lies for each key: id (16) | secret (32) | made (8) | replaced (8, seconds
since 1970; 0: in use). Files of before that hold one wrap of one key, without moments.
"""

import secrets
import struct
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

from uitkomst.vault.box import Key
from uitkomst.vault.master import NAME, Master
from uitkomst.vault.refusals import SealBroken

MAGIC = b"SLTL\x02"
RECORD = struct.Struct(">16s32sQQ")
WRAP = struct.Struct(f">{NAME}sI")
OLD_KEY = 48
ENDING = ".sleutel"
Context = tuple[bytes, ...]


@dataclass(frozen=True)
class Kept:
    """A key as it is kept: since when, and when another took its place (None: it is in use)."""

    key: Key
    made: datetime | None
    replaced: datetime | None = None

    def retired(self, at: datetime) -> "Kept":
        """The same key, replaced at this moment unless it was before."""
        return replace(self, replaced=self.replaced or at)


def new() -> Kept:
    """A new random key, in use from now on."""
    made = datetime.now(UTC).replace(microsecond=0)
    return Kept(Key(uuid4(), secrets.token_bytes(32)), made)


def wrapped(keys: tuple[Kept, ...], master: Master, context: Context) -> bytes:
    """A file with these keys, that this master opens in this context."""
    return _file({master.name: _wrap(keys, master, context)})


def opened(content: bytes, master: Master, context: Context) -> tuple[Kept, ...]:
    """The keys in a file. Raises SealBroken, also when another master wrapped them."""
    try:
        wrap = _wraps(content)[master.name]
    except KeyError as error:
        raise of_another_master() from error
    plain = master.unwrap(wrap, _bound(master, context))
    if len(plain) == OLD_KEY:
        return (Kept(Key(UUID(bytes=plain[:16]), plain[16:]), None),)
    if not plain or len(plain) % RECORD.size:
        raise SealBroken
    return tuple(_kept(*record) for record in RECORD.iter_unpack(plain))


def of_another_master() -> SealBroken:
    """The refusal of a key that the master in use did not wrap."""
    return SealBroken(
        "Deze sleutel is niet met de huidige hoofdsleutel verzegeld. Start met de "
        "hoofdsleutel waarmee de sleutelopslag is gemaakt."
    )


def masters_of(content: bytes) -> tuple[bytes, ...]:
    """The names of the masters that open a file, the newest last. Raises SealBroken."""
    return tuple(_wraps(content))


def with_master(content: bytes, keys: tuple[Kept, ...], master: Master, context: Context) -> bytes:
    """The same file, to be opened by this master too; what others wrapped stays."""
    wraps = _wraps(content)
    wraps.pop(master.name, None)
    return _file(wraps | {master.name: _wrap(keys, master, context)})


def only_master(content: bytes, master: Master) -> bytes:
    """The same file, to be opened by this master alone."""
    return _file({master.name: _wraps(content)[master.name]})


def _wraps(content: bytes) -> dict[bytes, bytes]:
    if not content.startswith(MAGIC[:4]):
        return {content[:NAME]: content[NAME:]}
    if not content.startswith(MAGIC) or len(content) <= len(MAGIC):
        raise SealBroken
    found, at = {}, len(MAGIC) + 1
    for _ in range(content[len(MAGIC)]):
        if at + WRAP.size > len(content):
            raise SealBroken
        name, length = WRAP.unpack_from(content, at)
        at += WRAP.size
        found[name] = content[at : at + length]
        at += length
    if at != len(content) or not found:
        raise SealBroken
    return found


def _file(wraps: dict[bytes, bytes]) -> bytes:
    each = (WRAP.pack(name, len(wrap)) + wrap for name, wrap in wraps.items())
    return b"".join((MAGIC, bytes([len(wraps)]), *each))


def _wrap(keys: tuple[Kept, ...], master: Master, context: Context) -> bytes:
    plain = b"".join(
        RECORD.pack(key.id.bytes, key.secret, _seconds(kept.made), _seconds(kept.replaced))
        for kept in keys
        for key in (kept.key,)
    )
    return master.wrap(plain, _bound(master, context))


def _bound(master: Master, context: Context) -> Context:
    return context[0], master.name, *context[1:]


def _kept(name: bytes, secret: bytes, made: int, replaced: int) -> Kept:
    return Kept(Key(UUID(bytes=name), secret), _moment(made), _moment(replaced))


def _seconds(at: datetime | None) -> int:
    return int(at.timestamp()) if at else 0


def _moment(seconds: int) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None
