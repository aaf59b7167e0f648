"""The portal as a visitor meets it: the demo in a process of its own, and a real Chromium."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import browser as machine
import pytest
from playwright.sync_api import Browser, ConsoleMessage, sync_playwright
from visitor import Portal, Visitor

COMMAND = Path(sys.executable).with_name("uitkomst")
STARTS_WITHIN = 400  # seconds; a loaded machine with two cores needs about one
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _wait_until_up(address: str, demo: "subprocess.Popen[str]", log: Path) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline:
        if demo.poll() is not None:
            pytest.fail(f"the demo stopped:\n{log.read_text()}")
        try:
            with urllib.request.urlopen(f"{address}/gezond", timeout=2):
                return
        except OSError:
            time.sleep(0.5)
    pytest.fail(f"the demo did not come up:\n{log.read_text()}")


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """The small demo region, loaded by the command a visitor types, and served."""
    data = tmp_path_factory.mktemp("portal") / "data"
    log = data.parent / "demo.log"
    port = _free_port()
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("UITKOMST_", "DATABASE_URL"))
    }
    with log.open("w") as out:
        demo = subprocess.Popen(
            [COMMAND, "demo", "--klein", "--port", str(port)],
            env={**environment, "UITKOMST_DATA": str(data)},
            stdout=out,
            stderr=subprocess.STDOUT,
            text=True,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_until_up(address, demo, log)
        word = "Wachtwoord voor alle accounts: "
        password = next(
            line.split(word)[1] for line in log.read_text().splitlines() if word in line
        )
        yield Portal(address, data / "voorbeeldbestanden", password.strip())
    finally:
        demo.send_signal(signal.SIGINT)
        demo.wait(timeout=60)


@pytest.fixture(scope="module")  # Its event loop would forbid Django's database to later tests.
def chromium() -> Iterator[Browser]:
    """The Chromium of this machine; `make browser` sees to it that there is one."""
    path = machine.find()
    assert path, machine.ADVICE
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=path, args=list(QUIET))


@pytest.fixture
def visitor(chromium: Browser, portal: Portal) -> Iterator[Visitor]:
    """A fresh browser window that nobody signed in to."""
    with chromium.new_context(viewport={"width": 1280, "height": 900}, locale="nl-NL") as context:
        page = context.new_page()
        complaints: list[str] = []

        def note(message: ConsoleMessage) -> None:
            if message.type in {"error", "warning"}:
                complaints.append(message.text)

        page.on("console", note)
        yield Visitor(page, portal, complaints)
