"""Pages that are made from the standard are never older than the standard."""

from pathlib import Path

import pytest

from uitkomst.standard.handbook import pages

GENERATED = Path(__file__).resolve().parents[2] / "docs" / "generated"


@pytest.mark.parametrize("name", sorted(pages()))
def test_a_generated_page_is_current(name: str) -> None:
    assert (GENERATED / name).read_text() == pages()[name], "run `make docs`"


def test_no_generated_page_is_left_over() -> None:
    assert {path.name for path in GENERATED.iterdir()} == set(pages())
