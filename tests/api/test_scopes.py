"""Every operation × every set of scopes, in one table written by hand."""

from itertools import chain, combinations

import pytest
from made import UNKNOWN, good, upload

from uitkomst.access.scopes import Scope
from uitkomst.api.openapi import description

ONE = "/aanleveringen/{referentie}"
# Which scope opens it: c(ontroleren), a(anleveren), l(ezen); * is any key.
MATRIX = {
    ("GET", "/perioden"): "*",
    ("POST", "/controles"): "c",
    ("GET", "/aanleveringen"): "al",
    ("POST", "/aanleveringen"): "a",
    ("GET", ONE): "al",
    ("DELETE", ONE): "a",
    ("GET", f"{ONE}/bevindingen"): "al",
    ("GET", f"{ONE}/ontvangstbewijs"): "al",
    ("GET", f"{ONE}/gemarkeerd"): "l",
    ("POST", f"{ONE}/antwoorden"): "a",
    ("POST", f"{ONE}/indienen"): "a",
    ("POST", f"{ONE}/intrekken"): "a",
}
SETS = tuple(chain.from_iterable(combinations(Scope, size) for size in (1, 2, 3)))


@pytest.mark.parametrize("scopes", SETS, ids="+".join)
@pytest.mark.parametrize("operation", MATRIX, ids=" ".join)
def test_an_operation_opens_for_exactly_these_scopes(people, system, operation, scopes):
    method, path = operation
    of = system(people.an, *scopes)

    answer = _ask(of, method, path.replace("{referentie}", UNKNOWN))

    opens = MATRIX[operation]
    allowed = opens == "*" or any(scope.value[0] in opens for scope in scopes)
    if allowed:
        assert answer.status_code in (200, 202, 204, 400, 404)
    else:
        assert (answer.status_code, answer.json()["type"]) == (
            403,
            "urn:uitkomst:insufficient-scope",
        )
        assert 'error="insufficient_scope"' in answer["WWW-Authenticate"]


@pytest.mark.parametrize("operation", MATRIX, ids=" ".join)
def test_nothing_opens_without_a_key(people, stranger, operation):
    method, path = operation

    assert _ask(stranger, method, path.replace("{referentie}", UNKNOWN)).status_code == 401


def test_no_operation_is_missing_from_the_table_and_the_description_says_the_same():
    published = {
        (method.upper(), path): operation["security"][0]["Toegangssleutel"]
        for path, way in description()["paths"].items()
        for method, operation in way.items()
    }

    assert set(published) == set(MATRIX)
    for operation, opens in MATRIX.items():
        expected = [] if opens == "*" else [each for each in Scope if each.value[0] in opens]
        assert published[operation] == expected, operation


def _ask(of, method, path):
    if method == "POST":
        body = upload(good(2)) if path in ("/aanleveringen", "/controles") else {}
        return of.post(path, body, Idempotency_Key="k-1")
    return of.get(path) if method == "GET" else of.delete(path)
