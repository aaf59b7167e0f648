"""Killed at every write there is, to the objects or to the keys: nothing is lost, or half done.

A step is broken off at its first write, its second, and so on until it comes through. What a
process that died leaves is looked at by a new one: first as it lies there, then after the start of
the portal (`replay_tombstones`) and the step once more.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pyarrow as pa
import pytest
from vault_rows import AANBIEDER, LEVERING, typed

from uitkomst.vault import files, rotation
from uitkomst.vault.healing import Healed
from uitkomst.vault.keys import KeyStore, Purpose
from uitkomst.vault.master import MasterKey
from uitkomst.vault.persoon import of_number
from uitkomst.vault.refusals import AlreadySealed, KeyMissing, UnknownObject, VaultRefusal
from uitkomst.vault.store import FolderStore
from uitkomst.vault.streams import packed
from uitkomst.vault.vault import Vault

LATER, BRON = UUID(int=102), UUID(int=201)
AN, BO = "999900006", "999900018"
NOW = datetime(2026, 11, 22, tzinfo=UTC)
MOST = 200
OLD, NEW = MasterKey(bytes(range(32))), MasterKey(bytes(range(1, 33)))
Step = Callable[[Vault], object]


class Killed(BaseException):
    """The process is gone: what it would still clean up stays."""


@contextmanager
def killed_at(number: int) -> Iterator[None]:
    """Die at the n-th time anything is put on the disk or taken off it; the dead do nothing."""
    left, dead = number, False

    def dying(real: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: object, **named: object) -> object:
            nonlocal left, dead
            if dead:
                raise Killed
            left -= 1
            if left == 0:
                dead = True
                raise Killed
            return real(*arguments, **named)

        return call

    with pytest.MonkeyPatch.context() as patch:
        for name in ("link", "unlink", "rename", "rmdir"):
            patch.setattr(os, name, dying(getattr(os, name)))
        yield


def vault_in(folder: Path, master: MasterKey = OLD) -> Vault:
    return Vault(FolderStore(folder / "objects"), KeyStore(folder / "keys", master))


def filled(folder: Path) -> Vault:
    vault = vault_in(folder)
    vault.seal_source(AANBIEDER, BRON, "bron", b"An and Bo")
    rows = typed({"bsn": AN}, {"bsn": BO}, {"bsn": AN, "hulpvorm": "04"})
    vault.seal_delivery(AANBIEDER, LEVERING, rows, bron=BRON)
    vault.seal_delivery(AANBIEDER, LATER, typed({"bsn": BO}, {"bsn": None}))
    beside = packed(pa.table({"rij": pa.array([2, 3, 4], pa.int32())}))
    vault.seal_object(AANBIEDER, LEVERING, "uitbreiding", beside, Purpose.IDENTITEITEN)
    vault.seal_object(AANBIEDER, LEVERING, "rapport", b"{}")
    return vault


def of(vault: Vault, levering: UUID) -> list[tuple[str | None, str]]:
    """Who, with what, in a levering: both halves, which must be about the same rows."""
    rows, who = vault.trajecten(AANBIEDER, levering), vault.identities(AANBIEDER, levering)
    assert rows["rij"].equals(who["rij"])
    assert rows["persoon"].equals(who["persoon"])
    return list(zip(who["bsn"].to_pylist(), rows["hulpvorm"].to_pylist(), strict=True))


ALL = {LEVERING: [(AN, "02"), (BO, "02"), (AN, "04")], LATER: [(BO, "02"), (None, "02")]}
WITHOUT_AN = {LEVERING: [(BO, "02")], LATER: ALL[LATER]}
LET_GO = {LEVERING: [(None, "02"), (BO, "02"), (None, "04")], LATER: ALL[LATER]}


def all_of(vault: Vault) -> dict[UUID, list[tuple[str | None, str]]]:
    return {levering: of(vault, levering) for levering in ALL}


def attempts(tmp_path: Path, step: Step, after: Callable[[Vault, bool], None]) -> int:
    """Kill a step at 1, 2, 3 … in a world of its own; gives after how many it came through.

    `after` looks at what is left, twice: as it lies there, and (True) when the step was done again.
    """
    for number in range(1, MOST):
        folder = tmp_path / str(number)
        vault = filled(folder)
        try:
            with killed_at(number):
                step(vault)
        except Killed:
            after(vault_in(folder), False)
            again = vault_in(folder)
            again.replay_tombstones()
            after(vault_in(folder), False)
            step(again)
            after(vault_in(folder), True)
        else:
            after(vault_in(folder), True)
            return number
    raise AssertionError("it never came through")


def test_a_delivery_is_sealed_whole_or_not_at_all(tmp_path: Path) -> None:
    levering = UUID(int=103)

    def seal(vault: Vault) -> None:
        try:
            vault.seal_delivery(AANBIEDER, levering, typed({"bsn": AN}, {}), bron=BRON)
        except AlreadySealed:  # The id of what was broken off is not used again.
            vault.discard(AANBIEDER, levering)
            vault.seal_delivery(AANBIEDER, levering, typed({"bsn": AN}, {}), bron=BRON)

    def after(vault: Vault, done: bool) -> None:
        assert all_of(vault) == ALL
        try:
            assert of(vault, levering) == [(AN, "02"), (AN, "02")]
        except (UnknownObject, KeyMissing):
            assert not done

    assert attempts(tmp_path, seal, after) > 5


def erased_person(vault: Vault) -> str:
    """An, whatever is left of her: the pseudonym does not change."""
    found = of_number(vault._keys.key(AANBIEDER, Purpose.INDEX), bsn=AN)
    assert found
    return found


def test_a_child_is_erased_everywhere_at_one_moment(tmp_path: Path) -> None:
    seen = []

    def after(vault: Vault, done: bool) -> None:
        found = all_of(vault)
        assert found == WITHOUT_AN or (found == ALL and not done)
        is_gone = found == WITHOUT_AN
        seen.append(is_gone)
        assert (vault.find_person(AANBIEDER, bsn=AN) is None) == is_gone
        try:
            vault.open_object(AANBIEDER, BRON, "bron", Purpose.IDENTITEITEN)
        except (KeyMissing, UnknownObject):
            assert is_gone
        else:
            assert not is_gone
        assert vault.open_object(AANBIEDER, LEVERING, "rapport") == b"{}"
        beside = vault.open_object(AANBIEDER, LEVERING, "uitbreiding", Purpose.IDENTITEITEN)
        left = pa.ipc.open_stream(beside).read_all()["rij"].to_pylist()
        assert left == [2, 3, 4] or (left == [3] and is_gone)
        if done:
            assert left == [3]
            assert vault.replay_tombstones() == Healed()

    def erase(vault: Vault) -> None:
        vault.erase_person(AANBIEDER, erased_person(vault))

    assert attempts(tmp_path, erase, after) > 10
    assert set(seen) == {True, False}


def test_who_is_let_go_of_is_nobody_at_one_moment(tmp_path: Path) -> None:
    def after(vault: Vault, done: bool) -> None:
        found = all_of(vault)
        assert found == LET_GO or (found == ALL and not done)

    def let_go(vault: Vault) -> None:
        vault.destroy_identities_of(AANBIEDER, [erased_person(vault)])

    assert attempts(tmp_path, let_go, after) > 10


def test_an_older_store_is_healed_wherever_the_healing_dies(tmp_path: Path) -> None:
    for number in range(1, MOST):
        folder = tmp_path / str(number)
        vault = filled(folder)
        shutil.copytree(folder / "objects", folder / "backup")
        vault.erase_person(AANBIEDER, erased_person(vault))
        shutil.rmtree(folder / "objects")
        shutil.copytree(folder / "backup", folder / "objects")
        try:
            with killed_at(number):
                vault_in(folder).replay_tombstones()
        except Killed:
            vault_in(folder).replay_tombstones()
            assert all_of(vault_in(folder)) == WITHOUT_AN
        else:
            assert all_of(vault_in(folder)) == WITHOUT_AN
            assert number > 5
            return
    raise AssertionError("it never came through")


def test_a_provider_that_leaves_is_gone_for_good_wherever_it_dies(tmp_path: Path) -> None:
    def after(vault: Vault, done: bool) -> None:
        try:
            assert all_of(vault) == ALL
        except VaultRefusal:
            return
        assert not done

    def destroy(vault: Vault) -> None:
        vault.destroy_provider(AANBIEDER, now=NOW)

    attempts(tmp_path, destroy, after)


def test_new_keys_of_a_provider_lose_nothing(tmp_path: Path) -> None:
    def after(vault: Vault, done: bool) -> None:
        assert all_of(vault) == ALL
        content = vault.open_object(AANBIEDER, BRON, "bron", Purpose.IDENTITEITEN)
        assert content == b"An and Bo"
        assert vault.open_object(AANBIEDER, LEVERING, "rapport") == b"{}"
        if done:
            assert not list(rotation._stale(vault._objects, AANBIEDER))

    def renew(vault: Vault) -> None:
        rotation.renewed(vault._objects, AANBIEDER, NOW)

    assert attempts(tmp_path, renew, after) > 10


def test_destroying_the_replaced_keys_loses_nothing(tmp_path: Path) -> None:
    def after(vault: Vault, done: bool) -> None:
        assert all_of(vault) == ALL

    def finish(vault: Vault) -> None:
        rotation.renewed(vault._objects, AANBIEDER, NOW)
        rotation.finished(vault._objects)

    assert attempts(tmp_path, finish, after) > 10


def test_another_master_key_opens_or_the_old_one_does_at_every_moment(tmp_path: Path) -> None:
    for number in range(1, MOST):
        folder = tmp_path / str(number)
        filled(folder)
        try:
            with killed_at(number):
                rotation.rewrapped(KeyStore(folder / "keys", OLD), NEW)
        except Killed:
            assert all_of(vault_in(folder, OLD)) == ALL
            rotation.rewrapped(KeyStore(folder / "keys", OLD), NEW)
            died = True
        else:
            died = False
        assert all_of(vault_in(folder, OLD)) == ALL
        assert all_of(vault_in(folder, NEW)) == ALL
        if not died:
            return
    raise AssertionError("it never came through")


def test_the_old_master_key_is_let_go_of_without_a_moment_in_which_nothing_opens(
    tmp_path: Path,
) -> None:
    for number in range(1, MOST):
        folder = tmp_path / str(number)
        filled(folder)
        rotation.rewrapped(KeyStore(folder / "keys", OLD), NEW)
        try:
            with killed_at(number):
                rotation.finished(vault_in(folder, NEW)._objects)
        except Killed:
            assert all_of(vault_in(folder, NEW)) == ALL
            rotation.finished(vault_in(folder, NEW)._objects)
            died = True
        else:
            died = False
        assert all_of(vault_in(folder, NEW)) == ALL
        with pytest.raises(VaultRefusal):
            all_of(vault_in(folder, OLD))
        if not died:
            return
    raise AssertionError("it never came through")


def test_the_killer_itself_finds_a_ring_that_is_not_replaced_in_one_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def in_two_steps(path: Path, content: bytes) -> None:
        path.unlink(missing_ok=True)
        files.create(path, content)

    def erase(vault: Vault) -> None:
        vault.erase_person(AANBIEDER, erased_person(vault))

    def after(vault: Vault, done: bool) -> None:
        assert all_of(vault) in (ALL, WITHOUT_AN)

    monkeypatch.setattr(files, "replace", in_two_steps)
    with pytest.raises(KeyMissing):
        attempts(tmp_path, erase, after)
