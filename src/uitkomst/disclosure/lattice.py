"""All groups that can be asked for, with their sizes, and the sums that bind them.

A closed list: per indicator the totals of the region, of each gemeente, of each hulpvorm, of each
aanbieder in a gemeente, and of each hulpvorm of an aanbieder in a gemeente. What is not here cannot
be shown.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from uitkomst.disclosure.table import OVERIG, TOTAAL
from uitkomst.indicators.counts import Counts
from uitkomst.standard.codelijst import codelijst
from uitkomst.standard.indicator import Indicator, indicator

HULPVORMEN = tuple(code.code for code in codelijst("hulpvorm").codes)
REGIO = TOTAAL
"""The region stands where a gemeente stands, as the total over its gemeenten."""


class Group(NamedTuple):
    """Whom a figure is about; "totaal" in a dimension is all of it."""

    gemeente: str
    aanbieder: str
    hulpvorm: str


class Equation(NamedTuple):
    """A group that is the sum of others; `rest` names the line for what is not shown of it."""

    parent: Group
    children: tuple[Group, ...]
    rest: Group


@dataclass(frozen=True)
class Lattice:
    """The groups of one indicator with their exact figures, and the equations between them.

    `personen` is the size that decides, `aanbieders` says of whom a group is; `counts` has one
    number per category and # gemeten last.
    """

    indicator: Indicator
    personen: dict[Group, int]
    aanbieders: dict[Group, frozenset[str]]
    counts: dict[Group, tuple[int, ...]]
    equations: tuple[Equation, ...]

    def gemeten(self, group: Group) -> int:
        """Give the exact # gemeten of a group."""
        return self.counts[group][-1]


def lattice(counts: Counts, gemeenten: Sequence[str]) -> Lattice:
    """Sum the exact counts of the asked gemeenten into all groups of the closed list.

    The region is a level of its own only where more than one gemeente is asked.
    """
    declared = indicator(counts.indicator)
    region = len(gemeenten) > 1
    width = len(declared.categorieen) + 1
    at = {categorie.code: n for n, categorie in enumerate(declared.categorieen)}
    totals: dict[Group, list[int]] = defaultdict(lambda: [0] * width)
    personen: dict[Group, int] = defaultdict(int)
    aanbieders: dict[Group, set[str]] = defaultdict(set)
    for top in (*gemeenten, *([REGIO] if region else [])):
        for hulpvorm in (*HULPVORMEN, TOTAAL):
            totals[Group(top, TOTAAL, hulpvorm)] = [0] * width
    for cell in counts.cells.to_pylist():
        if cell["gemeente"] in gemeenten:
            for group in _ancestors(cell, region):
                totals[group][at[cell["categorie"]]] += cell["aantal"]
                totals[group][-1] += cell["aantal"]
    for row in counts.groups.to_pylist():
        if row["gemeente"] in gemeenten:
            for group in _ancestors(row, region):
                personen[group] += row["personen"]
                aanbieders[group].add(row["aanbieder"])
    exact = {group: tuple(total) for group, total in sorted(totals.items())}
    equations = tuple(_equations(list(exact), gemeenten, region))
    return Lattice(
        declared,
        {group: personen[group] for group in exact},
        {group: frozenset(aanbieders[group]) for group in exact},
        exact,
        equations,
    )


def _ancestors(row: dict[str, str], region: bool) -> Iterator[Group]:
    gemeente, aanbieder, hulpvorm = row["gemeente"], row["aanbieder"], row["hulpvorm"]
    for named in (hulpvorm, TOTAAL):
        yield Group(gemeente, aanbieder, named)
        yield Group(gemeente, TOTAAL, named)
        if region:
            yield Group(REGIO, TOTAAL, named)


def _equations(
    groups: Sequence[Group], gemeenten: Sequence[str], region: bool
) -> Iterator[Equation]:
    """Give each sum once, the broad ones first, in a fixed order."""
    leaves: dict[tuple[str, str], list[Group]] = defaultdict(list)
    providers: dict[tuple[str, str], list[Group]] = defaultdict(list)
    for group in groups:
        if group.aanbieder != TOTAAL:
            providers[group.gemeente, group.hulpvorm].append(group)
            if group.hulpvorm != TOTAAL:
                leaves[group.gemeente, group.aanbieder].append(group)
    if region:
        for hulpvorm in (TOTAAL, *HULPVORMEN):
            parts = tuple(Group(gemeente, TOTAAL, hulpvorm) for gemeente in gemeenten)
            rest = Group(OVERIG, TOTAAL, hulpvorm)
            yield Equation(Group(REGIO, TOTAAL, hulpvorm), parts, rest)
    for top in (*([REGIO] if region else []), *gemeenten):
        parts = tuple(Group(top, TOTAAL, hulpvorm) for hulpvorm in HULPVORMEN)
        yield Equation(Group(top, TOTAAL, TOTAAL), parts, Group(top, TOTAAL, OVERIG))
    for gemeente in gemeenten:
        for hulpvorm in (TOTAAL, *HULPVORMEN):
            parts = tuple(providers[gemeente, hulpvorm])
            rest = Group(gemeente, OVERIG, hulpvorm)
            yield Equation(Group(gemeente, TOTAAL, hulpvorm), parts, rest)
    for (gemeente, aanbieder), kinds in sorted(leaves.items()):
        rest = Group(gemeente, aanbieder, OVERIG)
        yield Equation(Group(gemeente, aanbieder, TOTAAL), tuple(kinds), rest)
