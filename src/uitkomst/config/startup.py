"""Bringing the portal up for a command: data folder, database, Django, in that order."""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from uitkomst.config import embedded, environment


class NotMigrated(Exception):
    """The tables are older than the program."""

    def __init__(self) -> None:
        self.melding = "De database is nog niet bijgewerkt. Voer eerst uit: uitkomst migrate"
        super().__init__(self.melding)


@contextmanager
def up() -> Iterator[None]:
    """The database runs and Django is loaded; the embedded server stops again afterwards."""
    environment.prepare()
    database: AbstractContextManager[None] = nullcontext()
    if environment.EMBEDDED:
        database = embedded.running(environment.DATA)
    with database:
        load()
        yield


def load() -> None:
    """Load Django with our settings."""
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "uitkomst.config.settings"
    django.setup()


def migrate() -> None:
    """Bring the tables up to date."""
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)


def require_migrated() -> None:
    """Go on only when the tables are up to date. Raises NotMigrated."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise NotMigrated
    connection.close()
