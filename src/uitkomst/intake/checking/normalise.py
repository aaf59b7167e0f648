"""From cells as they were sent to rows a rule can speak of: trimmed, repaired, dates as dates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from uitkomst.intake.checking.engine import query
from uitkomst.intake.checking.gemeente import gemeente_of
from uitkomst.intake.checking.normalise_sql import RANDEN, Shape, normalise_sql
from uitkomst.intake.checking.repair_columns import Column, columns_of
from uitkomst.intake.recognise import Recognised
from uitkomst.intake.rows import RawTable
from uitkomst.intake.wrong_columns import no_records
from uitkomst.standard.herstelregel import herstelset

CLEARLY_MORE = 3
"""So many times more cells must speak for a reading as against it, or a column is in doubt."""


@dataclass(frozen=True)
class Normalised:
    """Rows ready for the rules.

    `rijen` has a row per line that holds anything: `rij`, every field (text; dates typed with their
    text beside them), the derived columns and `gemeente`. `repaired` gives per column and repair a
    mask of the rows it touched.
    """

    rijen: pa.Table
    repaired: Mapping[tuple[str, str], pa.BooleanArray]
    notes: tuple[str, ...]


def normalise(raw: RawTable, recognised: Recognised) -> Normalised:
    """Trim, repair and type the rows under the headings.

    Raises UnreadableFile when there are none.
    """
    body, notes = _body(raw, recognised)
    columns = columns_of(recognised)
    body, empty = _filled_rows(body, columns)
    if body.num_rows == 0:
        raise no_records(recognised.koprij or 1)
    dirty = [column for column in columns if not _clean(body, column)]
    doubtful, doubts = _doubtful(body, dirty)
    shape = Shape(
        columns=tuple(columns),
        dirty=frozenset(column.naam for column in dirty),
        lang=recognised.soort == "lang",
        dates_1904=raw.dates_1904,
        doubtful=doubtful,
    )
    table = query(normalise_sql(shape), rauw=body).combine_chunks()
    marks = {column.naam: table[f"h_{column.naam}"] for column in dirty}
    rijen = table.drop_columns([f"h_{naam}" for naam in marks])
    rijen = rijen.append_column("gemeente", gemeente_of(rijen["postcode_of_gemeente"]))
    return Normalised(rijen, _repairs(marks), notes + empty + doubts)


def _body(raw: RawTable, recognised: Recognised) -> tuple[pa.Table, tuple[str, ...]]:
    """The rows under the headings, without headings that come again further down."""
    if recognised.koprij is None:
        return raw.cells, ()
    at = pc.index(raw.cells["rij"], recognised.koprij).as_py()
    body = raw.cells.slice(at + 1)
    names = [f"k{number}" for number in recognised.kolommen.values()]
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
    return body.filter(pc.invert(again)), (f"{count} herhaalde koprij(en) zijn overgeslagen.",)


def _filled_rows(body: pa.Table, columns: Sequence[Column]) -> tuple[pa.Table, tuple[str, ...]]:
    """The rows with something in a column that is read; the table has every such column."""
    for column in columns:
        if f"k{column.number}" not in body.column_names:
            nothing = pa.nulls(body.num_rows, pa.string())
            body = body.append_column(f"k{column.number}", nothing)
    filled = pc.is_valid(pc.coalesce(*(body[f"k{column.number}"] for column in columns)))
    empty = body.num_rows - (pc.sum(filled).as_py() or 0)
    if not empty:
        return body, ()
    told = f"{empty} rij(en) zonder gegevens in de gelezen kolommen zijn overgeslagen."
    return body.filter(filled), (told,)


def _clean(body: pa.Table, column: Column) -> bool:
    matches = pc.match_substring_regex(body[f"k{column.number}"], f"^(?:{column.schoon})$")
    return bool(pc.all(matches, min_count=0).as_py())


def _doubtful(
    body: pa.Table, columns: Sequence[Column]
) -> tuple[frozenset[tuple[str, str]], tuple[str, ...]]:
    """The (column, repair) pairs that could be read in two ways, with a sentence for each."""
    doubtful, notes = set(), []
    for column in columns:
        for herstel in column.herstel:
            if herstel.twijfel is None or herstel.zeker is None:
                continue
            cells = body[f"k{column.number}"]
            against = _matches(cells, herstel.twijfel)
            if against and against * CLEARLY_MORE > _matches(cells, herstel.zeker):
                doubtful.add((column.naam, herstel.code))
                notes.append(herstel.bij_twijfel.replace("$titel", column.titel))
    return frozenset(doubtful), tuple(notes)


def _matches(cells: pa.ChunkedArray, pattern: str) -> int:
    return pc.sum(pc.match_substring_regex(cells, pattern)).as_py() or 0


def _repairs(marks: Mapping[str, pa.ChunkedArray]) -> dict[tuple[str, str], pa.BooleanArray]:
    codes = [herstel.code for herstel in herstelset().herstel]
    repaired: dict[tuple[str, str], pa.BooleanArray] = {}
    for naam, marked in marks.items():
        for mark in pc.unique(marked).to_pylist():
            if not mark:
                continue
            mask = pc.equal(marked, mark).combine_chunks()
            if mark >= RANDEN:
                _add(repaired, (naam, herstelset().randen), mask)
            if mark % RANDEN:
                _add(repaired, (naam, codes[mark % RANDEN - 1]), mask)
    return repaired


def _add(
    repaired: dict[tuple[str, str], pa.BooleanArray], key: tuple[str, str], mask: pa.BooleanArray
) -> None:
    repaired[key] = pc.or_(repaired[key], mask) if key in repaired else mask
