"""Runs the rules of the standard over rows; says which ran, which could not, and which failed."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc

from uitkomst.intake.checking.engine import QueryFailed, query
from uitkomst.intake.checking.sql import filled
from uitkomst.intake.checking.surroundings import Surroundings
from uitkomst.intake.recognise import Recognised
from uitkomst.standard.opmerkingen import opmerking
from uitkomst.standard.regel import Regel, regelset

REASONS = {naam: opmerking(naam) for naam in ("periode", "laatste_periode", "vorige_levering")}


@dataclass(frozen=True)
class Broken:
    """A rule that is broken: in which rows (None: the file as a whole), and how often."""

    regel: Regel
    mask: pa.BooleanArray | None
    aantal: int


@dataclass
class Outcome:
    """What running the rules gave; `partly`: sentences on rules that ran for some columns only."""

    broken: list[Broken] = field(default_factory=list)
    uitgevoerd: tuple[str, ...] = ()
    overgeslagen: tuple[tuple[str, str], ...] = ()
    partly: tuple[str, ...] = ()
    mislukt: tuple[str, ...] = ()


Progress = Callable[[str, int, int], None]
"""Told of a step ("lezen", "herkennen", "herstellen", "regels", "samenvatten"): its name, how
much of it is done, and of how much."""


def run(
    rijen: pa.Table,
    regels: Iterable[Regel],
    kolommen: Collection[str],
    around: Surroundings,
    *,
    progress: Progress | None = None,
) -> Outcome:
    """Hold the rows against each rule that can run on these columns.

    `progress` is told of the step "regels", how many rules were run, and of how many.

    All rules of one reach run in one statement; when that fails, each runs alone, so that a rule
    that cannot be computed is named instead of taking the others with it.
    """
    runnable, skipped = _sorted_out(regels, kolommen, around)
    outcome = Outcome()
    failed: dict[str, None] = {}
    done_so_far = 0
    for bereik, runner in _RUNNERS.items():
        if progress:
            progress("regels", done_so_far, len(runnable))
        chosen = [regel for regel in runnable if regel.bereik == bereik]
        for part in _attempt(runner, rijen, chosen, around, failed):
            outcome.broken.extend(part)
        done_so_far += len(chosen)
    if progress:
        progress("regels", done_so_far, len(runnable))
    ran = dict.fromkeys(regel.code for regel in runnable if regel.code not in failed)
    outcome.mislukt = tuple(failed)
    outcome.uitgevoerd = tuple(ran)
    done = ran.keys() | failed.keys()
    outcome.overgeslagen = tuple((code, why) for code, why in skipped.items() if code not in done)
    outcome.partly = tuple(
        opmerking("deels", code=code, reden=why) for code, why in skipped.items() if code in done
    )
    return outcome


def there(recognised: Recognised) -> frozenset[str]:
    """The fields a rule can count on; in the long layout also those the answers are split into."""
    known = set(recognised.kolommen)
    if recognised.soort == "lang":
        for naam in known & {"tevredenheid", "zonder_hulp"}:
            known |= {f"{naam}_jeugdige", f"{naam}_ouder"}
    return frozenset(known)


def _sorted_out(
    regels: Iterable[Regel], kolommen: Collection[str], around: Surroundings
) -> tuple[list[Regel], dict[str, str]]:
    """The rules that can run, and per code why others cannot."""
    runnable: list[Regel] = []
    missing: dict[str, tuple[dict[str, None], dict[str, None]]] = {}
    for regel in regels:
        if regel.indeling not in (None, around.soort):
            continue
        lacks = [kolom for kolom in regel.kolommen if kolom not in kolommen]
        unknown = [REASONS[what] for what in regel.nodig if what not in around.known]
        if lacks or unknown:
            columns, reasons = missing.setdefault(regel.code, ({}, {}))
            columns.update(dict.fromkeys(lacks))
            reasons.update(dict.fromkeys(unknown))
        else:
            runnable.append(regel)
    return runnable, {
        code: _why(columns, reasons, kolommen) for code, (columns, reasons) in missing.items()
    }


def _why(columns: Iterable[str], reasons: Iterable[str], kolommen: Collection[str]) -> str:
    sentences = list(reasons)
    names = list(columns)
    if "bsn" in names and "clientnummer" in kolommen:
        names.remove("bsn")
        sentences.append(opmerking("clientnummers"))
    if names:
        lacks = "kolom_ontbreekt" if len(names) == 1 else "kolommen_ontbreken"
        sentences.append(opmerking(lacks, kolommen=", ".join(names)))
    return "; ".join(sentences)


Runner = Callable[[pa.Table, Sequence[Regel], Surroundings], list[Broken]]


def _attempt(
    runner: Runner,
    rijen: pa.Table,
    regels: Sequence[Regel],
    around: Surroundings,
    failed: dict[str, None],
) -> Iterable[list[Broken]]:
    if not regels:
        return
    try:
        yield runner(rijen, regels, around)
    except (QueryFailed, KeyError):
        if len(regels) == 1:
            failed[regels[0].code] = None
            return
        for regel in regels:
            yield from _attempt(runner, rijen, [regel], around, failed)


@lru_cache(maxsize=512)
def _conditions(regels: tuple[Regel, ...], words: tuple[tuple[str, str], ...]) -> str:
    known = dict(words)
    return ", ".join(
        f"coalesce(({filled(regel.schending, known)}), false) as {regel.naam}" for regel in regels
    )


def _by_row(rijen: pa.Table, regels: Sequence[Regel], around: Surroundings) -> list[Broken]:
    conditions = _conditions(tuple(regels), around.words)
    flags = query(f"select {conditions} from rijen", rijen=rijen)  # noqa: S608 - declared SQL
    return _masks(flags, regels)


def _masks(flags: pa.Table, regels: Sequence[Regel]) -> list[Broken]:
    broken = []
    for regel, column in zip(regels, flags.columns, strict=True):
        aantal = pc.sum(column).as_py()
        if aantal:
            broken.append(Broken(regel, column.combine_chunks(), aantal))
    return broken


def _by_group(rijen: pa.Table, regels: Sequence[Regel], around: Surroundings) -> list[Broken]:
    """Windows lose the order of the rows, so only the rows that break a rule come back."""
    windows = ", ".join(f"{naam} as ({sql})" for naam, sql in regelset().vensters.items())
    names = ", ".join(regel.naam for regel in regels)
    conditions = _conditions(tuple(regels), around.words)
    sql = f"""
        select * from (select rij, {conditions} from rijen window {windows})
        where greatest({names})
    """  # noqa: S608 - declared SQL
    found = query(sql, rijen=rijen)
    broken = []
    for regel in regels:
        places = found["rij"].filter(found[regel.naam])
        if len(places):
            mask = pc.is_in(rijen["rij"], value_set=places.combine_chunks()).combine_chunks()
            broken.append(Broken(regel, mask, len(places)))
    return broken


def _by_file(rijen: pa.Table, regels: Sequence[Regel], around: Surroundings) -> list[Broken]:
    counts = ", ".join(f"{regel.aantal or 1} as n_{regel.naam}" for regel in regels)
    conditions = _conditions(tuple(regels), around.words)
    sql = f"select {conditions}, {counts} from rijen"  # noqa: S608 - declared SQL
    row = query(sql, rijen=rijen, **around.tables).to_pylist()[0]
    return [Broken(regel, None, int(row[f"n_{regel.naam}"])) for regel in regels if row[regel.naam]]


_RUNNERS: dict[str, Runner] = {"rij": _by_row, "groep": _by_group, "bestand": _by_file}
