"""Chance without a memory: the same question about the same thing always has the same answer.

Every draw is a hash of (seed, what is asked, which one). So a child's postcode does not depend on
how many providers or half-years are made, nor on the version of a random generator, and a running
traject is the same in every period's file. Not for secrets: this is for making things up.
"""

import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.uint64]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

STEP = np.uint64(0x9E3779B97F4A7C15)
FIRST = np.uint64(0xBF58476D1CE4E5B9)
SECOND = np.uint64(0x94D049BB133111EB)


class Chance:
    """All chance of one made-up region."""

    def __init__(self, seed: int) -> None:
        self._seed = _stirred(np.array([seed & (2**64 - 1)], np.uint64))

    def uniform(self, what: str, ids: Ids) -> Floats:
        """A number from 0 up to 1 for each id, independent for every `what`."""
        salt = _stirred(self._seed ^ np.array([zlib.crc32(what.encode())], np.uint64))
        high_bits = _stirred(_stirred(ids ^ salt) + salt) >> np.uint64(11)
        return high_bits.astype(np.float64) * 2.0**-53

    def between(self, what: str, ids: Ids, low: float, high: float) -> Floats:
        """A number from `low` up to `high` for each id."""
        return low + (high - low) * self.uniform(what, ids)

    def pick(self, what: str, ids: Ids, weights: Sequence[float] | Floats) -> Ints:
        """For each id the position of one of the weights, chosen in proportion to them."""
        return chosen(self.uniform(what, ids), weights)

    def normal(self, what: str, ids: Ids) -> Floats:
        """A number with mean 0 and standard deviation 1 for each id (Box-Muller)."""
        radius: Floats = np.sqrt(-2 * np.log1p(-self.uniform(what, ids)))
        turn: Floats = np.cos(2 * np.pi * self.uniform(what + " angle", ids))
        return radius * turn

    def order(self, what: str, ids: Ids) -> Ints:
        """The positions of the ids in a shuffled order."""
        return np.argsort(self.uniform(what, ids), kind="stable")


def ids(*numbers: int) -> Ids:
    """Plain numbers as ids."""
    return np.array(numbers, np.uint64)


def chosen(uniform: Floats, weights: Sequence[float] | Floats) -> Ints:
    """The position of a weight for each number between 0 and 1."""
    edges = np.cumsum(np.asarray(weights, np.float64))
    return np.searchsorted(edges / edges[-1], uniform, side="right").clip(max=len(edges) - 1)


def _stirred(numbers: Ids) -> Ids:
    """Every bit of the outcome depends on every bit of the number (SplitMix64)."""
    mixed = numbers + STEP
    mixed = (mixed ^ (mixed >> np.uint64(30))) * FIRST
    mixed = (mixed ^ (mixed >> np.uint64(27))) * SECOND
    return mixed ^ (mixed >> np.uint64(31))
