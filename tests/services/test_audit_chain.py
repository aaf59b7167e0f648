"""The chain over the logbook: whatever is done to it behind the portal's back is found."""

import random
from argparse import Namespace
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction
from world import NOW

from uitkomst.cli import audit as command
from uitkomst.register.models import AuditEvent, AuditSchakel, Organisatie
from uitkomst.services import audit
from uitkomst.services.audit import chain, checkpoints, upkeep
from uitkomst.services.audit.chain import FIELDS, Kind

pytestmark = pytest.mark.django_db(transaction=True)
TAMPERINGS = 1000
LINES = 40
SIGNED = (15, 30, 36)  # After these lines a checkpoint was made.


@pytest.fixture(autouse=True)
def places(settings, tmp_path):
    settings.AUDIT_KEY_FILE = tmp_path / "controlepunt.sleutel"
    settings.AUDIT_CHECKPOINTS = tmp_path / "controlepunten.jsonl"
    settings.AUDIT_MAIL = "fg@voorbeeld.example"
    return tmp_path


@pytest.fixture
def lines(db):
    """A logbook with a line of every shape."""
    aap = Organisatie.objects.create(soort="beheer", naam="Aap")
    for number in range(LINES):
        write(number, aap if number % 3 else None)


def write(number, organisatie=None):
    AuditEvent.objects.create(
        at=NOW + timedelta(seconds=number, microseconds=number),
        who=f"persoon {number} é",
        organisatie=organisatie,
        action="personen:view",
        subject=f"kenmerk {number}",
        purpose="Doel, met „tekens”",
        role="aanleveraar",
        sessie="0123456789abcdef",
        herkomst=("192.0.2.7", "2001:db8::1", None)[number % 3],
        betrokkene="ab" * 16 if number % 2 else "",
        aantal=number if number % 2 else None,
        inzage=None if number % 2 else "7c9e6679-7425-40de-944b-e07fc1f90ae7",
        versie="0.1.0",
    )


def as_superuser(*statements):
    """What somebody does who got past every guard of the database."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        for statement in statements:
            cursor.execute(*statement)


def test_the_chain_of_what_was_written_is_unbroken(lines):
    verdict = chain.verify()

    assert verdict.unbroken
    assert verdict.lengte == LINES == AuditSchakel.objects.count()
    assert verdict.hash == chain.hash_at(LINES)


def test_every_field_of_a_line_is_in_the_chain():
    columns = [each.column for each in AuditEvent._meta.concrete_fields]

    assert sorted(FIELDS) == sorted(columns)


def test_lines_that_were_there_before_the_chain_are_in_it(lines):
    with connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        cursor.execute("delete from register_auditschakel")
        cursor.execute("set session_replication_role = origin")
        cursor.execute(
            "do $$ declare regel register_auditevent; begin"
            " for regel in select * from register_auditevent order by id loop"
            " perform register_audit_link(regel); end loop; end $$"
        )

    assert chain.verify().unbroken


def test_an_action_that_is_undone_leaves_no_gap(lines):
    with transaction.atomic():
        write(100)
        transaction.set_rollback(True)
    write(101)

    verdict = chain.verify()
    assert (verdict.unbroken, verdict.lengte) == (True, LINES + 1)
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from register_auditwacht")
        assert cursor.fetchone() == (0,)


def test_many_at_once_get_consecutive_links_without_a_deadlock(lines):
    """Each takes a row's lock in another order and writes its line in between."""
    organisaties = [Organisatie.objects.create(soort="beheer", naam=str(n)) for n in range(4)]

    def act(number):
        try:
            with transaction.atomic():
                mine = organisaties[number % 4]
                if number % 2:
                    write(number, mine)
                list(Organisatie.objects.select_for_update().filter(pk=mine.pk))
                if not number % 2:
                    write(number, organisaties[(number + 1) % 4])
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(act, range(120)))

    verdict = chain.verify()
    assert verdict.unbroken
    assert verdict.lengte == LINES + 120


def _one(of):
    """A change of one field of a line, of the kind that the field has."""
    field = of.choice(FIELDS)
    value = {
        "id": "id + 100000",
        "at": "at + interval '1 microsecond'",
        "organisatie_id": "gen_random_uuid()",
        "herkomst": "'198.51.100.9'",
        "aantal": "coalesce(aantal, 0) + 1",
        "inzage": "gen_random_uuid()",
    }.get(field, f"{field} || 'x'")
    if field in ("sessie", "betrokkene", "who", "role", "resultaat", "action", "versie"):
        value = f"left({field}, 5) || 'z'"
    line = of.randint(1, LINES)
    return [(f"update register_auditevent set {field} = {value} where id = {nth(line)}",)]


def nth(line):
    return f"(select event_id from register_auditschakel where nummer = {line})"


def _deleted_line(of):
    return [(f"delete from register_auditevent where id = {nth(of.randint(1, LINES))}",)]


def _deleted_link(of):
    return [(f"delete from register_auditschakel where nummer = {of.randint(1, LINES)}",)]


def _deleted_both(of):
    line = of.randint(1, LINES - 1)  # The last one is a cut tail: see below.
    return [
        (f"delete from register_auditevent where id = {nth(line)}",),
        (f"delete from register_auditschakel where nummer = {line}",),
    ]


def _closed_gap(of):
    """Both deleted, and what came after moved up, as if they had never been."""
    line = of.randint(1, LINES - 1)
    move = "update register_auditschakel set nummer = {} where nummer = {}"
    return [
        *_deleted_both_of(line),
        *[(move.format(each - 1, each),) for each in range(line + 1, LINES + 1)],
    ]


def _deleted_both_of(line):
    return [
        (f"delete from register_auditevent where id = {nth(line)}",),
        (f"delete from register_auditschakel where nummer = {line}",),
    ]


def _inserted(of):
    return [
        (
            "insert into register_auditevent (at, who, action, subject, purpose, role, sessie,"
            " resultaat, betrokkene, versie)"
            " values (now(), %s, 'personen:view', '', '', '', '', 'gelukt', '', '')",
            [f"niemand {of.random()}"],
        )
    ]


def _inserted_with_a_link(of):
    """A line in the middle, with a link made as the portal makes it."""
    line = of.randint(1, LINES - 1)
    move = "update register_auditschakel set nummer = {} where nummer = {}"
    return [
        *_inserted(of),
        *[(move.format(each + 1, each),) for each in range(LINES, line, -1)],
        (
            "insert into register_auditschakel (nummer, event_id, hash)"
            " select %s, e.id,"
            " encode(sha256(decode(s.hash, 'hex') || register_audit_bytes(e)), 'hex')"
            " from register_auditevent e,"
            " register_auditschakel s where s.nummer = %s and e.id ="
            " (select max(id) from register_auditevent)",
            [line + 1, line],
        ),
    ]


def _swapped(of):
    """Two lines change places."""
    one, other = of.sample(range(1, LINES + 1), 2)
    give = "update register_auditevent set id = {} where id = {}"
    return [
        (give.format(-1, nth(one)),),
        (give.format(nth(one), nth(other)),),
        (give.format(nth(other), -1),),
    ]


def _reordered(of):
    one, other = of.sample(range(1, LINES + 1), 2)
    return [
        ("update register_auditschakel set nummer = -1 where nummer = %s", [one]),
        ("update register_auditschakel set nummer = %s where nummer = %s", [one, other]),
        ("update register_auditschakel set nummer = %s where nummer = -1", [other]),
    ]


def _other_hash(of):
    digits = f"{of.getrandbits(256):064x}"
    return [
        (
            "update register_auditschakel set hash = %s where nummer = %s",
            [digits, of.randint(1, LINES)],
        )
    ]


def _altered_and_rehashed(of):
    """A line is changed and its own link made to fit; the next one then does not."""
    line = of.randint(1, LINES - 1)
    return [
        (f"update register_auditevent set subject = 'anders' where id = {nth(line)}",),
        (
            "update register_auditschakel s set hash = encode(sha256(coalesce("
            "(select decode(v.hash, 'hex') from register_auditschakel v"
            " where v.nummer = s.nummer - 1), ''::bytea)"
            " || register_audit_bytes(e)), 'hex') from register_auditevent e"
            " where e.id = s.event_id and s.nummer = %s",
            [line],
        ),
    ]


KINDS = (
    _one, _one, _one, _deleted_line, _deleted_link, _deleted_both, _closed_gap, _inserted,
    _inserted_with_a_link, _swapped, _reordered, _other_hash, _altered_and_rehashed,
)  # fmt: skip


def _cut_tail(of):
    """The end is cut off, with the checkpoints in the database that tell of it."""
    return _cut(of.randint(0, SIGNED[-1] - 1))


def _cut(line):
    return [
        (f"delete from register_auditevent where id in (select event_id from"
         f" register_auditschakel where nummer > {line})",),
        (f"delete from register_auditschakel where nummer > {line}",),
        (f"delete from register_controlepunt where nummer > {line}",),
    ]  # fmt: skip


def _cut_and_written_on(of):
    """The end is cut off and as many lines are added again, by the portal's own way."""
    line = of.randint(0, SIGNED[-1] - 1)
    return [*_cut(line), *[step for _ in range(line, LINES) for step in _by_the_portal(of)]]


def _by_the_portal(of):
    return [
        *_inserted(of),
        ("select register_audit_link(e) from register_auditevent e where e.id ="
         " (select max(id) from register_auditevent)",),
    ]  # fmt: skip


def _made_anew(of):
    """A line is changed, and every link from there on is made to fit."""
    line = of.randint(1, SIGNED[-1])
    return [
        (f"update register_auditevent set subject = 'anders' where id = {nth(line)}",),
        (f"create temp table was on commit drop as select event_id, nummer"
         f" from register_auditschakel where nummer >= {line}",),
        (f"delete from register_auditschakel where nummer >= {line}",),
        ("do $$ declare regel register_auditevent; begin for regel in select e.* from was join"
         " register_auditevent e on e.id = event_id order by nummer loop"
         " perform register_audit_link(regel); end loop; end $$",),
    ]  # fmt: skip


# What leaves a whole chain behind: only a checkpoint that is kept elsewhere tells of it.
WITH_POINTS = (_cut_tail, _cut_and_written_on, _made_anew)


@pytest.fixture
def signed(places):
    """The same lines, with checkpoints in between and four lines after the last one."""
    for number in range(LINES):
        write(number)
        if number + 1 in SIGNED:
            assert checkpoints.make(now=NOW + timedelta(hours=number))
    outside = places / "buiten.jsonl"
    outside.write_bytes((places / "controlepunten.jsonl").read_bytes())
    return outside


def verdict(outside):
    """What `uitkomst audit verify` ends with, given the checkpoints that were kept elsewhere."""
    return command._verify(Namespace(checkpoints=outside, key=None))


def test_each_of_a_thousand_random_tamperings_is_found(signed):
    of = random.Random(7513)
    kinds = KINDS + WITH_POINTS
    found: dict[str, int] = {}
    missed = []
    for number in range(TAMPERINGS):
        kind = kinds[number % len(kinds)]
        statements = kind(of)
        with transaction.atomic():
            as_superuser(*statements)
            seen = verdict(signed) == command.BROKEN
            if kind in KINDS:
                seen = seen and not chain.verify().unbroken
            if seen:
                found[kind.__name__] = found.get(kind.__name__, 0) + 1
            else:
                missed.append((kind.__name__, statements))
            transaction.set_rollback(True)

    assert missed == []
    assert sum(found.values()) == TAMPERINGS
    assert set(found) == {kind.__name__ for kind in kinds}
    assert verdict(signed) == 0


def test_what_was_cut_off_after_the_last_checkpoint_is_not_found(signed):
    """The limit of every chain, and why a checkpoint is made every hour and sent away."""
    with transaction.atomic():
        as_superuser(*_cut(SIGNED[-1]))
        assert verdict(signed) == 0
        transaction.set_rollback(True)
    checkpoints.make(now=NOW + timedelta(days=2))
    signed.write_bytes((signed.parent / "controlepunten.jsonl").read_bytes())
    with transaction.atomic():
        as_superuser(*_cut(SIGNED[-1]))
        assert verdict(signed) == command.BROKEN
        transaction.set_rollback(True)


def test_it_says_where_a_line_was_changed(lines):
    with transaction.atomic():
        as_superuser((f"update register_auditevent set who = 'x' where id = {nth(17)}",))

        assert [(each.kind, each.nummer) for each in chain.verify().faults] == [
            (Kind.GEWIJZIGD, 17)
        ]
        transaction.set_rollback(True)


def rechain():
    as_superuser(
        (f"update register_auditevent set who = 'x' where id = {nth(5)}",),
        ("create temp table was as select event_id from register_auditschakel order by nummer",),
        ("delete from register_auditschakel",),
        ("do $$ declare regel register_auditevent; begin for regel in select e.* from was join"
         " register_auditevent e on e.id = event_id order by e.id loop"
         " perform register_audit_link(regel); end loop; end $$",),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("tamper", "kind"),
    [(lambda: as_superuser(*_cut(LINES - 3)), Kind.AFGEKAPT), (rechain, Kind.HERSCHREVEN)],
)
def test_a_cut_tail_and_a_history_made_anew_are_found_with_a_checkpoint_only(
    lines, places, tamper, kind
):
    assert checkpoints.make(now=NOW)

    tamper()

    assert chain.verify().unbroken
    outside = checkpoints.read(places / "controlepunten.jsonl")
    faults = checkpoints.faults_against(outside, checkpoints.public_key())
    assert [(each.kind, each.nummer) for each in faults] == [(kind, LINES)]


def test_a_checkpoint_that_somebody_else_signed_is_found(lines, places):
    checkpoints.make(now=NOW)
    kept = places / "controlepunten.jsonl"
    own = checkpoints.public_key()
    kept.write_text(kept.read_text().replace('"nummer": 40', '"nummer": 39'))

    faults = checkpoints.faults_against(checkpoints.read(kept), own)

    assert [each.kind for each in faults] == [Kind.HANDTEKENING]


def test_a_checkpoint_is_made_once_an_hour_kept_outside_and_mailed_once_a_day(
    lines, places, mailoutbox
):
    upkeep.keep(now=NOW)
    upkeep.keep(now=NOW + timedelta(minutes=59))
    write(100)
    upkeep.keep(now=NOW + timedelta(minutes=61))
    write(101)
    upkeep.keep(now=NOW + timedelta(hours=25))

    points = checkpoints.read(places / "controlepunten.jsonl")
    assert [point.nummer for point in points] == [LINES + 1, LINES + 2, LINES + 4]
    assert points == checkpoints.kept()
    assert len(mailoutbox) == 2
    assert points[0].line() in mailoutbox[0].body
    assert (places / "controlepunt.sleutel").stat().st_mode & 0o077 == 0
    private = (places / "controlepunt.sleutel").read_bytes()
    assert not any(private[30:60].decode() in str(vars(each)) for each in AuditEvent.objects.all())


def test_a_broken_chain_is_never_signed_and_is_written_down(lines, mailoutbox):
    checkpoints.make(now=NOW)
    write(100)
    as_superuser((f"update register_auditevent set who = 'x' where id = {nth(LINES + 1)}",))

    upkeep.keep(now=NOW + timedelta(hours=2))

    assert not upkeep.state().unbroken
    assert checkpoints.kept()[-1].nummer == LINES
    last = AuditEvent.objects.first()
    assert (last.action, last.resultaat) == ("logboek:broken", audit.MISLUKT)
    assert f"schakel {LINES + 1}" in last.purpose


def test_a_line_that_cannot_be_chained_is_not_written(lines):
    with connection.cursor() as cursor:
        cursor.execute("alter table register_auditschakel rename to away")
    try:
        with pytest.raises(Exception, match="register_auditschakel"), transaction.atomic():
            write(200)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("alter table away rename to register_auditschakel")

    assert AuditEvent.objects.count() == LINES


@pytest.mark.parametrize("table", ["auditschakel", "controlepunt"])
@pytest.mark.parametrize(
    "statement",
    ["update register_{} set hash = ''", "delete from register_{}", "truncate register_{}"],
)
def test_the_database_refuses_to_change_the_chain(lines, table, statement):
    with (
        pytest.raises(Exception, match="never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table))
