"""What rules may speak of besides the rows: the period, its code lists, an earlier delivery."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import pyarrow as pa

from uitkomst.intake.checking.sql import Value, literal
from uitkomst.intake.findings import Context
from uitkomst.standard.codelijst import codelijst
from uitkomst.standard.recordindeling import recordindeling
from uitkomst.standard.regel import regelset
from uitkomst.standard.verslagperiode import Verslagperiode

_NO_END = date.max
"""Without a period the codes count that have no last day."""


@dataclass(frozen=True)
class Surroundings:
    """What is known from outside the rows.

    `soort` is the kind of layout, `known` what rules can ask for in `nodig`, `words` the SQL for
    each $word (as pairs, so that they can be a key), `tables` other tables the SQL may name, `day`
    the day on which a code must count.
    """

    soort: str
    known: frozenset[str]
    words: tuple[tuple[str, str], ...]
    tables: Mapping[str, pa.Table]
    day: date


def surroundings(soort: str, context: Context, *, derived: bool) -> Surroundings:
    """Gather what is known; `derived` says that the period came from the rows themselves."""
    known: set[str] = set()
    words: dict[str, Value] = {"periode_afgeleid": derived}
    tables = {}
    if context.periode:
        known.add("periode")
    if context.laatste_periode:
        known.add("laatste_periode")
        words["laatste_periode"] = context.laatste_periode.code
        words["vorige_periode"] = context.laatste_periode.vorige.code
    if context.vorige_levering:
        known.add("vorige_levering")
        words["vorig_aantal"] = context.vorige_levering.aantal
        tables["vorige"] = context.vorige_levering.lopend
    own = tuple((name, literal(value)) for name, value in words.items())
    return Surroundings(
        soort, frozenset(known), _standing(context.periode) + own, tables, _day(context.periode)
    )


def _day(periode: Verslagperiode | None) -> date:
    return periode.laatste_dag if periode else _NO_END


@lru_cache(maxsize=64)
def _standing(periode: Verslagperiode | None) -> tuple[tuple[str, str], ...]:
    """The words that only depend on the period."""
    day = _day(periode)
    words: dict[str, Value] = {**regelset().parameters, "uiterste_dag": day}
    lists = {veld.naam: veld.codelijst for veld in recordindeling().velden if veld.codelijst}
    lists["informant"] = "informant"
    for naam, lijst in lists.items():
        words[f"codes_{naam}"] = codelijst(lijst).valid_on(day)
        words[f"lacune_{naam}"] = codelijst(lijst).lacune_on(day) is not None
    measures = codelijst("bescherming_en_reclassering").codes
    words["maatregelen"] = {code.code for code in measures} - {
        code.code for code in codelijst("hulpvorm").codes
    }
    if periode:
        words |= {
            "periode": periode.code,
            "eerste_dag": periode.eerste_dag,
            "laatste_dag": periode.laatste_dag,
        }
    return tuple((name, literal(value)) for name, value in words.items())
