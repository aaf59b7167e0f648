"""Bringing the portal up for a command: data folder, database, Django, in that order."""

import os
import resource
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from uitkomst.config import embedded, environment
from uitkomst.config.refusals import DatabaseOutOfReach, LoginTooMighty, NotMigrated


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
    """Bring the tables up to date, as their owner, and the rights on them."""
    from django.core.management import call_command

    from uitkomst.config import rights

    with as_owner():
        call_command("migrate", interactive=False, verbosity=0)
        if environment.EMBEDDED:  # Elsewhere who runs the database says: `uitkomst database`.
            rights.apply()


@contextmanager
def as_owner() -> Iterator[None]:
    """Be the owner of the tables inside the block; the login of this zone again after it.

    In a database of one's own it is DATABASE_URL that says who one is: there nothing changes.
    """
    from django.db import connection

    if not environment.EMBEDDED:
        yield
        return
    connection.close()
    before = connection.settings_dict["USER"]
    connection.settings_dict["USER"] = embedded.NAME
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["USER"] = before


def require_migrated() -> None:
    """Go on only when the tables are up to date. Raises NotMigrated."""
    from django.db import ProgrammingError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        behind = bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except ProgrammingError:  # No right on what there is: made by a release without logins.
        behind = True
    finally:
        connection.close()
    if behind:
        raise NotMigrated("De database is nog niet bijgewerkt. Voer eerst uit: uitkomst migrate")


def require_modest_login() -> None:
    """Go on only with a login that cannot change the logbook or the tables. Raises LoginTooMighty.

    A demonstration holds made-up data; also there the embedded database has such logins.
    """
    from uitkomst.config import rights

    if mighty := rights.mighty():
        raise LoginTooMighty(
            f"De login van de database mag te veel: {mighty}. Start met een login die `uitkomst "
            "database rechten` maakt (docs/zones.md); met de eigenaar doet u alleen uitkomst "
            "migrate."
        )
