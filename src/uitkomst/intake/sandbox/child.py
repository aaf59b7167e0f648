"""What a child of the zygote does: bind its own hands, read one file, answer, end.

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
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

import pyarrow as pa

from uitkomst.intake.formats.read_fixed import FixedLayout
from uitkomst.intake.formats.recognise_format import read_any
from uitkomst.intake.limits import LIMITS, Limits
from uitkomst.intake.refusals import UnreadableFile, too_large
from uitkomst.intake.rows import RawTable
from uitkomst.intake.sandbox.wire import NO_MEMORY, SIZES

_PR_SET_PDEATHSIG = 1


def serve_one(descriptor: int) -> NoReturn:
    """Read one file from this descriptor, answer on it and end the process."""
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
            head, body = answer(_exactly(stream, lengths[1]), request["layout"], limits)
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


def answer(content: bytes, layout: Any, limits: Limits) -> tuple[bytes, memoryview]:
    """The JSON and the Arrow stream for one file; a refusal has an empty stream."""
    try:
        table = read_any(content, _layout(layout), limits)
        body = _ipc(table.cells)
        if len(body) > limits.output_bytes:
            raise too_large("te_groot", "De tabel in het bestand is te groot om te verwerken.")
        return _head(table), body
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


def _layout(layout: Any) -> FixedLayout | None:
    if layout is None:
        return None
    return FixedLayout(layout["naam"], tuple((first, beyond) for first, beyond in layout["spans"]))


def _head(table: RawTable) -> bytes:
    return json.dumps(
        {
            "kind": table.kind,
            "sheet": table.sheet,
            "notes": table.notes,
            "dates_1904": table.dates_1904,
        }
    ).encode()


def _ipc(cells: pa.Table) -> memoryview:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, cells.schema) as writer:
        writer.write_table(cells)
    return memoryview(sink.getvalue())
