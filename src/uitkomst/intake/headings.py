"""The headings of a sender's columns, and how much of them may be repeated to a reader."""

import re
from dataclasses import dataclass
from typing import Any

from uitkomst.standard.identificatie import contains_bsn
from uitkomst.standard.recordindeling import normaliseer_kop

LONGEST = 40
HIDDEN = "(niet getoond: lijkt een waarde)"
_LIKE_A_VALUE = re.compile(r"[0-9]{5}|[0-9]{4}\s*[A-Za-z]{2}\b|[0-9][-/.][0-9]|@")


@dataclass(frozen=True)
class Heading:
    """One heading: the number of its column, its text, and the text as it is compared."""

    number: int
    text: str
    kop: str


def headings_of(row: dict[str, Any]) -> list[Heading]:
    """The filled cells of a row of a RawTable, as headings."""
    return [
        Heading(int(name[1:]), text, normaliseer_kop(text))
        for name, text in row.items()
        if name != "rij" and text and text.strip()
    ]


def shown(text: str) -> str:
    """A heading as it may be shown: printable, short, and hidden when it could be a value."""
    printable = "".join(char if char.isprintable() else " " for char in text).strip()
    if contains_bsn(printable) or _LIKE_A_VALUE.search(printable):
        return HIDDEN
    return printable if len(printable) <= LONGEST else printable[: LONGEST - 1] + "…"
