"""How backups are called, and how long they lie on a shelf.

A name says what is in it and when it was made, so that a shelf can be cleared without the books.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from django.utils import timezone

from uitkomst.config.backup import agefile
from uitkomst.config.refusals import NotBackedUp
from uitkomst.services.privacy import backups
from uitkomst.services.privacy.backups import GEGEVENS, SLEUTELS
from uitkomst.vault.files import DRAFT

NAME = re.compile(r"uitkomst-(gegevens|sleutels)-(\d{8}T\d{6}Z)\.age")
STAMP = "%Y%m%dT%H%M%SZ"
SUM = ".sha256"  # beside a backup, in the form that `sha256sum --check` reads


@dataclass(frozen=True)
class OnShelf:
    """A backup that lies in a folder, as its name tells."""

    path: Path
    soort: str
    made: datetime

    @property
    def kept_until(self) -> date:
        """The day on which it is removed."""
        return backups.kept_until(self.soort, timezone.localdate(self.made))


def name_for(soort: str, now: datetime) -> str:
    """The name of a backup that is made now."""
    return f"uitkomst-{soort}-{now.astimezone(UTC).strftime(STAMP)}.age"


def on(folder: Path) -> Iterator[OnShelf]:
    """The backups in a folder, oldest first."""
    for path in sorted(folder.iterdir()):
        if found := NAME.fullmatch(path.name):
            made = datetime.strptime(found[2], STAMP).replace(tzinfo=UTC)
            yield OnShelf(path, found[1], made)


def require_for(folder: Path, soort: str) -> None:
    """Go on only with a folder where no backup of the other kind lies. Raises NotBackedUp.

    Keys beside data would make of an old backup a readable one again.
    """
    if not folder.is_dir():
        raise NotBackedUp(f"De map {folder} is er niet. Maak haar, of noem een andere map.")
    if any(each.soort != soort for each in on(folder)):
        other = SLEUTELS if soort == GEGEVENS else GEGEVENS
        raise NotBackedUp(
            f"In {folder} liggen reservekopieën van: {other.label.lower()}. Bewaar gegevens en "
            "sleutels nooit in dezelfde map: samen zijn ze leesbaar. Noem een andere map."
        )


def write_sum(path: Path, sha256: str) -> None:
    """Put its sum beside a backup. Raises NotBackedUp; then the backup is gone too."""
    beside = path.with_name(path.name + SUM)
    try:
        beside.write_text(f"{sha256}  {path.name}\n")
    except OSError as error:
        for each in (beside, path):
            each.unlink(missing_ok=True)
        raise agefile.not_written(path, error) from error


def clear(folder: Path, *, now: datetime) -> list[str]:
    """Remove what is past its time, in the folder and in the books; gives the names.

    A backup these books do not know (they were restored since) goes by the day in its name. One
    that is booked for this folder's kind and is not there any more is booked as removed.
    Raises NotBackedUp.
    """
    if not folder.is_dir():
        raise NotBackedUp(f"De map {folder} is er niet. Noem de map met de reservekopieën.")
    today = timezone.localdate(now)
    found = list(on(folder))
    gone = [
        each
        for each in found
        if backups.kept_until(each.soort, timezone.localdate(each.made)) <= today
    ]
    for each in gone:
        each.path.unlink()
        each.path.with_name(each.path.name + SUM).unlink(missing_ok=True)
        backups.book_removed(naam=each.path.name, now=now)
    _forget_drafts(folder, now)
    lying = {each.path.name for each in found}
    for soort in {each.soort for each in found}:
        for name in sorted(backups.kept_names(soort=soort, past=today) - lying):
            backups.book_removed(naam=name, now=now)
    return [each.path.name for each in gone]


def _forget_drafts(folder: Path, now: datetime) -> None:
    """What a killed backup left: encrypted, and of no use to anybody."""
    for path in folder.glob(f"{DRAFT}*"):
        if path.stat().st_mtime < now.timestamp() - 24 * 3600:
            path.unlink()
