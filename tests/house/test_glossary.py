"""Every Dutch word that names something in code stands in docs/begrippen.md with its source."""

import ast
import re
from pathlib import Path

import pytest

from uitkomst.standard.codelijst import codelijsten
from uitkomst.standard.indicator import indicatoren
from uitkomst.standard.recordindeling import recordindeling

ROOT = Path(__file__).resolve().parents[2]
ROWS = re.findall(r"^\| `([^`]+)` \|", (ROOT / "docs" / "begrippen.md").read_text(), re.M)
WORDS = set(ROWS)
# Rooms in which Dutch words are born or kept; a class there is named in Dutch unless listed here.
DUTCH_ROOMS = ("standard", "register")
ENGLISH = {
    "Actor", "AuditEvent", "Code", "Computation", "Declared", "Migration", "Publication", "State",
    "Status", "User", "UserManager",
}  # fmt: skip


def _classes() -> set[str]:
    return {
        node.name
        for room in DUTCH_ROOMS
        for path in (ROOT / "src" / "uitkomst" / room).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef) and "Meta" not in node.name
    }


@pytest.mark.parametrize("veld", [veld.naam for veld in recordindeling().velden])
def test_every_column_of_a_record_is_explained(veld: str) -> None:
    assert veld in WORDS


@pytest.mark.parametrize("lijst", [lijst.naam for lijst in codelijsten()])
def test_every_code_list_is_explained(lijst: str) -> None:
    assert lijst in WORDS


@pytest.mark.parametrize("naam", [indicator.naam for indicator in indicatoren()])
def test_every_indicator_is_explained(naam: str) -> None:
    assert naam in WORDS


def test_every_dutch_class_is_explained() -> None:
    assert {name for name in _classes() if name not in ENGLISH and name not in WORDS} == set()


def test_no_word_stands_in_the_glossary_twice() -> None:
    assert len(ROWS) == len(WORDS)
