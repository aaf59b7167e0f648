"""What a command says: whole or refused, valid JSON in any encoding, complaints apart."""

import json
import os
import sys
from pathlib import Path
from typing import Any

from uitkomst.intake.headings import printable, shown_file


class NotWritten(Exception):
    """The outcome could not be written, mostly for want of room; `melding` says so in Dutch."""

    reden = "uitvoer"
    melding = (
        "De uitkomst kan niet worden weggeschreven. Controleer of er ruimte is op de schijf en "
        "of u daar mag schrijven."
    )


class Refused(Exception):
    """The file or the request cannot be used; `reden` is a short code, `melding` the sentence."""

    def __init__(self, reden: str, melding: str) -> None:
        super().__init__(reden, melding)
        self.reden = reden
        self.melding = melding


def named(path: Path) -> str:
    """The file as the user called it, where that says nothing of a person."""
    whole = printable(str(path))
    return f"Het bestand {whole if shown_file(whole) == whole else shown_file(path.name)}"


def write(text: str) -> None:
    """Put a text on standard output, now. Raises NotWritten; a reader that left is for `main`."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        raise
    except OSError as error:
        discard()
        raise NotWritten from error


def write_json(data: dict[str, Any]) -> None:
    """Put data on standard output, escaped where its encoding lacks characters.

    Raises NotWritten.
    """
    encoding = str(getattr(sys.stdout, "encoding", ""))
    is_unicode = encoding.lower().startswith("utf")
    write(json.dumps(data, ensure_ascii=not is_unicode, indent=2))


def complain(melding: str) -> None:
    """Put a sentence on standard error; nowhere where that is closed, and never between data."""
    if sys.stderr is not None:  # `print` would take standard output instead.
        print(melding, file=sys.stderr)


def discard() -> None:
    """Let what still waits for standard output go nowhere, so that ending does not fail on it."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
