"""What was sealed before persons had keys of their own is taken over at the start, once."""

import os
import shutil
from pathlib import Path
from uuid import UUID

import pyarrow as pa
import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from vault_rows import AANBIEDER, LEVERING, typed

from uitkomst.vault.box import MAGIC, Key, bound
from uitkomst.vault.healing import Healed
from uitkomst.vault.keys import KeyStore, Purpose
from uitkomst.vault.master import MasterKey
from uitkomst.vault.objects import context
from uitkomst.vault.persoon import persons
from uitkomst.vault.refusals import KeyMissing, OldForm, SealBroken, UnknownObject
from uitkomst.vault.store import FolderStore
from uitkomst.vault.streams import packed
from uitkomst.vault.vault import Vault

MASTER = MasterKey(bytes(range(32)))
IDENTIFYING = ["bsn", "clientnummer", "geboortedatum", "postcode_of_gemeente"]
BRON = UUID(int=201)
ROWS = typed({}, {"bsn": "999900018", "hulpvorm": "04"}, {"bsn": None, "clientnummer": "C-1"})


def old_box(content: bytes, key: Key, place: tuple[bytes, ...]) -> bytes:
    header, nonce = MAGIC + b"\x01" + key.id.bytes, os.urandom(12)
    return header + nonce + AESGCM(key.secret).encrypt(nonce, content, bound(header, place))


def old_key(folder: Path, purpose: str) -> Key:
    """A key as it was kept then, on its place."""
    key = Key(UUID(bytes=os.urandom(16)), os.urandom(32))
    place = b"sleutel", MASTER.name, AANBIEDER.bytes, purpose.encode()
    path = folder / "keys" / str(AANBIEDER) / f"{purpose}.sleutel"
    path.parent.mkdir(parents=True, exist_ok=True)
    wrapping = Key(UUID(int=0), MASTER.secret)
    path.write_bytes(MASTER.name + old_box(key.id.bytes + key.secret, wrapping, place))
    return key


def put_old(folder: Path, levering: UUID, naam: str, content: bytes, key: Key) -> None:
    path = folder / "objects" / str(AANBIEDER) / str(levering) / naam
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(old_box(content, key, context(AANBIEDER, levering, naam)))


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    """A vault as the previous version of the program left it."""
    index, who, what = (old_key(tmp_path, p) for p in ("index", "identiteiten", "trajecten"))
    rows = ROWS.append_column("persoon", persons(ROWS, index, LEVERING))
    put_old(tmp_path, LEVERING, "identiteiten", packed(rows.select(["rij", "persoon", *IDENTIFYING])), who)  # fmt: skip  # noqa: E501
    put_old(tmp_path, LEVERING, "trajecten", packed(rows.drop_columns(IDENTIFYING)), what)
    put_old(tmp_path, LEVERING, "rapport", b"{}", what)
    put_old(tmp_path, BRON, "bron", b"999900006", who)
    put_old(tmp_path, UUID(int=202), "codes", b"[]", who)
    return opened(tmp_path)


def opened(folder: Path) -> Vault:
    return Vault(FolderStore(folder / "objects"), KeyStore(folder / "keys", MASTER))


def test_before_the_start_nothing_of_it_is_shown(vault: Vault) -> None:
    with pytest.raises(OldForm, match="Herstart"):
        vault.trajecten(AANBIEDER, LEVERING)
    with pytest.raises(SealBroken):
        vault.open_object(AANBIEDER, BRON, "bron", Purpose.IDENTITEITEN)


def test_after_the_start_it_opens_as_what_it_was(vault: Vault, tmp_path: Path) -> None:
    assert vault.replay_tombstones() == Healed(sealed=5)

    again = opened(tmp_path)
    assert again.replay_tombstones() == Healed()
    assert (
        again.trajecten(AANBIEDER, LEVERING)
        .drop_columns(["persoon"])
        .equals(ROWS.drop_columns(IDENTIFYING))
    )
    kept = again.identities(AANBIEDER, LEVERING)
    assert kept.drop_columns(["persoon"]).equals(ROWS.select(["rij", *IDENTIFYING]))
    assert again.open_object(AANBIEDER, LEVERING, "rapport") == b"{}"
    assert again.open_object(AANBIEDER, BRON, "bron", Purpose.IDENTITEITEN) == b"999900006"
    assert again.find_person(AANBIEDER, bsn="999900006")


def test_a_child_in_it_can_be_erased_and_stays_so_when_the_old_form_comes_back(
    vault: Vault, tmp_path: Path
) -> None:
    shutil.copytree(tmp_path / "objects", tmp_path / "backup")
    vault.replay_tombstones()
    who = vault.find_person(AANBIEDER, bsn="999900006")
    assert who
    vault.erase_person(AANBIEDER, who)
    assert vault.objects(AANBIEDER, BRON) == ()
    assert vault.open_object(AANBIEDER, UUID(int=202), "codes", Purpose.IDENTITEITEN) == b"[]"
    shutil.rmtree(tmp_path / "objects")
    shutil.copytree(tmp_path / "backup", tmp_path / "objects")

    again = opened(tmp_path)
    again.replay_tombstones()

    assert again.identities(AANBIEDER, LEVERING)["bsn"].to_pylist() == ["999900018", None]
    with pytest.raises((UnknownObject, KeyMissing)):
        again.open_object(AANBIEDER, BRON, "bron", Purpose.IDENTITEITEN)
    assert again.replay_tombstones() == Healed()


def test_the_old_form_in_the_place_of_the_new_is_refused(vault: Vault, tmp_path: Path) -> None:
    path = tmp_path / "objects" / str(AANBIEDER) / str(LEVERING) / "trajecten"
    before = path.read_bytes()
    vault.replay_tombstones()
    path.write_bytes(before)

    with pytest.raises(OldForm):
        vault.trajecten(AANBIEDER, LEVERING)


def test_rows_of_the_old_form_are_in_arrow_as_before(vault: Vault) -> None:
    vault.replay_tombstones()

    schema = vault.identities(AANBIEDER, LEVERING).schema

    assert schema.field("bsn").type == pa.string()
    assert schema.field("rij").type == pa.int32()
