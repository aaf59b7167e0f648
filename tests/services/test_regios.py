"""A gemeente is in one jeugdregio at a time, and figures follow the last day of their period."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from test_aanleveringen import confirm, send
from world import NOW, PERIODE, children, csv, gemeente, person

from uitkomst.access.actor import NotAllowed
from uitkomst.access.permissions import Role
from uitkomst.register.models import Regiodeelname
from uitkomst.services.deelnemers import regios
from uitkomst.services.figures import published, recompute
from uitkomst.services.refusals import NotFound, UnknownRegion, WrongDates

MOVES = date(2026, 7, 1)
BEFORE = PERIODE.vorige


def join(people, **changed):
    arguments = {
        "actor": people.ruud,
        "gemeente": people.gert.organisatie,
        "jeugdregio": "Flevoland",
        "van": MOVES,
        "now": NOW,
    }
    return regios.join(**{**arguments, **changed})


def test_who_joins_another_region_leaves_the_first_the_day_before(people):
    join(people)

    assert [
        (each.jeugdregio, each.van, each.tot)
        for each in regios.of_gemeente(actor=people.ruud, gemeente=people.gert.organisatie)
    ] == [
        ("Flevoland", MOVES, None),
        ("Haaglanden", date(2015, 1, 1), date(2026, 6, 30)),
    ]
    assert regios.members_on(date(2026, 6, 30)) == {"Haaglanden": ("0503", "0518")}
    assert regios.members_on(MOVES) == {"Haaglanden": ("0518",), "Flevoland": ("0503",)}


def test_a_gemeente_in_no_region_stands_alone(people):
    [part] = regios.of_gemeente(actor=people.ruud, gemeente=people.gert.organisatie)
    regios.leave(actor=people.ruud, deelname=part.nummer, tot=MOVES, now=NOW)

    day = MOVES + timedelta(days=1)
    assert regios.members_on(day) == {"0503": ("0503",), "Haaglanden": ("0518",)}


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        (lambda people: {"jeugdregio": "Nergens"}, UnknownRegion),
        (lambda people: {"gemeente": people.evy.organisatie}, NotFound),
        (lambda people: {"gemeente": uuid4()}, NotFound),
        (lambda people: {"van": date(2015, 1, 1)}, WrongDates),
        (lambda people: {"actor": people.gert}, NotAllowed),
        (lambda people: {"actor": people.evy}, NotAllowed),
    ],
)
def test_what_cannot_be_is_refused(people, changed, refusal):
    before = list(Regiodeelname.objects.values())
    with pytest.raises(refusal):
        join(people, **changed(people))
    assert list(Regiodeelname.objects.values()) == before


def test_nobody_leaves_before_joining_or_twice(people):
    [part] = regios.of_gemeente(actor=people.ruud, gemeente=people.gert.organisatie)
    with pytest.raises(WrongDates):
        regios.leave(actor=people.ruud, deelname=part.nummer, tot=date(2014, 1, 1), now=NOW)
    regios.leave(actor=people.ruud, deelname=part.nummer, tot=MOVES, now=NOW)
    with pytest.raises(WrongDates):
        regios.leave(actor=people.ruud, deelname=part.nummer, tot=MOVES, now=NOW)


def test_figures_follow_the_region_of_the_last_day(people, vault):
    """A gemeente that moves on 1 January is in the old region's figures of before, not after."""
    gemeente("greet", "0034", jeugdregio="Flevoland")
    fleur = person(
        "fleur", Role.SERVICEORGANISATIE, soort="serviceorganisatie", naam="Regiokantoor",
        jeugdregio="Flevoland",
    )  # fmt: skip
    join(people, van=BEFORE.laatste_dag + timedelta(days=1))
    files = {
        PERIODE: csv(children(20)),
        BEFORE: csv(children(20, datum_einde="20251201")),
    }
    for periode, file in files.items():
        confirm(people.an, send(people.an, vault, file, periode=periode))
        recompute.compute(periode=periode, now=NOW, vault=vault)

    def codes(actor, periode):
        return {each.code for each in published.gemeenten_for(actor=actor, periode=periode)}

    assert codes(people.evy, BEFORE) == {"0503", "0518"}
    assert codes(people.evy, PERIODE) == {"0518"}
    assert codes(fleur, BEFORE) == {"0034"}
    assert codes(fleur, PERIODE) == {"0034", "0503"}
    assert published.regio_table(actor=people.evy, regio="Haaglanden", periode=BEFORE)
    assert published.regio_table(actor=fleur, regio="Flevoland", periode=PERIODE)
    for actor, regio, periode in (
        (people.evy, "Haaglanden", PERIODE),  # one gemeente is no region
        (fleur, "Flevoland", BEFORE),
    ):
        with pytest.raises(NotFound):
            published.regio_table(actor=actor, regio=regio, periode=periode)
    assert published.gemeente_table(actor=people.evy, gemeente="0503", periode=BEFORE)
    with pytest.raises(NotFound):
        published.gemeente_table(actor=people.evy, gemeente="0503", periode=PERIODE)
    assert published.gemeente_table(actor=people.gert, gemeente="0503", periode=BEFORE)
    assert published.gemeente_table(actor=people.gert, gemeente="0503", periode=PERIODE)
