"""The world in which the services are tried."""

import pytest
from world import World, world


@pytest.fixture
def people(db) -> World:  # type: ignore[no-untyped-def]
    """Everybody who takes part, in an otherwise empty database."""
    return world()
