"""Put mistakes into a provider's records, and remember which and where."""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from uitkomst.standard.verslagperiode import Verslagperiode
from uitkomst.synthetic.aannames import aannames
from uitkomst.synthetic.chance import Chance
from uitkomst.synthetic.grid import Cell, Grid, Table, Trimmings
from uitkomst.synthetic.mistake import Kind
from uitkomst.synthetic.mistakes_parked import GEPARKEERD
from uitkomst.synthetic.mistakes_repaired import HERSTELD
from uitkomst.synthetic.mistakes_unusual import BEVESTIGEN, TIP
from uitkomst.synthetic.provider import SyntheticProvider

KINDS = (*HERSTELD, *GEPARKEERD, *BEVESTIGEN, *TIP)
REMARKS = ("belt terug", "dossier compleet", "", "zie verslag", "wacht op overleg")
TRIES = 60


@dataclass(frozen=True)
class Mistake:
    """A mistake on a record, by the place of the record in the table."""

    kind: Kind
    record: int


@dataclass(frozen=True)
class Fout:
    """A mistake as the reader of the file meets it: line from 1, canonical column, no value.

    `regel` is the rule that finds or repairs it ("" when the file is simply read past it) and
    `gevolg` what follows: hersteld, geparkeerd, bevestigen, tip or genegeerd.
    """

    soort: str
    rij: int
    kolom: str
    regel: str
    gevolg: str


def spoiled(
    chance: Chance, aanbieder: SyntheticProvider, periode: Verslagperiode, table: Table, sort: str
) -> list[Mistake]:
    """Change the table in place; `sort` is "blad", "csv" or "vast".

    Every mistake has a record of its own, of a child with one record in the file, so that no
    mistake hides or causes another. A few in a small file, the assumed share in a large one.
    """
    free = _alone(table)
    ids = np.array(free, np.uint64) + np.uint64(aanbieder.nummer << 24)
    queue = [free[at] for at in chance.order(f"fouten {periode.code}", ids)]
    kinds = _kinds_for(aanbieder, sort)
    rows, rules = len(table["hulpvorm"]), aannames("fouten")
    wanted = max(min(rules["minstens"], 1 + rows // 3), round(rows * rules["aandeel"]))
    made: list[Mistake] = []
    for turn in range(aanbieder.nummer, aanbieder.nummer + wanted):
        made += _one(kinds[turn % len(kinds)], periode, table, queue)
    return made


def trimmings(aanbieder: SyntheticProvider, periode: Verslagperiode, rows: int) -> Trimmings:
    """Title rows, a column too many and an empty row, each in half of the files."""
    titles = (("Aanlevering jeugdhulp",), (aanbieder.naam, periode.titel), ())
    return Trimmings(
        titles=titles if aanbieder.nummer & 1 else (),
        extra=("Opmerking", REMARKS) if aanbieder.nummer & 2 else None,
        blank_after=rows // 2 if aanbieder.nummer & 4 and rows > 2 else None,
    )


def placed(mistakes: list[Mistake], around: Trimmings, grid: Grid) -> tuple[Fout, ...]:
    """The mistakes at their lines in the file, those around the records first."""
    found = []
    if around.titles:
        found.append(Fout("titelregels", 1, "", "", "genegeerd"))
    if around.extra:
        found.append(Fout("extra_kolom", len(around.titles) + 1, around.extra[0], "", "genegeerd"))
    if around.blank_after is not None:
        line = grid.lines[around.blank_after] + 1
        line += bool(grid.extra_line) and grid.extra_line[around.blank_after]
        found.append(Fout("lege_regel", line, "", "", "genegeerd"))
    found += [
        Fout(
            made.kind.soort,
            grid.line_of(made.record, made.kind.kolom),
            made.kind.kolom,
            made.kind.regel,
            made.kind.gevolg,
        )
        for made in mistakes
    ]
    return tuple(sorted(found, key=lambda fout: fout.rij))


def _alone(table: Table) -> list[int]:
    """The records of children that have one record in this file."""
    who = list(zip(table["bsn"], table["clientnummer"], table["geboortedatum"], strict=True))
    often = Counter(who)
    return [at for at, one in enumerate(who) if often[one] == 1]


def _kinds_for(aanbieder: SyntheticProvider, sort: str) -> list[Kind]:
    return [
        kind
        for kind in KINDS
        if (kind.only != "blad" or sort == "blad")
        and (kind.only != "kolommen" or sort != "vast")
        and not (kind.soort == "bsn_ongeldig" and aanbieder.clientnummers)
        # A second line of the same record is the same record in the long layout.
        and not (kind.soort == "dubbel" and aanbieder.indeling == "lang")
    ]


def _one(kind: Kind, periode: Verslagperiode, table: Table, queue: list[int]) -> list[Mistake]:
    """Make one mistake of this kind in the first record it fits; none when it fits no record."""
    for place, record in enumerate(queue[:TRIES]):
        changed = {veld: column[record] for veld, column in table.items()}
        if kind.change(changed, periode):
            del queue[place]
            if not kind.twin:
                _put(table, record, changed)
                return [Mistake(kind, record)]
            for veld, column in table.items():
                column.append(changed[veld])
            return [Mistake(kind, record), Mistake(kind, len(table["hulpvorm"]) - 1)]
    return []


def _put(table: Table, record: int, changed: dict[str, Cell]) -> None:
    for veld, cell in changed.items():
        table[veld][record] = cell
