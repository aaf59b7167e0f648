"""The municipalities with their youth region, and which postcodes lie in which of them.

The list is the CBS classification of 1 January 2026 with the youth regions beside it (VERIFIED). It
is one day's list: on which day a code began is not in the source, so `vanaf` and `tot` are empty.
The postcode blocks that ship with this package are indicative (PARTIAL), meant for made-up data; an
operator names a real table in the environment variable UITKOMST_POSTCODES.
"""

import csv
import os
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path

from uitkomst.standard.shelf import SHELF

PEILDATUM = date(2026, 1, 1)
BRON = "CBS, gemeentelijke indeling op 1 januari 2026, met jeugdregio (iJw-referentielijst)"
POSTCODES_VARIABLE = "UITKOMST_POSTCODES"


class OngeldigPostcodebestand(Exception):
    """The operator's postcode table cannot be used."""

    def __init__(self, oorzaak: str) -> None:
        self.melding = (
            f"Het postcodebestand in {POSTCODES_VARIABLE} is niet bruikbaar: {oorzaak} "
            "Nodig is een puntkomma-bestand met de kop pc4_van;pc4_tot;gemeentecode."
        )
        super().__init__(self.melding)


@dataclass(frozen=True)
class Gemeente:
    """A municipality of the classification; `vanaf` and `tot` bound its days, None is open."""

    code: str
    naam: str
    jeugdregio: str
    vanaf: date | None
    tot: date | None


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _rows(text: str) -> Iterable[dict[str, str]]:
    return csv.DictReader(text.splitlines(), delimiter=";")


@cache
def gemeenten() -> tuple[Gemeente, ...]:
    """Give all municipalities, in order of name."""
    text = (SHELF / "gemeenten.csv").read_text(encoding="utf-8")
    return tuple(
        Gemeente(row["code"], row["naam"], row["jeugdregio"], _day(row["vanaf"]), _day(row["tot"]))
        for row in _rows(text)
    )


@cache
def _by_code() -> dict[str, Gemeente]:
    return {gemeente.code: gemeente for gemeente in gemeenten()}


def gemeente(code: str) -> Gemeente | None:
    """Give the municipality with this four-digit code, None when the list has none."""
    return _by_code().get(code)


def jeugdregio(naam: str) -> tuple[Gemeente, ...]:
    """Give the municipalities of a youth region; empty for a region that does not exist."""
    return tuple(gemeente for gemeente in gemeenten() if gemeente.jeugdregio == naam)


def _block(row: dict[str, str]) -> tuple[int, int, str]:
    van, tot, code = int(row["pc4_van"]), int(row["pc4_tot"]), row["gemeentecode"].strip()
    if not 1000 <= van <= tot <= 9999 or gemeente(code) is None:
        raise ValueError
    return van, tot, code


def _blocks(text: str) -> tuple[tuple[int, int, str], ...]:
    blocks = []
    for line, row in enumerate(_rows(text), start=2):
        try:
            blocks.append(_block(row))
        except (AttributeError, KeyError, TypeError, ValueError) as cause:
            raise OngeldigPostcodebestand(f"regel {line} klopt niet.") from cause
    blocks.sort()
    for (_, tot, _), (van, _, _) in pairwise(blocks):
        if van <= tot:
            raise OngeldigPostcodebestand(f"postcode {van} staat er twee keer in.")
    if not blocks:
        raise OngeldigPostcodebestand("er staan geen postcodes in.")
    return tuple(blocks)


@cache
def _blocks_of(path: str | None) -> tuple[tuple[int, int, str], ...]:
    if path is None:
        return _blocks((SHELF / "postcodes.csv").read_text(encoding="utf-8"))
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as cause:
        raise OngeldigPostcodebestand("het kan niet worden gelezen.") from cause
    return _blocks(text)


def postcodebereiken() -> tuple[tuple[int, int, str], ...]:
    """Give (first, last, municipality code) of each block of postcodes, sorted and disjoint.

    Raises OngeldigPostcodebestand when UITKOMST_POSTCODES names a file that cannot be used.
    """
    return _blocks_of(os.environ.get(POSTCODES_VARIABLE) or None)


def gemeente_van_postcode(pc4: str) -> str | None:
    """Give the municipality code of a four-digit (or full) postcode; None rather than a guess."""
    if not (pc4[:4].isascii() and pc4[:4].isdigit()):
        return None
    number, blocks = int(pc4[:4]), postcodebereiken()
    at = bisect_right(blocks, number, key=lambda block: block[0]) - 1
    if at < 0 or number > blocks[at][1]:
        return None
    return blocks[at][2]
