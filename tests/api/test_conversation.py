"""How the API talks: keys, errors in one form, the version on every answer, limits, no cookies."""

import json
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone
from signed_in import sign_in

from uitkomst.access.scopes import Scope
from uitkomst.config import uploads
from uitkomst.register.models import ApiAanroep, Toegangssleutel, User
from uitkomst.services.systems import api_calls, koppelingen

ROOT = "/api/v1"


def require_problem(answer, status: int, kind: str) -> dict:
    told = json.loads(answer.content)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert answer["API-Version"] == "1.0.0"
    assert {"type", "title", "status", "detail", "instance"} <= set(told)
    assert (told["type"], told["status"]) == (f"urn:uitkomst:{kind}", status)
    assert answer.wsgi_request.path == told["instance"]
    return told


def file(content: bytes = b"a;b\n", name: str = "export.csv") -> BytesIO:
    made = BytesIO(content)
    made.name = name
    return made


def test_a_key_opens_the_api(people, system):
    answer = system(people.an).get("/perioden")

    assert answer.status_code == 200
    assert answer["API-Version"] == "1.0.0"
    assert answer["Cache-Control"] == "no-store, private"
    assert [each["code"] for each in answer.json()["perioden"]] == [
        each.code for each in koppelingen.periods(now=timezone.now())
    ]


@pytest.mark.parametrize("wrong", ["none", "unknown", "basic", "expired", "revoked", "closed"])
def test_every_key_that_does_not_work_is_refused_alike(people, system, stranger, wrong):
    of = system(people.an)
    if wrong == "none":
        of = stranger
    elif wrong == "unknown":
        of.key = "uk_" + "A" * 48
    elif wrong == "expired":
        Toegangssleutel.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    elif wrong == "revoked":
        reference = Toegangssleutel.objects.get().reference
        koppelingen.revoke(actor=people.an, reference=reference, now=timezone.now())
    elif wrong == "closed":
        User.objects.filter(username="an").update(is_active=False)
    headers = {"Authorization": f"Basic {of.key}"} if wrong == "basic" else {}

    answer = of.get("/perioden", **headers)

    told = require_problem(answer, 401, "unknown-key")
    assert answer["WWW-Authenticate"] == 'Bearer realm="uitkomst"'
    assert told == require_problem(stranger.get("/perioden"), 401, "unknown-key")


def test_a_session_opens_nothing_here(people):
    client = Client()
    sign_in(client, User.objects.get(username="an"))

    answer = client.get(f"{ROOT}/perioden", secure=True)

    require_problem(answer, 401, "unknown-key")


def test_no_cookie_is_set_and_no_other_site_may_read(people, system):
    answer = system(people.an).get("/perioden", Origin="https://elsewhere.example")

    assert not answer.cookies
    assert not [name for name in answer.headers if name.startswith("Access-Control")]


@pytest.mark.parametrize("path", ["/", "/niets", "/perioden/", "/aanleveringen/geen-uuid", ""])
def test_what_does_not_exist_is_told_by_the_api_itself(people, system, path):
    require_problem(system(people.an).get(path), 404, "not-found")


def test_another_version_does_not_exist(client):
    require_problem(client.get("/api/v2/perioden", secure=True), 404, "not-found")


@pytest.mark.parametrize(("method", "path"), [("DELETE", "/perioden"), ("PUT", "/aanleveringen")])
def test_another_method_is_told_which_there_are(client, method, path):
    answer = client.generic(method, f"{ROOT}{path}", secure=True)

    require_problem(answer, 405, "method-not-allowed")
    assert answer["Allow"]


def test_plain_http_is_refused_and_not_redirected(client):
    answer = client.get(f"{ROOT}/perioden", headers={"Authorization": "Bearer uk_x"})

    require_problem(answer, 403, "https-required")


def test_a_body_of_another_kind_is_refused(people, system):
    answer = system(people.an).post("/aanleveringen", {"periode": "2026-1"})

    require_problem(answer, 415, "unsupported-media-type")


def test_what_is_missing_is_named(people, system):
    answer = system(people.an).post("/aanleveringen", {"anders": file()})

    told = require_problem(answer, 400, "invalid-input")
    assert {each["plaats"] for each in told["fouten"]} == {"file.bestand", "form.periode"}


@pytest.mark.parametrize("body", [b"{", b"[]", b'"x"', b"\xff", b'{"revisie": "1"}', b"{}"])
def test_json_that_is_none_is_refused(people, system, body):
    path = "/aanleveringen/00000000-0000-4000-8000-000000000000/indienen"

    answer = system(people.an).post(path, body)

    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"


def test_a_fault_never_repeats_what_was_sent(people, system):
    path = "/aanleveringen/00000000-0000-4000-8000-000000000000/indienen"

    answers = [
        system(people.an).post(path, {"revisie": "999900006"}),
        system(people.an).post(path, {"revisie": 0, "999900006": "999900006"}),
        system(people.an).get("/aanleveringen?periode=999900006&pagina=999900006x"),
    ]

    assert [each.status_code for each in answers] == [400, 400, 400]
    assert "999900006" not in "".join(each.content.decode() for each in answers)
    assert answers[0].json()["fouten"][0]["plaats"] == "body.revisie"


def test_the_name_of_an_unknown_field_is_told(people, system):
    path = "/aanleveringen/00000000-0000-4000-8000-000000000000/indienen"

    told = system(people.an).post(path, {"revisie": 0, "revise": 0}).json()

    assert told["fouten"] == [
        {"plaats": "body.revise", "melding": "Dit veld bestaat hier niet."},
    ]


@pytest.mark.parametrize("charset", ["hex", "rot13", "idna", "undefined", "utf-16", "latin-1"])
def test_a_form_in_another_encoding_is_refused(people, system, client, charset):
    key = system(people.an).key
    kind = f"multipart/form-data; boundary=B; charset={charset}"
    body = b'--B\r\nContent-Disposition: form-data; name="periode"\r\n\r\n2026-1\r\n--B--\r\n'

    answer = client.generic(
        "POST",
        f"{ROOT}/controles",
        body,
        kind,
        secure=True,
        headers={"Authorization": f"Bearer {key}"},
    )

    require_problem(answer, 415, "unsupported-media-type")


def test_a_body_of_unknown_length_is_refused_and_not_taken_for_empty(people, system):
    answer = system(people.an).post("/controles", {"bestand": file()}, transfer_encoding="chunked")

    require_problem(answer, 411, "length-required")


@pytest.mark.parametrize("path", ["intrekken", "antwoorden"])
def test_a_text_that_cannot_be_kept_is_refused(people, system, path):
    reden = "a\0b"
    body = {"reden": reden}
    if path == "antwoorden":
        body = {"revisie": 0, "antwoorden": [{"naam": "V05_1", "ja": True, "reden": reden}]}

    answer = system(people.an).post(
        f"/aanleveringen/00000000-0000-4000-8000-000000000000/{path}", body
    )

    told = require_problem(answer, 400, "invalid-input")
    assert told["fouten"][0]["plaats"].endswith("reden")


@pytest.mark.parametrize("more", [1, 2_000_000])
def test_a_file_over_the_limit_is_refused(people, system, monkeypatch, more):
    monkeypatch.setattr(uploads, "LARGEST_UPLOAD", 100_000)
    monkeypatch.setattr("uitkomst.api.gate.LARGEST_UPLOAD", 100_000)

    fields = {"bestand": file(bytes(100_000 + more)), "periode": "2026-1"}
    answer = system(people.an).post("/aanleveringen", fields, Idempotency_Key="a")

    require_problem(answer, 413, "too-large")


def test_no_byte_of_a_body_is_read_from_a_stranger(people, stranger, monkeypatch):
    def read(*_):
        raise AssertionError("read")

    monkeypatch.setattr(uploads.MemoryOnlyUploadHandler, "receive_data_chunk", read)

    answer = stranger.post("/aanleveringen", {"bestand": file(), "periode": "2026-1"})

    require_problem(answer, 401, "unknown-key")


def test_too_many_calls_are_told_to_wait(people, system, monkeypatch):
    monkeypatch.setattr(api_calls, "CALLS_A_MINUTE", 3)
    of = system(people.an)
    answers = [of.get("/perioden") for _ in range(4)]

    assert [each.status_code for each in answers] == [200, 200, 200, 429]
    require_problem(answers[-1], 429, "too-many-calls")
    assert 1 <= int(answers[-1]["Retry-After"]) <= 60


@pytest.mark.parametrize(
    ("error", "status", "kind"),
    [
        (OperationalError("999900006"), 503, "unavailable"),
        (KeyError("999900006"), 500, "unexpected"),
    ],
)
def test_an_error_nobody_expected_tells_no_value(
    people, system, monkeypatch, capfd, error, status, kind
):
    def fail(**_):
        raise error

    of = system(people.an)
    monkeypatch.setattr("uitkomst.services.systems.koppelingen.periods", fail)

    answer = of.get("/perioden")

    require_problem(answer, status, kind)
    assert ("Retry-After" in answer.headers) == (status == 503)
    logged = capfd.readouterr()
    assert "999900006" not in answer.content.decode() + logged.err + logged.out


def test_what_was_asked_is_written_down_and_what_was_in_it_is_not(people, system):
    of = system(people.an)
    of.get("/perioden")
    of.get("/aanleveringen/00000000-0000-4000-8000-000000000000?geheim=999900006")
    of.post("/aanleveringen", {"anders": file(b"999900006")})

    lines = ApiAanroep.objects.order_by("pk").values_list("wat", "status", "reden")
    assert list(lines) == [
        ("GET /perioden", 200, ""),
        ("GET /aanleveringen/{referentie}", 404, "not-found"),
        ("POST /aanleveringen", 400, "invalid-input"),
    ]


def test_the_key_is_in_no_log_and_no_answer(people, system, monkeypatch, capfd):
    of = system(people.an, Scope.LEZEN)
    monkeypatch.setattr("uitkomst.services.systems.koppelingen.periods", lambda **_: 1 / 0)

    answers = [
        of.get("/perioden"), of.get("/niets"), of.post("/controles"), of.get(f"/{of.key}"),
    ]  # fmt: skip

    logged = capfd.readouterr()
    assert [each.status_code for each in answers] == [500, 404, 403, 404]
    assert of.key not in logged.err + logged.out
    assert all(of.key not in each.content.decode() for each in answers[:3])
