"""From cells as they were sent to rows a rule can speak of: trimmed, repaired, dates as dates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from uitkomst.intake.checking.cells import by_hand
from uitkomst.intake.checking.decided import Body
from uitkomst.intake.checking.engine import query
from uitkomst.intake.checking.gemeente import gemeente_of
from uitkomst.intake.checking.normalise_sql import RANDEN, Shape, normalise_sql, repair_sql
from uitkomst.intake.checking.repair_columns import Column, column_of, columns_of
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


def normalise(body: Body) -> Normalised:
    """Trim, repair and type the rows."""
    columns = columns_of(body.recognised)
    cells, repaired, doubts = repaired_cells(body, columns)
    shape = _shape(body, columns, frozenset())  # every cell is repaired already
    rijen = query(normalise_sql(shape), rauw=cells)
    rijen = rijen.append_column("gemeente", gemeente_of(rijen["postcode_of_gemeente"]))
    return Normalised(rijen, repaired, body.notes + doubts)


def repaired_cells(
    body: Body, columns: Sequence[Column]
) -> tuple[pa.Table, dict[tuple[str, str], pa.BooleanArray], tuple[str, ...]]:
    """The cells with every visible repair done, the rows each touched, and what was in doubt."""
    dirty = [column for column in columns if not _clean(body.cells, column)]
    doubtful, doubts = _doubtful(body, dirty)
    shape = _shape(body, columns, doubtful)
    cells, marks = body.cells, {}
    for column in dirty:
        cells, marks[column.naam] = _repaired(cells, column, shape)
    return cells, _repairs(marks), doubts


def _shape(body: Body, columns: Sequence[Column], doubtful: frozenset[tuple[str, str]]) -> Shape:
    return Shape(
        columns=tuple(columns),
        dirty=frozenset(),  # each text of such a column is repaired once, before
        lang=body.recognised.soort == "lang",
        dates_1904=body.dates_1904,
        doubtful=doubtful,
    )


def _repaired(cells: pa.Table, column: Column, shape: Shape) -> tuple[pa.Table, pa.Array]:
    """The table with this column repaired, and the mark of each row's repair.

    Each text is repaired once, however often it stands there: a whole column in another form then
    costs little more than a good one.
    """
    name = f"k{column.number}"
    texts = cells[name].combine_chunks().dictionary_encode()
    done = query(repair_sql(column, shape), rauw=pa.table({name: texts.dictionary}))
    repaired = pc.take(done[f"v_{column.naam}"].combine_chunks(), texts.indices)
    marks = pc.fill_null(pc.take(done["merk"].combine_chunks(), texts.indices), 0)
    return cells.set_column(cells.column_names.index(name), name, repaired), marks


def _clean(cells: pa.Table, column: Column) -> bool:
    texts = pc.unique(cells[f"k{column.number}"])  # far fewer than cells
    matches = pc.match_substring_regex(texts, f"^(?:{column.schoon})$")
    return bool(pc.all(matches, min_count=0).as_py())


def _doubtful(
    body: Body, columns: Sequence[Column]
) -> tuple[frozenset[tuple[str, str]], tuple[str, ...]]:
    """The (column, repair) pairs that could be read in two ways, with a sentence for each.

    A column whose form the sender chose is no longer in doubt.
    """
    doubtful, notes = set(body.unread), []
    for column in columns:
        for herstel in column.herstel:
            if herstel.twijfel is None or herstel.zeker is None:
                continue
            if (column.naam, herstel.code) in body.unread:
                continue
            cells = body.cells[f"k{column.number}"]
            against = _matches(cells, herstel.twijfel)
            if against and against * CLEARLY_MORE > _matches(cells, herstel.zeker):
                doubtful.add((column.naam, herstel.code))
                notes.append(herstel.bij_twijfel.replace("$titel", column.titel))
    return frozenset(doubtful), tuple(notes)


def in_doubt(body: Body, kolom: str, code: str) -> bool:
    """Whether a repair is left out of a column, because its cells can be read in two ways."""
    doubtful, _ = _doubtful(body, [column_of(kolom, body.recognised.kolommen[kolom])])
    return (kolom, code) in doubtful


def certain(body: Body, kolom: str, code: str) -> bool:
    """Whether a cell of the sender can only be read as this repair reads it."""
    column = column_of(kolom, body.recognised.kolommen[kolom])
    cells, mine = body.cells[body.column(kolom)], by_hand(body, kolom)
    if mine is not None:
        cells = cells.filter(pc.invert(mine))
    patterns = [herstel.zeker for herstel in column.herstel if herstel.code == code]
    return any(pattern is not None and _matches(cells, pattern) for pattern in patterns)


def _matches(cells: pa.ChunkedArray, pattern: str) -> int:
    return pc.sum(pc.match_substring_regex(cells, pattern)).as_py() or 0


def _repairs(marks: Mapping[str, pa.Array]) -> dict[tuple[str, str], pa.BooleanArray]:
    codes = [herstel.code for herstel in herstelset().herstel]
    repaired: dict[tuple[str, str], pa.BooleanArray] = {}
    for naam, marked in marks.items():
        for mark in pc.unique(marked).to_pylist():
            if not mark:
                continue
            mask = pc.equal(marked, mark)
            if mark >= RANDEN:
                _add(repaired, (naam, herstelset().randen), mask)
            if mark % RANDEN:
                _add(repaired, (naam, codes[mark % RANDEN - 1]), mask)
    return repaired


def _add(
    repaired: dict[tuple[str, str], pa.BooleanArray], key: tuple[str, str], mask: pa.BooleanArray
) -> None:
    repaired[key] = pc.or_(repaired[key], mask) if key in repaired else mask
