"""The typed table a check leaves behind: one row per record."""

from collections.abc import Iterable

import pyarrow as pa
import pyarrow.compute as pc

from uitkomst.intake.checking.engine import query

GRADES = pa.array([str(grade) for grade in range(1, 11)], pa.string())
SCHEMA = pa.schema(
    [
        ("rij", pa.int32()),
        ("status", pa.string()),
        ("bsn", pa.string()),
        ("clientnummer", pa.string()),
        ("geboortedatum", pa.string()),
        ("postcode_of_gemeente", pa.string()),
        ("geslacht", pa.string()),
        ("leeftijd_bij_aanvang", pa.int16()),
        ("gemeente", pa.string()),
        ("verwijzer", pa.string()),
        ("hulpvorm", pa.string()),
        ("gestart_met_crisis", pa.string()),
        ("datum_aanvang", pa.date32()),
        ("datum_einde", pa.date32()),
        ("reden_beeindiging", pa.string()),
        ("tevredenheid_jeugdige", pa.int8()),
        ("zonder_hulp_jeugdige", pa.string()),
        ("tevredenheid_ouder", pa.int8()),
        ("zonder_hulp_ouder", pa.string()),
        *((f"doel_{number}", pa.string()) for number in range(1, 6)),
    ]
)
"""The columns of `CheckResult.rows`; what could not be typed is null."""


def records(rijen: pa.Table, status: pa.StringArray, *, lang: bool) -> pa.Table:
    """One row per record, with its status. In the long layout the lines of a record become one.

    Lines belong together when person, hulpvorm and datum aanvang are the same and they are not two
    answers of the same informant; such a record has the gravest status of its lines.
    """
    typed = {
        "status": status,
        "leeftijd_bij_aanvang": _age(rijen),
        "gemeente": pc.fill_null(rijen["gemeente"], "onbekend"),
        "geboortedatum": _birth(rijen),
        "tevredenheid_jeugdige": _grade(rijen["tevredenheid_jeugdige"]),
        "tevredenheid_ouder": _grade(rijen["tevredenheid_ouder"]),
    }
    columns = [typed[name] if name in typed else rijen[name] for name in SCHEMA.names]
    rows = pa.table(columns, schema=SCHEMA)
    if not lang:
        return rows
    keys = {name: rijen[name] for name in ("persoon", "informant")}
    return _merged(pa.table({**dict(zip(SCHEMA.names, rows.columns, strict=True)), **keys}))


def _grade(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.cast(pc.add(pc.index_in(texts, value_set=GRADES), 1), pa.int8())


def _birth(rijen: pa.Table) -> pa.ChunkedArray:
    text = rijen["geboortedatum"]
    real = pc.or_(pc.is_valid(rijen["geboren_vroegst"]), pc.equal(text, "00000000"))
    return pc.if_else(real, text, pa.scalar(None, pa.string()))


def _age(rijen: pa.Table) -> pa.ChunkedArray:
    """Years at the start; null where a partly known birth date leaves two possible ages."""
    least, most = rijen["leeftijd_minstens"], rijen["leeftijd_hoogstens"]
    certain = pc.and_(pc.equal(least, most), pc.greater_equal(least, 0))
    return pc.cast(pc.if_else(certain, least, pa.scalar(None, least.type)), pa.int16())


def _merged(lines: pa.Table) -> pa.Table:
    names = [name for name in SCHEMA.names if name not in ("rij", "status")]
    return query(merged_sql(names), lines=lines).cast(SCHEMA)


def merged_sql(names: Iterable[str]) -> str:
    """One statement over `lines` (the long layout): a row, with these columns, for each record."""
    firsts = "".join(
        f", first({name} order by rij) filter ({name} is not null) as {name}" for name in names
    )
    return f"""
        with genummerd as (
            select *,
                case
                    when persoon is null or hulpvorm is null or datum_aanvang is null then rij
                    else 0
                end as los,
                row_number() over (
                    partition by persoon, hulpvorm, datum_aanvang, informant order by rij
                ) as nummer
            from lines
        )
        select min(rij)::int as rij,
            case when bool_or(status = 'geparkeerd') then 'geparkeerd'
                 when bool_or(status = 'bevestigen') then 'bevestigen' else 'goed' end as status
            {firsts}
        from genummerd
        group by persoon, hulpvorm, datum_aanvang, nummer, los
        order by rij
    """  # noqa: S608 - column names of our own schema
