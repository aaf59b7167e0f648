"""A bar is plain SVG that a strict page may hold, and says in words what it draws."""

import re
from decimal import Decimal
from xml.etree import ElementTree

from safe_tables import ME, counts, own

from uitkomst.reports.bar import bar, fit
from uitkomst.reports.build import Figures, build
from uitkomst.reports.model import Row, Segment


def row(**numbers):
    table = own(counts("uitval", {"02": {f"0{code[1:]}": n for code, n in numbers.items()}}))
    return build(Figures(table), "uitval", gemeente="totaal", aanbieder=ME).hoofd


def segment(aandeel, label="21.7%(5)"):
    return Segment("03", "a", "Uitval", "slecht", 5, label, Decimal(0), Decimal(aandeel))


def test_a_bar_is_well_formed_and_has_neither_style_nor_script():
    drawing = bar(row(c3=5, c1=20))

    assert ElementTree.fromstring(drawing).tag == "svg"
    assert "style=" not in drawing
    assert "script" not in drawing


def test_the_widths_of_a_bar_fill_it():
    widths = re.findall(r'<rect [^>]*width="([\d.]+)%"', bar(row(c3=1, c1=1, c2=1)))

    assert len(widths) == 3
    assert abs(sum(map(float, widths)) - 100) < 0.01


def test_a_bar_says_in_words_what_it_shows():
    drawing = ElementTree.fromstring(bar(row(c3=5, c1=20)))

    assert drawing.get("role") == "img"
    assert drawing.get("aria-label") == (
        "Totaal. Voortijdig afgesloten: eenzijdig door de cliënt: 20.0%(5), "
        "Beëindigd volgens plan: 80.0%(20). Gemeten: 25."
    )


def test_a_linked_segment_is_a_named_link():
    drawing = bar(row(c3=5, c1=20), lambda part: f"/t?a=1&c={part.categorie}")
    links = ElementTree.fromstring(drawing).findall("a")

    assert [link.get("href") for link in links] == ["/t?a=1&c=03", "/t?a=1&c=01"]
    assert links[0].get("aria-label").endswith("20.0%(5), bekijk de trajecten")


def test_a_text_cannot_break_out_of_the_drawing():
    evil = '"><script>alert(1)</script>'
    part = Segment("x", "a", evil, "goed", 1, evil, Decimal(0), Decimal(100))
    drawing = bar(Row("x", evil, (part,), 1, None, False, None, None, None))

    assert "<script" not in drawing
    ElementTree.fromstring(drawing)


def test_a_label_stands_inside_only_where_it_fits():
    assert fit(segment(60)) == "always"
    assert fit(segment(25)) == "wide"
    assert fit(segment(5)) == "never"
