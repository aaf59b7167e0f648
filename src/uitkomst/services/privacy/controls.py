"""What the norms ask, what the portal does about it, and the test that would fail without it.

The list is `controls.toml`; a test holds that every module and every test in it exists.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LIST = Path(__file__).with_name("controls.toml")


@dataclass(frozen=True)
class Control:
    """One control. `modules` are below src/uitkomst, `tests` below tests, as file::function."""

    norm: str
    vraagt: str
    doet: str
    modules: tuple[str, ...]
    tests: tuple[str, ...]


@cache
def controls() -> tuple[Control, ...]:
    """Every control that is really there, in the order of the list."""
    read = tomllib.loads(LIST.read_text(encoding="utf-8"))["control"]
    return tuple(
        Control(**{**each, "modules": tuple(each["modules"]), "tests": tuple(each["tests"])})
        for each in read
    )
