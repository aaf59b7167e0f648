"""The page of the logbook: it is searched, turned over, taken along, and says that it is whole."""

import pytest
from django.urls import reverse
from small_region import PERIODE
from test_pages import text

from uitkomst.register.models import AuditEvent

LOGBOEK = reverse("logboek")


@pytest.fixture
def looked(browse):
    """A provider that has looked at persons behind a figure."""
    browse("eigen").get(reverse("report-trajecten", args=[PERIODE.code, "uitval"]))


def test_a_provider_sees_who_looked_at_its_children(browse, looked):
    page = text(browse("eigen").get(LOGBOEK, {"personen": "on"}))

    assert "1 regel gevonden" in page
    assert "Persoon eigen" in page
    assert "60 personen" in page
    assert "Niets gevonden" in text(browse("ander").get(LOGBOEK, {"personen": "on"}))


def test_it_is_searched_and_turned_over_with_the_same_search(browse):
    page = browse("beheer").get(LOGBOEK, {"wie": "persoon", "organisatie": "eigen"})
    assert "Organisatie eigen" in text(page)
    assert "Organisatie ander" not in text(page).split("gevonden", 1)[1]

    wrong = browse("beheer").get(LOGBOEK, {"van": "gisteren"})
    assert wrong.status_code == 422
    assert "Dit is geen datum" in text(wrong)


def test_the_file_holds_what_was_searched_for(browse, looked):
    client = browse("eigen")
    answer = client.get(reverse("logboek-export", args=["csv"]), {"personen": "on"})

    assert answer["Content-Disposition"].startswith('attachment; filename="logboek-')
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert "personen:view" in lines[1]
    assert AuditEvent.objects.filter(action="logboek:export").exists()
    assert client.get(reverse("logboek-export", args=["pdf"])).status_code == 404


def test_it_says_whether_the_chain_is_unbroken(browse):
    assert "keten" in text(browse("beheer").get(LOGBOEK))
