"""What a whole command costs, its children included: processor, clock and memory."""

import resource
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

_BETWEEN = 0.05  # seconds between two looks at the memory of a command


@dataclass(frozen=True)
class Figure:
    """What one command cost: processor and wall seconds, and what it printed."""

    cpu: float
    wall: float
    output: str
    status: int


def command(*words: str | Path, accepted: Sequence[int] = (0, 1)) -> Figure:
    """Run a command once; raises RuntimeError when it ends in a status that is not accepted."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    done = subprocess.run(
        [str(word) for word in words], capture_output=True, text=True, check=False
    )
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in accepted:
        raise RuntimeError(f"{words[0]} ended in {done.returncode}: {done.stderr[-500:]}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Figure(cpu, wall, done.stdout, done.returncode)


def peak_memory(*words: str | Path) -> float:
    """The most megabytes that a command and all its children held at one moment.

    Pages that processes share count once (PSS). In a run of its own: looking takes time.
    """
    most = 0.0
    with subprocess.Popen(
        [str(word) for word in words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as running:
        root = psutil.Process(running.pid)
        while running.poll() is None:
            most = max(most, _held(root))
            time.sleep(_BETWEEN)
    return most


def _held(root: psutil.Process) -> float:
    """The megabytes that a process and its children hold now; one that just ended holds nothing."""
    total = 0
    try:
        family = [root, *root.children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0
    for process in family:
        try:
            total += process.memory_full_info().pss
        except (psutil.NoSuchProcess, psutil.ZombieProcess):
            continue
    return total / 1024**2


def median(figures: Sequence[Figure]) -> Figure:
    """The run in the middle, by wall time."""
    return sorted(figures, key=lambda figure: figure.wall)[len(figures) // 2]
