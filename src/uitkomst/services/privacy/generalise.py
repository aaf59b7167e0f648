"""From records to classes of at least ten persons: what is left of trajecten after a contract.

Each record is put in the finest class that has enough persons; what is left over goes one step
coarser, together, and so on. What is alone at the coarsest step is dropped. So no class is smaller
than `FEWEST`, and none can be split by subtracting another: they have no record in common.

Sources: security.md 6, "what stays after contract end": half-years instead of dates, age class,
gemeente, hulpvorm, reason, scores. The ladder and the classes of age and score are PROPOSED.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from uitkomst.standard.codelijst import codelijst
from uitkomst.standard.verslagperiode import Verslagperiode

FEWEST = 10  # persons in a class
ALL = "alle"
NOTHING = "onbekend"
RUNNING = "loopt"
AGES = ((0, 3), (4, 11), (12, 17), (18, 120))
GRADES = ((1, 5, "onvoldoende"), (6, 7, "voldoende"), (8, 10, "goed"))
SCORES = (
    "tevredenheid_jeugdige",
    "zonder_hulp_jeugdige",
    "tevredenheid_ouder",
    "zonder_hulp_ouder",
)
FIELDS = ("aanvang", "einde", "leeftijd", "gemeente", "hulpvorm", "reden_beeindiging", *SCORES)
KLASSEN = pa.schema([*((name, pa.string()) for name in FIELDS), ("aantal", pa.int32())])
"""What is kept: a line per class, with its number of trajecten."""

Record = Mapping[str, Any]


@dataclass(frozen=True)
class Trede:
    """One step of the ladder: what it takes away (Dutch), how many classes and trajecten it got."""

    titel: str
    klassen: int
    trajecten: int


@dataclass(frozen=True)
class Generalised:
    """The classes, how many of them each step gave, and how many trajecten were dropped."""

    klassen: pa.Table
    treden: tuple[Trede, ...]
    vervallen: int

    @property
    def trajecten(self) -> int:
        """How many trajecten are kept, in classes."""
        return sum(each.trajecten for each in self.treden)


def generalised(records: Iterable[Record], *, fewest: int = FEWEST) -> Generalised:
    """The classes of these records, each with `persoon` and the columns of the trajecten."""
    left = list(records)
    classes: dict[tuple[str, ...], int] = {}
    steps = []
    for titel, ladder in LADDER:
        found: dict[tuple[str, ...], list[Record]] = defaultdict(list)
        for record in left:
            found[tuple(ladder[name](record) for name in FIELDS)].append(record)
        kept = {
            key: len(theirs)
            for key, theirs in found.items()
            if len({each["persoon"] for each in theirs}) >= fewest
        }
        for key, number in kept.items():
            classes[key] = classes.get(key, 0) + number
        steps.append(Trede(titel, len(kept), sum(kept.values())))
        left = [each for key, theirs in found.items() if key not in kept for each in theirs]
    lines = [
        {**dict(zip(FIELDS, key, strict=True)), "aantal": number}
        for key, number in sorted(classes.items())
    ]
    return Generalised(pa.Table.from_pylist(lines, schema=KLASSEN), tuple(steps), len(left))


Words = Callable[[Record], str]
Ladder = dict[str, Words]


def _half_year(name: str, empty: str) -> Words:
    def words(record: Record) -> str:
        day: date | None = record[name]
        return Verslagperiode.containing(day).code if day else empty

    return words


def _year(name: str, empty: str) -> Words:
    def words(record: Record) -> str:
        day: date | None = record[name]
        return str(day.year) if day else empty

    return words


def _as_it_is(name: str) -> Words:
    return lambda record: record[name] or NOTHING


def _age(record: Record) -> str:
    age = record["leeftijd_bij_aanvang"]
    for least, most in AGES:
        if age is not None and least <= age <= most:
            return f"{least}-{most}" if most < AGES[-1][1] else f"{least}+"
    return NOTHING


def _score(name: str) -> Words:
    def words(record: Record) -> str:
        value = record[name]
        if isinstance(value, int):
            return next(word for least, most, word in GRADES if least <= value <= most)
        return value or NOTHING

    return words


def _group(record: Record) -> str:
    """With or without verblijf, as the list of hulpvormen has it."""
    code = record["hulpvorm"]
    known = {each.code: each.groep for each in codelijst("hulpvorm").codes}
    return known.get(code) or NOTHING


def _all(record: Record) -> str:
    return ALL


def _ladder() -> list[tuple[str, Ladder]]:
    """From fine to coarse; each step keeps what the one before it took away."""
    step: Ladder = {
        "aanvang": _half_year("datum_aanvang", NOTHING),
        "einde": _half_year("datum_einde", RUNNING),
        "leeftijd": _age,
        "gemeente": _as_it_is("gemeente"),
        "hulpvorm": _as_it_is("hulpvorm"),
        "reden_beeindiging": _as_it_is("reden_beeindiging"),
        **{name: _score(name) for name in SCORES},
    }
    steps = [("Halfjaren, leeftijdsklasse, gemeente, hulpvorm, reden en scores in klassen", step)]
    for titel, coarser in (
        ("Hulpvorm alleen met of zonder verblijf", {"hulpvorm": _group}),
        ("Zonder antwoorden van ouders", dict.fromkeys(SCORES[2:], _all)),
        (
            "Jaren in plaats van halfjaren",
            {
                "aanvang": _year("datum_aanvang", NOTHING),
                "einde": _year("datum_einde", RUNNING),
            },
        ),
        ("Zonder scores", dict.fromkeys(SCORES, _all)),
        ("Zonder leeftijd en reden", {"leeftijd": _all, "reden_beeindiging": _all}),
        ("Alle gemeenten samen", {"gemeente": _all}),
    ):
        step = {**step, **coarser}
        steps.append((titel, step))
    return steps


LADDER = _ladder()
