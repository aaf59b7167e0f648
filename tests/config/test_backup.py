"""A backup holds the books and the objects of one moment, and only an offline key opens it."""

import hashlib
import io
import json
import shutil
import stat
import subprocess
import tempfile
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyrage
import pytest
from django.conf import settings
from django.test import override_settings
from django.utils import timezone
from test_aanleveringen import confirm, send
from world import NOW, children, csv, world

from uitkomst.config import embedded
from uitkomst.config.backup import agefile, archive, making, postgres, restoring, shelf
from uitkomst.config.backup.postgres import Database
from uitkomst.config.refusals import NoBackupKey, NotBackedUp, NotRestored
from uitkomst.register.models import Aanlevering, AuditEvent, Reservekopie
from uitkomst.register.models.aanleveringen import Status
from uitkomst.services import keyring
from uitkomst.services.deelnemers.adapters import MFAAdapter
from uitkomst.services.delivering import aanleveringen
from uitkomst.vault.keys import Purpose
from uitkomst.vault.master import MasterKey
from uitkomst.vault.refusals import KeyMissing, OlderObject, UnknownObject, VaultRefusal

MADE = datetime(2026, 7, 15, 12, 0, tzinfo=UTC)


@pytest.fixture
def pair(monkeypatch, tmp_path):
    """A pair of keys: the public half in the environment, the private half in a file."""
    public, private = agefile.new_pair()
    monkeypatch.setenv(agefile.VARIABLE, public)
    file = tmp_path / "offline.key"
    file.write_text(f"# openbare sleutel: {public}\n{private}\n")
    return file


@pytest.fixture
def data(monkeypatch, tmp_path):
    """A data folder with a master key, which the settings name."""
    folder = tmp_path / "data"
    folder.mkdir()
    monkeypatch.setattr(settings, "DATA", folder)
    monkeypatch.setattr(settings, "MASTER_KEY_FILE", folder / "hoofdsleutel")
    MasterKey.create_file(folder / "hoofdsleutel")
    keyring.current_vault.cache_clear()
    yield folder
    keyring.current_vault.cache_clear()


@pytest.fixture
def shelf_of(tmp_path):
    """Give an empty folder for backups."""

    def made(name: str) -> Path:
        (tmp_path / name).mkdir(exist_ok=True)
        return tmp_path / name

    return made


@pytest.fixture
def elsewhere():
    """An empty data folder with an empty database of its own."""
    folder = Path(tempfile.mkdtemp(prefix="uitkomst-test-"))
    folder.chmod(0o711)
    embedded.start(folder, {"fsync": "off"})
    place = embedded.django_database(folder)
    yield folder, Database({"dbname": place["NAME"], "user": place["USER"], "host": place["HOST"]})
    embedded.destroy(folder)
    shutil.rmtree(folder)


def delivered(vault, number: int = 30):
    people = world()
    confirm(people.an, send(people.an, vault, csv(children(number))))
    send(people.ben, vault, csv(children(number, start=number)))
    return people


def opened(path: Path, key: Path, expected: str = "") -> restoring.Backup:
    return restoring.looked_through(path, agefile.identity_in(key), expected)


def content_of(kluis: Path) -> dict[str, bytes]:
    return {
        path.relative_to(kluis).as_posix(): path.read_bytes()
        for path in kluis.rglob("*")
        if path.is_file()
    }


def rows_in(database: Database) -> dict[str, int]:
    with database.connect() as connection:
        return postgres.rows(connection)


@pytest.mark.django_db(transaction=True)
def test_what_is_restored_is_what_was_there(pair, data, shelf_of, elsewhere):
    delivered(keyring.current_vault())
    before = rows_in(postgres.of_django())

    made = making.make_data(data=data, folder=shelf_of("g"), now=MADE)
    folder, database = elsewhere
    backup = opened(made.path, pair)
    restoring.put_back_data(backup, data=folder, database=database)

    assert rows_in(database) == before == backup.manifest.tabellen
    assert restoring.counts_differ(database, backup.manifest) == []
    assert content_of(folder / "kluis") == content_of(data / "kluis") != {}
    with database.connect() as there:
        asked = "select reference, status, inhoud, summary from register_aanlevering order by 1"
        restored = there.execute(asked).fetchall()
    here = Aanlevering.objects.order_by("reference").values_list(
        "reference", "status", "inhoud", "summary"
    )
    assert restored == list(here)


@pytest.mark.django_db(transaction=True)
def test_a_backup_is_booked_with_its_sum_and_its_term(pair, data, shelf_of):
    delivered(keyring.current_vault(), 3)

    made = making.make_data(data=data, folder=shelf_of("g"), now=MADE)
    keys = making.make_keys(data=data, folder=shelf_of("s"), now=MADE)

    for each, days in ((made, 35), (keys, 14)):
        booked = Reservekopie.objects.get(naam=each.path.name)
        assert booked.sha256 == each.sha256 == hashlib.sha256(each.path.read_bytes()).hexdigest()
        assert booked.bytes == each.path.stat().st_size
        assert booked.bewaard_tot == MADE.date() + timedelta(days=days)
        line = AuditEvent.objects.get(action="reservekopie:make", subject=each.path.name)
        assert each.sha256 in line.purpose
        assert each.path.stat().st_mode & 0o077 == 0
        assert each.sha256 in each.path.with_name(each.path.name + ".sha256").read_text()


@pytest.mark.django_db(transaction=True)
def test_a_backup_of_data_holds_no_key_and_one_of_keys_no_data(pair, data, shelf_of):
    delivered(keyring.current_vault(), 3)
    master = (data / "hoofdsleutel").read_bytes().strip()
    kept = [path.read_bytes() for path in (data / "sleutels").rglob("*") if path.is_file()]
    wrapped = [content for content in kept if content]
    identity = agefile.identity_in(pair)

    made = making.make_data(data=data, folder=shelf_of("g"), now=MADE)
    clear = pyrage.decrypt(made.path.read_bytes(), [identity])
    keys = making.make_keys(data=data, folder=shelf_of("s"), now=MADE)
    clear_keys = pyrage.decrypt(keys.path.read_bytes(), [identity])

    assert wrapped
    assert not [key for key in [master, *wrapped] if key in clear]
    assert b"sleutels/" not in clear
    assert all(key in clear_keys for key in wrapped)
    assert master not in clear_keys
    assert b"kluis/" not in clear_keys
    assert b"database/" not in clear_keys


@pytest.mark.django_db(transaction=True)
def test_keys_are_never_put_beside_data(pair, data, shelf_of):
    delivered(keyring.current_vault(), 3)
    making.make_data(data=data, folder=shelf_of("g"), now=MADE)

    with pytest.raises(NotBackedUp, match="nooit in dezelfde map"):
        making.make_keys(data=data, folder=shelf_of("g"), now=MADE)

    assert not list(shelf_of("g").glob("uitkomst-sleutels*"))


@pytest.mark.django_db(transaction=True)
def test_restored_keys_open_what_they_opened(pair, data, shelf_of):
    delivered(keyring.current_vault(), 3)
    keys = making.make_keys(data=data, folder=shelf_of("s"), now=MADE)
    before = content_of(data / "sleutels")
    with pytest.raises(NotRestored, match="al sleutels"):
        restoring.put_back_keys(opened(keys.path, pair), data=data)

    shutil.rmtree(data / "sleutels")
    restoring.put_back_keys(opened(keys.path, pair), data=data)

    assert content_of(data / "sleutels") == before != {}


@pytest.mark.django_db(transaction=True)
def test_what_seals_second_factors_comes_back_with_the_keys(pair, data, shelf_of):
    """A new installation made a secret of its own; with that nobody's app would be known."""
    delivered(keyring.current_vault(), 3)
    (data / "secret.key").write_text("of then")
    with override_settings(SECRET_KEY="of then"):
        sealed = MFAAdapter().encrypt("JBSWY3DP")
    keys = making.make_keys(data=data, folder=shelf_of("s"), now=MADE)
    shutil.rmtree(data / "sleutels")
    (data / "secret.key").write_text("of a new machine")

    restoring.put_back_keys(opened(keys.path, pair), data=data)

    with override_settings(SECRET_KEY=(data / "secret.key").read_text()):
        assert MFAAdapter().decrypt(sealed) == "JBSWY3DP"
    assert stat.S_IMODE((data / "secret.key").stat().st_mode) == 0o600


@pytest.mark.django_db(transaction=True)
def test_keys_that_do_not_fit_leave_everything_as_it_was(pair, data, shelf_of):
    delivered(keyring.current_vault(), 3)
    (data / "secret.key").write_text("of then")
    keys = making.make_keys(data=data, folder=shelf_of("s"), now=MADE)
    shutil.rmtree(data / "sleutels")
    (data / "secret.key").write_text("of now")
    (data / "hoofdsleutel").unlink()
    MasterKey.create_file(data / "hoofdsleutel")
    keyring.current_vault.cache_clear()

    with pytest.raises(VaultRefusal):
        restoring.put_back_keys(opened(keys.path, pair), data=data)

    assert (data / "secret.key").read_text() == "of now"
    assert not list(data.rglob("*.sleutel"))


def damaged(how: str, content: bytes) -> bytes:
    middle = len(content) // 2
    return {
        "a flipped bit": content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :],
        "a flipped bit in the head": content[:30] + bytes([content[30] ^ 1]) + content[31:],
        "a cut tail": content[:-100],
        "cut at a piece": content[: len(content) - len(content) % 65552],
        "one byte more": content + b"x",
        "nothing": b"",
        "a text": b"age-encryption.org/v1\nhello",
    }[how]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "how",
    [
        "a flipped bit", "a flipped bit in the head", "a cut tail", "cut at a piece",
        "one byte more", "nothing", "a text",
    ],
)  # fmt: skip
def test_damage_is_seen_with_and_without_the_sum(pair, data, shelf_of, elsewhere, how):
    delivered(keyring.current_vault(), 3)
    made = making.make_data(data=data, folder=shelf_of("g"), now=MADE)
    made.path.write_bytes(damaged(how, made.path.read_bytes()))

    with pytest.raises(NotRestored, match="controlesom") as refused:
        opened(made.path, pair)
    assert "Er is niets teruggezet" in refused.value.melding
    with pytest.raises(NotRestored, match="controlesom"):
        opened(made.path, pair, made.sha256)
    made.path.with_name(made.path.name + ".sha256").unlink()
    with pytest.raises(NotRestored, match=r"beschadigd|niet heel|past niet") as refused:
        opened(made.path, pair)
    assert "Er is niets teruggezet" in refused.value.melding


@pytest.mark.django_db(transaction=True)
def test_another_key_opens_nothing_and_is_told(pair, data, shelf_of, tmp_path):
    delivered(keyring.current_vault(), 3)
    made = making.make_data(data=data, folder=shelf_of("g"), now=MADE)
    other = tmp_path / "other.key"
    other.write_text(agefile.new_pair()[1])

    with pytest.raises(NotRestored, match="past niet"):
        opened(made.path, other)
    other.write_text("AGE-SECRET-KEY-1WRONG")
    with pytest.raises(NotRestored, match="geen geheime sleutel") as refused:
        opened(made.path, other)
    assert "1WRONG" not in refused.value.melding
    assert refused.value.__cause__ is None


@pytest.mark.django_db(transaction=True)
def test_a_restore_goes_to_an_empty_place_only(pair, data, shelf_of, elsewhere):
    delivered(keyring.current_vault(), 3)
    made = making.make_data(data=data, folder=shelf_of("g"), now=MADE)
    backup = opened(made.path, pair)
    folder, database = elsewhere

    with pytest.raises(NotRestored, match="al gegevens"):
        restoring.put_back_data(backup, data=data, database=database)
    with pytest.raises(NotRestored, match="al tabellen"):
        restoring.put_back_data(backup, data=folder, database=postgres.of_django())

    assert content_of(data / "kluis") != {}
    assert not (folder / "kluis").exists()


@pytest.mark.django_db(transaction=True)
def test_a_restore_that_fails_half_way_leaves_nothing(pair, data, shelf_of, elsewhere, monkeypatch):
    delivered(keyring.current_vault(), 3)
    made = making.make_data(data=data, folder=shelf_of("g"), now=MADE)
    backup = opened(made.path, pair)
    folder, database = elsewhere
    real, placed = restoring._placed, []

    def full(path, content):
        if placed:
            raise OSError(28, "No space left on device")
        placed.append(path)
        real(path, content)

    monkeypatch.setattr(restoring, "_placed", full)
    with pytest.raises(NotRestored, match="vol"):
        restoring.put_back_data(backup, data=folder, database=database)

    assert not (folder / "kluis").exists()
    assert postgres.is_empty(database)


@pytest.mark.parametrize("text", ["", "age1", "ssh-ed25519 AAAA", "AGE-SECRET-KEY-1ABC"])
def test_without_a_public_key_there_is_no_backup(text, monkeypatch):
    monkeypatch.setenv(agefile.VARIABLE, text)

    with pytest.raises(NoBackupKey, match="sleutelpaar") as refused:
        agefile.recipient()

    assert "SECRET" not in refused.value.melding


class FullDisk:
    """Takes so many bytes, and then there is no room any more."""

    def __init__(self, real, room: int) -> None:
        self.real, self.room = real, room

    def write(self, content) -> int:
        self.room -= len(content)
        if self.room < 0:
            raise OSError(28, "No space left on device")
        return self.real.write(content)


@pytest.mark.parametrize("room", [0, 100, 200_000])
def test_a_full_disk_is_told_and_nothing_is_left(pair, shelf_of, monkeypatch, room):
    sink = agefile._Sink
    monkeypatch.setattr(agefile, "_Sink", lambda file: sink(FullDisk(file, room)))
    chunks = (bytes(50_000) for _ in range(10))

    with pytest.raises(NotBackedUp, match="vol"):
        agefile.write(shelf_of("g") / "x.age", chunks, agefile.recipient())

    assert list(shelf_of("g").iterdir()) == []


@pytest.mark.skipif(not shutil.which("mount"), reason="needs a small file system")
def test_a_disk_that_is_really_full_is_told(pair, shelf_of):
    small = shelf_of("small")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(small)], capture_output=True
    )
    if mounted.returncode:
        pytest.skip("no file system may be mounted here")
    try:
        chunks = (hashlib.sha256(bytes([n % 256])).digest() * 3000 for n in range(40))
        with pytest.raises(NotBackedUp, match="vol"):
            agefile.write(small / "x.age", chunks, agefile.recipient())
        assert list(small.iterdir()) == []
    finally:
        subprocess.run(["umount", str(small)], check=True)


@pytest.mark.django_db(transaction=True)
def test_a_dump_that_fails_makes_no_backup(pair, data, shelf_of, monkeypatch):
    delivered(keyring.current_vault(), 3)
    real = postgres.dumped
    monkeypatch.setattr(postgres, "dumped", lambda database, _: real(database, "no-such-moment"))

    with pytest.raises(NotBackedUp, match="pg_dump"):
        making.make_data(data=data, folder=shelf_of("g"), now=MADE)

    assert list(shelf_of("g").iterdir()) == []
    assert not Reservekopie.objects.exists()


@contextmanager
def busy(vault, people):
    """People deliver and throw away all the time, in threads of their own."""
    done = threading.Event()
    failed: list[BaseException] = []

    def work(actor, start: int) -> None:
        from django.db import connection

        try:
            while not done.is_set():
                draft = send(actor, vault, csv(children(3, start=start)))
                if draft.versie % 2:
                    aanleveringen.discard(
                        actor=actor, reference=draft.reference, now=NOW, vault=vault
                    )
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=work, args=(actor, 10 * number))
        for number, actor in enumerate((people.an, people.ben, people.cor))
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        done.set()
        for thread in threads:
            thread.join()
    assert not failed, failed


def missing_in(path: Path, key: Path) -> tuple[int, list[str]]:
    """How many objects the dump in a backup tells of, and which of them the backup lacks."""
    folder = Path(tempfile.mkdtemp(prefix="uitkomst-test-"))
    folder.chmod(0o711)
    try:
        embedded.start(folder, {"fsync": "off"})
        place = embedded.django_database(folder)
        database = Database({"dbname": place["NAME"], "user": place["USER"], "host": place["HOST"]})
        restoring.put_back_data(opened(path, key), data=folder, database=database)
        booked = booked_in(database)
        return len(booked), [each for each in booked if not (folder / "kluis" / each).exists()]
    finally:
        embedded.destroy(folder)
        shutil.rmtree(folder)


def booked_in(database: Database) -> list[str]:
    """What must lie in the vault: the source of each draft, and its rows once it was checked."""
    asked = (
        "select aanbieder_id, reference, inhoud, bron from register_aanlevering where status <> %s"
    )
    with database.connect() as there:
        found = there.execute(asked, [Status.WEGGEGOOID.value]).fetchall()
    sources = [f"{aanbieder}/{reference}/{bron}" for aanbieder, reference, _, bron in found]
    rows = [f"{aanbieder}/{inhoud}" for aanbieder, _, inhoud, _ in found if inhoud]
    return sources + rows


@pytest.mark.django_db(transaction=True)
def test_a_backup_while_people_work_misses_nothing_that_it_tells_of(pair, data, shelf_of):
    vault = keyring.current_vault()
    people = world()

    made, during = [], 0
    with busy(vault, people):
        while Aanlevering.objects.count() < 6:
            time.sleep(0.05)
        for number in range(4):
            before = Aanlevering.objects.count()
            at = MADE + timedelta(seconds=number)
            made.append(making.make_data(data=data, folder=shelf_of("g"), now=at))
            during += Aanlevering.objects.count() - before

    assert during > 0
    for each in made:
        told, missing = missing_in(each.path, pair)
        assert told
        assert missing == []


@pytest.mark.django_db(transaction=True)
def test_copying_the_objects_before_the_dump_alone_would_miss_some(
    pair, data, shelf_of, monkeypatch
):
    """What the last look is for: without it the very test above finds what is missing."""
    vault = keyring.current_vault()
    people = delivered(vault, 3)
    real = making._seen
    looks: list[set] = []

    def blind(store):
        looks.append(real(store))
        return looks[0]

    monkeypatch.setattr(making, "_seen", blind)
    standing = postgres.standing_still

    @contextmanager
    def late(database):
        send(people.cor, vault, csv(children(2, start=200)))
        with standing(database):
            yield

    monkeypatch.setattr(postgres, "standing_still", late)
    made = making.make_data(data=data, folder=shelf_of("g"), now=MADE)

    assert missing_in(made.path, pair)[1] != []


@pytest.mark.django_db(transaction=True)
def test_what_was_removed_while_it_was_copied_does_not_come_back(
    pair, data, shelf_of, monkeypatch, elsewhere
):
    vault = keyring.current_vault()
    people = delivered(vault, 3)
    draft = send(people.cor, vault, csv(children(2, start=200)))
    standing = postgres.standing_still

    @contextmanager
    def meanwhile(database):
        aanleveringen.discard(actor=people.cor, reference=draft.reference, now=NOW, vault=vault)
        with standing(database):
            yield

    monkeypatch.setattr(postgres, "standing_still", meanwhile)
    made = making.make_data(data=data, folder=shelf_of("g"), now=MADE)
    folder, database = elsewhere
    backup = opened(made.path, pair)
    restoring.put_back_data(backup, data=folder, database=database)

    assert any(str(draft.reference) in name for name in backup.manifest.vervallen)
    assert content_of(folder / "kluis") == content_of(data / "kluis")


@pytest.mark.django_db(transaction=True)
def test_a_child_that_was_erased_since_stays_erased(pair, data, shelf_of, elsewhere):
    """The backup is older than the erasure; the keys are not."""
    vault = keyring.current_vault()
    people = world()
    received = send(people.an, vault, csv(children(12)))
    confirm(people.an, received)
    place = people.an.organisatie, Aanlevering.objects.get(pk=received.reference).inhoud
    before = making.make_data(data=data, folder=shelf_of("g"), now=MADE)
    child, other = vault.identities(*place).to_pylist()[:2]
    vault.erase_person(people.an.organisatie, child["persoon"])
    folder, database = elsewhere
    restoring.put_back_data(opened(before.path, pair), data=folder, database=database)
    shutil.copytree(data / "sleutels", folder / "sleutels")

    there = keyring.vault_in(folder, MasterKey.from_file(data / "hoofdsleutel"))
    with pytest.raises(OlderObject):  # Until then it is not shown at all.
        there.identities(*place)
    there.replay_tombstones()
    after = there.identities(*place).to_pylist()

    assert child["bsn"] not in [row["bsn"] for row in after]
    assert child["persoon"] not in [row["persoon"] for row in after]
    assert other["bsn"] in [row["bsn"] for row in after]
    assert there.find_person(people.an.organisatie, bsn=child["bsn"]) is None
    with pytest.raises((UnknownObject, KeyMissing)):  # The file it was delivered in.
        there.open_object(place[0], received.reference, "bron", Purpose.IDENTITEITEN)


@pytest.mark.django_db(transaction=True)
def test_books_that_never_stand_still_are_told(pair, data, shelf_of, monkeypatch):
    delivered(keyring.current_vault(), 3)
    monkeypatch.setattr(postgres, "LOCK_TRIES", 2)
    with postgres.of_django().connect() as other:
        other.execute("lock table register_aanlevering in row exclusive mode")
        with pytest.raises(NotBackedUp, match="te druk"):
            making.make_data(data=data, folder=shelf_of("g"), now=MADE)

    assert list(shelf_of("g").iterdir()) == []


@pytest.mark.django_db(transaction=True)
def test_clearing_removes_what_is_past_its_time_and_nothing_else(pair, data, shelf_of):
    delivered(keyring.current_vault(), 3)
    old = making.make_data(data=data, folder=shelf_of("g"), now=MADE - timedelta(days=35))
    young = making.make_data(data=data, folder=shelf_of("g"), now=MADE - timedelta(days=34))
    unknown = shelf_of("g") / shelf.name_for("gegevens", MADE - timedelta(days=40))
    unknown.write_bytes(b"")
    mine = shelf_of("g") / "mine.txt"
    mine.write_text("keep")
    keys = making.make_keys(data=data, folder=shelf_of("s"), now=MADE - timedelta(days=14))

    assert set(shelf.clear(shelf_of("g"), now=MADE)) == {old.path.name, unknown.name}
    assert shelf.clear(shelf_of("s"), now=MADE) == [keys.path.name]

    assert {path.name for path in shelf_of("g").iterdir()} == {
        young.path.name, f"{young.path.name}.sha256", "mine.txt",
    }  # fmt: skip
    assert list(shelf_of("s").iterdir()) == []
    gone = Reservekopie.objects.exclude(verwijderd_at=None).values_list("naam", flat=True)
    assert set(gone) == {old.path.name, keys.path.name}
    assert AuditEvent.objects.filter(action="reservekopie:remove").count() == 3


def test_the_names_in_a_backup_cannot_leave_the_data_folder():
    for name in ("../x", "/etc/passwd", "kluis/../../x", "kluis//x", ".draft-x", "kluis/.x", ""):
        stream = io.BytesIO(b"".join(archive.packed([archive.Part(name, b"x")])))
        with pytest.raises(NotRestored):
            list(archive.unpacked(stream))


@pytest.mark.parametrize(
    "change", ["no manifest", "an object less", "other bytes", "after the end"]
)
def test_a_backup_that_does_not_hold_what_it_says_is_not_whole(change):
    tally = archive.Tally()
    parts = [tally.count(archive.Part(f"kluis/{n}", bytes([n]))) for n in range(3)]
    told = archive.Manifest("gegevens", "2026-07-15", "0", tally.objects, tally.bytes, tally.sha256)
    whole = [*parts, archive.written(told)]
    assert archive.whole(whole) == told
    broken = {
        "no manifest": parts,
        "an object less": whole[1:],
        "other bytes": [archive.Part("kluis/0", b"x"), *whole[1:]],
        "after the end": [*whole, parts[0]],
    }[change]

    with pytest.raises(NotRestored, match="niet heel"):
        archive.whole(broken)


@pytest.mark.parametrize("name", ["hoofdsleutel", "sleutels/1/x.sleutel", "secret.key", "kluisx"])
def test_a_backup_of_data_brings_no_key_along(pair, tmp_path, name):
    """Whoever has the public key can make a file like this; it is refused before it is in place."""
    tally = archive.Tally()
    part = tally.count(archive.Part(name, b"theirs"))
    told = archive.Manifest("gegevens", "", "", tally.objects, tally.bytes, tally.sha256)
    forged = archive.packed([part, archive.written(told)])
    agefile.write(tmp_path / "x.age", forged, agefile.recipient())

    with pytest.raises(NotRestored, match="niet heel"):
        restoring._poured(opened(tmp_path / "x.age", pair), tmp_path / "there", None)

    assert not (tmp_path / "there").exists()


def test_a_manifest_of_another_form_is_refused():
    other = archive.Part(archive.MANIFEST, json.dumps({"formaat": 2}).encode())

    with pytest.raises(NotRestored, match="andere versie"):
        archive.whole([other])


def test_the_terms_are_those_of_the_norm():
    day = timezone.localdate(MADE)

    assert shelf.backups.kept_until("gegevens", day) - day == timedelta(days=35)
    assert shelf.backups.kept_until("sleutels", day) - day == timedelta(days=14)
