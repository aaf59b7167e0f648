"""The demo: by the road of an upload, resumable, and left alone once it is there."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import pytest
from django.utils import timezone
from world import actor_as

from uitkomst.config import embedded
from uitkomst.register.models import (
    Aanlevering,
    Contract,
    Organisatie,
    Regiodeelname,
    User,
    Verwerkersovereenkomst,
)
from uitkomst.services.deelnemers import organisaties, overeenkomsten
from uitkomst.services.demo import demo, demo_deliveries
from uitkomst.services.refusals import NoAgreement
from uitkomst.standard.gemeenten import gemeente
from uitkomst.standard.verslagperiode import Verslagperiode
from uitkomst.synthetic.files import files
from uitkomst.synthetic.plan import plan

PERIODE = Verslagperiode(2026, 1)
REGION = plan(7, 16, 160, [PERIODE])
GEMEENTEN = [gemeente("0518"), gemeente("0503"), gemeente("0034")]
TINY = """
import sys
from uitkomst.cli import demo, main
demo.SMALL = demo.Size(seed=7, aanbieders=16, records=160, periodes=2)
if __name__ == "__main__":
    sys.exit(main.main(["demo", "--klein", "--no-serve"]))
"""


def establish():
    demo.establish(region=REGION, gemeenten=GEMEENTEN, now=timezone.now())


@pytest.mark.django_db
def test_everybody_is_in_the_books_once_however_often_it_is_done():
    establish()
    establish()

    assert Organisatie.objects.filter(soort="aanbieder").count() == 16
    assert Organisatie.objects.count() == 16 + 3 + 2 + 1
    assert Verwerkersovereenkomst.objects.count() == 15 + 1  # one waits to take over another
    assert Regiodeelname.objects.count() == 3
    assert set(User.objects.filter(is_demo=True).values_list("username", flat=True)) == {
        "aanleveraar-haaglanden", "aanleveraar-almere", "vrijgevestigde", "gemeente-den-haag",
        "gemeente-almere", "serviceorganisatie-haaglanden", "beheerder",
        "aanleveraar-zonder-overeenkomst", "privacyfunctionaris",
    }  # fmt: skip


@pytest.mark.django_db
def test_the_register_of_the_demo_shows_what_there_is_to_see():
    """Every agreement but one counts, by two persons; one ends soon, its renewal waits."""
    establish()
    ruud = actor_as(User.objects.get(username="beheerder"))
    priya = actor_as(User.objects.get(username="privacyfunctionaris"))
    now = timezone.now()

    shown = organisaties.overview(actor=ruud, day=timezone.localdate(now))
    standen = Counter(each.stand for each in shown)
    assert standen == {"geldig": 14, "verloopt": 1, "ontbreekt": 1, "nvt": 6}
    [ends] = [each for each in shown if each.stand == "verloopt"]
    [waits] = overeenkomsten.waiting(actor=priya)
    assert waits.aanbieder == ends.reference
    confirmed = Verwerkersovereenkomst.objects.exclude(bevestigd_at=None)
    assert set(confirmed.values_list("bevestigd_by__username", flat=True)) == {
        "privacyfunctionaris"
    }
    parties = {contract.opdrachtgever.naam for contract in Contract.objects.all()}
    assert parties <= {"Serviceorganisatie Haaglanden", "Gemeente Almere"}
    assert set(Contract.objects.values_list("aanbieder", flat=True)) == {
        each.reference for each in shown if each.soort == "aanbieder"
    }


@pytest.mark.django_db
def test_a_file_is_delivered_as_an_upload_would_be(vault):
    establish()
    without = demo.cast_of(REGION).without_agreement
    for file in files(REGION, PERIODE):
        sent = {
            "sleutel": file.aanbieder.sleutel,
            "periode": PERIODE,
            "bestandsnaam": file.bestandsnaam,
            "content": file.content,
            "vault": vault,
        }
        if file.aanbieder.sleutel == without:
            with pytest.raises(NoAgreement):
                demo_deliveries.deliver(**sent)
        else:
            assert demo_deliveries.deliver(**sent) > 0

    assert set(Aanlevering.objects.values_list("status", flat=True)) == {"Ingediend"}
    assert demo_deliveries.waiting(periode=PERIODE)
    assert demo.reference_of(without) not in demo_deliveries.delivered(periode=PERIODE)


@pytest.mark.django_db
def test_a_draft_is_left_for_a_visitor_once(vault):
    establish()
    file = next(files(REGION, PERIODE))
    draft = {"periode": PERIODE, "bestandsnaam": "export.csv", "content": b"bsn;naam\n1;x\n"}

    for _ in range(2):
        demo_deliveries.leave_draft(sleutel=file.aanbieder.sleutel, vault=vault, **draft)

    assert [each.status for each in Aanlevering.objects.all()] == ["Geweigerd"]


@pytest.fixture
def data():
    """Not under tmp_path: another run of pytest closes its parent, and the server must pass."""
    folder = Path(tempfile.mkdtemp(prefix="uitkomst-test-"))
    folder.chmod(0o711)
    yield folder / "data"
    embedded.destroy(folder / "data")
    shutil.rmtree(folder)


def run(data: Path) -> "subprocess.Popen[str]":
    script = data.parent / "tiny.py"
    script.write_text(TINY)
    environment = {**os.environ, "UITKOMST_DATA": str(data)}
    return subprocess.Popen(
        [sys.executable, str(script)], env=environment, stdout=subprocess.PIPE, text=True
    )


def test_a_demo_that_is_broken_off_goes_on_where_it_was(data):
    with run(data) as broken:
        assert any("bestanden" in line for line in broken.stdout)
        broken.send_signal(signal.SIGINT)
    assert broken.returncode == 130

    with run(data) as again:
        said = again.stdout.read()
    assert again.returncode == 0
    assert ": 0 bestanden" in said
    assert "aanleveraar-haaglanden" in said
    samples = {path.suffix for path in (data / "voorbeeldbestanden").iterdir()}
    assert samples == {".xlsx"}

    began = time.monotonic()
    with run(data) as third:
        assert "staat er al" in third.stdout.read()
    assert time.monotonic() - began < 20
