"""The portal's side of the child processes that open senders' files: one task, one answer.

Safe to use from several threads. The process that forks the children is in `running`.
"""

import json
import os
import signal
import socket
import threading
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from uitkomst.intake.limits import Limits
from uitkomst.intake.refusals import UnreadableFile, too_large
from uitkomst.intake.sandbox.running import INTAKE, start_child
from uitkomst.intake.sandbox.wire import NO_MEMORY, SIZES, STATUS

_GRACE_SECONDS = 10  # for the child's own alarm to come first
_HEAD_BYTES = 1024 * 1024
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


_at_once = threading.BoundedSemaphore(_WIDTH)


def run_task(
    task: str,
    content: bytes,
    options: Mapping[str, object],
    limits: Limits,
    *,
    tasks: str = INTAKE,
) -> Answer:
    """Have a child do a task with a sender's file and give its answer.

    `tasks` names the module with the tasks (see `intake.tasks`); a zygote imports one of them, so
    that what few files need is not in every child. `options` is what the task is asked, as JSON
    can say it. Raises UnreadableFile: what the child
    refused, or "afgebroken", "geheugen" or "tijd" where it died. Never hangs longer than
    `limits.wall_seconds` and a little.
    """
    request = json.dumps(
        {"task": task, "options": dict(options), "limits": asdict(limits)}
    ).encode()
    with _at_once:
        try:
            answer = _answer(tasks, content, request, limits)
        except _ZygoteLost:
            # Not the file's fault; a second loss is told as a child that died.
            answer = _answer(tasks, content, request, limits, last=True)
    reden = answer.head.get("reden")
    if reden in ("geheugen", "afgebroken"):
        raise _died(str(reden)) from ChildFailed(answer.head["melding"])
    if reden is not None:
        raise UnreadableFile(str(reden), str(answer.head["melding"]))
    return answer


def _answer(
    tasks: str, content: bytes, request: bytes, limits: Limits, *, last: bool = False
) -> Answer:
    """What a new child says of the file. Raises UnreadableFile, _ZygoteLost."""
    connection, ending = start_child(tasks)
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


def _send(connection: socket.socket, request: bytes, content: bytes, deadline: float) -> None:
    connection.settimeout(deadline - time.monotonic())
    connection.sendall(SIZES.pack(len(request), len(content)) + request)
    if content:  # Of an empty file the child may have answered and gone, and even b"" would fail.
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
    global _at_once
    _at_once = threading.BoundedSemaphore(_WIDTH)  # a thread that held one did not come along


os.register_at_fork(after_in_child=_after_fork)
