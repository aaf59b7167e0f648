"""What a crash leaves in the vault is found and thrown away, and nothing else ever is."""

import os
from datetime import timedelta
from uuid import uuid4

import pyarrow as pa
import pytest
from django.utils import timezone
from test_aanleveringen import confirm, inhoud_of, send
from world import BSNS, children, csv

from uitkomst.register.models import Aanlevering
from uitkomst.services import audit
from uitkomst.services.delivering import aanleveringen
from uitkomst.services.kept import orphans
from uitkomst.vault import files
from uitkomst.vault.streams import packed

FILE = csv(children(3))


@pytest.fixture
def later(tmp_path):
    """A moment at which everything in the vault is older than an hour."""
    return timezone.now() + timedelta(hours=2)


def repair(*arguments, **named):
    """The tests of decisions look at the vault with `kept`, so they are imported late."""
    from test_bewerkingen import repair as apply

    return apply(*arguments, **named)


def kept(vault):
    return {each.levering for each in vault.leveringen()}


def break_off(vault, monkeypatch, actor):
    """A crash between sealing and booking: not even the discard of `receive` comes through."""

    def crash(*_, **__):
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(aanleveringen, "book_draft", crash)
        patch.setattr(vault, "discard", lambda *_: None)
        with pytest.raises(SystemExit):
            send(actor, vault, FILE)


def test_what_was_sealed_and_never_booked_is_discarded_with_a_line(
    people, vault, later, monkeypatch
):
    break_off(vault, monkeypatch, people.an)
    [lost] = kept(vault)
    booked = send(people.an, vault, FILE)

    assert orphans.sweep(now=later, vault=vault) == 1

    assert kept(vault) == {booked.reference, inhoud_of(booked)}
    line = audit.log_for(actor=people.an)[0]
    assert (line.who, line.action, line.subject) == ("portaal", "kluis:sweep", str(lost))


def test_what_was_thrown_away_in_the_books_goes_from_the_vault_too(
    people, vault, later, monkeypatch
):
    received = send(people.an, vault, FILE)
    Aanlevering.objects.update(status="Weggegooid")

    orphans.sweep(now=later, vault=vault)

    assert received.reference not in kept(vault)


def test_rows_of_a_check_that_was_never_booked_are_discarded(people, vault, later, monkeypatch):
    received = send(people.an, vault, FILE)
    lost = uuid4()
    rows = vault.trajecten(people.an.organisatie, inhoud_of(received))
    vault.seal_object(people.an.organisatie, lost, "plaatsen", packed(rows))

    assert orphans.sweep(now=later, vault=vault) == 1
    assert kept(vault) == {received.reference, inhoud_of(received)}


def test_every_version_that_counts_or_counted_stays(people, vault, later):
    for _ in range(2):
        confirm(people.an, send(people.an, vault, FILE))
    before = kept(vault)

    assert orphans.sweep(now=later, vault=vault) == 0
    assert kept(vault) == before
    assert len(before) == 2 * len({"source", "rows"})


def test_a_file_that_is_being_received_is_left_alone(people, vault, monkeypatch):
    break_off(vault, monkeypatch, people.an)

    assert orphans.sweep(now=timezone.now(), vault=vault) == 0
    assert len(kept(vault)) == 1


def test_books_that_do_not_know_the_vault_destroy_nothing(people, vault, later, monkeypatch):
    stranger = uuid4()
    vault.seal_object(stranger, uuid4(), "rapport", b"x")
    for _ in range(orphans.MOST + 1):
        vault.seal_object(people.an.organisatie, uuid4(), "rapport", b"x")
    before = kept(vault)

    assert orphans.sweep(now=later, vault=vault) == 0
    assert kept(vault) == before


def test_a_stray_file_in_the_folder_is_no_levering(people, vault, tmp_path, later):
    received = send(people.an, vault, FILE)
    (tmp_path / "kluis" / "notes.txt").touch()
    os.makedirs(tmp_path / "kluis" / "lost+found" / "x")
    (tmp_path / "kluis" / "lost+found" / "x" / "y").touch()

    assert orphans.sweep(now=later, vault=vault) == 0
    assert kept(vault) == {received.reference, inhoud_of(received)}
    assert isinstance(vault.trajecten(people.an.organisatie, inhoud_of(received)), pa.Table)


def test_what_was_broken_off_while_it_was_written_goes_too(people, vault, later, tmp_path):
    """Beside a file that is kept; no book knows of it, and no list of names."""
    received = send(people.an, vault, FILE)
    folder = tmp_path / "kluis" / str(people.an.organisatie) / str(received.reference)
    (folder / f"{files.DRAFT}0123").write_bytes(b"half")

    orphans.sweep(now=timezone.now(), vault=vault)
    assert (folder / f"{files.DRAFT}0123").exists()
    orphans.sweep(now=later, vault=vault)

    assert [path.name for path in folder.iterdir()] == ["bron"]


def test_what_is_remembered_is_nobodys_leftover(people, vault, later):
    received = send(people.an, vault, csv([*children(3), {"bsn": BSNS[4], "geslacht": "Jongen"}]))
    repair(people.an, vault, received, (("Jongen", "M"),), onthoud=True)

    assert orphans.sweep(now=later, vault=vault) == 0
    assert len(kept(vault)) == 3
