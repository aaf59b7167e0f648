"""The course of help: which trajecten a child has at one provider, from when to when.

Children come to a provider at a steady pace (with the season), get a first traject and sometimes
a second and a third. Pace and durations are chosen so that the stock, the inflow and the outflow
of every half-year are those of CBS; nothing has to be carried from one period to the next.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from uitkomst.standard.verslagperiode import Verslagperiode
from uitkomst.synthetic.aannames import HULPVORMEN, aannames
from uitkomst.synthetic.chance import Chance, Ids, Ints, chosen

Bools = NDArray[np.bool_]

YEAR = 365.25
ADULT = round(18 * YEAR)
# Twenty years of newcomers: who came before then is of age at the start of the period.
COHORTS = 40
MOST = 3
AGES = ((0, 4), (4, 8), (8, 12), (12, 16), (16, 17.95))
GESLOTEN = HULPVORMEN.index("13")
TOT_21 = (HULPVORMEN.index("11"), HULPVORMEN.index("12"))


@dataclass(frozen=True)
class Trajecten:
    """Trajecten side by side; days are counted from 1 January 1970, `einde` is always known."""

    id: Ids
    kind: Ids
    hulpvorm: Ints
    aanvang: Ints
    einde: Ints
    geboorte: Ints

    def where(self, keep: Bools | Ints) -> "Trajecten":
        """The trajecten at these places."""
        return Trajecten(*(getattr(self, naam)[keep] for naam in self.__dataclass_fields__))


def cohort(periode: Verslagperiode) -> int:
    """The number of a half-year."""
    return periode.jaar * 2 + periode.helft - 1


def places(kinderen: float) -> int:
    """How many children a provider can take in a half-year; on average 80 % of that come."""
    return int(np.ceil(kinderen / 0.8)) + 2


def newcomers(
    chance: Chance, nummer: int, kinderen: float, periode: Verslagperiode
) -> tuple[Ids, Ints]:
    """The children that came to a provider up to and in the period: id, and half-year of coming."""
    last, capacity = cohort(periode), places(kinderen)
    halves, place = np.meshgrid(np.arange(last - COHORTS, last + 1), np.arange(capacity))
    ids = _child_ids(nummer, halves.ravel(), place.ravel())
    first_half = aannames("seizoen")["begin_eerste_helft"]
    season = np.where(halves.ravel() % 2 == 0, first_half, 2 - first_half)
    # One child comes for certain, so that every provider has something to deliver.
    pace = (season * kinderen - 1) / (capacity - 1)
    comes = (place.ravel() == 0) | (chance.uniform("komt", ids) < pace)
    return ids[comes], halves.ravel()[comes]


def place_of(kind: Ids, capacity: int) -> Ints:
    """A number for each child that its provider gives to no other child for many years."""
    half, place = (kind >> np.uint64(20)) & np.uint64(0xFFFFF), kind & np.uint64(0xFFFFF)
    return (half * np.uint64(capacity) + place).astype(np.int64)


def courses(chance: Chance, kind: Ids, half: Ints, mix: tuple[float, ...]) -> Trajecten:
    """All trajecten of these children, past and to come."""
    first = _first_days(half)
    days = _first_days(half + 1) - first
    aanvang = _workday(first + (chance.uniform("dag", kind) * days).astype(np.int64))
    geboorte = aanvang - _age(chance, kind, chance.pick("hulpvorm 0", kind, mix))
    made: list[Trajecten] = []
    present: list[Bools] = []
    for nth in range(MOST):
        hulpvorm = chance.pick(f"hulpvorm {nth}", kind, mix)
        if made:
            aanvang = _next_start(chance, kind, nth, hulpvorm, made)
        ids = kind * np.uint64(4) + np.uint64(nth)
        einde = _ends(chance, ids, hulpvorm, aanvang, geboorte)
        present.append(_may_start(chance, kind, nth, hulpvorm, aanvang - geboorte))
        made.append(Trajecten(ids, kind, hulpvorm, aanvang, einde, geboorte))
    there = np.concatenate(np.logical_and.accumulate(present))
    return Trajecten(
        *(
            np.concatenate([getattr(part, naam) for part in made])[there]
            for naam in Trajecten.__dataclass_fields__
        )
    )


def _may_start(chance: Chance, kind: Ids, nth: int, hulpvorm: Ints, age: Ints) -> Bools:
    """Whether the nth traject comes at all: chance, under 18, and not closed care for the young."""
    closed_from = aannames("leeftijd")["gesloten_vanaf"] * YEAR
    fits = (age < ADULT) & ((hulpvorm != GESLOTEN) | (age >= closed_from))
    again = chance.uniform(f"nog een {nth}", kind) < aannames("trajecten")["nog_een"]
    return fits & again if nth else np.ones(len(kind), bool)


def _next_start(
    chance: Chance, kind: Ids, nth: int, hulpvorm: Ints, earlier: list[Trajecten]
) -> Ints:
    """After every earlier end when the hulpvorm comes back, else beside the one before.

    Two trajecten of one child and one hulpvorm never overlap (protocol § 3.3).
    """
    rules = aannames("trajecten")
    same = np.any([part.hulpvorm == hulpvorm for part in earlier], axis=0)
    after = np.max([part.einde for part in earlier], axis=0)
    pause = chance.between(f"pauze {nth}", kind, *rules["pauze_dagen"])
    beside = chance.between(f"naast {nth}", kind, *rules["naast_dagen"])
    start = np.where(same, after + pause, earlier[-1].aanvang + beside)
    return _workday(start.astype(np.int64))


def _ends(chance: Chance, ids: Ids, hulpvorm: Ints, aanvang: Ints, geboorte: Ints) -> Ints:
    """The last day: by the published durations, later in the year, never long after 18 (or 21)."""
    classes = aannames("duur")["klassen"]
    which = chosen(chance.uniform("duurklasse", ids), [row["aandeel"] for row in classes])
    low = np.array([row["van_dagen"] for row in classes], float)[which]
    high = np.array([row["tot_dagen"] for row in classes], float)[which]
    factor = np.array([aannames("duurfactor")["factor"][code] for code in HULPVORMEN])[hulpvorm]
    days = low * (high / low) ** chance.uniform("duur", ids) * factor
    einde = _later_in_the_year(chance, ids, aanvang + days.astype(np.int64))
    on_till_21 = np.isin(hulpvorm, TOT_21)
    on_till_21 &= chance.uniform("tot 21", ids) < aannames("leeftijd")["tot_21"]
    of_age = geboorte + np.where(on_till_21, round(21 * YEAR), ADULT)
    return _workday(np.maximum(aanvang + 1, np.minimum(einde, of_age)))


def _later_in_the_year(chance: Chance, ids: Ids, einde: Ints) -> Ints:
    """Some ends of a first half-year move to the second, as the published flow shows."""
    half = half_of(einde)
    summer = _first_days(half + 1)
    moves = chance.uniform("uitgesteld", ids) < aannames("seizoen")["einde_uitgesteld"]
    moves &= half % 2 == 0
    moved = summer + ((einde - _first_days(half)) * chance.uniform("uitstel", ids)).astype(np.int64)
    later: Ints = np.where(moves, moved, einde)
    return later


def _age(chance: Chance, kind: Ids, hulpvorm: Ints) -> Ints:
    """Age in days at the start of the first traject."""
    rules = aannames("leeftijd")
    low, high = np.array(AGES)[chance.pick("leeftijdsklasse", kind, rules["kans"])].T
    low = np.where(hulpvorm == GESLOTEN, rules["gesloten_vanaf"], low)
    high = np.where(hulpvorm == GESLOTEN, AGES[-1][1], high)
    days: Ints = ((low + (high - low) * chance.uniform("leeftijd", kind)) * YEAR).astype(np.int64)
    return days


def _child_ids(nummer: int, half: Ints, place: Ints) -> Ids:
    return (
        (np.uint64(nummer) << np.uint64(40))
        | (half.astype(np.uint64) << np.uint64(20))
        | place.astype(np.uint64)
    )


def _first_days(half: Ints) -> Ints:
    """The first day of each half-year, in days since 1970."""
    months = (half - 1970 * 2) * 6
    return months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)


def half_of(day: Ints) -> Ints:
    """The half-year of each day."""
    months = day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return months // 6 + 1970 * 2


def _workday(day: Ints) -> Ints:
    """The day itself, or the Monday after a weekend (1 January 1970 was a Thursday)."""
    weekday = (day + 3) % 7
    return day + np.where(weekday >= 5, 7 - weekday, 0)
