"""Words in declared SQL ($codes, $eerste_dag …) as SQL literals."""

from collections.abc import Collection, Mapping
from datetime import date
from string import Template

Value = str | int | float | bool | date | Collection[str]


def literal(value: Value) -> str:
    """A value as SQL. A collection becomes a list; an empty one a list that holds nothing real."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, date):
        return f"date '{value.isoformat()}'"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return "(" + (", ".join(literal(item) for item in sorted(value)) or "''") + ")"


def filled(sql: str, words: Mapping[str, str]) -> str:
    """The SQL with each $word replaced. Raises KeyError for a word that is not known."""
    return Template(sql).substitute(words)
