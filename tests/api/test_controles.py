"""The sandbox checks like a delivery and forgets: nothing in the books, the vault or on disk."""

from made import PERIODE, good, upload, with_a_bad_row

from uitkomst.access.scopes import Scope
from uitkomst.register.models import Aanlevering, ApiAanroep, AuditEvent


def check(of, content=None, query="", **fields):
    return of.post(f"/controles{query}", {**upload(content or with_a_bad_row()), **fields})


def test_a_file_is_checked_at_once(people, system):
    told = check(system(people.an, Scope.CONTROLEREN)).json()

    assert told["periode"] == PERIODE.code
    assert told["aantallen"] == {"totaal": 13, "goed": 12, "geparkeerd": 1, "bevestigen": 0}
    assert [each["rij"] for each in told["vindplaatsen"] if each["rij"] == 14]
    assert told["kolommen"][0]["veld"] == "bsn"
    assert told["controle"]["mislukt"] == []


def test_nothing_stays_but_the_line_of_the_call(people, system, data):
    of = system(people.an)
    before = {path for path in data.rglob("*") if path.is_file()}
    logbook = AuditEvent.objects.count()

    answer = check(of)

    assert answer.status_code == 200
    assert {path for path in data.rglob("*") if path.is_file()} == before
    assert not Aanlevering.objects.exists()
    assert AuditEvent.objects.count() == logbook
    assert list(ApiAanroep.objects.values_list("wat", "status")) == [("POST /controles", 200)]


def test_it_finds_what_a_delivery_finds(people, system):
    of = system(people.an)
    delivered = of.post("/aanleveringen", upload(with_a_bad_row()), Idempotency_Key="k-1")
    path = delivered["Location"].removeprefix("/api/v1")

    found = of.get(f"{path}/bevindingen").json()
    told = check(of).json()

    assert told["oorzaken"] == found["oorzaken"]
    assert told["vindplaatsen"] == found["vindplaatsen"]
    assert told["controle"] == found["controle"]


def test_the_answer_holds_no_value_and_comes_in_english(people, system):
    of = system(people.an)
    dutch, english = check(of), check(of, query="?taal=en")

    assert "123456789" not in dutch.content.decode()
    assert dutch.json()["oorzaken"][0]["melding"] != english.json()["oorzaken"][0]["melding"]


def test_without_a_period_the_file_tells(people, system):
    answer = system(people.an).post("/controles", {"bestand": upload(good())["bestand"]})

    assert answer.json()["periode"] == PERIODE.code


def test_columns_that_are_none_are_told_with_what_was_recognised(people, system):
    answer = check(system(people.an), b"bsn;geboortedatum;geslacht;naam\n999900006;;V;x\n")

    told = answer.json()
    assert (answer.status_code, told["type"]) == (422, "urn:uitkomst:wrong-columns")
    assert [each["kop"] for each in told["kolommen"]] == [
        "bsn", "geboortedatum", "geslacht", "naam",
    ]  # fmt: skip
    assert "hulpvorm" in told["ontbrekend"]
    assert "999900006" not in answer.content.decode()


def test_a_file_that_cannot_be_read_is_refused(people, system):
    answer = check(system(people.an), b"\x89PNG\r\n\x1a\n" + bytes(50))

    assert (answer.status_code, answer.json()["type"]) == (422, "urn:uitkomst:unreadable-file")


def test_reading_is_processing_so_the_agreement_comes_first(people, system):
    answer = check(system(people.dirk))

    assert (answer.status_code, answer.json()["type"]) == (403, "urn:uitkomst:no-agreement")
