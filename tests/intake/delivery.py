"""Builders of deliveries: rows by what matters about them, as a table that was read or as bytes."""

from collections.abc import Mapping, Sequence

import pyarrow as pa

from uitkomst.intake.check import CheckResult, Context, check_table
from uitkomst.intake.recognise import recognise
from uitkomst.intake.rows import RawTable
from uitkomst.standard.verslagperiode import Verslagperiode

ROW = {
    "bsn": "999900006",
    "geboortedatum": "20100510",
    "geslacht": "V",
    "postcode_of_gemeente": "1315AA",
    "verwijzer": "02",
    "hulpvorm": "02",
    "gestart_met_crisis": "02",
    "datum_aanvang": "20230110",
    "datum_einde": "20230510",
    "reden_beeindiging": "01",
    "tevredenheid_jeugdige": "",
    "zonder_hulp_jeugdige": "",
    "tevredenheid_ouder": "",
    "zonder_hulp_ouder": "",
}
LONG_ROW = {naam: ROW[naam] for naam in list(ROW)[:10]} | {
    "informant": "",
    "tevredenheid": "",
    "zonder_hulp": "",
}
RUNNING = {"datum_einde": "", "reden_beeindiging": ""}
BSNS = ("999900006", "999900018", "999900031", "999900043", "999900055", "999900067")


def lines(rows: Sequence[Mapping[str, str]], base: Mapping[str, str] = ROW) -> list[list[str]]:
    """Headings and rows; every row is the ordinary one but for what it names."""
    koppen = list(dict.fromkeys([*base, *(kop for row in rows for kop in row)]))
    return [koppen, *([{**base, **row}.get(kop, "") for kop in koppen] for row in rows)]


def table(
    cells: Sequence[Sequence[str]], *, kind: str = "csv", first: int = 1, dates_1904: bool = False
) -> RawTable:
    """A file as the readers give it; `first` is the row it begins at in the sender's file."""
    width = max(len(line) for line in cells)
    columns = [
        pa.array([line[n] or None if n < len(line) else None for line in cells], pa.string())
        for n in range(width)
    ]
    rij = pa.array(range(first, first + len(cells)), pa.int32())
    named = {"rij": rij} | {f"k{n}": column for n, column in enumerate(columns, start=1)}
    return RawTable(kind, None, pa.table(named), (), dates_1904)


def checked(
    raw: RawTable, periode: str | None = "2023-1", bestandsnaam: str = "x.csv", **context: object
) -> CheckResult:
    """The outcome of checking a table that was read."""
    known = Context(Verslagperiode.parse(periode) if periode else None, **context)  # type: ignore[arg-type]
    return check_table(raw, recognise(raw), bestandsnaam, known)


def check_rows(*rows: Mapping[str, str], periode: str | None = "2023-1") -> CheckResult:
    """The outcome of checking these rows in the ordinary wide layout."""
    return checked(table(lines(rows)), periode)


def csv(rows: Sequence[Mapping[str, str]], base: Mapping[str, str] = ROW) -> bytes:
    """The rows as a semicolon file."""
    return "\n".join(";".join(line) for line in lines(rows, base)).encode()


def rules(result: CheckResult) -> dict[str, int]:
    """How often each rule was broken, repairs and tips on the file included."""
    found: dict[str, int] = {}
    for oorzaak in result.oorzaken:
        found[oorzaak.regel] = found.get(oorzaak.regel, 0) + oorzaak.aantal
    return found


def statuses(result: CheckResult) -> list[str]:
    """The status of each record, in order of the file."""
    found: list[str] = result.rows["status"].to_pylist()
    return found
