"""Every function of the services that opens something, for everybody it is not meant for.

Another provider gets the answer of what does not exist; who has no permission gets that answer and
nothing was opened; what shows persons leaves a line or shows nothing.
"""

from dataclasses import replace
from uuid import uuid4

import pytest
from test_aanleveringen import confirm, send
from test_gate import MANY, OPENING, call, watched
from world import NOW, PERIODE, children, csv

from uitkomst.access.actor import NotAllowed
from uitkomst.access.permissions import Role
from uitkomst.access.scopes import Scope, permissions_of
from uitkomst.register.models import Aanlevering, AuditEvent
from uitkomst.services.audit import writing
from uitkomst.services.figures import recompute
from uitkomst.services.forms import clienten
from uitkomst.services.refusals import ServiceRefusal

__all__ = ["watched"]

CHECKS_ONLY = {"check_only.check_only", "check_only.marked_only"}
SHOW_PERSONS = {
    "clienten.overview", "clienten.save", "marked.marked_file", "persons.persons_behind",
    "previews.open_voorstel", "readings.cells", "readings.reading", "rows_open.drop_row",
    "rows_open.open_row", "rows_open.save_row", "vanished.vanished_records",
}  # fmt: skip
ABOUT_ONE = [
    named
    for named, function in OPENING.items()
    if "reference" in function.__annotations__ and not named.startswith("opened_drafts.")
]
IDENTIFYING = ("identiteiten", "bron", "gelezen")
LATER_ONLY = {"opened_drafts.opened_table"}  # asked before them


@pytest.fixture
def versions(people, vault):
    """A version that counts, one that was replaced, a draft and a form."""
    running = {"datum_einde": "", "reden_beeindiging": ""}
    before = csv(children(20, **running))
    confirm(people.an, send(people.an, vault, before, periode=PERIODE.vorige))
    confirm(people.an, send(people.an, vault, csv(children(19))))
    confirm(people.an, send(people.an, vault, csv(children(19, 1))))
    recompute.compute(periode=PERIODE, now=NOW, vault=vault)
    send(people.an, vault, MANY)
    clienten.begin(actor=people.an, periode=PERIODE, now=NOW, vault=vault)
    return list(Aanlevering.objects.all())


def said(named, actor, reference, vault):  # type: ignore[no-untyped-def]
    """The kind of the refusal and its words; None when there was none."""
    try:
        call(named, actor, reference, vault, NOW)
    except (ServiceRefusal, NotAllowed) as refused:
        return type(refused), refused.melding
    return None


def shown(named, actor, reference, vault):  # type: ignore[no-untyped-def]
    """Whether anything came back."""
    try:
        return bool(call(named, actor, reference, vault, NOW))
    except (ServiceRefusal, NotAllowed, RuntimeError):
        return False


def test_anothers_is_as_what_does_not_exist(people, vault, versions, watched):
    watched.clear()
    lines = AuditEvent.objects.count()
    told_apart = set()

    for named in ABOUT_ONE:
        nothing = said(named, people.ben, uuid4(), vault)
        answers = {said(named, people.ben, each.pk, vault) for each in versions}
        told_apart |= set() if nothing is not None and answers == {nothing} else {named}

    assert told_apart == set()
    assert watched == []
    assert AuditEvent.objects.count() == lines


def test_who_has_no_permission_opens_nothing(people, vault, versions, watched):
    own = {"organisatie": people.an.organisatie}
    outsiders = [people.guus, people.evy, people.ruud]
    outsiders += [replace(each, **own) for each in outsiders]  # also if somebody moved it there
    checks = replace(
        people.an, role=Role.KOPPELING, only=permissions_of([Scope.CONTROLEREN]), via="uk_Ab3dE"
    )
    watched.clear()
    lines = AuditEvent.objects.count()
    let_in = set()

    for named in set(OPENING) - LATER_ONLY:
        actors = [*outsiders, *([] if named in CHECKS_ONLY else [checks])]
        for actor in actors:
            for reference in (versions[0].pk, uuid4()):
                kind, _ = said(named, actor, reference, vault) or (None, "")
                let_in |= set() if kind is NotAllowed else {named}

    assert let_in == set()
    assert watched == []
    assert AuditEvent.objects.count() == lines


def test_a_key_that_may_not_read_sees_no_person(people, vault, versions, watched):
    delivers = replace(
        people.an,
        role=Role.KOPPELING,
        only=permissions_of([Scope.AANLEVEREN, Scope.CONTROLEREN]),
        via="uk_Ab3dE",
    )
    watched.clear()

    for named in SHOW_PERSONS:
        assert {said(named, delivers, each.pk, vault)[0] for each in versions} == {NotAllowed}
    assert watched == []


@pytest.mark.parametrize("named", sorted(SHOW_PERSONS))
def test_persons_are_shown_with_a_line_or_not_at_all(
    people, vault, versions, watched, monkeypatch, named
):
    def broken(*_, **__):
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(writing, "_write", broken)
        assert not any(shown(named, people.an, each.pk, vault) for each in versions)

    seen = 0
    for each in versions:
        lines = AuditEvent.objects.count()
        if shown(named, people.an, each.pk, vault):
            seen += 1
            assert AuditEvent.objects.count() > lines
    assert seen
