"""Following children over providers takes two persons to start and two to stop."""

import pytest
from test_aanleveringen import inhoud_of, send
from world import NOW, children, csv

from uitkomst.access.actor import NotAllowed
from uitkomst.register.models import AuditEvent
from uitkomst.services import decisions_by_two, linking
from uitkomst.services.refusals import NotAgreed, ReasonMissing, SamePerson, UnknownRegion

REGIO = "Haaglanden"
FILE = csv(children(3))


def asked(people):  # type: ignore[no-untyped-def]
    return linking.ask(
        actor=people.ruud, regio=REGIO, dpia="DPIA 2026-4", reden="Geen nieuwe start", now=NOW
    )


def agreed(people, view) -> None:  # type: ignore[no-untyped-def]
    decisions_by_two.decide(
        actor=people.priya, reference=view.reference, akkoord=True, toelichting="", now=NOW
    )


def switched_on(people, vault) -> None:  # type: ignore[no-untyped-def]
    view = asked(people)
    agreed(people, view)
    linking.execute(actor=people.ruud, reference=view.reference, now=NOW, vault=vault)


def koppel(people, vault, actor) -> list[str | None]:  # type: ignore[no-untyped-def]
    place = actor.organisatie, inhoud_of(send(actor, vault, FILE))
    return vault.trajecten(*place, with_koppel=True)["koppel"].to_pylist()


def test_it_is_off_until_two_persons_decided(people, vault):
    assert linking.regions_on(vault=vault) == ()
    assert koppel(people, vault, people.an) == [None] * 3

    view = asked(people)
    with pytest.raises(NotAgreed):
        linking.execute(actor=people.ruud, reference=view.reference, now=NOW, vault=vault)
    with pytest.raises(SamePerson):
        decisions_by_two.decide(
            actor=people.ruud, reference=view.reference, akkoord=True, toelichting="", now=NOW
        )

    assert vault.link_key(REGIO) is None
    assert koppel(people, vault, people.an) == [None] * 3


def test_once_decided_the_same_child_is_the_same_at_two_providers(people, vault):
    switched_on(people, vault)

    one, two = (koppel(people, vault, actor) for actor in (people.an, people.ben))

    assert linking.regions_on(vault=vault) == (REGIO,)
    assert one == two
    assert None not in one
    line = AuditEvent.objects.get(action="koppelen:on")
    assert "Geen nieuwe start" in line.purpose


def test_stopping_destroys_the_key_and_nothing_is_equal_any_more(people, vault):
    switched_on(people, vault)
    place = people.an.organisatie, inhoud_of(send(people.an, vault, FILE))
    view = linking.ask_stop(actor=people.ruud, regio=REGIO, reden="Niet nodig", now=NOW)
    agreed(people, view)

    linking.execute(actor=people.ruud, reference=view.reference, now=NOW, vault=vault)

    assert vault.link_key(REGIO) is None
    assert linking.regions_on(vault=vault) == ()
    assert vault.trajecten(*place, with_koppel=True)["koppel"].to_pylist() == [None] * 3
    assert koppel(people, vault, people.ben) == [None] * 3
    assert AuditEvent.objects.filter(action="koppelen:off").count() == 1


def test_a_decision_is_carried_out_once(people, vault):
    view = asked(people)
    agreed(people, view)
    linking.execute(actor=people.ruud, reference=view.reference, now=NOW, vault=vault)

    with pytest.raises(NotAgreed):
        linking.execute(actor=people.ruud, reference=view.reference, now=NOW, vault=vault)


def test_a_key_without_a_decision_follows_nobody(people, vault):
    """A process that died between the two, or somebody with the disk in their hands."""
    vault.make_link_key(REGIO)

    assert linking.regions_on(vault=vault) == ()
    assert koppel(people, vault, people.an) == [None] * 3


def test_only_who_manages_the_keys_asks(people, vault):
    for actor in (people.an, people.guus, people.evy, people.priya):
        with pytest.raises(NotAllowed):
            linking.ask(actor=actor, regio=REGIO, dpia="x", reden="x", now=NOW)
        with pytest.raises(NotAllowed):
            linking.ask_stop(actor=actor, regio=REGIO, reden="x", now=NOW)


def test_a_region_that_is_none_and_a_missing_dpia_are_refused(people):
    with pytest.raises(UnknownRegion):
        linking.ask(actor=people.ruud, regio="Nergens", dpia="x", reden="x", now=NOW)
    with pytest.raises(ReasonMissing):
        linking.ask(actor=people.ruud, regio=REGIO, dpia="", reden="x", now=NOW)
