"""The list of versions: who did what, and what may be done now."""

from datetime import timedelta

import pytest
from test_aanleveringen import send
from test_submission import FILE, NEXT_HALF, restore, submit, withdraw
from world import NOW, PERIODE

from uitkomst.access.actor import NotAllowed
from uitkomst.services.delivering.versions import versions_of


def listed(actor, now=NOW):
    return versions_of(actor=actor, periode=PERIODE, now=now)


@pytest.fixture
def three(people, vault):
    """A version that was replaced, one that counts, and a draft."""
    first = submit(people.an, send(people.an, vault, FILE))
    second = submit(people.an, send(people.an, vault, FILE))
    return first, second, send(people.an, vault, FILE)


def test_versions_come_newest_first_with_what_may_be_done(people, three):
    found = listed(people.an)

    assert [(each.aanlevering.versie, each.telt, each.has_receipt) for each in found] == [
        (3, False, False),
        (2, True, True),
        (1, False, True),
    ]
    assert [(each.may_withdraw, each.may_restore) for each in found] == [
        (False, False),
        (True, False),
        (False, True),
    ]


def test_each_version_tells_its_life(people, three, vault):
    first, second, _ = three
    withdraw(people.an, second, "Verkeerde export")
    restore(people.an, first, vault)

    _, withdrawn, restored = listed(people.an)

    assert [each.wat for each in withdrawn.geschiedenis] == [
        "Bestand aangeleverd",
        "Aanlevering ingediend",
        "Aanlevering ingetrokken",
    ]
    assert withdrawn.reden == "Verkeerde export"
    assert [(each.wat, each.door) for each in restored.geschiedenis][-2:] == [
        ("Eerdere versie vervangen", "An"),
        ("Versie teruggezet", "An"),
    ]
    assert restored.telt


def test_of_a_closed_period_the_list_says_why_nothing_can_be_done(people, three):
    found = listed(people.an, now=NEXT_HALF + timedelta(days=200))

    assert not any(each.may_withdraw or each.may_restore for each in found)
    assert [bool(each.why_not) for each in found] == [False, True, True]


def test_only_the_own_versions_are_listed(people, three):
    assert listed(people.ben) == ()
    with pytest.raises(NotAllowed):
        listed(people.evy)
