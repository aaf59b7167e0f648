"""Is the logbook still what was written? Recomputed here, apart from the database that chained it.

hash(n) = SHA-256(hash(n-1) || line(n)), where a line is every field in `FIELDS`, each as its
length (four bytes, big-endian) and its UTF-8 text; ffffffff stands for nothing at all. The trigger
of migration 0008 does the same in SQL; a test holds the two against each other.
"""

import hashlib
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC
from enum import StrEnum
from typing import Any

from django.db import connection, transaction

FIELDS = (
    "id", "at", "who", "organisatie_id", "action", "subject", "purpose", "role", "sessie",
    "herkomst", "resultaat", "betrokkene", "aantal", "inzage", "versie",
)  # fmt: skip
LENGTH = struct.Struct(">I")
NOTHING = b"\xff\xff\xff\xff"
FIRST = b""
AT_ONCE = 2000  # lines in memory
MOST = 1000  # faults that are told; who tampered with more has been found by then


class Kind(StrEnum):
    """What is wrong, in Dutch."""

    GEWIJZIGD = "de regel of haar schakel is gewijzigd"
    ZONDER_REGEL = "de regel is verwijderd"
    ZONDER_SCHAKEL = "de regel is buiten de keten om toegevoegd, of haar schakel is verwijderd"
    GAT = "er ontbreken schakels"
    AFGEKAPT = "de keten is korter dan op het controlepunt"
    HERSCHREVEN = "de keten is herschreven: op het controlepunt was zij anders"
    HANDTEKENING = "de handtekening van het controlepunt klopt niet"


@dataclass(frozen=True)
class Fault:
    """One place where the chain is broken; `nummer` is the link, 0 for a line without one."""

    kind: Kind
    nummer: int
    regel: int | None = None

    @property
    def melding(self) -> str:
        """Where and what, in Dutch."""
        where = f"schakel {self.nummer}" if self.nummer else "zonder schakel"
        return f"{where}{f', regel {self.regel}' if self.regel else ''}: {self.kind.value}"


@dataclass
class Verdict:
    """What was found: how many links, the last one's hash, and every fault in order."""

    lengte: int = 0
    hash: str = ""
    faults: list[Fault] = field(default_factory=list)

    @property
    def unbroken(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


def line_bytes(values: tuple[Any, ...]) -> bytes:
    """A line as the chain hashes it; `values` are those of `FIELDS`."""
    return b"".join(_field(value) for value in values)


def verify(*, after: int = 0) -> Verdict:
    """Recompute the chain in one moment of the books, from the link after this number on.

    A link is held against the hash that is stored before it, so each fault is told where it is and
    the rest is still judged.
    """
    verdict = Verdict(lengte=after)
    nested = connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if not nested:  # One snapshot: what others add meanwhile is not half seen.
            cursor.execute("set transaction isolation level repeatable read, read only")
        previous = _hash_of(cursor, after)
        for nummer, stored, regel, *values in _links(cursor, after):
            if nummer != verdict.lengte + 1:
                _add(verdict, Fault(Kind.GAT, nummer, regel))
            elif values[0] is None:
                _add(verdict, Fault(Kind.ZONDER_REGEL, nummer, regel))
            elif hashlib.sha256(previous + line_bytes(tuple(values))).hexdigest() != stored:
                _add(verdict, Fault(Kind.GEWIJZIGD, nummer, regel))
            previous = _bytes(stored)
            verdict.lengte, verdict.hash = nummer, stored
        for regel in _unchained(cursor):
            _add(verdict, Fault(Kind.ZONDER_SCHAKEL, 0, regel))
    return verdict


def hash_at(nummer: int) -> str | None:
    """The hash of one link, None when there is none of that number."""
    with connection.cursor() as cursor:
        cursor.execute("select hash from register_auditschakel where nummer = %s", [nummer])
        found = cursor.fetchone()
    return found[0] if found else None


def length() -> int:
    """The number of the last link, 0 of an empty chain."""
    with connection.cursor() as cursor:
        cursor.execute("select coalesce(max(nummer), 0) from register_auditschakel")
        found = cursor.fetchone()
    return int(found[0])


def _field(value: Any) -> bytes:
    if value is None:
        return NOTHING
    text = str(value).encode()
    return LENGTH.pack(len(text)) + text


def _links(cursor: Any, after: int) -> Iterator[tuple[Any, ...]]:
    columns = ", ".join(_column(name) for name in FIELDS)
    last = after
    while True:
        cursor.execute(
            f"select s.nummer, s.hash, s.event_id, {columns}"  # noqa: S608  # Our own names.
            " from register_auditschakel s left join register_auditevent e on e.id = s.event_id"
            " where s.nummer > %s order by s.nummer limit %s",
            [last, AT_ONCE],
        )
        rows = cursor.fetchall()
        yield from (_plain(row) for row in rows)
        if len(rows) < AT_ONCE:
            return
        last = rows[-1][0]


def _column(name: str) -> str:
    return "host(e.herkomst)" if name == "herkomst" else f"e.{name}"


def _plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """The moment as text in UTC, whatever the time zone of the connection is."""
    place = 3 + FIELDS.index("at")
    at = row[place]
    if at is None:
        return row
    text = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return (*row[:place], text, *row[place + 1 :])


def _unchained(cursor: Any) -> list[int]:
    cursor.execute(
        "select e.id from register_auditevent e"
        " left join register_auditschakel s on s.event_id = e.id"
        " where s.nummer is null order by e.id limit %s",
        [MOST],
    )
    return [regel for (regel,) in cursor.fetchall()]


def _hash_of(cursor: Any, nummer: int) -> bytes:
    if nummer == 0:
        return FIRST
    cursor.execute("select hash from register_auditschakel where nummer = %s", [nummer])
    found = cursor.fetchone()
    return _bytes(found[0]) if found else FIRST


def _bytes(stored: str) -> bytes:
    try:
        return bytes.fromhex(stored)
    except ValueError:  # Somebody wrote something else there; the next link will not fit.
        return stored.encode()


def _add(verdict: Verdict, fault: Fault) -> None:
    if len(verdict.faults) < MOST:
        verdict.faults.append(fault)
