"""The published description: current, complete, and as the API Design Rules ask."""

import json
import re
from pathlib import Path

import pytest
from openapi_rules import broken_rules

from uitkomst.api.openapi import description

COMMITTED = Path(__file__).parents[2] / "docs" / "openapi.json"  # python -m uitkomst.api


def test_everybody_may_read_it(client, db):
    answer = client.get("/api/v1/openapi.json", secure=True)

    assert answer.status_code == 200
    assert answer.json() == description()
    assert answer["API-Version"] == description()["info"]["version"]


def test_the_committed_copy_is_current():
    kept = json.loads(COMMITTED.read_text())

    # Whom to ask is of one portal, the rest is of the program.
    assert {**kept, "info": None} == {**description(), "info": None}


def test_it_keeps_the_api_design_rules():
    assert broken_rules(description()) == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda made: made["paths"].update({"/Met_Streep/": {}}),
        lambda made: made["info"].pop("contact"),
        lambda made: made["components"]["responses"]["401"].update(
            content={"application/json": {}}
        ),
        lambda made: made["paths"]["/perioden"]["get"]["responses"]["200"].pop("headers"),
        lambda made: made["paths"]["/aanleveringen"]["get"]["responses"].pop("400"),
    ],
)
def test_the_rules_can_be_broken(spoil):
    made = json.loads(json.dumps(description()))
    spoil(made)

    assert broken_rules(made)


def test_every_word_for_a_vendor_is_there():
    operations = [each for way in description()["paths"].values() for each in way.values()]

    assert all(each["summary"] and each["description"] for each in operations)
    forms = description()["components"]["schemas"]
    assert all(form.get("description") for form in forms.values())
    assert all(re.fullmatch(r"[A-Z][A-Za-z]*", name) for name in forms)
