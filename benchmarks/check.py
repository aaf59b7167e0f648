"""`uitkomst check` on 200,000 rows, beside a hand-written loop and frictionless."""

import json
import sys
import tempfile
from pathlib import Path

from benchmarks import files
from benchmarks.measure import Figure, command, median

ROWS = 200_000
# frictionless takes minutes on 200,000 rows; it is measured on a tenth and scaled, which flatters it.
SCALE = 10
RUNS = 3
BIN = Path(sys.executable).parent


def _check(path: Path) -> Figure:
    return command(BIN / "uitkomst", "check", path, "--periode", "2026-1", "--json")


def _loop(path: Path) -> Figure:
    return command(sys.executable, Path(__file__).with_name("plain_loop.py"), path)


def _frictionless(path: Path, folder: Path) -> Figure:
    """The same columns with types and code lists, as far as a Table Schema can say them."""
    schema = folder / "schema.json"
    enum = {
        "hulpvorm": list(files.HULPVORMEN),
        "verwijzer": ["01", "02", "03", "04", "05", "06", "08"],
        "geslacht": ["V", "M", "O"],
        "reden_beeindiging": ["01", "02", "03", "04", "05"],
    }
    dates = {"datum_aanvang", "datum_einde", "geboortedatum"}
    fields = [
        {"name": name, "type": "date", "format": "%Y%m%d"}
        if name in dates
        else {
            "name": name,
            "type": "string",
            "constraints": {"enum": enum[name]} if name in enum else {},
        }
        for name in files.HEADER.split(";")
    ]
    schema.write_text(json.dumps({"fields": fields}))
    return command(
        BIN / "frictionless", "validate", path, "--schema", schema, "--csv", '{"delimiter":";"}', "--json",
        "--trusted",
    )  # fmt: skip


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
        other = _frictionless(small, folder)
    rows = json.loads(ours.output)["rijen"]
    print(
        f"check, {ROWS} rows ({rows['goed']} goed): {ours.cpu:.2f} s processor, {ours.wall:.2f} s wall"
    )
    print(
        f"  every date wrong: {ours_wrong.cpu:.2f} s, ratio {ours_wrong.cpu / ours.cpu:.2f} (at most 1.5)"
    )
    print(f"  plain Python loop: {loop.cpu:.2f} s, ratio {ours.cpu / loop.cpu:.2f} (at most 1.5)")
    print(
        f"  frictionless: {other.cpu:.2f} s for {ROWS // SCALE} rows, scaled {other.cpu * SCALE:.0f} s, "
        f"ratio 1/{other.cpu * SCALE / ours.cpu:.0f} (at most 1/5)"
    )
