"""Goals (3.4) and problem measurements (3.3) that come along: an extension of this portal only.

They come as sheets named "doelen" and "metingen", a line for each goal or measurement, or, for
measurements, as columns of the delivery ("meting instrument", "meting 2 pre"). A line that is wrong
is not taken up; its record counts all the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from uitkomst.intake.checking.attached import (
    KEY,
    UITBREIDING,
    attached,
    measurements,
    typed,
    with_goals,
)
from uitkomst.intake.checking.causes import Cause, Places, Source, causes_of
from uitkomst.intake.checking.decided import Body
from uitkomst.intake.checking.normalise import repaired_cells
from uitkomst.intake.checking.repair_columns import column_of
from uitkomst.intake.checking.repairs import mask_of
from uitkomst.intake.checking.rules import Outcome, run
from uitkomst.intake.checking.sql import literal
from uitkomst.intake.checking.surroundings import Surroundings
from uitkomst.intake.headings import headings_of, measurement
from uitkomst.intake.recognise import SEARCHED_ROWS, Recognised
from uitkomst.intake.rows import RawTable
from uitkomst.standard.codelijst import codelijst
from uitkomst.standard.opmerkingen import opmerking
from uitkomst.standard.recordindeling import recordindeling
from uitkomst.standard.regel import UITBREIDINGEN, regels, titel_van

FEWEST_HEADINGS = 2


@dataclass(frozen=True)
class Lines:
    """Lines that extend a delivery: their cells (`rij`, k1 …) and which column is which field."""

    source: Source
    koprij: int | None
    kolommen: dict[str, int]
    cells: pa.Table

    def missing(self) -> tuple[str, ...]:
        """The fields these lines cannot do without and have no column for."""
        if not self.source.blad:
            return ()
        velden = recordindeling(self.source.indeling).velden
        replaced = {veld.in_plaats_van for veld in velden if veld.naam in self.kolommen}
        return tuple(
            veld.naam
            for veld in velden
            if veld.kolom_verplicht and veld.naam not in self.kolommen and veld.naam not in replaced
        )


@dataclass
class Extended:
    """What came of the lines: records with their goals, measurements, and what was wrong."""

    rows: pa.Table
    uitbreiding: pa.Table | None
    causes: list[tuple[Cause, Places]]
    uitgevoerd: tuple[str, ...] = ()
    overgeslagen: tuple[tuple[str, str], ...] = ()
    mislukt: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def extended(
    raw: RawTable,
    body: Body,
    rijen: pa.Table,
    rows: pa.Table,
    around: Surroundings,
    answers: Mapping[str, bool],
) -> Extended:
    """Check everything that extends a delivery, and take up what is right.

    `rijen` are the normalised rows of the delivery, `rows` its records.
    """
    outcome = Extended(rows, None, [])
    for lines in [*_sheets(raw), *_columns(raw, body)]:
        _take_up(lines, raw, body, rijen, around, answers, outcome)
    _count_once(outcome)
    return outcome


def _count_once(outcome: Extended) -> None:
    """Each rule once: crashed somewhere goes before carried out, and that before left out."""
    failed = dict.fromkeys(outcome.mislukt)
    ran = dict.fromkeys(code for code in outcome.uitgevoerd if code not in failed)
    done = failed.keys() | ran.keys()
    skipped = {code: why for code, why in outcome.overgeslagen if code not in done}
    outcome.mislukt, outcome.uitgevoerd = tuple(failed), tuple(ran)
    outcome.overgeslagen = tuple(skipped.items())


def _sheets(raw: RawTable) -> list[Lines]:
    found = []
    for naam in UITBREIDINGEN:
        cells = raw.extra.get(naam)
        if cells is not None and cells.num_rows:
            koprij, kolommen = _headings(cells, naam)
            if koprij is not None:
                cells = cells.slice(pc.index(cells["rij"], koprij).as_py() + 1)
            if cells.num_rows:
                found.append(Lines(Source(naam, naam, naam), koprij, kolommen, cells))
    return found


def _headings(cells: pa.Table, naam: str) -> tuple[int | None, dict[str, int]]:
    """The row with the most known headings, and the first column of each field."""
    known = {kop: veld.naam for veld in recordindeling(naam).velden for kop in veld.koppen}
    best: tuple[int | None, dict[str, int]] = (None, {})
    for row in cells.slice(0, SEARCHED_ROWS).to_pylist():
        kolommen: dict[str, int] = {}
        for heading in headings_of(row):
            if heading.kop in known:
                kolommen.setdefault(known[heading.kop], heading.number)
        if len(kolommen) > max(len(best[1]), FEWEST_HEADINGS - 1):
            best = (row["rij"], kolommen)
    return best


def _columns(raw: RawTable, body: Body) -> list[Lines]:
    """The measurements in columns of the delivery, one set of lines for each of them."""
    koprij = body.recognised.koprij
    if koprij is None:
        return []
    row = raw.cells.slice(pc.index(raw.cells["rij"], koprij).as_py(), 1).to_pylist()[0]
    sets: dict[str, dict[str, int]] = {}
    for heading in headings_of(row):
        found = measurement(heading.kop)
        if found and heading.number not in body.recognised.kolommen.values():
            sets.setdefault(found[0], {}).setdefault(found[1], heading.number)
    lines = []
    for nummer, kolommen in sorted(sets.items()):
        names = [f"k{number}" for number in kolommen.values()]
        filled = pc.is_valid(pc.coalesce(*(body.cells[name] for name in names)))
        cells = body.cells.filter(filled)
        if cells.num_rows:
            source = Source("metingen", "", f"meting{nummer}")
            lines.append(Lines(source, koprij, kolommen, cells))
    return lines


def _take_up(
    lines: Lines,
    raw: RawTable,
    body: Body,
    rijen: pa.Table,
    around: Surroundings,
    answers: Mapping[str, bool],
    outcome: Extended,
) -> None:
    """Check these lines and add what came of them to the outcome."""
    naam = lines.source.indeling
    missing = lines.missing()
    recognised = Recognised(naam, "uitbreiding", lines.koprij, lines.kolommen, (), (), ())
    at = Body(lines.cells, recognised, raw.dates_1904)
    columns = [column_of(veld, number, naam) for veld, number in lines.kolommen.items()]
    cells, repaired, doubts = repaired_cells(at, columns)
    names = {"rij": "rij"} | {f"k{number}": veld for veld, number in lines.kolommen.items()}
    fields = pa.table([cells[name] for name in names], names=list(names.values()))
    if not lines.source.blad:
        fields = _with_key(fields, rijen)
    table = attached(typed(fields, naam), outcome.rows, naam, own=not lines.source.blad)
    known = _surroundings(naam, around, missing=bool(missing))
    asked = [regel for regel in regels(naam) if regel.bereik == "bestand" or not missing]
    there = {veld.naam for veld in recordindeling(naam).velden}
    done = run(table, asked, there, known)
    causes = causes_of(
        done.broken, {} if missing else repaired, done.mislukt, recognised, {}, answers,
        lines.source,
    )  # fmt: skip
    sheet = raw.kind in ("xlsx", "xls", "ods")
    width = lines.cells.num_columns - 1
    places = Places(table["rij"], recognised, sheet=sheet, width=width)
    outcome.causes += [(cause, places) for cause in causes]
    outcome.uitgevoerd += done.uitgevoerd
    outcome.mislukt += done.mislukt
    if missing:
        why = opmerking("blad_zonder_kolommen", blad=lines.source.blad)
        left = (regel.code for regel in regels(naam) if regel not in asked)
        outcome.overgeslagen += tuple((code, why) for code in left)
    outcome.notes += doubts + _told(lines, missing)
    if not missing:
        _merge(naam, table, done, outcome)


def _told(lines: Lines, missing: tuple[str, ...]) -> tuple[str, ...]:
    if not missing:
        return ()
    titles = ", ".join(titel_van(veld, lines.source.indeling) for veld in missing)
    return (opmerking("ontbrekende_kolommen", blad=lines.source.blad, kolommen=titles),)


def _with_key(fields: pa.Table, rijen: pa.Table) -> pa.Table:
    """The lines with what says of which record they are, from their own row."""
    at = pc.index_in(fields["rij"], value_set=rijen["rij"].combine_chunks())
    for veld in KEY:
        text = rijen["datum_aanvang_tekst" if veld == "datum_aanvang" else veld]
        fields = fields.append_column(veld, pc.take(text, at))
    return fields


def _surroundings(naam: str, around: Surroundings, *, missing: bool) -> Surroundings:
    """What the rules of an extension may speak of: their code lists, and whether columns lack."""
    lists = {veld.naam: veld.codelijst for veld in recordindeling(naam).velden if veld.codelijst}
    words = [
        (f"codes_{veld}", literal(codelijst(lijst).valid_on(around.day)))
        for veld, lijst in lists.items()
    ]
    words.append(("ontbreekt", literal(missing)))
    return Surroundings("uitbreiding", frozenset(), tuple(words), {}, around.day)


def _merge(naam: str, table: pa.Table, done: Outcome, outcome: Extended) -> None:
    """Take up the lines in which nothing blocks; none at all when a rule crashed."""
    if done.mislukt:
        return
    blocking = [item for item in done.broken if item.regel.ernst == "blokkeert"]
    good = table.filter(pc.invert(mask_of(blocking, table.num_rows)))
    if naam == "doelen":
        outcome.rows = with_goals(outcome.rows, good)
        return
    before = UITBREIDING.empty_table() if outcome.uitbreiding is None else outcome.uitbreiding
    outcome.uitbreiding = pa.concat_tables([before, measurements(good)]).combine_chunks()
