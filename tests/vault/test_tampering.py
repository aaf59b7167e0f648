"""A box opens as what was put away, or not at all."""

from collections.abc import Callable
from pathlib import Path
from shutil import copy
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from vault_rows import AANBIEDER, LEVERING, typed

from uitkomst.vault import box
from uitkomst.vault.box import Key
from uitkomst.vault.keys import KeyStore, Purpose
from uitkomst.vault.master import MasterKey
from uitkomst.vault.refusals import KeyMissing, SealBroken, VaultRefusal
from uitkomst.vault.vault import Vault

OTHER_AANBIEDER, OTHER_LEVERING = UUID(int=2), UUID(int=102)
KEY = Key(UUID(int=7), bytes(range(32)))
CONTEXT = (b"object", b"aanbieder", b"levering", b"trajecten")


def sealed(folder: Path, aanbieder: UUID, levering: UUID, naam: str = "trajecten") -> Path:
    return folder / "objects" / str(aanbieder) / str(levering) / naam


@given(st.binary(max_size=400))
def test_what_is_sealed_opens_the_same(content: bytes) -> None:
    assert box.opened(box.seal(content, KEY, CONTEXT), KEY, CONTEXT) == content


@given(st.binary(max_size=60), st.data())
def test_any_changed_byte_is_refused(content: bytes, data: st.DataObject) -> None:
    whole = bytearray(box.seal(content, KEY, CONTEXT))
    place = data.draw(st.integers(0, len(whole) - 1))
    whole[place] ^= data.draw(st.integers(1, 255))

    with pytest.raises((SealBroken, KeyMissing)):
        box.opened(bytes(whole), KEY, CONTEXT)


@given(st.binary(max_size=60), st.data())
def test_a_box_cut_short_or_made_longer_is_refused(content: bytes, data: st.DataObject) -> None:
    whole = box.seal(content, KEY, CONTEXT)
    cut = data.draw(st.integers(0, len(whole) - 1))

    for changed in (whole[:cut], whole[cut + 1 :], whole + b"\0"):
        with pytest.raises((SealBroken, KeyMissing)):
            box.opened(changed, KEY, CONTEXT)


@given(st.lists(st.binary(max_size=4), max_size=4), st.lists(st.binary(max_size=4), max_size=4))
def test_a_box_opens_in_its_own_context_only(put: list[bytes], asked: list[bytes]) -> None:
    whole = box.seal(b"content", KEY, tuple(put))

    if put == asked:
        assert box.opened(whole, KEY, tuple(asked)) == b"content"
    else:
        with pytest.raises(SealBroken):
            box.opened(whole, KEY, tuple(asked))


def test_another_key_does_not_open_it() -> None:
    whole = box.seal(b"content", KEY, CONTEXT)

    with pytest.raises(SealBroken):
        box.opened(whole, Key(KEY.id, bytes(32)), CONTEXT)
    with pytest.raises(KeyMissing):
        box.opened(whole, Key(uuid4(), KEY.secret), CONTEXT)


def test_every_byte_of_a_delivery_on_disk_is_under_the_seal(vault: Vault, tmp_path: Path) -> None:
    vault.seal_object(AANBIEDER, LEVERING, "eigen-rapport", b"{}")
    path = sealed(tmp_path, AANBIEDER, LEVERING, "eigen-rapport")
    whole = path.read_bytes()

    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises((SealBroken, KeyMissing)):
            vault.open_object(AANBIEDER, LEVERING, "eigen-rapport")

    path.write_bytes(whole)
    assert vault.open_object(AANBIEDER, LEVERING, "eigen-rapport") == b"{}"


@pytest.mark.parametrize(
    ("aanbieder", "levering", "naam"),
    [
        (AANBIEDER, OTHER_LEVERING, "trajecten"),
        (OTHER_AANBIEDER, LEVERING, "trajecten"),
        (AANBIEDER, LEVERING, "identiteiten"),
        (AANBIEDER, LEVERING, "eigen-rapport"),
    ],
)
def test_an_object_put_in_the_place_of_another_is_refused(
    vault: Vault, tmp_path: Path, aanbieder: UUID, levering: UUID, naam: str
) -> None:
    vault.seal_delivery(AANBIEDER, LEVERING, typed({}))
    vault.seal_delivery(AANBIEDER, OTHER_LEVERING, typed({"hulpvorm": "04"}))
    vault.seal_delivery(OTHER_AANBIEDER, LEVERING, typed({}))
    vault.seal_object(AANBIEDER, LEVERING, "eigen-rapport", b"{}")
    copy(sealed(tmp_path, AANBIEDER, LEVERING), sealed(tmp_path, aanbieder, levering, naam))

    with pytest.raises((SealBroken, KeyMissing)):
        {
            "trajecten": vault.trajecten,
            "identiteiten": vault.identities,
            "eigen-rapport": lambda *ids: vault.open_object(*ids, "eigen-rapport"),
        }[naam](aanbieder, levering)


@pytest.mark.parametrize("swap", ["aanbieder", "purpose"])
def test_a_key_put_in_the_place_of_another_is_refused(
    vault: Vault, opened_vault: Callable[[], Vault], tmp_path: Path, swap: str
) -> None:
    vault.seal_delivery(AANBIEDER, LEVERING, typed({}))
    vault.seal_delivery(OTHER_AANBIEDER, LEVERING, typed({}))
    keys = tmp_path / "keys"
    source = {
        "aanbieder": keys / str(OTHER_AANBIEDER) / "trajecten.sleutel",
        "purpose": keys / str(AANBIEDER) / "identiteiten.sleutel",
    }[swap]
    copy(source, keys / str(AANBIEDER) / "trajecten.sleutel")

    with pytest.raises(SealBroken):
        opened_vault().trajecten(AANBIEDER, LEVERING)


@settings(deadline=None)  # the disk sets the pace
@given(place=st.integers(0, 100), bit=st.integers(1, 255))
def test_any_changed_byte_of_a_wrapped_key_is_refused(
    tmp_path_factory: pytest.TempPathFactory, place: int, bit: int
) -> None:
    folder, master = tmp_path_factory.mktemp("keys"), MasterKey(bytes(32))
    KeyStore(folder, master).key_to_seal_with(AANBIEDER, Purpose.INDEX)
    path = folder / str(AANBIEDER) / "index.sleutel"
    whole = bytearray(path.read_bytes())
    whole[place % len(whole)] ^= bit
    path.write_bytes(whole)

    with pytest.raises(VaultRefusal):
        KeyStore(folder, master).key(AANBIEDER, Purpose.INDEX)
