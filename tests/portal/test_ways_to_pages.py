"""Every page one may open can be found: by links alone, within three clicks from the start page."""

import re
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve, reverse
from test_pages import text
from test_privacy_pages import incident, looked

from uitkomst.register.models import Incident
from uitkomst.services.guard import routes

READERS = ("eigen", "rechten", "solo", "delft", "haaglanden", "beheer", "privacy")
CLICKS = 3
EXAMPLES = 2  # of every kind of page: the next organisation has no other links than this one
NO_WAY_NEEDED = {
    "bevestigen": "the portal asks it before what weighs",
    "organisatie-kiezen": "only for who is of several organisations",
    "health": "for the machine that watches over the portal",
    "browser-check-keeper": "a script",
    "api-openapi": "for programs",
}
NOTHING_OF_THEIR_OWN = {"beheer", "privacy"}
OF_ONES_OWN = {
    "reports": "who runs the portal sees no figures",
    "certificaten": "who runs the portal has no contract; it gets them at the contract ends",
}
WITHOUT_PARAMETERS = {
    name: f"/{pattern}"
    for name, pattern in ((route.name, str(route.pattern)) for route in routes())
    if name and "<" not in pattern
}


def _links(answer):
    if "text/html" not in answer["Content-Type"]:
        return set()
    found = re.findall(r'<a\s[^>]*?href="([^"]+)"', answer.content.decode())
    return {part.path for part in map(urlsplit, found) if not part.netloc and part.path}


def _kind(address):
    try:
        return resolve(address).view_name
    except Resolver404:
        return None


def reached(client):
    """Give the addresses that links lead to, and of those opened the ones that do not open."""
    seen, dead, opened = {reverse("home")}, {}, {}
    here = set(seen)
    for _ in range(CLICKS):
        there = set()
        for address in sorted(here):
            kind = _kind(address)
            if kind == "logout" or opened.get(kind, 0) == EXAMPLES:
                continue
            opened[kind] = opened.get(kind, 0) + 1
            answer = client.get(address)
            if answer.status_code != 200:
                dead[address] = answer.status_code
            else:
                there |= _links(answer)
        here = there - seen
        seen |= there
    return seen, dead


def may_open(client):
    """Give what this reader may open of the addresses without parameters."""
    return {
        name
        for name, address in WITHOUT_PARAMETERS.items()
        if name not in NO_WAY_NEEDED and client.get(address).status_code == 200
    }


@pytest.mark.parametrize("reader", READERS)
def test_every_page_one_may_open_is_three_clicks_away_and_no_link_is_dead(reader, browse):
    seen, dead = reached(browse(reader))
    lost = {name for name in may_open(browse(reader)) if WITHOUT_PARAMETERS[name] not in seen}
    if reader in NOTHING_OF_THEIR_OWN:
        lost -= set(OF_ONES_OWN)

    assert (lost, dead) == (set(), {})


@pytest.mark.parametrize("name", sorted(NO_WAY_NEEDED | OF_ONES_OWN))
def test_what_needs_no_way_exists(name):
    assert name in WITHOUT_PARAMETERS


def test_a_page_without_a_link_would_be_found_out(browse, monkeypatch):
    monkeypatch.setitem(WITHOUT_PARAMETERS, "lost", "/aanleveringen/nieuw")
    client = browse("delft")
    assert "lost" not in may_open(client)
    monkeypatch.setitem(WITHOUT_PARAMETERS, "lost", reverse("regelboek") + "?x")
    seen, _ = reached(client)
    assert "lost" in may_open(client)
    assert WITHOUT_PARAMETERS["lost"] not in seen


def test_an_incident_one_was_told_of_waits_on_the_start_page_until_it_is_closed(browse, world):
    looked(world)
    officer = browse("privacy")
    incident(officer)
    about = [Incident.objects.get().pk, world.aanbieder]
    told = "Er was een incident met uw gegevens: Laptop kwijt."
    assert told not in text(browse("eigen").get(reverse("home")))

    officer.post(reverse("incident-ingelicht", args=about), {"hoe": "Gebeld"})
    assert told in text(browse("eigen").get(reverse("home")))
    assert told not in text(browse("ander").get(reverse("home")))

    officer.post(reverse("incident-sluiten", args=about[:1]), {"conclusie": "Geen lek."})
    assert told not in text(browse("eigen").get(reverse("home")))
    assert reverse("incidenten-eigen") in browse("eigen").get(reverse("home")).content.decode()
