"""From a sender's file to its findings and the rows that are left to use."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from uitkomst.intake.checking.causes import Places, all_places, causes_of, status_of
from uitkomst.intake.checking.decided import body_of
from uitkomst.intake.checking.engine import QueryFailed
from uitkomst.intake.checking.normalise import Normalised, normalise
from uitkomst.intake.checking.offers import offered
from uitkomst.intake.checking.periods import better_period, derived_period
from uitkomst.intake.checking.records import records
from uitkomst.intake.checking.repairs import repaired
from uitkomst.intake.checking.rules import Progress, run, there
from uitkomst.intake.checking.surroundings import surroundings
from uitkomst.intake.extension import extended
from uitkomst.intake.findings import CheckResult, Context, Finding, Oorzaak, VorigeLevering
from uitkomst.intake.keuzes import AS_RECOGNISED, Keuzes
from uitkomst.intake.lezing import reading_of
from uitkomst.intake.read import read
from uitkomst.intake.recognise import Recognised, recognise
from uitkomst.intake.refusals import UnreadableFile
from uitkomst.intake.rows import RawTable
from uitkomst.intake.voorstellen import read_cells
from uitkomst.standard.indelingsprofiel import Indelingsprofiel
from uitkomst.standard.opmerkingen import opmerking
from uitkomst.standard.regel import ERNST, Regel, regels
from uitkomst.standard.verslagperiode import Verslagperiode

__all__ = [
    "CheckResult",
    "Context",
    "Finding",
    "Keuzes",
    "Oorzaak",
    "Progress",
    "UnreadableFile",
    "VorigeLevering",
    "check",
    "check_table",
    "read_cells",
]

SHEETS = ("xlsx", "xls", "ods")


def check(
    content: bytes,
    bestandsnaam: str,
    context: Context,
    *,
    profiel: Indelingsprofiel | None = None,
    keuzes: Keuzes = AS_RECOGNISED,
    progress: Progress | None = None,
) -> CheckResult:
    """Read a file in its sandbox and hold it against every rule, as its sender decided.

    Raises UnreadableFile (also as WrongColumns) for a file that cannot be read as a delivery.
    """
    told = progress or _silent
    told("lezen", 0, 1)
    raw = read(content, bestandsnaam, profiel=profiel, blad=keuzes.blad)
    told("lezen", 1, 1)
    recognised = recognise(raw, profiel, keuzes)
    return check_table(raw, recognised, bestandsnaam, context, keuzes=keuzes, progress=progress)


def check_table(
    raw: RawTable,
    recognised: Recognised,
    bestandsnaam: str,
    context: Context,
    rules: Sequence[Regel] | None = None,
    *,
    keuzes: Keuzes = AS_RECOGNISED,
    progress: Progress | None = None,
) -> CheckResult:
    """Hold a table that has been read and recognised against the rules (all of the catalogue).

    Raises UnreadableFile for a table that is too much for the memory there is, or of which the
    sender's choices leave nothing.
    """
    chosen = regels() if rules is None else rules
    try:
        return _checked(raw, recognised, bestandsnaam, context, chosen, keuzes, progress or _silent)
    except QueryFailed as failed:
        raise UnreadableFile("geheugen", failed.melding) from failed


def _silent(step: str, done: int, total: int) -> None:
    """Tells nobody."""


def _checked(
    raw: RawTable,
    recognised: Recognised,
    bestandsnaam: str,
    context: Context,
    rules: Sequence[Regel],
    keuzes: Keuzes,
    progress: Progress,
) -> CheckResult:
    progress("herkennen", 1, 1)
    progress("herstellen", 0, 1)
    body = body_of(raw, recognised, keuzes)
    normalised = normalise(body)
    context, derived, told = _with_period(context, bestandsnaam, normalised)
    around = surroundings(recognised.soort, context, derived=derived)
    if keuzes.herstel:
        body = repaired(body, keuzes.herstel, around)
        normalised = normalise(body)
    progress("herstellen", 1, 1)
    rijen, recognised = normalised.rijen, body.recognised
    outcome = run(rijen, rules, there(recognised), around, progress=progress)
    progress("samenvatten", 0, 1)
    answers = dict(keuzes.antwoorden)
    voorstellen, solved_by = offered(outcome.broken, rijen, body, around, answers)
    causes = causes_of(
        outcome.broken, normalised.repaired, outcome.mislukt, recognised, solved_by, answers
    )
    width = raw.cells.num_columns - 1
    places = Places(rijen["rij"], recognised, sheet=raw.kind in SHEETS, width=width)
    status = status_of(outcome.broken, rijen.num_rows, answers)
    rows = records(rijen, status, lang=recognised.soort == "lang")
    more = extended(raw, body, rijen, rows, around, answers)
    told_of = [*((cause, places) for cause in causes), *more.causes]
    told_of.sort(key=lambda pair: ERNST.index(pair[0].oorzaak.ernst))
    rows = more.rows
    counts = _counts(rows)
    result = CheckResult(
        bestand=bestandsnaam,
        periode=context.periode,
        indeling=recognised.indeling,
        totaal=rows.num_rows,
        goed=counts["goed"],
        geparkeerd=counts["geparkeerd"],
        bevestigen=counts["bevestigen"],
        uitgevoerd=outcome.uitgevoerd + more.uitgevoerd,
        overgeslagen=outcome.overgeslagen + more.overgeslagen,
        mislukt=outcome.mislukt + more.mislukt,
        oorzaken=tuple(cause.oorzaak for cause, _ in told_of),
        bevindingen=tuple(found for cause, where in told_of for found in where.findings(cause)),
        notes=(
            *raw.notes,
            *recognised.notes,
            *normalised.notes,
            *told,
            *outcome.partly,
            *more.notes,
        ),
        rows=rows,
        lezing=reading_of(raw, recognised, keuzes, context.periode, normalised.repaired),
        plaatsen=all_places(told_of, on_sheets=False),
        plaatsen_bladen=all_places(told_of, on_sheets=True),
        voorstellen=voorstellen,
        uitbreiding=more.uitbreiding,
        weggelaten=body.weggelaten,
    )
    progress("samenvatten", 1, 1)
    return result


def _counts(rows: pa.Table) -> Counter[str]:
    counted = pc.value_counts(rows["status"]).to_pylist()
    return Counter({each["values"]: each["counts"] for each in counted})


def _with_period(
    context: Context, bestandsnaam: str, normalised: Normalised
) -> tuple[Context, bool, tuple[str, ...]]:
    """The context with the period it was given, or one read from the name or the rows."""
    if context.periode:
        return context, False, _doubt(context.periode, normalised)
    named = Verslagperiode.herkend_in(bestandsnaam)
    if named:
        told = opmerking("periode_uit_naam", periode=named.code)
        return replace(context, periode=named), False, (told, *_doubt(named, normalised))
    found = derived_period(normalised.rijen)
    if found:
        told = opmerking("periode_uit_datums", periode=found.code)
        return replace(context, periode=found), True, (told,)
    return context, False, (opmerking("periode_onbekend"),)


def _doubt(periode: Verslagperiode, normalised: Normalised) -> tuple[str, ...]:
    """The sentence for a file that seems to be about another period than the one named."""
    other = better_period(normalised.rijen, periode)
    if other is None:
        return ()
    return (opmerking("andere_periode", andere=other.code, periode=periode.code),)
