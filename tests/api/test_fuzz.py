"""Requests that schemathesis thinks of, good and bad: never an error, never an unforeseen answer.

HYPOTHESIS_PROFILE=night looks harder. The stranger's half asks the same without a key.
"""

import json
from contextlib import suppress

import pytest
import schemathesis
from django.conf import settings as django
from django.core import signals
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from uitkomst.api.openapi import description
from uitkomst.services.systems import api_calls

CHECKS = (
    not_a_server_error,
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)


@pytest.fixture
def published(people, monkeypatch):
    from uitkomst.config.wsgi import application

    monkeypatch.setattr(django, "HTTPS", False)
    monkeypatch.setattr(api_calls, "CALLS_A_MINUTE", 1_000_000)
    monkeypatch.setattr(api_calls, "UPLOADS_AN_HOUR", 1_000_000)
    # A test's transaction is one connection, which a request would close at its end.
    ends = (signals.request_started, signals.request_finished)
    for end in ends:
        end.disconnect(close_old_connections)
    # Keys are tried elsewhere; here they would only be the easiest thing to get wrong.
    found = schemathesis.openapi.from_dict(without_keys())
    found.app = application
    yield found
    for end in ends:
        end.connect(close_old_connections)


def without_keys():
    made = json.loads(json.dumps(description()))
    made["components"].pop("securitySchemes")
    for way in made["paths"].values():
        for operation in way.values():
            operation.pop("security")
    return made


OPERATIONS = [(method, path) for path, way in description()["paths"].items() for method in way]
quick = settings(
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.parametrize("mode", GenerationMode)
@pytest.mark.parametrize("operation", OPERATIONS, ids=" ".join)
def test_with_a_key_every_answer_is_as_described(published, system, people, operation, mode):
    method, path = operation
    headers = {"Authorization": f"Bearer {system(people.an).key}"}
    asked = []

    @settings(quick, max_examples=max(25, settings().max_examples // 10))
    @given(case=published[path][method].as_strategy(generation_mode=mode))
    def ask(case):
        answer = case.call(headers=headers)
        asked.append(answer.status_code)
        case.validate_response(answer, checks=CHECKS)

    _unless_nothing_can_be_wrong(ask)
    assert 429 not in asked
    assert 401 not in asked


@pytest.mark.parametrize("operation", OPERATIONS, ids=" ".join)
def test_without_a_key_there_is_one_answer(published, operation):
    method, path = operation

    @settings(quick, max_examples=5)
    @given(case=published[path][method].as_strategy())
    def ask(case):
        answer = case.call(headers={"Authorization": "Bearer uk_none"})
        assert answer.status_code == 401

    ask()


def _unless_nothing_can_be_wrong(ask):
    """An operation without parameters and body has no wrong request."""
    with suppress(Unsatisfiable):
        ask()
