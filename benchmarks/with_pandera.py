"""The same rules as one writes them for pandera on polars: a schema with checks per column and row.

Run as a program, it prints every finding as [row, column, rule].
"""

import json
import sys

import pandera.polars as pa
import polars as pl
from pandera.api.polars.types import PolarsData
from pandera.errors import SchemaErrors

from benchmarks.files import HEADER
from benchmarks.plain_loop import HULPVORM, REDEN, VERWIJZER

CODES = {
    "hulpvorm": HULPVORM,
    "verwijzer": VERWIJZER,
    "reden_beeindiging": REDEN,
    "geslacht": {"V", "M", "O"},
    "gestart_met_crisis": {"01", "02"},
    "zonder_hulp_jeugdige": {"01", "02", "03", "04"},
    "zonder_hulp_ouder": {"01", "02", "03", "04"},
}
REQUIRED = HEADER.split(";")[:8]
GRADES = ("tevredenheid_jeugdige", "tevredenheid_ouder")
DATES = ("datum_aanvang", "datum_einde")


def eleven(name: str) -> pl.Expr:
    """The eleven-proof of a column of texts."""
    digits = [pl.col(name).str.slice(n, 1).cast(pl.Int32, strict=False) for n in range(9)]
    total = sum(
        (
            digit * weight
            for digit, weight in zip(digits, (9, 8, 7, 6, 5, 4, 3, 2, -1), strict=True)
        ),
        start=pl.lit(0),
    )
    return (pl.col(name).str.len_chars() == 9) & (total % 11 == 0)


def day(name: str) -> pl.Expr:
    """JJJJMMDD as a date."""
    return pl.col(name).str.to_date("%Y%m%d", strict=False)


def good(rule: str, expression: pl.Expr) -> pa.Check:
    """A check of one rule; what is null is no breach."""

    def holds(data: PolarsData) -> pl.LazyFrame:
        return data.lazyframe.select(expression.fill_null(value=True))

    return pa.Check(holds, name=rule)


def column(name: str) -> pa.Column:
    """What holds for one column."""
    checks = []
    if name in CODES:
        rule = "V18" if name.startswith("zonder") else "V06"
        checks.append(good(rule, pl.col(name).is_in(sorted(CODES[name]))))
    if name in GRADES:
        checks.append(good("V17", pl.col(name).is_in([str(n) for n in range(1, 11)])))
    if name in REQUIRED:
        checks.append(good("C01", pl.col(name).is_not_null()))
    if name in DATES:
        checks.append(good("C02", pl.col(name).is_null() | day(name).is_not_null()))
    if name == "bsn":
        special = pl.col(name).is_in(["999999999", "000000000"])
        checks.append(good("V01", special | eleven(name)))
    if name == "datum_einde":
        checks.append(good("V09", day("datum_einde") >= day("datum_aanvang")))
    if name == "reden_beeindiging":
        ended = pl.col("datum_einde").is_not_null()
        checks.append(good("V10", ~ended | pl.col(name).is_not_null()))
        checks.append(good("V11", ended | pl.col(name).is_null()))
    if name == "verwijzer":
        checks.append(good("V07", pl.col(name) != "07"))
        checks.append(good("V08", (pl.col("hulpvorm") != "01") | (pl.col(name) == "06")))
    return pa.Column(pl.String, checks=checks, nullable=True)


def check(path: str) -> list[tuple[int, str, str]]:
    """The findings in a csv of the portal's own wide layout."""
    names = HEADER.split(";")
    frame = pl.read_csv(path, separator=";", infer_schema=False)
    schema = pa.DataFrameSchema({name: column(name) for name in names})
    try:
        schema.validate(frame, lazy=True)
    except SchemaErrors as errors:
        cases = errors.failure_cases.select("index", "column", "check").rows()
        return [(index + 2, name, rule) for index, name, rule in cases]
    return []


if __name__ == "__main__":
    print(json.dumps(check(sys.argv[1])))
