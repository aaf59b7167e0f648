"""`uitkomst check --gemarkeerd`: the user's own file again, with what is wrong marked in it."""

import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from uitkomst.cli.output import Refused, named
from uitkomst.intake.headings import shown_file

if TYPE_CHECKING:
    from uitkomst.intake.check import CheckResult
    from uitkomst.standard.indelingsprofiel import Indelingsprofiel

ENDINGS = {".xlsx": "xlsx", ".csv": "csv"}


@dataclass(frozen=True)
class Marked:
    """Where the marked file was written, and what its reader must know."""

    path: Path
    notes: tuple[str, ...]

    def as_text(self) -> str:
        """For somebody at a terminal."""
        lines = [f"{named(self.path)} is geschreven, met de bevindingen erin gemarkeerd."]
        return "\n".join([*lines, *(f"  {note}" for note in self.notes)])

    def as_json(self) -> dict[str, Any]:
        """For a program."""
        return {"bestand": shown_file(self.path.name), "opmerkingen": list(self.notes)}


def refuse_target(target: Path, source: Path) -> None:
    """Refuse to write where that could do harm, before any work. Raises Refused."""
    if target.suffix.lower() not in ENDINGS:
        raise Refused(
            "gemarkeerd",
            f"{named(target)} moet op .xlsx eindigen (of op .csv, als u een csv controleert).",
        )
    with suppress(OSError):
        if target.exists() and target.samefile(source):
            raise Refused(
                "gemarkeerd",
                f"{named(target)} is het bestand dat u controleert. Kies een andere naam, zodat "
                "het origineel blijft zoals het is.",
            )
    if target.is_dir():
        raise Refused("gemarkeerd", f"{named(target)} is een map. Noem een bestand.")
    if not target.parent.is_dir():
        raise Refused("gemarkeerd", f"De map van {named(target)[4:]} bestaat niet. Maak die eerst.")


def write_marked(
    target: Path,
    content: bytes,
    result: "CheckResult",
    profiel: "Indelingsprofiel | None",
    taal: str = "nl",
) -> Marked:
    """Write the marked file, whole or not at all, readable for its owner only.

    Raises Refused, UnreadableFile.
    """
    from uitkomst.intake.marking.mark import marked

    als = ENDINGS[target.suffix.lower()]
    made = marked(content, result.bestand, result, profiel=profiel, als=als, taal=taal)
    try:
        _written(target, made.content)
    except OSError as error:
        raise Refused(
            "gemarkeerd",
            f"{named(target)} is niet te schrijven. Controleer of er ruimte is op de schijf en of "
            "u daar mag schrijven.",
        ) from error
    return Marked(target, made.notes)


def _written(target: Path, content: bytes) -> None:
    """The file appears at once and whole; whatever stops us, nothing half-made stays behind."""
    # Beside the target and not in a folder for temporary files: it holds what the sender gave.
    name = target.parent / f".uitkomst-{secrets.token_hex(8)}"
    descriptor, nameless = _opened(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            if nameless:  # the descriptor is given so that Python follows the link in /proc
                own = f"/proc/self/fd/{file.fileno()}"
                os.link(own, name, src_dir_fd=file.fileno(), follow_symlinks=True)
        os.replace(name, target)
    except BaseException:
        with suppress(OSError):
            name.unlink()
        raise


def _opened(name: Path) -> tuple[int, bool]:
    """A new file to write, without a name where the system can do that: it dies with us."""
    if hasattr(os, "O_TMPFILE"):
        with suppress(OSError):  # not every kind of file system can
            return os.open(name.parent, os.O_WRONLY | os.O_TMPFILE, 0o600), True
    return os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), False
