"""`uitkomst check`: hold a file against every rule before it is sent. No server, nothing kept."""

import resource
from argparse import ArgumentParser, Namespace
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from uitkomst.cli.output import NotWritten, Refused, complain, named, write, write_json
from uitkomst.intake.headings import shown_file
from uitkomst.standard.indelingsprofiel import OngeldigProfiel, profiel_uit_bestand
from uitkomst.standard.verslagperiode import OngeldigePeriode, Verslagperiode

if TYPE_CHECKING:
    import pyarrow as pa

    from uitkomst.intake.check import CheckResult, Finding
    from uitkomst.intake.recognise import Recognised
    from uitkomst.intake.rows import RawTable
    from uitkomst.standard.indelingsprofiel import Indelingsprofiel

HELP = "Controleer een bestand voordat u het aanlevert. Er wordt niets bewaard of verstuurd."

NOTHING_BLOCKS, BLOCKED, UNREADABLE = 0, 1, 2

Waarden = dict[tuple[int | None, str | None, str | None], str | None]
"""What stands at a row, field and cell."""


def arguments(parser: ArgumentParser) -> None:
    """Declare the options of this command."""
    parser.epilog = "Eindigt met 0: niets blokkeert; 1: er is iets fout; 2: niet te lezen."
    parser.add_argument(
        "bestand",
        type=Path,
        metavar="BESTAND",
        help="uw aanlevering: xlsx, xls, ods, csv of vaste breedte",
    )
    parser.add_argument(
        "--periode", help="bijvoorbeeld 2026-1; anders uit de naam of de datums van het bestand"
    )
    parser.add_argument("--json", action="store_true", help="voor een programma")
    parser.add_argument(
        "--toon-waarden", action="store_true", help="zet bij elke bevinding wat er in de cel staat"
    )
    parser.add_argument(
        "--profiel", type=Path, metavar="BESTAND", help="eigen indeling met vaste breedte (TOML)"
    )
    parser.add_argument(
        "--gemarkeerd",
        type=Path,
        metavar="BESTAND",
        help="schrijf uw bestand met de fouten gemarkeerd naar deze .xlsx (of .csv, van een csv)",
    )
    parser.add_argument(
        "--taal", choices=("nl", "en"), default="nl", help="taal van de bevindingen"
    )


def run(args: Namespace) -> int:
    """Print the outcome; 0 nothing blocks, 1 something blocks, 2 the file cannot be read."""
    from uitkomst.intake.refusals import UnreadableFile

    # What stands in memory is never written to a file, also not when this process crashes.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        return _told(args)
    except (UnreadableFile, Refused) as refused:
        if args.json:
            fout = {"reden": refused.reden, "melding": refused.melding}
            with suppress(NotWritten):  # The sentence and the exit code say enough.
                write_json({"bestand": shown_file(args.bestand.name), "fout": fout})
        complain(refused.melding)
    except NotWritten as failed:
        complain(failed.melding)
    return UNREADABLE


def _told(args: Namespace) -> int:
    from uitkomst.cli.check_marked import refuse_target, write_marked
    from uitkomst.intake.marking.translation import result_in

    if args.gemarkeerd is not None:
        refuse_target(args.gemarkeerd, args.bestand)
    periode, profiel = _given(args)
    content = _content(args.bestand)
    result, waarden = _checked(args, content, periode, profiel)
    marked = None
    if args.gemarkeerd is not None:
        marked = write_marked(args.gemarkeerd, content, result, profiel, args.taal)
    result = result_in(result, args.taal)
    if args.json:
        data = as_json(result, waarden)
        write_json(data if marked is None else data | {"gemarkeerd": marked.as_json()})
    else:
        from uitkomst.cli.check_text import as_text

        text = as_text(result, waarden, args.taal)
        write(text if marked is None else f"{text}\n\n{marked.as_text()}")
    return BLOCKED if result.blocking else NOTHING_BLOCKS


def _given(args: Namespace) -> "tuple[Verslagperiode | None, Indelingsprofiel | None]":
    try:
        periode = Verslagperiode.parse(args.periode) if args.periode is not None else None
        return periode, profiel_uit_bestand(args.profiel) if args.profiel else None
    except OngeldigePeriode as refused:
        raise Refused("periode", refused.melding) from refused
    except OngeldigProfiel as refused:
        raise Refused("profiel", refused.melding) from refused


def _checked(
    args: Namespace,
    content: bytes,
    periode: Verslagperiode | None,
    profiel: "Indelingsprofiel | None",
) -> "tuple[CheckResult, Waarden | None]":
    # Only here: DuckDB and Arrow would slow `uitkomst --help` down.
    from uitkomst.intake.check import Context, check_table
    from uitkomst.intake.read import read
    from uitkomst.intake.recognise import recognise

    naam = args.bestand.name
    raw = read(content, naam, profiel=profiel)
    recognised = recognise(raw, profiel)
    result = check_table(raw, recognised, naam, Context(periode=periode))
    return result, _values(raw, recognised, result) if args.toon_waarden else None


def _content(path: Path) -> bytes:
    """The bytes of the file, and no more than one over what a delivery may be."""
    from uitkomst.intake.limits import LIMITS

    try:
        with path.open("rb") as handle:
            return handle.read(LIMITS.file_bytes + 1)
    except FileNotFoundError as error:
        melding = f"{named(path)} bestaat niet. Controleer de naam en de map."
        raise Refused("niet_gevonden", melding) from error
    except IsADirectoryError as error:
        melding = f"{named(path)} is een map. Noem het bestand dat erin staat."
        raise Refused("niet_te_openen", melding) from error
    except OSError as error:
        melding = f"{named(path)} is niet te openen. Controleer of u het mag lezen."
        raise Refused("niet_te_openen", melding) from error


def _values(raw: "RawTable", recognised: "Recognised", result: "CheckResult") -> Waarden:
    """What stands in the sender's file at each finding that points at a cell."""
    from uitkomst.intake.rows import column_number

    waarden: Waarden = {}
    rows: dict[str, dict[int, dict[str, Any]]] = {}
    for finding in result.bevindingen:
        if finding.rij is None or finding.kolom is None:
            continue
        blad, _, cel = (finding.cel or "").rpartition("!")
        number = column_number(cel) if blad else recognised.column_of(finding.kolom)
        if blad not in rows:
            rows[blad] = _rows(raw.extra[blad] if blad else raw.cells, result, blad)
        if number and finding.rij in rows[blad]:
            key = (finding.rij, finding.kolom, finding.cel)
            waarden[key] = rows[blad][finding.rij].get(f"k{number}")
    return waarden


def _rows(cells: "pa.Table", result: "CheckResult", blad: str) -> dict[int, dict[str, Any]]:
    """The rows of this sheet that a finding points at."""
    import pyarrow as pa
    import pyarrow.compute as pc

    wanted = {
        finding.rij
        for finding in result.bevindingen
        if finding.rij and (finding.cel or "").rpartition("!")[0] == blad
    }
    found = cells.filter(pc.is_in(cells["rij"], value_set=pa.array(sorted(wanted), pa.int32())))
    return {row["rij"]: row for row in found.to_pylist()}


def as_json(result: "CheckResult", waarden: Waarden | None = None) -> dict[str, Any]:
    """The outcome as data, with Dutch names; values of cells only when they are given."""
    bevindingen: list[dict[str, Any]] = [
        {
            "regel": finding.regel,
            "ernst": finding.ernst,
            "rij": finding.rij,
            "kolom": finding.kolom,
            "cel": finding.cel,
            "melding": finding.melding,
        }
        | ({} if waarden is None else {"waarde": waarden.get(_key(finding))})
        for finding in result.bevindingen
    ]
    return {
        "bestand": shown_file(result.bestand),
        "periode": result.periode.code if result.periode else None,
        "indeling": result.indeling,
        "rijen": {
            "totaal": result.totaal,
            "goed": result.goed,
            "geparkeerd": result.geparkeerd,
            "bevestigen": result.bevestigen,
        },
        "regels": {
            "uitgevoerd": list(result.uitgevoerd),
            "overgeslagen": [{"regel": code, "reden": why} for code, why in result.overgeslagen],
            "mislukt": list(result.mislukt),
        },
        "oorzaken": [
            {
                "regel": oorzaak.regel,
                "ernst": oorzaak.ernst,
                "aantal": oorzaak.aantal,
                "melding": oorzaak.melding,
                "remedie": oorzaak.remedie,
                "naam": oorzaak.naam,
                "kolom": oorzaak.kolom,
                "blad": oorzaak.blad,
                "voorstel": oorzaak.voorstel,
            }
            for oorzaak in result.oorzaken
        ],
        "bevindingen": bevindingen,
        "opmerkingen": list(result.notes),
        "kolommen": [
            {
                "plaats": kolom.plaats,
                "kop": kolom.kop,
                "veld": kolom.veld,
                "uitleg": kolom.uitleg,
            }
            for kolom in result.lezing.kolommen
        ],
    }


def _key(finding: "Finding") -> tuple[int | None, str | None, str | None]:
    return finding.rij, finding.kolom, finding.cel
