"""What can be derived by adding and subtracting shown figures, over all sums of a lattice at once.

One sum at a time is not enough: a total of a hulpvorm minus the rest line of an aanbieder can give
a group that no single sum gives. A derivable group is a weighted sum of shown groups that holds
each withheld leaf for zero or one time. Leaves with the same shown groups above them always go
together, so they are one part; a shown leaf can be taken off any sum, so it plays no role. For each
part that must not be alone a linear program asks for the smallest derivable group that holds it. It
may take fractions of parts: then it warns of a danger that is not there, never the other way round.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import highspy
import numpy as np

from uitkomst.disclosure.lattice import REGIO, Group, Lattice
from uitkomst.disclosure.refusals import ProtectionFailed
from uitkomst.disclosure.rounding import UNBOUNDED, quiet_solver
from uitkomst.disclosure.table import TOTAAL

NONE = highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible
LITTLE = 1e-6


@dataclass
class _Part:
    """Withheld leaves that nobody can tell apart: their size, and whose they are."""

    personen: int = 0
    aanbieders: set[str] = field(default_factory=set)


Above = tuple[Group, ...]
"""The shown groups that hold a leaf, the leaf itself left out."""


def derivations(
    lattice: Lattice, hidden: frozenset[Group], *, k: int, solo: frozenset[str]
) -> Iterator[list[Group]]:
    """Give the shown figures behind each derivable group of fewer than K persons or of one solo.

    Nothing given is a proof that there is none. Raises ProtectionFailed where the solver gives up.
    """
    parts = _parts(lattice, hidden)
    small = {above: float(part.personen) for above, part in parts.items() if part.personen < k}
    yield from _found(lattice, hidden, parts, small, k - 1)
    for name in sorted(solo):
        own = {above: 0.0 for above, part in parts.items() if part.aanbieders == {name}}
        yield from _found(lattice, hidden, parts, own, 0)


def _above(lattice: Lattice, hidden: frozenset[Group], leaf: Group) -> Above:
    gemeente, aanbieder, hulpvorm = leaf
    return tuple(
        group
        for group in (
            Group(gemeente, aanbieder, TOTAAL),
            Group(gemeente, TOTAAL, hulpvorm),
            Group(gemeente, TOTAAL, TOTAAL),
            Group(REGIO, TOTAAL, hulpvorm),
            Group(REGIO, TOTAAL, TOTAAL),
        )
        if group in lattice.counts and group not in hidden
    )


def _leaves(lattice: Lattice) -> Iterator[Group]:
    return (group for group in lattice.counts if TOTAAL not in group)


def _parts(lattice: Lattice, hidden: frozenset[Group]) -> dict[Above, _Part]:
    parts: dict[Above, _Part] = defaultdict(_Part)
    for leaf in _leaves(lattice):
        if leaf in hidden and (above := _above(lattice, hidden, leaf)):
            parts[above].personen += lattice.personen[leaf]
            parts[above].aanbieders.add(leaf.aanbieder)
    return dict(parts)


def _found(
    lattice: Lattice,
    hidden: frozenset[Group],
    parts: dict[Above, _Part],
    sizes: dict[Above, float],
    most: int,
) -> Iterator[list[Group]]:
    """Give the figures behind each derivable group of the parts in `sizes`, up to `most` large."""
    if not sizes:
        return
    shown = sorted({group for above in parts for group in above})
    solver = _program(shown, parts, sizes)
    for n, above in enumerate(parts):
        if above not in sizes:
            continue
        column = len(shown) + n
        solver.changeColBounds(column, 1, 1)
        weights = _weights(solver, shown, most)
        solver.changeColBounds(column, 0, 1)
        if weights:
            yield _used(lattice, hidden, weights)


def _program(shown: list[Group], parts: dict[Above, _Part], sizes: dict[Above, float]) -> Any:
    """A free weight for each shown group; a part is the sum of the weights above it, 0 to 1."""
    solver = quiet_solver()
    at = {group: n for n, group in enumerate(shown)}
    for _ in shown:
        solver.addVar(-UNBOUNDED, UNBOUNDED)
    for column, above in enumerate(parts, start=len(shown)):
        solver.addVar(0, 1 if above in sizes else 0)
        solver.changeColCost(column, sizes.get(above, 0.0))
        index = np.array([*(at[group] for group in above), column], dtype=np.int32)
        solver.addRow(0, 0, len(index), index, np.array([1.0] * len(above) + [-1.0]))
    return solver


def _weights(solver: Any, shown: list[Group], most: int) -> dict[Group, float]:
    """Give the weight of each shown group that is used; empty where nothing that small exists."""
    solver.run()
    status = solver.getModelStatus()
    if status in NONE:
        return {}
    if status != highspy.HighsModelStatus.kOptimal:
        raise ProtectionFailed("deze plaats")
    if solver.getInfo().objective_function_value > most + 0.5:
        return {}
    values = solver.getSolution().col_value
    return {
        group: value for group, value in zip(shown, values, strict=False) if abs(value) > LITTLE
    }


def _used(lattice: Lattice, hidden: frozenset[Group], weights: dict[Group, float]) -> list[Group]:
    """The totals with a weight, and the shown leaves that have to be taken off again."""
    used = list(weights)
    for leaf in _leaves(lattice):
        if leaf not in hidden:
            weight = sum(weights.get(group, 0.0) for group in _above(lattice, hidden, leaf))
            if abs(weight) > LITTLE:
                used.append(leaf)
    return used
