"""The engine held against counting in plain Python, over whatever rows Hypothesis thinks of."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from trajecten_rows import table, traject

from uitkomst.indicators.compute import compute
from uitkomst.standard.indicator import OnbekendeIndicator, indicator, indicatoren
from uitkomst.standard.verslagperiode import Verslagperiode

PERIODE = Verslagperiode.parse("2023-1")
Row = dict[str, Any]
quick = settings(max_examples=40, deadline=None)


def sometimes(*values: object) -> st.SearchStrategy[Any]:
    return st.one_of(st.none(), st.sampled_from(values))


ROWS = st.lists(
    st.builds(
        traject,
        status=st.sampled_from(["goed", "goed", "bevestigen", "geparkeerd"]),
        persoon=st.sampled_from(["p1", "p2", "p3", "p4"]),
        aanbieder=st.sampled_from(["A", "B"]),
        gemeente=st.sampled_from(["0034", "0518", "onbekend"]),
        hulpvorm=st.sampled_from(["01", "02", "14"]),
        datum_aanvang=st.sampled_from([date(2022, 1, 1), date(2023, 1, 1), date(2023, 2, 1)]),
        datum_einde=sometimes(
            date(2022, 12, 31), date(2023, 1, 1), date(2023, 6, 30), date(2023, 7, 1)
        ),
        reden_beeindiging=sometimes("01", "02", "03", "04", "05"),
        tevredenheid_jeugdige=st.one_of(st.none(), st.integers(0, 11)),
        tevredenheid_ouder=st.one_of(st.none(), st.integers(0, 11)),
        zonder_hulp_jeugdige=sometimes("01", "02", "03", "04", "05"),
        zonder_hulp_ouder=sometimes("01", "02", "03", "04", "05"),
        doel_1=sometimes("behaald", "deels", "gelijk", "ongunstiger", "anders"),
        doel_5=sometimes("behaald", "deels", "gelijk", "ongunstiger", "anders"),
        vrijgesteld=sometimes(True, False),
    ),
    max_size=25,
)


def grade_class(score: Fraction) -> str:
    return "≤4" if score <= 4 else "≥8" if score >= 8 else ">4 en <8"


def grades(row: Row) -> list[int]:
    scores = [row["tevredenheid_jeugdige"], row["tevredenheid_ouder"]]
    return [score for score in scores if score is not None and 1 <= score <= 10]


def measured(naam: str, row: Row) -> Iterator[tuple[str, int]]:
    """What one record yields: category and score, said again in plain Python."""
    answers = [row["zonder_hulp_jeugdige"], row["zonder_hulp_ouder"]]
    answers = [answer for answer in answers if answer in ("01", "02", "03", "04")]
    if naam == "uitval":
        yield row["reden_beeindiging"] or "onbekend", 0
    elif naam == "tevredenheid":
        yield from ((grade_class(Fraction(score)), score) for score in grades(row))
    elif naam == "zonder_hulp_verder":
        yield from ((answer, 0) for answer in answers)
    elif naam == "doelrealisatie":
        goals = [row["doel_1"], row["doel_5"]]
        yield from ((g, 0) for g in goals if g in ("behaald", "deels", "gelijk", "ongunstiger"))
    elif not row["vrijgesteld"]:
        yield ("beantwoord" if grades(row) or answers else "niet beantwoord"), 0


def by_hand(naam: str, rows: list[Row]) -> tuple[Counter[Any], Counter[Any], Counter[Any], Any]:
    """Count cells, measurements, persons and scores, one row after the other."""
    cells, gemeten, personen = Counter[Any](), Counter[Any](), Counter[Any]()
    scores: dict[Any, int] = defaultdict(int)
    first: dict[Any, Any] = {}
    for row in rows:
        ended = row["datum_einde"] and PERIODE.eerste_dag <= row["datum_einde"]
        if not ended or row["datum_einde"] > PERIODE.laatste_dag or row["status"] == "geparkeerd":
            continue
        place = (row["gemeente"], row["aanbieder"], row["hulpvorm"])
        for categorie, score in measured(naam, row):
            cells[*place, categorie] += 1
            gemeten[place] += 1
            scores[place] += score
            child = (row["aanbieder"], row["persoon"])
            unknown = row["gemeente"] == "onbekend"
            seen = (unknown, row["datum_aanvang"], row["hulpvorm"], row["gemeente"])
            first[child] = min(first.get(child, seen), seen)
    for (aanbieder, _), (*_, hulpvorm, gemeente) in first.items():
        personen[gemeente, aanbieder, hulpvorm] += 1
    return cells, gemeten, personen, scores


@pytest.mark.parametrize("declared", indicatoren(), ids=lambda declared: declared.naam)
@quick
@given(rows=ROWS)
def test_the_engine_counts_as_a_person_would(declared: Any, rows: list[Row]) -> None:
    cells, gemeten, personen, scores = by_hand(declared.naam, rows)
    counts = compute(table(rows), declared, PERIODE)
    places = ("gemeente", "aanbieder", "hulpvorm")
    assert {
        (*(cell[key] for key in places), cell["categorie"]): cell["aantal"]
        for cell in counts.cells.to_pylist()
    } == cells
    groups = {tuple(g[key] for key in places): g for g in counts.groups.to_pylist()}
    assert {place: group["gemeten"] for place, group in groups.items()} == gemeten
    assert all(group["personen"] == personen[place] for place, group in groups.items())
    if declared.gemiddelde:
        assert all(group["cijfersom"] == scores[place] for place, group in groups.items())
    else:
        assert all(group["cijfersom"] is None for group in groups.values())


@quick
@given(rows=ROWS)
def test_one_grade_a_trajectory_is_the_mean_of_its_two(rows: list[Row]) -> None:
    counted = indicator("tevredenheid").variant("per_traject")
    expected = Decimal()
    for row in rows:
        kept = [r for r in [row] if by_hand("tevredenheid", [r])[1]]
        expected += sum((Decimal(sum(grades(r))) / len(grades(r)) for r in kept), Decimal())
    groups = compute(table(rows), counted, PERIODE).groups.to_pylist()
    assert sum((group["cijfersom"] for group in groups), Decimal()) == expected


def test_a_child_with_two_kinds_of_help_counts_once_at_the_first() -> None:
    rows = [
        traject(1, persoon="p", hulpvorm="02", datum_aanvang=date(2023, 2, 1)),
        traject(2, persoon="p", hulpvorm="04", datum_aanvang=date(2023, 1, 1)),
        traject(3, persoon="p", hulpvorm="03", datum_aanvang=date(2023, 1, 1)),
    ]
    groups = compute(table(rows), indicator("uitval"), PERIODE).groups.to_pylist()
    assert [(g["hulpvorm"], g["gemeten"], g["personen"]) for g in groups] == [
        ("02", 1, 0),
        ("03", 1, 1),
        ("04", 1, 0),
    ]


def test_a_child_that_moved_counts_once_in_the_gemeente_that_is_known_first() -> None:
    rows = [
        traject(1, persoon="p", gemeente="onbekend", datum_aanvang=date(2023, 1, 1)),
        traject(2, persoon="p", gemeente="0518", datum_aanvang=date(2023, 2, 1)),
        traject(3, persoon="p", gemeente="0034", datum_aanvang=date(2023, 3, 1)),
    ]
    groups = compute(table(rows), indicator("uitval"), PERIODE).groups.to_pylist()
    assert {g["gemeente"]: g["personen"] for g in groups} == {"0034": 0, "0518": 1, "onbekend": 0}


def test_no_rows_give_no_counts() -> None:
    counts = compute(table([]), indicator("tevredenheid"), PERIODE)
    assert counts.cells.num_rows == counts.groups.num_rows == 0


def test_rows_without_the_column_vrijgesteld_all_count_for_the_response() -> None:
    rows = table([traject(1), traject(2)]).drop_columns(["vrijgesteld"])
    counts = compute(rows, indicator("respons"), PERIODE)
    assert counts.groups.to_pylist()[0]["gemeten"] == 2


def test_counts_over_one_informant_carry_that_in_their_name() -> None:
    rows = table([traject(1, tevredenheid_jeugdige=8, tevredenheid_ouder=6)])
    counts = compute(rows, indicator("tevredenheid"), PERIODE, informant="O")
    assert counts.indicator == "tevredenheid:O"
    assert counts.groups.to_pylist()[0]["cijfersom"] == 6


def test_an_informant_the_indicator_does_not_know_is_refused() -> None:
    with pytest.raises(OnbekendeIndicator):
        compute(table([]), indicator("uitval"), PERIODE, informant="J")
