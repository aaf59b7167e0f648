"""What a page says of backups: the last ones, the drill, what is due, and what is gone when."""

from datetime import timedelta

import pytest
from django.utils import timezone
from world import person

from uitkomst.access.actor import NotAllowed
from uitkomst.access.permissions import Role
from uitkomst.register.models import AuditEvent, Reservekopie, User, Verzoek
from uitkomst.services.privacy import backups

GOOD = {"goed": True, "seconden": 4.2, "rijen": 12}


def booked(soort="gegevens", days_ago=0.0, naam=None) -> str:
    naam = naam or f"{soort}-{days_ago}"
    now = timezone.now() - timedelta(days=days_ago)
    backups.book(soort=soort, naam=naam, bytes=10, sha256=naam.ljust(64, "0"), now=now)
    return naam


def drilled(naam: str, days_ago=0.0, outcome=GOOD) -> bool:
    now = timezone.now() - timedelta(days=days_ago)
    return backups.book_drill(naam=naam, sha256=naam.ljust(64, "0"), outcome=outcome, now=now)


@pytest.fixture
def privacy(db):
    return person("petra", Role.PRIVACY, soort="beheer", naam="Beheer")


def test_without_a_backup_all_is_due(privacy):
    seen = backups.overview(actor=privacy)

    assert (seen.gegevens, seen.sleutels, seen.oefening, seen.bewaard) == (None, None, None, ())
    assert len(seen.te_laat) == 3


def test_with_fresh_backups_and_a_drill_nothing_is_due(privacy):
    booked("gegevens", 3)
    last = booked("gegevens", 0.5)
    keys = booked("sleutels", 0.5)
    assert drilled(last, 20)

    seen = backups.overview(actor=privacy)

    assert (seen.gegevens.naam, seen.sleutels.naam, seen.oefening.naam) == (last, keys, last)
    assert seen.oefening.oefening == GOOD
    assert len(seen.bewaard) == 3
    assert seen.te_laat == ()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda: Reservekopie.objects.filter(soort="sleutels").delete(), "sleutelopslag"),
        (lambda: drilled("gegevens-0.5", 32), "niet geoefend"),
        (lambda: drilled("gegevens-0.5", outcome={"goed": False}), "mislukt"),
        (lambda: booked("gegevens", 37), "bewaartijd voorbij"),
    ],
)
def test_what_is_due_is_said(privacy, change, says):
    booked("sleutels", 0.5)
    drilled(booked("gegevens", 0.5))
    assert backups.overview(actor=privacy).te_laat == ()

    change()

    (sentence,) = backups.overview(actor=privacy).te_laat
    assert says in sentence


def test_what_was_destroyed_is_gone_from_all_backups_after_their_terms(privacy):
    made = User.objects.get(username="petra")
    now = timezone.now()
    for refused in ("", "Het is een ander kind"):
        Verzoek.objects.create(
            aanbieder_id=privacy.organisatie,
            soort="wissen",
            betrokkene="x",
            ontvangen_op=now.date(),
            gevraagd_at=now,
            gevraagd_by=made,
            afgehandeld_at=now,
            afgehandeld_by=made,
            geweigerd_reden=refused,
        )

    (gone,) = backups.overview(actor=privacy).vernietigd

    today = timezone.localdate(now)
    assert gone.op == today
    assert gone.onleesbaar_op == today + timedelta(days=14)
    assert gone.weg_op == today + timedelta(days=35)


def test_a_removed_backup_is_not_among_those_kept(privacy):
    naam = booked("gegevens", 40)

    backups.book_removed(naam=naam, now=timezone.now())

    assert backups.overview(actor=privacy).bewaard == ()
    assert AuditEvent.objects.filter(action="reservekopie:remove", subject=naam).exists()


def test_a_drill_of_an_unknown_backup_is_in_the_logbook_only(privacy):
    assert not drilled("elsewhere")
    assert AuditEvent.objects.filter(action="reservekopie:drill", subject="elsewhere").exists()


@pytest.mark.parametrize("role", [Role.AANLEVERAAR, Role.GEMEENTE])
def test_only_who_guards_the_portal_sees_it(db, role):
    other = person("x", role, soort="gemeente", naam="X", gemeentecode="0518")

    with pytest.raises(NotAllowed):
        backups.overview(actor=other)
