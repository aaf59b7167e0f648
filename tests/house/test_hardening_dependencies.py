"""The audit of dependencies says what it looked up, and never more than that."""

import json
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import dependencies
import pytest


@contextmanager
def service(weak: str | None):
    """A service of the kind that is asked; it knows of a weakness in one package, or in none."""

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["queries"]
            known = [{"id": "GHSA-made-up", "modified": "2026-01-01T00:00:00Z"}]
            self.say({"results": [{"vulns": known} if _name(q) == weak else {} for q in asked]})

        def do_GET(self) -> None:
            self.say(
                {
                    "id": "GHSA-made-up",
                    "modified": "2026-01-01T00:00:00Z",
                    "affected": [{"package": {"ecosystem": "PyPI", "name": weak}}],
                }
            )

        def say(self, told: object) -> None:
            content = json.dumps(told).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        Thread(target=server.serve_forever).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()


def _name(query: dict) -> str:
    return query["package"]["name"]


@pytest.fixture(autouse=True)
def _locked(monkeypatch, tmp_path):
    """The lists as they are, but few: resolving them all asks the registry."""
    pinned = dependencies.pins(*dependencies.LISTS)
    (django,) = [pin for pin in pinned if pin[0] == "django"]
    (tmp_path / "pyproject.toml").write_text(
        '[project]\nname = "x"\nversion = "0"\nrequires-python = ">=3.11"\n'
        'dependencies = ["django"]\n'
    )
    for name in dependencies.LISTS:
        (tmp_path / name).write_text(f"django=={django[1]} \\\n    --hash=sha256:00\n")
    monkeypatch.setattr(dependencies, "ROOT", tmp_path)


@pytest.fixture
def _registry(tmp_path_factory):
    try:
        dependencies.lock(tmp_path_factory.mktemp("tried"), {})
    except dependencies.NotLooked:
        pytest.skip("no package registry can be reached here")


@pytest.mark.usefixtures("_registry")
def test_a_known_weakness_fails_and_is_named(capsys):
    with service("django") as address:
        assert dependencies.audit(service=address) == 1

    assert "GHSA-made-up" in capsys.readouterr().out


@pytest.mark.usefixtures("_registry")
def test_without_a_weakness_it_tells_how_many_were_looked_up(capsys):
    with service(None) as address:
        assert dependencies.audit(service=address) == 0

    assert "packages looked up, 0 findings" in capsys.readouterr().out


@pytest.mark.usefixtures("_registry")
@pytest.mark.parametrize(("strict", "code"), [(False, 0), (True, 3)])
def test_a_service_that_is_away_is_no_clean_audit(capsys, strict, code):
    assert dependencies.audit(strict=strict, service="http://127.0.0.1:1/") == code

    said = capsys.readouterr().out
    assert "NOT AUDITED: 0 of 1" in said
    assert "findings" not in said


def test_a_mistake_of_ours_does_not_pass_for_a_missing_network():
    assert isinstance(dependencies.failure("error: unexpected argument"), RuntimeError)


@pytest.mark.usefixtures("_registry")
def test_fewer_packages_than_are_pinned_is_no_clean_audit(capsys, monkeypatch):
    real, more = dependencies.pins, {(f"more-{number}", "1"): "" for number in range(9)}
    monkeypatch.setattr(dependencies, "pins", lambda *lists: {**real(*lists), **more})
    with service(None) as address:
        assert dependencies.audit(strict=True, service=address) == 3

    assert "NOT AUDITED" in capsys.readouterr().out
