"""Why help ended and what children and parents thought of it: reasons, scores, goals."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from uitkomst.synthetic.aannames import HULPVORMEN, MET_VERBLIJF, aannames
from uitkomst.synthetic.chance import Chance, Floats, Ids, chosen, ids
from uitkomst.synthetic.course import ADULT, YEAR, Trajecten
from uitkomst.synthetic.provider import SyntheticProvider

Strings = NDArray[np.str_]
Bools = NDArray[np.bool_]

UITVAL = ("03", "04")
DOELEN = 5


def reasons(chance: Chance, trajecten: Trajecten) -> Strings:
    """The reason each traject ends or will end; who is of age ends as planned."""
    rules, uniform = aannames("reden"), chance.uniform("reden", trajecten.id)
    without, stay = rules["zonder_verblijf"], rules["met_verblijf"]
    codes = np.array(list(without))
    picked = codes[chosen(uniform, list(without.values()))]
    with_stay = np.isin(trajecten.hulpvorm, [HULPVORMEN.index(code) for code in MET_VERBLIJF])
    picked[with_stay] = codes[chosen(uniform[with_stay], [stay[code] for code in codes])]
    return np.where(trajecten.einde - trajecten.geboorte >= ADULT, "01", picked)


def answers(
    chance: Chance,
    aanbieder: SyntheticProvider,
    trajecten: Trajecten,
    ended: Bools,
    reden: Strings,
) -> dict[str, list[str]]:
    """Scores of youth and parent, and goals, for part of what ended; "" where nobody answered."""
    uitval = np.isin(reden, UITVAL)
    rate = _response_rate(chance, aanbieder) * np.where(uitval, aannames("respons")["na_uitval"], 1)
    answered = ended & (chance.uniform("respons", trajecten.id) < rate)
    jeugdige, ouder = _informants(chance, trajecten, answered)
    grades = _grades(chance, aanbieder, trajecten.id, uitval)
    columns = {}
    for wie, gave in (("jeugdige", jeugdige), ("ouder", ouder)):
        columns[f"tevredenheid_{wie}"] = _given(
            chance, trajecten.id, f"cijfer {wie}", gave, grades[wie]
        )
        code = _zonder_hulp(chance, aanbieder, trajecten.id, wie)
        columns[f"zonder_hulp_{wie}"] = _given(chance, trajecten.id, f"zonder {wie}", gave, code)
    return columns | _doelen(chance, aanbieder, trajecten.id, ended)


def _response_rate(chance: Chance, aanbieder: SyntheticProvider) -> float:
    """Between the lowest and the highest rate, with the assumed mean over providers."""
    rules, one = aannames("respons"), ids(aanbieder.nummer)
    if aanbieder.soort == "gi":
        return 0.0
    if aanbieder.soort == "solo" and chance.uniform("solo levert", one)[0] >= rules["solo_levert"]:
        return 0.0
    mean = (rules["gemiddeld"] - rules["laag"]) / (rules["hoog"] - rules["laag"])
    # The mean of u**x is 1/(x+1).
    up = chance.uniform("responsgraad", _teams(aanbieder)) ** (1 / mean - 1)
    return float(rules["laag"] + (rules["hoog"] - rules["laag"]) * up.mean())


def _teams(aanbieder: SyntheticProvider) -> Ids:
    """A large provider is many teams, so it lies nearer to the mean than a small one."""
    return np.arange(1 + aanbieder.omvang // 300, dtype=np.uint64) + np.uint64(
        aanbieder.nummer * 1000
    )


def _informants(chance: Chance, trajecten: Trajecten, answered: Bools) -> tuple[Bools, Bools]:
    """Who answered; of children under twelve only a parent."""
    kans = aannames("respons")["vanaf_12"]
    who = np.array(list(kans))[chance.pick("informant", trajecten.id, list(kans.values()))]
    young = trajecten.einde - trajecten.geboorte < 12 * YEAR + 1
    who[young] = "ouder"
    return answered & (who != "ouder"), answered & (who != "jeugdige")


def _grades(
    chance: Chance, aanbieder: SyntheticProvider, ids_: Ids, uitval: Bools
) -> dict[str, Strings]:
    """Grades 1-10; of two answers about one traject half agree."""
    rules = aannames("cijfer")
    own_level = float(chance.normal("cijferniveau", _teams(aanbieder)).mean())
    level = rules["gemiddeld"] + rules["per_aanbieder"] * own_level
    youth, own = chance.uniform("cijfer", ids_), chance.uniform("cijfer ouder", ids_)
    parent = np.where(chance.uniform("eens", ids_) < 0.5, youth, own)
    usual, after = grade_shares(level), grade_shares(level + rules["na_uitval"])
    return {
        wie: (1 + np.where(uitval, chosen(uniform, after), chosen(uniform, usual))).astype(str)
        for wie, uniform in (("jeugdige", youth), ("ouder", parent))
    }


@cache
def _points() -> Floats:
    return (np.arange(2000) + 0.5) / 2000


def grade_shares(mean: float) -> Floats:
    """How often each grade from 1 to 10 is given: a Beta between 0.5 and 10.5, rounded."""
    place, weight = min(max((mean - 0.5) / 10, 0.05), 0.95), aannames("cijfer")["concentratie"]
    density = _points() ** (place * weight - 1) * (1 - _points()) ** ((1 - place) * weight - 1)
    shares: Floats = density.reshape(10, -1).sum(axis=1)
    shares /= shares.sum()
    return shares


def _zonder_hulp(chance: Chance, aanbieder: SyntheticProvider, ids_: Ids, wie: str) -> Strings:
    """Codes 01-04, a little higher at one provider and lower at another."""
    rules = aannames("zonder_hulp")
    lean = rules["per_aanbieder"] * float(chance.normal("helling", _teams(aanbieder)).mean())
    kans = np.array(list(rules["kans"].values())) * np.exp(lean * (np.arange(4) - 1.5))
    return np.array(list(rules["kans"]))[chance.pick(f"zonder hulp {wie}", ids_, kans)]


def _given(chance: Chance, ids_: Ids, what: str, gave: Bools, values: Strings) -> list[str]:
    """The values of who answered, some of them skipped."""
    skipped = chance.uniform(f"open {what}", ids_) < aannames("respons")["vraag_open"]
    return [str(value) for value in np.where(gave & ~skipped, values, "")]


def _doelen(
    chance: Chance, aanbieder: SyntheticProvider, ids_: Ids, ended: Bools
) -> dict[str, list[str]]:
    """Up to five scored goals of what ended, at providers that deliver goals."""
    if not aanbieder.doelen:
        return {}
    rules, columns = aannames("doelen"), {}
    scored = ended & (chance.uniform("gescoord", ids_) < rules["gescoord"])
    kans = list(rules["kans"].values())
    for n in range(1, DOELEN + 1):
        codes = np.array(list(rules["kans"]))[chance.pick(f"doel {n}", ids_, kans)]
        columns[f"doel_{n}"] = [str(code) for code in np.where(scored, codes, "")]
        scored &= chance.uniform(f"nog een doel {n}", ids_) < rules["nog_een"]
    return columns
