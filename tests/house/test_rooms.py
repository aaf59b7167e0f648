"""The house itself: rooms, arrows, doors. What ARCHITECTURE.md says, held by machine."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "uitkomst"
ROOMS = sorted(path for path in PACKAGE.iterdir() if (path / "__init__.py").exists())
CORE = [
    "standard", "access", "intake", "synthetic", "vault", "indicators", "disclosure", "reports",
]  # fmt: skip


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Every module of the package by its path in it, parsed."""
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path.relative_to(PACKAGE).as_posix(), ast.parse(path.read_text())


def test_imports_point_upstream() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    outcome = subprocess.run([linter], cwd=ROOT, capture_output=True, text=True)
    assert outcome.returncode == 0, outcome.stdout


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_a_room_says_in_one_sentence_what_it_is_and_holds_nothing_else_there(room: Path) -> None:
    body = ast.parse((room / "__init__.py").read_text()).body
    assert len(body) == 1, f"{room.name}/__init__.py holds more than its sentence"
    sentence = ast.get_docstring(ast.Module(body=body, type_ignores=[]))
    assert sentence
    assert sentence.endswith(".")
    assert "\n\n" not in sentence


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_architecture_names_every_room(room: Path) -> None:
    assert f"`{room.name}" in (ROOT / "ARCHITECTURE.md").read_text()


def test_the_core_loads_without_django() -> None:
    loads = "\n".join(
        f"import uitkomst.{path.removesuffix('.py').replace('/', '.')}"
        for path, _ in modules()
        if path.split("/")[0] in CORE and not path.endswith("__init__.py")
    )
    script = f"{loads}\nimport sys\nassert 'django' not in sys.modules"
    subprocess.run([sys.executable, "-c", script], check=True)


def test_safe_tables_are_made_in_disclosure_only() -> None:
    makers = {
        path.split("/")[0]
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"SafeTable", "SafeCell", "SafeGrade"}
    }
    assert makers == {"disclosure"}


def test_nobody_uses_a_temporary_file_for_what_a_sender_gave() -> None:
    """Clear identifiers on a disk survive their deletion; the core has no business there."""
    found = {
        path
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        and "tempfile" in {alias.name for alias in node.names} | {getattr(node, "module", "")}
    }
    assert found == set()


def test_modules_stay_short_enough_to_read() -> None:
    long = {
        path: lines
        for path in sorted(PACKAGE.rglob("*.py"))
        if "migrations" not in path.parts and (lines := len(path.read_text().splitlines())) > 260
    }
    assert long == {}
