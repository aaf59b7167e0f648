"""The rows under the headings, as the sender decided they should be read."""

from dataclasses import dataclass, replace

import pyarrow as pa
import pyarrow.compute as pc

from uitkomst.intake.checking.engine import query
from uitkomst.intake.headings import headings_of, measurement
from uitkomst.intake.keuzes import CELLEN, Keuzes
from uitkomst.intake.recognise import Recognised
from uitkomst.intake.rows import FORM, RawTable
from uitkomst.intake.wrong_columns import no_records
from uitkomst.standard.opmerkingen import opmerking
from uitkomst.standard.recordindeling import recordindeling
from uitkomst.standard.regel import LANG_VELDEN


@dataclass(frozen=True)
class Body:
    """The rows of records, nothing repaired.

    `cells` has `rij` and a column k<n> for every column that is read; `recognised` says which field
    each is, those that only exist because the sender filled a cell of it included. `edited` names
    the cells (rij, veld) put right by hand. `metingen` are the numbers of the columns that hold
    problem measurements. `unread` are columns with a repair left out (as pairs
    of field and code), because the sender said how they are written.
    """

    cells: pa.Table
    recognised: Recognised
    dates_1904: bool
    notes: tuple[str, ...] = ()
    edited: pa.Table | None = None
    unread: frozenset[tuple[str, str]] = frozenset()
    weggelaten: int = 0
    metingen: tuple[int, ...] = ()

    def column(self, veld: str) -> str:
        """The name of the column a field is read from. Raises KeyError for a field without one."""
        return f"k{self.recognised.kolommen[veld]}"

    def with_cells(self, cells: pa.Table) -> "Body":
        """The same with other cells; rows that are gone count as left out."""
        gone = self.cells.num_rows - cells.num_rows
        return replace(self, cells=cells, weggelaten=self.weggelaten + gone)


def body_of(raw: RawTable, recognised: Recognised, keuzes: Keuzes) -> Body:
    """The rows under the headings without those the sender left out, with the cells filled in.

    Raises UnreadableFile when nothing is left.
    """
    cells, notes = _under_headings(raw, recognised)
    weggelaten = 0
    if keuzes.weg:
        kept = cells.filter(
            pc.invert(pc.is_in(cells["rij"], value_set=pa.array(sorted(keuzes.weg), pa.int32())))
        )
        cells, weggelaten = kept, cells.num_rows - kept.num_rows
    edited = None
    if keuzes.cellen is not None and keuzes.cellen.num_rows:
        edited = _last_of_each(keuzes.cellen)
        recognised = _with_columns(raw, recognised, edited)
    cells = _every_column(cells, recognised)
    if edited is not None:
        cells = _filled_in(cells, recognised, edited)
    empty: tuple[str, ...] = ()
    if raw.kind != FORM:  # An empty line of a form is a traject that nobody filled in yet.
        cells, empty = _filled_rows(cells, recognised)
    if cells.num_rows == 0:
        raise no_records(recognised.koprij or 1)
    return Body(
        cells,
        recognised,
        raw.dates_1904,
        notes + empty,
        edited,
        weggelaten=weggelaten,
        metingen=_measurements(raw, recognised),
    )


def _measurements(raw: RawTable, recognised: Recognised) -> tuple[int, ...]:
    """The columns of problem measurements, which are no field of the record."""
    if recognised.koprij is None:
        return ()
    row = raw.cells.slice(pc.index(raw.cells["rij"], recognised.koprij).as_py(), 1).to_pylist()[0]
    taken = set(recognised.kolommen.values())
    return tuple(
        heading.number
        for heading in headings_of(row)
        if heading.number not in taken and measurement(heading.kop)
    )


def _under_headings(raw: RawTable, recognised: Recognised) -> tuple[pa.Table, tuple[str, ...]]:
    """The rows under the headings, without headings that come again further down."""
    if recognised.koprij is None:
        return raw.cells, ()
    at = pc.index(raw.cells["rij"], recognised.koprij).as_py()
    body = raw.cells.slice(at + 1)
    names = [f"k{n}" for n in recognised.kolommen.values() if f"k{n}" in body.column_names]
    if not names:
        return body, ()
    first = raw.cells[names[0]][at]
    if not pc.any(pc.equal(body[names[0]], first)).as_py():
        return body, ()
    again = pc.equal(body[names[0]], first)
    for name in names[1:]:
        again = pc.and_(again, pc.equal(body[name], raw.cells[name][at]))
    again = pc.fill_null(again, False)
    count = pc.sum(again).as_py()
    if not count:
        return body, ()
    return body.filter(pc.invert(again)), (opmerking("herhaalde_kop", aantal=count),)


def _last_of_each(cellen: pa.Table) -> pa.Table:
    """One row for each cell put right, the last decision about it."""
    numbered = cellen.cast(CELLEN).append_column("nr", pa.array(range(cellen.num_rows), pa.int32()))
    return query(
        "select rij, veld, arg_max(coalesce(waarde, ''), nr) as waarde from cellen group by all",
        cellen=numbered,
    )


def _with_columns(raw: RawTable, recognised: Recognised, edited: pa.Table) -> Recognised:
    """Fields the sender filled in and the file has no column for, as columns after the last."""
    known = [*(veld.naam for veld in recordindeling().velden), *LANG_VELDEN]
    asked = set(edited["veld"].to_pylist()) - recognised.kolommen.keys()
    after = max([raw.cells.num_columns - 1, *recognised.kolommen.values()])
    new = [naam for naam in dict.fromkeys(known) if naam in asked]
    kolommen = recognised.kolommen | {naam: after + n for n, naam in enumerate(new, start=1)}
    return replace(recognised, kolommen=kolommen)


def _every_column(cells: pa.Table, recognised: Recognised) -> pa.Table:
    for number in recognised.kolommen.values():
        if f"k{number}" not in cells.column_names:
            cells = cells.append_column(f"k{number}", pa.nulls(cells.num_rows, pa.string()))
    return cells


def _filled_in(cells: pa.Table, recognised: Recognised, edited: pa.Table) -> pa.Table:
    for veld in sorted(set(edited["veld"].to_pylist()) & recognised.kolommen.keys()):
        mine = edited.filter(pc.equal(edited["veld"], veld))
        at = pc.index_in(cells["rij"], value_set=mine["rij"].combine_chunks())
        given = pc.take(mine["waarde"].combine_chunks(), at)
        name = f"k{recognised.kolommen[veld]}"
        value = pc.if_else(pc.equal(given, ""), pa.scalar(None, pa.string()), given)
        column = pc.if_else(pc.is_valid(at), value, cells[name])
        cells = cells.set_column(cells.column_names.index(name), name, column)
    return cells


def _filled_rows(cells: pa.Table, recognised: Recognised) -> tuple[pa.Table, tuple[str, ...]]:
    """The rows with something in a column that is read."""
    names = [f"k{number}" for number in recognised.kolommen.values()]
    filled = pc.is_valid(pc.coalesce(*(cells[name] for name in names)))
    empty = cells.num_rows - (pc.sum(filled).as_py() or 0)
    if not empty:
        return cells, ()
    return cells.filter(filled), (opmerking("lege_rijen", aantal=empty),)
