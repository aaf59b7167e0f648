"""Sessions: how long, where, and how they end; and what is asked again before what weighs."""

import re
import time
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from signed_in import sign_in

from uitkomst.register.models import AuditEvent, Lidmaatschap, Organisatie, Sessie, User
from uitkomst.services.deelnemers import accounts, sessions
from uitkomst.services.deelnemers.session_store import BEGUN, stored_key
from uitkomst.services.guard import CONFIRMED, asks_fresh, may_before_factor, routes

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


def is_in(client):
    return client.get(reverse("account"), secure=True).status_code == 200


def left_alone(client, away):
    """Let this session be one that nobody used for so long."""
    key = stored_key(client.session.session_key)
    Sessie.objects.filter(pk=key).update(gezien_at=timezone.now() - away)


def begun(client, ago):
    session = client.session
    session[BEGUN] = (timezone.now() - ago).timestamp()
    session.save()


@pytest.mark.parametrize(
    ("reader", "limit"), [("eigen", 15), ("solo", 15), ("delft", 30), ("beheer", 30)]
)
def test_who_is_away_too_long_is_out(browse, reader, limit):
    client = browse(reader)
    left_alone(client, limit * MINUTE - 5 * SECOND)
    assert is_in(client)
    left_alone(client, limit * MINUTE + SECOND)
    answer = client.get(reverse("account"))

    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("login"))
    assert not is_in(client)


def test_after_eight_hours_everybody_is_out_however_busy(browse):
    client = browse("eigen")
    begun(client, timedelta(hours=7, minutes=59, seconds=50))
    assert is_in(client)
    begun(client, timedelta(hours=8, seconds=1))
    assert not is_in(client)


def test_a_session_that_does_not_say_since_when_it_is_there_is_none(browse):
    client = browse("eigen")
    session = client.session
    del session[BEGUN]
    session.save()

    assert not is_in(client)


def test_what_a_page_asks_by_itself_is_no_sign_of_life(world, browse):
    client = browse("eigen")
    left_alone(client, 10 * MINUTE)
    before = Sessie.objects.get(pk=stored_key(client.session.session_key)).gezien_at
    for name in sessions.BY_THEMSELVES:
        assert client.get(reverse(name, args=[world.draft])).status_code == 200
    assert Sessie.objects.get(pk=stored_key(client.session.session_key)).gezien_at == before

    client.get(reverse("home"))
    assert Sessie.objects.get(pk=stored_key(client.session.session_key)).gezien_at > before


def test_the_table_of_sessions_does_not_hold_what_the_browser_holds(browse):
    client = browse("eigen")
    key = client.session.session_key

    assert key not in " ".join(Sessie.objects.values_list("session_key", flat=True))
    assert Sessie.objects.get(pk=stored_key(key)).user.username == "eigen"


def test_one_sees_where_one_is_signed_in_and_ends_the_others(world, browse):
    here, there = browse("eigen"), browse("eigen")
    ander = browse("ander")
    page = here.get(reverse("account")).content.decode()
    assert page.count("deze sessie") == 1
    (theirs,) = re.findall(r"/account/sessies/([0-9a-f]{16})/beeindigen", page)

    assert ander.post(reverse("account-sessie-einde", args=[theirs])).status_code == 404
    assert is_in(there)
    assert here.post(reverse("account-sessies-einde")).status_code == 302

    assert is_in(here)
    assert not is_in(there)
    assert is_in(ander)


def test_a_closed_account_is_out_at_its_next_request(world, browse):
    client = browse("eigen")
    User.objects.filter(username="eigen").update(is_active=False)

    assert not is_in(client)


def test_who_is_of_no_organisation_any_more_sees_nothing(world, browse):
    client = browse("eigen")
    Lidmaatschap.objects.filter(user__username="eigen").update(tot=timezone.now())

    for name in ("home", "aanleveringen", "account"):
        answer = client.get(reverse(name))
        assert answer.status_code == 403
        assert "niet (meer) voor een organisatie" in answer.content.decode()


def test_a_new_session_id_at_signing_in_at_a_switch_and_at_a_step_up(world, settings):
    settings.DEMO = True
    User.objects.filter(username="eigen").update(is_demo=True)
    client = Client()
    client.get(reverse("login"), secure=True)
    client.post(reverse("demo-login"), {"username": "eigen"}, secure=True)
    ids = [client.session.session_key]

    client.post(reverse("bevestigen"), secure=True)
    ids.append(client.session.session_key)
    chosen = Lidmaatschap.objects.get(user__username="eigen")
    client.post(reverse("organisatie-kiezen"), {"lidmaatschap": chosen.pk}, secure=True)
    ids.append(client.session.session_key)

    assert len(set(ids)) == 3
    assert Sessie.objects.filter(user__username="eigen").count() == 1


def test_a_session_id_that_somebody_else_chose_is_not_taken(world, settings):
    settings.DEMO = True
    User.objects.filter(username="eigen").update(is_demo=True)
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    client.post(reverse("demo-login"), {"username": "eigen"}, secure=True)

    assert client.session.session_key != "a" * 32


# Which organisation


@pytest.fixture
def of_two(world):
    """Somebody who works for the provider "eigen" and for Delft."""
    user = User.objects.get(username="eigen")
    delft = Organisatie.objects.get(gemeentecode="0503")
    given = Lidmaatschap.objects.create(
        user=user, organisatie=delft, role="gemeente", sinds=timezone.now()
    )
    client = Client()
    sign_in(client, user)
    return client, given


def test_who_is_of_several_chooses_first_and_then_goes_on(of_two):
    client, given = of_two
    wanted = reverse("aanleveringen")
    answer = client.get(wanted, secure=True)
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("organisatie-kiezen"))

    page = client.get(answer["Location"], secure=True).content.decode()
    assert "Organisatie eigen" in page
    assert "Organisatie delft" in page
    own = Lidmaatschap.objects.exclude(pk=given.pk).get(user=given.user)
    told = {"lidmaatschap": own.pk, "next": wanted}
    assert client.post(answer["Location"], told, secure=True)["Location"] == wanted
    page = client.get(wanted, secure=True).content.decode()
    assert "<strong>Organisatie eigen</strong>" in page
    assert "wissel" in page


def test_after_a_switch_one_sees_only_what_belongs_to_that_organisation(of_two):
    client, given = of_two
    client.post(reverse("organisatie-kiezen"), {"lidmaatschap": given.pk}, secure=True)

    assert client.get(reverse("aanleveringen"), secure=True).status_code == 403
    line = AuditEvent.objects.filter(action="account:switch").first()
    assert line.organisatie_id == given.organisatie_id


@pytest.mark.parametrize("chosen", ["", "x", "0", "999999999", "-1"])
def test_one_cannot_choose_what_one_is_not(of_two, chosen):
    client, _ = of_two
    answer = client.post(reverse("organisatie-kiezen"), {"lidmaatschap": chosen}, secure=True)

    assert answer.status_code == 404


def test_one_cannot_choose_what_somebody_else_is(of_two):
    client, given = of_two
    other = Lidmaatschap.objects.exclude(user=given.user).first()
    answer = client.post(reverse("organisatie-kiezen"), {"lidmaatschap": other.pk}, secure=True)

    assert answer.status_code == 404


def test_when_what_one_chose_ends_one_does_not_silently_act_for_another(of_two):
    client, given = of_two
    client.post(reverse("organisatie-kiezen"), {"lidmaatschap": given.pk}, secure=True)
    Lidmaatschap.objects.filter(pk=given.pk).update(tot=timezone.now())

    answer = client.get(reverse("home"), secure=True)
    assert answer.status_code == 403


# Second factor and step-up


def _address(route):
    known = {"uuid": "00000000-0000-4000-8000-000000000000", "int": "1", "slug": "x", "str": "x"}
    return re.sub(r"<(\w+):\w+>", lambda found: known[found[1]], f"/{route.pattern}")


def test_a_password_alone_opens_no_page_but_those_to_set_up_the_second_factor(world):
    client = Client()
    sign_in(client, User.objects.get(username="eigen"), factor=False)
    opened = []
    for route in routes():
        if (route.name or "").startswith("api-"):
            continue
        address = _address(route)
        for method in ("get", "head", "post", "put", "patch", "delete", "options"):
            answer = getattr(client, method)(address, secure=True)
            closed = answer.status_code == 302 and answer["Location"] == reverse("tweede-factor")
            if closed or may_before_factor(route.callback):
                sign_in(client, User.objects.get(username="eigen"), factor=False)
                continue
            opened.append((method, address, answer.status_code))

    assert opened == []


def test_without_the_gate_a_password_would_open_them(world, monkeypatch):
    client = Client()
    sign_in(client, User.objects.get(username="eigen"), factor=False)
    monkeypatch.setattr(accounts, "is_complete", lambda request: request.user.is_authenticated)

    assert client.get(reverse("aanleveringen"), secure=True).status_code == 200


def test_what_may_be_seen_before_the_second_factor_is_this_short_list():
    assert {route.name for route in routes() if may_before_factor(route.callback)} - {
        name for route in routes() if (name := route.name or "").startswith("api-")
    } == {
        "login", "account_login", "mfa_authenticate", "passkey", "oidc", "oidc-terug", "logout",
        "demo-login", "uitnodiging", "uitnodiging-openen", "tweede-factor", "factor-app",
        "factor-sleutel", "health", "security-txt",
    }  # fmt: skip


def test_a_session_of_before_there_was_a_second_factor_sets_up_none(world):
    user = User.objects.get(username="eigen")
    stale = Client()
    sign_in(stale, user, factor=False)
    user.authenticator_set.create(type="webauthn", data={"name": "Sleutel"})

    for name in ("factor-app", "factor-sleutel"):
        answer = stale.get(reverse(name), secure=True)
        assert answer["Location"] == reverse("login")
        sign_in(stale, user, factor=False)


def test_setting_up_another_factor_takes_a_fresh_one(world):
    client = Client()
    sign_in(client, User.objects.get(username="eigen"), fresh=False)

    for name in ("factor-app", "factor-sleutel"):
        answer = client.get(reverse(name), secure=True)
        assert answer["Location"].startswith(reverse("bevestigen"))


WEIGHTY = {
    "account-wachtwoord", "factor-weghalen", "herstelcodes", "leden", "lid-rol", "lid-rechten",
    "lid-einde", "lid-factor", "lid-wachtwoord", "uitnodiging-intrekken",
    "rechtencontrole-antwoord", "organisatie-mensen", "organisatie-lid-factor",
}  # fmt: skip


def test_managing_rights_asks_for_a_fresh_factor():
    assert {route.name for route in routes() if asks_fresh(route.callback)} >= WEIGHTY


@pytest.mark.parametrize("name", sorted(WEIGHTY))
def test_without_a_fresh_factor_nothing_weighty_is_done_and_the_page_says_so(name, world):
    (route,) = (route for route in routes() if route.name == name)
    Lidmaatschap.objects.update(beheert_rechten=True)
    client = Client()
    sign_in(client, User.objects.get(username="beheer"), fresh=False)
    session = client.session
    session[CONFIRMED] = time.time() - 301
    session.save()

    answer = client.post(_address(route), secure=True)

    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("bevestigen"))
    page = client.get(answer["Location"], secure=True).content.decode()
    assert "Wat u net verstuurde is niet opgeslagen" in page


# security.md 2.7: export of person data, agreement upload, contract end, user management.
TAKEN_ALONG = {
    "aanlevering-marked": "eigen", "contracteinde-gegevens": "eigen", "verzoek-gegevens": "eigen",
    "verzoek-meegeven": "eigen", "incident-personen": "eigen", "logboek-export": "eigen",
}  # fmt: skip
SENT = {"privacy-bewijsmap": "privacy", "organisatie": "beheer", "contracteinde-stap": "privacy"}


@pytest.mark.parametrize(("name", "reader"), sorted((TAKEN_ALONG | SENT).items()))
def test_persons_leave_the_portal_only_after_a_fresh_factor(name, reader, world):
    (route,) = (route for route in routes() if route.name == name)
    client = Client()
    sign_in(client, User.objects.get(username=reader), fresh=False)
    method = client.get if name in TAKEN_ALONG else client.post

    answer = method(_address(route), secure=True)

    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("bevestigen"))


@pytest.mark.parametrize("name", ["report-trajecten", "aanlevering-bestand", "aanlevering-rij"])
def test_daily_work_of_a_provider_asks_nothing_again(name):
    (route,) = (route for route in routes() if route.name == name)

    assert not asks_fresh(route.callback)


def test_a_step_up_for_a_file_says_that_the_page_stays_and_leads_back(world):
    client = Client()
    sign_in(client, User.objects.get(username="eigen"), fresh=False)
    page = reverse("logboek")

    def told(referer):
        asked = client.get(
            reverse("logboek-export", args=["csv"]), secure=True, headers={"referer": referer}
        )
        return client.get(asked["Location"], secure=True).content.decode()

    here = told(f"https://testserver{page}?personen=on")
    assert f'href="{page}?personen=on">Terug naar waar u was' in here
    assert 'href="/">Terug naar waar u was' in told("https://elders.example/beheer/logboek")


@pytest.mark.parametrize("wanted", ["https://elders.example/", "//elders.example", "javascript:x"])
def test_a_step_up_leads_to_pages_of_this_portal_only(world, settings, wanted):
    settings.DEMO = True
    client = Client()
    sign_in(client, User.objects.get(username="eigen"))
    answer = client.post(reverse("bevestigen"), {"next": wanted}, secure=True)

    assert answer["Location"] == reverse("home")
    shown = client.get(reverse("bevestigen"), {"terug": wanted}, secure=True).content.decode()
    assert wanted not in shown
    assert 'href="/">Terug naar waar u was' in shown


@pytest.mark.parametrize("name", ["leden", "sleutels-volgen", "organisatie"])
def test_a_form_that_will_ask_for_a_factor_says_so_before_it_is_filled_in(name, browse, world):
    reader = "rechten" if name == "leden" else "beheer"
    where = {"sleutels-volgen": ["Haaglanden"], "organisatie": [world.aanbieder]}
    client, address = browse(reader), reverse(name, args=where.get(name, []))
    first = f"{reverse('bevestigen')}?next="
    assert first not in client.get(address).content.decode()

    session = client.session
    session[CONFIRMED] = (timezone.now() - 6 * MINUTE).timestamp()
    session.save()

    assert first in client.get(address).content.decode()
