"""What a report shows, in which order, and what it says of what it does not show."""

from dataclasses import replace
from decimal import Decimal

from safe_tables import ME, counts, own, protected

from uitkomst.disclosure.table import SafeGrade
from uitkomst.reports.build import Figures, build, scope
from uitkomst.reports.words import hidden_sentences

MANY = {"03": 5, "01": 40, "02": 5}


def test_the_hulpvormen_stand_in_the_order_of_the_protocol_with_the_label_of_the_example():
    table = own(counts("uitval", {"14": {"01": 3}, "02": {"01": 4}, "11": {"01": 2}}))

    rows = build(Figures(table), "uitval", gemeente="totaal", aanbieder=ME).grafieken[0].rijen

    assert [row.sleutel for row in rows] == ["02", "11", "14"]
    assert rows[0].titel == (
        "Jeugdhulp zonder verblijf, ambulante jeugdhulp op locatie van de aanbieder"
    )


def test_the_segments_follow_the_legend_and_fill_the_bar():
    table = own(counts("uitval", {"02": {"05": 1, "03": 2, "01": 4}}))

    report = build(Figures(table), "uitval", gemeente="totaal", aanbieder=ME)
    segments = report.hoofd.segmenten

    assert [segment.categorie for segment in segments] == ["03", "01", "05"]
    assert [segment.letter for segment in segments] == ["a", "b", "e"]
    assert [entry.letter for entry in report.legenda] == list("abcdef")
    assert sum(segment.aandeel for segment in segments).quantize(Decimal("0.001")) == 100
    assert segments[1].start == segments[0].aandeel


def test_the_headline_of_uitval_is_both_one_sided_endings_together():
    table = own(
        counts("uitval", {"02": {"01": 13, "02": 2, "03": 4, "04": 1, "05": 4, "onbekend": 1}})
    )

    report = build(Figures(table), "uitval", gemeente="totaal", aanbieder=ME)

    assert report.hoofd.kop == "20.0%(5)"
    assert report.hoofd.gemeten == 25


def test_every_line_has_its_response_and_its_mean():
    table = own(
        counts("tevredenheid", {"02": {"≥8": 6, "≤4": 4}}, cijfersom={"02": 67}),
        counts("respons", {"02": {"beantwoord": 3, "niet beantwoord": 5}}),
    )

    row = build(Figures(table), "tevredenheid", gemeente="totaal", aanbieder=ME).hoofd

    assert (row.cijfer, row.gemeten, row.respons) == ("6.7", 10, "37.5%")


def test_a_hulpvorm_without_a_measurement_is_named_not_drawn():
    table = own(
        counts("uitval", {"02": {"01": 4}, "11": {"01": 2}}),
        counts("doelrealisatie", {"02": {"behaald": 4}}),
    )

    chart = build(Figures(table), "doelrealisatie", gemeente="totaal", aanbieder=ME).grafieken[0]

    assert [row.sleutel for row in chart.rijen] == ["02"]
    assert hidden_sentences(chart) == (
        "Niets gemeten in deze periode. Jeugdhulp met verblijf, pleegzorg.",
    )


def test_withheld_groups_are_named_with_the_reason_and_have_no_figure():
    table = protected(
        ("0503", "totaal", "totaal", MANY),
        ("0503", "totaal", "02", MANY),
        ("0503", "totaal", "11", "te klein"),
        ("0503", "totaal", "12", "ter bescherming"),
        ("0503", "totaal", "overig", {"03": 0, "01": 5, "02": 0}),
    )

    chart = build(Figures(table), "uitval", gemeente="0503").grafieken[0]

    assert [row.sleutel for row in chart.lines] == ["02", "overig", "totaal"]
    assert [(row.segmenten, row.gemeten, row.kop) for row in chart.te_klein] == [((), None, None)]
    assert hidden_sentences(chart) == (
        "Minder dan 10 kinderen: niet apart getoond. Jeugdhulp met verblijf, pleegzorg.",
        "Niet apart getoond, omdat een klein aantal anders uit te rekenen is. "
        "Jeugdhulp met verblijf, gezinsgericht.",
    )


def test_providers_stand_in_order_of_name_never_of_score():
    table = protected(
        ("0503", "totaal", "totaal", MANY),
        ("0503", "p1", "totaal", {"03": 40, "01": 10}),
        ("0503", "p2", "totaal", {"03": 0, "01": 50}),
        ("0503", "overig", "totaal", MANY),
    )

    report = build(Figures(table), "uitval", gemeente="0503", axes=("aanbieder",),
                   namen={"p1": "zorghuis", "p2": "Ankerplaats"})  # fmt: skip

    assert [row.titel for row in report.grafieken[0].lines] == [
        "Ankerplaats", "zorghuis", "Overig (te klein om apart te tonen)", "Totaal",
    ]  # fmt: skip


def test_a_region_is_shown_per_gemeente_and_as_a_whole():
    table = protected(
        ("totaal", "totaal", "totaal", MANY),
        ("0503", "totaal", "totaal", MANY),
        ("0518", "totaal", "totaal", MANY),
        ("0503", "p1", "totaal", MANY),
        kring="regio",
    )

    about = scope(Figures(table))
    report = build(Figures(table), "uitval", gemeente=about.gemeente, axes=about.axes)

    assert (about.gemeente, about.aanbieder, about.axes) == (
        "totaal",
        "totaal",
        ("hulpvorm", "gemeente"),
    )
    assert [row.titel for row in report.grafieken[1].rijen] == ["'s-Gravenhage", "Delft"]


def test_an_estimated_grade_says_so():
    grade = SafeGrade("tevredenheid", "0503", "totaal", "totaal", Decimal("7.6"), True)
    table = protected(
        ("0503", "totaal", "totaal", {"≥8": 25}), indicator="tevredenheid", grades=(grade,)
    )

    row = build(Figures(table), "tevredenheid", gemeente="0503").hoofd

    assert (row.cijfer, row.geschat) == ("7.6", True)


def test_the_rest_line_has_no_response_because_it_holds_other_groups_per_indicator():
    uitval = protected(("0503", "totaal", "totaal", MANY), ("0503", "totaal", "overig", MANY))
    respons = {"beantwoord": 20, "niet beantwoord": 30}
    answered = protected(
        ("0503", "totaal", "totaal", respons),
        ("0503", "totaal", "overig", respons),
        indicator="respons",
    )
    table = replace(uitval, cells=uitval.cells + answered.cells)

    chart = build(Figures(table), "uitval", gemeente="0503").grafieken[0]

    assert (chart.totaal.respons, chart.overig.respons) == ("40%", None)
