"""The restore drill: everything is put back beside the portal, tried, and removed again.

The keys are those of this installation; the portal itself goes on and notices nothing.
"""

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from uuid import uuid4

from uitkomst.config import embedded
from uitkomst.config.backup import boxes, restoring
from uitkomst.config.backup.making import KLUIS
from uitkomst.config.backup.postgres import Database
from uitkomst.config.backup.restoring import Backup
from uitkomst.config.places import private_folder
from uitkomst.config.refusals import NotRestored

SCRATCH = "proef-"
BUSY = "Er loopt al een oefening op deze machine. Wacht tot die klaar is."


@dataclass(frozen=True)
class Drill:
    """How it went: how long it took, what was put back, which tables differ, which boxes opened."""

    seconden: float
    objecten: int
    rijen: int
    anders: tuple[str, ...]
    dozen: boxes.Opened

    @property
    def goed(self) -> bool:
        """Whether all rows are back and nothing was found broken or all keys missing."""
        lost = self.dozen.zonder_sleutel > 0 and not self.dozen.open
        return not self.anders and not self.dozen.kapot and not lost

    def booked(self) -> dict[str, object]:
        """As it stands in the books."""
        return {**asdict(self), "anders": list(self.anders), "goed": self.goed}


def drill(backup: Backup, *, data: Path) -> Drill:
    """Put a backup of data back in a scratch place below the data folder, and look.

    Raises NotRestored.
    """
    began = time.monotonic()
    with _scratch(data) as (folder, database):
        restoring.put_back_data(backup, data=folder, database=database)
        return Drill(
            anders=tuple(restoring.counts_differ(database, backup.manifest)),
            dozen=boxes.opened(folder / KLUIS),
            objecten=backup.manifest.objecten,
            rijen=sum(backup.manifest.tabellen.values()),
            seconden=round(time.monotonic() - began, 1),
        )


@contextmanager
def _scratch(data: Path) -> Iterator[tuple[Path, Database]]:
    """A data folder with a database server of its own; nothing is left of it.

    Of a drill that was killed the next one removes what is left. Raises NotRestored while another
    one is going on.
    """
    folder = data / f"{SCRATCH}{uuid4().hex[:8]}"
    with _alone(data):
        for killed in data.glob(f"{SCRATCH}*"):
            _remove(killed)
        try:
            private_folder(folder)
            embedded.start(folder, {"fsync": "off"})
            place = embedded.django_database(folder)
            yield (
                folder,
                Database({"dbname": place["NAME"], "user": place["USER"], "host": place["HOST"]}),
            )
        finally:
            _remove(folder)


@contextmanager
def _alone(data: Path) -> Iterator[None]:
    """Only one drill at a time; the lock is on the folder itself and ends with the process."""
    handle = os.open(data, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise NotRestored(BUSY) from None
        yield
    finally:
        os.close(handle)


def _remove(folder: Path) -> None:
    embedded.destroy(folder)
    shutil.rmtree(folder, ignore_errors=True)
