"""Records laid out as a sender's export: headings, and one line a record or a measurement."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain

from uitkomst.standard.indelingsprofiel import indelingsprofiel
from uitkomst.standard.recordindeling import recordindeling
from uitkomst.synthetic.provider import SyntheticProvider

Cell = str | int | date
Row = Sequence[Cell]
Table = dict[str, list[Cell]]

INFORMANTEN = (("jeugdige", "J"), ("ouder", "O"))
METING = ("tevredenheid", "zonder_hulp")
SCORES = frozenset(f"{vraag}_{wie}" for vraag in METING for wie, _ in INFORMANTEN)


@dataclass
class Grid:
    """A sheet or text file in rows; `lines` holds for each record its first line, from 1."""

    rows: list[Row]
    lines: list[int]
    extra_line: list[bool] = field(default_factory=list)

    def line_of(self, record: int, kolom: str) -> int:
        """The line where a field of a record stands (the parent's answer on its own line)."""
        second = kolom.endswith("_ouder") and bool(self.extra_line) and self.extra_line[record]
        return self.lines[record] + second


@dataclass(frozen=True)
class Trimmings:
    """What stands around the records: title rows, a column too many, an empty row in the middle."""

    titles: tuple[Row, ...] = ()
    extra: tuple[str, tuple[str, ...]] | None = None
    blank_after: int | None = None


def laid_out(
    table: Table, aanbieder: SyntheticProvider, indeling: str, trimmings: Trimmings
) -> Grid:
    """The records of a provider in a wide or a long layout, with headings in its own style."""
    velden = _fields(table, aanbieder)
    if indeling == "lang":
        headings, records, extra_line = _long(table, aanbieder, velden)
    else:
        headings = [_heading(aanbieder, veld) for veld in velden]
        records, extra_line = [[row] for row in zip(*(table[v] for v in velden), strict=True)], []
    if trimmings.extra:
        heading, words = trimmings.extra
        headings.append(heading)
        records = [
            [(*row, words[at % len(words)]) for row in rows] for at, rows in enumerate(records)
        ]
    return _with_lines(headings, records, extra_line, trimmings)


def fixed(table: Table) -> Grid:
    """One line of 56 characters a record, after the profile portaal-vast-1."""
    kolommen = indelingsprofiel("portaal-vast-1").kolommen
    parts = [
        [str(cell).ljust(kolom.lengte or 0) for cell in table[kolom.veld]] for kolom in kolommen
    ]
    rows = ["".join(row) for row in zip(*parts, strict=True)]
    return Grid([(row,) for row in rows], list(range(1, len(rows) + 1)))


def _fields(table: Table, aanbieder: SyntheticProvider) -> list[str]:
    """The columns this provider's export has: its kind of number, and what it ever fills."""
    unused = {"bsn"} if aanbieder.clientnummers else {"clientnummer"}
    velden = [veld.naam for veld in recordindeling().velden if veld.naam not in unused]
    if aanbieder.clientnummers:
        velden.insert(0, velden.pop(velden.index("clientnummer")))
    optional = [f"doel_{n}" for n in range(1, 6)]
    if aanbieder.soort == "solo" and aanbieder.nummer % 2:
        optional += sorted(SCORES)
    return [veld for veld in velden if veld not in optional or any(table[veld])]


def _long(
    table: Table, aanbieder: SyntheticProvider, velden: list[str]
) -> tuple[list[str], list[list[Row]], list[bool]]:
    """One line for each answer; a record without an answer has one line without an informant."""
    own = [veld for veld in velden if veld not in SCORES]
    headings = [_heading(aanbieder, veld) for veld in own]
    headings += [_long_heading(aanbieder, naam) for naam in ("informant", *METING)]
    columns = [table[veld] for veld in own]
    scores = [
        (code, table[f"tevredenheid_{wie}"], table[f"zonder_hulp_{wie}"])
        for wie, code in INFORMANTEN
    ]
    records: list[list[Row]] = []
    for at, start in enumerate(zip(*columns, strict=True)):
        answers: list[tuple[Cell, ...]] = [
            (code, cijfer[at], zonder[at]) for code, cijfer, zonder in scores
        ]
        given = [answer for answer in answers if any(answer[1:])]
        records.append([(*start, *answer) for answer in given or [("", "", "")]])
    return headings, records, [len(rows) > 1 for rows in records]


def _with_lines(
    headings: list[str], records: list[list[Row]], extra_line: list[bool], trimmings: Trimmings
) -> Grid:
    rows: list[Row] = [*trimmings.titles, tuple(headings)]
    if trimmings.blank_after is None and not extra_line:
        first = len(rows) + 1
        lines = list(range(first, first + len(records)))
        return Grid([*rows, *chain.from_iterable(records)], lines)
    lines = []
    for at, record in enumerate(records):
        lines.append(len(rows) + 1)
        rows += record
        if at == trimmings.blank_after:
            rows.append(("",) * len(headings))
    return Grid(rows, lines, extra_line)


def _heading(aanbieder: SyntheticProvider, naam: str) -> str:
    """The field's name, its title, or what another system might call it."""
    veld = recordindeling().veld(naam)
    return (naam, veld.titel, veld.aliassen[0].capitalize())[aanbieder.nummer % 3]


def _long_heading(aanbieder: SyntheticProvider, naam: str) -> str:
    alias = indelingsprofiel("portaal-lang-1").extra_aliassen[naam][0]
    return (naam, naam.capitalize(), alias.capitalize())[aanbieder.nummer % 3]
