"""The folder of objects: written once, whole or not at all."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from uitkomst.vault.refusals import AlreadySealed, UnknownObject
from uitkomst.vault.store import FolderStore


def test_what_is_put_is_got_listed_and_deleted(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    store.put("a/1/trajecten", b"een")
    store.put("a/2/trajecten", b"twee")

    assert store.get("a/1/trajecten") == b"een"
    assert store.exists("a/2/trajecten")
    assert list(store.list("a")) == ["a/1/trajecten", "a/2/trajecten"]
    store.delete("a/1/trajecten")
    store.delete("a/1/trajecten")
    assert list(store.list("a")) == ["a/2/trajecten"]
    with pytest.raises(UnknownObject):
        store.get("a/1/trajecten")


def test_of_many_that_put_the_same_name_one_wins_and_stays(tmp_path: Path) -> None:
    def put(number: int) -> int | None:
        try:
            FolderStore(tmp_path).put("a/1/trajecten", bytes([number]) * 50_000)
        except AlreadySealed:
            return None
        return number

    with ThreadPoolExecutor(8) as pool:
        winners = [number for number in pool.map(put, range(24)) if number is not None]

    assert len(winners) == 1
    assert FolderStore(tmp_path).get("a/1/trajecten") == bytes(winners) * 50_000
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["trajecten"]


def test_a_write_that_fails_leaves_no_half_object(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def disk_full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    store = FolderStore(tmp_path)
    store.put("a/0/trajecten", b"")
    monkeypatch.setattr(os, "fsync", disk_full)

    with pytest.raises(OSError, match="space"):
        store.put("a/0/identiteiten", b"content")

    assert list(store.list("a")) == ["a/0/trajecten"]


def test_a_folder_that_another_process_removes_is_made_again(tmp_path: Path) -> None:
    """It goes when its last object goes, and that may be just before the next one comes."""
    store = FolderStore(tmp_path)

    def replace(number: int) -> None:
        for _ in range(60):
            store.delete(f"a/1/object-{number}")
            store.put(f"a/1/object-{number}", b"x")

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(replace, range(4)))

    assert len(list(store.list("a/1"))) == 4
