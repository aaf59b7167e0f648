"""What happens to a file: the gate, the books, the vault, and what a refusal leaves behind."""

from datetime import date
from pathlib import Path

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from world import NOW, PERIODE, agree, children, csv

from uitkomst.access.actor import NotAllowed
from uitkomst.register.models import Aanlevering, AuditEvent, User
from uitkomst.services.delivering import aanleveringen, submission
from uitkomst.services.refusals import (
    NoAgreement,
    NotFound,
    NothingCounts,
    Overtaken,
    PeriodClosed,
    WrongStatus,
)
from uitkomst.vault.keys import Purpose
from uitkomst.vault.refusals import KeyMissing, UnknownObject

FILE = csv(children(12))


def send(actor, vault, content=FILE, *, periode=PERIODE, bestandsnaam="jeugdhulp.csv", now=NOW):
    return aanleveringen.receive(
        actor=actor,
        periode=periode,
        content=content,
        bestandsnaam=bestandsnaam,
        now=now,
        vault=vault,
    )


def confirm(actor, aanlevering):
    return submission.confirm(
        actor=actor, reference=aanlevering.reference, revisie=aanlevering.revisie, now=NOW
    )


def inhoud_of(aanlevering):
    """The vault's id of the rows as they were checked last."""
    return Aanlevering.objects.get(pk=aanlevering.reference).inhoud


def actions():
    after = AuditEvent.objects.exclude(action__startswith="overeenkomst:")
    return list(after.order_by("pk").values_list("action", flat=True))


def sealed(tmp_path: Path) -> list[Path]:
    return [path for path in (tmp_path / "kluis").rglob("*") if path.is_file()]


def test_a_file_is_checked_sealed_and_booked(people, vault, tmp_path):
    rows = [*children(10), {"bsn": "123456789"}]

    received = send(people.an, vault, csv(rows))

    assert (received.totaal, received.goed, received.geparkeerd) == (11, 10, 1)
    assert (received.status, received.versie, received.may_confirm) == ("Gecontroleerd", 1, True)
    assert vault.trajecten(people.an.organisatie, inhoud_of(received)).num_rows == 11
    assert {path.name for path in sealed(tmp_path)} == {
        "bron", "controlegetallen", "identiteiten", "plaatsen", "trajecten",
    }  # fmt: skip
    assert actions() == ["aanlevering:receive", "aanlevering:check"]


def test_the_findings_can_be_read_back(people, vault):
    received = send(people.an, vault, csv([*children(10), {"bsn": "123456789"}]))

    detail = aanleveringen.detail(actor=people.an, reference=received.reference)

    assert [oorzaak.regel for oorzaak in detail.oorzaken if oorzaak.ernst == "blokkeert"] == ["V01"]
    assert {finding.rij for finding in detail.bevindingen if finding.regel == "V01"} == {12}
    assert "V01" in detail.uitgevoerd
    assert detail.in_force is None


def test_without_an_agreement_a_file_is_not_even_opened(people, vault, tmp_path):
    with pytest.raises(NoAgreement) as refused:
        send(people.dirk, vault, b"this would be refused as unreadable")

    assert "verwerkersovereenkomst" in refused.value.melding
    assert not Aanlevering.objects.exists()
    assert not sealed(tmp_path)


def test_an_agreement_counts_up_to_and_including_its_last_day(people, vault):
    agree(people.ruud, people.dirk, until=date(2026, 7, 15))

    assert send(people.dirk, vault).status == "Gecontroleerd"
    with pytest.raises(NoAgreement):
        send(people.dirk, vault, now=NOW.replace(day=16))


def test_an_agreement_that_ended_in_between_stops_the_confirmation(people, vault):
    agree(people.ruud, people.dirk, until=date(2026, 7, 15))
    received = send(people.dirk, vault)

    with pytest.raises(NoAgreement):
        submission.confirm(
            actor=people.dirk, reference=received.reference, revisie=0, now=NOW.replace(day=16)
        )


@pytest.mark.parametrize("periode", [PERIODE.volgende, PERIODE.vorige.vorige])
def test_only_the_latest_closed_period_and_the_one_before_are_open(people, vault, periode):
    with pytest.raises(PeriodClosed):
        send(people.an, vault, periode=periode)


def test_who_does_not_deliver_may_not(people, vault):
    for actor in (people.guus, people.evy, people.ruud):
        with pytest.raises(NotAllowed):
            send(actor, vault)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", FILE.splitlines()[0]])
def test_a_file_that_cannot_be_read_is_told_why_and_not_kept(people, vault, tmp_path, content):
    refused = send(people.an, vault, content)

    assert refused.status == "Geweigerd"
    assert refused.melding
    assert not refused.may_confirm
    assert not sealed(tmp_path)
    assert actions() == ["aanlevering:receive", "aanlevering:check"]
    with pytest.raises(WrongStatus):
        confirm(people.an, refused)


def test_a_file_with_other_columns_is_kept_so_that_they_can_be_pointed_out(people, vault, tmp_path):
    refused = send(people.an, vault, b"naam;leeftijd\nJan;12\n")

    assert refused.status == "Geweigerd"
    assert [path.name for path in sealed(tmp_path)] == ["bron"]
    assert aanleveringen.detail(actor=people.an, reference=refused.reference).curable


def test_what_is_refused_before_it_is_read_leaves_nothing_behind(people, vault, tmp_path):
    with pytest.raises(PeriodClosed):
        send(people.an, vault, periode=PERIODE.volgende)

    assert not Aanlevering.objects.exists()
    assert not sealed(tmp_path)


def test_when_booking_fails_the_sealed_rows_are_gone(people, vault, tmp_path):
    User.objects.filter(username="an").update(username="renamed")

    with pytest.raises(User.DoesNotExist):
        send(people.an, vault)

    assert not sealed(tmp_path)
    assert not Aanlevering.objects.exists()


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("C:\\map\\jeugdhulp 2026-1.csv", "jeugdhulp 2026-1.csv"),
        ("999900006.csv", "•••.csv"),
        ("Jan 9999.00.006 export.csv", "Jan ••• export.csv"),
        ("kind 2597GV 17-9-2011.csv", "kind ••• •••.csv"),
        ("2597 gv_20110917.csv", "•••_•••.csv"),
        ("../../etc/x\r\n.csv", "x.csv"),
        ("x" * 300 + ".csv", "x" * 116 + ".csv"),
    ],
)
def test_the_books_keep_a_clean_file_name(people, vault, sent, kept):
    assert send(people.an, vault, bestandsnaam=sent).bestandsnaam == kept


def test_confirming_is_booked_and_asks_for_the_figures(people, vault):
    confirmed = confirm(people.an, send(people.an, vault))

    assert (confirmed.status, confirmed.submitted_by) == ("Ingediend", "An")
    assert actions() == ["aanlevering:receive", "aanlevering:check", "aanlevering:confirm"]
    [job] = ProcrastinateJob.objects.all()
    assert job.args == {"periode": "2026-1"}
    progress = aanleveringen.progress(actor=people.an, reference=confirmed.reference)
    assert progress.state == "wacht"


def test_many_confirmations_ask_for_one_computation_per_period(people, vault):
    confirm(people.an, send(people.an, vault))
    confirm(people.ben, send(people.ben, vault))
    running = csv(children(3, datum_einde="", reden_beeindiging=""))
    confirm(people.an, send(people.an, vault, running, periode=PERIODE.vorige))

    periodes = [job.args["periode"] for job in ProcrastinateJob.objects.order_by("pk")]
    assert periodes == ["2026-1", "2025-2"]


def test_a_redelivery_replaces_the_whole_period_and_keeps_the_version(people, vault):
    """Worked example E18 of the domain, as the books see it."""
    first = confirm(people.an, send(people.an, vault, csv(children(3))))
    second = send(people.an, vault, csv([*children(1, datum_einde="20260401"), *children(1, 2)]))
    assert (
        aanleveringen.detail(actor=people.an, reference=second.reference).in_force.reference
        == first.reference
    )

    confirm(people.an, second)

    found = {each.versie: each.status for each in aanleveringen.visible_to(actor=people.an)}
    assert found == {1: "Vervangen", 2: "Ingediend"}
    assert vault.trajecten(people.an.organisatie, inhoud_of(first)).num_rows == 3
    assert actions()[-2:] == ["aanlevering:replace", "aanlevering:confirm"]


def test_an_older_draft_does_not_replace_a_newer_version(people, vault):
    first, second = send(people.an, vault), send(people.an, vault)
    confirm(people.an, second)

    with pytest.raises(Overtaken):
        confirm(people.an, first)


def test_nothing_is_confirmed_twice(people, vault):
    received = send(people.an, vault)
    confirm(people.an, received)

    with pytest.raises(WrongStatus):
        confirm(people.an, received)


def test_a_file_without_a_row_that_counts_is_not_confirmed(people, vault):
    received = send(people.an, vault, csv([{"bsn": "123456789"}]))

    assert not received.may_confirm
    with pytest.raises(NothingCounts):
        confirm(people.an, received)


def test_a_discarded_file_is_gone_from_the_vault_and_told_in_the_books(people, vault, tmp_path):
    received = send(people.an, vault)
    inhoud = inhoud_of(received)

    gone = aanleveringen.discard(
        actor=people.an, reference=received.reference, now=NOW, vault=vault
    )

    assert gone.status == "Weggegooid"
    assert not sealed(tmp_path)
    with pytest.raises(UnknownObject):
        vault.trajecten(people.an.organisatie, inhoud)
    with pytest.raises(WrongStatus):
        confirm(people.an, received)


def test_a_confirmed_aanlevering_is_not_thrown_away(people, vault):
    received = confirm(people.an, send(people.an, vault))

    with pytest.raises(WrongStatus):
        aanleveringen.discard(actor=people.an, reference=received.reference, now=NOW, vault=vault)


def test_anothers_aanlevering_does_not_exist(people, vault):
    received = send(people.an, vault)
    arguments = {"actor": people.ben, "reference": received.reference}

    assert aanleveringen.visible_to(actor=people.ben) == ()
    for attempt in (
        lambda: aanleveringen.detail(**arguments),
        lambda: aanleveringen.progress(**arguments),
        lambda: submission.confirm(**arguments, revisie=0, now=NOW),
        lambda: aanleveringen.discard(**arguments, now=NOW, vault=vault),
    ):
        with pytest.raises(NotFound):
            attempt()


def test_the_delivery_before_is_compared_with(people, vault):
    running = csv(children(40, datum_einde="", reden_beeindiging=""))
    confirm(people.an, send(people.an, vault, running, periode=PERIODE.vorige))

    received = send(people.an, vault, csv(children(10)))

    detail = aanleveringen.detail(actor=people.an, reference=received.reference)
    assert "V22" in {oorzaak.regel for oorzaak in detail.oorzaken}


def test_the_upload_page_knows_what_is_open(people):
    start = aanleveringen.start(actor=people.dirk, now=NOW)

    assert start.periodes == (PERIODE, PERIODE.vorige)
    assert start.overeenkomst is None


@pytest.mark.parametrize("route", ["bestand", "api"])
def test_the_books_know_how_an_aanlevering_came_in(people, vault, route):
    received = aanleveringen.receive(
        actor=people.an,
        periode=PERIODE,
        content=FILE,
        bestandsnaam="jeugdhulp.csv",
        now=NOW,
        vault=vault,
        route=route,
    )

    assert received.route == route


def test_the_source_lies_sealed_under_the_key_of_identities(people, vault, tmp_path):
    received = send(people.an, vault)
    place = people.an.organisatie, received.reference, "bron"

    assert vault.open_object(*place, Purpose.IDENTITEITEN) == FILE
    with pytest.raises(KeyMissing):
        vault.open_object(*place)
    assert all(FILE[200:240] not in path.read_bytes() for path in sealed(tmp_path))
