"""The zygotes of this process: started at a first file, replaced when gone, ended with us.

Ours instead of multiprocessing's forkserver: that one imports the caller's `__main__` again (which
may be a web server, a worker or a test runner), keeps a tracker process and a socket file in /tmp,
and does not say how a child died. Ours is started once per process, costs one fork per file, gets
none of our environment (so no keys), and ends when we do.

Safe to use from several threads; after a fork, the new process starts a zygote of its own.
"""

import atexit
import os
import socket
import subprocess
import sys
import threading
from contextlib import suppress

from uitkomst.intake.sandbox.wire import FORK, READY

INTAKE = "uitkomst.intake.tasks"
_START_SECONDS = 60
# A process with threads cannot safely fork, nor leave its network. numpy and Arrow start some when
# they are imported. The system's allocator, because Arrow's own maps a gigabyte beforehand, which
# would count as memory already in use.
_ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    "ARROW_DEFAULT_MEMORY_POOL": "system",
}
_BUFFER_BYTES = 1024 * 1024  # fewer turns between the two processes


class _Zygote:
    """One running zygote with the tasks of one module, and the socket on which it takes work."""

    def __init__(self, tasks: str) -> None:
        self._control, theirs = socket.socketpair()
        paths = os.pathsep.join(path for path in sys.path if path)
        with theirs:
            self._process: subprocess.Popen[bytes] = subprocess.Popen(  # noqa: S603 - a module of our own
                [
                    sys.executable,
                    "-P",
                    "-s",
                    "-m",
                    "uitkomst.intake.sandbox.zygote",
                    tasks,
                ],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                env={"PYTHONPATH": paths, **_ONE_THREAD},
                start_new_session=True,  # Ctrl-C is for the portal; we follow when it ends
            )
        self._control.settimeout(_START_SECONDS)
        if self._control.recv(1) != READY:
            self.close()
            raise RuntimeError("the process that reads files did not start")
        self._control.settimeout(None)

    @property
    def pid(self) -> int:
        """The process id, for whoever watches over processes."""
        return self._process.pid

    def start(self, descriptors: list[int]) -> None:
        """Have a child forked that answers on these. Raises OSError where the zygote is gone."""
        socket.send_fds(self._control, [FORK], descriptors)

    def close(self) -> None:
        """End the zygote and, through it, its children."""
        self._control.close()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=5)

    def forget(self) -> None:
        """Let go of a zygote that belongs to the process we were forked from."""
        self._control.close()
        self._process.returncode = 0  # not ours to wait for


_lock = threading.Lock()
_running: dict[str, _Zygote] = {}  # by the module of its tasks


def stop() -> None:
    """End the zygotes of this process; the next file starts a new one."""
    with _lock:
        for zygote in _running.values():
            zygote.close()
        _running.clear()


def zygote_pid(tasks: str = INTAKE) -> int | None:
    """The process id of the running zygote of this process with these tasks, if there is one."""
    return _running[tasks].pid if tasks in _running else None


def start_child(tasks: str) -> tuple[socket.socket, int]:
    """A connection to a new child, and the pipe on which its end is told."""
    ours, theirs = socket.socketpair()
    for end in (ours, theirs):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _BUFFER_BYTES)
    read_end, write_end = os.pipe()
    try:
        _hand_over(tasks, [theirs.fileno(), write_end])
    except BaseException:
        ours.close()
        os.close(read_end)
        raise
    finally:
        theirs.close()
        os.close(write_end)
    return ours, read_end


def _hand_over(tasks: str, descriptors: list[int]) -> None:
    with _lock:
        if tasks in _running:
            try:
                return _running[tasks].start(descriptors)
            except OSError:  # it was killed; a new one takes its place
                _running.pop(tasks).close()
        _running[tasks] = _Zygote(tasks)
        return _running[tasks].start(descriptors)


def _after_fork() -> None:
    global _lock
    _lock = threading.Lock()  # a thread that held it did not come along
    for zygote in _running.values():
        zygote.forget()
    _running.clear()


os.register_at_fork(after_in_child=_after_fork)
atexit.register(stop)
