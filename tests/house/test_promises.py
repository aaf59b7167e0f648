"""SECURITY.md: each promise has a module that keeps it and a test that would fail."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROWS = [
    [cell.strip() for cell in line.strip("|").split(" | ")]
    for line in (ROOT / "SECURITY.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and not line.startswith("| promise")
]
NAMED = re.compile(r"`([\w./-]+/[\w./-]*|make \w+)`")


def paths(cell: str) -> list[str]:
    return [name for name in NAMED.findall(cell) if not name.startswith("make")]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0][:40])
def test_a_promise_names_a_module_and_a_test_that_exist(row: list[str]) -> None:
    _, kept_by, test = row

    assert all((ROOT / "src/uitkomst" / name).exists() for name in paths(kept_by)), kept_by
    assert paths(test)
    assert all((ROOT / name).exists() for name in paths(test)), test


def test_there_are_promises() -> None:
    assert len(ROWS) > 40
