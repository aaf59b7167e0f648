"""Making the rights in the database as the file says, and asking what a login may do."""

from django.db import Error, connection, transaction

from uitkomst.config.grants import statements
from uitkomst.config.refusals import RightsNotApplied

NEVER = (
    ("update", "register_auditevent", "regels van het logboek wijzigen"),
    ("delete", "register_auditevent", "regels van het logboek verwijderen"),
    ("truncate", "register_auditevent", "het logboek leegmaken"),
    ("insert", "register_auditschakel", "schakels van de keten maken"),
)


def apply() -> None:
    """Make the logins and rights as `grants.toml` says, as the owner. Raises RightsNotApplied."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            for statement in statements():
                cursor.execute(statement)
    except Error as error:
        raise RightsNotApplied(
            f"De rechten zijn niet aangebracht: {str(error).splitlines()[0]}. Doe dit als eigenaar "
            "van de tabellen die ook logins mag maken, of laat uw databasebeheerder uitvoeren wat "
            "`uitkomst database rechten` toont."
        ) from error


def mighty() -> str:
    """What the login of this process may and should not, in Dutch; empty when all is well."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select rolsuper or rolcreaterole or rolbypassrls or has_schema_privilege("
            "'public', 'create') from pg_roles where rolname = current_user"
        )
        if cursor.fetchone()[0]:
            return "zij is eigenaar of beheerder"
        for verb, table, what in NEVER:
            cursor.execute("select has_table_privilege(%s, %s)", [table, verb])
            if cursor.fetchone()[0]:
                return what
    return ""
