"""Two processes that write the ring of one provider at once lose nothing of each other."""

import subprocess
import sys
from pathlib import Path
from uuid import UUID

from vault_rows import AANBIEDER

from uitkomst.vault.keys import KeyStore
from uitkomst.vault.master import MasterKey
from uitkomst.vault.store import FolderStore
from uitkomst.vault.vault import Vault

EACH = 15
RACE = """
import sys
from pathlib import Path
from uuid import UUID
sys.path.insert(0, sys.argv[3])
from vault_rows import AANBIEDER, typed
from uitkomst.vault.keys import KeyStore, Purpose
from uitkomst.vault.master import MasterKey
from uitkomst.vault.store import FolderStore
from uitkomst.vault.vault import Vault
folder, start = Path(sys.argv[1]), int(sys.argv[2])
vault = Vault(FolderStore(folder / "objects"), KeyStore(folder / "keys", MasterKey(bytes(32))))
print("ready", flush=True)
sys.stdin.readline()
for n in range(start, start + {each}):
    bron, levering = UUID(int=1000 + n), UUID(int=n)
    vault.seal_source(AANBIEDER, bron, "bron", b"x")
    rows = typed({{"bsn": "999900006"}}, {{"bsn": f"9{{n:08}}"}}, {{"bsn": None}})
    vault.seal_delivery(AANBIEDER, levering, rows, bron=bron)
    if n % 5 == 0:
        vault.discard(AANBIEDER, bron)
        vault.erase_person(AANBIEDER, vault.find_person(AANBIEDER, bsn=f"9{{n:08}}"))
"""


def test_both_find_all_their_leveringen_and_the_child_they_share(tmp_path: Path) -> None:
    here = str(Path(__file__).parent)
    program = RACE.format(each=EACH)
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path), str(start), here],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for start in (100, 200)
    ]
    for racer in racers:
        assert racer.stdout
        assert racer.stdout.readline() == "ready\n"
    for racer in racers:
        assert racer.stdin
        racer.stdin.write("go\n")
        racer.stdin.flush()
    for racer in racers:
        racer.communicate(timeout=120)
        assert racer.returncode == 0

    keys = KeyStore(tmp_path / "keys", MasterKey(bytes(32)))
    vault = Vault(FolderStore(tmp_path / "objects"), keys)
    shared = set()
    for start in (100, 200):
        for n in range(start, start + EACH):
            own = [f"9{n:08}"] if n % 5 else []
            who = vault.identities(AANBIEDER, UUID(int=n))
            assert who["bsn"].to_pylist() == ["999900006", *own, None]
            shared.add(who["persoon"][0].as_py())
    assert len(shared) == 1
    assert len(vault.tombstones(AANBIEDER)) == 2 * EACH // 5
    assert not list((tmp_path / "keys").rglob(".draft-*"))
