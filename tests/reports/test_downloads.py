"""The downloads hold what the table holds, under fixed names, and run nothing."""

import csv
import io
import json
import re

from safe_tables import counts, own, protected

from uitkomst.reports.as_csv import to_csv
from uitkomst.reports.as_html import to_html
from uitkomst.reports.as_json import to_json

KEYS = [
    "indicator", "gemeente", "aanbieder", "hulpvorm", "categorie",
    "aantal", "percentage", "gemeten", "verborgen",
]  # fmt: skip
HIDDEN = protected(
    ("0503", "totaal", "totaal", {"03": 5, "01": 20}), ("0503", "totaal", "11", "te klein")
)


def test_json_cells_have_exactly_these_keys_in_this_order():
    document = json.loads(to_json(HIDDEN))

    assert all(list(cell) == KEYS for cell in document["cellen"])
    assert document["periode"] == "2026-1"


def test_json_tells_a_withheld_cell_from_a_zero():
    cells = json.loads(to_json(HIDDEN))["cellen"]
    hidden = next(cell for cell in cells if cell["hulpvorm"] == "11")

    assert (hidden["aantal"], hidden["percentage"], hidden["gemeten"]) == (None, None, None)
    assert hidden["verborgen"] == "te klein"
    assert cells[0]["percentage"] == 20
    assert cells[0]["verborgen"] is None


def test_an_exact_percentage_keeps_its_decimal():
    cells = json.loads(to_json(own(counts("uitval", {"02": {"03": 5, "01": 18}}))))["cellen"]

    assert {cell["percentage"] for cell in cells if cell["categorie"] == "03"} == {21.7}


def test_csv_has_a_line_per_cell_and_a_decimal_comma():
    text = to_csv(own(counts("uitval", {"02": {"03": 5, "01": 18}})))
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))

    assert list(rows[0]) == KEYS
    assert {row["percentage"] for row in rows if row["categorie"] == "03"} == {"21,7"}


def test_a_name_that_looks_like_a_formula_is_only_text_in_csv():
    text = to_csv(protected(("0503", "=HYPERLINK(1)", "totaal", {"03": 5, "01": 20})))

    assert ";'=HYPERLINK(1);" in text
    assert ";=HYPERLINK" not in text


def test_a_category_that_starts_with_a_sign_keeps_its_meaning_in_csv():
    table = own(counts("tevredenheid", {"02": {"≥8": 1, ">4 en <8": 1}}, cijfersom={"02": 14}))

    assert ";>4 en <8;" in to_csv(table)


def test_the_html_page_stands_by_itself():
    page = to_html(own(counts("uitval", {"02": {"03": 5, "01": 18}})), titel="Ons <rapport>")

    assert "Ons &lt;rapport&gt;" in page
    assert "21.7%(5)" in page
    assert "eerste helft 2026" in page
    assert not re.search(r"<script|<link|\bsrc=|\bstyle=|@import|url\(", page)


def test_the_html_page_says_what_it_does_not_show():
    assert "Minder dan 10 kinderen: niet apart getoond." in to_html(HIDDEN, titel="Delft")


def test_a_page_for_others_says_how_it_protects_and_an_own_page_does_not():
    words = "veelvouden van 5"
    assert words in to_html(HIDDEN, titel="Gemeente Delft")
    assert words not in to_html(own(counts("uitval", {"02": {"03": 5}})), titel="Eigen rapport")
