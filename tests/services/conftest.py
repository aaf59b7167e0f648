"""The world in which the services are tried."""

import pytest
from django.db import connection
from world import World, world


@pytest.fixture
def people(db) -> World:  # type: ignore[no-untyped-def]
    """Everybody who takes part, in an otherwise empty database."""
    # The queue's tables are not Django's, so a test that commits leaves its jobs behind.
    with connection.cursor() as cursor:
        cursor.execute("delete from procrastinate_jobs")
    return world()
