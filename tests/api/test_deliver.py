"""A system delivers: once, whatever it repeats; sees what was found; submits; gets its receipt."""

import hashlib
import threading

import pytest
from django.db import connection
from django.utils import timezone
from made import PERIODE, UNKNOWN, good, upload, with_a_bad_row, with_a_question

from uitkomst.register.models import (
    Aanlevering,
    ApiAanroep,
    AuditEvent,
    Toegangssleutel,
    User,
)
from uitkomst.services.systems import api_calls


def deliver(of, content=None, key="k-1", periode=PERIODE.code):
    return of.post(
        "/aanleveringen", upload(content or with_a_bad_row(), periode), Idempotency_Key=key
    )


def path_of(answer) -> str:
    return answer["Location"].removeprefix("/api/v1")


@pytest.fixture
def an(people, system):
    return system(people.an)


def test_a_file_becomes_a_checked_draft(an):
    answer = deliver(an)

    made = Aanlevering.objects.get()
    told = an.get(path_of(answer)).json()
    assert answer.status_code == 202
    assert answer["Location"] == f"/api/v1/aanleveringen/{made.pk}"
    assert (told["status"], told["route"], told["revisie"]) == ("gecontroleerd", "api", 0)
    assert told["aantallen"] == {"totaal": 13, "goed": 12, "geparkeerd": 1, "bevestigen": 0}
    assert told["voortgang"]["stand"] == "klaar"
    assert {**told, "voortgang": None} == {**answer.json(), "voortgang": None}


def test_findings_name_the_place_and_never_the_value(an):
    path = path_of(deliver(an))

    answer = an.get(f"{path}/bevindingen")

    told = answer.json()
    grave = [each for each in told["oorzaken"] if each["ernst"] == "blokkeert"]
    assert grave
    places = [each for each in told["vindplaatsen"] if each["oorzaak"] == grave[0]["naam"]]
    assert [each["rij"] for each in places] == [14]
    assert told["controle"]["mislukt"] == []
    assert "123456789" not in answer.content.decode()


def test_findings_come_in_english_too_and_in_pages(an):
    path = path_of(deliver(an))
    dutch = an.get(f"{path}/bevindingen").json()
    english = an.get(f"{path}/bevindingen?taal=en&perPagina=1&pagina=2").json()

    assert [each["naam"] for each in dutch["oorzaken"]] == [
        each["naam"] for each in english["oorzaken"]
    ]
    assert all(
        one["melding"] != other["melding"]
        for one, other in zip(dutch["oorzaken"], english["oorzaken"], strict=True)
    )
    assert english["vindplaatsen"] == dutch["vindplaatsen"][1:2]
    assert (english["totaal"], english["pagina"]) == (len(dutch["vindplaatsen"]), 2)


def test_the_same_request_again_is_the_same_aanlevering(an):
    first, again = deliver(an), deliver(an)

    assert (again.status_code, again["Location"]) == (202, first["Location"])
    assert again.json() == first.json()
    assert Aanlevering.objects.count() == 1


@pytest.mark.parametrize("other", [{"content": good(3)}, {"periode": PERIODE.vorige.code}])
def test_the_same_key_for_something_else_is_refused(an, other):
    deliver(an)
    answer = deliver(an, **other)

    assert (answer.status_code, answer.json()["type"]) == (409, "urn:uitkomst:key-reused")
    assert Aanlevering.objects.count() == 1


def test_keys_of_two_systems_have_nothing_to_do_with_each_other(people, system):
    for of in (system(people.an), system(people.an), system(people.ben)):
        assert deliver(of).status_code == 202

    assert Aanlevering.objects.count() == 3


def test_a_uuid_is_a_usable_key_whatever_its_digits_are(an):
    assert deliver(an, key="99990000-6b5c-4659-9fd0-d441898ad801").status_code == 202


@pytest.mark.parametrize("key", ["", "a b", "x" * 81, "é", "levering-999900006"])
def test_a_repeatable_request_needs_a_usable_key(an, key):
    answer = deliver(an, key=key)

    assert (answer.status_code, answer.json()["type"]) == (400, "urn:uitkomst:invalid-input")
    assert "999900006" not in answer.content.decode()


def test_without_an_agreement_nothing_is_read_and_the_key_stays_free(people, system):
    of = system(people.dirk)

    for _ in range(2):
        answer = deliver(of)
        assert (answer.status_code, answer.json()["type"]) == (403, "urn:uitkomst:no-agreement")
    assert not Aanlevering.objects.exists()


def test_a_closed_period_is_refused(an):
    answer = deliver(an, periode="2020-1")

    assert (answer.status_code, answer.json()["type"]) == (409, "urn:uitkomst:period-closed")


def test_a_file_that_cannot_be_read_is_a_refused_draft_that_says_why(an):
    told = deliver(an, content=b"\x89PNG\r\n\x1a\n" + bytes(50)).json()

    assert told["status"] == "geweigerd"
    assert told["melding"]


@pytest.mark.django_db(transaction=True)
def test_two_equal_requests_at_once_make_one_aanlevering(an, monkeypatch):
    answers = []

    def send():
        try:
            answers.append(deliver(an, content=good(40)))
        finally:
            connection.close()

    senders = [threading.Thread(target=send) for _ in range(4)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()

    assert [each.status_code for each in answers] == [202] * 4
    assert len({each["Location"] for each in answers}) == 1
    assert Aanlevering.objects.count() == 1


def test_submitting_counts_and_gives_a_receipt(an, people):
    path = path_of(deliver(an))
    before = an.get(f"{path}/ontvangstbewijs")

    answer = an.post(f"{path}/indienen", {"revisie": 0})

    receipt = an.get(f"{path}/ontvangstbewijs")
    pdf = an.get(f"{path}/ontvangstbewijs", Accept="application/pdf")
    assert before.status_code == 409
    assert (answer.status_code, answer.json()["status"]) == (200, "ingediend")
    assert receipt.json()["teltMee"] == 12
    assert len(receipt.json()["sha256"]["bestand"]) == 64
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF-")
    line = AuditEvent.objects.filter(action="aanlevering:confirm").get()
    assert (line.who, "met koppeling uk_" in line.purpose) == (people.an.username, True)


def test_submitting_from_an_outdated_revisie_is_refused(an):
    path = path_of(deliver(an))

    answer = an.post(f"{path}/indienen", {"revisie": 7})

    assert (answer.status_code, answer.json()["type"]) == (409, "urn:uitkomst:changed-meanwhile")


def test_what_was_submitted_can_be_withdrawn_with_a_reason(an):
    path = path_of(deliver(an))
    an.post(f"{path}/indienen", {"revisie": 0})

    answer = an.post(f"{path}/intrekken", {"reden": "Verkeerd bestand"})

    assert (answer.status_code, answer.json()["status"]) == (200, "ingetrokken")


def test_a_draft_can_be_thrown_away_and_what_was_submitted_cannot(an):
    draft, submitted = path_of(deliver(an)), path_of(deliver(an, key="k-2"))
    an.post(f"{submitted}/indienen", {"revisie": 0})

    assert an.delete(draft).status_code == 204
    assert an.get(draft).json()["status"] == "weggegooid"
    assert an.delete(submitted).status_code == 409


def test_the_list_has_the_own_aanleveringen_by_period_and_page(an, people, system):
    deliver(an)
    deliver(an, key="k-2", periode=PERIODE.vorige.code)
    deliver(system(people.ben))

    everything = an.get("/aanleveringen").json()
    one = an.get(f"/aanleveringen?periode={PERIODE.code}&perPagina=1").json()
    assert everything["totaal"] == len(everything["aanleveringen"]) == 2
    assert [each["periode"] for each in one["aanleveringen"]] == [PERIODE.code]


def test_anothers_and_unknown_are_told_alike(an, people, system):
    path = path_of(deliver(an))
    ben = system(people.ben)
    nobodys = f"/aanleveringen/{UNKNOWN}"

    for suffix in ("", "/bevindingen", "/ontvangstbewijs"):
        theirs, unknown = ben.get(path + suffix), ben.get(nobodys + suffix)
        assert theirs.status_code == unknown.status_code == 404
        assert {**theirs.json(), "instance": ""} == {**unknown.json(), "instance": ""}
    for suffix, body in (("/indienen", {"revisie": 0}), ("/intrekken", {"reden": "Fout"})):
        assert ben.post(path + suffix, body).status_code == 404
    assert ben.delete(path).status_code == 404
    assert Aanlevering.objects.get().status == "Gecontroleerd"


def test_a_revoked_key_is_refused_at_the_very_next_request(an, people):
    from django.utils import timezone

    from uitkomst.register.models import Toegangssleutel
    from uitkomst.services.systems import koppelingen

    assert deliver(an).status_code == 202
    koppelingen.revoke(
        actor=people.an, reference=Toegangssleutel.objects.get().pk, now=timezone.now()
    )

    assert an.get("/aanleveringen").status_code == 401
    assert deliver(an, key="k-2").status_code == 401
    assert Aanlevering.objects.count() == 1


def test_twenty_files_an_hour_and_no_more(an, monkeypatch):
    monkeypatch.setattr(api_calls, "UPLOADS_AN_HOUR", 2)

    assert [deliver(an, key=f"k-{n}").status_code for n in range(3)] == [202, 202, 429]
    assert an.get("/aanleveringen").json()["totaal"] == 2


def test_a_question_holds_up_submitting_until_it_is_answered(an):
    path = path_of(deliver(an, content=with_a_question()))
    waiting = an.get(path).json()
    (asked,) = [
        each
        for each in an.get(f"{path}/bevindingen").json()["oorzaken"]
        if each["ernst"] == "bevestigen"
    ]
    early = an.post(f"{path}/indienen", {"revisie": waiting["revisie"]})
    said = {"naam": asked["naam"], "ja": True, "reden": "Verlengde jeugdhulp"}

    answered = an.post(
        f"{path}/antwoorden", {"revisie": waiting["revisie"], "antwoorden": [said]}
    ).json()
    submitted = an.post(f"{path}/indienen", {"revisie": answered["revisie"]}).json()

    assert (waiting["status"], waiting["magIndienen"]) == ("wacht-op-bevestiging", False)
    assert asked["antwoord"] is None
    assert (early.status_code, early.json()["type"]) == (409, "urn:uitkomst:open-questions")
    assert (answered["status"], answered["aantallen"]["goed"]) == ("gecontroleerd", 12)
    assert submitted["status"] == "ingediend"
    (kept,) = an.get(f"{path}/ontvangstbewijs").json()["antwoorden"]
    assert kept["reden"] == "Verlengde jeugdhulp"


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ({"naam": "V99", "ja": True, "reden": "x"}, "unknown-choice"),
        ({"naam": "V05_1", "ja": True, "reden": ""}, "reason-missing"),
        ({"naam": "V05_1", "ja": True, "reden": "BSN 999900006"}, "holds-bsn"),
    ],
)
def test_an_answer_that_cannot_be_kept_is_refused(an, said, kind):
    path = path_of(deliver(an, content=with_a_question()))

    answer = an.post(f"{path}/antwoorden", {"revisie": 0, "antwoorden": [said]})

    assert (answer.status_code, answer.json()["type"]) == (422, f"urn:uitkomst:{kind}")
    assert "999900006" not in answer.content.decode()


def test_a_key_that_is_revoked_while_the_file_comes_in_delivers_nothing(an, monkeypatch):
    begun = api_calls.begin

    def then_revoked(**call):
        answer = begun(**call)
        Toegangssleutel.objects.update(revoked_at=timezone.now(), revoked_by=User.objects.first())
        return answer

    monkeypatch.setattr(api_calls, "begin", then_revoked)

    assert deliver(an).status_code == 401
    assert not Aanlevering.objects.exists()


def test_what_the_books_keep_of_a_file_cannot_be_found_by_trying(an):
    content = with_a_bad_row()
    deliver(an, content)

    kept = ApiAanroep.objects.get(afdruk__gt="").afdruk
    plain = hashlib.sha256(PERIODE.code.encode() + b"\0" + content).hexdigest()
    assert len(kept) == 64
    assert kept != plain
