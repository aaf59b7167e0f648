"""Whether the portal can do its work, for whoever watches it."""

from django.db import Error, connection


def healthy() -> bool:
    """True when the database answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except Error:
        return False
    return True
