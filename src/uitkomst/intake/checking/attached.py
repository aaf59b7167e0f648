"""Rows that extend a delivery (goals, measurements): typed, put with their record, and taken up."""

import pyarrow as pa
import pyarrow.compute as pc

from uitkomst.intake.checking.engine import query
from uitkomst.standard.recordindeling import recordindeling
from uitkomst.standard.regel import regelset

UITBREIDING = pa.schema(
    [
        ("rij", pa.int32()),
        ("instrument", pa.string()),
        ("schaal", pa.string()),
        ("richting", pa.string()),
        ("informant", pa.string()),
        ("pre", pa.float64()),
        ("post", pa.float64()),
        ("pre_datum", pa.date32()),
        ("post_datum", pa.date32()),
        ("sd", pa.float64()),
        ("r", pa.float64()),
        ("klinische_grens", pa.float64()),
    ]
)
"""The columns of `CheckResult.uitbreiding`: a measurement, with the `rij` of its record."""

GOALS = 5
KEY = ("bsn", "clientnummer", "hulpvorm", "datum_aanvang")


def typed(cells: pa.Table, indeling: str) -> pa.Table:
    """`rij` and every field of the layout, dates and numbers typed with their text beside them.

    `cells` has `rij` and a text column for each field that is there.
    """
    fields = []
    for veld in recordindeling(indeling).velden:
        value = veld.naam if veld.naam in cells.column_names else "null::varchar"
        if veld.soort == "datum":
            real = f"regexp_full_match({value}, '(19|20)[0-9]{{6}}')"
            day = f"case when {real} then try_strptime({value}, '%Y%m%d')::date end"
            fields.append(f"{value} as {veld.naam}_tekst, {day} as {veld.naam}")
        elif veld.soort == "getal":
            plain = f"regexp_full_match({value}, '[+-]?[0-9]{{1,9}}([.,][0-9]{{1,9}})?')"
            number = f"case when {plain} then try_cast(replace({value}, ',', '.') as double) end"
            fields.append(f"{value} as {veld.naam}_tekst, {number} as {veld.naam}")
        else:
            fields.append(f"{value} as {veld.naam}")
    return query(f"select rij, {', '.join(fields)} from cells", cells=cells)  # noqa: S608 - own names


def attached(lines: pa.Table, rows: pa.Table, indeling: str, *, own: bool) -> pa.Table:
    """The lines with the record each belongs to, and what the rules speak of besides.

    Adds `treffers` (how many records fit), `record` (the `rij` of the one that does, else null) and
    `heeft_doelen`. `own`: the lines are columns of the delivery, so a line's own row goes first.
    """
    derived = "".join(f", {sql} as {naam}" for naam, sql in regelset(indeling).afgeleid.items())
    mine = "rows.rij = lines.rij" if own else "false"
    sql = f"""
        with records as (
            select rij as record, coalesce(bsn, 'c:' || clientnummer) as wie, hulpvorm as vorm,
                datum_aanvang as van, coalesce({_goals()}) is not null as met_doelen
            from rows
        ),
        geteld as (
            select wie, vorm, van, count(*)::int as n, min(record) as eerste,
                bool_or(met_doelen) as met_doelen
            from records group by all
        ),
        gekoppeld as (
            select lines.*,
                case when rows.rij is not null then 1 else coalesce(n, 0) end as treffers,
                case when rows.rij is not null then rows.rij when n = 1 then eerste end as record,
                coalesce(n = 1 and met_doelen, false) as heeft_doelen
            from lines
            left join rows on {mine}
            left join geteld on vorm = lines.hulpvorm and van = lines.datum_aanvang
                and wie = coalesce(lines.bsn, 'c:' || lines.clientnummer)
        )
        select *{derived} from gekoppeld order by rij
    """  # noqa: S608 - declared SQL
    return query(sql, lines=lines, rows=rows.select(["rij", *KEY, *_goal_names()])).combine_chunks()


def with_goals(rows: pa.Table, lines: pa.Table) -> pa.Table:
    """The records with the scores of these lines as their goals, in the order of the lines."""
    goals = ", ".join(
        f"max(score) filter (nummer = {number}) as doel_{number}" for number in range(1, GOALS + 1)
    )
    numbered = "row_number() over (partition by record order by rij) as nummer"
    sql = f"""
        select record, {goals}
        from (select record, score, {numbered} from lines) group by record
    """  # noqa: S608 - own names
    found = query(sql, lines=lines)
    at = pc.index_in(rows["rij"], value_set=found["record"].combine_chunks().cast(pa.int32()))
    for naam in _goal_names():
        given = pc.take(found[naam].combine_chunks(), at)
        column = pc.coalesce(given, rows[naam])
        rows = rows.set_column(rows.column_names.index(naam), naam, column)
    return rows


def measurements(lines: pa.Table) -> pa.Table:
    """The lines as measurements of their records, as `UITBREIDING` says."""
    columns = [lines["record" if name == "rij" else name] for name in UITBREIDING.names]
    return pa.table(columns, names=UITBREIDING.names).cast(UITBREIDING)


def _goal_names() -> list[str]:
    return [f"doel_{number}" for number in range(1, GOALS + 1)]


def _goals() -> str:
    return ", ".join(_goal_names())
