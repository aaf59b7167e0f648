"""Every address × every reader × both methods, in one table written by hand.

The things asked for belong to the provider "eigen", the gemeente Delft and the jeugdregio
Haaglanden. A reader who may do such a thing, but not with this one, gets 404: "not yours" and
"does not exist" answer alike.
"""

import pytest
from django.db import transaction
from django.urls import reverse
from small_region import PERIODE

from uitkomst.services.guard import permission_of, routes

READERS = (
    None, "eigen", "ander", "solo", "delft", "almere", "haaglanden", "flevoland", "beheer",
)  # fmt: skip
MATRIX = """
address              method  nobody eigen ander solo  delft almere haagl flevol beheer
home                 GET     302    200   200   200   200   200    200   200    200
home                 POST    302    405   405   405   405   405    405   405    405
login                GET     200    302   302   302   302   302    302   302    302
login                POST    200    302   302   302   302   302    302   302    302
logout               GET     405    405   405   405   405   405    405   405    405
logout               POST    302    302   302   302   302   302    302   302    302
demo-login           GET     405    405   405   405   405   405    405   405    405
demo-login           POST    404    404   404   404   404   404    404   404    404
aanleveringen        GET     302    200   200   200   403   403    403   403    403
aanleveringen        POST    302    405   405   405   403   403    403   403    403
aanlevering-new      GET     302    200   200   200   403   403    403   403    403
aanlevering-new      POST    302    422   422   422   403   403    403   403    403
aanlevering          GET     302    200   404   404   403   403    403   403    403
aanlevering          POST    302    405   405   405   403   403    403   403    403
aanlevering-confirm  GET     302    405   405   405   403   403    403   403    403
aanlevering-confirm  POST    302    302   404   404   403   403    403   403    403
aanlevering-discard  GET     302    405   405   405   403   403    403   403    403
aanlevering-discard  POST    302    302   404   404   403   403    403   403    403
aanlevering-progress GET     302    200   404   404   403   403    403   403    403
aanlevering-progress POST    302    405   405   405   403   403    403   403    403
reports              GET     302    200   200   200   200   200    200   200    200
reports              POST    302    405   405   405   405   405    405   405    405
report-aanbieder     GET     302    200   200   404   403   403    403   403    403
report-aanbieder     POST    302    405   405   405   403   403    403   403    403
report-trajecten     GET     302    200   200   404   403   403    403   403    403
report-trajecten     POST    302    405   405   405   403   403    403   403    403
report-gemeente      GET     302    403   403   403   200   404    200   404    403
report-gemeente      POST    302    403   403   403   405   405    405   405    403
report-regio         GET     302    403   403   403   403   403    200   404    403
report-regio         POST    302    403   403   403   403   403    405   405    403
hoe-geteld           GET     302    200   200   200   200   200    200   200    200
hoe-geteld           POST    302    405   405   405   405   405    405   405    405
regelboek            GET     302    200   200   200   200   200    200   200    200
regelboek            POST    302    405   405   405   405   405    405   405    405
organisaties         GET     302    403   403   403   403   403    403   403    200
organisaties         POST    302    403   403   403   403   403    403   403    405
organisatie          GET     302    403   403   403   403   403    403   403    200
organisatie          POST    302    403   403   403   403   403    403   403    422
toegang              GET     302    403   403   403   403   403    403   403    200
toegang              POST    302    403   403   403   403   403    403   403    405
logboek              GET     302    200   200   200   403   403    403   403    200
logboek              POST    302    405   405   405   403   403    403   403    405
health               GET     200    200   200   200   200   200    200   200    200
health               POST    405    405   405   405   405   405    405   405    405
"""
ROWS = [line.split() for line in MATRIX.strip().splitlines()[1:]]


def address_of(name, world):
    """Give the address of a page about something of "eigen", Delft or Haaglanden."""
    arguments = {
        "aanlevering": [world.draft],
        "aanlevering-confirm": [world.draft],
        "aanlevering-discard": [world.draft],
        "aanlevering-progress": [world.processed],
        "report-aanbieder": [PERIODE.code, "tevredenheid"],
        "report-trajecten": [PERIODE.code, "uitval"],
        "report-gemeente": ["0503", PERIODE.code, "uitval"],
        "report-regio": ["Haaglanden", PERIODE.code, "uitval"],
        "hoe-geteld": ["uitval"],
        "organisatie": [world.aanbieder],
    }
    return reverse(name, args=arguments.get(name, []))


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
    named = {route.name for route in routes()}

    assert {(name, method) for name, method, *_ in ROWS} == {
        (name, method) for name in named for method in ("GET", "POST")
    }


def test_every_address_has_a_mark():
    assert all(permission_of(route.callback) or True for route in routes())


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
