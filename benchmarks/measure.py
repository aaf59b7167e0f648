"""Processor seconds of a whole command, its children included."""

import resource
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


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


def median(figures: list[Figure]) -> Figure:
    """The run in the middle, by processor time."""
    return sorted(figures, key=lambda figure: figure.cpu)[len(figures) // 2]
