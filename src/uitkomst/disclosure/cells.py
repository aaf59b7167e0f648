"""From rounded lines to the cells and grades that are shown, and the rows that say "te klein".

Percentages and grades come from the rounded counts and from nothing else. An aanbieder that is not
shown has no row: its name beside "te klein" would tell that it helps a few children there.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from uitkomst.disclosure.controlled import Line, Pattern, Vector
from uitkomst.disclosure.figures import mean, share
from uitkomst.disclosure.lattice import HULPVORMEN, REGIO, Group, Lattice
from uitkomst.disclosure.policy import Policy
from uitkomst.disclosure.table import (
    OVERIG,
    TE_KLEIN,
    TER_BESCHERMING,
    TOTAAL,
    SafeCell,
    SafeGrade,
)
from uitkomst.standard.indicator import Indicator


@dataclass(frozen=True)
class Rows:
    """Cells and grades that belong together."""

    cells: tuple[SafeCell, ...]
    grades: tuple[SafeGrade, ...]

    @classmethod
    def joined(cls, parts: Iterable["Rows"]) -> "Rows":
        """Put several together, in the order given."""
        listed = list(parts)
        return cls(
            tuple(cell for part in listed for cell in part.cells),
            tuple(grade for part in listed for grade in part.grades),
        )


def rows_of_gemeente(
    patterns: Sequence[Pattern], gemeente: str, lines: Mapping[Line, Vector], policy: Policy
) -> Rows:
    """Give every row a reader of one gemeente sees, indicator by indicator."""
    return Rows.joined(
        _rows(pattern.lattice, _groups_of_gemeente(pattern, gemeente), lines, policy)
        for pattern in patterns
    )


def rows_of_region(
    patterns: Sequence[Pattern], lines: Mapping[Line, Vector], policy: Policy
) -> Rows:
    """Give the rows of the region itself: its totals, and the rest line of its gemeenten."""
    return Rows.joined(
        _rows(pattern.lattice, _groups_of_region(pattern), lines, policy) for pattern in patterns
    )


def _totals(pattern: Pattern, top: str) -> Iterator[Group]:
    for hulpvorm in (TOTAAL, *HULPVORMEN):
        yield Group(top, TOTAAL, hulpvorm)
    if Group(top, TOTAAL, TOTAAL) not in pattern.hidden:
        yield Group(top, TOTAAL, OVERIG)


def _groups_of_region(pattern: Pattern) -> Iterator[Group]:
    yield from _totals(pattern, REGIO)
    for hulpvorm in (TOTAAL, *HULPVORMEN):
        if Group(REGIO, TOTAAL, hulpvorm) not in pattern.hidden:
            yield Group(OVERIG, TOTAAL, hulpvorm)


def _groups_of_gemeente(pattern: Pattern, gemeente: str) -> Iterator[Group]:
    yield from _totals(pattern, gemeente)
    for aanbieder in pattern.shown_aanbieders(gemeente):
        for kind in (TOTAAL, *HULPVORMEN, OVERIG):
            yield Group(gemeente, aanbieder, kind)
    for hulpvorm in (TOTAAL, *HULPVORMEN):
        if Group(gemeente, TOTAAL, hulpvorm) not in pattern.hidden:
            yield Group(gemeente, OVERIG, hulpvorm)


def _rows(
    lattice: Lattice, groups: Iterable[Group], lines: Mapping[Line, Vector], policy: Policy
) -> Rows:
    cells: list[SafeCell] = []
    grades: list[SafeGrade] = []
    declared = lattice.indicator
    for group in groups:
        line = lines.get((declared.naam, group))
        if line is None:
            small = lattice.personen.get(group, 0) < policy.k
            cells += _withheld(declared, group, TE_KLEIN if small else TER_BESCHERMING)
        else:
            cells += _shown(declared, group, line, policy)
        if declared.gemiddelde:
            cijfer = None if line is None else _grade(declared, line, policy)
            grades.append(SafeGrade(declared.naam, *group, cijfer, geschat=True))
    return Rows(tuple(cells), tuple(grades))


def _withheld(declared: Indicator, group: Group, reason: str) -> Iterator[SafeCell]:
    for categorie in declared.categorieen:
        yield SafeCell(declared.naam, *group, categorie.code, None, None, None, reason)


def _shown(declared: Indicator, group: Group, line: Vector, policy: Policy) -> Iterator[SafeCell]:
    *aantallen, gemeten = line
    enough = gemeten >= policy.percentage_vanaf
    for categorie, aantal in zip(declared.categorieen, aantallen, strict=True):
        percentage = share(aantal, gemeten, policy.percentage_decimalen) if enough else None
        yield SafeCell(declared.naam, *group, categorie.code, aantal, percentage, gemeten, None)


def _grade(declared: Indicator, line: Vector, policy: Policy) -> Decimal | None:
    """Give the mean of the rounded classes, each at its class value, where there are enough."""
    *aantallen, gemeten = line
    if gemeten < policy.percentage_vanaf:
        return None
    values = policy.klassewaarden[declared.naam]
    scored = zip(declared.categorieen, aantallen, strict=True)
    return mean(sum((values[c.code] * aantal for c, aantal in scored), Decimal()), gemeten)
