"""`uitkomst sleutels`: what it shows, what it changes, what it writes down; never a secret."""

import base64
import shutil
from argparse import Namespace

import pytest
from django.conf import settings
from test_aanleveringen import confirm, inhoud_of, send
from world import BSNS, NOW, children, csv

from uitkomst.cli import sleutels
from uitkomst.cli.arguments import Parser
from uitkomst.cli.main import main
from uitkomst.register.models import AuditEvent
from uitkomst.services import keyring, rotating
from uitkomst.vault.keys import Purpose
from uitkomst.vault.master import MasterKey
from uitkomst.vault.refusals import NotFinished, SealBroken, TransitMisnamed


@pytest.fixture
def here(people, tmp_path, monkeypatch):  # type: ignore[no-untyped-def]
    """An installation in a scratch folder, with one delivery that counts."""
    for name in ("UITKOMST_MASTER_KEY", "UITKOMST_MASTER_KEY_FILE", "UITKOMST_TRANSIT_ADDRESS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(settings, "DATA", tmp_path)
    monkeypatch.setattr(settings, "MASTER_KEY_FILE", tmp_path / "hoofdsleutel")
    MasterKey.create_file(tmp_path / "hoofdsleutel")
    keyring.current_vault.cache_clear()
    vault = keyring.current_vault()
    sent = confirm(people.an, send(people.an, vault, csv(children(3))))
    yield people.an.organisatie, inhoud_of(sent), tmp_path
    keyring.current_vault.cache_clear()


def ask(*words: str) -> None:
    parser = Parser(prog="uitkomst sleutels")
    sleutels.arguments(parser)
    args: Namespace = parser.parse_args(list(words))
    sleutels._answer(args)


def bsns(place) -> list[str]:  # type: ignore[no-untyped-def]
    aanbieder, levering, data = place
    vault = keyring.vault_in(data, keyring.master())
    return vault.identities(aanbieder, levering)["bsn"].to_pylist()


def lines() -> list[tuple[str, str]]:
    found = AuditEvent.objects.filter(action__startswith="sleutels:").order_by("pk")
    return list(found.values_list("action", "purpose"))


def test_it_shows_ages_and_counts_and_never_a_secret(here, capsys):
    ask("toon")

    said = capsys.readouterr().out
    assert "Stichting Aap" in said
    assert "3 jeugdigen, 1 bronnen, 0 gewist" in said
    assert "in gebruik, sinds" in said
    vault = keyring.current_vault()
    secrets = [vault._keys.key(here[0], purpose).secret for purpose in Purpose]
    secrets.append(MasterKey.from_file(settings.MASTER_KEY_FILE).secret)
    for secret in secrets:
        for shape in (secret.hex(), base64.b64encode(secret).decode(), repr(secret)):
            assert shape not in said
    assert not any(bsn in said for bsn in BSNS)


@pytest.mark.parametrize(
    "words", [("wissel", "aanbieders"), ("wissel", "hoofdsleutel"), ("afronden",)]
)
def test_a_rehearsal_counts_and_changes_nothing(here, capsys, words):
    before = {path: path.read_bytes() for path in here[2].rglob("*") if path.is_file()}

    ask(*words, "--proef")

    assert "0 objecten gaan niet open. Er is niets veranderd." in capsys.readouterr().out
    assert {path: path.read_bytes() for path in here[2].rglob("*") if path.is_file()} == before
    assert lines() == []


def test_new_keys_for_every_provider_and_then_the_old_ones_are_destroyed(here, capsys):
    old = keyring.current_vault()._keys.key(here[0], Purpose.TRAJECTEN)

    ask("wissel", "aanbieders")
    assert "1 aanbieders hebben nieuwe sleutels" in capsys.readouterr().out
    assert bsns(here) == BSNS[:3]
    ask("toon")
    assert "3 vervangen" in capsys.readouterr().out
    ask("afronden")

    assert bsns(here) == BSNS[:3]
    kept = keyring.vault_in(here[2], keyring.master())._keys.keys(here[0], Purpose.TRAJECTEN)
    assert [each.key for each in kept] != [old]
    assert len(kept) == 1
    assert [action for action, _ in lines()] == ["sleutels:rotate", "sleutels:finish"]


def test_another_master_key_in_a_file(here, capsys, monkeypatch):
    new = here[2] / "elders" / "nieuw"

    ask("wissel", "hoofdsleutel", "--nieuw", str(new))
    assert "UITKOMST_MASTER_KEY_FILE=" in capsys.readouterr().out
    assert bsns(here) == BSNS[:3]
    monkeypatch.setenv("UITKOMST_MASTER_KEY_FILE", str(new))
    assert bsns(here) == BSNS[:3]
    ask("afronden")

    assert bsns(here) == BSNS[:3]
    monkeypatch.delenv("UITKOMST_MASTER_KEY_FILE")
    with pytest.raises(SealBroken, match="hoofdsleutel"):
        bsns(here)


def test_without_a_place_for_the_new_master_key_it_asks_for_one(capsys):
    assert main(["sleutels", "wissel", "hoofdsleutel"]) == 2
    assert "--nieuw" in capsys.readouterr().err


def test_a_server_that_is_not_there_has_no_key_to_rotate(here):
    with pytest.raises(TransitMisnamed):
        rotating.rotate_transit(now=NOW)
    assert lines() == []


def test_what_something_still_depends_on_is_not_destroyed(here):
    data, aanbieder = here[2], here[0]
    path = data / "kluis" / str(aanbieder) / str(here[1]) / "trajecten"
    before = path.read_bytes()
    list(rotating.renew_providers(now=NOW))
    path.write_bytes(before)

    with pytest.raises(NotFinished):
        rotating.finish(now=NOW)
    assert bsns(here) == BSNS[:3]


def test_a_start_brings_the_vault_in_line_with_its_keys(here):
    aanbieder, levering, data = here
    vault = keyring.current_vault()
    shutil.copytree(data / "kluis", data / "kopie")
    vault.erase_person(aanbieder, vault.find_person(aanbieder, bsn=BSNS[0]))
    shutil.rmtree(data / "kluis")
    shutil.copytree(data / "kopie", data / "kluis")

    keyring.require_keys()

    assert bsns(here) == BSNS[1:3]
    assert vault.objects(aanbieder, levering) != ()
