"""Where keys come from, who may read them, and what two processes do at once."""

import base64
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pytest

from uitkomst.vault.keys import KeyStore, Purpose
from uitkomst.vault.master import MasterKey
from uitkomst.vault.refusals import KeyMissing, MasterKeyExists, MasterKeyMissing, SealBroken

AANBIEDER = UUID(int=1)
TEXT = base64.b64encode(bytes(range(32))).decode()


def test_the_master_key_comes_from_the_environment() -> None:
    assert MasterKey.from_env({"UITKOMST_MASTER_KEY": TEXT + "\n"}).secret == bytes(range(32))


def test_the_master_key_comes_from_a_file_the_environment_names(tmp_path: Path) -> None:
    made = MasterKey.create_file(tmp_path / "master.key")

    read = MasterKey.from_env({"UITKOMST_MASTER_KEY_FILE": str(tmp_path / "master.key")})

    assert read.secret == made.secret
    assert len(read.secret) == 32


@pytest.mark.parametrize("mode", [0o400, 0o600])
def test_a_private_key_file_is_read(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "master.key"
    path.write_text(TEXT)
    path.chmod(mode)

    assert MasterKey.from_file(path).secret == bytes(range(32))


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660, 0o620, 0o601])
def test_a_key_file_that_others_can_reach_is_refused_with_the_way_out(
    tmp_path: Path, mode: int
) -> None:
    path = tmp_path / "master.key"
    path.write_text(TEXT)
    path.chmod(mode)

    with pytest.raises(MasterKeyMissing, match="chmod 600") as refused:
        MasterKey.from_file(path)

    assert TEXT not in refused.value.melding


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"UITKOMST_MASTER_KEY": ""},
        {"UITKOMST_MASTER_KEY": "geen base64!"},
        {"UITKOMST_MASTER_KEY": base64.b64encode(bytes(31)).decode()},
        {"UITKOMST_MASTER_KEY_FILE": "/bestaat/niet"},
    ],
)
def test_no_usable_master_key_is_a_refusal_that_says_what_to_do(environ: dict[str, str]) -> None:
    with pytest.raises(MasterKeyMissing) as refused:
        MasterKey.from_env(environ)

    assert len(refused.value.melding) > 40
    assert "geen base64!" not in refused.value.melding


def test_a_master_key_is_never_overwritten(tmp_path: Path) -> None:
    made = MasterKey.create_file(tmp_path / "master.key")

    with pytest.raises(MasterKeyExists):
        MasterKey.create_file(tmp_path / "master.key")

    assert MasterKey.from_file(tmp_path / "master.key").secret == made.secret


def test_a_key_never_shows_itself() -> None:
    master = MasterKey(bytes(range(32)))

    for shown in (repr(master), repr(KeyStore(Path("k"), master))):
        assert TEXT not in shown
        assert bytes(range(32)).hex() not in shown
        assert repr(bytes(range(32))) not in shown


def test_another_master_key_opens_no_keys(tmp_path: Path) -> None:
    KeyStore(tmp_path, MasterKey(bytes(32))).key_to_seal_with(AANBIEDER, Purpose.INDEX)

    with pytest.raises(SealBroken, match="hoofdsleutel"):
        KeyStore(tmp_path, MasterKey(bytes(range(32)))).key(AANBIEDER, Purpose.INDEX)


def test_each_provider_and_each_purpose_has_a_key_of_its_own(tmp_path: Path) -> None:
    keys = KeyStore(tmp_path, MasterKey(bytes(32)))

    made = {
        keys.key_to_seal_with(aanbieder, purpose).secret
        for aanbieder in (AANBIEDER, UUID(int=2))
        for purpose in Purpose
    }

    assert len(made) == 2 * len(Purpose)
    assert len(list(tmp_path.rglob("*.sleutel"))) == 2 * len(Purpose)


def test_asking_for_a_key_to_open_with_makes_none(tmp_path: Path) -> None:
    with pytest.raises(KeyMissing):
        KeyStore(tmp_path, MasterKey(bytes(32))).key(AANBIEDER, Purpose.INDEX)

    assert not list(tmp_path.iterdir())


RACE = """
import sys, time
from pathlib import Path
from uuid import UUID
from uitkomst.vault.keys import KeyStore, Purpose
from uitkomst.vault.master import MasterKey
print("ready", flush=True)
sys.stdin.readline()
for n in range(40):
    keys = KeyStore(Path(sys.argv[1]), MasterKey(bytes(32)))
    print(keys.key_to_seal_with(UUID(int=n), Purpose.INDEX).secret.hex())
"""


def test_two_processes_that_make_the_same_keys_end_with_the_same_keys(tmp_path: Path) -> None:
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", RACE, str(tmp_path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for racer in racers:
        assert racer.stdout
        assert racer.stdout.readline() == "ready\n"
    for racer in racers:
        assert racer.stdin
        racer.stdin.write("go\n")
        racer.stdin.flush()
    first, second = (racer.communicate(timeout=60)[0].split() for racer in racers)

    assert first == second
    assert len(set(first)) == 40
    assert (
        sorted(path.suffix for path in tmp_path.rglob("*") if path.is_file()) == [".sleutel"] * 40
    )
