"""Two real processes: one for providers, with the vault, and one for gemeenten and regions.

Both run on one database, each with its own login, on the made-up region of a demonstration.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path

import psycopg
import pytest
from test_server import COMMAND, free_port, until

from uitkomst.config import embedded, zones
from uitkomst.config.refusals import WrongZone, ZoneHoldsKeys

RAPPORTEN = zones.ZONES["rapporten"]
MATERIAL = (
    "UITKOMST_MASTER_KEY", "UITKOMST_MASTER_KEY_FILE", "UITKOMST_AUDIT_KEY_FILE",
    "UITKOMST_TRANSIT_ADDRESS", "UITKOMST_TRANSIT_KEY", "UITKOMST_TRANSIT_TOKEN_FILE",
    "UITKOMST_TRANSIT_ROLE_ID", "UITKOMST_TRANSIT_SECRET_ID_FILE",
)  # fmt: skip
"""What in the environment opens something, or leads to what does."""


def environment(folder: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("UITKOMST_")}
    return {**kept, "UITKOMST_DATA": str(folder), "UITKOMST_DEMO": "1", **more}


@pytest.fixture(scope="module")
def region() -> Iterator[Path]:
    """A data folder with the made-up region, its database running."""
    folder = Path(tempfile.mkdtemp(prefix="uitkomst-test-"))
    folder.chmod(0o711)
    data = folder / "data"
    subprocess.run(
        [*COMMAND, "demo", "--klein", "--no-serve"], env=environment(data), check=True, timeout=300
    )
    with embedded.running(data):
        yield data
    embedded.destroy(data)
    shutil.rmtree(folder)


def database(data: Path, name: str) -> str:
    host = urllib.parse.quote(str(embedded.django_database(data)["HOST"]), safe="")
    return f"postgresql://uitkomst_{name}@/{embedded.NAME}?host={host}"


@contextmanager
def serving(folder: Path, data: Path, zone: str) -> Iterator[tuple[int, str]]:
    """A process of this zone: its number and its address."""
    port = free_port()
    with subprocess.Popen(
        [*COMMAND, "serve", "--zone", zone, "--port", port],
        env=environment(folder, DATABASE_URL=database(data, zone)),
    ) as process:
        address = f"http://127.0.0.1:{port}"
        try:
            until(lambda: urllib.request.urlopen(f"{address}/gezond").status == 200)
            yield process.pid, address
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(30)


@pytest.fixture(scope="module")
def rapporten(region: Path) -> Iterator[tuple[int, str]]:
    folder = region.parent / "rapporten"
    with serving(folder, region, "rapporten") as running:
        yield running


@pytest.fixture(scope="module")
def personen(region: Path) -> Iterator[tuple[int, str]]:
    with serving(region, region, "personen") as running:
        yield running


class Visitor:
    """Somebody with a browser that has no scripts."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> tuple[int, str]:
        return self._answer(urllib.request.Request(self.address + path))

    def sign_in(self, username: str) -> int:
        _, page = self.get("/inloggen")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
        form = {"csrfmiddlewaretoken": token, "username": username}
        request = urllib.request.Request(
            f"{self.address}/demo-inloggen", urllib.parse.urlencode(form).encode()
        )
        return self._answer(request)[0]

    def _answer(self, request: urllib.request.Request) -> tuple[int, str]:
        try:
            with self.opener.open(request, timeout=60) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()


def links(page: str, start: str) -> list[str]:
    return [link for link in re.findall(r'href="([^"]+)"', page) if link.startswith(start)]


@pytest.mark.parametrize(
    ("who", "start"),
    [
        ("gemeente-den-haag", "/rapporten/gemeente/0518/"),
        ("serviceorganisatie-haaglanden", "/rapporten/regio/Haaglanden/"),
    ],
)
def test_a_gemeente_and_a_region_read_their_reports_in_the_zone_of_reports(rapporten, who, start):
    visitor = Visitor(rapporten[1])
    assert visitor.sign_in(who) == 200

    status, page = visitor.get("/rapporten")
    assert status == 200
    address = links(page, start)[0]
    status, page = visitor.get(address)
    assert status == 200
    for tab in set(links(page, address.rpartition("/")[0])):
        assert visitor.get(tab)[0] == 200
    for path in ("/", "/regelboek", "/hoe-geteld/uitval", "/account", "/mensen"):
        assert visitor.get(path)[0] == 200, path


PAGES_OF_PROVIDERS = (
    "/aanleveringen", "/aanleveringen/nieuw", "/clienten", "/koppelingen", "/beheer/organisaties",
    "/beheer/logboek", "/beheer/toegang", "/controleren-in-browser", "/api/v1/openapi.json",
    "/rapporten/aanbieder/2026-1/overzicht", "/rapporten/aanbieder/2026-1/uitval/trajecten",
)  # fmt: skip


def test_pages_of_providers_do_not_exist_there(rapporten, personen):
    visitor = Visitor(rapporten[1])
    visitor.sign_in("gemeente-den-haag")
    for path in PAGES_OF_PROVIDERS:
        assert visitor.get(path)[0] == 404, path
        assert Visitor(rapporten[1]).get(path)[0] == 404, path
    assert Visitor(personen[1]).get("/aanleveringen")[0] == 200  # The page to sign in.


@pytest.mark.parametrize("who", ["aanleveraar-almere", "vrijgevestigde", "beheerder"])
def test_nobody_of_another_zone_comes_in(rapporten, who):
    visitor = Visitor(rapporten[1])

    assert visitor.sign_in(who) == 404
    assert "Inloggen" in visitor.get("/")[1]


def test_a_provider_works_in_the_zone_of_persons_and_a_gemeente_does_not(personen):
    visitor = Visitor(personen[1])
    assert visitor.sign_in("aanleveraar-almere") == 200
    status, page = visitor.get("/rapporten")
    address = links(page, "/rapporten/aanbieder/")[0]
    assert visitor.get(address)[0] == 200
    status, page = visitor.get(f"{address.rpartition('/')[0]}/uitval/trajecten")
    assert status == 200
    assert re.search(r"\b9999\d{5}\b", page)

    other = Visitor(personen[1])
    assert other.sign_in("gemeente-den-haag") == 403
    assert other.get("/rapporten")[0] == 403


def processes(pid: int) -> list[int]:
    """A process and all it started."""
    found = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True
    ).stdout.split()
    return [pid, *(each for child in found for each in processes(int(child)))]


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="asks /proc")
def test_the_process_of_reports_has_no_key_and_no_vault(rapporten, personen, region):
    visitor = Visitor(rapporten[1])
    visitor.sign_in("gemeente-den-haag")
    visitor.get("/rapporten")
    for pid in processes(rapporten[0]):
        said = Path(f"/proc/{pid}/environ").read_bytes()
        assert b"uitkomst_rapporten@" in said
        assert str(region).encode() not in said
        assert b"MASTER_KEY" not in said
        opened = [os.readlink(each) for each in Path(f"/proc/{pid}/fd").iterdir()]
        maps = Path(f"/proc/{pid}/maps").read_text()
        for name in zones.VAULT:
            assert not [path for path in opened if path.startswith(str(region / name))]
            assert str(region / name) not in maps
    folder = region.parent / "rapporten"
    assert [path.name for path in folder.iterdir()] == ["secret.key"]
    others = [Path(f"/proc/{pid}/environ").read_bytes() for pid in processes(personen[0])]
    assert any(str(region).encode() in said for said in others)


def test_what_the_login_of_reports_can_read_names_nobody_who_works_alone(region):
    """All rows of all tables, whatever may be asked; the positive control is the owner."""
    place = embedded.django_database(region)
    with psycopg.connect(host=place["HOST"], user=place["USER"], dbname=place["NAME"]) as owner:
        solo = owner.execute(
            "select naam, display_name, username, agb, kvk from register_organisatie o"
            " join register_lidmaatschap l on l.organisatie_id = o.reference"
            " join register_user u on u.id = l.user_id where aanbieder_soort = 'solo'"
        ).fetchall()
    secret = {text for row in solo for text in row if text}
    assert len(secret) >= 5

    assert secret & words(place, place["USER"]) == secret
    assert secret & words(place, "uitkomst_rapporten") == set()


def words(place: dict[str, str], login: str) -> set[str]:
    """Every text this login can read."""
    found: set[str] = set()
    with psycopg.connect(
        host=place["HOST"], user=login, dbname=place["NAME"], autocommit=True
    ) as mine:
        columns = mine.execute(
            "select relname, attname from pg_attribute join pg_class c on c.oid = attrelid"
            " where relnamespace = 'public'::regnamespace and relkind = 'r' and attnum > 0"
            " and not attisdropped and has_column_privilege(c.oid, attnum, 'select')"
        ).fetchall()
        for table, column in columns:
            rows = mine.execute(f'select "{column}"::text from "{table}"').fetchall()
            text = "\n".join(value or "" for (value,) in rows)
            found |= {line for line in text.splitlines() if len(line) < 200}
            found |= set(re.findall(r"[\w' &.-]+", text))
    return found


@pytest.mark.parametrize("zone", ["personen", "rapporten"])
def test_a_zone_does_not_start_with_the_owner_of_the_tables(region, zone):
    run = subprocess.run(
        [*COMMAND, "serve", "--zone", zone, "--port", free_port()],
        env=environment(
            region.parent / f"leeg-{zone}",
            DATABASE_URL=database(region, zone).replace(f"uitkomst_{zone}@", "uitkomst@"),
        ),
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip

    assert run.returncode == 1
    assert "mag te veel" in run.stderr
    assert "Traceback" not in run.stderr


def test_the_zone_of_reports_refuses_a_key_a_vault_and_a_database_of_its_own(tmp_path):
    good = {"DATABASE_URL": "postgresql://x@/y"}
    zones.require_apart(RAPPORTEN, tmp_path, good)
    for name in MATERIAL:
        with pytest.raises(ZoneHoldsKeys, match=name):
            zones.require_apart(RAPPORTEN, tmp_path, {**good, name: "x"})
    with pytest.raises(ZoneHoldsKeys):
        zones.require_apart(RAPPORTEN, tmp_path, {})
    (tmp_path / "kluis").mkdir()
    with pytest.raises(ZoneHoldsKeys):
        zones.require_apart(RAPPORTEN, tmp_path, good)
    with pytest.raises(WrongZone):
        zones.chosen({zones.VARIABLE: "overal"})


LOADS = """
import sys, django
django.setup()
from django.core.checks import run_checks
from django.template.loader import get_template
from uitkomst.services.guard import routes
import uitkomst.config.wsgi
assert not [each for each in run_checks() if each.level >= 40]
print(sorted(route.name for route in routes() if route.name))
for name in ("report", "report_overview", "reports", "home_gemeente", "login"):
    get_template(f"portal/{name}.html")
print(sorted(name for name in sys.modules if name.startswith("uitkomst.")))
"""


def loaded(zone: str, folder: Path) -> tuple[list[str], list[str]]:
    """The names of the addresses of a zone, and of our modules that it loads."""
    run = subprocess.run(
        [sys.executable, "-c", LOADS],
        env=environment(
            folder, UITKOMST_ZONE=zone, DJANGO_SETTINGS_MODULE="uitkomst.config.settings",
            DATABASE_URL="postgresql://x@/y",
        ),
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    names, modules = run.stdout.strip().splitlines()[-2:]
    return re.findall(r"'([^']+)'", names), re.findall(r"'([^']+)'", modules)


def test_the_zone_of_reports_does_not_load_the_vault(tmp_path):
    names, modules = loaded("rapporten", tmp_path)
    # Its refusals are sentences, in the one table of refusals.
    allowed = {"uitkomst.vault", "uitkomst.vault.refusals"}
    assert {name for name in modules if name.startswith("uitkomst.vault")} <= allowed
    for away in ("keyring", "jobs", "delivering", "deciding", "aanlevering", "kept", "forms"):
        assert not [name for name in modules if name.startswith(f"uitkomst.services.{away}")]
    assert {"report-gemeente", "report-regio", "login"} <= set(names)
    assert not [name for name in names if name.startswith(("aanlevering", "client", "api"))]

    _, everything = loaded("alles", tmp_path)
    assert "uitkomst.vault.vault" in everything
