"""`uitkomst report`: the same rooms as the portal, on local files, one per aanbieder.

Nothing is kept: rows stay in memory and the key that makes `persoon` dies with the process.
"""

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from shlex import quote
from uuid import UUID, uuid4

import pyarrow as pa

from uitkomst.cli.output import NotWritten, write
from uitkomst.cli.report_register import REGISTER, Aanbieder, Register, WrongRegister, register
from uitkomst.disclosure.own import own_table
from uitkomst.disclosure.policy import policy
from uitkomst.disclosure.protect import protect_region
from uitkomst.disclosure.refusals import ProtectionFailed
from uitkomst.disclosure.table import SafeTable
from uitkomst.indicators.compute import compute
from uitkomst.indicators.counts import Counts
from uitkomst.intake.check import CheckResult, Context, check
from uitkomst.intake.refusals import UnreadableFile
from uitkomst.reports.as_csv import to_csv
from uitkomst.reports.as_html import to_html
from uitkomst.reports.as_json import to_json
from uitkomst.standard.gemeenten import OngeldigPostcodebestand, gemeente, jeugdregio
from uitkomst.standard.indicator import indicatoren
from uitkomst.standard.verslagperiode import OngeldigePeriode, Verslagperiode
from uitkomst.vault.box import Key
from uitkomst.vault.persoon import persons

HELP = "maak een rapport van lokale bestanden, één per aanbieder"


class WrongRequest(Exception):
    """The report that was asked for cannot be made; `melding` says why and what to do."""

    def __init__(self, melding: str) -> None:
        super().__init__(melding)
        self.melding = melding


@dataclass(frozen=True)
class Circle:
    """Who reads: one part of a region, by its key; without a region the one aanbieder itself."""

    titel: str
    regio: str | None
    deel: str


def arguments(parser: ArgumentParser) -> None:
    """Declare the options of this command."""
    parser.add_argument("bestanden", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--periode", required=True, help="bijvoorbeeld 2026-1")
    parser.add_argument(
        "--voor", required=True, help="aanbieder, gemeente:0034 of regio:Haaglanden"
    )
    parser.add_argument("--formaat", choices=["json", "csv", "html"], default="json")
    parser.add_argument(
        "--aanbieders",
        type=Path,
        metavar="FILE",
        help=f"wie de aanbieders zijn (standaard {REGISTER} naast de bestanden)",
    )


def run(args: Namespace) -> int:
    """Print the report; 0, or 2 with a sentence when a file or the request cannot be read."""
    try:
        periode = Verslagperiode.parse(args.periode)
        known = register(args.aanbieders, args.bestanden)
        # `DIR/*` takes the register along; it is not a delivery.
        bestanden = [path for path in args.bestanden if path.name != REGISTER]
        circle = _circle(args.voor, _stems(bestanden), known)
        counts = _counts(bestanden, periode, known)
        write(_written(_table(circle, counts, known), circle.titel, args.formaat, known))
    except (
        NotWritten,
        OngeldigePeriode,
        OngeldigPostcodebestand,
        ProtectionFailed,
        WrongRegister,
        WrongRequest,
    ) as refused:
        print(refused.melding, file=sys.stderr)
        return 2
    return 0


def _stems(bestanden: Sequence[Path]) -> list[str]:
    """The aanbieders by the names of their files."""
    stems = [path.stem for path in bestanden]
    if not stems:
        raise WrongRequest("Geef ten minste één bestand van een aanbieder.")
    if len(set(stems)) < len(stems):
        raise WrongRequest("Twee bestanden hebben dezelfde naam. Geef één bestand per aanbieder.")
    return stems


def _circle(voor: str, stems: Sequence[str], known: Register) -> Circle:
    """Say what is asked before any file is read. A gemeente reads its part of its region."""
    kind, _, name = voor.partition(":")
    if kind == "aanbieder":
        if len(stems) > 1:
            raise WrongRequest("Een aanbieder ziet alleen eigen cijfers. Geef één bestand.")
        naam = known[stems[0]].naam if stems[0] in known else stems[0]
        return Circle(f"Aanbieder {naam}", None, stems[0])
    if known and (unknown := sorted(set(stems) - set(known))):
        raise WrongRequest(f"Niet in het register van aanbieders: {', '.join(unknown)}.")
    if not known:
        print(
            f"Er is geen {REGISTER}. Elk bestand telt als organisatie: ook een zelfstandige komt "
            "met de naam van het bestand in het rapport.",
            file=sys.stderr,
        )
    if kind == "gemeente" and (found := gemeente(name)):
        return Circle(f"Gemeente {found.naam}", found.jeugdregio, found.code)
    if kind == "regio" and (members := jeugdregio(name)):
        return Circle(f"Regio {name}", name, "regio" if len(members) > 1 else members[0].code)
    raise WrongRequest(
        f"Onbekend: --voor {voor}. Geef aanbieder, gemeente:<code> (bijvoorbeeld gemeente:0034) "
        "of regio:<naam> (bijvoorbeeld regio:Haaglanden)."
    )


def _counts(bestanden: Sequence[Path], periode: Verslagperiode, known: Register) -> list[Counts]:
    with ThreadPoolExecutor() as readers:  # Each file is opened in a process of its own.
        results = list(readers.map(partial(_checked, periode=periode), bestanden))
    if refused := [each.melding for each in results if isinstance(each, WrongRequest)]:
        raise WrongRequest("\n".join(refused))
    rows = pa.concat_tables(
        _rows(path, result, known.get(path.stem))
        for path, result in zip(bestanden, results, strict=True)
        if isinstance(result, CheckResult)
    )
    return [compute(rows, indicator, periode) for indicator in indicatoren()]


def _checked(path: Path, periode: Verslagperiode) -> CheckResult | WrongRequest:
    """Check one file; a refusal is given back, so that all of them can be told at once."""
    try:
        return check(path.read_bytes(), path.name, Context(periode=periode))
    except OSError:
        return WrongRequest(f"{path} is niet te lezen. Controleer de naam.")
    except UnreadableFile as refused:
        return WrongRequest(f"{path.name}: {refused.melding}")


def _rows(path: Path, result: CheckResult, known: Aanbieder | None) -> pa.Table:
    """Give the rows of one file; parked ones do not count, which is said on standard error."""
    if result.geparkeerd:
        print(
            f"{path.name}: {result.geparkeerd} van {result.totaal} rijen tellen niet mee; "
            f"bekijk ze met: uitkomst check {quote(str(path))}",
            file=sys.stderr,
        )
    rows = result.rows
    exempt = known is not None and known.vrijgesteld
    key = Key(uuid4(), os.urandom(32))
    return (
        rows.append_column("persoon", persons(rows, key, UUID(int=0)))
        .append_column("aanbieder", pa.array([path.stem] * rows.num_rows, pa.string()))
        .append_column("vrijgesteld", pa.array([exempt] * rows.num_rows, pa.bool_()))
    )


def _table(circle: Circle, counts: Sequence[Counts], known: Register) -> SafeTable:
    if circle.regio is None:
        return own_table(counts, aanbieder=circle.deel)
    # Also for one gemeente, as in the portal: its figures must never be rounded a second way.
    codes = [member.code for member in jeugdregio(circle.regio)]
    solo = frozenset(stem for stem, aanbieder in known.items() if aanbieder.soort == "solo")
    return protect_region(counts, gemeenten=codes, solo=solo, policy=policy())[circle.deel]


def _written(table: SafeTable, titel: str, formaat: str, known: Register) -> str:
    if formaat == "html":
        return to_html(table, titel=titel, namen={stem: each.naam for stem, each in known.items()})
    if formaat == "csv":  # Without the mark a Dutch spreadsheet program reads ≥8 as â‰¥8.
        return f"\ufeff{to_csv(table)}".rstrip()
    return to_json(table)
