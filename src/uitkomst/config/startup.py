"""Bringing the portal up for a command: data folder, database, Django, in that order."""

import os
import resource
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from uitkomst.config import embedded, environment
from uitkomst.config.refusals import DatabaseOutOfReach, NotMigrated


@contextmanager
def up() -> Iterator[None]:
    """The database runs and Django is loaded; the embedded server stops again afterwards.

    Raises CannotStart, with the reason.
    """
    # The memory of this process and of what it starts holds keys and rows: no copy on disk.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    environment.prepare()
    database: AbstractContextManager[None] = nullcontext()
    if environment.EMBEDDED:
        database = embedded.running(environment.DATA)
    with database:
        load()
        _require_database()
        yield


def load() -> None:
    """Load Django with our settings."""
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "uitkomst.config.settings"
    django.setup()


def _require_database() -> None:
    from django.db import Error, connection

    try:
        connection.ensure_connection()
    except Error as error:
        raise DatabaseOutOfReach(
            f"De database is niet bereikbaar: {str(error).splitlines()[0]}. Kijk of zij draait en "
            "of DATABASE_URL klopt."
        ) from error
    connection.close()


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
        raise NotMigrated("De database is nog niet bijgewerkt. Voer eerst uit: uitkomst migrate")
    connection.close()
