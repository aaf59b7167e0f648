"""The page where a provider makes a key, sees what is done with it, and ends it."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from signed_in import sign_in

from uitkomst.register.models import Toegangssleutel, User
from uitkomst.services.systems import koppelingen

KEY = re.compile(r"uk_[A-Za-z0-9_-]{48}")


@pytest.fixture
def browse(people):
    def of(username: str) -> Client:
        client = Client()
        sign_in(client, User.objects.get(username=username))
        return client

    return of


def make(client, **fields):
    day = koppelingen.last_day(timezone.now()).isoformat()
    wish = {"naam": "ECD", "mag": ["controleren", "aanleveren"], "tot": day, **fields}
    return client.post(reverse("koppelingen"), wish, secure=True)


def test_a_new_key_is_shown_once_and_works(browse, system, people):
    an = browse("an")
    answer = make(an)

    (key,) = set(KEY.findall(answer.content.decode()))
    again = an.get(reverse("koppelingen"), secure=True).content.decode()
    of = system(people.an)
    of.key = key
    assert answer.status_code == 201
    assert "no-store" in answer["Cache-Control"]
    assert of.get("/perioden").status_code == 200
    assert "ECD" in again
    assert not KEY.search(again)


def test_sending_the_form_again_makes_no_second_key(browse):
    an = browse("an")
    make(an)

    answer = make(an)

    assert answer.status_code == 409
    assert not KEY.search(answer.content.decode())
    assert Toegangssleutel.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [{"naam": ""}, {"mag": []}, {"mag": ["alles"]}, {"tot": ""}, {"tot": "2020-01-01"}],
)
def test_a_form_that_is_not_right_makes_nothing_and_says_where(browse, wrong):
    answer = make(browse("an"), **wrong)

    assert answer.status_code == 422
    assert 'id="fouten"' in answer.content.decode()
    assert not Toegangssleutel.objects.exists()


def test_a_key_is_ended_on_its_page_and_its_calls_are_shown(browse, system, people):
    of = system(people.an)
    of.get("/perioden")
    of.get("/aanleveringen/00000000-0000-4000-8000-000000000000")
    reference = Toegangssleutel.objects.get().pk
    an, page = browse("an"), reverse("koppeling", args=[reference])

    everything = an.get(page, secure=True).content.decode()
    errors = an.get(f"{page}?toon=fouten", secure=True).content.decode()
    ended = an.post(reverse("koppeling-revoke", args=[reference]), secure=True)

    assert "GET /perioden" in everything
    assert "GET /perioden" not in errors
    assert "not-found" in errors
    assert ended.status_code == 302
    assert of.get("/perioden").status_code == 401


def test_anothers_key_does_not_exist_and_a_gemeente_has_none(browse, system, people):
    system(people.an)
    reference = Toegangssleutel.objects.get().pk
    page, end = (reverse(name, args=[reference]) for name in ("koppeling", "koppeling-revoke"))

    assert browse("ben").get(page, secure=True).status_code == 404
    assert browse("ben").post(end, secure=True).status_code == 404
    assert browse("guus").get(reverse("koppelingen"), secure=True).status_code == 403
    assert browse("ruud").get(page, secure=True).status_code == 403
    assert Toegangssleutel.objects.get().revoked_at is None
