"""`uitkomst check` beside what a user would pick instead, as ratios within one run.

How to read the table: a ratio compares two commands of this run on this machine, both whole
processes, on wall time (the median of RUNS, taken in turns); seconds of other machines say nothing.
Before anything is timed, every peer has to give the same findings as we do, as rows, columns and
rules, for the rules that both express. Peers that are too slow for a million rows get fewer, and
are compared in processor time per row.

Memory is the most that a command and its children held together at any moment.
"""

import json
import statistics
import sys
import tempfile
from pathlib import Path

from benchmarks import files
from benchmarks.measure import Figure, command, median, peak_memory

ROWS = 1_000_000
SHEET_ROWS = 200_000
LOOP_ROWS = 200_000
FRICTIONLESS_ROWS = 20_000
PROOF_ROWS = 20_000
RUNS = 3
BIN = Path(sys.executable).parent

PEERS = {
    "duckdb_alone": {"C02", "V01", "V06", "V09", "V10", "V17"},
    "plain_loop": {"C02", "V01", "V06", "V09", "V10", "V17"},
    "with_pandera": {"C02", "V01", "V06", "V09", "V10", "V17"},
    "with_frictionless": {"V01", "V06", "V10", "V17"},
}
"""Each peer with the rules that it expresses too and that the files break."""

Words = tuple[str | Path, ...]


def _ours(path: Path) -> Words:
    return BIN / "uitkomst", "check", path, "--periode", "2026-1", "--json"


def _peer(name: str, path: Path, *more: str) -> Words:
    return sys.executable, "-m", f"benchmarks.{name}", path, *more


def prove(path: Path) -> int:
    """Hold the findings of every peer against ours; gives how many there are.

    Raises RuntimeError where a row, column or rule differs.
    """
    answer = json.loads(command(*_peer("ours", path, "--places")).output)
    ours = {tuple(place) for place in answer["places"]}
    for name, rules in PEERS.items():
        theirs = {tuple(place) for place in json.loads(command(*_peer(name, path)).output)}
        differs = {place for place in ours ^ theirs if place[2] in rules}
        if differs:
            raise RuntimeError(f"{name} finds something else: {sorted(differs)[:5]}")
    return len(ours)


def _in_turns(*commands: Words) -> list[Figure]:
    """The median run of each command, so that a busy moment of the machine hits all of them."""
    runs = [[command(*words) for words in commands] for _ in range(RUNS)]
    return [median([turn[n] for turn in runs]) for n in range(len(commands))]


def _line(what: str, ratio: float, bound: float | None, detail: str) -> None:
    kept = "" if bound is None else "kept" if ratio <= bound else "NOT KEPT"
    most = "" if bound is None else f"{bound:.2f}"
    print(f"{what:<58} {ratio:>7.2f} {most:>7}  {kept:<8}  {detail}", flush=True)


def _large_csv(folder: Path) -> Figure:
    clean = files.write(folder / "clean.csv", ROWS)
    forms = {
        "every date as dd-mm-jjjj": files.write(folder / "dutch.csv", ROWS, separator="-"),
        "every date unreadable": files.write(folder / "none.csv", ROWS, separator="~"),
    }
    alone, ours, *others = _in_turns(
        _peer("duckdb_alone", clean), _ours(clean), *(_ours(path) for path in forms.values())
    )
    good = json.loads(ours.output)["rijen"]["goed"]
    seconds = f"{ours.wall:.2f} s against {alone.wall:.2f} s; {good} good rows"
    _line(f"check, csv of {ROWS} rows / DuckDB alone", ours.wall / alone.wall, 1.5, seconds)
    cpu = f"{ours.cpu:.2f} s against {alone.cpu:.2f} s"
    _line("  the same in processor time", ours.cpu / alone.cpu, 1.5, cpu)
    memory = peak_memory(*_ours(clean))
    _line("  peak memory / 2 GB", memory / 2000, 1, f"{memory:.0f} MB")
    for (what, path), figure in zip(forms.items(), others, strict=True):
        _line(f"  {what} / clean", figure.wall / ours.wall, 1.3, f"{figure.wall:.2f} s")
        held = peak_memory(*_ours(path))
        _line("    its memory / clean", held / memory, 1.3, f"{held:.0f} MB")
    pandera = command(*_peer("with_pandera", clean))
    told = f"{pandera.cpu:.2f} s; a third of the rules, no sandbox, no repair"
    _line("  ours / pandera on polars, processor", ours.cpu / pandera.cpu, None, told)
    return ours


def _per_row(folder: Path, name: str, rows: int, ours: Figure, bound: float | None) -> None:
    path = files.write(folder / f"{name}.csv", rows)
    theirs = command(*_peer(name, path))
    ratio = (ours.cpu / ROWS) / (theirs.cpu / rows)
    _line(f"  ours / {name}, processor per row", ratio, bound, f"{theirs.cpu:.2f} s, {rows} rows")


def _sheet(folder: Path) -> None:
    path = files.write_sheet(folder / "clean.xlsx", SHEET_ROWS)
    checks, reads, theirs = [], [], []
    for _ in range(RUNS):
        answer = json.loads(command(*_peer("ours", path)).output)
        checks.append(answer["check"]["wall"])
        reads.append(answer["read"]["wall"])
        theirs.append(json.loads(command(*_peer("with_fastexcel", path)).output)["wall"])
    check, read, fastest = map(statistics.median, (checks, reads, theirs))
    what = f"xlsx of {SHEET_ROWS} rows: check without reading / fastexcel"
    _line(what, check / fastest, 1, f"{check:.2f} s against {fastest:.2f} s")
    _line("  our reader / fastexcel", read / fastest, 3, f"{read:.2f} s, in its own process")


def _measure(folder: Path) -> None:
    found = prove(files.write(folder / "proof.csv", PROOF_ROWS))
    print(f"The same findings as {', '.join(PEERS)} ({found} on {PROOF_ROWS} rows).")
    print(f"{'':<58} {'ratio':>7} {'at most':>7}")
    ours = _large_csv(folder)
    _per_row(folder, "plain_loop", LOOP_ROWS, ours, 0.5)
    _per_row(folder, "with_frictionless", FRICTIONLESS_ROWS, ours, 0.05)
    _sheet(folder)


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as name:
        _measure(Path(name))
