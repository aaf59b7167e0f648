"""Builders of exact counts, and sums over them that share no code with the rooms under test."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pyarrow as pa

from uitkomst.disclosure.policy import Policy, policy
from uitkomst.disclosure.protect import protect_region
from uitkomst.disclosure.table import SafeCell, SafeTable
from uitkomst.indicators.counts import Counts
from uitkomst.standard.indicator import indicator

HULPVORMEN = ("01", "02", "03", "04", "11", "12", "13", "14")
Place = tuple[str, str, str]


class Leaf(NamedTuple):
    """One group at the finest level: its additive persons and its counts per category."""

    personen: int
    aantallen: tuple[int, ...]


Leaves = Mapping[Place, Leaf]


def counts(naam: str, leaves: Leaves, periode: str = "2026-1") -> Counts:
    """Give the counts of one indicator; categories in the order of the standard."""
    codes = [categorie.code for categorie in indicator(naam).categorieen]
    places = ("gemeente", "aanbieder", "hulpvorm")
    cells = [
        dict(zip(places, place, strict=True)) | {"categorie": code, "aantal": aantal}
        for place, leaf in leaves.items()
        for code, aantal in zip(codes, leaf.aantallen, strict=False)
        if aantal
    ]
    groups = [
        dict(zip(places, place, strict=True))
        | {"gemeten": sum(leaf.aantallen), "personen": leaf.personen, "cijfersom": None}
        for place, leaf in leaves.items()
        if sum(leaf.aantallen)
    ]
    text = [(name, pa.string()) for name in places]
    return Counts(
        naam,
        periode,
        pa.Table.from_pylist(
            cells, pa.schema([*text, ("categorie", pa.string()), ("aantal", pa.int64())])
        ),
        pa.Table.from_pylist(
            groups,
            pa.schema(
                [
                    *text,
                    ("gemeten", pa.int64()),
                    ("personen", pa.int64()),
                    ("cijfersom", pa.decimal128(18, 1)),
                ]
            ),
        ),
    )


def alone(
    given: Sequence[Counts],
    gemeente: str,
    solo: frozenset[str] = frozenset(),
    rules: Policy | None = None,
) -> SafeTable:
    """Give the table of a gemeente that is a region by itself."""
    rules = rules or policy()
    return protect_region(given, gemeenten=[gemeente], solo=solo, policy=rules)[gemeente]


def summed(leaves: Leaves, gemeente: str, aanbieder: str, hulpvorm: str) -> Leaf:
    """Add up all leaves inside a group, "totaal" being everything."""
    inside = [
        leaf
        for place, leaf in leaves.items()
        if all(
            asked in ("totaal", own)
            for asked, own in zip((gemeente, aanbieder, hulpvorm), place, strict=True)
        )
    ]
    columns = zip(*(leaf.aantallen for leaf in inside), strict=True)
    return Leaf(sum(leaf.personen for leaf in inside), tuple(map(sum, columns)))


def lines(table: SafeTable, naam: str) -> dict[Place, list[SafeCell]]:
    """Give the cells of one indicator per group."""
    found: dict[Place, list[SafeCell]] = defaultdict(list)
    for cell in table.cells:
        if cell.indicator == naam:
            found[cell.gemeente, cell.aanbieder, cell.hulpvorm].append(cell)
    return dict(found)


def shown(table: SafeTable, naam: str) -> dict[Place, tuple[int, ...]]:
    """Give the rounded counts of one indicator per shown group, # gemeten last."""
    return {
        place: (*(cell.aantal or 0 for cell in cells), cells[0].gemeten or 0)
        for place, cells in lines(table, naam).items()
        if cells[0].verborgen is None
    }


def sums(leaves: Leaves, gemeenten: Sequence[str]) -> list[tuple[Place, list[Place], Place]]:
    """Every total, its parts and its rest line, written out once more for the tests."""
    found: list[tuple[Place, list[Place], Place]] = []
    kinds = ("totaal", *HULPVORMEN)
    for top in (*gemeenten, *(["totaal"] if len(gemeenten) > 1 else [])):
        parts = [(top, "totaal", h) for h in HULPVORMEN]
        found.append(((top, "totaal", "totaal"), parts, (top, "totaal", "overig")))
    for m in gemeenten:
        providers = sorted({place[1] for place in leaves if place[0] == m})
        for h in kinds:
            parts = [(m, p, h) for p in providers]
            found.append(((m, "totaal", h), parts, (m, "overig", h)))
        for p in providers:
            parts = [(m, p, h) for h in HULPVORMEN]
            found.append(((m, p, "totaal"), parts, (m, p, "overig")))
    if len(gemeenten) > 1:
        for h in kinds:
            parts = [(m, "totaal", h) for m in gemeenten]
            found.append((("totaal", "totaal", h), parts, ("overig", "totaal", h)))
    return found
