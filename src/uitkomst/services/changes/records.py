"""Two tables of rows held against each other, record by record, in SQL."""

from dataclasses import dataclass

import pyarrow as pa

from uitkomst.intake.checking.engine import query
from uitkomst.services.changes.views import (
    GemeenteVerschil,
    GeparkeerdVerschil,
    VeldVerschil,
)
from uitkomst.standard.gemeenten import gemeente
from uitkomst.standard.recordindeling import recordindeling

KEY = ("persoon", "hulpvorm", "datum_aanvang")
NO_CONTENT = {*KEY, "rij", "status"}
COUNTS = "status in ('goed', 'bevestigen')"
SAME_KEY = " and ".join(f"toen.{name} is not distinct from nu.{name}" for name in KEY)
OWN_TITLES = {"gemeente": "Gemeente", "leeftijd_bij_aanvang": "Leeftijd bij aanvang"}


@dataclass(frozen=True)
class Tally:
    """How many records are new, changed, gone, the same, in another gemeente, or in question."""

    erbij: int
    veranderd: int
    weg: int
    gelijk: int
    verhuisd: int
    vragen: int
    geparkeerd: GeparkeerdVerschil


def compared(old: pa.Table, new: pa.Table) -> pa.Table:
    """A line per record that counts in either: where it stood, its gemeenten, what differs.

    The columns `anders_<veld>` say per field whether it differs. A key that comes twice in one
    version is paired in the order of the file.
    """
    fields = [name for name in new.column_names if name not in NO_CONTENT]
    for name in fields:
        if name not in old.column_names:  # an older version had no such field
            old = old.append_column(name, pa.nulls(old.num_rows, new.schema.field(name).type))
    differs = ", ".join(
        f"toen.{name} is distinct from nu.{name} as anders_{name}" for name in fields
    )
    any_field = " or ".join(f"toen.{name} is distinct from nu.{name}" for name in fields)
    numbered = f"""
        select *, row_number() over (partition by {", ".join(KEY)} order by rij) as volgnummer
        from {{}} where {COUNTS}
    """  # noqa: S608 - names of our own schema
    return query(
        f"""
        with toen as ({numbered.format("old")}), nu as ({numbered.format("new")})
        select toen.rij as rij_toen, nu.rij as rij_nu,
            toen.gemeente as gemeente_toen, nu.gemeente as gemeente_nu,
            toen.rij is not null and nu.rij is not null as beide,
            beide and ({any_field}) as veranderd,
            {differs}
        from toen full join nu on {SAME_KEY} and toen.volgnummer = nu.volgnummer
        """,  # noqa: S608
        old=old,
        new=new,
    )


def tally(pairs: pa.Table, old: pa.Table, new: pa.Table) -> Tally:
    """The totals, and how the parked rows of both versions relate to what counts."""
    counted = _first(
        query(
            """
            select count(*) filter (rij_toen is null) as erbij,
                count(*) filter (veranderd) as veranderd,
                count(*) filter (rij_nu is null) as weg,
                count(*) filter (beide and not veranderd) as gelijk,
                count(*) filter (beide and gemeente_toen <> gemeente_nu) as verhuisd
            from pairs
            """,
            pairs=pairs,
        )
    )
    return Tally(
        **counted,
        vragen=_count(new, "bevestigen"),
        geparkeerd=GeparkeerdVerschil(
            toen=_count(old, "geparkeerd"),
            nu=_count(new, "geparkeerd"),
            telde_mee=_also(new, "status = 'geparkeerd'", old, COUNTS),
            telt_nu_mee=_also(old, "status = 'geparkeerd'", new, COUNTS),
        ),
    )


def per_gemeente(pairs: pa.Table) -> tuple[GemeenteVerschil, ...]:
    """The same per gemeente, in order of name."""
    found = query(
        """
        with kanten as (
            select gemeente_nu as code, 'nu' as kant, * from pairs where rij_nu is not null
            union all
            select gemeente_toen, 'toen', * from pairs where rij_toen is not null
        )
        select code,
            count(*) filter (kant = 'toen') as toen,
            count(*) filter (kant = 'nu') as nu,
            count(*) filter (kant = 'nu' and not beide) as erbij,
            count(*) filter (kant = 'toen' and not beide) as weg,
            count(*) filter (kant = 'nu' and veranderd) as veranderd,
            count(*) filter (kant = 'nu' and beide and not veranderd) as gelijk,
            count(*) filter (kant = 'nu' and beide and gemeente_toen <> code) as hierheen,
            count(*) filter (kant = 'toen' and beide and gemeente_nu <> code) as hiervandaan
        from kanten group by code
        """,
        pairs=pairs,
    ).to_pylist()
    lines = [GemeenteVerschil(naam=gemeente_naam(each["code"]), **each) for each in found]
    return tuple(sorted(lines, key=lambda line: line.naam))


def per_field(pairs: pa.Table) -> tuple[VeldVerschil, ...]:
    """How often each field changed, the most changed first; unchanged fields are left out."""
    fields = [name for name in pairs.column_names if name.startswith("anders_")]
    sums = ", ".join(f"count(*) filter (beide and {name}) as {name}" for name in fields)
    counts = _first(query(f"select {sums} from pairs", pairs=pairs))  # noqa: S608
    lines = [
        VeldVerschil(veld, veld_titel(veld), aantal)
        for veld, aantal in ((name.removeprefix("anders_"), n) for name, n in counts.items())
        if aantal
    ]
    return tuple(sorted(lines, key=lambda line: -line.aantal))


def gemeente_naam(code: str) -> str:
    """What a gemeente is called; a row whose gemeente is not known has "onbekend"."""
    found = gemeente(code)
    return found.naam if found else "Gemeente onbekend"


def veld_titel(naam: str) -> str:
    """What a field is called in sentences."""
    return OWN_TITLES.get(naam) or recordindeling().veld(naam).titel


def _count(rows: pa.Table, status: str) -> int:
    found = query(f"select count(*) as n from rows where status = '{status}'", rows=rows)  # noqa: S608
    return int(_first(found)["n"])


def _also(rows: pa.Table, here: str, others: pa.Table, there: str) -> int:
    """How many records of `rows` that are so here, are so there under the same key."""
    keys = ", ".join(KEY)
    sql = f"""
        select count(*) as n from (select {keys} from rows where {here})
        semi join (select {keys} from others where {there}) using ({keys})
    """  # noqa: S608
    return int(_first(query(sql, rows=rows, others=others))["n"])


def _first(table: pa.Table) -> dict[str, int]:
    return {name: int(value) for name, value in table.to_pylist()[0].items()}
