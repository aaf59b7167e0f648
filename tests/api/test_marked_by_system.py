"""One's own file back by the API: with its values, for a key that may read, and in the logbook."""

import zipfile
from io import BytesIO

import pytest
from made import upload, with_a_bad_row

from uitkomst.register.models import AuditEvent


@pytest.fixture
def of(people, system):
    return system(people.an)


@pytest.fixture
def path(of):
    answer = of.post("/aanleveringen", upload(with_a_bad_row()), Idempotency_Key="k-1")
    return answer["Location"].removeprefix("/api/v1") + "/gemarkeerd"


def test_the_marked_workbook_is_written_down_as_a_view_of_persons(of, path):
    answer = of.get(path)

    assert answer.status_code == 200
    assert zipfile.is_zipfile(BytesIO(answer.content))
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Disposition"].endswith('.xlsx"')
    assert "no-store" in answer["Cache-Control"]
    line = AuditEvent.objects.filter(action="personen:view").get()
    assert (line.who, "met koppeling uk_" in line.purpose) == ("an", True)


def test_a_csv_comes_back_as_csv(of, path):
    answer = of.get(f"{path}?als=csv")

    assert answer["Content-Type"].startswith("text/csv")
    assert "123456789" in answer.content.decode()


def test_anothers_file_does_not_exist(people, system, path):
    assert system(people.ben).get(path).status_code == 404
    assert not AuditEvent.objects.filter(action="personen:view").exists()
