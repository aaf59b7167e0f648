"""From withheld and shown groups to rounded lines: the figures and sums of one gemeente or region.

A gemeente is rounded first, all indicators at once, each count within one step of the truth. The
region follows from below: the gemeenten stay as they are, the line for withheld gemeenten and
hulpvormen is rounded as near as the sums allow, and the figures of the region are the sums. They
can therefore lie further from the truth than one step; adding up goes first.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from uitkomst.disclosure.lattice import REGIO, Equation, Group, Lattice
from uitkomst.disclosure.policy import Policy
from uitkomst.disclosure.refusals import ProtectionFailed
from uitkomst.disclosure.rounding import (
    Figure,
    Rounded,
    Sum,
    fixed,
    free,
    near,
    round_together,
    short_of,
    within,
)
from uitkomst.disclosure.table import TOTAAL

Line = tuple[str, Group]
"""A shown group or rest line of one indicator."""
Place = tuple[Line, int]
"""One number of a line."""
Vector = tuple[int, ...]
"""A number per category, # gemeten last."""


@dataclass(frozen=True)
class Pattern:
    """The lattice of one indicator and the groups of it that must not be shown."""

    lattice: Lattice
    hidden: frozenset[Group]

    def sums(self, gemeente: str) -> Iterator[tuple[Equation, tuple[Group, ...]]]:
        """Give each equation with a shown total in a gemeente, and its shown parts."""
        for equation in self.lattice.equations:
            if equation.parent.gemeente == gemeente and equation.parent not in self.hidden:
                yield equation, tuple(c for c in equation.children if c not in self.hidden)

    def shown_aanbieders(self, gemeente: str) -> list[str]:
        """Give the aanbieders with a line of their own in a gemeente, in order of name."""
        whole = Group(gemeente, TOTAAL, TOTAAL)
        return [
            child.aanbieder
            for equation, shown in self.sums(gemeente)
            if equation.parent == whole
            for child in shown
            if child.aanbieder != TOTAAL
        ]


@dataclass(frozen=True)
class RoundedLines:
    """The rounded vectors of a table, with the solver's word and how far it was relaxed.

    `relaxed` is "niet", "restregels" or "alles" for a gemeente, "optelling" for a region.
    """

    lines: Mapping[Line, Vector]
    status: str
    seconds: float
    relaxed: str


@dataclass(frozen=True)
class _Problem:
    """All lines with their exact vectors, which of them are rest lines, and the sums."""

    exact: Mapping[Line, Vector]
    rests: frozenset[Line]
    sums: Sequence[tuple[Line, tuple[Line, ...]]]


def round_gemeente(patterns: Sequence[Pattern], gemeente: str, policy: Policy) -> RoundedLines:
    """Round everything that is shown of one gemeente, all indicators together.

    Raises ProtectionFailed where even the relaxed bounds of the policy leave no rounding.
    """
    problem = _problem(patterns, gemeente)
    attempts = (
        ("niet", frozenset[Line]()),
        ("restregels", problem.rests),
        ("alles", frozenset(problem.exact)),
    )
    for word, relaxed in attempts:
        rounded = _solve(problem, partial(_bounded, problem, relaxed, policy), policy)
        if rounded is not None:
            return _lines(problem, rounded, word)
    raise ProtectionFailed(f"gemeente {gemeente}")


def _bounded(
    problem: _Problem, relaxed: frozenset[Line], policy: Policy, place: Place, weight: float
) -> Figure:
    """Bound one figure of a gemeente; a line in which nothing was measured stays empty."""
    line, n = place
    exact, gemeten = problem.exact[line][n], problem.exact[line][-1]
    if line in relaxed and gemeten:
        reach = policy.versoepeling * policy.basis
        figure = within(exact, policy.basis, weight, policy.versoepeling)
    else:
        reach = policy.basis - 1
        figure = near(exact, policy.basis, weight)
    whole = n == len(problem.exact[line]) - 1
    return figure if whole else short_of(gemeten, figure, policy.basis, reach)


def round_region(
    patterns: Sequence[Pattern], below: Mapping[Line, Vector], policy: Policy
) -> RoundedLines:
    """Round the region over gemeenten that are rounded already (`below`) and stay as they are.

    Raises ProtectionFailed where the solver finds no rounding in its time.
    """
    problem = _problem(patterns, REGIO)
    exact = {line: below.get(line, vector) for line, vector in problem.exact.items()}
    problem = _Problem(exact, problem.rests, problem.sums)

    def figure(place: Place, weight: float) -> Figure:
        line, n = place
        count = exact[line][n]
        if line in below:
            return fixed(count, policy.basis)
        return free(count, weight) if exact[line][-1] else near(count, policy.basis, weight)

    rounded = _solve(problem, figure, policy)
    if rounded is None:
        raise ProtectionFailed("de regio")
    return _lines(problem, rounded, "optelling")


def _problem(patterns: Sequence[Pattern], gemeente: str) -> _Problem:
    exact: dict[Line, Vector] = {}
    rests: set[Line] = set()
    sums: list[tuple[Line, tuple[Line, ...]]] = []
    for pattern in patterns:
        naam, counts = pattern.lattice.indicator.naam, pattern.lattice.counts
        for equation, shown in pattern.sums(gemeente):
            total = counts[equation.parent]
            parts = [counts[child] for child in shown]
            left = tuple(whole - sum(part) for whole, *part in zip(total, *parts, strict=True))
            rest = (naam, equation.rest)
            exact[naam, equation.parent] = total
            exact.update(((naam, child), counts[child]) for child in shown)
            exact[rest] = left
            rests.add(rest)
            sums.append(((naam, equation.parent), (*((naam, child) for child in shown), rest)))
    return _Problem(exact, frozenset(rests), sums)


def _solve(
    problem: _Problem, figure: Callable[[Place, float], Figure], policy: Policy
) -> Rounded[Place] | None:
    """Round a problem; # gemeten is the sum of its categories, so it adds up where they do."""
    figures: dict[Place, Figure] = {}
    sums: list[Sum[Place]] = []
    for line, vector in problem.exact.items():
        last = len(vector) - 1
        for n in range(len(vector)):
            figures[line, n] = figure((line, n), policy.gewicht_gemeten if n == last else 1)
        sums.append(((line, last), tuple((line, n) for n in range(last))))
    for parent, parts in problem.sums:
        for n in range(len(problem.exact[parent]) - 1):
            sums.append(((parent, n), tuple((part, n) for part in parts)))
    return round_together(
        figures,
        sums,
        base=policy.basis,
        seconds=policy.tijd_seconden,
        gap=policy.tussenruimte,
    )


def _lines(problem: _Problem, rounded: Rounded[Place], relaxed: str) -> RoundedLines:
    lines = {
        line: tuple(rounded.counts[line, n] for n in range(len(vector)))
        for line, vector in problem.exact.items()
    }
    return RoundedLines(lines, rounded.status, rounded.seconds, relaxed)
