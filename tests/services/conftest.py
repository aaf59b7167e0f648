"""The world in which the services are tried."""

import pytest
from django.db import connection
from world import World, world


@pytest.fixture
def empty_queue(db) -> None:  # type: ignore[no-untyped-def]
    """Nothing waits: the queue's tables are not Django's, and a test that commits leaves jobs."""
    with connection.cursor() as cursor:
        cursor.execute("delete from procrastinate_jobs")


@pytest.fixture
def people(empty_queue: None) -> World:
    """Everybody who takes part, in an otherwise empty database."""
    return world()
