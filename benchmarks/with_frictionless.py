"""The same rules in frictionless: types and code lists in a Table Schema, the rest in a row check.

Run as a program, it prints how many rows it read and how many errors it found.
"""

import sys
from collections.abc import Iterator
from typing import Any, ClassVar

from frictionless import Check, Checklist, Dialect, Resource, Schema, errors, formats, system

from benchmarks import files
from benchmarks.plain_loop import HULPVORM, REDEN, VERWIJZER, code_rules, date_rules, day
from benchmarks.plain_loop import identity_rules as identity

DATES = {"datum_aanvang", "datum_einde"}
GRADES = {"tevredenheid_jeugdige", "tevredenheid_ouder"}
REQUIRED = {"bsn", "geboortedatum", "geslacht", "postcode_of_gemeente", "verwijzer", "hulpvorm"}
CODES = {
    "hulpvorm": HULPVORM,
    "verwijzer": VERWIJZER,
    "reden_beeindiging": REDEN,
    "geslacht": {"V", "M", "O"},
    "gestart_met_crisis": {"01", "02"},
}
PATTERNS = {"bsn": "[0-9]{9}", "geboortedatum": "[0-9]{8}"}


class Rules(Check):
    """The rules over more than one cell, by the functions of the hand-written loop."""

    type = "rules"
    Errors: ClassVar[list[Any]] = [errors.RowConstraintError]

    def validate_row(self, row: Any) -> Iterator[Any]:
        """Give an error per broken rule."""
        cells = {name: cell or "" for name, cell in zip(row.field_names, row.cells, strict=False)}
        start, end = day(cells["datum_aanvang"]), day(cells["datum_einde"])
        broken = identity(cells, start) + code_rules(cells) + date_rules(cells, start, end)
        for rule in broken:
            yield errors.RowConstraintError.from_row(row, note=rule)


def field(name: str) -> dict[str, Any]:
    """What a Table Schema can say of one column: its type, whether it may be empty, its values."""
    limits: dict[str, Any] = {"required": True} if name in REQUIRED else {}
    if name in DATES:
        return {"name": name, "type": "date", "format": "%Y%m%d", "constraints": limits}
    if name in GRADES:
        return {"name": name, "type": "integer", "constraints": {"minimum": 1, "maximum": 10}}
    if name in CODES:
        limits |= {"enum": sorted(CODES[name])}
    if name in PATTERNS:
        limits |= {"pattern": PATTERNS[name]}
    return {"name": name, "type": "string", "constraints": limits}


def schema() -> Schema:
    """All columns."""
    return Schema.from_descriptor({"fields": [field(name) for name in files.HEADER.split(";")]})


if __name__ == "__main__":
    dialect = Dialect(controls=[formats.CsvControl(delimiter=";")])
    with system.use_context(trusted=True):
        resource = Resource(path=sys.argv[1], schema=schema(), dialect=dialect)
        report = resource.validate(Checklist(checks=[Rules()]))
    print(report.tasks[0].stats["rows"], report.stats["errors"])
