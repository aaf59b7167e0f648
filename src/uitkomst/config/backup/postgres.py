"""The dump inside a backup: made at one moment of the books, streamed, never in a file.

`pg_dump` and `pg_restore` come with the embedded server; with a server of one's own those on the
path are used, as they must not be older than it.
"""

import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from uitkomst.config import environment
from uitkomst.config.places import programs
from uitkomst.config.refusals import NotBackedUp, NotRestored

PIECE = 4 << 20  # bytes of a dump in one part
LOCK_TRIES, LOCK_WAIT = 50, "200ms"  # Well below the second after which a deadlock is judged.
NOT_NOW = (psycopg.errors.LockNotAvailable, psycopg.errors.DeadlockDetected)
BOOKS = "register_"
OURS = """
    select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind in ('r', 'p') order by 1
"""
BUSY = (
    "De boeken zijn te druk om er een reservekopie van te maken. Er is niets gemaakt. Probeer het "
    "over een paar minuten opnieuw."
)


@dataclass(frozen=True)
class Database:
    """Where a database is, as libpq wants it."""

    parameters: dict[str, str]
    password: str = field(default="", repr=False)

    def connect(self) -> "psycopg.Connection[Any]":
        """A connection of its own, beside Django's."""
        return psycopg.connect(make_conninfo(**self.parameters), password=self.password or None)


def of_django() -> Database:
    """The database that Django uses now."""
    from django.db import connection

    told = connection.settings_dict
    named = {"dbname": "NAME", "user": "USER", "host": "HOST", "port": "PORT"}
    parameters = {name: str(told[setting]) for name, setting in named.items() if told.get(setting)}
    options = {k: str(v) for k, v in told["OPTIONS"].items() if k != "server_side_binding"}
    return Database({**parameters, **options}, told.get("PASSWORD") or "")


@contextmanager
def standing_still(database: Database) -> Iterator[None]:
    """Nobody changes the books inside the block; readers are not kept waiting.

    It lasts milliseconds, and waits for no long change: then it lets go and tries again.
    Raises NotBackedUp.
    """
    with database.connect() as connection:
        for _ in range(LOCK_TRIES):
            with suppress(*NOT_NOW), connection.transaction():
                connection.execute(f"set local lock_timeout = '{LOCK_WAIT}'")
                tables = [sql.Identifier(each) for each in _tables(connection) if BOOKS in each]
                locked = sql.SQL("lock table {} in exclusive mode")
                connection.execute(locked.format(sql.SQL(", ").join(tables)))
                yield
                return
            time.sleep(0.2)
    raise NotBackedUp(BUSY)


class Snapshot:
    """Holds on to one moment of the books until it is closed."""

    def __init__(self, database: Database) -> None:
        self._connection = database.connect()
        self._connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        self._connection.read_only = True
        self.name = str(_value(self._connection, "select pg_export_snapshot()"))

    def rows(self) -> dict[str, int]:
        """How many rows each table had at that moment."""
        return rows(self._connection)

    def migrations(self) -> tuple[str, ...]:
        """By which migrations of ours the tables were made."""
        return migrations(self._connection)

    def close(self) -> None:
        """Let go."""
        self._connection.close()


def rows(connection: "psycopg.Connection[Any]") -> dict[str, int]:
    """How many rows each table has."""
    count = sql.SQL("select count(*) from {}")
    return {
        name: int(_value(connection, count.format(sql.Identifier(name))))
        for name in _tables(connection)
    }


def migrations(connection: "psycopg.Connection[Any]") -> tuple[str, ...]:
    """By which migrations of the register the tables were made."""
    asked = "select name from django_migrations where app = 'register' order by name"
    return tuple(name for (name,) in connection.execute(asked))


def is_empty(database: Database) -> bool:
    """Whether no table was made yet."""
    with database.connect() as connection:
        return not _tables(connection)


def dumped(database: Database, snapshot: str) -> Iterator[bytes]:
    """The dump of that moment, in pieces. Raises NotBackedUp."""
    program = _Program("pg_dump", database, "--format=custom", f"--snapshot={snapshot}")
    try:
        while piece := program.stdout.read(PIECE):
            yield piece
        if said := program.ended():
            raise NotBackedUp(f"De database kon niet worden gekopieerd. pg_dump zegt: {said}")
    finally:
        program.gone()


class Restore:
    """Puts a dump into an empty database: all of it or nothing, in one transaction."""

    def __init__(self, database: Database) -> None:
        self._program = _Program(
            "pg_restore", database, "--single-transaction", "--exit-on-error"
        )  # fmt: skip

    def write(self, piece: bytes) -> None:
        """Give the next piece; when pg_restore has given up, `finish` says why."""
        with suppress(BrokenPipeError):
            self._program.stdin.write(piece)

    def finish(self) -> None:
        """All pieces were given. Raises NotRestored; the database is then as it was."""
        with suppress(BrokenPipeError):
            self._program.stdin.close()
        if said := self._program.ended():
            raise NotRestored(
                f"De database kon niet worden teruggezet. pg_restore zegt: {said} Er is niets "
                "achtergebleven."
            )

    def abandon(self) -> None:
        """Stop, also half-way; the database is then as it was."""
        self._program.gone()


class _Program:
    """A program of PostgreSQL at work; our keys are not in its environment."""

    def __init__(self, name: str, database: Database, *arguments: str) -> None:
        place = make_conninfo(**database.parameters)
        ours = {name: value for name, value in os.environ.items() if name[:9] != "UITKOMST_"}
        self._process = subprocess.Popen(  # noqa: S603
            [_path(name), "--no-owner", "--no-privileges", f"--dbname={place}", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**ours, "PGPASSWORD": database.password},
        )
        assert self._process.stdin
        assert self._process.stdout
        assert self._process.stderr
        self.stdin, self.stdout = self._process.stdin, self._process.stdout
        self._stderr, self._said = self._process.stderr, list[bytes]()
        # Read along, or a program with much to say would wait for us for ever.
        self._reader = threading.Thread(target=lambda: self._said.extend(self._stderr))
        self._reader.start()

    def ended(self) -> str:
        """Wait for its end; what it says is wrong, or nothing."""
        if self._process.wait() == 0:
            return ""
        self._reader.join()
        lines = b"".join(self._said).decode(errors="replace").strip().splitlines()
        return lines[0][:300] if lines else "(zonder uitleg)"

    def gone(self) -> None:
        """End it if it still runs, and let go of its streams."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        self._reader.join()
        for stream in (self.stdin, self.stdout, self._stderr):
            with suppress(BrokenPipeError):
                stream.close()


def _path(name: str) -> str:
    if not environment.EMBEDDED and (found := shutil.which(name)):
        return found
    return str(programs() / name)


def _tables(connection: "psycopg.Connection[Any]") -> list[str]:
    return [name for (name,) in connection.execute(OURS)]


def _value(connection: "psycopg.Connection[Any]", query: Any) -> Any:
    found = connection.execute(query).fetchone()
    assert found is not None
    return found[0]
