"""The regional demo: loading 180,000 records along the road of an upload, and reading the reports."""

import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path

BIN = Path(sys.executable).parent
PERIODE = "2026-1"
PAGES = ("overzicht", "tevredenheid", "zonder-hulp-verder", "doelrealisatie", "uitval")
READERS = {
    "aanleveraar-almere": f"/rapporten/aanbieder/{PERIODE}",
    "gemeente-den-haag": f"/rapporten/gemeente/0518/{PERIODE}",
    "serviceorganisatie-haaglanden": f"/rapporten/regio/Haaglanden/{PERIODE}",
}
VISITS = 40


def main() -> None:
    """Print the seconds of a fresh load, and the median answer of each report page."""
    with tempfile.TemporaryDirectory() as name:
        # The embedded database may run under an account of its own, which must pass through.
        Path(name).chmod(0o711)
        environment = {**os.environ, "UITKOMST_DATA": f"{name}/data"}
        start = time.perf_counter()
        loaded = subprocess.run(
            [BIN / "uitkomst", "demo", "--no-serve"],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        print(f"demo loaded in {time.perf_counter() - start:.0f} s wall (at most 180)")
        print("\n".join(line for line in loaded.stdout.splitlines() if "rijen" in line))
        password = next(
            line.split(": ")[1] for line in loaded.stdout.splitlines() if "Wachtwoord" in line
        )
        with _served(environment) as address:
            for reader, circle in READERS.items():
                _time_pages(address, reader, password, circle)


@contextmanager
def _served(environment: dict[str, str]) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [BIN / "uitkomst", "demo", "--port", str(port)]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(240):
            try:
                urllib.request.urlopen(f"{address}/gezond", timeout=2).close()
                break
            except OSError:
                time.sleep(0.5)
        yield address
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=60)


def _signed_in(address: str, reader: str, password: str) -> urllib.request.OpenerDirector:
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    page = browser.open(f"{address}/inloggen").read().decode()
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    token = found[1] if found else ""
    fields = {"username": reader, "password": password, "csrfmiddlewaretoken": token}
    request = urllib.request.Request(
        f"{address}/inloggen",
        data=urllib.parse.urlencode(fields).encode(),
        headers={"Referer": f"{address}/inloggen"},
    )
    browser.open(request).close()
    return browser


def _time_pages(address: str, reader: str, password: str, circle: str) -> None:
    browser = _signed_in(address, reader, password)
    for page in PAGES:
        times = []
        for _ in range(VISITS):
            start = time.perf_counter()
            browser.open(f"{address}{circle}/{page}").read()
            times.append((time.perf_counter() - start) * 1000)
        print(
            f"{circle}/{page}: median {statistics.median(times):.0f} ms, "
            f"slowest {max(times):.0f} ms (median at most 100)"
        )
