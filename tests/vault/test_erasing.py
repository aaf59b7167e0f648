"""A child that is erased is gone, in every older copy too; the others are as they were."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pyarrow as pa
import pytest
from vault_rows import AANBIEDER, LEVERING, typed

from uitkomst.vault import identities
from uitkomst.vault.healing import Healed
from uitkomst.vault.keys import Purpose
from uitkomst.vault.refusals import KeyMissing, OlderObject, UnknownObject, VaultRefusal
from uitkomst.vault.streams import packed
from uitkomst.vault.vault import Vault

Opened = Callable[[], Vault]
LATER, BRON, OTHER_BRON = UUID(int=102), UUID(int=201), UUID(int=202)
AN, BO, CE = "999900006", "999900018", "999900031"
NOW = datetime(2026, 11, 22, tzinfo=UTC)


def children(*bsns: str) -> pa.Table:
    return typed(*({"bsn": bsn} for bsn in bsns))


def filled(vault: Vault) -> None:
    """An in two leveringen, Bo in both, Ce in the second; each with its source."""
    vault.seal_source(AANBIEDER, BRON, "bron", b"An and Bo")
    vault.seal_source(AANBIEDER, OTHER_BRON, "bron", b"Bo and Ce")
    vault.seal_delivery(AANBIEDER, LEVERING, children(AN, BO, AN), bron=BRON)
    vault.seal_delivery(AANBIEDER, LATER, children(BO, CE), bron=OTHER_BRON)


def person(vault: Vault, bsn: str) -> str:
    found = vault.find_person(AANBIEDER, bsn=bsn)
    assert found
    return found


def bsns(vault: Vault, levering: UUID = LEVERING) -> list[str | None]:
    found: list[str | None] = vault.identities(AANBIEDER, levering)["bsn"].to_pylist()
    return found


def keep_copy(tmp_path: Path) -> None:
    shutil.copytree(tmp_path / "objects", tmp_path / "backup", dirs_exist_ok=True)


def put_back(tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "objects")
    shutil.copytree(tmp_path / "backup", tmp_path / "objects")


def test_somebody_is_found_by_a_number_only_where_they_are_kept(vault: Vault) -> None:
    vault.seal_delivery(
        AANBIEDER, LEVERING, typed({}, {"bsn": None, "clientnummer": "C-7"}, {"bsn": None})
    )
    vault.seal_delivery(UUID(int=2), LEVERING, children(BO))

    persoon, client, _ = vault.trajecten(AANBIEDER, LEVERING)["persoon"].to_pylist()

    assert vault.find_person(AANBIEDER, bsn=AN) == persoon
    assert vault.find_person(AANBIEDER, clientnummer="C-7") == client
    for asked in ({"bsn": BO}, {"bsn": "999999999"}, {"clientnummer": "C-8"}, {}):
        assert vault.find_person(AANBIEDER, **asked) is None
    assert vault.find_person(UUID(int=3), bsn=AN) is None


def test_all_that_is_kept_of_a_person_is_given_and_nothing_of_another(vault: Vault) -> None:
    filled(vault)

    kept = vault.rows_of(AANBIEDER, person(vault, BO))

    assert set(kept) == {LEVERING, LATER}
    for rows in kept.values():
        assert rows["bsn"].to_pylist() == [BO]
        assert rows["hulpvorm"].to_pylist() == ["02"]
    assert len(vault.persons_of(AANBIEDER)) == 3


def test_an_erased_child_is_gone_and_the_others_stay(vault: Vault) -> None:
    filled(vault)
    an = person(vault, AN)

    done = vault.erase_person(AANBIEDER, an)

    assert (done.leveringen, done.rijen, done.bronnen) == (1, 2, 1)
    assert bsns(vault) == [BO]
    assert bsns(vault, LATER) == [BO, CE]
    assert vault.trajecten(AANBIEDER, LEVERING)["rij"].to_pylist() == [3]
    assert vault.find_person(AANBIEDER, bsn=AN) is None
    assert vault.rows_of(AANBIEDER, an) == {}
    assert an not in vault.persons_of(AANBIEDER)


def test_the_source_with_the_child_is_gone_and_another_stays(vault: Vault) -> None:
    filled(vault)

    vault.erase_person(AANBIEDER, person(vault, AN))

    assert vault.objects(AANBIEDER, BRON) == ()
    assert vault.open_object(AANBIEDER, OTHER_BRON, "bron", Purpose.IDENTITEITEN) == b"Bo and Ce"


def test_of_a_source_nobody_read_yet_nobody_knows_who_is_in_it(vault: Vault) -> None:
    filled(vault)
    vault.seal_source(AANBIEDER, UUID(int=203), "bron", b"unread")
    vault.seal_object(AANBIEDER, UUID(int=204), "codes", b"remembered", Purpose.IDENTITEITEN)

    vault.erase_person(AANBIEDER, person(vault, AN))

    assert vault.objects(AANBIEDER, UUID(int=203)) == ()
    kept = vault.open_object(AANBIEDER, UUID(int=204), "codes", Purpose.IDENTITEITEN)
    assert kept == b"remembered"


def test_what_lies_beside_the_rows_loses_only_the_rows_of_the_child(
    vault: Vault, tmp_path: Path
) -> None:
    filled(vault)
    beside = pa.table({"rij": pa.array([2, 3, 4], pa.int32()), "pre": [1.0, 2.0, 3.0]})
    vault.seal_object(AANBIEDER, LEVERING, "uitbreiding", packed(beside), Purpose.IDENTITEITEN)
    vault.seal_object(AANBIEDER, LEVERING, "lijst", b"no table", Purpose.IDENTITEITEN)
    vault.seal_object(AANBIEDER, LEVERING, "rapport", b"{}")
    keep_copy(tmp_path)

    vault.erase_person(AANBIEDER, person(vault, AN))

    content = vault.open_object(AANBIEDER, LEVERING, "uitbreiding", Purpose.IDENTITEITEN)
    assert pa.ipc.open_stream(content).read_all()["pre"].to_pylist() == [2.0]
    assert vault.open_object(AANBIEDER, LEVERING, "rapport") == b"{}"
    with pytest.raises(UnknownObject):
        vault.open_object(AANBIEDER, LEVERING, "lijst", Purpose.IDENTITEITEN)
    put_back(tmp_path)
    for naam in ("uitbreiding", "lijst"):
        with pytest.raises(KeyMissing):
            vault.open_object(AANBIEDER, LEVERING, naam, Purpose.IDENTITEITEN)


def test_an_older_copy_of_the_store_shows_nothing_of_the_child(
    opened_vault: Opened, tmp_path: Path
) -> None:
    """Also not when nothing was worked out in it yet."""
    vault = opened_vault()
    filled(vault)
    keep_copy(tmp_path)
    vault.erase_person(AANBIEDER, person(vault, AN))

    put_back(tmp_path)

    for again in (vault, opened_vault()):
        with pytest.raises(OlderObject):
            again.trajecten(AANBIEDER, LEVERING)
        with pytest.raises(OlderObject):
            again.identities(AANBIEDER, LEVERING)
        with pytest.raises(KeyMissing):
            again.open_object(AANBIEDER, BRON, "bron", Purpose.IDENTITEITEN)
    assert bsns(vault, LATER) == [BO, CE]


def test_after_a_restore_and_a_start_the_child_stays_erased_and_the_rest_is_back(
    opened_vault: Opened, tmp_path: Path
) -> None:
    vault = opened_vault()
    filled(vault)
    keep_copy(tmp_path)
    vault.erase_person(AANBIEDER, person(vault, AN))
    put_back(tmp_path)

    done = opened_vault().replay_tombstones()

    assert done == Healed(sealed=2, deleted=1)
    assert bsns(vault) == [BO]
    assert bsns(vault, LATER) == [BO, CE]
    assert vault.objects(AANBIEDER, BRON) == ()
    assert opened_vault().replay_tombstones() == Healed()


def test_the_key_of_the_child_is_what_opened_its_boxes(
    opened_vault: Opened, tmp_path: Path
) -> None:
    """With every key there is now, and past every check, the older boxes stay shut."""
    vault = opened_vault()
    filled(vault)
    keep_copy(tmp_path)
    vault.erase_person(AANBIEDER, person(vault, AN))
    put_back(tmp_path)
    objects = opened_vault()._objects
    content = objects.store.get(f"{AANBIEDER}/{LEVERING}/identiteiten")

    rows = objects.unsealed_rows(AANBIEDER, LEVERING, "identiteiten", content)

    found = identities.unboxed(
        rows, (AANBIEDER, LEVERING), objects.keys.ring(AANBIEDER).personen, None
    )
    assert found["bsn"].to_pylist() == [None, BO, None]


def test_an_erased_child_does_not_come_back_unnoticed(vault: Vault) -> None:
    filled(vault)
    an = person(vault, AN)
    vault.erase_person(AANBIEDER, an)
    rows = children(CE, AN)

    assert vault.erased_in(AANBIEDER, rows) == [3]
    assert vault.erased_in(AANBIEDER, children(BO)) == []
    assert vault.erased_in(UUID(int=2), rows) == []
    vault.seal_delivery(AANBIEDER, UUID(int=103), rows)

    assert bsns(vault, UUID(int=103)) == [CE, None]
    assert vault.identities(AANBIEDER, UUID(int=103))["geboortedatum"].to_pylist()[1] is None
    assert an not in vault.trajecten(AANBIEDER, UUID(int=103))["persoon"].to_pylist()
    assert vault.find_person(AANBIEDER, bsn=AN) is None


def test_a_child_that_is_delivered_again_knowingly_begins_anew(
    opened_vault: Opened, tmp_path: Path
) -> None:
    vault = opened_vault()
    filled(vault)
    an = person(vault, AN)
    keep_copy(tmp_path)
    vault.erase_person(AANBIEDER, an)
    put_back(tmp_path)

    assert vault.readmit(AANBIEDER, children(AN, BO)) == 1
    assert vault.readmit(AANBIEDER, children(AN, BO)) == 0
    vault.seal_delivery(AANBIEDER, UUID(int=103), children(AN))
    opened_vault().replay_tombstones()

    assert vault.erased_in(AANBIEDER, children(AN)) == []
    assert bsns(vault, UUID(int=103)) == [AN]
    assert bsns(vault) == [BO]
    assert vault.find_person(AANBIEDER, bsn=AN) == an
    [stone] = vault.tombstones(AANBIEDER)
    assert (stone.persoon, stone.weer, stone.rijen_blijven) == (an, True, False)


def test_erasing_twice_is_as_erasing_once(vault: Vault) -> None:
    filled(vault)
    an = person(vault, AN)
    vault.erase_person(AANBIEDER, an)
    before = vault.trajecten(AANBIEDER, LEVERING)

    done = vault.erase_person(AANBIEDER, an)

    assert (done.leveringen, done.rijen) == (0, 0)
    assert vault.trajecten(AANBIEDER, LEVERING).equals(before)
    assert len(vault.tombstones(AANBIEDER)) == 1


def test_who_is_let_go_of_stays_as_rows_of_nobody(opened_vault: Opened, tmp_path: Path) -> None:
    vault = opened_vault()
    filled(vault)
    bo = person(vault, BO)
    keep_copy(tmp_path)

    done = vault.destroy_identities_of(AANBIEDER, [bo])

    assert (done.leveringen, done.rijen, done.bronnen) == (2, 2, 2)
    for copied in (False, True):
        if copied:
            put_back(tmp_path)
            opened_vault().replay_tombstones()
        assert bsns(vault) == [AN, None, AN]
        assert bsns(vault, LATER) == [None, CE]
        here, there = (
            vault.trajecten(AANBIEDER, levering)["persoon"].to_pylist()
            for levering in (LEVERING, LATER)
        )
        assert bo not in {*here, *there}
        assert not set(here) & set(there)
        assert vault.identities(AANBIEDER, LEVERING)["persoon"].to_pylist() == here
    # Who is let go of was not erased: a new contract may bring the same child.
    assert vault.erased_in(AANBIEDER, children(BO)) == []


def test_a_provider_that_leaves_takes_every_key_along(opened_vault: Opened, tmp_path: Path) -> None:
    vault = opened_vault()
    filled(vault)
    vault.seal_delivery(UUID(int=2), LEVERING, children(AN))
    keep_copy(tmp_path)

    assert vault.destroy_provider(AANBIEDER, now=NOW) == 6

    assert not list((tmp_path / "keys" / str(AANBIEDER)).glob("*.sleutel"))
    put_back(tmp_path)
    for levering in (LEVERING, LATER):
        with pytest.raises(KeyMissing):
            vault.trajecten(AANBIEDER, levering)
    assert opened_vault().replay_tombstones() == Healed(deleted=6)
    assert vault.objects(AANBIEDER, LEVERING) == ()
    assert bsns_of_other(vault) == [AN]


def bsns_of_other(vault: Vault) -> list[str | None]:
    found: list[str | None] = vault.identities(UUID(int=2), LEVERING)["bsn"].to_pylist()
    return found


def test_a_provider_may_come_back_with_other_keys(vault: Vault) -> None:
    filled(vault)
    an = person(vault, AN)
    vault.destroy_provider(AANBIEDER, now=NOW)

    vault.seal_delivery(AANBIEDER, LEVERING, children(AN))
    vault.replay_tombstones()

    assert bsns(vault) == [AN]
    assert vault.find_person(AANBIEDER, bsn=AN) != an


def test_another_process_does_not_go_on_with_a_key_that_was_destroyed(
    opened_vault: Opened,
) -> None:
    vault, other = opened_vault(), opened_vault()
    filled(vault)
    assert bsns(other) == [AN, BO, AN]

    vault.erase_person(AANBIEDER, person(vault, AN))
    assert bsns(other) == [BO]

    vault.destroy_provider(AANBIEDER, now=NOW)
    with pytest.raises(VaultRefusal):
        bsns(other)


def test_a_restricted_person_stays_and_does_not_count(vault: Vault) -> None:
    filled(vault)
    an = person(vault, AN)

    vault.restrict_person(AANBIEDER, an)

    assert vault.restricted(AANBIEDER) == {an}
    assert vault.countable(AANBIEDER, LEVERING)["rij"].to_pylist() == [3]
    assert vault.trajecten(AANBIEDER, LEVERING).num_rows == 3
    vault.unrestrict_person(AANBIEDER, an)
    assert vault.countable(AANBIEDER, LEVERING).num_rows == 3


def test_rows_that_are_nobodys_take_their_keys_along(vault: Vault) -> None:
    vault.seal_delivery(AANBIEDER, LEVERING, typed({"bsn": None}, {}))
    assert len(vault._keys.ring(AANBIEDER).personen) == 2

    vault.discard(AANBIEDER, LEVERING)

    assert len(vault._keys.ring(AANBIEDER).personen) == 1


def test_a_discarded_draft_does_not_open_from_an_older_copy(vault: Vault, tmp_path: Path) -> None:
    filled(vault)
    keep_copy(tmp_path)
    for levering in (BRON, LEVERING):
        vault.discard(AANBIEDER, levering)
    put_back(tmp_path)

    for open_it in (vault.trajecten, vault.identities):
        with pytest.raises(KeyMissing):
            open_it(AANBIEDER, LEVERING)
    with pytest.raises(KeyMissing):
        vault.open_object(AANBIEDER, BRON, "bron", Purpose.IDENTITEITEN)


def test_only_the_wanted_rows_are_opened(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(vault)
    keys_used = []
    real = identities.AESGCM
    monkeypatch.setattr(identities, "AESGCM", lambda key: keys_used.append(key) or real(key))

    found = vault.identities(AANBIEDER, LEVERING, [3])

    assert found["bsn"].to_pylist() == [BO]
    assert len(keys_used) == 1


def test_the_size_of_a_box_tells_nothing(vault: Vault) -> None:
    vault.seal_delivery(
        AANBIEDER, LEVERING, typed({}, {"bsn": None, "clientnummer": "C" * 36}, {"bsn": None})
    )

    boxes, _ = vault._objects.rows(AANBIEDER, LEVERING, "identiteiten")

    assert {len(box) for box in boxes["doos"].to_pylist()} == {256}
