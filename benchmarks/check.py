"""`uitkomst check` on 200,000 rows, beside a hand-written loop and frictionless."""

import json
import sys
import tempfile
from pathlib import Path

from benchmarks import files
from benchmarks.measure import Figure, command, median

ROWS = 200_000
# frictionless is measured on half the rows and scaled, to keep the run short.
SCALE = 2
RUNS = 3
BIN = Path(sys.executable).parent


def _check(path: Path) -> Figure:
    return command(BIN / "uitkomst", "check", path, "--periode", "2026-1", "--json")


def _loop(path: Path) -> Figure:
    return command(sys.executable, Path(__file__).with_name("plain_loop.py"), path)


def _frictionless(path: Path) -> Figure:
    return command(sys.executable, "-m", "benchmarks.with_frictionless", path)


def main() -> None:
    """Print the table; every figure in processor seconds of whole processes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        clean = files.write(folder / "clean.csv", ROWS)
        wrong = files.write(folder / "wrong.csv", ROWS, wrong_dates=True)
        small = files.write(folder / "small.csv", ROWS // SCALE)
        ours = median([_check(clean) for _ in range(RUNS)])
        ours_wrong = median([_check(wrong) for _ in range(RUNS)])
        loop = median([_loop(clean) for _ in range(RUNS)])
        other = _frictionless(small)
    rows = json.loads(ours.output)["rijen"]
    print(
        f"check, {ROWS} rows ({rows['goed']} goed): {ours.cpu:.2f} s processor, {ours.wall:.2f} s wall"
    )
    print(
        f"  every date wrong: {ours_wrong.cpu:.2f} s, ratio {ours_wrong.cpu / ours.cpu:.2f} (at most 1.5)"
    )
    print(f"  plain Python loop: {loop.cpu:.2f} s, ratio {ours.cpu / loop.cpu:.2f} (at most 1.5)")
    print(
        f"  frictionless: {other.cpu:.2f} s ({other.output.strip()}: rows, errors), scaled {other.cpu * SCALE:.0f} s, "
        f"ratio 1/{other.cpu * SCALE / ours.cpu:.0f} (at most 1/5)"
    )
