"""The portal as one command: the web server, and beside it a worker that is kept alive."""

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from uitkomst.config.lifeline import SERVED_BY
from uitkomst.config.refusals import PortTaken

COMMAND = "import sys; from uitkomst.cli.main import main; sys.exit(main())"
WORKER = [sys.executable, "-c", COMMAND, "worker"]
THREADS = 32  # A slow sender keeps one busy; each has a connection to the database.
PATIENCE = 10.0  # seconds for a worker to finish what it does; it may be run again


def require_free(host: str, port: int) -> None:
    """Go on only when one can listen there; told before any work is done. Raises PortTaken."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            raise PortTaken(
                f"Het portaal kan niet luisteren op {host}:{port}. Draait het al, of gebruikt een "
                "ander programma deze poort? Stop dat, of kies een andere poort met "
                '--port (bij make: make demo ARGS="--port 8001").'
            ) from error


def serve(*, host: str, port: int, with_worker: bool) -> None:
    """Serve pages until Ctrl-C; then everything this started has stopped.

    A zone without the vault asks for no key. Raises VaultRefusal when there is no master key, or
    not the one of these data.
    """
    from granian.constants import Interfaces, Loops
    from granian.log import LogLevels
    from granian.server import Server

    from uitkomst.config import environment

    if environment.ZONE.has_vault:
        from uitkomst.services import keyring

        keyring.require_keys()
    server = Server(
        "uitkomst.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        loop=Loops.asyncio,
        websockets=False,
        log_level=LogLevels.error,  # It warns of more threads than cores; ours wait for senders.
        respawn_failed_workers=True,
    )
    os.environ[SERVED_BY] = str(os.getpid())
    with _worker() if with_worker else _nothing():
        server.serve()


@contextmanager
def _nothing() -> Iterator[None]:
    yield


@contextmanager
def _worker() -> Iterator[None]:
    """A worker in a process of its own, started again when it dies, stopped at the end.

    Reading files and computing takes memory that must not live in the web server.
    """
    leaving = threading.Event()

    def keep_alive() -> None:
        while not leaving.is_set():
            process = subprocess.Popen(WORKER)  # noqa: S603
            while process.poll() is None and not leaving.wait(0.5):
                pass
            _stop(process)
            leaving.wait(1.0)

    keeper = threading.Thread(target=keep_alive, name="worker-keeper")
    keeper.start()
    try:
        yield
    finally:
        leaving.set()
        keeper.join()


def _stop(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        process.terminate()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
