"""One known child goes by every road there is, also the ones that break; then all that is left of
it is searched, in twelve shapes. What lies in the vault is sealed, and that is all there is.
"""

import io
import logging
import os
import tempfile
from contextlib import contextmanager
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter
from django.conf import settings
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from signed_in import sign_in
from test_nothing_in_the_clear import FOLDER, a_statement_that_fails
from traces import Search
from world import BSNS, COLUMNS, GOOD, actor_as, world

from uitkomst.access.scopes import Scope
from uitkomst.config.backup import agefile, archive, making, postgres
from uitkomst.config.logs import logging_config
from uitkomst.register.models import Aanlevering, Controle, User
from uitkomst.services import keyring
from uitkomst.services.checking import mails
from uitkomst.services.deciding import bewerkingen
from uitkomst.services.figures import recompute
from uitkomst.services.guard import routes
from uitkomst.services.systems import koppelingen
from uitkomst.standard.verslagperiode import Verslagperiode
from uitkomst.vault.master import MasterKey
from uitkomst.vault.store import FolderStore

SENT, TYPED, ASKED, BROKEN, KEPT = BSNS[700:705]
BIRTHDAY, POSTCODE = "20110923", "2597GX"
SECRETS = (SENT, TYPED, ASKED, BROKEN, BIRTHDAY, POSTCODE)
PERIODE = Verslagperiode.latest_closed(timezone.localdate())
CHILD = {
    **GOOD,
    "bsn": SENT,
    "geboortedatum": BIRTHDAY,
    "postcode_of_gemeente": POSTCODE,
    "datum_aanvang": f"{PERIODE.eerste_dag:%Y%m%d}",
    "datum_einde": f"{date(PERIODE.jaar, PERIODE.eerste_dag.month + 2, 10):%Y%m%d}",
}
WRONG = {**CHILD, "geslacht": SENT, "hulpvorm": TYPED, "datum_einde": BIRTHDAY}


@pytest.fixture
def data(tmp_path, monkeypatch):
    """A data folder and a folder for temporary files of this test's own."""
    folder = tmp_path / "data"
    folder.mkdir()
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    monkeypatch.setattr(settings, "DATA", folder)
    monkeypatch.setattr(settings, "MASTER_KEY_FILE", folder / "hoofdsleutel")
    MasterKey.create_file(folder / "hoofdsleutel")
    keyring.current_vault.cache_clear()
    yield tmp_path
    keyring.current_vault.cache_clear()


@pytest.fixture
def said():
    """All that is logged, as it is written in production, from the first level on."""
    written = io.StringIO()
    config = logging_config("DEBUG")["formatters"]["json"]
    handler = logging.StreamHandler(written)
    handler.setFormatter(config.pop("()")(**config))
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield written
    root.removeHandler(handler)
    root.setLevel(before)


class Visitor:
    """Somebody in a browser, and every answer that was an error."""

    def __init__(self, user: User) -> None:
        self.client = Client(raise_request_exception=False)
        self.errors: list[tuple[int, str]] = []
        sign_in(self.client, user)

    def get(self, name: str, *arguments: object, **query: str):
        return self._heard(self.client.get(reverse(name, args=arguments), query, secure=True))

    def post(self, name: str, *arguments: object, query: str = "", **form: object):
        address = reverse(name, args=arguments) + query
        return self._heard(self.client.post(address, form, secure=True))

    def upload(self, content: bytes, name: str = "export.csv", **form: object):
        file = SimpleUploadedFile(name, content)
        return self.post("aanlevering-new", bestand=file, periode=PERIODE.code, **form)

    def ask(self, method: str, path: str, **more: object):
        return self._heard(self.client.generic(method, path, secure=True, **more))

    def _heard(self, answer):
        status = answer.status_code
        if status >= 400 and status != 422:  # A form that was not right keeps what was typed.
            self.errors.append((status, answer.content.decode(errors="replace")))
        return answer


def csv(*rows: dict[str, str], head: tuple[str, ...] = COLUMNS) -> bytes:
    lines = [";".join(head), *(";".join(row.get(name, "") for name in COLUMNS) for row in rows)]
    return "\n".join(lines).encode()


def xlsx(*rows: dict[str, str]) -> bytes:
    content = BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet(SENT)
        for number, row in enumerate([dict(zip(COLUMNS, COLUMNS, strict=True)), *rows]):
            sheet.write_row(number, 0, [row.get(name, "") for name in COLUMNS])
    return content.getvalue()


def newest() -> Aanlevering:
    return Aanlevering.objects.latest("received_at", "versie")


def by_file(visitor: Visitor) -> None:
    """Good, bad, as a workbook, refused, checked only, looked into, corrected, given back."""
    assert visitor.upload(csv(CHILD), name=f"{SENT}.csv").status_code == 302
    first = newest()
    assert visitor.upload(xlsx(CHILD, WRONG), name="x.xlsx").status_code == 302
    draft = newest()
    assert draft.geparkeerd
    for content in (b"", SENT.encode(), b"PK\x03\x04" + SENT.encode(), csv(head=(SENT,) * 14)):
        visitor.upload(content)
    for content in (csv(WRONG), xlsx(WRONG)):
        assert visitor.upload(content, alleen_controleren="on").status_code == 200
        file = SimpleUploadedFile("x.csv", content)
        visitor.post("aanlevering-marked-only", bestand=file, periode=PERIODE.code)
    for name in ("aanlevering", "aanlevering-bestand", "aanlevering-vragen"):
        visitor.get(name, draft.pk)
    assert visitor.get("aanlevering-rij", draft.pk, 3).status_code == 200
    visitor.get("aanlevering-rij", draft.pk, 3, bsn="open")
    for typed in (TYPED, f"{TYPED}x", BIRTHDAY):
        revisie = newest().revisie
        row = {"bsn": typed, "geslacht": "V", "hulpvorm": TYPED, "datum_einde": SENT}
        visitor.post("aanlevering-rij", draft.pk, 3, revisie=revisie, **row)
    assert visitor.get("aanlevering-marked", draft.pk, "xlsx").status_code == 200
    visitor.get("aanlevering-marked", draft.pk, "csv")
    confirmed(visitor, first)


def confirmed(visitor: Visitor, draft: Aanlevering) -> None:
    """Answered and submitted, withdrawn with a reason, and put back; each time with the number."""
    actor = actor_as(User.objects.get(username="an"))
    for name in ("aanlevering-verschil", "aanlevering-indienen"):
        visitor.get(name, draft.pk)
    for vraag in bewerkingen.vragen(actor=actor, reference=draft.pk):
        said = {f"antwoord-{vraag.naam}": "ja", f"reden-{vraag.naam}": f"Klopt, {SENT}"}
        visitor.post("aanlevering-vragen", draft.pk, revisie=revisie(draft), **said)
    submitted = {"revisie": revisie(draft), "verklaring": "ja"}
    assert visitor.post("aanlevering-indienen", draft.pk, **submitted).status_code == 302
    draft.refresh_from_db()
    assert draft.status == "Ingediend"
    visitor.post("aanlevering-intrekken", draft.pk, reden=f"Van {SENT}")
    visitor.get("aanlevering-bewijs", draft.pk)


def revisie(draft: Aanlevering) -> int:
    draft.refresh_from_db()
    return draft.revisie


def by_form(visitor: Visitor) -> None:
    answer = visitor.post("clienten-beginnen", periode=PERIODE.code)
    assert answer.status_code == 302
    form = newest()
    for typed in (TYPED, "123", f"{TYPED} {BIRTHDAY}"):
        visitor.post(
            "client", form.pk, 1, revisie=newest().revisie, bsn=typed, geboortedatum=BIRTHDAY,
            postcode_of_gemeente=POSTCODE, geslacht=SENT, verwijzer=TYPED,
        )  # fmt: skip
    visitor.get("client", form.pk, 1)
    visitor.get("clienten", form.pk)


def by_api(actor) -> list[str]:
    key = koppelingen.create(
        actor=actor, naam="Systeem", scopes=tuple(Scope), until=None, now=timezone.now()
    ).sleutel
    client = Client(raise_request_exception=False)
    errors = []
    for path in ("aanleveringen", "controles"):
        for content in (csv(CHILD), csv(WRONG), SENT.encode()):
            file = BytesIO(content)
            file.name = f"{SENT}.csv"
            answer = client.post(
                f"/api/v1/{path}",
                {"bestand": file, "periode": PERIODE.code},
                secure=True,
                headers={"Authorization": f"Bearer {key}", "Idempotency-Key": f"{SENT}{path}"},
            )
            errors.append(answer.content.decode())
    for asked in (f"/api/v1/aanleveringen/{ASKED}", f"/api/v1/x?bsn={ASKED}", "/api/v1/perioden"):
        headers = {"Authorization": f"Bearer {ASKED}"}
        errors.append(client.get(asked, secure=True, headers=headers).content.decode())
    body = {"bsn": ASKED, "periode": [ASKED]}
    answer = client.post("/api/v1/controles", body, content_type="application/json", secure=True)
    return [*errors, answer.content.decode()]


def by_asking(visitor: Visitor) -> None:
    """In an address, a search, a header, a form field and the name of an account."""
    for route in routes():
        if not route.pattern.converters and not (route.name or "").startswith("api-"):
            address = reverse(route.name)
            visitor.ask("GET", f"{address}?q={ASKED}&zoek={ASKED}&periode={ASKED}&kolom={ASKED}")
    for path in (f"/{ASKED}", f"/aanleveringen/{ASKED}", f"/rapporten/aanbieder/{ASKED}/{ASKED}"):
        for method in ("GET", "POST", "PUT"):
            visitor.ask(method, path)
    visitor.ask("GET", "/", headers={"user-agent": ASKED, "referer": f"https://x.nl/{ASKED}"})
    visitor.ask("GET", "/", headers={"host": f"{ASKED}.nl"})
    visitor.ask("GET", "/", headers={"cookie": f"__Host-sessionid={ASKED}"})
    stranger = Client(raise_request_exception=False)
    for typed in ({"username": ASKED, "password": ASKED}, {"username": "an", "password": ASKED}):
        stranger.post("/inloggen", typed, secure=True)


@contextmanager
def away(after: int):
    """The database goes away at this statement, with a value in what it says."""
    left = [after]

    def execute(real, sql, params, many, context):  # type: ignore[no-untyped-def]
        left[0] -= 1
        if left[0] < 0:
            raise OperationalError(f"could not: Key (bsn)=({BROKEN}) {params}")
        return real(sql, params, many, context)

    with connection.execute_wrapper(execute):
        yield


def by_breaking(visitor: Visitor, monkeypatch) -> None:
    """In the middle of everything the database is away, the disk is full, or there is a bug."""
    draft = newest()
    for after in range(0, 60, 6):
        for work in (
            lambda: visitor.upload(csv({**CHILD, "bsn": BROKEN})),
            lambda: visitor.post("aanlevering-rij", draft.pk, 2, revisie=0, bsn=BROKEN),
            lambda: visitor.get("aanlevering-rij", draft.pk, 2),
        ):
            with away(after):
                work()
            connection.close()
    for error in (OSError(28, "No space left on device", BROKEN), ValueError(f"bsn {BROKEN}")):

        def fail(*_: object, error=error) -> None:
            raise error

        with monkeypatch.context() as patch:
            patch.setattr(FolderStore, "put", fail)
            visitor.upload(csv({**CHILD, "bsn": BROKEN}))
            visitor.post("aanlevering-rij", draft.pk, 2, revisie=0, bsn=BROKEN)
    a_statement_that_fails(BROKEN)


def figures(visitor: Visitor) -> None:
    recompute.compute(periode=PERIODE, now=timezone.now(), vault=keyring.current_vault())
    for name in ("report-trajecten", "report-aanbieder"):
        visitor.get(name, PERIODE.code, "uitval")
    visitor.get("logboek")


def mailed() -> None:
    for line in Controle.objects.all():
        Controle.objects.filter(pk=line.pk).update(mail_to=User.objects.get(username="an"))
        mails.tell_when_ready(reference=line.pk)


def backed_up(folder: Path) -> tuple[Path, list[bytes]]:
    """The backup as it lies there, and all that is in it once it is opened."""
    made = making.make_data(data=settings.DATA, folder=folder, now=timezone.now())
    key = folder / "offline.key"
    with agefile.reading(made.path, agefile.identity_in(key)) as stream:
        parts = list(archive.unpacked(stream))
    key.unlink()
    dump = b"".join(p.content for p in parts if p.name.startswith(archive.DATABASE))
    others = [p.content for p in parts if not p.name.startswith(archive.DATABASE)]
    return made.path, [dump, in_sql(dump), *others]


def in_sql(dump: bytes) -> bytes:
    import subprocess

    program = postgres._path("pg_restore")
    done = subprocess.run([program, "-f", "-"], input=dump, capture_output=True, check=True)
    assert b"COPY public.register_aanlevering" in done.stdout
    return done.stdout


@pytest.mark.django_db(transaction=True)
def test_a_known_child_is_found_nowhere_but_sealed(data, said, monkeypatch):
    people = world()
    monkeypatch.setattr("uitkomst.services.request_limits.LIMITED", {})
    public, private = agefile.new_pair()
    monkeypatch.setenv(agefile.VARIABLE, public)
    shelf = data / "shelf"
    shelf.mkdir()
    (shelf / "offline.key").write_text(private)
    visitor = Visitor(User.objects.get(username="an"))
    by_file(visitor)
    by_form(Visitor(User.objects.get(username="cor")))
    told = by_api(people.an)
    by_asking(visitor)
    again = Visitor(User.objects.get(username="an"))  # Somebody asked may have signed out.
    figures(again)
    mailed()
    by_breaking(again, monkeypatch)
    _, inside = backed_up(shelf)
    with connection.cursor() as cursor:
        cursor.execute("create table kept as select %s::text as bsn", [KEPT])
        cursor.execute("checkpoint")
    search = Search((KEPT, *SECRETS))
    try:
        # What was written on purpose shows that the search finds what is there.
        assert search.in_folder(Path(os.environ[FOLDER])) == {KEPT}
    finally:
        with connection.cursor() as cursor:
            cursor.execute("drop table kept")
    search = Search(SECRETS)
    assert search.in_folder(data) == set()
    assert set().union(*map(search.in_bytes, inside)) == set()
    errors = [*visitor.errors, *again.errors]
    assert {status for status, _ in errors} >= {400, 404, 405, 500, 503}
    assert [status for status, text in errors if search.in_text(text)] == []
    assert {text for text in told if search.in_text(text)} == set()
    assert len(mail.outbox) > 1
    assert search.in_text(*(str(each.message()) for each in mail.outbox)) == set()
    assert said.getvalue().count("\n") > 40
    assert search.in_text(said.getvalue()) == set()
    assert "exception" in said.getvalue()
