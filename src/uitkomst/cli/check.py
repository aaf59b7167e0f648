"""`uitkomst check`: hold a file against every rule before it is sent. No server, nothing kept."""

from argparse import ArgumentParser, Namespace
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from uitkomst.cli.output import NotWritten, complain, write, write_json
from uitkomst.intake.headings import printable, shown_file
from uitkomst.standard.indelingsprofiel import OngeldigProfiel, profiel_uit_bestand
from uitkomst.standard.verslagperiode import OngeldigePeriode, Verslagperiode

if TYPE_CHECKING:
    from uitkomst.intake.check import CheckResult
    from uitkomst.intake.recognise import Recognised
    from uitkomst.intake.rows import RawTable

HELP = "Controleer een bestand voordat u het aanlevert. Er wordt niets bewaard of verstuurd."

NOTHING_BLOCKS, BLOCKED, UNREADABLE = 0, 1, 2

Waarden = dict[tuple[int | None, str | None], str | None]


class Refused(Exception):
    """The file or the request cannot be read; `reden` is a short code, `melding` the sentence."""

    def __init__(self, reden: str, melding: str) -> None:
        super().__init__(reden, melding)
        self.reden = reden
        self.melding = melding


def arguments(parser: ArgumentParser) -> None:
    """Declare the options of this command."""
    parser.add_argument("bestand", type=Path, metavar="FILE")
    parser.add_argument(
        "--periode", help="bijvoorbeeld 2026-1; anders uit de naam of de datums van het bestand"
    )
    parser.add_argument("--json", action="store_true", help="voor een programma")
    parser.add_argument(
        "--toon-waarden", action="store_true", help="zet bij elke bevinding wat er in de cel staat"
    )
    parser.add_argument(
        "--profiel", type=Path, metavar="FILE", help="eigen indeling met vaste breedte (TOML)"
    )


def run(args: Namespace) -> int:
    """Print the outcome; 0 nothing blocks, 1 something blocks, 2 the file cannot be read."""
    from uitkomst.intake.refusals import UnreadableFile

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
    result, waarden = _checked(args)
    if args.json:
        write_json(as_json(result, waarden))
    else:
        from uitkomst.cli.check_text import as_text

        write(as_text(result, waarden))
    return BLOCKED if result.blocking else NOTHING_BLOCKS


def _checked(args: Namespace) -> "tuple[CheckResult, Waarden | None]":
    # Only here: DuckDB and Arrow would slow `uitkomst --help` down.
    from uitkomst.intake.check import Context, check_table
    from uitkomst.intake.read import read
    from uitkomst.intake.recognise import recognise

    try:
        periode = Verslagperiode.parse(args.periode) if args.periode is not None else None
        profiel = profiel_uit_bestand(args.profiel) if args.profiel else None
    except OngeldigePeriode as refused:
        raise Refused("periode", refused.melding) from refused
    except OngeldigProfiel as refused:
        raise Refused("profiel", refused.melding) from refused
    naam = args.bestand.name
    raw = read(_content(args.bestand), naam, profiel=profiel)
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
        melding = f"{_named(path)} bestaat niet. Controleer de naam en de map."
        raise Refused("niet_gevonden", melding) from error
    except IsADirectoryError as error:
        melding = f"{_named(path)} is een map. Noem het bestand dat erin staat."
        raise Refused("niet_te_openen", melding) from error
    except OSError as error:
        melding = f"{_named(path)} is niet te openen. Controleer of u het mag lezen."
        raise Refused("niet_te_openen", melding) from error


def _named(path: Path) -> str:
    """The file as the user called it, where that says nothing of a person."""
    whole = printable(str(path))
    return f"Het bestand {whole if shown_file(whole) == whole else shown_file(path.name)}"


def _values(raw: "RawTable", recognised: "Recognised", result: "CheckResult") -> Waarden:
    """What stands in the sender's file at each finding."""
    import pyarrow as pa
    import pyarrow.compute as pc

    wanted = {(finding.rij, finding.kolom) for finding in result.bevindingen if finding.rij}
    rijen = pa.array(sorted({rij for rij, _ in wanted}), pa.int32())
    at = pc.index_in(rijen, value_set=raw.cells["rij"].combine_chunks())
    rows = dict(zip(rijen.to_pylist(), raw.cells.take(at).to_pylist(), strict=True))
    numbers = {kolom: recognised.column_of(kolom) for _, kolom in wanted if kolom}
    return {(rij, kolom): rows[rij].get(f"k{numbers[kolom]}") for rij, kolom in wanted if kolom}


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
        | ({} if waarden is None else {"waarde": waarden.get((finding.rij, finding.kolom))})
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
            }
            for oorzaak in result.oorzaken
        ],
        "bevindingen": bevindingen,
        "opmerkingen": list(result.notes),
    }
