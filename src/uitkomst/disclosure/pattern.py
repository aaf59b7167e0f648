"""Which groups are shown: decided on sizes only, so that it says nothing about outcomes.

A group is withheld when it has fewer than K persons, when it is of one solo aanbieder alone, or
when a group above it is withheld. Then each sum is closed: where the withheld part of a shown total
would stand for fewer than K persons, or for one solo aanbieder, the smallest shown part goes too.
In the end all sums are held together: as long as some addition or subtraction of shown figures
still gives such a group, the smallest figure it needs goes as well. K counts `personen`, which
never counts a child of an aanbieder twice. A child that two aanbieders help does count at both:
they share no key, so nobody here can know.
"""

from collections.abc import Iterable

from uitkomst.disclosure.derivable import derivations
from uitkomst.disclosure.lattice import Equation, Group, Lattice


def withheld(lattice: Lattice, *, k: int, solo: frozenset[str]) -> frozenset[Group]:
    """Give the groups that must not be shown, including those withheld to protect others.

    Raises ProtectionFailed where the solver cannot prove that this is enough.
    """
    hidden = close(lattice, too_small(lattice, k=k, solo=solo), k=k, solo=solo)
    while more := _needed(lattice, hidden, k, solo):
        hidden = close(lattice, hidden | more, k=k, solo=solo)
    return hidden


def _needed(
    lattice: Lattice, hidden: frozenset[Group], k: int, solo: frozenset[str]
) -> frozenset[Group]:
    """Give the cheapest way to break each derivation that is left, breaking none of them twice."""
    more: set[Group] = set()
    for used in derivations(lattice, hidden, k=k, solo=solo):
        if more.isdisjoint(used):
            more.add(min(used, key=lambda group: (lattice.personen[group], group)))
    return frozenset(more)


def too_small(lattice: Lattice, *, k: int, solo: frozenset[str]) -> frozenset[Group]:
    """Give the groups withheld for themselves: fewer than K persons, or of one solo alone."""
    return frozenset(
        group
        for group in lattice.counts
        if lattice.personen[group] < k or _alone(lattice.aanbieders[group], solo)
    )


def _alone(aanbieders: frozenset[str], solo: frozenset[str]) -> bool:
    """Tell whether a figure is about one natural person who gives help, and nobody else."""
    return len(aanbieders) == 1 and aanbieders <= solo


def close(
    lattice: Lattice, hidden: Iterable[Group], *, k: int, solo: frozenset[str]
) -> frozenset[Group]:
    """Withhold more until no single sum isolates a withheld group; stable and deterministic."""
    closed = set(hidden)
    before = -1
    while len(closed) != before:
        before = len(closed)
        for equation in lattice.equations:
            if equation.parent in closed:
                closed.update(equation.children)
            elif _isolates(lattice, equation, closed, k, solo):
                closed.add(_cheapest(lattice, equation, closed))
    return frozenset(closed)


def _isolates(
    lattice: Lattice, equation: Equation, hidden: set[Group], k: int, solo: frozenset[str]
) -> bool:
    """Tell whether total minus shown parts stands for too few, or for one solo aanbieder.

    The size of the withheld part may be 0 persons while something was measured: the children were
    counted at another hulpvorm. That is small, not empty.
    """
    part = [child for child in equation.children if child in hidden and lattice.gemeten(child)]
    if not part:
        return False
    aanbieders = frozenset[str]().union(*(lattice.aanbieders[child] for child in part))
    return _alone(aanbieders, solo) or sum(lattice.personen[child] for child in part) < k


def _cheapest(lattice: Lattice, equation: Equation, hidden: set[Group]) -> Group:
    """Give the smallest shown part, or the total itself where no part is left to withhold."""
    shown = [child for child in equation.children if child not in hidden]
    return min(shown, key=lambda child: (lattice.personen[child], child), default=equation.parent)
