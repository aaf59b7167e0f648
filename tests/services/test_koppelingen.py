"""Keys of a provider's own system: made, shown once, used, ended; and what is kept of them."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.db import connection
from world import NOW, world

from uitkomst.access.actor import NotAllowed
from uitkomst.access.permissions import Permission, Role
from uitkomst.access.scopes import Scope
from uitkomst.register.models import ApiAanroep, AuditEvent, Lidmaatschap, Toegangssleutel, User
from uitkomst.services import audit
from uitkomst.services.refusals import (
    HoldsBsn,
    KeyReused,
    NameInUse,
    NoScope,
    NotFound,
    StillBusy,
    TooManyCalls,
    WrongExpiry,
)
from uitkomst.services.systems import api_calls, api_keys, koppelingen

UPLOAD = "POST /aanleveringen"
READING = "GET /aanleveringen"


@pytest.fixture
def people(db):
    return world()


@pytest.fixture
def make(people):
    def made(naam="ECD", scopes=(Scope.AANLEVEREN,), until=None, actor=people.an, now=NOW):
        return koppelingen.create(actor=actor, naam=naam, scopes=scopes, until=until, now=now)

    return made


def works(key: str, now=NOW) -> bool:
    return api_keys.actor_with(sleutel=key, now=now) is not None


def test_a_key_is_long_recognisable_and_never_the_same(make):
    keys = {make(naam=f"Systeem {n}").sleutel for n in range(20)}

    assert len(keys) == 20
    assert all(key.startswith("uk_") and len(key) == 3 + 48 for key in keys)


def test_nothing_in_the_database_tells_the_key(make):
    new = make()

    assert "sleutel" not in repr(new)
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f'select t::text from "{table}" t')
            assert not [row for (row,) in cursor.fetchall() if new.sleutel in row], table
    kept = Toegangssleutel.objects.get()
    assert new.sleutel.startswith(kept.begin)
    assert len(kept.begin) == 8


def test_with_a_key_one_acts_for_its_organisation_and_only_within_its_scopes(make, people):
    holder = api_keys.actor_with(sleutel=make(scopes=[Scope.LEZEN]).sleutel, now=NOW)

    assert (holder.actor.organisatie, holder.actor.role) == (people.an.organisatie, Role.KOPPELING)
    assert {each for each in Permission if holder.actor.can(each)} == {
        Permission.VIEW_AANLEVERING, Permission.VIEW_PERSONS,
    }  # fmt: skip


@pytest.mark.parametrize("wrong", ["", "uk_", "uk_" + "A" * 48, "é" * 10])
def test_what_is_no_key_opens_nothing(make, wrong):
    make()

    assert not works(wrong)


def test_a_key_works_until_the_end_of_its_last_day_here(make):
    key = make(until=date(2026, 7, 20)).sleutel
    midnight = datetime(2026, 7, 21, tzinfo=ZoneInfo("Europe/Amsterdam"))

    assert works(key, midnight - timedelta(seconds=1))
    assert not works(key, midnight)


def test_a_revoked_key_is_refused_at_once_and_may_be_revoked_again(make, people):
    new = make()
    for _ in range(2):
        koppelingen.revoke(actor=people.an, reference=new.koppeling.reference, now=NOW)

    assert not works(new.sleutel)
    assert AuditEvent.objects.filter(action="koppeling:revoke").count() == 1


@pytest.mark.parametrize("change", [{"is_active": False}, {"is_demo": True}])
def test_a_key_ends_with_the_account_that_made_it(make, change):
    new = make()
    User.objects.filter(username="an").update(**change)

    assert not works(new.sleutel)


@pytest.mark.parametrize("change", [{"role": "gemeente"}, {"tot": NOW}])
def test_a_key_ends_when_who_made_it_has_no_such_role_here_any_more(make, change):
    new = make()
    Lidmaatschap.objects.filter(user__username="an").update(**change)

    assert not works(new.sleutel)


def test_a_key_is_for_a_year_unless_said_otherwise(make):
    assert make().koppeling.last_day == date(2027, 7, 15)
    assert koppelingen.last_day(datetime(2028, 2, 29, 12, tzinfo=ZoneInfo("UTC"))) == date(
        2029, 2, 28
    )


@pytest.mark.parametrize(
    ("wish", "refusal"),
    [
        ({"until": date(2026, 7, 14)}, WrongExpiry),
        ({"until": date(2027, 7, 16)}, WrongExpiry),
        ({"scopes": ()}, NoScope),
        ({"naam": "ECD van 999900006"}, HoldsBsn),
        ({"naam": "ecd"}, NameInUse),
    ],
)
def test_a_key_is_not_made(make, wish, refusal):
    make()
    with pytest.raises(refusal):
        make(**{"naam": "Ander systeem", **wish})

    assert Toegangssleutel.objects.count() == 1


def test_a_name_is_free_again_when_its_key_has_ended(make, people):
    old = make()
    koppelingen.revoke(actor=people.an, reference=old.koppeling.reference, now=NOW)

    assert make().koppeling.naam == old.koppeling.naam


def test_only_a_provider_has_keys_and_only_its_own(make, people):
    theirs = make(actor=people.ben).koppeling

    assert koppelingen.overview(actor=people.an, now=NOW) == ()
    for attempt in (koppelingen.revoke, lambda **arguments: _calls(**arguments)):
        with pytest.raises(NotFound):
            attempt(actor=people.an, reference=theirs.reference, now=NOW)
    for who in (people.guus, people.evy, people.ruud):
        with pytest.raises(NotAllowed):
            koppelingen.overview(actor=who, now=NOW)
        with pytest.raises(NotAllowed):
            make(actor=who)


def _calls(*, actor, reference, now):
    return api_calls.last_calls(actor=actor, sleutel=reference, limit=1)


def test_the_logbook_tells_who_made_which_key(make, people):
    new = make()
    line = AuditEvent.objects.latest("pk")

    assert (line.who, line.action) == ("an", "koppeling:create")
    assert line.subject == str(new.koppeling.reference)
    assert new.koppeling.begin in line.purpose
    assert new.sleutel not in line.purpose


def test_what_a_system_does_stands_in_the_logbook_with_its_key(make, people):
    new = make()
    actor = api_keys.actor_with(sleutel=new.sleutel, now=NOW).actor
    audit.record(actor=actor, action="aanlevering:receive", subject="x", purpose="Proef", now=NOW)

    line = AuditEvent.objects.latest("pk")
    assert (line.who, line.purpose) == ("an", f"Proef, met koppeling {new.koppeling.begin}")


@pytest.mark.parametrize(
    ("demo", "state"), [(True, "werkt"), (False, "gesloten")], ids=["demo", "no demo"]
)
def test_a_demo_account_has_a_working_key_in_a_demo_only(make, people, monkeypatch, demo, state):
    make()
    User.objects.filter(username="an").update(is_demo=True)
    monkeypatch.setattr(settings, "DEMO", demo)

    assert [each.state for each in koppelingen.overview(actor=people.an, now=NOW)] == [state]


# Calls: limits and repeated requests


def ask(new, wat=READING, now=NOW):
    return api_calls.begin(sleutel=new.koppeling.reference, wat=wat, now=now)


def test_a_key_may_ask_sixty_times_a_minute(make):
    new = make()
    for second in range(60):
        ask(new, now=NOW + timedelta(milliseconds=500 * second))

    with pytest.raises(TooManyCalls) as refused:
        ask(new, now=NOW + timedelta(seconds=40))
    assert refused.value.retry_after == 21
    ask(new, now=NOW + timedelta(seconds=61))
    ask(make(naam="Ander systeem"), now=NOW + timedelta(seconds=40))


def test_a_key_may_send_twenty_files_an_hour_and_still_read(make):
    new = make()
    for minute in range(20):
        ask(new, api_calls.UPLOADS[minute % 2], NOW + timedelta(minutes=minute))

    later = NOW + timedelta(minutes=30)
    with pytest.raises(TooManyCalls) as refused:
        ask(new, UPLOAD, later)
    assert refused.value.retry_after == 30 * 60 + 1
    ask(new, READING, later)
    ask(new, UPLOAD, NOW + timedelta(minutes=61))


def test_who_keeps_knocking_gets_one_line_and_is_not_kept_out_longer(make):
    new = make()
    for _ in range(60):
        ask(new)
    for _ in range(5):
        with pytest.raises(TooManyCalls):
            ask(new, now=NOW + timedelta(seconds=59))

    assert ApiAanroep.objects.filter(status=429).count() == 1
    ask(new, now=NOW + timedelta(seconds=61))


def test_a_call_says_how_it_ended_and_the_key_when_it_was_used(make, people):
    new = make()
    call = ask(new)
    api_calls.end(call=call, status=403, reden="no-agreement")

    (line,) = api_calls.last_calls(
        actor=people.an, sleutel=new.koppeling.reference, limit=9, only_errors=True
    )
    assert (line.wat, line.status, line.reden) == (READING, 403, "no-agreement")
    assert koppelingen.overview(actor=people.an, now=NOW)[0].last_used_at == NOW


@pytest.fixture
def claimed(make, monkeypatch):
    """A first request with an Idempotency-Key, and how to repeat it."""
    monkeypatch.setattr(api_calls, "PATIENCE", 0.2)
    new = make()
    first = ask(new, UPLOAD)

    def earlier(call, afdruk="a", now=NOW):
        return api_calls.earlier(call=call, idempotency_key="k-1", afdruk=afdruk, now=now)

    assert earlier(first) is None
    return new, first, earlier


def test_the_same_key_for_another_content_is_refused(claimed):
    new, _, earlier = claimed
    with pytest.raises(KeyReused):
        earlier(ask(new, UPLOAD), afdruk="b")


def test_a_request_that_is_still_running_is_waited_for_and_then_not_done_twice(claimed):
    new, _, earlier = claimed
    with pytest.raises(StillBusy):
        earlier(ask(new, UPLOAD))


def test_what_was_refused_or_abandoned_may_be_asked_again(claimed):
    new, first, earlier = claimed
    api_calls.end(call=first, status=403, reden="no-agreement")

    second = ask(new, UPLOAD)
    assert earlier(second) is None
    third = ask(new, UPLOAD, NOW + timedelta(minutes=16))
    assert earlier(third, now=NOW + timedelta(minutes=16)) is None


def test_lines_older_than_a_year_are_forgotten(make):
    ask(make(), now=NOW - timedelta(days=401))
    ask(make(naam="Ander systeem"))

    assert api_calls.forget_old(now=NOW) == 1
    assert ApiAanroep.objects.count() == 1
