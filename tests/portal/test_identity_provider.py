"""Signing in by a real identity provider: a process of its own, spoken to over HTTP."""

import json
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from world import actor_as

from uitkomst.access.permissions import Role
from uitkomst.config.identity_provider import IdentityProvider, identity_provider
from uitkomst.config.refusals import WrongIdentityProvider
from uitkomst.register.models import AuditEvent, Lidmaatschap, Organisatie, User
from uitkomst.services.deelnemers import uitnodigingen
from uitkomst.services.deelnemers.accounts import BOUND, FACTOR, current

SUBSTANTIAL = "urn:etoegang:core:assurance-class:loa3"
LOW = "urn:etoegang:core:assurance-class:loa2"


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """A provider that runs."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port),
         "--require-nonce", "true"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{address}/.well-known/openid-configuration", timeout=2):
                break
        except OSError:
            time.sleep(0.2)
    yield address
    process.terminate()
    process.wait()


@pytest.fixture
def provider(world, issuer, settings):
    """The portal knows this provider and asks for the substantial level."""

    def set_up(**more):
        fields = {
            "issuer": issuer,
            "client_id": "uitkomst",
            "secret": "een geheim",
            "name": "eHerkenning",
            "acr": (SUBSTANTIAL,),
        }
        settings.OIDC = IdentityProvider(**{**fields, **more})
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": settings.OIDC.apps()}}

    set_up()
    return set_up


def knows(issuer, sub, **claims):
    """Let the provider know somebody."""
    request = urllib.request.Request(
        f"{issuer}/users/{sub}",
        data=json.dumps(claims).encode(),
        headers={"Content-Type": "application/json"},
        method="PUT",
    )
    urllib.request.urlopen(request, timeout=5).close()


def there(client, query=""):
    """Go to the provider; gives the address there."""
    answer = client.get(reverse("oidc") + query, secure=True)
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def back(asked, sub):
    """Sign in at the provider; gives the address by which it sends one back."""
    opener = urllib.request.build_opener(NoRedirect)
    try:
        opener.open(asked, data=urlencode({"sub": sub}).encode(), timeout=5).close()
    except urllib.error.HTTPError as redirected:
        found = urlsplit(redirected.headers["Location"])
        redirected.close()
        return f"{found.path}?{found.query}"
    raise AssertionError("the provider did not send back")


def sign_in(client, sub, query=""):
    return client.get(back(there(client, query), sub), secure=True)


def is_in(client):
    return client.get(reverse("account"), secure=True).status_code == 200


def invited(world, email="piet@eigen.example", role=Role.AANLEVERAAR):
    """A client that opened an invitation of the provider "eigen"."""
    Lidmaatschap.objects.filter(user__username="eigen").update(beheert_rechten=True)
    made = uitnodigingen.invite(
        actor=actor_as(world.users["eigen"]),
        email=email,
        display_name="Piet",
        role=role,
        beheert_rechten=False,
        now=timezone.now(),
    )
    client = Client()
    client.get(made.path, secure=True)
    return client


def bound(world, issuer, sub, **claims):
    knows(issuer, sub, acr=SUBSTANTIAL, **claims)
    return sign_in(invited(world, f"{sub}@eigen.example"), sub, "?uitnodiging=ja")


def test_what_is_asked_of_the_provider_has_pkce_a_state_a_nonce_and_the_level(provider):
    asked = parse_qs(urlsplit(there(Client())).query)

    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["code_challenge"][0]) >= 43
    assert asked["scope"] == ["openid"]
    assert asked["acr_values"] == [SUBSTANTIAL]
    assert asked["redirect_uri"] == ["https://testserver/inloggen/inlogdienst/terug"]
    assert len(asked["state"][0]) >= 16
    assert len(asked["nonce"][0]) >= 32


def test_what_somebody_writes_in_the_address_changes_nothing(provider):
    forged = urlencode({"auth_params": f"acr_values={LOW}", "scope": "openid,email"})
    asked = parse_qs(urlsplit(there(Client(), f"?{forged}")).query)

    assert asked["acr_values"] == [SUBSTANTIAL]
    assert asked["scope"] == ["openid"]


def test_an_invitation_binds_a_subject_who_then_comes_in_without_a_second_factor(
    world, provider, issuer
):
    knows(issuer, "piet", acr=SUBSTANTIAL, name="Pieter de Groot", email="prive@elders.example")
    client = invited(world)
    answer = sign_in(client, "piet", "?uitnodiging=ja")

    assert answer.status_code == 302
    assert is_in(client)
    user = User.objects.get(username="piet@eigen.example")
    assert not user.has_usable_password()
    assert current(user).get().organisatie_id == world.aanbieder
    again = Client()
    sign_in(again, "piet")
    assert is_in(again)
    assert again.session[FACTOR] == user.pk
    kept = json.dumps(SocialAccount.objects.get().extra_data)
    assert "Pieter" not in kept
    assert "prive" not in kept
    written = AuditEvent.objects.filter(subject=user.username)
    assert {"account:bind", "account:sign-in"} <= set(written.values_list("action", flat=True))


def test_an_unknown_subject_gets_no_account(world, provider, issuer):
    knows(issuer, "vreemd", acr=SUBSTANTIAL, email="eigen@aanbieder.example", email_verified=True)
    before = User.objects.count()
    client = Client()
    answer = sign_in(client, "vreemd")

    assert answer.status_code == 403
    assert "hebt in dit portaal nog geen account" in answer.content.decode()
    assert User.objects.count() == before
    assert not is_in(client)


@pytest.mark.parametrize("level", [LOW, "", None, f"{SUBSTANTIAL} ", [SUBSTANTIAL]])
def test_the_level_is_looked_at_every_time(world, provider, issuer, level):
    bound(world, issuer, "wisselt")
    knows(issuer, "wisselt", **({} if level is None else {"acr": level}))
    client = Client()
    answer = sign_in(client, "wisselt")

    assert answer.status_code == 403
    assert "betrouwbaarheidsniveau" in answer.content.decode()
    assert not is_in(client)


def test_too_low_a_level_does_not_use_up_an_invitation(world, provider, issuer):
    knows(issuer, "laag", acr=LOW)
    client = invited(world)
    assert sign_in(client, "laag", "?uitnodiging=ja").status_code == 403
    assert not User.objects.filter(username="piet@eigen.example").exists()
    knows(issuer, "laag", acr=SUBSTANTIAL)
    assert sign_in(client, "laag", "?uitnodiging=ja").status_code == 302


def test_without_a_level_the_provider_is_the_first_factor_only(world, provider, issuer):
    provider(acr=())
    client = invited(world)
    knows(issuer, "eerste", acr=SUBSTANTIAL)
    sign_in(client, "eerste", "?uitnodiging=ja")

    answer = client.get(reverse("account"), secure=True)
    assert answer["Location"] == reverse("tweede-factor")


@pytest.fixture
def impostor(issuer):
    """A server that says of itself what it is told, with the real provider behind it."""
    with urllib.request.urlopen(f"{issuer}/.well-known/openid-configuration") as answer:
        says = json.load(answer)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            body = json.dumps(says).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", says
    server.shutdown()
    thread.join()
    server.server_close()


def test_who_says_to_be_another_issuer_is_not_asked(provider, impostor):
    provider(issuer=impostor[0])

    assert Client().get(reverse("oidc"), secure=True).status_code == 502


def test_a_token_of_another_issuer_is_refused(world, provider, issuer, impostor):
    bound(world, issuer, "elders")
    address, says = impostor
    provider(issuer=address)
    says["issuer"] = address
    client = Client()
    answer = sign_in(client, "elders")

    assert answer.status_code == 502
    assert not is_in(client)


def test_a_token_under_another_key_is_refused(world, provider, issuer, impostor):
    bound(world, issuer, "vervalst")
    address, says = impostor
    client = Client()
    asked = there(client)
    says["keys"] = [{"kty": "RSA", "e": "AQAB", "n": "x" * 342, "kid": "ander"}]
    says["jwks_uri"] = f"{address}/jwks"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "uitkomst.services.deelnemers.oidc.OidcAdapter.openid_config",
            {**says, "issuer": issuer},
        )
        answer = client.get(back(asked, "vervalst"), secure=True)

    assert answer.status_code == 502
    assert not is_in(client)


def test_a_provider_that_is_away_is_an_answer_and_no_error(provider):
    provider(issuer="http://127.0.0.1:9")
    answer = Client().get(reverse("oidc"), secure=True)

    assert answer.status_code == 502
    assert "inlogdienst is niet gelukt" in answer.content.decode()


def test_an_answer_is_used_once_and_by_the_browser_that_asked(world, provider, issuer):
    bound(world, issuer, "herhaalt")
    client, thief = Client(), Client()
    address = back(there(client), "herhaalt")

    assert thief.get(address, secure=True).status_code == 502
    assert not is_in(thief)
    client.get(address, secure=True)
    assert is_in(client)
    client.post(reverse("logout"), secure=True)
    assert client.get(address, secure=True).status_code == 502
    assert not is_in(client)


@pytest.mark.parametrize("query", ["", "?state=x&code=y", "?error=access_denied", "?code=y"])
def test_an_answer_nobody_asked_for_is_refused(provider, query):
    answer = Client().get(reverse("oidc-terug") + query, secure=True)

    assert answer.status_code == 502


def test_another_nonce_is_refused(world, provider, issuer):
    bound(world, issuer, "nonce")
    client = Client()
    asked = there(client)
    nonce = parse_qs(urlsplit(asked).query)["nonce"][0]
    answer = client.get(back(asked.replace(nonce, "a" * 32), "nonce"), secure=True)

    assert answer.status_code == 502
    assert not is_in(client)


def test_another_code_verifier_is_not_what_we_send(world, provider, issuer):
    """The state of one conversation does not finish another."""
    bound(world, issuer, "mengt")
    client = Client()
    first, second = there(client), there(client)
    one = parse_qs(urlsplit(back(first, "mengt")).query)
    other = parse_qs(urlsplit(back(second, "mengt")).query)
    mixed = urlencode({"state": one["state"][0], "code": other["code"][0]})
    answer = client.get(f"{reverse('oidc-terug')}?{mixed}", secure=True)

    assert answer.status_code == 502
    assert not is_in(client)


def test_who_vouches_for_an_organisation_is_believed_for_that_one_only(world, provider, issuer):
    bound(world, issuer, "kiest", kvk="10000001")
    user = User.objects.get(username="kiest@eigen.example")
    delft = Organisatie.objects.get(gemeentecode="0503")
    Lidmaatschap.objects.create(user=user, organisatie=delft, role="gemeente", sinds=timezone.now())
    provider(organisatie_claim="kvk")
    client = Client()
    sign_in(client, "kiest")

    assert client.session[BOUND] == world.aanbieder.hex
    assert is_in(client)
    other = Lidmaatschap.objects.get(organisatie=delft, user=user)
    chosen = client.post(reverse("organisatie-kiezen"), {"lidmaatschap": other.pk}, secure=True)
    assert chosen.status_code == 404


@pytest.mark.parametrize("kvk", ["10000002", "99999999", "", None])
def test_who_comes_for_another_organisation_is_refused(world, provider, issuer, kvk):
    bound(world, issuer, "ander-kvk", kvk="10000001")
    provider(organisatie_claim="kvk")
    knows(issuer, "ander-kvk", acr=SUBSTANTIAL, **({} if kvk is None else {"kvk": kvk}))
    client = Client()
    answer = sign_in(client, "ander-kvk")

    assert answer.status_code == 403
    assert not is_in(client)


def test_a_closed_account_does_not_come_in_by_the_provider_either(world, provider, issuer):
    bound(world, issuer, "dicht")
    User.objects.filter(username="dicht@eigen.example").update(is_active=False)
    client = Client()
    sign_in(client, "dicht")

    assert not is_in(client)


def test_without_a_provider_there_is_no_such_way_in(world):
    assert Client().get(reverse("oidc"), secure=True).status_code == 404
    assert Client().get(reverse("oidc-terug"), secure=True).status_code == 404
    assert "inlogdienst" not in Client().get(reverse("login"), secure=True).content.decode()


# What the environment says


@pytest.fixture
def said(monkeypatch, tmp_path):
    def say(**words):
        (tmp_path / "geheim").write_text("een geheim\n")
        given = {
            "ISSUER": "https://makelaar.example",
            "CLIENT_ID": "uitkomst",
            "CLIENT_SECRET_FILE": str(tmp_path / "geheim"),
            **words,
        }
        for name, value in given.items():
            monkeypatch.setenv(f"UITKOMST_OIDC_{name}", value)

    return say


def test_the_environment_names_the_provider(said):
    said(ACR=f"{SUBSTANTIAL}, {LOW}", NAME="eHerkenning", ORGANISATIE_CLAIM="kvk")
    found = identity_provider()

    assert (found.secret, found.acr, found.organisatie_veld) == (
        "een geheim", (SUBSTANTIAL, LOW), "kvk",
    )  # fmt: skip
    assert "een geheim" not in repr(found)


@pytest.mark.parametrize(
    "wrong",
    [
        {"ISSUER": "http://makelaar.example"},
        {"CLIENT_ID": ""},
        {"CLIENT_SECRET_FILE": "/nergens"},
        {"CLIENT_SECRET_FILE": ""},
        {"ORGANISATIE_VELD": "bsn"},
    ],
)
def test_half_a_description_does_not_start(said, wrong):
    said(**wrong)
    with pytest.raises(WrongIdentityProvider) as refused:
        identity_provider()
    assert "docs/inloggen.md" in refused.value.melding


def test_without_an_issuer_there_is_none(monkeypatch):
    monkeypatch.delenv("UITKOMST_OIDC_ISSUER", raising=False)
    assert identity_provider().apps() == []
