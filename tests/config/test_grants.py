"""The rights in a real PostgreSQL are those of `grants.toml`: asked of the catalogue, and tried."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection, transaction
from psycopg import errors, sql

from uitkomst.config import rights
from uitkomst.config.grants import ALLES, Right, grants, login, login_statements

pytestmark = pytest.mark.django_db(transaction=True)
VERBS = ("select", "insert", "update", "delete", "truncate", "references", "trigger")
OURS = """not exists (select from pg_depend d where d.objid = p.oid
    and d.classid = 'pg_proc'::regclass and d.deptype = 'e')"""
LOGINS = list(grants().logins)
TABLES = list(grants().tables)
DENIED = ("permission denied", "must be owner", "must be superuser", "must be able to")


@pytest.fixture
def made(db):
    """A database made as the file says."""
    rights.apply()


@contextmanager
def as_login(name: str) -> Iterator[psycopg.Connection]:
    """A connection of this login, as a process would have it; nothing it does stays."""
    place = connection.settings_dict
    with psycopg.connect(
        host=place["HOST"], dbname=place["NAME"], user=login(name), autocommit=True
    ) as mine:
        yield mine


def asked(statement: str, *values: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def relations() -> set[str]:
    found = asked(
        "select relname from pg_class where relnamespace = 'public'::regnamespace"
        " and relkind in ('r', 'p', 'v', 'm', 'f')"
    )
    return {name for (name,) in found}


def functions() -> set[str]:
    found = asked(
        "select p.oid::regprocedure::text from pg_proc p"
        f" where p.pronamespace = 'public'::regnamespace and {OURS}"
    )
    return {name for (name,) in found}


def sequences() -> set[str]:
    return {name for (name,) in asked("select sequencename from pg_sequences")}


def columns(table: str) -> list[str]:
    found = asked(
        "select attname from pg_attribute where attrelid = %s::regclass"
        " and attnum > 0 and not attisdropped order by attnum",
        table,
    )
    return [name for (name,) in found]


def expected(table: str, name: str, verb: str) -> set[str]:
    """The columns of a table on which a login has a verb; all of them, or "*" for a whole row."""
    found = [right for right in grants().tables[table].get(name, ()) if right.verb == verb]
    if not found:
        return set()
    if verb == "delete":
        return {"*"}
    return set(found[0].columns or columns(table))


def granted(table: str, name: str, verb: str) -> set[str]:
    """The same, as the catalogue has it."""
    if verb in ("delete", "truncate", "trigger"):
        has = asked("select has_table_privilege(%s, %s, %s)", login(name), table, verb)[0][0]
        return {"*"} if has else set()
    return {
        column
        for column in columns(table)
        if asked("select has_column_privilege(%s, %s, %s, %s)", login(name), table, column, verb)[
            0
        ][0]
    }


def differences() -> list[str]:
    """Where the catalogue and the file differ, about tables."""
    new = [f"no row for {table}" for table in relations() - set(TABLES)]
    gone = [f"no table {table}" for table in set(TABLES) - relations()]
    other = [
        f"{name} {verb} {table}"
        for table in set(TABLES) & relations()
        for name in LOGINS
        for verb in VERBS
        if granted(table, name, verb) != expected(table, name, verb)
    ]
    return new + gone + other


def test_the_catalogue_of_tables_and_columns_equals_the_file(made):
    assert differences() == []


def test_a_new_table_a_lost_right_and_a_right_too_many_are_found(made):
    for statement, what in (
        ("create table public.nieuw (id int)", "no row for nieuw"),
        ("grant delete on register_auditevent to uitkomst_personen",
         "personen delete register_auditevent"),
        ("grant update (who) on register_auditevent to uitkomst_werk",
         "werk update register_auditevent"),
        ("grant select on register_aanlevering to public", "rapporten select register_aanlevering"),
        ("revoke insert on register_auditevent from uitkomst_rapporten",
         "rapporten insert register_auditevent"),
    ):  # fmt: skip
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(statement)
            assert what in differences()
            transaction.set_rollback(True)


def test_sequences_and_functions_equal_the_file(made):
    held = grants()
    assert functions() == set(held.functions)
    for name in LOGINS:
        for function, users in held.functions.items():
            may = asked("select has_function_privilege(%s, %s, 'execute')", login(name), function)
            assert (name, function, may[0][0]) == (name, function, name in users)
        for sequence in sequences():
            has = [
                asked("select has_sequence_privilege(%s, %s, %s)", login(name), sequence, verb)[0][
                    0
                ]
                for verb in ("usage", "select", "update")
            ]
            may = name in held.sequences.get(sequence, ())
            assert (name, sequence, has) == (name, sequence, [may, False, False])


def test_what_runs_with_the_rights_of_its_owner_is_known_and_reads_names_of_public_last(made):
    found = asked(
        "select p.proname, p.proconfig from pg_proc p where p.prosecdef"
        f" and p.pronamespace = 'public'::regnamespace and {OURS}"
    )

    assert {name for name, _ in found} == {
        "register_audit_link", "register_audit_waits", "register_audit_chains",
        "register_of_readers", "register_reader",
    }  # fmt: skip
    assert {tuple(config) for _, config in found} == {("search_path=pg_catalog, public, pg_temp",)}


def test_the_rest_of_the_database_is_nobodys(made):
    schemas = asked(
        "select nspname from pg_namespace where nspname !~ '^pg_' and nspname <> "
        "'information_schema'"
    )
    assert schemas == [("public",)]
    database = connection.settings_dict["NAME"]
    for name in LOGINS:
        has = asked(
            "select has_schema_privilege(%s, 'public', 'create'),"
            " has_database_privilege(%s, %s, 'create'),"
            " has_database_privilege(%s, %s, 'temporary')",
            login(name), login(name), database, login(name), database,
        )  # fmt: skip
        assert has == [(False, False, False)]
    roles = ", ".join(f"'{login(name)}'" for name in LOGINS)
    assert not asked(
        "select 1 from pg_roles where rolname in (" + roles + ") and (rolsuper or rolcreaterole"
        " or rolcreatedb or rolreplication or rolbypassrls or rolinherit)"
    )
    assert not asked(
        "select 1 from pg_auth_members join pg_roles r on r.oid = member"
        f" where r.rolname in ({roles})"
    )
    assert not asked(
        "select 1 from pg_shdepend s join pg_roles r on r.oid = s.refobjid"
        f" where s.deptype = 'o' and r.rolname in ({roles})"
    )
    assert not asked("select 1 from pg_largeobject_metadata")
    assert not asked(
        "select 1 from pg_default_acl, aclexplode(defaclacl) a left join pg_roles r"
        f" on r.oid = a.grantee where a.grantee = 0 or r.rolname in ({roles})"
    )


def test_row_policies_are_those_of_the_file_and_in_force(made):
    narrowed = set(grants().narrowed())
    held = asked(
        "select relname, relrowsecurity from pg_class where relkind = 'r'"
        " and relnamespace = 'public'::regnamespace"
    )
    assert {name for name, on in held if on} == narrowed
    found = asked(
        "select tablename, roles[1], permissive, cmd, qual, with_check, cardinality(roles)"
        " from pg_policies where schemaname = 'public'"
    )
    assert {(table, role) for table, role, *_ in found} == {
        (table, login(name)) for table in narrowed for name in grants().tables[table]
    }
    known = {(policy.table, login(policy.login)) for policy in grants().policies}
    for table, role, permissive, command, using, check, number in found:
        assert (permissive, command, number) == ("PERMISSIVE", "ALL", 1)
        assert using == check
        assert (using == "true") == ((table, role) not in known)


def refused(attempt: psycopg.Connection, statement: sql.Composable | str) -> bool:
    """Whether the database says that this login has no right to it; what it did is undone."""
    try:
        with attempt.transaction(force_rollback=True):
            attempt.execute(statement)
    except errors.InsufficientPrivilege as error:
        text = str(error)
        assert any(said in text for said in DENIED) or "row-level security" in text, text
        return "row-level security" not in text
    except psycopg.Error:
        return False  # It may, and something else is wrong with it.
    return False


ATTEMPTS = {
    "select": "select {column} from {table} limit 0",
    "insert": "insert into {table} ({column}) values (default)",
    "update": "update {table} set {column} = default where false",
}


@pytest.mark.parametrize("name", LOGINS)
def test_every_verb_on_every_table_is_tried_and_answers_as_the_file_says(made, name):
    wrong = []
    with as_login(name) as attempt:
        for table in TABLES:
            for verb, text in ATTEMPTS.items():
                may = expected(table, name, verb)
                for column in columns(table):
                    statement = sql.SQL(text).format(
                        column=sql.Identifier(column), table=sql.Identifier(table)
                    )
                    if refused(attempt, statement) == (column in may):
                        wrong.append((verb, table, column))
            for verb, text in (
                ("delete", "delete from {} where false"),
                ("truncate", "truncate {}"),
            ):
                statement = sql.SQL(text).format(sql.Identifier(table))
                if refused(attempt, statement) == bool(expected(table, name, verb)):
                    wrong.append((verb, table, ""))

    assert wrong == []


@pytest.mark.parametrize("name", LOGINS)
def test_no_login_changes_the_schema(made, name):
    with as_login(name) as attempt:
        for table in TABLES:
            for text in (
                "alter table {} add column nieuw int",
                "alter table {} disable trigger all",
                "alter table {} disable row level security",
                "alter table {} owner to current_user",
                "drop table {} cascade",
                "create index on {} ((1))",
                "create trigger t before insert on {} for each row execute function"
                " suppress_redundant_updates_trigger()",
                "create policy p on {} using (true)",
                "create rule r as on insert to {} do instead nothing",
                "comment on table {} is ''",
            ):
                assert refused(attempt, sql.SQL(text).format(sql.Identifier(table))), (table, text)


@pytest.mark.parametrize("name", LOGINS)
def test_no_login_gives_a_right_away(made, name):
    """The database only warns; what counts is that nobody got anything."""
    with as_login(name) as attempt:
        for table in TABLES:
            statement = sql.SQL("grant all on {} to public").format(sql.Identifier(table))
            try:
                attempt.execute(statement)
            except errors.InsufficientPrivilege:
                continue

    assert differences() == []


FORBIDDEN = (
    "create table public.nieuw (id int)",
    "create temporary table nieuw (id int)",
    "create schema nieuw",
    "create view public.nieuw as select 1",
    "create function public.nieuw() returns int language sql as 'select 1'",
    "create function register_audit_field(text) returns bytea language sql as $$select ''::bytea$$",
    "drop extension btree_gist",
    "create role nieuw",
    "alter role current_user superuser",
    "set session_replication_role = replica",
    "set role uitkomst",
    "set session authorization uitkomst",
    "grant uitkomst to current_user",
    "select pg_read_file('/etc/passwd')",
    "select pg_ls_dir('.')",
    "select pg_read_binary_file('global/pg_control')",
    "select lo_import('/etc/passwd')",
    "select lo_create(0)",
    "select lo_from_bytea(0, 'x')",
    "copy (select 1) to '/tmp/uitkomst-uit'",
    "copy (select 1) to program 'true'",
    "select * from pg_authid",
    "select pg_reload_conf()",
    "alter function register_audit_link(register_auditevent) owner to current_user",
    "drop function register_audit_chains() cascade",
    "alter default privileges for role uitkomst grant all on tables to public",
)


@pytest.mark.parametrize("name", LOGINS)
def test_no_login_gets_out_of_its_own_rights(made, name):
    with as_login(name) as attempt:
        assert [text for text in FORBIDDEN if not refused(attempt, text)] == []
        for text in ("create database nieuw", "alter system set fsync = off"):
            with pytest.raises(errors.InsufficientPrivilege):
                attempt.execute(text)
        for other in {*LOGINS, "uitkomst"} - {name}:
            role = "uitkomst" if other == "uitkomst" else login(other)
            assert refused(attempt, sql.SQL("set role {}").format(sql.Identifier(role)))
        for function, users in grants().functions.items():
            call = called(function)
            if call is not None:
                assert refused(attempt, call) == (name not in users), function
        for sequence in sequences():
            may = name in grants().sequences.get(sequence, ())
            for text, allowed in (("nextval", may), ("setval", False)):
                more = ", 1" if text == "setval" else ""
                statement = f"select {text}('{sequence}'{more})"
                assert refused(attempt, statement) != allowed, statement


def called(function: str) -> str | None:
    """A call with nothing filled in; None for what only a trigger can call."""
    [(trigger,)] = asked("select prorettype = 'trigger'::regtype from pg_proc where oid ="
                         " %s::regprocedure", function)  # fmt: skip
    name, _, types = function.removesuffix(")").partition("(")
    nothing = ", ".join(f"null::{each}" for each in types.split(",") if each)
    return None if trigger else f"select {name}({nothing})"


@pytest.mark.parametrize("name", LOGINS)
def test_no_login_opens_another_database(made, name):
    with connection.cursor() as cursor:
        cursor.execute("select datname from pg_database where datallowconn")
        others = {other for (other,) in cursor.fetchall()} - {connection.settings_dict["NAME"]}
    for other in others & {"postgres", "template1"}:
        with pytest.raises(psycopg.OperationalError, match="permission denied"):
            psycopg.connect(host=connection.settings_dict["HOST"], dbname=other, user=login(name))


def test_running_it_again_takes_away_what_somebody_added(made):
    with connection.cursor() as cursor:
        cursor.execute("grant update on register_auditevent to uitkomst_personen")
        cursor.execute("grant uitkomst to uitkomst_personen")
    assert "personen update register_auditevent" in differences()

    rights.apply()

    assert differences() == []
    assert not asked(
        "select 1 from pg_auth_members m join pg_roles r on r.oid = m.member"
        " where r.rolname = 'uitkomst_personen'"
    )


def test_the_union_is_everything_the_others_have_and_no_more():
    for table, given in grants().tables.items():
        verbs = {right.verb for name, of in given.items() if name != ALLES for right in of}
        assert {right.verb for right in given.get(ALLES, ())} == verbs, table
    assert Right("select", ("id", "naam")).sql() == "select (id, naam)"


def test_a_login_that_may_change_the_logbook_is_told_apart(made):
    assert rights.mighty()
    with connection.cursor() as cursor:
        for name in LOGINS:
            cursor.execute(f"set role {login(name)}")
            assert rights.mighty() == ""
            cursor.execute("reset role")
        cursor.execute("grant delete on register_auditevent to uitkomst_personen")
        cursor.execute("set role uitkomst_personen")
        assert "verwijderen" in rights.mighty()
        cursor.execute("reset role")
    rights.apply()


def test_the_logins_are_made_before_anything_else():
    assert all(any(login(name) in text for text in login_statements()) for name in LOGINS)
