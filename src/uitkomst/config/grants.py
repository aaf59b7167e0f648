"""Who may do what in the database: the table in `grants.toml`, and the SQL that makes it so.

The file is the whole truth. A login has the rights its rows say and no other, and what is not in
the file nobody may. `alles` has the rights of all others together. The owner, under which
migrations run, is no login of a process that serves.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("grants.toml")
ALLES = "alles"
VERB = re.compile(r"(select|insert|update|delete)(?:\(([a-z0-9_, ]+)\))?")


@dataclass(frozen=True)
class Right:
    """One verb; `columns` narrows it, empty is all of them."""

    verb: str
    columns: tuple[str, ...] = ()

    def sql(self) -> str:
        """As GRANT writes it."""
        return f"{self.verb} ({', '.join(self.columns)})" if self.columns else self.verb


@dataclass(frozen=True)
class Policy:
    """Which rows of a table a login knows; `using` is a condition in SQL."""

    table: str
    login: str
    using: str


@dataclass(frozen=True)
class Grants:
    """The file: rights by table and login, sequences and functions with who may use them."""

    logins: dict[str, str]
    tables: dict[str, dict[str, tuple[Right, ...]]]
    sequences: dict[str, tuple[str, ...]]
    functions: dict[str, tuple[str, ...]]
    policies: tuple[Policy, ...]

    def narrowed(self) -> tuple[str, ...]:
        """The tables of which some login knows some rows only."""
        return tuple(dict.fromkeys(policy.table for policy in self.policies))


def login(name: str) -> str:
    """What a login of the file is called in the database: roles are shared by a whole server."""
    return f"uitkomst_{name}"


@cache
def grants() -> Grants:
    """The file, read once, with the union for `alles` filled in."""
    held = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return Grants(
        logins=held["logins"],
        tables={name: _with_union(rights) for name, rights in held["tables"].items()},
        sequences={name: _for_all(users) for name, users in held["sequences"].items()},
        functions={name: _for_all(users) for name, users in held["functions"].items()},
        policies=tuple(Policy(**policy) for policy in held["policies"]),
    )


def statements() -> Iterator[str]:
    """The SQL that makes the database as the file says, to be run by the owner in one transaction.

    Whatever a login had before is taken first, so that running it again is all a change takes.
    """
    found = grants()
    everybody = ", ".join(login(name) for name in found.logins)
    yield from login_statements()
    yield "revoke all on schema public from public"
    yield f"revoke all on schema public from {everybody}"
    yield f"grant usage on schema public to {everybody}"
    for kind in ("tables", "sequences"):
        yield f"revoke all on all {kind} in schema public from public, {everybody}"
    yield _OWN_FUNCTIONS.format(everybody=everybody)
    yield _NEW_FUNCTIONS
    yield _LARGE_OBJECTS.format(everybody=everybody)
    yield from _table_statements(found)
    for name, users in found.sequences.items():
        if users:
            yield f"grant usage on sequence {name} to {_named(users)}"
    for name, users in found.functions.items():
        if users:
            yield f"grant execute on function {name} to {_named(users)}"
    yield from _policy_statements(found)


def login_statements() -> Iterator[str]:
    """The logins themselves: they may connect to this database and nothing else, yet."""
    for name, what in grants().logins.items():
        yield (
            f"do $$ begin if not exists (select from pg_roles where rolname = '{login(name)}') "
            f"then create role {login(name)}; end if; end $$"
        )
        yield (
            f"alter role {login(name)} login nosuperuser nocreatedb nocreaterole noinherit "
            "noreplication nobypassrls"
        )
        yield f"comment on role {login(name)} is '{what}'"
    everybody = ", ".join(login(name) for name in grants().logins)
    yield _per_database("revoke all on database %I from public")
    yield _per_database(f"grant connect on database %I to {everybody}")
    yield _NO_MEMBERS.format(everybody=", ".join(f"'{login(name)}'" for name in grants().logins))


def _table_statements(found: Grants) -> Iterator[str]:
    for table, rights in found.tables.items():
        for name, given in rights.items():
            if given:
                verbs = ", ".join(right.sql() for right in given)
                yield f"grant {verbs} on {table} to {login(name)}"


def _policy_statements(found: Grants) -> Iterator[str]:
    yield _NO_POLICIES
    for table in found.narrowed():
        yield f"alter table {table} enable row level security"
        narrowed = {policy.login: policy for policy in found.policies if policy.table == table}
        for name in found.tables[table]:
            using = narrowed[name].using if name in narrowed else "true"
            yield (
                f"create policy {login(name)} on {table} for all to {login(name)} "
                f"using ({using}) with check ({using})"
            )


def _with_union(rights: dict[str, str]) -> dict[str, tuple[Right, ...]]:
    parsed = {name: _rights(text) for name, text in rights.items()}
    return {**parsed, ALLES: _union(parsed.values())} if parsed else {}


def _rights(text: str) -> tuple[Right, ...]:
    found = [
        Right(match[1], tuple(filter(None, re.split(r"[, ]+", match[2] or ""))))
        for match in VERB.finditer(text)
    ]
    if VERB.sub("", text).strip():
        raise ValueError(f"{FILE.name}: {text!r}")
    return tuple(found)


def _union(of_logins: Iterable[tuple[Right, ...]]) -> tuple[Right, ...]:
    columns: dict[str, set[str]] = {}
    whole = set()
    for right in (right for rights in of_logins for right in rights):
        columns.setdefault(right.verb, set()).update(right.columns)
        if not right.columns:
            whole.add(right.verb)
    return tuple(
        Right(verb, () if verb in whole else tuple(sorted(named)))
        for verb, named in columns.items()
    )


def _for_all(users: list[str]) -> tuple[str, ...]:
    return (*users, ALLES) if users else ()


def _named(users: tuple[str, ...]) -> str:
    return ", ".join(login(name) for name in users)


def _per_database(statement: str) -> str:
    return f"do $$ begin execute format('{statement}', current_database()); end $$"


# No login is a member of anything, so `set role` leads nowhere.
_NO_MEMBERS = """do $$ declare lid record; begin
for lid in select r.rolname as rol, m.rolname as wie from pg_auth_members
    join pg_roles r on r.oid = roleid join pg_roles m on m.oid = member
    where m.rolname in ({everybody}) loop
    execute format('revoke %I from %I', lid.rol, lid.wie);
end loop; end $$"""

# Functions of our own; those of an extension only compute.
_OWN_FUNCTIONS = """do $$ declare eigen regprocedure; begin
for eigen in select p.oid from pg_proc p where p.pronamespace = 'public'::regnamespace
    and not exists (select from pg_depend d where d.objid = p.oid
        and d.classid = 'pg_proc'::regclass and d.deptype = 'e') loop
    execute format('revoke all on function %s from public, {everybody}', eigen);
end loop; end $$"""

# What a migration makes later is for nobody until it has a row here.
_NEW_FUNCTIONS = """do $$ begin execute format(
    'alter default privileges for role %I revoke execute on functions from public',
    (select tableowner from pg_tables where tablename = 'django_migrations')
); end $$"""

# Only who may change the catalogue can take these away; elsewhere this is a warning.
_LARGE_OBJECTS = """do $$ declare maakt regprocedure; begin
for maakt in select oid from pg_proc where pronamespace = 'pg_catalog'::regnamespace
    and proname in ('lo_create', 'lo_creat', 'lo_from_bytea', 'lo_put', 'lo_import') loop
    execute format('revoke execute on function %s from public, {everybody}', maakt);
end loop; end $$"""

_NO_POLICIES = """do $$ declare regel record; begin
for regel in select tablename, policyname from pg_policies where schemaname = 'public' loop
    execute format('drop policy %I on %I', regel.policyname, regel.tablename);
end loop;
for regel in select relname from pg_class where relrowsecurity
    and relnamespace = 'public'::regnamespace loop
    execute format('alter table %I disable row level security', regel.relname);
end loop; end $$"""
