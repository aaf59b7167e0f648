"""The labels of the Almere example come out to the letter, from counts through to the bar."""

from decimal import Decimal

import pytest
from safe_tables import counts, own, protected

from uitkomst.reports.build import Figures, build
from uitkomst.reports.labels import grade_text, segment_label


@pytest.mark.parametrize(
    ("indicator", "hulpvorm", "numbers", "categorie", "label"),
    [
        ("tevredenheid", "13", {">4 en <8": 5, "≥8": 16}, ">4 en <8", "23.8%(5)"),
        ("uitval", "03", {"03": 6, "01": 16}, "03", "27.3%(6)"),
        ("uitval", "13", {"03": 4, "01": 21}, "03", "16.0%(4)"),
        ("uitval", "13", {"03": 5, "01": 20}, "03", "20.0%(5)"),
        ("doelrealisatie", "14", {"behaald": 5, "deels": 18}, "behaald", "21.7%(5)"),
    ],
)
def test_the_five_labels_of_the_example_are_reproduced(
    indicator, hulpvorm, numbers, categorie, label
):
    report = build(
        Figures(own(counts(indicator, {hulpvorm: numbers}, **_som(indicator)))), indicator,
                   gemeente="totaal", aanbieder="ons")  # fmt: skip
    (row,) = report.grafieken[0].rijen

    assert {s.categorie: s.label for s in row.segmenten}[categorie] == label


def _som(indicator):
    return {"cijfersom": {"13": 150}} if indicator == "tevredenheid" else {}


def test_a_protected_label_is_a_whole_percentage():
    report = build(
        Figures(protected(("0503", "totaal", "totaal", {"03": 5, "01": 20}))),
        "uitval",
        gemeente="0503",
    )

    assert [segment.label for segment in report.hoofd.segmenten] == ["20%(5)", "80%(20)"]


def test_below_twenty_measured_a_protected_label_has_no_percentage():
    report = build(
        Figures(protected(("0503", "totaal", "totaal", {"03": 5, "01": 10}))),
        "uitval",
        gemeente="0503",
    )

    assert [segment.label for segment in report.hoofd.segmenten] == ["(5)", "(10)"]
    assert report.hoofd.kop == "(5)"


@pytest.mark.parametrize(
    ("percentage", "label"), [("6.25", "6.3%(1)"), ("18.75", "18.8%(1)"), ("0.04", "0.0%(1)")]
)
def test_halves_go_up(percentage, label):
    assert segment_label(1, Decimal(percentage), exact=True) == label


def test_a_mean_grade_has_one_decimal():
    assert grade_text(Decimal("7.85")) == "7.9"
    assert grade_text(Decimal("8")) == "8.0"
    assert grade_text(None) is None
