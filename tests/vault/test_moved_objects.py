"""What lies in the place of another, or comes from an earlier day, does not open.

An attacker here has the whole folder of objects, now and as it was on every earlier day, and may
put any of it anywhere; not the key store.
"""

import random
import shutil
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from vault_rows import typed

from uitkomst.vault import box, identities
from uitkomst.vault.box import Key
from uitkomst.vault.keys import KeyStore, Purpose
from uitkomst.vault.master import MasterKey
from uitkomst.vault.refusals import SealBroken, VaultRefusal
from uitkomst.vault.ring import SECRET
from uitkomst.vault.store import FolderStore
from uitkomst.vault.vault import Vault

PROVIDERS = [UUID(int=1), UUID(int=2)]
LEVERINGEN = [UUID(int=101), UUID(int=102), UUID(int=103)]
BSNS = ["999900006", "999900018", "999900031", "999900043"]
Names = dict[str, bytes]


class World:
    """Two providers with the same children, each erased once, and every object there ever was."""

    def __init__(self, folder: Path) -> None:
        self.objects = folder / "objects"
        keys = KeyStore(folder / "keys", MasterKey(bytes(range(32))))
        self.vault = Vault(FolderStore(self.objects), keys)
        self.ever: list[tuple[str, bytes]] = []
        for aanbieder in PROVIDERS:
            for levering in LEVERINGEN:
                self.vault.seal_delivery(aanbieder, levering, typed(*({"bsn": b} for b in BSNS)))
                self.vault.seal_object(aanbieder, levering, "rapport", b"{}")
                self.vault.seal_object(
                    aanbieder, levering, "uitbreiding", b"who", Purpose.IDENTITEITEN
                )
        self._remember()
        for aanbieder in PROVIDERS:
            who = self.vault.find_person(aanbieder, bsn=BSNS[0])
            assert who
            self.vault.erase_person(aanbieder, who)
            self._remember()
        self.now = self._all()
        self.clear = {name: self.shown(name) for name in self.now}

    def _all(self) -> Names:
        return {
            str(path.relative_to(self.objects)): path.read_bytes()
            for path in sorted(self.objects.rglob("*"))
            if path.is_file()
        }

    def _remember(self) -> None:
        self.ever += [each for each in self._all().items() if each not in self.ever]

    def shown(self, name: str) -> object:
        """What the vault gives for a name. Raises VaultRefusal."""
        aanbieder, levering, naam = name.split("/")
        place = UUID(aanbieder), UUID(levering)
        if naam == "trajecten":
            return self.vault.trajecten(*place).to_pylist()
        if naam == "identiteiten":
            return self.vault.identities(*place).to_pylist()
        purpose = Purpose.TRAJECTEN if naam == "rapport" else Purpose.IDENTITEITEN
        return self.vault.open_object(*place, naam, purpose)

    def put(self, name: str, content: bytes) -> None:
        (self.objects / name).parent.mkdir(parents=True, exist_ok=True)
        (self.objects / name).write_bytes(content)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return World(tmp_path_factory.mktemp("world"))


def test_no_object_of_any_day_opens_in_the_place_of_another(world: World) -> None:
    """Every object there ever was, in every place there is: only what is there now opens."""
    tried = opened = 0
    for name, now in world.now.items():
        for _, content in world.ever:
            world.put(name, content)
            tried += 1
            try:
                shown = world.shown(name)
            except VaultRefusal:
                continue
            opened += 1
            assert content == now
            assert shown == world.clear[name]
        world.put(name, now)
    assert opened == len(world.now)
    assert tried > 500


@settings(max_examples=1000)
@given(seed=st.integers(0, 2**32), how=st.sampled_from(["flip", "cut", "longer", "head", "middle"]))
def test_no_change_to_an_object_opens(world: World, seed: int, how: str) -> None:
    chance = random.Random(seed)
    name, whole = chance.choice(sorted(world.now.items()))
    at = chance.randrange(len(whole))
    changed = {
        "flip": whole[:at] + bytes([whole[at] ^ (1 << chance.randrange(8))]) + whole[at + 1 :],
        "cut": whole[:at],
        "longer": whole + chance.randbytes(1 + at % 300),
        "head": whole[at + 1 :],
        "middle": whole[:at] + whole[at + 1 :],
    }[how]
    try:
        world.put(name, changed)
        with pytest.raises(VaultRefusal):
            world.shown(name)
    finally:
        world.put(name, whole)


@settings(max_examples=60)
@given(
    row=st.tuples(st.integers(0, 3), st.integers(0, 3)),
    other=st.sampled_from(["row", "levering", "provider"]),
)
def test_a_box_of_a_row_opens_in_that_row_alone(
    world: World, row: tuple[int, int], other: str
) -> None:
    """Also for who holds the key that seals the rows around it."""
    one, two = row
    rows = typed(*({"bsn": bsn} for bsn in BSNS))
    names = ["bsn", "clientnummer", "geboortedatum", "postcode_of_gemeente"]
    who = [bytes([n]) * 16 for n in range(4)]
    keys = {each: bytes([7 + n]) * SECRET for n, each in enumerate(who)}
    rows = rows.append_column("persoon", [[each.hex() for each in who]])
    places = {
        "row": (PROVIDERS[0], LEVERINGEN[0]),
        "levering": (PROVIDERS[0], LEVERINGEN[1]),
        "provider": (PROVIDERS[1], LEVERINGEN[0]),
    }
    mine = identities.boxed(rows, names, places["row"], keys)
    theirs = identities.boxed(rows, names, places[other], keys)
    boxes = mine["doos"].to_pylist()
    boxes[one] = theirs["doos"].to_pylist()[two]
    at = mine.column_names.index("doos")
    swapped = mine.set_column(at, "doos", [boxes]).replace_schema_metadata(mine.schema.metadata)

    if other == "row" and one == two:
        found = identities.unboxed(swapped, places["row"], keys, None)
        assert found["bsn"].to_pylist() == BSNS
    else:
        with pytest.raises(SealBroken):
            identities.unboxed(swapped, places["row"], keys, None)


@given(st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1))
def test_a_generation_is_part_of_the_seal(put: int, claimed: int) -> None:
    key, place = Key(UUID(int=7), bytes(32)), (b"object",)
    whole = box.seal(b"content", key, place, put)
    forged = whole[: box.HEADER] + box.GENERATION.pack(claimed) + whole[box.START :]

    assert box.header_of(whole).generation == put
    if put != claimed:
        with pytest.raises(SealBroken):
            box.opened(forged, key, place)


def test_a_ring_of_another_provider_is_no_ring(tmp_path: Path) -> None:
    world = World(tmp_path)
    one, two = (tmp_path / "keys" / str(aanbieder) for aanbieder in PROVIDERS)
    (one / "ring").write_bytes((two / "ring").read_bytes())

    with pytest.raises(VaultRefusal):
        world.vault.trajecten(PROVIDERS[0], LEVERINGEN[0])


def test_any_changed_byte_of_a_ring_is_refused(tmp_path: Path) -> None:
    world = World(tmp_path)
    path = tmp_path / "keys" / str(PROVIDERS[0]) / "ring"
    whole = path.read_bytes()
    for place in range(0, len(whole), 97):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(VaultRefusal):
            world.vault.trajecten(PROVIDERS[0], LEVERINGEN[0])


def test_a_key_store_of_before_an_erasure_does_not_open_what_was_sealed_after_it(
    tmp_path: Path,
) -> None:
    """What is left when the key store itself is set back: it is noticed where rows were touched."""
    folder = tmp_path / "keys"
    keys = KeyStore(folder, MasterKey(bytes(range(32))))
    vault = Vault(FolderStore(tmp_path / "objects"), keys)
    vault.seal_delivery(PROVIDERS[0], LEVERINGEN[0], typed(*({"bsn": bsn} for bsn in BSNS)))
    shutil.copytree(folder, tmp_path / "older")
    who = vault.find_person(PROVIDERS[0], bsn=BSNS[0])
    assert who
    vault.erase_person(PROVIDERS[0], who)
    shutil.rmtree(folder)
    shutil.copytree(tmp_path / "older", folder)

    with pytest.raises(SealBroken):
        vault.trajecten(PROVIDERS[0], LEVERINGEN[0])
