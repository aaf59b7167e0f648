"""From a sender's file to its findings and the rows that are left to use."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from uitkomst.intake.checking.causes import Places, causes_of, status_of
from uitkomst.intake.checking.engine import QueryFailed
from uitkomst.intake.checking.normalise import Normalised, normalise
from uitkomst.intake.checking.periods import better_period, derived_period
from uitkomst.intake.checking.records import records
from uitkomst.intake.checking.rules import run
from uitkomst.intake.checking.surroundings import surroundings
from uitkomst.intake.findings import CheckResult, Context, Finding, Oorzaak, VorigeLevering
from uitkomst.intake.read import read
from uitkomst.intake.recognise import Recognised, recognise
from uitkomst.intake.refusals import UnreadableFile
from uitkomst.intake.rows import RawTable
from uitkomst.standard.indelingsprofiel import Indelingsprofiel
from uitkomst.standard.regel import Regel, regels
from uitkomst.standard.verslagperiode import Verslagperiode

__all__ = [
    "CheckResult",
    "Context",
    "Finding",
    "Oorzaak",
    "UnreadableFile",
    "VorigeLevering",
    "check",
    "check_table",
]

SHEETS = ("xlsx", "xls", "ods")


def check(
    content: bytes, bestandsnaam: str, context: Context, *, profiel: Indelingsprofiel | None = None
) -> CheckResult:
    """Read a file in its sandbox and hold it against every rule.

    Raises UnreadableFile (also as WrongColumns) for a file that cannot be read as a delivery.
    """
    raw = read(content, bestandsnaam, profiel=profiel)
    return check_table(raw, recognise(raw, profiel), bestandsnaam, context)


def check_table(
    raw: RawTable,
    recognised: Recognised,
    bestandsnaam: str,
    context: Context,
    rules: Sequence[Regel] | None = None,
) -> CheckResult:
    """Hold a table that has been read and recognised against the rules (all of the catalogue).

    Raises UnreadableFile for a table that is too much for the memory there is.
    """
    try:
        return _checked(
            raw, recognised, bestandsnaam, context, regels() if rules is None else rules
        )
    except QueryFailed as failed:
        raise UnreadableFile("geheugen", failed.melding) from failed


def _checked(
    raw: RawTable,
    recognised: Recognised,
    bestandsnaam: str,
    context: Context,
    rules: Sequence[Regel],
) -> CheckResult:
    normalised = normalise(raw, recognised)
    rijen = normalised.rijen
    context, derived, told = _with_period(context, bestandsnaam, normalised)
    around = surroundings(recognised.soort, context, derived=derived)
    outcome = run(rijen, rules, _there(recognised), around)
    places = Places(rijen["rij"], recognised, sheet=raw.kind in SHEETS)
    oorzaken, bevindingen = causes_of(outcome.broken, normalised.repaired, outcome.mislukt, places)
    status = status_of(outcome.broken, rijen.num_rows)
    rows = records(rijen, status, lang=recognised.soort == "lang")
    counts = Counter(rows["status"].to_pylist())
    return CheckResult(
        bestand=bestandsnaam,
        periode=context.periode,
        indeling=recognised.indeling,
        totaal=rows.num_rows,
        goed=counts["goed"],
        geparkeerd=counts["geparkeerd"],
        bevestigen=counts["bevestigen"],
        uitgevoerd=outcome.uitgevoerd,
        overgeslagen=outcome.overgeslagen,
        mislukt=outcome.mislukt,
        oorzaken=oorzaken,
        bevindingen=bevindingen,
        notes=(*raw.notes, *recognised.notes, *normalised.notes, *told, *outcome.partly),
        rows=rows,
    )


def _there(recognised: Recognised) -> frozenset[str]:
    """The fields a rule can count on; in the long layout also those the answers are split into."""
    there = set(recognised.kolommen)
    if recognised.soort == "lang":
        for naam in there & {"tevredenheid", "zonder_hulp"}:
            there |= {f"{naam}_jeugdige", f"{naam}_ouder"}
    return frozenset(there)


def _with_period(
    context: Context, bestandsnaam: str, normalised: Normalised
) -> tuple[Context, bool, tuple[str, ...]]:
    """The context with the period it was given, or one read from the name or the rows."""
    if context.periode:
        return context, False, _doubt(context.periode, normalised)
    named = Verslagperiode.herkend_in(bestandsnaam)
    if named:
        told = f"Verslagperiode {named.code} is gelezen uit de naam van het bestand."
        return replace(context, periode=named), False, (told, *_doubt(named, normalised))
    found = derived_period(normalised.rijen)
    if found:
        told = f"Verslagperiode {found.code} is afgeleid uit de datums in het bestand."
        return replace(context, periode=found), True, (told,)
    return context, False, ("De verslagperiode is niet bekend.",)


def _doubt(periode: Verslagperiode, normalised: Normalised) -> tuple[str, ...]:
    """The sentence for a file that seems to be about another period than the one named."""
    other = better_period(normalised.rijen, periode)
    if other is None:
        return ()
    return (
        f"De meeste rijen horen niet bij verslagperiode {periode.code}; de datums passen beter bij "
        f"{other.code}. Controleer of u de juiste periode koos.",
    )
