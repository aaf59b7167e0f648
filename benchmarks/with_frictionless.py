"""The same rules as one writes them in frictionless: a Table Schema, and a constraint per rule.

Run as a program, it prints the findings that are rules of ours too as [row, column, rule].
"""

import json
import sys
from collections.abc import Iterator
from typing import Any, ClassVar

from frictionless import (
    Check,
    Checklist,
    Dialect,
    Resource,
    Schema,
    checks,
    errors,
    formats,
    system,
)

from benchmarks import files
from benchmarks.plain_loop import FIRST, HULPVORM, LAST, REDEN, VERWIJZER, eleven

GRADES = {"tevredenheid_jeugdige", "tevredenheid_ouder"}
REQUIRED = {"bsn", "geboortedatum", "geslacht", "postcode_of_gemeente", "verwijzer", "hulpvorm"}
CODES = {
    "hulpvorm": HULPVORM,
    "verwijzer": VERWIJZER,
    "reden_beeindiging": REDEN,
    "geslacht": {"V", "M", "O"},
    "gestart_met_crisis": {"01", "02"},
}
DATE = "[0-9]{4}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])"
PATTERNS = {
    "bsn": "[0-9]{9}",
    "geboortedatum": "[0-9]{8}",
    "datum_aanvang": DATE,
    "datum_einde": DATE,
    "postcode_of_gemeente": "[0-9]{4}|[1-9][0-9]{3}[A-Z]{2}",
}


ENDED = "not datum_einde or reden_beeindiging"
# A rule over several cells as frictionless has it: a formula that holds for a good row.
CONSTRAINTS = (
    "verwijzer != '07'",
    "hulpvorm != '01' or verwijzer == '06'",
    "not datum_einde or datum_einde >= datum_aanvang",
    ENDED,
    "not reden_beeindiging or datum_einde",
    f"datum_aanvang <= '{LAST:%Y%m%d}'",
    f"not datum_einde or '{FIRST:%Y%m%d}' <= datum_einde <= '{LAST:%Y%m%d}'",
    "(bsn == '000000000') == (geboortedatum == '00000000')",
    "geboortedatum <= datum_aanvang",
    "datum_einde or not (tevredenheid_jeugdige or tevredenheid_ouder)",
)


class Eleven(Check):
    """The eleven-proof, which no constraint can say."""

    type = "eleven"
    Errors: ClassVar[list[Any]] = [errors.RowConstraintError]

    def validate_row(self, row: Any) -> Iterator[Any]:
        """Give an error for a number that does not pass."""
        bsn = row["bsn"] or ""
        if len(bsn) == 9 and bsn not in {"999999999", "000000000"} and not eleven(bsn):
            yield errors.RowConstraintError.from_row(row, note="V01")


def field(name: str) -> dict[str, Any]:
    """What a Table Schema can say of one column: its type, whether it may be empty, its values."""
    limits: dict[str, Any] = {"required": True} if name in REQUIRED else {}
    if name in GRADES:
        return {"name": name, "type": "integer", "constraints": {"minimum": 1, "maximum": 10}}
    if name in CODES:
        limits |= {"enum": sorted(CODES[name])}
    if name in PATTERNS:
        limits |= {"pattern": PATTERNS[name]}
    return {"name": name, "type": "string", "constraints": limits}


def finding(row: int, name: str | None, kind: str, note: str) -> tuple[int, str, str] | None:
    """An error as row, column and rule; None for what is not the same rule with us."""
    if note == "V01":
        return row, "bsn", "V01"
    if ENDED in note:
        return row, "reden_beeindiging", "V10"
    if kind == "constraint-error" and name in GRADES:
        return row, name, "V17"
    if kind == "constraint-error" and name in CODES:
        return row, name, "V06"
    return None


def schema() -> Schema:
    """All columns."""
    key = ["bsn", "hulpvorm", "datum_aanvang"]
    fields = [field(name) for name in files.HEADER.split(";")]
    return Schema.from_descriptor({"fields": fields, "primaryKey": key})


if __name__ == "__main__":
    dialect = Dialect(controls=[formats.CsvControl(delimiter=";")])
    with system.use_context(trusted=True):
        resource = Resource(path=sys.argv[1], schema=schema(), dialect=dialect)
        report = resource.validate(
            Checklist(
                checks=[Eleven(), *(checks.row_constraint(formula=each) for each in CONSTRAINTS)]
            ),
            limit_errors=10_000_000,
        )
    told = report.flatten(["rowNumber", "fieldName", "type", "note"])
    print(json.dumps([found for line in told if (found := finding(*line))]))
