"""A safe table as CSV, for a Dutch spreadsheet program."""

import csv
import io
from typing import Any

from uitkomst.disclosure.table import SafeTable
from uitkomst.reports.as_json import cell_fields

COLUMNS = (
    "indicator", "gemeente", "aanbieder", "hulpvorm", "categorie",
    "aantal", "percentage", "gemeten", "verborgen",
)  # fmt: skip
# What a spreadsheet program would take for the start of a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def to_csv(table: SafeTable) -> str:
    """Write one line per cell: semicolons, a decimal comma, an empty cell where nothing is shown.

    A text that would start a formula gets an apostrophe in front, so that opening the file runs
    nothing.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for cell in table.cells:
        fields = cell_fields(cell)
        writer.writerow([_written(fields[column]) for column in COLUMNS])
    return out.getvalue()


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:g}".replace(".", ",")
    if isinstance(value, int):
        return str(value)
    return f"'{value}" if value.startswith(FORMULA_STARTS) else str(value)
