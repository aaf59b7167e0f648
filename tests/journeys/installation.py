"""A real installation, not a demonstration: its command line, its server, and somebody's app."""

import base64
import hmac
import os
import re
import signal
import socket
import struct
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

COMMAND = Path(sys.executable).with_name("uitkomst")
STARTS_WITHIN = 120  # seconds


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@dataclass
class Installation:
    """A portal in a folder of its own, that speaks plain http to this machine."""

    data: Path
    port: int = field(default_factory=free_port)
    more: dict[str, str] = field(default_factory=dict)
    _server: "subprocess.Popen[bytes] | None" = None

    @property
    def address(self) -> str:
        # A passkey belongs to a name, not to a number.
        return f"http://localhost:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("UITKOMST_", "DATABASE_URL"))
        }
        return {
            **kept,
            "UITKOMST_DATA": str(self.data),
            "UITKOMST_PLAIN_HTTP": "1",
            "UITKOMST_ADDRESS": self.address,
            **self.more,
        }

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [COMMAND, *arguments], env=self.environment, capture_output=True, text=True
        )

    def invite_operator(self, naam: str, email: str) -> str:
        """Make the first who runs it; gives the link."""
        told = self.run("beheerder", naam, email, "--nog-een")
        assert told.returncode == 0, told.stderr
        return re.search(r"http://\S+", told.stdout)[0]  # type: ignore[index]

    def start(self) -> None:
        migrated = self.run("migrate")
        assert migrated.returncode == 0, migrated.stderr
        with (self.data.parent / "server.log").open("wb") as log:
            self._server = subprocess.Popen(
                [COMMAND, "serve", "--port", str(self.port)],
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        deadline = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < deadline and self._server.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.address}/gezond", timeout=2):
                    return
            except OSError:
                time.sleep(0.3)
        raise AssertionError((self.data.parent / "server.log").read_text())

    def stop(self) -> None:
        if self._server is not None:
            self._server.send_signal(signal.SIGINT)
            self._server.wait(timeout=60)


def code_of(secret: str, ahead: int = 0) -> str:
    """What an app shows now, or `ahead` codes from now (RFC 6238)."""
    key = base64.b32decode(secret.replace(" ", ""))
    counter = struct.pack(">Q", int(time.time()) // 30 + ahead)
    digest = hmac.new(key, counter, "sha1").digest()
    at = digest[-1] & 15
    value = struct.unpack(">I", digest[at : at + 4])[0] & 0x7FFFFFFF
    return f"{value % 10**6:06d}"
