"""The vendor's guide is true: its commands are run, with curl, against a live portal."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from uitkomst.register.models import Aanlevering
from uitkomst.services.refusals.table import TABLE

GUIDE = Path(__file__).parents[2] / "docs" / "api.md"
TEXT = GUIDE.read_text(encoding="utf-8")


@pytest.fixture
def portal(live_server, monkeypatch):
    monkeypatch.setattr(settings, "HTTPS", False)
    return live_server


@pytest.mark.django_db(transaction=True)
def test_a_vendor_delivers_with_the_commands_of_the_guide(portal, people, system, tmp_path):
    assert shutil.which("curl"), "install curl: the guide for vendors is written with it"
    script = "\n".join(re.findall(r"```sh\n(.*?)```", TEXT, flags=re.DOTALL))

    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=tmp_path,
        env={
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "UITKOMST": f"{portal.url}/api/v1",
            "SLEUTEL": system(people.an).key,
        },
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    told = {path.stem: json.loads(path.read_text()) for path in tmp_path.glob("*.json")}
    assert told["aanlevering"]["status"] == "wacht-op-bevestiging"
    assert told["nagekeken"]["oorzaken"] == told["bevindingen"]["oorzaken"]
    assert told["beantwoord"]["revisie"] == 1
    assert told["ingediend"]["status"] == "ingediend"
    assert told["ingetrokken"]["status"] == "ingetrokken"
    assert (tmp_path / "ontvangstbewijs.pdf").read_bytes().startswith(b"%PDF-")
    assert (tmp_path / "gemarkeerd.xlsx").read_bytes().startswith(b"PK")
    assert "HTTP/1.1 202" in (tmp_path / "antwoord.txt").read_text()
    assert Aanlevering.objects.get().route == "api"


def test_the_errors_of_the_guide_are_those_of_the_portal():
    named = re.findall(r"\| (\d{3}) \| (.*?) \|", TEXT)
    known = {
        re.sub(r"(?<!^)(?=[A-Z])", "-", kind.__name__).lower(): status
        for kind, (status, _) in TABLE.items()
    }
    own = {
        "invalid-input", "unknown-key", "insufficient-scope", "https-required", "not-found",
        "method-not-allowed", "length-required", "too-large", "unsupported-media-type",
        "wrong-columns", "unexpected", "unavailable",
    }  # fmt: skip

    kinds = [
        (int(status), kind)
        for status, types in named
        for kind in re.findall(r"urn:uitkomst:([a-z-]+)", types)
    ]
    assert kinds
    assert [kind for _, kind in kinds if kind not in known.keys() | own] == []
    assert all(known[kind] == status for status, kind in kinds if kind in known.keys() - own)
