"""The marks on the sheets of goals and measurements are kept with a delivery, and forgotten so."""

import io

import openpyxl
from test_aanleveringen import inhoud_of, send
from world import BSNS, NOW, children, csv

from uitkomst.services.checking.marked import marked_file

GOALS = [
    ["bsn", "hulpvorm", "datum_aanvang", "doel", "score"],
    [BSNS[0], "02", "20260110", "1", "half"],
]


def workbook():
    book = openpyxl.Workbook()
    rows = csv(children(5)).decode("utf-8-sig").splitlines()
    for row in rows:
        book.active.append(row.split(";"))
    sheet = book.create_sheet("doelen")
    for row in GOALS:
        sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_a_goal_that_is_wrong_is_marked_in_the_own_workbook(people, vault):
    received = send(people.an, vault, workbook(), bestandsnaam="levering.xlsx")

    made = marked_file(actor=people.an, reference=received.reference, now=NOW, vault=vault)

    sheet = openpyxl.load_workbook(io.BytesIO(made.content))["doelen"]
    assert sheet["E2"].fill.fill_type == "solid"
    assert "(D02)" in sheet["E2"].comment.text
    assert "plaatsen-bladen" in vault.objects(people.an.organisatie, inhoud_of(received))


def test_a_delivery_without_such_sheets_keeps_nothing_of_them(people, vault):
    received = send(people.an, vault, csv([*children(5), {"bsn": "123456789"}]))

    names = vault.objects(people.an.organisatie, inhoud_of(received))
    assert "plaatsen" in names
    assert "plaatsen-bladen" not in names
