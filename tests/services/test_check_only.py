"""Checking without keeping: the same findings, and no trace of the file anywhere."""

import tempfile
from pathlib import Path

import pytest
from test_aanleveringen import send
from world import BSNS, NOW, PERIODE, children, csv

from uitkomst.access.actor import NotAllowed
from uitkomst.intake.refusals import UnreadableFile
from uitkomst.register.models import Aanlevering, AuditEvent
from uitkomst.services.checking.check_only import Keuzes, check_only, marked_only
from uitkomst.services.delivering import aanleveringen
from uitkomst.services.refusals import NoAgreement

FILE = csv([*children(5), {"bsn": "123456789"}])


def check(actor, content=FILE, **more):
    arguments = {"bestandsnaam": "jeugdhulp.csv", "now": NOW, "periode": PERIODE, **more}
    return check_only(actor=actor, content=content, **arguments)


def holding(content: bytes) -> list[Path]:
    """Every file with this in it, in the places where anybody's temporary files go."""
    places = (Path(place) for place in ("/tmp", "/var/tmp", "/dev/shm"))
    return [path for place in places for path in place.glob("*") if _holds(path, content)]


def _holds(path: Path, content: bytes) -> bool:
    try:
        return path.is_file() and content in path.read_bytes()
    except OSError:  # Another's, or gone meanwhile.
        return False


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """A folder of our own for temporary files: others work on this machine too."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return tmp_path


def test_the_findings_are_those_of_a_delivery(people, vault):
    checked = check(people.an).result
    detail = aanleveringen.detail(actor=people.an, reference=send(people.an, vault, FILE).reference)

    assert checked.oorzaken == detail.oorzaken
    assert checked.bevindingen == detail.bevindingen


def test_nothing_is_kept(people, vault, temporary):
    lines = AuditEvent.objects.count()

    check(people.an)
    marked_only(actor=people.an, content=FILE, bestandsnaam="j.csv", now=NOW, periode=PERIODE)

    assert not Aanlevering.objects.exists()
    assert AuditEvent.objects.count() == lines
    assert list(temporary.iterdir()) == []
    assert holding(FILE) == []


def test_the_reading_shows_the_first_values(people):
    lezing = check(people.an).lezing

    assert lezing.kolommen[0].waarden == tuple(BSNS[:3])
    assert (lezing.soort, lezing.scheidingsteken) == ("csv", ";")


def test_wrong_columns_are_shown_and_can_be_chosen(people):
    other = FILE.replace(b"datum_aanvang", b"begin van de hulp")

    refused = check(people.an, other)
    chosen = check(people.an, other, keuzes=Keuzes(kolommen=((8, "datum_aanvang"),)))

    assert refused.result is None
    assert refused.melding
    assert "datum_aanvang" in refused.lezing.ontbrekend
    assert chosen.result.goed == 5


def test_the_file_comes_back_marked(people):
    given = marked_only(
        actor=people.an, content=FILE, bestandsnaam="j.csv", now=NOW, periode=PERIODE, als="csv"
    )

    assert "123456789" in given.content.decode("utf-8-sig")
    assert given.content.count(b"V01") == 1


def test_the_gate_is_that_of_a_delivery(people):
    for attempt in (check, lambda actor: marked_only(
        actor=actor, content=FILE, bestandsnaam="j.csv", now=NOW
    )):  # fmt: skip
        with pytest.raises(NoAgreement):
            attempt(people.dirk)
        with pytest.raises(NotAllowed):
            attempt(people.guus)
    with pytest.raises(UnreadableFile):
        check(people.an, b"\x00\x01")
