"""Counts the declared indicators over rows about jeugdigen, in memory, with SQL from the standard.

The SQL comes from the repository, never from a request. Nothing is written to disk: the engine has
no temporary directory, no file access and a memory limit, and each call gets a cursor of its own.
"""

from functools import cache
from typing import Any

import duckdb
import pyarrow as pa

from uitkomst.indicators.counts import Counts
from uitkomst.standard.indicator import Indicator
from uitkomst.standard.verslagperiode import Verslagperiode

SETTINGS: dict[str, Any] = {
    "memory_limit": "1GB",
    "temp_directory": "",
    "python_enable_replacements": False,
    "threads": 2,
}


@cache
def _engine() -> duckdb.DuckDBPyConnection:
    engine = duckdb.connect(":memory:", config=SETTINGS)
    engine.execute("set enable_external_access = false")
    return engine


def compute(
    trajecten: pa.Table,
    indicator: Indicator,
    periode: Verslagperiode,
    *,
    informant: str | None = None,
) -> Counts:
    """Count one indicator per gemeente, aanbieder and hulpvorm over one period.

    `trajecten` are rows of the vault with a column `aanbieder` added and, optionally, a boolean
    `vrijgesteld` (this record need not have outcomes; absent means false). Only rows with status
    "goed" or "bevestigen" count. `informant` J or O counts the answers of that informant only.
    Raises OnbekendeIndicator when the indicator knows no such informant.
    """
    counted = indicator if informant is None else indicator.informant(informant)
    if "vrijgesteld" not in trajecten.column_names:
        absent = pa.nulls(trajecten.num_rows, pa.bool_())
        trajecten = trajecten.append_column("vrijgesteld", absent)
    with _engine().cursor() as cursor:
        cursor.register("trajecten", trajecten)
        days = {"eerste_dag": periode.eerste_dag, "laatste_dag": periode.laatste_dag}
        cursor.execute(f"create temp table geteld as {_counted(counted)}", days)
        groups = cursor.sql(_groups(counted)).to_arrow_table()
        cells = cursor.sql(CELLS).to_arrow_table()
    return Counts(counted.naam, periode.code, cells, groups)


CELLS = """
    select gemeente, aanbieder, hulpvorm, categorie, count(*) as aantal
    from geteld group by all order by all
"""


def _counted(indicator: Indicator) -> str:
    """Give the SQL for one line per counted measurement."""
    values = ", ".join(meting.waarde for meting in indicator.metingen)
    measured = f"select record, unnest([{values}]) as waarde from noemer"  # noqa: S608
    if indicator.per == "traject":
        measured = f"select record, {indicator.samen} as waarde from ({measured}) group by record"  # noqa: S608
    branches = " ".join(
        f"when {categorie.voorwaarde} then '{categorie.code}'"
        for categorie in indicator.categorieen
    )
    return f"""
        with noemer as materialized (
            select row_number() over () as record, *
            from trajecten
            where status in ('goed', 'bevestigen') and ({indicator.noemer})
        ),
        meting as ({measured}),
        ingedeeld as (select record, waarde, case {branches} end as categorie from meting)
        select gemeente, aanbieder, hulpvorm, persoon, datum_aanvang, waarde, categorie
        from ingedeeld join noemer using (record)
        where categorie is not null
    """  # noqa: S608


def _groups(indicator: Indicator) -> str:
    """Give the SQL for the group sizes; each person stands at the place of its first record."""
    total = "sum(waarde)" if indicator.gemiddelde else "null"
    return f"""
        with eerste as (
            select gemeente, aanbieder, hulpvorm
            from geteld
            qualify row_number() over (
                partition by aanbieder, persoon
                order by gemeente = 'onbekend', datum_aanvang nulls last, hulpvorm, gemeente
            ) = 1
        ),
        hoofden as (
            select gemeente, aanbieder, hulpvorm, count(*) as personen from eerste group by all
        ),
        groepen as (
            select gemeente, aanbieder, hulpvorm, count(*) as gemeten,
                cast({total} as decimal(18, 1)) as cijfersom
            from geteld group by all
        )
        select gemeente, aanbieder, hulpvorm, gemeten, coalesce(personen, 0) as personen, cijfersom
        from groepen left join hoofden using (gemeente, aanbieder, hulpvorm)
        order by gemeente, aanbieder, hulpvorm
    """  # noqa: S608
