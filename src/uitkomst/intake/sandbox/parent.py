"""The portal's side of the child processes that open senders' files.

A zygote of our own (see `zygote`) instead of multiprocessing's forkserver: that one imports the
caller's `__main__` again (which may be a web server, a worker or a test runner), keeps a tracker
process and a socket file in /tmp, and does not say how a child died. Ours is started once per
process, costs one fork per file, gets none of our environment (so no keys), and ends when we do.

Safe to use from several threads; after a fork, the new process starts a zygote of its own.
"""

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass

from uitkomst.intake.limits import Limits
from uitkomst.intake.refusals import UnreadableFile, too_large
from uitkomst.intake.sandbox.wire import FORK, NO_MEMORY, READY, SIZES, STATUS

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
_GRACE_SECONDS = 10  # for the child's own alarm to come first
_HEAD_BYTES = 1024 * 1024
_BUFFER_BYTES = 1024 * 1024  # fewer turns between the two processes
_WIDTH = max(2, os.cpu_count() or 1)  # so many files at once


@dataclass(frozen=True)
class Answer:
    """What a child said: the fields of its JSON, and the bytes after it."""

    head: dict[str, object]
    body: bytearray


class ChildFailed(Exception):
    """The cause of a refusal that a child could not put into words: a kind of error and a line."""


class _ZygoteLost(Exception):
    """The zygote ended before it could tell how the child did."""


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


_at_once = threading.BoundedSemaphore(_WIDTH)
_lock = threading.Lock()
_current: _Zygote | None = None


def run_task(task: str, content: bytes, options: Mapping[str, object], limits: Limits) -> Answer:
    """Have a child do a task of `intake.tasks` with a sender's file and give its answer.

    `options` is what the task is asked, as JSON can say it. Raises UnreadableFile: what the child
    refused, or "afgebroken", "geheugen" or "tijd" where it died. Never hangs longer than
    `limits.wall_seconds` and a little.
    """
    request = json.dumps(
        {"task": task, "options": dict(options), "limits": asdict(limits)}
    ).encode()
    with _at_once:
        try:
            answer = _answer(content, request, limits)
        except _ZygoteLost:
            # Not the file's fault; a second loss is told as a child that died.
            answer = _answer(content, request, limits, last=True)
    reden = answer.head.get("reden")
    if reden in ("geheugen", "afgebroken"):
        raise _died(str(reden)) from ChildFailed(answer.head["melding"])
    if reden is not None:
        raise UnreadableFile(str(reden), str(answer.head["melding"]))
    return answer


def _answer(content: bytes, request: bytes, limits: Limits, *, last: bool = False) -> Answer:
    """What a new child says of the file. Raises UnreadableFile, _ZygoteLost."""
    connection, ending = _start_child()
    with connection, os.fdopen(ending, "rb", buffering=0) as status:
        deadline = time.monotonic() + limits.wall_seconds + _GRACE_SECONDS
        try:
            _send(connection, request, content, deadline)
            return _receive(connection, limits, deadline)
        except TimeoutError as error:
            raise _died("tijd") from error
        except (OSError, ValueError, EOFError) as error:
            connection.close()
            told = status.read(STATUS.size)
            if not told and not last:
                raise _ZygoteLost from error
            raise _died(_cause(told)) from error


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


def _start_child() -> tuple[socket.socket, int]:
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


def _send(connection: socket.socket, request: bytes, content: bytes, deadline: float) -> None:
    connection.settimeout(deadline - time.monotonic())
    connection.sendall(SIZES.pack(len(request), len(content)) + request)
    connection.sendall(content)


def _receive(connection: socket.socket, limits: Limits, deadline: float) -> Answer:
    lengths = SIZES.unpack(_exactly(connection, SIZES.size, deadline))
    if lengths[0] > _HEAD_BYTES or lengths[1] > limits.output_bytes:
        raise too_large("te_groot", "De tabel in het bestand is te groot om te verwerken.")
    head = json.loads(_exactly(connection, lengths[0], deadline))
    return Answer(head, _exactly(connection, lengths[1], deadline))


def _exactly(connection: socket.socket, size: int, deadline: float) -> bytearray:
    data = bytearray(size)
    view = memoryview(data)
    while view:
        connection.settimeout(max(0.001, deadline - time.monotonic()))
        received = connection.recv_into(view)
        if not received:
            raise EOFError
        view = view[received:]
    return data


def _cause(status: bytes) -> str:
    """Why a child ended without an answer, from its exit status."""
    code = STATUS.unpack(status)[0] if len(status) == STATUS.size else 0
    if code in (-signal.SIGXCPU, -signal.SIGALRM):
        return "tijd"
    return "geheugen" if code in (-signal.SIGKILL, NO_MEMORY) else "afgebroken"


def _died(reden: str) -> UnreadableFile:
    why = {
        "tijd": "Het lezen duurde te lang.",
        "geheugen": "Het bestand vraagt meer geheugen dan wij ervoor geven.",
    }.get(reden, "Het lezen is afgebroken: het bestand is anders opgebouwd dan het hoort.")
    return UnreadableFile(
        reden,
        f"{why} Er is niets van bewaard. Kopieer alleen de tabel naar een nieuwe werkmap, "
        "sla die op als .xlsx en lever dat bestand in.",
    )


def _after_fork() -> None:
    global _at_once, _current, _lock
    _at_once = threading.BoundedSemaphore(_WIDTH)  # a thread that held one did not come along
    _lock = threading.Lock()
    if _current is not None:
        _current.forget()
    _current = None


os.register_at_fork(after_in_child=_after_fork)
atexit.register(stop)
