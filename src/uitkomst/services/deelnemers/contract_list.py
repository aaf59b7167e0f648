"""A list of contracts as somebody keeps it: read, its columns recognised, each line as text.

Read in the sandbox like any file. What the columns mean stands here and on the page; what a line
would do is for `contract_plan`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from uitkomst.intake.read import read
from uitkomst.intake.rows import RawTable
from uitkomst.services.refusals import WrongList

LARGEST_LIST = 5 * 1024 * 1024  # bytes
MOST_LINES = 2_000
LONGEST_CELL = 200  # characters

COLUMNS: dict[str, tuple[str, ...]] = {
    "aanbieder": ("aanbieder", "naam"),
    "kvk": ("kvk", "KvK-nummer"),
    "agb": ("agb", "AGB-code"),
    "soort": ("soort", "soort aanbieder"),
    "opdrachtgever": ("opdrachtgever", "gemeente", "gemeentecode"),
    "nummer": ("contractnummer", "nummer", "contract"),
    "van": ("van", "vanaf", "ingangsdatum"),
    "tot": ("tot", "tot en met", "einddatum"),
}
"""What each column may be called; the first name is the one in the template.

Capitals, spaces and hyphens make no difference.
"""

REQUIRED = ("kvk", "opdrachtgever", "van")
TEMPLATE_LINES = (
    ("Stichting Voorbeeld", "01234567", "94012345", "instelling", "0034", "2026-001",
     "1-1-2026", "31-12-2028"),
    ("Praktijk Voorbeeld", "12345678", "94054321", "vrijgevestigde", "Haaglanden", "2026-002",
     "1-1-2026", ""),
)  # fmt: skip
_DAY = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_ISO = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?: 00:00:00)?")


@dataclass(frozen=True)
class ListLine:
    """One line of the list: its place in the sender's file, and its cells by column."""

    regel: int
    aanbieder: str = ""
    kvk: str = ""
    agb: str = ""
    soort: str = ""
    opdrachtgever: str = ""
    nummer: str = ""
    van: str = ""
    tot: str = ""


@dataclass(frozen=True)
class ContractList:
    """What was read, with sentences (Dutch) for who brought it."""

    lines: tuple[ListLine, ...]
    notes: tuple[str, ...]


def template() -> bytes:
    """The list to fill in, as csv that Excel opens."""
    lines = [tuple(names[0] for names in COLUMNS.values()), *TEMPLATE_LINES]
    return "".join(";".join(line) + "\r\n" for line in lines).encode("utf-8-sig")


def read_list(lijst: bytes, bestandsnaam: str) -> ContractList:
    """The lines of a csv or a workbook. Raises UnreadableFile, WrongList."""
    if len(lijst) > LARGEST_LIST:
        raise WrongList("Een contractlijst mag hooguit 5 MB zijn. Splits de lijst.")
    table = read(lijst, bestandsnaam)
    rows = table.cells.to_pylist()
    head = _heading(rows)
    found, unknown = _recognised(head)
    missing = [COLUMNS[name][0] for name in REQUIRED if name not in found.values()]
    if missing:
        raise WrongList(
            f"In de eerste regel van de lijst ontbreekt de kolom {_and(missing)}. Gebruik de "
            "koppen van het voorbeeldbestand."
        )
    lines = tuple(_lines(rows, head, found))
    if not lines:
        raise WrongList("Er staat geen enkele regel onder de koppen. Vul de lijst eerst.")
    if len(lines) > MOST_LINES:
        raise WrongList(f"Een lijst mag hooguit {MOST_LINES} regels hebben. Splits de lijst.")
    return ContractList(lines, (*_reading_notes(table), *_unknown_note(unknown)))


def day_of(text: str) -> date | None:
    """The day that a cell names: 1-7-2026, 2026-07-01 or 20260701; None for anything else."""
    if (found := _DAY.fullmatch(text)) is not None:
        day, month, year = map(int, found.groups())
    elif (found := _ISO.fullmatch(text)) is not None:
        year, month, day = map(int, found.groups())
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _heading(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    if not rows:
        raise WrongList("Deze lijst is leeg. Kies een bestand met contracten.")
    return rows[0]


def _recognised(head: dict[str, Any]) -> tuple[dict[str, str], list[str]]:
    """From the columns of the file to ours, and the headings that are none. Raises WrongList."""
    names = {_plain(name): ours for ours, called in COLUMNS.items() for name in called}
    found: dict[str, str] = {}
    unknown = []
    for place, text in head.items():
        if place == "rij" or text is None:
            continue
        ours = names.get(_plain(text))
        if ours is None:
            unknown.append(text.strip()[:40])
        elif ours in found.values():
            raise WrongList(f"De kolom {COLUMNS[ours][0]} staat twee keer in de lijst.")
        else:
            found[place] = ours
    return found, unknown


def _plain(heading: str) -> str:
    return re.sub(r"[\s_-]", "", heading.casefold())


def _lines(
    rows: Sequence[dict[str, Any]], head: dict[str, Any], found: dict[str, str]
) -> Iterator[ListLine]:
    for row in rows:
        if row is head:
            continue
        cells = {
            ours: " ".join((row.get(place) or "").split())[:LONGEST_CELL]
            for place, ours in found.items()
        }
        if any(cells.values()):
            yield ListLine(regel=row["rij"], **cells)


def _reading_notes(table: RawTable) -> tuple[str, ...]:
    sheets = f"Gelezen is het blad ‘{table.sheet}’." if len(table.sheets) > 1 else ""
    return (*filter(None, [sheets]), *(note for note in table.notes if "Codering" in note))


def _unknown_note(unknown: Sequence[str]) -> tuple[str, ...]:
    if not unknown:
        return ()
    return (f"Deze kolommen kennen wij niet en lezen wij niet: {', '.join(unknown[:10])}.",)


def _and(words: Sequence[str]) -> str:
    return " en ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
