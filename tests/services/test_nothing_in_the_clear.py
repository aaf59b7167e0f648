"""After the whole path no identifying value is in any file of the database server, nor in a log."""

import logging
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from django.core import mail
from django.db import DatabaseError, connection
from test_aanleveringen import confirm, send
from world import BSNS, NOW, PERIODE, csv, world

from uitkomst.config.logs import logging_config
from uitkomst.intake.keuzes import Herstelkeuze
from uitkomst.register.models import Aanlevering, Bewerking, Controle, User
from uitkomst.services.checking import mails
from uitkomst.services.checking.marked import marked_file
from uitkomst.services.deciding.bewerkingen import apply_voorstel, choose_columns, undo
from uitkomst.services.deciding.previews import open_voorstel
from uitkomst.services.deciding.readings import reading
from uitkomst.services.deciding.rows_open import drop_row, open_row, save_row
from uitkomst.services.delivering import aanleveringen
from uitkomst.services.figures import recompute
from uitkomst.services.figures.persons import persons_behind

BIRTHDAY = "20110917"
POSTCODE = "2597GV"
SECRETS = (*BSNS[500:520], BIRTHDAY, POSTCODE)
IN_A_STATEMENT = BSNS[600]
KEPT_ON_PURPOSE = BSNS[601]
FOLDER = "UITKOMST_TEST_FOLDER"


def found_in(folder: Path, *values: str) -> set[str]:
    """Which of these texts stand in a file under the folder, as they are or in UTF-16.

    Other tests work on the same server, so that a file may be gone when its turn comes.
    """
    shapes = {value: (value.encode(), value.encode("utf-16-le")) for value in values}
    found: set[str] = set()
    for parent, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                content = Path(parent, name).read_bytes()
                found |= {v for v, forms in shapes.items() if any(f in content for f in forms)}
    return found


def a_whole_path(vault) -> None:
    people = world()
    rows = [
        {"bsn": bsn, "geboortedatum": BIRTHDAY, "postcode_of_gemeente": POSTCODE}
        for bsn in SECRETS[:20]
    ]
    wrong = [{**rows[0], "datum_einde": "20250101", "bsn": rows[0]["bsn"][:8]}]
    for _ in range(2):
        received = send(
            people.an, vault, csv([*rows, *wrong]), bestandsnaam=f"{rows[0]['bsn']}.csv"
        )
        confirm(people.an, received)
    for wrong_columns in (b"naam;leeftijd\n", b"bsn;geboortedatum;geslacht;naam\n"):
        content = wrong_columns + rows[0]["bsn"].encode() + b";12\n"
        assert send(people.an, vault, content).status == "Geweigerd"
    every_decision(people.an, vault, rows)
    aanleveringen.detail(actor=people.an, reference=received.reference)
    recompute.compute(periode=PERIODE, now=NOW, vault=vault)
    asked = {"indicator": "uitval", "hulpvorm": "totaal", "categorie": "totaal"}
    assert persons_behind(actor=people.an, periode=PERIODE, now=NOW, vault=vault, **asked)


def every_decision(actor, vault, rows) -> None:
    """Each kind of decision with values in it, remembered where it can be, undone, and the mail."""
    typed = {**rows[0], "geslacht": rows[1]["bsn"], "verwijzer": BIRTHDAY}
    received = send(actor, vault, csv([typed, {**rows[2], "tevredenheid_jeugdige": "8"}]))
    where = {"actor": actor, "reference": received.reference, "now": NOW, "vault": vault}
    for kolom in ("geslacht", "verwijzer"):
        voorstellen = aanleveringen.detail(actor=actor, reference=received.reference).voorstellen
        for each in voorstellen:
            if each.kolom == kolom and each.vraagt == "waarden":
                stands = typed[kolom]
                herstel = Herstelkeuze(each.code, kolom, ((stands, each.keuzes[0]),))
                open_voorstel(code=each.code, kolom=kolom, herstel=herstel, **where)
                apply_voorstel(revisie=revisie(), herstel=herstel, onthoud=True, **where)
    reading(**where)
    open_row(rij=2, **where)
    save_row(revisie=revisie(), rij=2, velden={"bsn": rows[3]["bsn"], "geslacht": "V"}, **where)
    undo(revisie=revisie(), nummer=revisie(), **where)
    drop_row(revisie=revisie(), rij=2, **where)
    kolommen = [(1, "bsn"), (2, "geboortedatum")]
    choose_columns(revisie=revisie(), blad=None, koprij=1, kolommen=kolommen, onthoud=True, **where)
    marked_file(**where)
    Controle.objects.filter(pk=received.reference).update(mail_to=User.objects.get(username="an"))
    mails.tell_when_ready(reference=received.reference)
    kinds = set(Bewerking.objects.values_list("soort", flat=True))
    assert kinds == {"herstel", "rij", "weg", "kolommen"}


def revisie() -> int:
    return Aanlevering.objects.latest("touched_at", "versie").revisie


def a_statement_that_fails(value: str) -> None:
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute("select %s::text::int / 0", [value])


@pytest.mark.django_db(transaction=True)
def test_no_value_of_a_person_is_in_the_database_its_log_or_ours(vault, tmp_path, caplog):
    server = Path(os.environ[FOLDER])
    with caplog.at_level(logging.DEBUG):
        a_whole_path(vault)
    a_statement_that_fails(IN_A_STATEMENT)
    with connection.cursor() as cursor:
        cursor.execute("create table kept as select %s::text as bsn", [KEPT_ON_PURPOSE])
        cursor.execute("checkpoint")
    try:
        # The one that was written on purpose shows that the search finds what is there.
        wanted = (KEPT_ON_PURPOSE, *SECRETS, IN_A_STATEMENT)
        assert found_in(server, *wanted) == {KEPT_ON_PURPOSE}
        assert found_in(tmp_path, *SECRETS) == set()
        assert [value for value in SECRETS if value in caplog.text] == []
        assert [value for value in SECRETS for sent in mail.outbox if value in sent.body] == []
        assert len(mail.outbox) == 1
    finally:
        with connection.cursor() as cursor:
            cursor.execute("drop table kept")


LOGS_A_MISTAKE = """
import logging, logging.config, sys
from uitkomst.config.logs import logging_config, configure
configure(logging_config("INFO"))
import structlog
value = sys.argv[1]
structlog.get_logger("uitkomst.x").info("said", bsn=value, periode="2026-1")
logging.getLogger("django.request").error("%s: %s", "Not Found", value)
try:
    raise KeyError(f"Invalid HTTP_HOST header: {value}")
except KeyError as error:
    logging.getLogger("django.security").error(str(error), exc_info=error)
try:
    raise ValueError(f"duplicate key (bsn)=({value})")
except ValueError:
    logging.getLogger("uitkomst.y").exception("failed")
    structlog.get_logger("uitkomst.x").exception("failed too")
"""


def test_a_log_line_holds_no_value_even_by_mistake():
    run = subprocess.run(
        [sys.executable, "-c", LOGS_A_MISTAKE, BSNS[0]], capture_output=True, text=True, check=True
    )

    assert BSNS[0] not in run.stderr
    assert '"periode": "2026-1"' in run.stderr
    assert run.stderr.count('"exception": "ValueError"') == 2
    assert logging_config("INFO")["root"]["level"] == "WARNING"
