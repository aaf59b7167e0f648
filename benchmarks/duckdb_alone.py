"""What DuckDB alone needs: read the csv, type its columns, and the same conditions in SQL.

It knows which columns there are and that nothing needs repair; it looks for no header, encoding or
separator, leaves no rows to go on with and says nothing in words. Run as a program, it prints every
finding as [row, column, rule].
"""

import json
import sys

import duckdb
import pyarrow as pa

from benchmarks.files import HEADER
from uitkomst.intake.checking.gemeente import _lookup as lookup
from uitkomst.intake.checking.normalise_sql import Shape, normalise_sql
from uitkomst.intake.checking.repair_columns import columns_of
from uitkomst.intake.checking.sql import filled
from uitkomst.intake.checking.surroundings import surroundings
from uitkomst.intake.findings import Context
from uitkomst.intake.recognise import Recognised
from uitkomst.standard.gemeenten import postcodebereiken
from uitkomst.standard.regel import Regel, regels, regelset
from uitkomst.standard.verslagperiode import Verslagperiode

_PLACE = """case when regexp_full_match(postcode_of_gemeente, '[1-9][0-9]{3}[A-Z]{2}')
    then left(postcode_of_gemeente, 4) || 'P' else postcode_of_gemeente end"""


def _typed(path: str) -> str:
    """The rows of the file with its columns typed, as one statement."""
    kolommen = {naam: number for number, naam in enumerate(HEADER.split(";"), start=1)}
    recognised = Recognised("portaal-breed-1", "breed", 1, kolommen, (), (), ())
    shape = Shape(tuple(columns_of(recognised)), frozenset(), False, False, frozenset())
    names = ", ".join(f"column{n - 1:02} as k{n}" for n in kolommen.values())
    columns = ", ".join(f"'column{n - 1:02}': 'VARCHAR'" for n in kolommen.values())
    how = f"delim=';', header=false, skip=1, auto_detect=false, columns={{{columns}}}"
    read = f"read_csv('{path}', {how})"
    rauw = f"(select row_number() over ()::int + 1 as rij, {names} from {read})"
    typed = normalise_sql(shape).replace("from rauw", f"from {rauw}")
    return (
        "create table rijen as select getypt.*, plaatsen.gemeente "
        f"from ({typed}) getypt left join plaatsen on plaatsen.sleutel = {_PLACE}"
    )


def _runnable(periode: Verslagperiode) -> tuple[dict[str, list[Regel]], dict[str, str]]:
    around = surroundings("breed", Context(periode), derived=False)
    there = set(HEADER.split(";"))
    chosen: dict[str, list[Regel]] = {}
    for regel in regels():
        if (
            regel.indeling in (None, "breed")
            and set(regel.kolommen) <= there
            and set(regel.nodig) <= around.known
        ):
            chosen.setdefault(regel.bereik, []).append(regel)
    return chosen, dict(around.words)


def check(path: str) -> list[tuple[int, str, str]]:
    """The rows that break a condition on one row or on a group of rows, by field and rule."""
    chosen, words = _runnable(Verslagperiode.parse("2026-1"))
    windows = ", ".join(f"{naam} as ({sql})" for naam, sql in regelset().vensters.items())
    database = duckdb.connect(":memory:", config={"threads": 2})
    sleutels, codes = lookup(postcodebereiken())
    database.register("plaatsen", pa.table({"sleutel": sleutels, "gemeente": codes}))
    database.execute(_typed(path))
    found: list[tuple[int, str, str]] = []
    for bereik, window in (("rij", ""), ("groep", f"window {windows}")):
        conditions = ", ".join(
            f"coalesce(({filled(regel.schending, words)}), false) as {regel.naam}"
            for regel in chosen[bereik]
        )
        names = ", ".join(regel.naam for regel in chosen[bereik])
        broken = database.sql(
            f"select * from (select rij, {conditions} from rijen {window}) where greatest({names})"
        ).fetchall()
        for rij, *flags in broken:
            found += [
                (rij, regel.cel, regel.code)
                for regel, flag in zip(chosen[bereik], flags, strict=True)
                if flag
            ]
    return found


if __name__ == "__main__":
    print(json.dumps(check(sys.argv[1])))
