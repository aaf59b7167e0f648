"""The one DuckDB of this process: SQL over Arrow tables, in memory only, within limits."""

from functools import cache
from threading import Lock

import duckdb
import pyarrow as pa

_LOCK = Lock()


class QueryFailed(Exception):
    """A statement could not be computed; names the kind of error, never a value."""

    melding = (
        "Dit bestand is te groot om in één keer te controleren. Lever het in delen aan, of "
        "vraag de beheerder van het portaal om hulp."
    )


@cache
def _database() -> duckdb.DuckDBPyConnection:
    """Nothing spills to disk (rows hold identifiers) and SQL reaches no file."""
    database = duckdb.connect(
        ":memory:",
        config={
            "threads": 2,
            "memory_limit": "2GB",
            "temp_directory": "",
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "python_enable_replacements": False,
        },
    )
    # A code list is a short literal list: compared in place, not built into a join for each rule.
    database.execute("set disabled_optimizers = 'in_clause'")
    database.execute("set enable_external_access = false")
    database.execute("set lock_configuration = true")
    return database


def query(sql: str, **tables: pa.Table) -> pa.Table:
    """Run one statement over these tables, known in the SQL by their names.

    Rows keep the order of a table that is only scanned; groups and windows need their own order.
    Raises QueryFailed: what DuckDB itself says can hold a value from a cell.
    """
    with _LOCK:
        cursor = _database().cursor()
    try:
        for name, table in tables.items():
            cursor.register(name, table)
        return cursor.sql(sql).to_arrow_table()
    except duckdb.Error as error:
        raise QueryFailed(type(error).__name__) from None
    finally:
        cursor.close()
