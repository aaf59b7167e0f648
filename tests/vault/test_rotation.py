"""Changing keys: rehearsed without a write, then done; older copies open until it is finished."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from vault_rows import AANBIEDER, LEVERING, typed

from uitkomst.vault import rotation
from uitkomst.vault.keys import KeyStore, Purpose
from uitkomst.vault.master import MasterKey
from uitkomst.vault.refusals import KeyMissing, NotFinished, NotTheNewest, SealBroken
from uitkomst.vault.rotation import Counts
from uitkomst.vault.store import FolderStore
from uitkomst.vault.vault import Vault

BRON, OTHER = UUID(int=201), UUID(int=2)
NOW = datetime(2026, 11, 22, 10, 30, 0, 123456, tzinfo=UTC)
OLD, NEW = MasterKey(bytes(range(32))), MasterKey(bytes(range(1, 33)))


def vault_in(folder: Path, master: MasterKey = OLD) -> Vault:
    return Vault(FolderStore(folder / "objects"), KeyStore(folder / "keys", master))


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    vault = vault_in(tmp_path)
    vault.seal_source(AANBIEDER, BRON, "bron", b"the file")
    vault.seal_delivery(AANBIEDER, LEVERING, typed({}, {"bsn": "999900018"}), bron=BRON)
    vault.seal_object(AANBIEDER, LEVERING, "rapport", b"{}")
    vault.seal_delivery(OTHER, LEVERING, typed({}))
    return vault


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def still_opens(vault: Vault) -> None:
    assert vault.trajecten(AANBIEDER, LEVERING).num_rows == 2
    assert vault.identities(AANBIEDER, LEVERING)["bsn"].to_pylist() == ["999900006", "999900018"]
    assert vault.open_object(AANBIEDER, LEVERING, "rapport") == b"{}"
    assert vault.open_object(AANBIEDER, BRON, "bron", Purpose.IDENTITEITEN) == b"the file"
    assert vault.trajecten(OTHER, LEVERING).num_rows == 1


def test_a_rehearsal_opens_everything_and_writes_nothing(vault: Vault, tmp_path: Path) -> None:
    before = contents(tmp_path)

    counted = rotation.rehearsed(vault._objects)

    assert counted == Counts(sleutels=8, bossen=2, objecten=6, rijen=6, dicht=0)
    assert contents(tmp_path) == before


def test_a_rehearsal_counts_what_does_not_open(vault: Vault, tmp_path: Path) -> None:
    next((tmp_path / "objects" / str(OTHER)).rglob("trajecten")).write_bytes(
        b"UITK\x02" + bytes(99)
    )

    assert rotation.rehearsed(vault._objects).dicht == 1


def test_after_a_rotation_nothing_depends_on_the_keys_of_before(
    vault: Vault, tmp_path: Path
) -> None:
    old = {purpose: vault._keys.key(AANBIEDER, purpose) for purpose in Purpose}
    before = contents(tmp_path / "objects" / str(AANBIEDER))

    done = rotation.renewed(vault._objects, AANBIEDER, NOW)

    assert done.objecten == 4
    still_opens(vault_in(tmp_path))
    after = contents(tmp_path / "objects" / str(AANBIEDER))
    assert all(after[path] != before[path] for path in before)
    for purpose in rotation.RENEWED:
        assert vault._keys.key(AANBIEDER, purpose) != old[purpose]
    assert vault._keys.key(AANBIEDER, Purpose.INDEX) == old[Purpose.INDEX]


def test_an_older_copy_opens_until_the_old_keys_are_destroyed(vault: Vault, tmp_path: Path) -> None:
    shutil.copytree(tmp_path / "objects", tmp_path / "backup")
    for aanbieder in (AANBIEDER, OTHER):
        rotation.renewed(vault._objects, aanbieder, NOW)
    newest = contents(tmp_path / "objects")

    shutil.copytree(tmp_path / "backup", tmp_path / "objects", dirs_exist_ok=True)
    still_opens(vault)
    with pytest.raises(NotFinished):
        rotation.finished(vault._objects)
    for path, content in newest.items():
        path.write_bytes(content)
    rotation.finished(vault._objects)

    still_opens(vault_in(tmp_path))
    assert len(vault._keys.keys(AANBIEDER, Purpose.TRAJECTEN)) == 1
    shutil.copytree(tmp_path / "backup", tmp_path / "objects", dirs_exist_ok=True)
    for open_it in (vault.trajecten, vault.identities):
        with pytest.raises(KeyMissing):
            open_it(AANBIEDER, LEVERING)


def test_while_keys_change_a_delivery_comes_in_and_a_child_goes(
    vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "BATCH", 1)
    other = vault_in(tmp_path)
    real, done = rotation._seal_anew, []

    def meanwhile(*arguments: object) -> None:
        real(*arguments)  # type: ignore[arg-type]
        done.append(arguments)

    monkeypatch.setattr(rotation, "_seal_anew", meanwhile)
    steps: list[Callable[[], object]] = [
        lambda: other.seal_delivery(AANBIEDER, UUID(int=102), typed({"bsn": "999900031"})),
        lambda: other.erase_person(AANBIEDER, str(other.find_person(AANBIEDER, bsn="999900018"))),
    ]
    real_changing = KeyStore.changing

    def changing(store: KeyStore, aanbieder: UUID):  # type: ignore[no-untyped-def]
        if store is vault._keys and done and steps:
            steps.pop(0)()
        return real_changing(store, aanbieder)

    monkeypatch.setattr(KeyStore, "changing", changing)

    rotation.renewed(vault._objects, AANBIEDER, NOW)

    assert not steps
    assert vault.identities(AANBIEDER, LEVERING)["bsn"].to_pylist() == ["999900006"]
    assert vault.identities(AANBIEDER, UUID(int=102))["bsn"].to_pylist() == ["999900031"]
    assert not list(rotation._stale(vault._objects, AANBIEDER))


def test_two_masters_open_until_it_is_finished_and_then_one(vault: Vault, tmp_path: Path) -> None:
    assert rotation.rewrapped(vault._keys, NEW) == 8

    still_opens(vault_in(tmp_path, OLD))
    still_opens(vault_in(tmp_path, NEW))
    rotation.finished(vault_in(tmp_path, NEW)._objects)

    still_opens(vault_in(tmp_path, NEW))
    vault_in(tmp_path, NEW)._keys.require_this_master()
    with pytest.raises(SealBroken, match="hoofdsleutel"):
        vault_in(tmp_path, OLD)._keys.require_this_master()


def test_a_master_that_lacks_one_key_does_not_start_and_finishes_nothing(
    vault: Vault, tmp_path: Path
) -> None:
    rotation.rewrapped(vault._keys, NEW)
    vault.seal_delivery(UUID(int=3), LEVERING, typed({}))  # meanwhile, by the portal that still ran
    before = contents(tmp_path)

    with pytest.raises(SealBroken):
        vault_in(tmp_path, NEW)._keys.require_this_master()
    with pytest.raises(SealBroken):
        rotation.finished(vault_in(tmp_path, NEW)._objects)

    assert contents(tmp_path) == before
    rotation.rewrapped(vault._keys, NEW)
    vault_in(tmp_path, NEW)._keys.require_this_master()


def test_the_master_that_was_to_be_replaced_finishes_nothing(vault: Vault, tmp_path: Path) -> None:
    rotation.rewrapped(vault._keys, NEW)

    with pytest.raises(NotTheNewest):
        rotation.finished(vault_in(tmp_path, OLD)._objects)
    still_opens(vault_in(tmp_path, NEW))

    rotation.rewrapped(vault_in(tmp_path, OLD)._keys, OLD)  # Having thought again.
    rotation.finished(vault_in(tmp_path, OLD)._objects)
    still_opens(vault_in(tmp_path, OLD))


def test_the_right_master_key_still_tells_whether_it_is(tmp_path: Path, vault: Vault) -> None:
    vault_in(tmp_path)._keys.require_this_master()
    with pytest.raises(SealBroken):
        vault_in(tmp_path, NEW)._keys.require_this_master()
    vault_in(tmp_path / "empty", NEW)._keys.require_this_master()
