"""Regions of two sizes, and the half-years they are looked at in."""

import pytest

from uitkomst.standard.verslagperiode import Verslagperiode
from uitkomst.synthetic.plan import plan
from uitkomst.synthetic.provider import Region

PERIODES = tuple(Verslagperiode.parse(code) for code in ("2025-1", "2025-2", "2026-1"))


@pytest.fixture(scope="session")
def small() -> Region:
    """A region for tests that write or read files."""
    return plan(3, aanbieders=24, records=2400, periodes=PERIODES)


@pytest.fixture(scope="session")
def full() -> Region:
    """The region of the demonstration: 180 providers, about 30,000 records in a half-year."""
    return plan(1, periodes=PERIODES)


@pytest.fixture(scope="session")
def periode() -> Verslagperiode:
    return PERIODES[-1]
