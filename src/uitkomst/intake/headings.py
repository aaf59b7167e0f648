"""The headings of a sender's columns, and how much of a sender's words may be repeated."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from uitkomst.standard.identificatie import contains_bsn, plain_digits
from uitkomst.standard.recordindeling import normaliseer_kop, recordindeling

LONGEST = 40
LONGEST_NAME = 100
HIDDEN = "(niet getoond: lijkt een waarde)"
HIDDEN_NAME = "(naam niet getoond: lijkt een BSN te bevatten)"
_DATE = r"[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}|\b[0-9]{1,2}\s+[A-Za-z]{3,9}\s+[0-9]{2}"
_PERSONAL = rf"[0-9]{{5}}|[0-9]{{4}}\s*[A-Za-z]{{2}}\b|@|{_DATE}"
_MEASUREMENT = re.compile(r"meting(?P<nummer>[1-9]?)(?P<kop>.+)")
_LIKE_A_VALUE = re.compile(rf"{_PERSONAL}|[0-9][-/.][0-9]")
_LIKE_A_PERSONS = re.compile(_PERSONAL)  # a sheet may well be called 2023-1


@dataclass(frozen=True)
class Heading:
    """One heading: the number of its column, its text, and the text as it is compared."""

    number: int
    text: str
    kop: str


@cache
def _of_a_measurement() -> dict[str, str]:
    velden = recordindeling("metingen").velden
    of_the_record = {veld.naam for veld in recordindeling().velden} - {"informant"}
    return {kop: v.naam for v in velden if v.naam not in of_the_record for kop in v.koppen}


def measurement(kop: str) -> tuple[str, str] | None:
    """For a heading such as "meting 2 instrument" which measurement ("2") and which field it is."""
    found = _MEASUREMENT.fullmatch(kop)
    veld = _of_a_measurement().get(found["kop"]) if found else None
    return (found["nummer"], veld) if found and veld else None


def headings_of(row: dict[str, Any]) -> list[Heading]:
    """The filled cells of a row of a RawTable, as headings."""
    return [
        Heading(int(name[1:]), text, normaliseer_kop(text))
        for name, text in row.items()
        if name != "rij" and text and text.strip()
    ]


def shown(text: str) -> str:
    """A heading as it may be shown: printable, short, and hidden when it could be a value."""
    if contains_bsn(text) or _LIKE_A_VALUE.search(plain_digits(text)):
        return HIDDEN
    return _cut("".join(char if char.isprintable() else " " for char in text).strip(), LONGEST)


def shown_file(name: str) -> str:
    """The name of a file as it may be shown: printable, short, and hidden when it holds a BSN."""
    return HIDDEN_NAME if contains_bsn(name) else _cut(printable(name), LONGEST_NAME)


def shown_sheet(name: str) -> str | None:
    """The name of a sheet as it may be shown; None where it could point at a person."""
    if contains_bsn(name) or _LIKE_A_PERSONS.search(plain_digits(name)):
        return None
    return _cut(printable(name), LONGEST)


def printable(text: str) -> str:
    """The text without characters that a terminal would obey or that turn the line around."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"
