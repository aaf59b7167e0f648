"""Working in the database as a process of a zone does: under its own login, with its rights."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from uitkomst.config.grants import login


@contextmanager
def working_as(name: str) -> Iterator[None]:
    """Everything in here asks the database as this login of `grants.toml`; outside transactions."""
    owner = connection.settings_dict["USER"]
    connection.close()
    connection.settings_dict["USER"] = login(name)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["USER"] = owner
