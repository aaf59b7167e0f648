"""Reads the declared standard (TOML) that ships inside this package, once per process."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

SHELF = files(__package__)

STATUS_UITLEG = {
    "VERIFIED": "gezien in de genoemde bron",
    "PARTIAL": "deels gezien in de bron, of daaruit afgeleid",
    "PROPOSED": "keuze van dit project; geen regel van CBS",
    "UNKNOWN": "niet gevonden; daarom niet ingevuld",
}
"""The four marks a declaration can carry, and what they tell a reader."""


@cache
def load(folder: str, naam: str) -> dict[str, Any]:
    """Give the parsed TOML file `<folder>/<naam>.toml`; callers must not change it.

    Raises FileNotFoundError when the standard holds no such file.
    """
    return tomllib.loads((SHELF / folder / f"{naam}.toml").read_text(encoding="utf-8"))


@cache
def names(folder: str) -> tuple[str, ...]:
    """Give the names (without `.toml`) of all files in a folder of the standard, sorted."""
    found = (item.name for item in (SHELF / folder).iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in found if name.endswith(".toml")))
