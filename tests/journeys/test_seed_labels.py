"""The labels of the Gemeenteportaal slides, reproduced along the real road: file to page."""

import re

import pytest
from django.test import Client
from django.utils import timezone
from signed_in import sign_in
from world import COLUMNS, GOOD, children, world

from uitkomst.register.models import User
from uitkomst.services import keyring
from uitkomst.services.delivering import aanleveringen, submission
from uitkomst.services.figures import recompute
from uitkomst.standard.verslagperiode import Verslagperiode

PERIODE = Verslagperiode.latest_closed(timezone.localdate())
MONTH = 1 if PERIODE.helft == 1 else 7
SPAN = {
    "datum_aanvang": f"{PERIODE.jaar - 1}0901" if PERIODE.helft == 2 else f"{PERIODE.jaar - 1}0301",
    "datum_einde": f"{PERIODE.jaar}{MONTH + 1:02}15",
}


def group(number: int, start: int, **values: str) -> list[dict[str, str]]:
    """Ended trajecten of so many children."""
    return children(number, start, **SPAN, **values)


# hulpvorm, what the few have, what the others have, how many of each
UITVAL = [
    ("13", {"reden_beeindiging": "03"}, {}, 5, 20, "20.0%(5)"),
    ("03", {"reden_beeindiging": "03"}, {}, 6, 16, "27.3%(6)"),
    ("14", {"reden_beeindiging": "03"}, {}, 4, 21, "16.0%(4)"),
]
TEVREDENHEID = ("12", {"tevredenheid_jeugdige": "6"}, {"tevredenheid_jeugdige": "9"}, 5, 16)
DOELEN = ("11", {"doel_1": "behaald"}, {"doel_1": "gelijk"}, 5, 18)


def rows() -> list[dict[str, str]]:
    """One file that holds all five groups."""
    found: list[dict[str, str]] = []
    at = 0
    for hulpvorm, few, others, n, rest in [each[:5] for each in [*UITVAL, TEVREDENHEID, DOELEN]]:
        found += group(n, at, hulpvorm=hulpvorm, **few)
        found += group(rest, at + n, hulpvorm=hulpvorm, **others)
        at += n + rest
    return found


def file() -> bytes:
    """The rows as a csv with one column for goals."""
    columns = (*COLUMNS, "doel_1")
    lines = [";".join(columns)]
    lines += [";".join({**GOOD, **row}.get(name, "") for name in columns) for row in rows()]
    return "\n".join(lines).encode()


@pytest.mark.django_db
def test_the_five_labels_of_the_slides_stand_on_the_providers_pages(
    tmp_path, monkeypatch: pytest.MonkeyPatch, settings
) -> None:
    settings.DATA = tmp_path
    settings.SECURE_SSL_REDIRECT = False
    monkeypatch.setenv("UITKOMST_MASTER_KEY", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")
    keyring.current_vault.cache_clear()
    an = world().an
    now = timezone.now()
    received = aanleveringen.receive(
        actor=an,
        periode=PERIODE,
        content=file(),
        bestandsnaam="export.csv",
        now=now,
        vault=keyring.current_vault(),
    )
    assert (received.totaal, received.geparkeerd) == (116, 0)
    submission.confirm(actor=an, reference=received.reference, revisie=received.revisie, now=now)
    recompute.compute(periode=PERIODE, now=now, vault=keyring.current_vault())

    client = Client()
    sign_in(client, User.objects.get(username="an"))
    wanted = {
        "tevredenheid": ["23.8%(5)"],
        "uitval": [label for *_, label in UITVAL],
        "doelrealisatie": ["21.7%(5)"],
    }
    for page, labels in wanted.items():
        answer = client.get(f"/rapporten/aanbieder/{PERIODE.code}/{page}", secure=True)
        text = re.sub(r"<[^>]+>", " ", answer.content.decode())
        assert [label for label in labels if label not in text] == []
