"""The zygote of this process: started at the first file, replaced when it is gone, ended with us.

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
    """One running zygote, and the socket on which it takes work."""

    def __init__(self) -> None:
        self._control, theirs = socket.socketpair()
        paths = os.pathsep.join(path for path in sys.path if path)
        with theirs:
            self._process: subprocess.Popen[bytes] = subprocess.Popen(
                [
                    sys.executable,
                    "-P",
                    "-s",
                    "-m",
                    "uitkomst.intake.sandbox.zygote",
                    "uitkomst.intake.tasks",
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
_current: _Zygote | None = None


def stop() -> None:
    """End the zygote of this process; the next file starts a new one."""
    global _current
    with _lock:
        if _current is not None:
            _current.close()
        _current = None


def zygote_pid() -> int | None:
    """The process id of the running zygote of this process, if there is one."""
    return _current.pid if _current is not None else None


def start_child() -> tuple[socket.socket, int]:
    """A connection to a new child, and the pipe on which its end is told."""
    ours, theirs = socket.socketpair()
    for end in (ours, theirs):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _BUFFER_BYTES)
    read_end, write_end = os.pipe()
    try:
        _hand_over([theirs.fileno(), write_end])
    except BaseException:
        ours.close()
        os.close(read_end)
        raise
    finally:
        theirs.close()
        os.close(write_end)
    return ours, read_end


def _hand_over(descriptors: list[int]) -> None:
    global _current
    with _lock:
        if _current is not None:
            try:
                return _current.start(descriptors)
            except OSError:  # it was killed; a new one takes its place
                _current.close()
        _current = _Zygote()
        return _current.start(descriptors)


def _after_fork() -> None:
    global _current, _lock
    _lock = threading.Lock()  # a thread that held it did not come along
    if _current is not None:
        _current.forget()
    _current = None


os.register_at_fork(after_in_child=_after_fork)
atexit.register(stop)
