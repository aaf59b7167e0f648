"""Changes to the cells of one column that a sender chose: a date form, codes, a pattern."""

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from uitkomst.intake.checking.decided import Body
from uitkomst.intake.checking.engine import query
from uitkomst.intake.checking.repair_columns import kind_of
from uitkomst.intake.checking.sql import filled, literal
from uitkomst.intake.checking.surroundings import Surroundings
from uitkomst.standard.herstelregel import herstelset
from uitkomst.standard.voorstel import Voorstelregel, Vorm

MONTHS = {
    "jan": 1, "feb": 2, "mrt": 3, "maa": 3, "mar": 3, "apr": 4, "mei": 5, "may": 5, "jun": 6,
    "jul": 7, "aug": 8, "sep": 9, "okt": 10, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
_MONTH = r"left(lower(regexp_extract($x, '([A-Za-z]+)[-., ]+[0-9]+$$', 1)), 3)"
ALREADY = "(regexp_full_match(x, '(19|20)[0-9]{6}') and try_strptime(x, '%Y%m%d') is not null)"
"""A date as the protocol writes it is no other form, whatever the sender says of the column."""


def trimmed(cells: pa.ChunkedArray) -> pa.ChunkedArray:
    """The cells without spaces and invisible characters around them; null for an empty one."""
    bare = pc.utf8_trim(cells, characters=herstelset().tekens)
    return pc.if_else(pc.equal(bare, ""), pa.scalar(None, pa.string()), bare)


def mapped(body: Body, kolom: str, waarden: Mapping[str, str]) -> pa.ChunkedArray:
    """The column with each of these values replaced; "" empties the cell."""
    cells = body.cells[body.column(kolom)]
    at = pc.index_in(trimmed(cells), value_set=pa.array(waarden.keys(), pa.string()))
    codes = pa.array([code or None for code in waarden.values()], pa.string())
    return pc.if_else(pc.is_valid(at), pc.take(codes, at), cells)


def matching(body: Body, kolom: str, declared: Voorstelregel) -> pa.ChunkedArray:
    """The column with the declared repair of single cells."""
    als, wordt = filled(declared.als, {"x": "x"}), filled(declared.wordt, {"x": "x"})
    cells = body.cells[body.column(kolom)]
    table = pa.table({"cel": cells, "x": trimmed(cells)})
    sql = f"select case when {als} then {wordt} else cel end as cel from cells"  # noqa: S608 - declared SQL
    return query(sql, cells=table)["cel"].cast(pa.string())


def matches(cells: pa.ChunkedArray, declared: Voorstelregel) -> int:
    """How many of these cells the declared repair would change."""
    return pc.sum(holds(cells, filled(declared.als, {"x": "x"}))).as_py() or 0


def in_form(body: Body, kolom: str, vorm: Vorm, around: Surroundings) -> pa.ChunkedArray:
    """The column with every date that can be read in this form as JJJJMMDD."""
    cells = body.cells[body.column(kolom)]
    return pc.coalesce(as_dates(cells, kolom, vorm, around), cells)


def as_dates(
    cells: pa.ChunkedArray, kolom: str, vorm: Vorm, around: Surroundings
) -> pa.ChunkedArray:
    """These cells read in this form, as JJJJMMDD; null for what is no date in it."""
    als, day = _form(kolom, vorm, around)
    table = pa.table({"x": trimmed(cells)})
    sql = f"select case when {als} then strftime({day}, '%Y%m%d') end as dag from cells"  # noqa: S608 - declared SQL
    return query(sql, cells=table)["dag"].cast(pa.string())


def holds(cells: pa.ChunkedArray, als: str) -> pa.ChunkedArray:
    """Of which of these cells x this SQL is true."""
    table = pa.table({"x": trimmed(cells)})
    sql = f"select coalesce({als}, false) as klopt from cells"  # noqa: S608 - declared SQL
    return query(sql, cells=table)["klopt"]


def by_hand(body: Body, kolom: str) -> pa.ChunkedArray | None:
    """The rows of which this cell was put right by hand; None where there are none."""
    if body.edited is None:
        return None
    mine = body.edited.filter(pc.equal(body.edited["veld"], kolom))
    return pc.is_in(body.cells["rij"], value_set=mine["rij"].combine_chunks())


def _form(kolom: str, vorm: Vorm, around: Surroundings) -> tuple[str, str]:
    """The SQL for "is a date in this form" and for that date, of a cell x."""
    whens = " ".join(f"when '{name}' then '{number}'" for name, number in MONTHS.items())
    month = f"case {filled(_MONTH, {'x': 'x'})} {whens} end"
    day = f"try_strptime({filled(vorm.jmd, {'x': 'x', 'maand': month})}, '%Y-%m-%d')::date"
    if vorm.eeuw and kind_of(kolom)[0] == "geboortedatum":
        last = dict(around.words)["uiterste_dag"]
        day = f"case when {day} > {last} then {day} - interval 100 year else {day} end"
    als = f"regexp_full_match(x, {literal(vorm.patroon)}) and not {ALREADY} and {day} is not null"
    return als, day
