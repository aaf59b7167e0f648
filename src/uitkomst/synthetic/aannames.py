"""Reads the published aggregates and the labelled assumptions the made-up region follows."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

HULPVORMEN = ("01", "02", "03", "04", "11", "12", "13", "14")
MET_VERBLIJF = ("11", "12", "13", "14")
FORMATEN = ("xlsx", "xls", "ods", "csv", "vast")


@cache
def aannames(tabel: str) -> dict[str, Any]:
    """One table of aannames.toml, such as "duur"; callers must not change it."""
    table: dict[str, Any] = _all()[tabel]
    return table


@cache
def _all() -> dict[str, dict[str, Any]]:
    return tomllib.loads((files(__package__) / "aannames.toml").read_text(encoding="utf-8"))
