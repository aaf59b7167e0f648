"""What a child of the zygote does: bind its own hands, do one task with one file, answer, end.

The kernel kills it when it takes too much memory, processor or time. It can write no file, and open
nothing at all: every module it needs is imported before, below and by the zygote's trial run.
"""

import ctypes
import encodings.cp437
import encodings.cp1252
import encodings.iso8859_15
import encodings.latin_1
import encodings.utf_16_be
import encodings.utf_16_le
import encodings.utf_32_be
import encodings.utf_32_le  # noqa: F401
import json
import os
import resource
import signal
import socket
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

import numpy.ma  # noqa: F401 - Arrow asks for it at the first array with a mask
import pyarrow as pa

from uitkomst.intake.limits import LIMITS, Limits
from uitkomst.intake.refusals import UnreadableFile, too_large
from uitkomst.intake.sandbox.wire import NO_MEMORY, SIZES

_PR_SET_PDEATHSIG = 1

Head = dict[str, Any]
Task = Callable[[bytes, dict[str, Any], Limits], tuple[Head, bytes | memoryview]]
"""From a file, what was asked of it (JSON) and the limits, to fields (JSON) and bytes.

Raises UnreadableFile; whatever else it raises becomes a refusal that tells where.
"""


# Arrow would open a pipe for Ctrl-C where it reads a text, and a child can open nothing.
pa.enable_signal_handlers(False)


def serve_one(descriptor: int, tasks: Mapping[str, Task]) -> NoReturn:
    """Take one task and its file from this descriptor, answer on it and end the process."""
    code = 1
    try:
        _die_with_the_zygote()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, LIMITS.wall_seconds)
        with socket.socket(fileno=descriptor) as connection, connection.makefile("rwb") as stream:
            lengths = SIZES.unpack(_exactly(stream, SIZES.size))
            request = json.loads(_exactly(stream, lengths[0]))
            limits = Limits(**request["limits"])
            _restrict(limits)
            content = _exactly(stream, lengths[1])
            task = tasks[request["task"]]
            head, body = answer(task, content, request["options"], limits)
            stream.write(SIZES.pack(len(head), len(body)))
            stream.write(head)
            stream.write(body)
        code = 0
    except MemoryError:
        code = NO_MEMORY
    finally:
        os._exit(code)


def _exactly(stream: Any, size: int) -> bytes:
    data: bytes = stream.read(size)
    if len(data) < size:
        raise EOFError
    return data


def _die_with_the_zygote() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def _restrict(limits: Limits) -> None:
    """From here on the kernel holds us to the limits. macOS does not heed RLIMIT_AS."""
    signal.setitimer(signal.ITIMER_REAL, limits.wall_seconds)
    memory = _mapped_bytes() + limits.memory_bytes
    bounds = {
        # At the first limit SIGXCPU tells why, at the second SIGKILL would not.
        resource.RLIMIT_CPU: (limits.cpu_seconds, limits.cpu_seconds + 1),
        resource.RLIMIT_FSIZE: (0, 0),
        resource.RLIMIT_CORE: (0, 0),
        resource.RLIMIT_AS: (memory, memory),
        resource.RLIMIT_NOFILE: (0, 0),
    }
    for what, bound in bounds.items():
        with suppress(ValueError, OSError):
            resource.setrlimit(what, bound)
    sys.meta_path.clear()  # a library that looks for an optional module now finds none


def _mapped_bytes() -> int:
    """What this process has mapped before it reads a file, libraries mostly."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except OSError:
        return 0
    return pages * resource.getpagesize()


def answer(
    task: Task, content: bytes, options: dict[str, Any], limits: Limits
) -> tuple[bytes, bytes | memoryview]:
    """The JSON and the bytes that a task gives for one file; a refusal has no bytes."""
    try:
        head, body = task(content, options, limits)
        if len(body) > limits.output_bytes:
            raise too_large("te_groot", "De tabel in het bestand is te groot om te verwerken.")
        return json.dumps(head).encode(), body
    except UnreadableFile as refusal:
        reden, melding = refusal.reden, refusal.melding
    except MemoryError:
        reden, melding = "geheugen", ""
    except Exception as error:  # whatever a hostile file brings about, the answer is a refusal
        reden, melding = "afgebroken", _where(error)
    return json.dumps({"reden": reden, "melding": melding}).encode(), memoryview(b"")


def _where(error: Exception) -> str:
    """The kind of error and the line of our code, for whoever mends it; never its text."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return type(error).__name__
    name = Path(trace.tb_frame.f_code.co_filename).name
    return f"{type(error).__name__} in {name}, line {trace.tb_lineno}"
