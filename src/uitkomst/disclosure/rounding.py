"""Controlled rounding: all figures to multiples of a base at once, so that every sum still holds.

One mixed-integer program, solved by HiGHS. A figure is an integer number of base steps between
`low` and `high`; a sum says that one figure is the sum of others. The objective is the weighted
distance to the exact figures. One thread, a fixed seed and a fixed order: the same input gives the
same output.
"""

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

import highspy
import numpy as np

UNBOUNDED = highspy.kHighsInf


class Figure(NamedTuple):
    """An exact count, the steps it may become, and how heavily its distance weighs."""

    exact: int
    low: float
    high: float
    weight: float


Key = TypeVar("Key", bound=Hashable)
"""Names one figure; the solver does not look inside."""
Sum = tuple[Key, tuple[Key, ...]]
"""A figure and the figures it is the sum of."""


@dataclass(frozen=True)
class Rounded(Generic[Key]):
    """The rounded counts, and the solver's own word on them ("Optimal", "Time limit reached")."""

    counts: Mapping[Key, int]
    status: str
    seconds: float


def near(exact: int, base: int, weight: float) -> Figure:
    """Allow less than one step: the multiples around the count, a multiple itself stays."""
    return Figure(exact, exact // base, -(-exact // base), weight)


def short_of(size: int, figure: Figure, base: int, reach: int) -> Figure:
    """Keep a part of a group of known size from being rounded up to a proof of all, or all but one.

    Who reads R knows that the count is at least R minus `reach`: 15 of 11 can only be 11.
    """
    most = max(figure.low, (size - 2 + reach) // base)
    return figure._replace(high=min(figure.high, most))


def within(exact: int, base: int, weight: float, steps: int) -> Figure:
    """Allow up to a number of whole steps; a true zero of an empty group should stay `near`."""
    low = max(0, math.ceil((exact - steps * base) / base))
    return Figure(exact, low, (exact + steps * base) // base, weight)


def free(exact: int, weight: float) -> Figure:
    """Allow any count that is not negative."""
    return Figure(exact, 0, UNBOUNDED, weight)


def fixed(count: int, base: int) -> Figure:
    """Keep a count that is rounded already."""
    return Figure(count, count // base, count // base, 0)


def round_together(
    figures: Mapping[Key, Figure],
    sums: Sequence[Sum[Key]],
    *,
    base: int,
    seconds: float,
    gap: float,
) -> Rounded[Key] | None:
    """Round all figures at once to multiples of `base`, or None where no rounding adds up.

    `seconds` is the time allowed and `gap` the relative distance from the best that is enough.
    """
    if not figures:
        return Rounded({}, "Empty", 0.0)
    solver = quiet_solver()
    solver.setOptionValue("time_limit", seconds)
    solver.setOptionValue("mip_rel_gap", gap)
    solver.passModel(_model(figures, sums, base))
    solver.run()
    solution = solver.getSolution()
    info = solver.getInfo()
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None
    steps = np.rint(np.asarray(solution.col_value[: len(figures)])).astype(int)
    status = solver.modelStatusToString(solver.getModelStatus())
    counts = {key: int(step) * base for key, step in zip(figures, steps, strict=True)}
    return Rounded(counts, status, solver.getRunTime())


def quiet_solver() -> Any:
    """Give a solver that says nothing and always walks the same way."""
    solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("random_seed", 1)
    return solver


def _model(figures: Mapping[Key, Figure], sums: Sequence[Sum[Key]], base: int) -> highspy.HighsLp:
    """Write the program down: a column per figure, and one for the distance of a wide figure."""
    at = {key: n for n, key in enumerate(figures)}
    lower = [figure.low for figure in figures.values()]
    upper = [figure.high for figure in figures.values()]
    cost = [0.0] * len(figures)
    offset = 0.0
    rows: list[tuple[float, float, dict[int, float]]] = []
    for parent, parts in sums:
        rows.append((0.0, 0.0, {at[parent]: -1.0} | {at[part]: 1.0 for part in parts}))
    for n, figure in enumerate(figures.values()):
        if figure.high - figure.low <= 1:
            # Two values at most: the distance is a straight line between them.
            below = abs(figure.low * base - figure.exact)
            cost[n] = figure.weight * (abs(figure.high * base - figure.exact) - below)
            offset += figure.weight * below
            continue
        distance = len(lower)
        lower.append(0.0)
        upper.append(UNBOUNDED)
        cost.append(figure.weight)
        rows.append((-UNBOUNDED, float(figure.exact), {n: float(base), distance: -1.0}))
        rows.append((float(figure.exact), UNBOUNDED, {n: float(base), distance: 1.0}))
    lp = _lp(cost, lower, upper, rows, integers=len(figures))
    # The gap is relative to the whole distance, so the part nobody can change counts as well.
    lp.offset_ = offset
    return lp


def _lp(
    cost: list[float],
    lower: list[float],
    upper: list[float],
    rows: list[tuple[float, float, dict[int, float]]],
    *,
    integers: int,
) -> highspy.HighsLp:
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(cost), len(rows)
    lp.col_cost_ = np.array(cost, dtype=float)
    lp.col_lower_ = np.array(lower, dtype=float)
    lp.col_upper_ = np.array(upper, dtype=float)
    lp.row_lower_ = np.array([row[0] for row in rows], dtype=float)
    lp.row_upper_ = np.array([row[1] for row in rows], dtype=float)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.cumsum([0, *(len(row[2]) for row in rows)]).astype(np.int32)
    lp.a_matrix_.index_ = np.array([n for row in rows for n in row[2]], dtype=np.int32)
    lp.a_matrix_.value_ = np.array([v for row in rows for v in row[2].values()], dtype=float)
    kinds = [highspy.HighsVarType.kInteger] * integers
    lp.integrality_ = kinds + [highspy.HighsVarType.kContinuous] * (len(cost) - integers)
    return lp
