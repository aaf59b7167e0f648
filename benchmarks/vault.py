"""What a box per row costs beside one box for the whole table, in processor time.

The one box is what the vault did before persons had keys of their own: nothing in it can be
destroyed for one child. As a ratio, so that it says the same on another machine.
"""

import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from uuid import UUID, uuid4

import pyarrow as pa

from uitkomst.vault import box
from uitkomst.vault.keys import KeyStore, Purpose
from uitkomst.vault.master import MasterKey
from uitkomst.vault.store import FolderStore
from uitkomst.vault.streams import packed, unpacked
from uitkomst.vault.vault import Vault

SIZES = (5_000, 50_000, 200_000)
AANBIEDER = UUID(int=1)
RUNS = 3


def main() -> None:
    """Measure and print; rows of half as many children."""
    for size in SIZES:
        folder = Path(tempfile.mkdtemp(prefix="uitkomst-bench-"))
        try:
            _measure(folder, _rows(size), size)
        finally:
            shutil.rmtree(folder)


def _measure(folder: Path, rows: pa.Table, size: int) -> None:
    keys = KeyStore(folder / "keys", MasterKey(bytes(32)))
    vault = Vault(FolderStore(folder / "objects"), keys)
    leveringen: list[UUID] = []

    def seal() -> None:
        leveringen.append(uuid4())
        vault.seal_delivery(AANBIEDER, leveringen[-1], rows)

    seal()  # The first makes the keys of all persons.
    key = keys.key(AANBIEDER, Purpose.TRAJECTEN)
    whole = [b""]

    def one_box() -> None:
        whole[0] = box.seal(packed(rows), key, (b"bench",))
        vault._store.put(f"bench/{uuid4()}", whole[0])

    sealing, in_one = _least(seal), _least(one_box)
    everything = _least(lambda: vault.identities(AANBIEDER, leveringen[0]))
    two_rows = _least(lambda: vault.identities(AANBIEDER, leveringen[0], [2, 3]))
    opening = _least(lambda: unpacked(box.opened(whole[0], key, (b"bench",))))
    print(
        f"{size:>8,} rows   seal {sealing:6.2f} s, {sealing / in_one:5.0f} x one box   "
        f"open all {everything:5.2f} s, {everything / opening:5.0f} x   "
        f"open two rows {two_rows * 1000:6.1f} ms, {two_rows / opening:4.1f} x"
    )


def _least(work: Callable[[], object]) -> float:
    """The least processor seconds of a few runs."""
    found = []
    for _ in range(RUNS):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return max(min(found), 1e-6)


def _rows(size: int) -> pa.Table:
    numbers = range(size)
    text: dict[str, list[str | None]] = {
        "bsn": [f"{900000000 + number // 2}" for number in numbers],
        "clientnummer": [None] * size,
        "geboortedatum": [f"2012{1 + n % 12:02}{1 + n % 28:02}" for n in numbers],
        "postcode_of_gemeente": [f"{1000 + n % 9000}AB" for n in numbers],
        "geslacht": ["V", "M"] * (size // 2),
        "gemeente": ["0518"] * size,
        "hulpvorm": [f"{1 + n % 14:02}" for n in numbers],
    }
    columns = {"rij": pa.array(range(2, size + 2), pa.int32())}
    return pa.table(columns | {name: pa.array(each, pa.string()) for name, each in text.items()})
