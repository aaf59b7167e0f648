"""What the chain over the logbook costs: lines written from many connections, with and without.

Run by `python -m benchmarks.audit_chain`, on a PostgreSQL of its own with the care for power cuts
that a real one takes. Each line is a transaction, as a look at persons is.
"""

import os
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

LINES = 1_000
CONNECTIONS = 8
ROUNDS = 3
OFF = "alter table register_auditevent disable trigger auditevent_waits_to_be_chained"
ON = "alter table register_auditevent enable trigger auditevent_waits_to_be_chained"
LINE = """insert into register_auditevent (at, who, action, subject, purpose, role, sessie,
    resultaat, betrokkene, versie) values (now(), 'iemand', 'personen:view', %s, 'Meting',
    'aanleveraar', '0123456789abcdef', 'gelukt', '', '0.1.0')"""


def main() -> None:
    """Measure both in turn, the best of some rounds, and print the ratio."""
    with tempfile.TemporaryDirectory(prefix="uitkomst-bench-") as folder:
        Path(folder).chmod(0o711)
        os.environ["UITKOMST_DATA"] = f"{folder}/data"
        from uitkomst.config import environment, startup

        with startup.up():
            startup.migrate()
            place = {"host": str(environment.database()["HOST"]), "dbname": "uitkomst"}
            rounds = [(_seconds(place, chained=False), _seconds(place, chained=True))
                      for _ in range(ROUNDS)]  # fmt: skip
    without, chained = (min(each) for each in zip(*rounds, strict=True))
    print(f"{LINES} lines from {CONNECTIONS} connections")
    print(f"  without chain {without:6.2f} s  {LINES / without:6.0f} lines/s")
    print(f"  with chain    {chained:6.2f} s  {LINES / chained:6.0f} lines/s")
    print(f"  ratio         {chained / without:6.2f}")


def _seconds(place: dict[str, str], *, chained: bool) -> float:
    import psycopg

    with psycopg.connect(**place, user="uitkomst") as owner:
        owner.execute(ON if chained else OFF)
    connections = [
        psycopg.connect(**place, user="uitkomst_alles", autocommit=True) for _ in range(CONNECTIONS)
    ]

    def write(number: int) -> None:
        for each in range(LINES // CONNECTIONS):
            connections[number].execute(LINE, [f"{number}-{each}"])

    began = time.perf_counter()
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        list(pool.map(write, range(CONNECTIONS)))
    took = time.perf_counter() - began
    for each in connections:
        each.close()
    return took


if __name__ == "__main__":
    main()
