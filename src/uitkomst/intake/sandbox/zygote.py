"""The process that has senders' files read: imports everything once, then forks a child per file.

`running` runs it as a module of its own, with a Unix socket as standard input. For
every byte it receives there, with two descriptors, it forks a child that reads and answers on the
first; how the child ended is written to the second. A closed socket means that the portal is gone:
all children are killed. It has one thread, so that a fork is safe.
"""

import ctypes
import fcntl
import gc
import os
import select
import signal
import socket
import sys
from collections.abc import Mapping
from contextlib import suppress
from importlib import import_module

from uitkomst.intake.limits import LIMITS
from uitkomst.intake.sandbox.child import Task, answer, serve_one
from uitkomst.intake.sandbox.wire import READY, STATUS

_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 4, 38


def main() -> None:
    """Serve until the other side of standard input closes."""
    # Not below 3: where our starter has closed its stderr, a plain dup would take that number,
    # and `_isolate` would then close it.
    control = socket.socket(fileno=fcntl.fcntl(0, fcntl.F_DUPFD_CLOEXEC, 3))
    module = import_module(sys.argv[1])
    tasks: Mapping[str, Task] = module.TASKS
    for task, content in module.TRIALS:  # Loads all that is loaded on first use.
        answer(tasks[task], content, {}, LIMITS)
    _isolate()
    ended = _ended_children()
    gc.collect()
    gc.freeze()  # so that a child's garbage collector leaves our pages shared
    control.sendall(READY)
    running: dict[int, int] = {}
    _serve(control, ended, running, tasks)
    for pid in running:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _ended_children() -> int:
    """A descriptor that becomes readable when a child ends; told in the loop, never in between."""
    readable, writable = os.pipe()
    os.set_blocking(readable, False)
    os.set_blocking(writable, False)
    signal.set_wakeup_fd(writable, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    return readable


def _serve(
    control: socket.socket, ended: int, running: dict[int, int], tasks: Mapping[str, Task]
) -> None:
    while True:
        ready, _, _ = select.select([control.fileno(), ended], [], [])
        if ended in ready:
            _reap(ended, running)
        if control.fileno() not in ready:
            continue
        try:
            message, descriptors, _, _ = socket.recv_fds(control, 1, 2)
        except OSError:
            return
        if not message:
            return
        if len(descriptors) == 2:
            _fork(control, ended, descriptors, running, tasks)


def _fork(
    control: socket.socket,
    ended: int,
    descriptors: list[int],
    running: dict[int, int],
    tasks: Mapping[str, Task],
) -> None:
    pid = os.fork()
    if pid == 0:
        signal.set_wakeup_fd(-1)
        control.close()
        for descriptor in (ended, descriptors[1], *running.values()):
            os.close(descriptor)
        serve_one(descriptors[0], tasks)
    os.close(descriptors[0])
    running[pid] = descriptors[1]


def _reap(ended: int, running: dict[int, int]) -> None:
    """Tell of each child that ended how it did."""
    os.read(ended, 4096)
    for pid in list(running):
        reaped, status = os.waitpid(pid, os.WNOHANG)
        if reaped:
            descriptor = running.pop(pid)
            with suppress(OSError):
                os.write(descriptor, STATUS.pack(os.waitstatus_to_exitcode(status)))
            os.close(descriptor)


def _isolate() -> None:
    """Give up what no file needs: the network, new rights, our output, being looked into."""
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    os.close(null)
    if sys.platform != "linux":
        return
    libc = ctypes.CDLL(None)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    # An ordinary user may only leave the network together with its user namespace.
    if libc.unshare(_CLONE_NEWNET) != 0:
        libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


if __name__ == "__main__":
    main()
