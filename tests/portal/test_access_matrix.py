"""Every address × every reader × both methods, in one table written by hand.

The things asked for belong to the provider "eigen", the gemeente Delft and the jeugdregio
Haaglanden. A reader who may do such a thing, but not with this one, gets 404: "not yours" and
"does not exist" answer alike.
"""

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from small_region import PERIODE

from uitkomst.portal.browser_files import addresses
from uitkomst.services import keyring
from uitkomst.services.deelnemers.accounts import actor_of
from uitkomst.services.forms import clienten
from uitkomst.services.guard import permission_of, routes

NOBODYS = "00000000-0000-4000-8000-000000000000"
READERS = (
    None, "eigen", "ander", "solo", "delft", "almere", "haaglanden", "flevoland", "beheer",
)  # fmt: skip
MATRIX = """
address                  method  nobody eigen ander solo  delft almere haagl flevol beheer
home                     GET     302    200   200   200   200   200    200   200    200
home                     POST    302    405   405   405   405   405    405   405    405
login                    GET     200    302   302   302   302   302    302   302    302
login                    POST    200    302   302   302   302   302    302   302    302
logout                   GET     405    405   405   405   405   405    405   405    405
logout                   POST    302    302   302   302   302   302    302   302    302
demo-login               GET     405    405   405   405   405   405    405   405    405
demo-login               POST    404    404   404   404   404   404    404   404    404
aanleveringen            GET     302    200   200   200   403   403    403   403    403
aanleveringen            POST    302    405   405   405   403   403    403   403    403
aanlevering-new          GET     302    200   200   200   403   403    403   403    403
aanlevering-new          POST    302    422   422   422   403   403    403   403    403
aanlevering-marked-only  GET     302    405   405   405   403   403    403   403    403
aanlevering-marked-only  POST    302    422   422   422   403   403    403   403    403
aanlevering              GET     302    200   404   404   403   403    403   403    403
aanlevering              POST    302    405   405   405   403   403    403   403    403
aanlevering-bestand      GET     302    200   404   404   403   403    403   403    403
aanlevering-bestand      POST    302    302   404   404   403   403    403   403    403
aanlevering-marked       GET     302    200   404   404   403   403    403   403    403
aanlevering-marked       POST    302    405   405   405   403   403    403   403    403
aanlevering-herstel      GET     302    200   404   404   403   403    403   403    403
aanlevering-herstel      POST    302    200   404   404   403   403    403   403    403
aanlevering-ongedaan     GET     302    405   405   405   403   403    403   403    403
aanlevering-ongedaan     POST    302    409   404   404   403   403    403   403    403
aanlevering-rij          GET     302    200   404   404   403   403    403   403    403
aanlevering-rij          POST    302    302   404   404   403   403    403   403    403
aanlevering-rij-weg      GET     302    405   405   405   403   403    403   403    403
aanlevering-rij-weg      POST    302    409   404   404   403   403    403   403    403
aanlevering-vragen       GET     302    200   404   404   403   403    403   403    403
aanlevering-vragen       POST    302    422   404   404   403   403    403   403    403
aanlevering-verschil     GET     302    200   404   404   403   403    403   403    403
aanlevering-verschil     POST    302    409   404   404   403   403    403   403    403
aanlevering-indienen      GET     302    200   404   404   403   403    403   403    403
aanlevering-indienen      POST    302    422   404   404   403   403    403   403    403
aanlevering-bewijs       GET     302    200   404   404   403   403    403   403    403
aanlevering-bewijs       POST    302    405   405   405   403   403    403   403    403
aanlevering-intrekken    GET     302    200   404   404   403   403    403   403    403
aanlevering-intrekken    POST    302    422   404   404   403   403    403   403    403
aanlevering-terugzetten  GET     302    405   405   405   403   403    403   403    403
aanlevering-terugzetten  POST    302    409   404   404   403   403    403   403    403
aanlevering-verder       GET     302    405   405   405   403   403    403   403    403
aanlevering-verder       POST    302    302   404   404   403   403    403   403    403
aanlevering-discard      GET     302    405   405   405   403   403    403   403    403
aanlevering-discard      POST    302    302   404   404   403   403    403   403    403
aanlevering-present      GET     302    200   404   404   403   403    403   403    403
aanlevering-present      POST    302    405   405   405   403   403    403   403    403
aanlevering-progress     GET     302    200   404   404   403   403    403   403    403
aanlevering-progress     POST    302    405   405   405   403   403    403   403    403
clienten-beginnen        GET     302    405   405   405   403   403    403   403    403
clienten-beginnen        POST    302    404   404   404   403   403    403   403    403
geen-trajecten           GET     302    405   405   405   403   403    403   403    403
geen-trajecten           POST    302    404   404   404   403   403    403   403    403
clienten                 GET     302    200   404   404   403   403    403   403    403
clienten                 POST    302    405   405   405   403   403    403   403    403
clienten-ongewijzigd     GET     302    405   405   405   403   403    403   403    403
clienten-ongewijzigd     POST    302    302   404   404   403   403    403   403    403
client-toevoegen         GET     302    405   405   405   403   403    403   403    403
client-toevoegen         POST    302    409   404   404   403   403    403   403    403
client                   GET     302    200   404   404   403   403    403   403    403
client                   POST    302    302   404   404   403   403    403   403    403
client-weghalen          GET     302    405   405   405   403   403    403   403    403
client-weghalen          POST    302    409   404   404   403   403    403   403    403
koppelingen              GET     302    200   200   200   403   403    403   403    403
koppelingen              POST    302    422   422   422   403   403    403   403    403
koppeling                GET     302    404   404   404   403   403    403   403    403
koppeling                POST    302    405   405   405   403   403    403   403    403
koppeling-revoke         GET     302    405   405   405   403   403    403   403    403
koppeling-revoke         POST    302    404   404   404   403   403    403   403    403
browser-check            GET     302    200   200   200   403   403    403   403    403
browser-check            POST    302    405   405   405   403   403    403   403    403
browser-check-keeper     GET     302    200   200   200   403   403    403   403    403
browser-check-keeper     POST    302    405   405   405   403   403    403   403    403
browser-check-file       GET     302    200   200   200   403   403    403   403    403
browser-check-file       POST    302    405   405   405   403   403    403   403    403
reports                  GET     302    200   200   200   200   200    200   200    200
reports                  POST    302    405   405   405   405   405    405   405    405
report-aanbieder         GET     302    200   200   404   403   403    403   403    403
report-aanbieder         POST    302    405   405   405   403   403    403   403    403
report-trajecten         GET     302    200   200   404   403   403    403   403    403
report-trajecten         POST    302    405   405   405   403   403    403   403    403
report-gemeente          GET     302    403   403   403   200   404    200   404    403
report-gemeente          POST    302    403   403   403   405   405    405   405    403
report-regio             GET     302    403   403   403   403   403    200   404    403
report-regio             POST    302    403   403   403   403   403    405   405    403
hoe-geteld               GET     302    200   200   200   200   200    200   200    200
hoe-geteld               POST    302    405   405   405   405   405    405   405    405
regelboek                GET     302    200   200   200   200   200    200   200    200
regelboek                POST    302    405   405   405   405   405    405   405    405
organisaties             GET     302    403   403   403   403   403    403   403    200
organisaties             POST    302    403   403   403   403   403    403   403    405
organisatie              GET     302    403   403   403   403   403    403   403    200
organisatie              POST    302    403   403   403   403   403    403   403    422
toegang                  GET     302    403   403   403   403   403    403   403    200
toegang                  POST    302    403   403   403   403   403    403   403    405
logboek                  GET     302    200   200   200   403   403    403   403    200
logboek                  POST    302    405   405   405   403   403    403   403    405
health                   GET     200    200   200   200   200   200    200   200    200
health                   POST    405    405   405   405   405   405    405   405    405
"""
OF_ONE_DELIVERY = sorted(
    {line.split()[0] for line in MATRIX.splitlines() if line.startswith("aanlevering-")}
    - {"aanlevering-new", "aanlevering-marked-only"}
)
ROWS = [line.split() for line in MATRIX.strip().splitlines()[1:]]


def address_of(name, world):
    """Give the address of a page about something of "eigen", Delft or Haaglanden."""
    form = _form(world) if name.startswith("client") else None
    arguments = {
        "aanlevering": [world.draft],
        "aanlevering-bestand": [world.draft],
        "aanlevering-marked": [world.draft, "xlsx"],
        "aanlevering-herstel": [world.asking, "G02"],
        "aanlevering-ongedaan": [world.draft, 1],
        "aanlevering-rij": [world.draft, 2],
        "aanlevering-rij-weg": [world.draft, 2],
        "aanlevering-vragen": [world.asking],
        "aanlevering-verschil": [world.draft],
        "aanlevering-indienen": [world.draft],
        "aanlevering-bewijs": [world.processed],
        "aanlevering-intrekken": [world.processed],
        "aanlevering-terugzetten": [world.processed],
        "aanlevering-verder": [world.processed],
        "aanlevering-discard": [world.draft],
        "aanlevering-present": [world.draft],
        "aanlevering-progress": [world.processed],
        "clienten": [form],
        "clienten-ongewijzigd": [form],
        "client-toevoegen": [form],
        "client": [form, 1],
        "client-weghalen": [form, 1],
        "koppeling": [NOBODYS],
        "koppeling-revoke": [NOBODYS],
        "browser-check-file": addresses()["pagina.js"].split("/")[-2:],
        "report-aanbieder": [PERIODE.code, "tevredenheid"],
        "report-trajecten": [PERIODE.code, "uitval"],
        "report-gemeente": ["0503", PERIODE.code, "uitval"],
        "report-regio": ["Haaglanden", PERIODE.code, "uitval"],
        "hoe-geteld": ["uitval"],
        "organisatie": [world.aanbieder],
    }
    query = {"aanlevering-herstel": "?kolom=geslacht"}.get(name, "")
    return reverse(name, args=arguments.get(name, [])) + query


def _form(world):
    """Give the form of "eigen", begun in the transaction of this test."""
    return clienten.begin(
        actor=actor_of(world.users["eigen"]),
        periode=PERIODE,
        now=timezone.now(),
        vault=keyring.current_vault(),
    )


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]}-{row[1]}")
def test_every_reader_gets_what_the_matrix_says(row, world, browse):
    name, method, *expected = row
    answers = []
    for reader in READERS:
        with transaction.atomic():
            client = browse(reader)
            answers.append(str(client.generic(method, address_of(name, world)).status_code))
            transaction.set_rollback(True)

    assert answers == expected


def test_no_address_is_missing_from_the_matrix():
    # Those of the API, for programs with a key, have a matrix of their own.
    named = {route.name for route in routes() if not route.name.startswith("api-")}

    assert {(name, method) for name, method, *_ in ROWS} == {
        (name, method) for name in named for method in ("GET", "POST")
    }


def test_every_address_has_a_mark():
    assert all(permission_of(route.callback) or True for route in routes())


@pytest.mark.parametrize("name", OF_ONE_DELIVERY)
def test_another_providers_delivery_answers_as_one_that_does_not_exist(name, world, browse):
    client = browse("ander")
    theirs = address_of(name, world)
    nobodys = theirs.replace(str(world.draft), NOBODYS).replace(str(world.asking), NOBODYS)
    nobodys = nobodys.replace(str(world.processed), NOBODYS)

    for method in ("GET", "POST"):
        answers = [client.generic(method, address) for address in (theirs, nobodys)]

        assert answers[0].status_code == answers[1].status_code
        assert answers[0].status_code in (404, 405)


@pytest.mark.parametrize("name", ["aanlevering", "report-gemeente", "report-regio"])
def test_not_yours_and_does_not_exist_answer_alike(name, world, browse):
    reader = {"aanlevering": "ander", "report-gemeente": "almere", "report-regio": "flevoland"}[
        name
    ]
    nothing = {
        "aanlevering": ["00000000-0000-4000-8000-000000000000"],
        "report-gemeente": ["9999", PERIODE.code, "uitval"],
        "report-regio": ["Nergensland", PERIODE.code, "uitval"],
    }[name]
    client = browse(reader)

    theirs = client.get(address_of(name, world))
    nobodys = client.get(reverse(name, args=nothing))

    assert theirs.status_code == nobodys.status_code == 404
    assert _told(theirs) == _told(nobodys)


def _told(answer):
    text = answer.content.decode()
    return text[: text.index("csrfmiddlewaretoken")], text[text.index("<main") :]
