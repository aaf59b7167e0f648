"""The master key in a real OpenBao server: it wraps and unwraps, and nothing opens without it."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import bao
import pytest
from bao import KEY, Bao
from vault_rows import AANBIEDER, LEVERING, typed

from uitkomst.vault import rotation
from uitkomst.vault.keys import KeyStore, Purpose
from uitkomst.vault.master import MasterKey
from uitkomst.vault.refusals import (
    MasterKeyMissing,
    SealBroken,
    TransitAway,
    TransitMisnamed,
    TransitRefused,
)
from uitkomst.vault.store import FolderStore
from uitkomst.vault.transit import TransitMaster
from uitkomst.vault.vault import Vault

CONTEXT = (b"sleutel", b"of somebody")


@pytest.fixture(scope="module")
def server() -> Iterator[Bao]:
    with bao.running() as running:
        yield running


@pytest.fixture
def master(server: Bao) -> TransitMaster:
    return TransitMaster.from_env(server.environ())


def vault_in(folder: Path, master: TransitMaster | MasterKey) -> Vault:
    return Vault(FolderStore(folder / "objects"), KeyStore(folder / "keys", master))


def test_what_the_server_wraps_it_unwraps_and_the_key_never_leaves_it(
    master: TransitMaster,
) -> None:
    secret = bytes(range(32))

    wrapped = master.wrap(secret, CONTEXT)

    assert wrapped.startswith(b"vault:v1:")
    assert secret not in wrapped
    assert master.unwrap(wrapped, CONTEXT) == secret


def test_what_was_wrapped_for_one_place_does_not_unwrap_for_another(master: TransitMaster) -> None:
    wrapped = master.wrap(b"secret", CONTEXT)

    for changed in (wrapped[:-6] + b"AAAA==", wrapped[:-4], b"vault:v9:" + wrapped[9:], b"\xff"):
        with pytest.raises(SealBroken):
            master.unwrap(changed, CONTEXT)
    for context in ((b"sleutel", b"of another"), (b"sleutel",), ()):
        with pytest.raises(SealBroken):
            master.unwrap(wrapped, context)


def test_a_delivery_is_sealed_and_opened_with_it(tmp_path: Path, server: Bao) -> None:
    master = TransitMaster.from_env(server.environ())
    vault_in(tmp_path, master).seal_delivery(AANBIEDER, LEVERING, typed({}))

    opened = vault_in(tmp_path, TransitMaster.from_env(server.environ()))

    assert opened.identities(AANBIEDER, LEVERING)["bsn"].to_pylist() == ["999900006"]
    opened._keys.require_this_master()


def test_an_unwrapped_key_stays_in_memory(
    tmp_path: Path, master: TransitMaster, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = vault_in(tmp_path, master)
    vault.seal_delivery(AANBIEDER, LEVERING, typed({}))
    asked = []
    real = master.unwrap
    monkeypatch.setattr(master, "unwrap", lambda *given: asked.append(given) or real(*given))

    for _ in range(5):
        vault.trajecten(AANBIEDER, LEVERING)

    assert asked == []


def test_an_approle_comes_in_too_and_again_when_its_token_ended(server: Bao) -> None:
    environ = server.environ(
        UITKOMST_TRANSIT_ROLE_ID=server.role_id,
        UITKOMST_TRANSIT_SECRET_ID_FILE=str(server.secret_id_file),
    )
    del environ["UITKOMST_TRANSIT_TOKEN_FILE"]
    master = TransitMaster.from_env(environ)
    wrapped = master.wrap(b"secret", CONTEXT)

    server.root().auth.token.revoke(master._client.token)

    assert master.unwrap(wrapped, CONTEXT) == b"secret"


def test_a_token_that_does_not_open_is_refused_in_words(server: Bao, tmp_path: Path) -> None:
    (tmp_path / "token").write_text("s.wrong")
    master = TransitMaster.from_env(
        server.environ(UITKOMST_TRANSIT_TOKEN_FILE=str(tmp_path / "token"))
    )

    with pytest.raises(TransitRefused, match="weigert dit programma") as refused:
        master.wrap(b"secret", CONTEXT)

    assert "s.wrong" not in str(refused.value) + repr(master)


def test_a_key_this_program_has_no_right_to_is_refused(server: Bao) -> None:
    master = TransitMaster.from_env(server.environ(UITKOMST_TRANSIT_KEY="of-somebody-else"))

    with pytest.raises(TransitRefused):
        master.wrap(b"secret", CONTEXT)


def test_a_server_nobody_vouches_for_is_not_spoken_to(server: Bao) -> None:
    environ = server.environ()
    del environ["UITKOMST_TRANSIT_CA"]

    with pytest.raises(TransitAway):
        TransitMaster.from_env(environ).wrap(b"secret", CONTEXT)


def test_without_the_server_nothing_opens_and_one_is_told_why(tmp_path: Path) -> None:
    with bao.running() as server:
        master = TransitMaster.from_env(server.environ())
        vault_in(tmp_path, master).seal_delivery(AANBIEDER, LEVERING, typed({}))
        server.stop()

        vault = vault_in(tmp_path, TransitMaster.from_env(server.environ()))
        with pytest.raises(TransitAway, match="antwoordt niet") as refused:
            vault.trajecten(AANBIEDER, LEVERING)
        for ask in (vault._keys.require_this_master, vault.replay_tombstones):
            with pytest.raises(TransitAway):
                ask()
        assert "UITKOMST_TRANSIT_ADDRESS" in refused.value.melding


def test_a_sealed_server_is_away(tmp_path: Path) -> None:
    with bao.running() as server:
        master = TransitMaster.from_env(server.environ())
        wrapped = master.wrap(b"secret", CONTEXT)
        server.root().sys.seal()

        with pytest.raises(TransitAway):
            master.unwrap(wrapped, CONTEXT)


def test_after_a_new_version_of_its_key_everything_is_wrapped_by_that(
    tmp_path: Path, server: Bao
) -> None:
    master = TransitMaster.from_env(server.environ())
    vault = vault_in(tmp_path, master)
    vault.seal_delivery(AANBIEDER, LEVERING, typed({}))

    version = master.rotate()
    done = rotation.rewrapped(vault._keys, master)

    files = list((tmp_path / "keys").rglob("*.sleutel"))
    assert done == len(files) == len(Purpose)
    for path in files:
        assert f"vault:v{version}:".encode() in path.read_bytes()
        assert b"vault:v1:" not in path.read_bytes()
    # The server may now forget what came before.
    server.root().secrets.transit.update_key_configuration(name=KEY, min_decryption_version=version)
    again = vault_in(tmp_path, TransitMaster.from_env(server.environ()))
    assert again.trajecten(AANBIEDER, LEVERING).num_rows == 1
    server.root().secrets.transit.update_key_configuration(name=KEY, min_decryption_version=1)


def test_from_a_file_to_the_server_and_back_nothing_is_lost(
    tmp_path: Path, master: TransitMaster
) -> None:
    local = MasterKey(bytes(range(32)))
    vault_in(tmp_path, local).seal_delivery(AANBIEDER, LEVERING, typed({}))

    rotation.rewrapped(KeyStore(tmp_path / "keys", local), master)
    for either in (local, master):
        assert vault_in(tmp_path, either).trajecten(AANBIEDER, LEVERING).num_rows == 1
    rotation.finished(vault_in(tmp_path, master)._objects)

    with pytest.raises(SealBroken, match="hoofdsleutel"):
        vault_in(tmp_path, local).trajecten(AANBIEDER, LEVERING)
    rotation.rewrapped(KeyStore(tmp_path / "keys", master), local)
    assert vault_in(tmp_path, local).trajecten(AANBIEDER, LEVERING).num_rows == 1


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"UITKOMST_TRANSIT_ADDRESS": "http://kluis.example:8200"}, "https"),
        ({"UITKOMST_TRANSIT_KEY": ""}, "UITKOMST_TRANSIT_KEY"),
        ({"UITKOMST_TRANSIT_TOKEN_FILE": "/bestaat/niet"}, "token"),
        ({"UITKOMST_TRANSIT_CA": "/bestaat/niet"}, "certificaat"),
    ],
)
def test_what_is_missing_is_named(server: Bao, changed: dict[str, str], word: str) -> None:
    with pytest.raises(TransitMisnamed, match=word) as refused:
        TransitMaster.from_env(server.environ(**changed)).wrap(b"secret", CONTEXT)

    assert isinstance(refused.value, MasterKeyMissing)


def test_a_token_of_the_environment_is_not_taken_by_accident(
    server: Bao, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("VAULT_TOKEN", bao.ROOT)
    (tmp_path / "token").write_text("s.wrong")
    environ = server.environ(UITKOMST_TRANSIT_TOKEN_FILE=str(tmp_path / "token"))

    with pytest.raises(TransitRefused):
        TransitMaster.from_env(environ).wrap(b"secret", CONTEXT)


def test_each_provider_has_a_place_of_its_own_in_what_is_wrapped(
    tmp_path: Path, master: TransitMaster
) -> None:
    keys = KeyStore(tmp_path, master)
    for aanbieder in (AANBIEDER, UUID(int=2)):
        keys.key_to_seal_with(aanbieder, Purpose.TRAJECTEN)
    content = (tmp_path / str(AANBIEDER) / "trajecten.sleutel").read_bytes()
    (tmp_path / str(UUID(int=2)) / "trajecten.sleutel").write_bytes(content)

    with pytest.raises(SealBroken):
        KeyStore(tmp_path, master).key(UUID(int=2), Purpose.TRAJECTEN)
