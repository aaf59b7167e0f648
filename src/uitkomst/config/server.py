"""The portal as one command: the web server, and beside it a worker that is kept alive."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

COMMAND = "import sys; from uitkomst.cli.main import main; sys.exit(main())"
WORKER = [sys.executable, "-c", COMMAND, "worker"]
PATIENCE = 10.0  # seconds for a worker to finish what it does; it may be run again


def serve(*, host: str, port: int, with_worker: bool) -> None:
    """Serve pages until Ctrl-C; then everything this started has stopped."""
    from granian.constants import Interfaces, Loops
    from granian.log import LogLevels
    from granian.server import Server

    server = Server(
        "uitkomst.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=4,
        loop=Loops.asyncio,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
    )
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
