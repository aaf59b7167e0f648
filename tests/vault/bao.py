"""A real OpenBao server for the tests, in memory, with one transit key and one AppRole."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import hvac

ROOT = "root-token-of-the-tests"
KEY = "uitkomst"
POLICY = f"""
path "transit/encrypt/{KEY}" {{ capabilities = ["update"] }}
path "transit/decrypt/{KEY}" {{ capabilities = ["update"] }}
path "transit/keys/{KEY}" {{ capabilities = ["read"] }}
path "transit/keys/{KEY}/rotate" {{ capabilities = ["update"] }}
"""


@dataclass(frozen=True)
class Bao:
    """A server that runs: where, and what comes in."""

    address: str
    authority: Path
    token_file: Path
    role_id: str
    secret_id_file: Path
    process: "subprocess.Popen[bytes]"

    def environ(self, **changed: str) -> dict[str, str]:
        """The environment in which the portal would find it, by its token."""
        return {
            "UITKOMST_TRANSIT_ADDRESS": self.address,
            "UITKOMST_TRANSIT_KEY": KEY,
            "UITKOMST_TRANSIT_CA": str(self.authority),
            "UITKOMST_TRANSIT_TOKEN_FILE": str(self.token_file),
        } | changed

    def root(self) -> hvac.Client:
        """Who runs the server."""
        return hvac.Client(url=self.address, token=ROOT, verify=str(self.authority))

    def stop(self) -> None:
        """Take the server away."""
        self.process.terminate()
        self.process.wait(20)


@contextmanager
def running() -> Iterator[Bao]:
    """A server on a port of its own, with TLS, that is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="bao-"))
    port = _free_port()
    process = subprocess.Popen(
        [
            Path(sys.executable).with_name("bao"), "server", "-dev", "-dev-tls",
            f"-dev-tls-cert-dir={folder}", f"-dev-root-token-id={ROOT}",
            f"-dev-listen-address=127.0.0.1:{port}", "-dev-no-store-token",
        ],
        env={"PATH": os.environ["PATH"], "HOME": str(folder)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield _prepared(folder, port, process)
    finally:
        process.kill()
        process.wait()
        shutil.rmtree(folder)


def _prepared(folder: Path, port: int, process: "subprocess.Popen[bytes]") -> Bao:
    address = f"https://127.0.0.1:{port}"
    [made] = _wait(lambda: list(folder.glob("*-ca.pem")))
    client = hvac.Client(url=address, token=ROOT, verify=str(made))
    _wait(lambda: client.sys.read_health_status(method="GET")["initialized"])
    authority = Path(shutil.copy(made, folder / "authority"))  # It takes its own along at the end.
    client.sys.enable_secrets_engine("transit")
    client.secrets.transit.create_key(name=KEY)
    client.sys.create_or_update_policy("portal", POLICY)
    client.sys.enable_auth_method("approle")
    client.auth.approle.create_or_update_approle("portal", token_policies=["portal"])
    token = client.auth.token.create(policies=["portal"], ttl="1h")["auth"]["client_token"]
    role_id = client.auth.approle.read_role_id("portal")["data"]["role_id"]
    secret_id = client.auth.approle.generate_secret_id("portal")["data"]["secret_id"]
    (folder / "token").write_text(token + "\n")
    (folder / "secret-id").write_text(secret_id + "\n")
    return Bao(address, authority, folder / "token", role_id, folder / "secret-id", process)


def _wait(ready):  # type: ignore[no-untyped-def]
    """What `ready` gives as soon as it gives anything."""
    for _ in range(200):
        try:
            if found := ready():
                return found
        except (OSError, hvac.exceptions.VaultError):
            pass
        time.sleep(0.1)
    raise TimeoutError("the OpenBao server did not come up")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
