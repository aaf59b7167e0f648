"""The end of a contract: planned, agreed to by two, carried out; and then nothing is left."""

import json
import os
import shutil
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob
from test_aanleveringen import confirm, send
from traces import Search
from world import BSNS, NOW, PERIODE, csv, world

from uitkomst.access.actor import NotAllowed
from uitkomst.config.backup import postgres
from uitkomst.register.models import Aanlevering, AuditEvent, Besluit, Contracteinde, Publication
from uitkomst.register.models.aanleveringen import IN_FORCE
from uitkomst.services import decisions_by_two
from uitkomst.services.deelnemers import contracten
from uitkomst.services.figures import recompute
from uitkomst.services.figures.publications import own_table
from uitkomst.services.kept import orphans
from uitkomst.services.privacy import (
    certificaten,
    contracteinde,
    contracteinde_begin,
    contracteinde_eigen,
)
from uitkomst.services.privacy.contracteinde_job import carry_out
from uitkomst.services.refusals import EndNotPossible, NotAgreed, NotFound, RehearsalOutdated
from uitkomst.vault import files
from uitkomst.vault.identities import unboxed
from uitkomst.vault.keys import KeyStore
from uitkomst.vault.master import MasterKey
from uitkomst.vault.objects import Objects
from uitkomst.vault.people import People
from uitkomst.vault.refusals import VaultRefusal
from uitkomst.vault.store import FolderStore
from uitkomst.vault.streams import unpacked

ENDED = date(2026, 7, 1)
LATER = NOW + timedelta(days=31)
HERE, THERE = "0518", "0503"  # Den Haag, whose contract ends, and Delft
CANARIES = BSNS[300:340]
BIRTHDAY, POSTCODE = "20111113", "2511CV"
CLIENT = "KANARIE-{}"


def canaries() -> list[dict[str, str]]:
    """Forty children of Den Haag, each with a postcode and birthday that nobody else has."""
    same = {"geboortedatum": BIRTHDAY, "postcode_of_gemeente": POSTCODE}
    return [
        {"bsn": bsn, "tevredenheid_jeugdige": str(5 + n % 4), **same}
        for n, bsn in enumerate(CANARIES)
    ]


def elsewhere(bsns, **more) -> list[dict[str, str]]:  # type: ignore[no-untyped-def]
    return [{"bsn": bsn, "postcode_of_gemeente": THERE, **more} for bsn in bsns]


def contract_of(people, wie, opdrachtgever, tot=None) -> int:  # type: ignore[no-untyped-def]
    return contracten.add(
        actor=people.ruud, aanbieder=wie.organisatie, opdrachtgever=opdrachtgever.organisatie,
        nummer="2023-1", van=date(2023, 1, 1), tot=tot, now=NOW,
    ).reference  # fmt: skip


def delivered(people, vault, *, last: bool):  # type: ignore[no-untyped-def]
    """Two periods and a draft of An, under a contract with Den Haag that ended; figures of both."""
    contract = contract_of(people, people.an, people.guus, ENDED)
    if not last:
        contract_of(people, people.an, people.gert)
    rest = [] if last else [*elsewhere(BSNS[400:415]), *elsewhere(CANARIES[:2], hulpvorm="03")]
    running = {"datum_einde": "", "reden_beeindiging": ""}
    before = csv([{**each, **running} for each in [*canaries(), *rest]])
    confirm(people.an, send(people.an, vault, before, periode=PERIODE.vorige))
    confirm(people.an, send(people.an, vault, csv([*canaries()[:-1], *rest])))
    confirm(people.an, send(people.an, vault, csv([*canaries(), *rest])))
    confirm(people.ben, send(people.ben, vault, csv(elsewhere(BSNS[500:540]))))
    for periode in (PERIODE, PERIODE.vorige):
        recompute.compute(periode=periode, now=NOW, vault=vault)
    send(people.an, vault, csv(canaries()[:5]))
    return contract


def planned(people, contract, now=NOW):  # type: ignore[no-untyped-def]
    return contracteinde.plan(
        actor=people.priya, contract=contract, now=now,
        vernietigen_vanaf=(now + contracteinde.TERM).date(),
    )  # fmt: skip


def agreed(people, contract, vault):  # type: ignore[no-untyped-def]
    einde = planned(people, contract)
    contracteinde.rehearse(actor=people.priya, einde=einde, now=NOW, vault=vault)
    contracteinde.ask(actor=people.priya, einde=einde, reden="Contract is voorbij", now=NOW)
    asked = contracteinde.detail(actor=people.ruud, einde=einde, now=NOW).besluiten[0]
    decisions_by_two.decide(
        actor=people.ruud, reference=asked.reference, akkoord=True, toelichting="", now=NOW
    )
    return einde


def started(people, contract, vault):  # type: ignore[no-untyped-def]
    einde = agreed(people, contract, vault)
    contracteinde_begin.start(actor=people.priya, einde=einde, now=LATER, vault=vault)
    return einde


def ended(people, vault, *, last=True):  # type: ignore[no-untyped-def]
    einde = started(people, delivered(people, vault, last=last), vault)
    carry_out(einde=einde, now=LATER, vault=vault)
    return einde


def published() -> list[tuple[str, str]]:
    return list(
        Publication.objects.filter(in_force=True).order_by("pk").values_list("code", "table")
    )


def test_the_rehearsal_counts_and_changes_nothing(people, vault, tmp_path):
    contract = delivered(people, vault, last=False)
    einde = planned(people, contract)
    before = {p: p.read_bytes() for p in (tmp_path / "kluis").rglob("*") if p.is_file()}

    contracteinde.rehearse(actor=people.priya, einde=einde, now=NOW, vault=vault)

    counts = contracteinde.detail(actor=people.ruud, einde=einde, now=NOW).repetitie
    assert counts["personen"] == 38  # two of the forty are known in Delft as well
    assert counts["ook_elders"] == 2
    assert counts["rijen"] == 40 + 39 + 40 + 5
    assert counts["concepten"] == 1
    assert counts["velden"] == {
        "bsn": 124, "clientnummer": 0, "geboortedatum": 124, "postcode_of_gemeente": 124,
    }  # fmt: skip
    assert counts["laatste_contract"] is False
    assert [each["periode"] for each in counts["perioden"]] == ["2026-1", "2025-2"]
    assert counts["blijft"]["trajecten"] + counts["blijft"]["vervallen"] == 40
    assert counts["open"] == [["2026-1", "2027-07-01"], ["2025-2", "2027-01-01"]]
    assert before == {p: p.read_bytes() for p in (tmp_path / "kluis").rglob("*") if p.is_file()}
    assert Search(CANARIES).in_text(json.dumps(counts)) == set()


def test_it_takes_two_persons_the_term_and_no_open_objection(people, vault):
    contract = delivered(people, vault, last=True)
    with pytest.raises(EndNotPossible):
        contracteinde.plan(
            actor=people.priya, contract=contract, now=NOW,
            vernietigen_vanaf=(NOW + timedelta(days=29)).date(),
        )  # fmt: skip
    einde = planned(people, contract)
    with pytest.raises(EndNotPossible):
        planned(people, contract)
    contracteinde.rehearse(actor=people.priya, einde=einde, now=NOW, vault=vault)
    with pytest.raises(NotAgreed):
        contracteinde_begin.start(actor=people.priya, einde=einde, now=LATER, vault=vault)
    contracteinde_eigen.object_to(
        actor=people.an, einde=einde, reden="Wij willen meer tijd", now=NOW
    )
    with pytest.raises(EndNotPossible):
        contracteinde.ask(actor=people.priya, einde=einde, reden="Voorbij", now=NOW)
    contracteinde.answer_objection(
        actor=people.ruud, einde=einde, antwoord="U had twee maanden", now=NOW
    )
    contracteinde.ask(actor=people.priya, einde=einde, reden="Voorbij", now=NOW)
    asked = Besluit.objects.get()
    with pytest.raises(Exception, match="zelf"):
        decisions_by_two.decide(
            actor=people.priya, reference=asked.pk, akkoord=True, toelichting="", now=NOW
        )
    decisions_by_two.decide(
        actor=people.ruud, reference=asked.pk, akkoord=True, toelichting="", now=NOW
    )
    with pytest.raises(EndNotPossible):
        contracteinde_begin.start(actor=people.ruud, einde=einde, now=NOW, vault=vault)
    carry_out(einde=einde, now=LATER, vault=vault)
    assert vault.persons_of(people.an.organisatie)  # A job without a start does nothing.

    contracteinde_begin.start(actor=people.ruud, einde=einde, now=LATER, vault=vault)

    assert ProcrastinateJob.objects.filter(task_name="contract-end").count() == 1


def test_what_came_in_after_the_rehearsal_is_not_destroyed_by_that_agreement(people, vault):
    contract = contract_of(people, people.an, people.guus, ENDED)
    received = send(people.an, vault, csv(canaries()[:20]))
    einde = agreed(people, contract, vault)
    Contracteinde.objects.filter(pk=einde).update(repetitie={
        **Contracteinde.objects.get(pk=einde).repetitie, "rijen": 19,
    })  # fmt: skip

    with pytest.raises(RehearsalOutdated):
        contracteinde_begin.start(actor=people.priya, einde=einde, now=LATER, vault=vault)

    assert Aanlevering.objects.get(pk=received.reference).inhoud is not None


def test_from_the_plan_on_rows_for_who_commissioned_are_left_out(people, vault):
    contract = contract_of(people, people.an, people.guus, ENDED)
    contract_of(people, people.an, people.gert)
    planned(people, contract)

    received = send(people.an, vault, csv([*canaries()[:5], *elsewhere(BSNS[400:403])]))
    only = send(people.an, vault, csv(canaries()[:5]))

    assert (received.totaal, received.goed) == (3, 3)
    rows = vault.trajecten(
        people.an.organisatie, Aanlevering.objects.get(pk=received.reference).inhoud
    )
    assert set(rows["gemeente"].to_pylist()) == {THERE}
    told = {each["naam"]: each["aantal"] for each in
            Aanlevering.objects.get(pk=received.reference).summary["oorzaken"]}  # fmt: skip
    assert told["contract-beeindigd"] == 5
    assert only.status == "Geweigerd"


def test_a_new_contract_with_the_same_lets_rows_in_again(people, vault):
    contract = contract_of(people, people.an, people.guus, ENDED)
    planned(people, contract)
    contracten.add(
        actor=people.ruud, aanbieder=people.an.organisatie, opdrachtgever=people.guus.organisatie,
        nummer="2", van=date(2026, 7, 10), tot=None, now=NOW,
    )  # fmt: skip

    assert send(people.an, vault, csv(canaries()[:5])).goed == 5


def test_the_last_contract_leaves_nothing_but_classes_and_the_proof(people, vault):
    shown = []
    contract = delivered(people, vault, last=True)
    shown = published()
    einde = started(people, contract, vault)

    carry_out(einde=einde, now=LATER, vault=vault)

    an = people.an.organisatie
    assert published() == shown
    assert vault.persons_of(an) == frozenset()
    assert [each for each in vault.leveringen() if each.aanbieder == an] == []
    assert not Aanlevering.objects.filter(aanbieder=an, status__in=IN_FORCE).exists()
    assert not Aanlevering.objects.filter(aanbieder=an).exclude(inhoud=None).exists()
    kept = unpacked(vault.open_object(people.guus.organisatie, einde, "klassen"))
    assert sum(kept["aantal"].to_pylist()) == 40
    assert min(kept["aantal"].to_pylist()) >= 10
    done = Contracteinde.objects.get(pk=einde)
    assert done.staat == "uitgevoerd"
    assert done.besluit.uitgevoerd_at == LATER
    assert bytes(done.certificaat).startswith(b"%PDF-")
    assert (done.resultaat["personen"], done.resultaat["rijen"]) == (40, 124)
    assert done.resultaat["onleesbaar_op"] == "2026-08-29"
    recompute.compute(periode=PERIODE, now=LATER, vault=vault)  # Nobody else is held up.
    steps = AuditEvent.objects.filter(action="contracteinde:step").order_by("pk")
    assert [each.purpose.split(":")[0] for each in steps] == [
        "bewaren", "identiteiten", "bronnen", "rijen", "sleutels",
    ]  # fmt: skip
    assert orphans.sweep(now=LATER + timedelta(days=400), vault=vault) == 0


def test_another_contract_keeps_its_rows_and_its_persons(people, vault):
    contract = delivered(people, vault, last=False)
    an = people.an
    shown = published()
    report = own_table(actor=an, periode=PERIODE, now=NOW, vault=vault).to_json()
    others = {row["bsn"] for row in _identities(vault, an.organisatie)} - set(CANARIES[2:])
    einde = started(people, contract, vault)

    carry_out(einde=einde, now=LATER, vault=vault)

    left = _identities(vault, an.organisatie)
    assert {row["bsn"] for row in left} == others == {*BSNS[400:415], *CANARIES[:2]}
    for each in Aanlevering.objects.filter(aanbieder=an.organisatie).exclude(inhoud=None):
        rows = vault.trajecten(an.organisatie, each.inhoud)
        assert set(rows["gemeente"].to_pylist()) <= {THERE}
    assert published() == shown
    assert own_table(actor=an, periode=PERIODE, now=NOW, vault=vault).to_json() == report
    for bsn in CANARIES[2:]:
        assert vault.find_person(an.organisatie, bsn=bsn) is None
    recompute.compute(periode=PERIODE, now=LATER, vault=vault)
    assert orphans.sweep(now=LATER + timedelta(days=400), vault=vault) == 0


def _identities(vault, aanbieder):  # type: ignore[no-untyped-def]
    found = []
    for each in Aanlevering.objects.filter(aanbieder=aanbieder).exclude(inhoud=None):
        found += vault.identities(aanbieder, each.inhoud).to_pylist()
    return [row for row in found if row["bsn"]]


def test_both_parties_get_the_certificate_and_nobody_else(people, vault):
    einde = ended(people, vault)

    for actor in (people.an, people.guus, people.priya, people.ruud):
        assert certificaten.download(actor=actor, einde=einde, now=LATER).startswith(b"%PDF-")
    for actor in (people.ben, people.gert, people.evy):
        with pytest.raises(NotFound):
            certificaten.download(actor=actor, einde=einde, now=LATER)


def test_the_provider_sees_it_and_takes_its_data_along_before(people, vault):
    contract = delivered(people, vault, last=False)
    einde = planned(people, contract)
    assert contracteinde_eigen.overview(actor=people.an, now=NOW)[0].dagen == 30
    assert contracteinde_eigen.overview(actor=people.ben, now=NOW) == ()
    with pytest.raises(NotFound):
        contracteinde_eigen.detail(actor=people.ben, einde=einde, now=NOW)
    with pytest.raises(NotAllowed):
        contracteinde_eigen.export(actor=people.priya, einde=einde, now=NOW, vault=vault)

    taken = contracteinde_eigen.export(actor=people.an, einde=einde, now=NOW, vault=vault)

    lines = taken.decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + 124
    assert sum(BSNS[300] in line for line in lines) == 4
    assert not any(BSNS[400] in line for line in lines)
    line = AuditEvent.objects.get(action="contracteinde:export")
    assert line.aantal == 40


# --- proof: nothing is left, in whatever shape, wherever -------------------------------------


SECRETS = [*CANARIES[2:], BIRTHDAY, POSTCODE]


def dump() -> bytes:
    """The whole database as a backup has it."""
    database = postgres.of_django()
    still = postgres.Snapshot(database)
    try:
        return b"".join(postgres.dumped(database, still.name))
    finally:
        still.close()


def opened_by_script(kluis: Path, keys: KeyStore, aanbieder: UUID) -> list[dict[str, object]]:
    """What somebody with the master key and the keys of today gets out of a copy of the store."""
    objects, found = Objects(FolderStore(kluis), keys), []
    ring = keys.ring(aanbieder)
    for name in FolderStore(kluis).list(str(aanbieder)):
        _, levering, naam = name.split("/")
        content = FolderStore(kluis).get(name)
        with suppress(VaultRefusal):
            if naam in ("identiteiten", "trajecten"):
                rows = objects.unsealed_rows(aanbieder, UUID(levering), naam, content)
                if naam == "identiteiten":
                    place = aanbieder, UUID(levering)
                    rows = unboxed(rows, place, ring.personen, None)
                found += rows.to_pylist()
            else:
                for purpose in ("identiteiten", "trajecten"):
                    with suppress(VaultRefusal):
                        found.append({"other": objects.open_other(*_place(name), purpose)})
    return found


def _place(name: str) -> tuple[UUID, UUID, str]:
    aanbieder, levering, naam = name.split("/")
    return UUID(aanbieder), UUID(levering), naam


@pytest.mark.parametrize("last", [True, False])
@pytest.mark.django_db(transaction=True)
def test_nothing_of_anybody_is_found_in_any_shape_or_opened_from_an_older_copy(
    vault, tmp_path, last, caplog
):
    people = world()
    an = people.an.organisatie
    contract = delivered(people, vault, last=last)
    older = tmp_path / "older"
    shutil.copytree(tmp_path / "kluis", older)
    keys = vault_keys(tmp_path)
    control = opened_by_script(older, keys, an)
    found_before = Search(CANARIES[2:]).in_text(*(str(each) for each in control))
    assert len(found_before) >= 0.99 * len(CANARIES[2:])  # The search sees them when they open.

    einde = started(people, contract, vault)
    carry_out(einde=einde, now=LATER, vault=vault)

    search = Search(SECRETS)
    with connection.cursor() as cursor:
        cursor.execute("checkpoint")
    server = Path(os.environ["UITKOMST_TEST_FOLDER"])
    assert search.in_folder(server) == set()
    assert search.in_bytes(dump()) == set()
    assert search.in_folder(tmp_path) == set()
    assert search.in_text(caplog.text) == set()
    left = opened_by_script(older, vault_keys(tmp_path), an)
    assert left == []
    assert search.in_text(*(str(each) for each in opened_by_script(
        tmp_path / "kluis", vault_keys(tmp_path), an))) == set()  # fmt: skip
    certificaat = certificaten.download(actor=people.an, einde=einde, now=LATER)
    assert search.in_bytes(certificaat) == set()
    assert search.in_text(json.dumps(Contracteinde.objects.get(pk=einde).resultaat)) == set()


def vault_keys(tmp_path: Path) -> KeyStore:
    return KeyStore(tmp_path / "sleutels", MasterKey(bytes(range(32))))


@pytest.mark.parametrize("weak", ["renew_keys", "destroy_identities_of", "destroy_provider"])
def test_the_proof_fails_when_a_key_is_left(people, vault, tmp_path, monkeypatch, weak):
    """The seeded fault: a step that says it destroyed and did not."""
    last = weak == "destroy_provider"
    contract = delivered(people, vault, last=last)
    older = tmp_path / "older"
    shutil.copytree(tmp_path / "kluis", older)
    einde = started(people, contract, vault)
    monkeypatch.setattr(People, weak, lambda *_, **__: 0)
    if weak == "destroy_identities_of":
        monkeypatch.setattr(People, "renew_keys", lambda *_, **__: None)

    carry_out(einde=einde, now=LATER, vault=vault)

    left = opened_by_script(older, vault_keys(tmp_path), people.an.organisatie)
    assert left != []


# --- killed anywhere ---------------------------------------------------------------------------


def small(people, vault, *, last):  # type: ignore[no-untyped-def]
    contract = contract_of(people, people.an, people.guus, ENDED)
    rest = [] if last else [*elsewhere(BSNS[400:402]), *elsewhere(CANARIES[:1], hulpvorm="03")]
    if not last:
        contract_of(people, people.an, people.gert)
    confirm(people.an, send(people.an, vault, csv([*canaries()[:12], *rest])))
    recompute.compute(periode=PERIODE, now=NOW, vault=vault)
    send(people.an, vault, csv([*canaries()[:3], *rest]))
    return started(people, contract, vault)


class Killed(BaseException):
    """The process is gone."""


@contextmanager
def killed_at(number: int):  # type: ignore[no-untyped-def]
    """Kill at the n-th write: to a key, an object or the books."""
    left = [number]

    def write() -> None:
        left[0] -= 1
        if left[0] == 0:
            raise Killed

    def statement(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        if left[0] > 0 and sql.startswith(("INSERT", "UPDATE", "DELETE")):
            write()
        return execute(sql, params, many, context)

    with pytest.MonkeyPatch.context() as patch, connection.execute_wrapper(statement):
        for room, verb in ((files, "create"), (files, "replace"), (files, "remove"),
                           (FolderStore, "delete")):  # fmt: skip
            real = getattr(room, verb)

            def written(*args, real=real):  # type: ignore[no-untyped-def]
                write()
                return real(*args)

            patch.setattr(room, verb, written)
        yield


def outcome(people, einde, vault, tmp_path):  # type: ignore[no-untyped-def]
    """All that can be seen of an end that was carried out."""
    an = people.an.organisatie
    done = Contracteinde.objects.get(pk=einde)
    counted = {name: value for name, value in done.resultaat.items()
               if name not in ("hash", "schakel", "sleutels")}  # fmt: skip
    rows = [
        (each.status, sorted(
            (row["bsn"] or "", row["rij"]) for row in vault.identities(an, each.inhoud).to_pylist()
        ) if each.inhoud else None)
        for each in Aanlevering.objects.filter(aanbieder=an).order_by("versie")
    ]  # fmt: skip
    kept = unpacked(vault.open_object(people.guus.organisatie, einde, "klassen")).to_pylist()
    objects = sorted(
        name.rpartition("/")[2] for name in FolderStore(tmp_path / "kluis").list(str(an))
    )
    return (
        done.staat,
        counted,
        len(done.resultaat["sleutels"]),
        rows,
        kept,
        objects,
        len(vault.tombstones(an)),
    )


@pytest.mark.parametrize("last", [True, False])
def test_killed_at_any_write_it_ends_the_same(people, vault, tmp_path, last):
    einde = small(people, vault, last=last)
    older, kept = tmp_path / "older", tmp_path.parent / f"{tmp_path.name}-kept"
    shutil.copytree(tmp_path / "kluis", older)
    shutil.copytree(tmp_path, kept)
    wanted, number, ran_out = None, 0, False
    while not ran_out:
        number += 1
        with transaction.atomic():
            if number > 1:
                with killed_at(number - 1):
                    try:
                        carry_out(einde=einde, now=LATER, vault=vault)
                        ran_out = True
                    except Killed:
                        assert Contracteinde.objects.get(pk=einde).staat == "bezig"
            carry_out(einde=einde, now=LATER, vault=vault)
            found = outcome(people, einde, vault, tmp_path)
            wanted = wanted or found
            assert found == wanted, number
            assert opened_by_script(older, vault_keys(tmp_path), people.an.organisatie) == []
            transaction.set_rollback(True)
        shutil.rmtree(tmp_path)
        shutil.copytree(kept, tmp_path)
    assert number > 20
    assert wanted[0] == "uitgevoerd"
