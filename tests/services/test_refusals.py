"""One table answers every refusal, and a view without a mark is found."""

import importlib
import inspect
import pkgutil
from datetime import UTC, datetime, timedelta

import pytest
from django.test import override_settings
from django.urls import path

import uitkomst
from uitkomst.access.permissions import Permission
from uitkomst.intake.wrong_columns import WrongColumns
from uitkomst.services import refusals
from uitkomst.services.guard import every_view_has_a_mark, permission_of, public, requires
from uitkomst.services.refusals.table import REFUSALS, refusal_of

CORE = (
    "standard", "access", "intake", "synthetic", "vault", "indicators", "disclosure", "reports",
)  # fmt: skip


def refusals_of(room: str):
    """Every exception of a room that has a sentence for a reader (`melding`)."""
    package = importlib.import_module(f"uitkomst.{room}")
    for module in pkgutil.walk_packages(package.__path__, f"uitkomst.{room}."):
        for _, found in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
            ours = found.__module__ == module.name and issubclass(found, Exception)
            family = (kind for kind in found.__mro__ if kind.__module__.startswith("uitkomst"))
            if ours and any("melding" in inspect.getsource(kind) for kind in family):
                yield found


CORE_REFUSALS = {found for room in CORE for found in refusals_of(room)}


def test_the_core_has_refusals():
    assert len(CORE_REFUSALS) > 10
    assert uitkomst.__path__


@pytest.mark.parametrize("kind", sorted(CORE_REFUSALS, key=lambda kind: kind.__name__))
def test_every_refusal_of_the_core_is_in_the_table(kind):
    assert issubclass(kind, REFUSALS)


SERVICE_REFUSALS = set(refusals_of("services.refusals")) - {refusals.ServiceRefusal}
NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
MAKES_ITS_SENTENCE = {
    refusals.TooManyAttempts: lambda kind: kind(until=NOW + timedelta(minutes=9), now=NOW),
    refusals.TooManyRequests: lambda kind: kind("U hebt in een dag al 50 …", retry_after=60),
}
"""Refusals whose sentence depends on when, or how much; all others have one of their class."""


def test_every_refusal_of_the_services_is_given_by_the_door_of_the_package():
    given = {getattr(refusals, name) for name in refusals.__all__}

    assert given == SERVICE_REFUSALS | {refusals.ServiceRefusal}


@pytest.mark.parametrize("kind", sorted(SERVICE_REFUSALS, key=lambda kind: kind.__name__))
def test_every_refusal_of_the_services_has_its_own_line_and_sentence(kind):
    refused = MAKES_ITS_SENTENCE.get(kind, lambda kind: kind())(kind)
    answer = refusal_of(refused)

    assert kind in REFUSALS
    assert answer.melding == str(refused) != refusals.ServiceRefusal.melding
    assert kind in MAKES_ITS_SENTENCE or "melding" in vars(kind)
    assert answer.titel
    assert answer.status in {403, 404, 409, 410, 422, 429, 502}


def test_a_kind_of_a_refusal_is_answered_as_that_refusal():
    found = refusal_of(WrongColumns.__new__(WrongColumns))

    assert found.status == 422


def test_a_bug_is_not_a_refusal():
    assert refusal_of(KeyError("bsn")) is None


@requires(Permission.VIEW_START)
def marked(request):
    return None


@public
def open_to_all(request):
    return None


def forgotten(request):
    return None


urlpatterns = [
    path("marked", marked, name="marked"),
    path("open", open_to_all, name="open"),
    path("forgotten", forgotten, name="forgotten"),
]


@override_settings(ROOT_URLCONF=__name__)
def test_a_view_without_a_mark_stops_the_portal():
    [error] = every_view_has_a_mark()

    assert error.id == "uitkomst.E001"
    assert "forgotten" in error.msg


def test_the_portal_itself_has_no_view_without_a_mark():
    assert every_view_has_a_mark() == []


def test_the_mark_can_be_read():
    assert permission_of(marked) is Permission.VIEW_START
    assert permission_of(open_to_all) is None
    with pytest.raises(KeyError):
        permission_of(forgotten)
