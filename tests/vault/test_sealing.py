"""A delivery goes in, comes out the same, and lies apart and unreadable in between."""

import base64
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pyarrow as pa
import pytest
from vault_rows import AANBIEDER, LEVERING, TRAJECT, typed

from uitkomst.vault.refusals import AlreadySealed, KeyMissing, SealBroken, UnknownObject
from uitkomst.vault.vault import Vault

IDENTIFYING = ["bsn", "clientnummer", "geboortedatum", "postcode_of_gemeente"]


def files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def test_trajecten_come_back_as_they_went_in_without_what_identifies(
    opened_vault: Callable[[], Vault],
) -> None:
    rows = typed({}, {"hulpvorm": "14", "datum_aanvang": None, "status": "geparkeerd"})
    opened_vault().seal_delivery(AANBIEDER, LEVERING, rows)

    trajecten = opened_vault().trajecten(AANBIEDER, LEVERING)

    assert trajecten.drop_columns(["persoon"]).equals(rows.drop_columns(IDENTIFYING))
    assert not set(IDENTIFYING) & set(trajecten.column_names)


def test_identities_hold_who_it_is_and_nothing_of_what_happened(vault: Vault) -> None:
    vault.seal_delivery(AANBIEDER, LEVERING, typed({}, {"bsn": None, "clientnummer": "C-77"}))

    identities = vault.identities(AANBIEDER, LEVERING)

    assert set(identities.column_names) == {"rij", "persoon", *IDENTIFYING}
    assert identities.column("clientnummer").to_pylist() == [None, "C-77"]
    assert (
        identities.column("persoon").to_pylist()
        == vault.trajecten(AANBIEDER, LEVERING).column("persoon").to_pylist()
    )


def test_a_delivery_is_sealed_once(vault: Vault) -> None:
    vault.seal_delivery(AANBIEDER, LEVERING, typed({}))

    with pytest.raises(AlreadySealed):
        vault.seal_delivery(AANBIEDER, LEVERING, typed({"hulpvorm": "04"}))

    assert vault.trajecten(AANBIEDER, LEVERING).column("hulpvorm").to_pylist() == ["02"]


def test_a_delivery_whose_second_half_fails_leaves_nothing_behind(
    vault: Vault, tmp_path: Path
) -> None:
    taken = tmp_path / "objects" / str(AANBIEDER) / str(LEVERING) / "trajecten"
    taken.parent.mkdir(parents=True)
    taken.write_bytes(b"in the way")

    with pytest.raises(AlreadySealed):
        vault.seal_delivery(AANBIEDER, LEVERING, typed({}))

    assert list(files(tmp_path / "objects")) == [taken]


def test_other_bytes_of_a_levering_come_back_under_their_name_only(vault: Vault) -> None:
    vault.seal_object(AANBIEDER, LEVERING, "eigen-rapport", b'{"gemeten": 23}')

    assert vault.open_object(AANBIEDER, LEVERING, "eigen-rapport") == b'{"gemeten": 23}'
    with pytest.raises(UnknownObject):
        vault.open_object(AANBIEDER, LEVERING, "ander-rapport")
    with pytest.raises(AlreadySealed):
        vault.seal_object(AANBIEDER, LEVERING, "eigen-rapport", b"{}")


@pytest.mark.parametrize("naam", ["trajecten", "identiteiten"])
def test_the_rows_are_not_reached_as_other_bytes(vault: Vault, naam: str) -> None:
    vault.seal_delivery(AANBIEDER, LEVERING, typed({}))

    with pytest.raises(AlreadySealed):
        vault.seal_object(AANBIEDER, LEVERING, naam, b"")
    with pytest.raises(UnknownObject):
        vault.open_object(AANBIEDER, LEVERING, naam)


@pytest.mark.parametrize("naam", ["../elders", "", "a/b", "Rapport", "."])
def test_a_name_that_could_be_a_path_is_not_a_name(vault: Vault, naam: str) -> None:
    with pytest.raises(ValueError, match="not a name"):
        vault.seal_object(AANBIEDER, LEVERING, naam, b"")


def test_a_discarded_draft_is_gone_and_its_neighbour_stays(vault: Vault, tmp_path: Path) -> None:
    vault.seal_delivery(AANBIEDER, LEVERING, typed({}))
    vault.seal_object(AANBIEDER, LEVERING, "eigen-rapport", b"{}")
    vault.seal_delivery(AANBIEDER, UUID(int=102), typed({}))

    vault.discard(AANBIEDER, LEVERING)
    vault.discard(AANBIEDER, LEVERING)

    with pytest.raises(UnknownObject):
        vault.trajecten(AANBIEDER, LEVERING)
    assert vault.trajecten(AANBIEDER, UUID(int=102)).num_rows == 1
    assert not list((tmp_path / "objects").glob(f"*/{LEVERING}"))


def test_an_empty_delivery_can_be_sealed(vault: Vault) -> None:
    vault.seal_delivery(AANBIEDER, LEVERING, typed({}).slice(1))

    assert vault.trajecten(AANBIEDER, LEVERING).num_rows == 0


def shapes(value: str) -> Iterator[bytes]:
    """The shapes in which a value could still be read from a file."""
    yield value.encode()
    yield value.encode("utf-16-le")
    yield value.encode("utf-16-be")
    yield value[::-1].encode()
    for skipped in range(3):
        # Base64 of a text that stands anywhere in a longer one: the part that is always the same.
        shifted = base64.b64encode(b"\0" * skipped + value.encode())
        yield shifted[4 if skipped else 0 : -4]


def test_nothing_on_the_disk_shows_who_a_child_is(vault: Vault, tmp_path: Path) -> None:
    rows = typed({}, {"bsn": None, "clientnummer": "CLIENT-0077"}, {"bsn": "999900018"})
    vault.seal_delivery(AANBIEDER, LEVERING, rows)
    values = ["999900006", "999900018", "CLIENT-0077", "20120517", "1315AA"]

    written = {path: path.read_bytes() for path in files(tmp_path)}

    # The search itself must be able to find: an Arrow stream of the same rows shows all.
    clear = pa.BufferOutputStream()
    with pa.ipc.new_stream(clear, rows.schema) as writer:
        writer.write_table(rows)
    in_clear = clear.getvalue().to_pybytes()
    assert all(value.encode() in in_clear for value in values)
    # The master key, four provider keys, their ring and its lock, and the two halves of the rows.
    assert len(written) == 9
    for path, content in written.items():
        for value in values:
            assert not any(shape in content for shape in shapes(value)), path
            assert value not in str(path)


def test_files_are_for_their_owner_only(vault: Vault, tmp_path: Path) -> None:
    vault.seal_delivery(AANBIEDER, LEVERING, typed({}))

    assert {path.stat().st_mode & 0o777 for path in files(tmp_path)} == {0o600}
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "objects").rglob("*/")} == {0o700}


def test_refusals_and_reprs_hold_no_values(vault: Vault, tmp_path: Path) -> None:
    vault.seal_delivery(AANBIEDER, LEVERING, typed({}))
    next((tmp_path / "objects").rglob("trajecten")).write_bytes(b"UITK")

    with pytest.raises(SealBroken) as refused:
        vault.trajecten(AANBIEDER, LEVERING)

    assert "999900006" not in repr(refused.value) + refused.value.melding
    assert str(TRAJECT["geboortedatum"]) not in repr(vault) + repr(vars(vault))


def test_without_its_key_an_object_stays_shut_and_no_new_key_is_made(
    vault: Vault, opened_vault: Callable[[], Vault], tmp_path: Path
) -> None:
    vault.seal_delivery(AANBIEDER, LEVERING, typed({}))
    for path in (tmp_path / "keys").rglob("*.sleutel"):
        path.unlink()

    with pytest.raises(KeyMissing):
        opened_vault().trajecten(AANBIEDER, LEVERING)

    assert not list((tmp_path / "keys").rglob("*.sleutel"))
