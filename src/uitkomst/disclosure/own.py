"""What an aanbieder sees of itself: its own figures, exact, and never those of another."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from uitkomst.disclosure.figures import mean, share
from uitkomst.disclosure.lattice import Group
from uitkomst.disclosure.refusals import ForeignRows
from uitkomst.disclosure.table import TOTAAL, SafeCell, SafeGrade, SafeTable
from uitkomst.indicators.counts import Counts
from uitkomst.standard.indicator import indicator

DECIMALEN = 1


def own_table(counts: Sequence[Counts], *, aanbieder: str) -> SafeTable:
    """Give an aanbieder its own exact figures, in total and per gemeente.

    Percentages and grades have one decimal, half-up. A hulpvorm has a row where the aanbieder was
    measured on any of the indicators. Raises ForeignRows for counts of another aanbieder.
    """
    for count in counts:
        for table in (count.cells, count.groups):
            if set(table["aanbieder"].to_pylist()) - {aanbieder}:
                raise ForeignRows
    groups = _groups(counts, aanbieder)
    return SafeTable(
        periode=counts[0].periode,
        kring="aanbieder",
        policy="exact",
        cells=tuple(cell for count in counts for cell in _cells(count, groups)),
        grades=tuple(grade for count in counts for grade in _grades(count, groups)),
        proof={"exact": True, "decimalen": DECIMALEN},
    )


def _groups(counts: Sequence[Counts], aanbieder: str) -> list[Group]:
    """Give all places that have a row, the totals first."""
    places = {Group(TOTAAL, aanbieder, TOTAAL)}
    for count in counts:
        for row in count.groups.to_pylist():
            places.update(_places(row))
    return sorted(places, key=lambda place: [(part != TOTAAL, part) for part in place])


def _places(row: dict[str, str]) -> Iterator[Group]:
    for gemeente in (TOTAAL, row["gemeente"]):
        for hulpvorm in (TOTAAL, row["hulpvorm"]):
            yield Group(gemeente, row["aanbieder"], hulpvorm)


def _cells(count: Counts, groups: Sequence[Group]) -> Iterator[SafeCell]:
    found: dict[tuple[Group, str], int] = defaultdict(int)
    gemeten: dict[Group, int] = defaultdict(int)
    for row in count.cells.to_pylist():
        for place in _places(row):
            found[place, row["categorie"]] += row["aantal"]
            gemeten[place] += row["aantal"]
    for group in groups:
        for categorie in indicator(count.indicator).categorieen:
            aantal, whole = found[group, categorie.code], gemeten[group]
            yield SafeCell(
                indicator=count.indicator,
                gemeente=group.gemeente,
                aanbieder=group.aanbieder,
                hulpvorm=group.hulpvorm,
                categorie=categorie.code,
                aantal=aantal,
                percentage=share(aantal, whole, DECIMALEN),
                gemeten=whole,
                verborgen=None,
            )


def _grades(count: Counts, groups: Sequence[Group]) -> Iterator[SafeGrade]:
    if not indicator(count.indicator).gemiddelde:
        return
    som: dict[Group, Decimal] = defaultdict(Decimal)
    gemeten: dict[Group, int] = defaultdict(int)
    for row in count.groups.to_pylist():
        for place in _places(row):
            som[place] += row["cijfersom"]
            gemeten[place] += row["gemeten"]
    for group in groups:
        yield SafeGrade(count.indicator, *group, mean(som[group], gemeten[group]), geschat=False)
