"""Our own check with its parts apart: reading a file, and holding what was read against the rules.

Run as a program, it prints the seconds of both and, with --places, every finding as
[row, column, rule].
"""

import json
import sys
import time
from pathlib import Path

from uitkomst.intake.check import CheckResult, Context, check_table
from uitkomst.intake.read import read
from uitkomst.intake.recognise import recognise
from uitkomst.standard.verslagperiode import Verslagperiode


def places(result: CheckResult) -> list[tuple[int, str, str]]:
    """Every place of every cause, by field and rule."""
    causes = result.oorzaken
    columns = (result.plaatsen[name].to_pylist() for name in ("oorzaak", "rij"))
    return [
        (rij, causes[oorzaak].kolom or "", causes[oorzaak].regel)
        for oorzaak, rij in zip(*columns, strict=True)
    ]


def main(path: str, *, with_places: bool) -> None:
    """Print what was measured as JSON."""
    content = Path(path).read_bytes()
    read(b"a;b\n1;2\n", "x")  # starts the process that reads files, once per portal
    started, moment = time.process_time(), time.perf_counter()
    raw = read(content, path)
    were_read, later = time.process_time(), time.perf_counter()
    result = check_table(raw, recognise(raw), path, Context(Verslagperiode.parse("2026-1")))
    answer = {
        "read": {"cpu": were_read - started, "wall": later - moment},
        "check": {"cpu": time.process_time() - were_read, "wall": time.perf_counter() - later},
        "rows": result.totaal,
        "good": result.goed,
        "places": places(result) if with_places else [],
    }
    print(json.dumps(answer))


if __name__ == "__main__":
    main(sys.argv[1], with_places="--places" in sys.argv)
