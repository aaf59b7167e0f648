"""`uitkomst report`: the same rooms as the portal, on local files, one per aanbieder.

Nothing is kept: rows stay in memory and the key that makes `persoon` dies with the process.
"""

import csv
import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import pyarrow as pa

from uitkomst.disclosure.own import own_table
from uitkomst.disclosure.policy import policy
from uitkomst.disclosure.protect import protect, protect_region
from uitkomst.disclosure.refusals import ProtectionFailed
from uitkomst.disclosure.table import SafeTable
from uitkomst.indicators.compute import compute
from uitkomst.indicators.counts import Counts
from uitkomst.intake.check import Context, check
from uitkomst.intake.refusals import UnreadableFile
from uitkomst.reports.as_csv import to_csv
from uitkomst.reports.as_html import to_html
from uitkomst.reports.as_json import to_json
from uitkomst.standard.gemeenten import gemeente, jeugdregio
from uitkomst.standard.indicator import indicatoren
from uitkomst.standard.verslagperiode import OngeldigePeriode, Verslagperiode
from uitkomst.vault.box import Key
from uitkomst.vault.persoon import persons

HELP = "maak een rapport van lokale bestanden, één per aanbieder"
REGISTER = "aanbieders.csv"


class WrongRequest(Exception):
    """The report that was asked for cannot be made; `melding` says why and what to do."""

    def __init__(self, melding: str) -> None:
        super().__init__(melding)
        self.melding = melding


@dataclass(frozen=True)
class Aanbieder:
    """What a register beside the files says of one sender."""

    naam: str
    soort: str


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
        register = _register(args.aanbieders, args.bestanden)
        # `DIR/*` takes the register along; it is not a delivery.
        bestanden = [path for path in args.bestanden if path.name != REGISTER]
        stems = _stems(bestanden)
        counts = _counts(bestanden, periode, register)
        table, titel = _table(args.voor, stems, counts, register)
    except (OngeldigePeriode, WrongRequest, ProtectionFailed) as refused:
        print(refused.melding, file=sys.stderr)
        return 2
    print(_written(table, titel, args.formaat, register))
    return 0


def _register(given: Path | None, bestanden: Sequence[Path]) -> Mapping[str, Aanbieder]:
    """Read who is who; without a register every file is an organisation named after itself."""
    path = given or bestanden[0].parent / REGISTER
    if not path.exists():
        if given:
            raise WrongRequest(f"{given} bestaat niet. Geef een register met --aanbieders.")
        return {}
    with path.open(encoding="utf-8-sig", newline="") as handle:
        lines = list(csv.DictReader(handle, delimiter=";"))
    if lines and not {"bestand", "aanbieder", "soort"} <= set(lines[0]):
        raise WrongRequest(f"{path} mist een van de kolommen bestand, aanbieder of soort.")
    return {
        Path(line["bestand"]).stem: Aanbieder(line["aanbieder"], line["soort"]) for line in lines
    }


def _stems(bestanden: Sequence[Path]) -> list[str]:
    """The aanbieders by the names of their files."""
    stems = [path.stem for path in bestanden]
    if not stems:
        raise WrongRequest("Geef ten minste één bestand van een aanbieder.")
    if len(set(stems)) < len(stems):
        raise WrongRequest("Twee bestanden hebben dezelfde naam. Geef één bestand per aanbieder.")
    return stems


def _counts(
    bestanden: Sequence[Path], periode: Verslagperiode, register: Mapping[str, Aanbieder]
) -> list[Counts]:
    rows = pa.concat_tables([_rows(path, periode, register) for path in bestanden])
    return [compute(rows, indicator, periode) for indicator in indicatoren()]


def _rows(path: Path, periode: Verslagperiode, register: Mapping[str, Aanbieder]) -> pa.Table:
    """Check one file; parked rows are counted out, and said on standard error."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise WrongRequest(f"{path} is niet te lezen. Controleer de naam.") from error
    try:
        result = check(content, path.name, Context(periode=periode))
    except UnreadableFile as refused:
        raise WrongRequest(f"{path.name}: {refused.melding}") from refused
    if result.geparkeerd:
        print(
            f"{path.name}: {result.geparkeerd} van {result.totaal} rijen tellen niet mee; "
            f"bekijk ze met: uitkomst check {path}",
            file=sys.stderr,
        )
    rows = result.rows
    key = Key(uuid4(), os.urandom(32))
    known = register.get(path.stem)
    exempt = known is not None and known.soort in {"solo", "gi"}
    return (
        rows.append_column("persoon", persons(rows, key, UUID(int=0)))
        .append_column("aanbieder", pa.array([path.stem] * rows.num_rows, pa.string()))
        .append_column("vrijgesteld", pa.array([exempt] * rows.num_rows, pa.bool_()))
    )


def _table(
    voor: str, stems: Sequence[str], counts: Sequence[Counts], register: Mapping[str, Aanbieder]
) -> tuple[SafeTable, str]:
    kind, _, name = voor.partition(":")
    solo = frozenset(stem for stem, known in register.items() if known.soort == "solo")
    if kind == "aanbieder":
        return _own(stems, counts, register)
    if kind == "gemeente" and (found := gemeente(name)):
        table = protect(counts, gemeente=found.code, solo=solo, policy=policy())
        return table, f"Gemeente {found.naam}"
    if kind == "regio" and (members := jeugdregio(name)):
        codes = [member.code for member in members]
        tables = protect_region(counts, gemeenten=codes, solo=solo, policy=policy())
        return tables["regio"], f"Regio {name}"
    raise WrongRequest(
        f"Onbekend: --voor {voor}. Geef aanbieder, gemeente:<code> (bijvoorbeeld gemeente:0034) "
        "of regio:<naam> (bijvoorbeeld regio:Haaglanden)."
    )


def _own(
    stems: Sequence[str], counts: Sequence[Counts], register: Mapping[str, Aanbieder]
) -> tuple[SafeTable, str]:
    if len(stems) > 1:
        raise WrongRequest("Een aanbieder ziet alleen eigen cijfers. Geef één bestand.")
    naam = register[stems[0]].naam if stems[0] in register else stems[0]
    return own_table(counts, aanbieder=stems[0]), f"Aanbieder {naam}"


def _written(table: SafeTable, titel: str, formaat: str, register: Mapping[str, Aanbieder]) -> str:
    if formaat == "html":
        namen = {stem: known.naam for stem, known in register.items()}
        return to_html(table, titel=titel, namen=namen)
    return to_csv(table) if formaat == "csv" else to_json(table)
