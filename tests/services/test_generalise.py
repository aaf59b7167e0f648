"""Classes of what is left: none smaller than ten persons, and none of them splits another."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from uitkomst.services.privacy.generalise import FEWEST, FIELDS, LADDER, generalised

BEGIN = date(2024, 1, 1)
RECORD = st.fixed_dictionaries(
    {
        "persoon": st.integers(0, 60).map(str),
        "gemeente": st.sampled_from(["0518", "0503"]),
        "hulpvorm": st.sampled_from(["01", "02", "11", "99"]),
        "leeftijd_bij_aanvang": st.none() | st.integers(0, 25),
        "datum_aanvang": st.none() | st.integers(0, 700).map(lambda n: BEGIN + timedelta(n)),
        "datum_einde": st.none() | st.integers(0, 900).map(lambda n: BEGIN + timedelta(n)),
        "reden_beeindiging": st.sampled_from([None, "01", "02"]),
        "tevredenheid_jeugdige": st.none() | st.integers(1, 10),
        "zonder_hulp_jeugdige": st.sampled_from([None, "01", "03"]),
        "tevredenheid_ouder": st.none() | st.integers(1, 10),
        "zonder_hulp_ouder": st.sampled_from([None, "02"]),
    }
)


def record(n: int, **other):  # type: ignore[no-untyped-def]
    return {
        "persoon": f"p{n}", "gemeente": "0518", "hulpvorm": "02", "leeftijd_bij_aanvang": 9,
        "datum_aanvang": BEGIN, "datum_einde": None, "reden_beeindiging": None,
        "tevredenheid_jeugdige": 7, "zonder_hulp_jeugdige": "01", "tevredenheid_ouder": None,
        "zonder_hulp_ouder": None, **other,
    }  # fmt: skip


@given(st.lists(RECORD, max_size=120))
def test_every_record_is_in_one_class_or_dropped_and_no_class_is_small(records):
    made = generalised(records)

    assert made.trajecten + made.vervallen == len(records)
    assert sum(made.klassen["aantal"].to_pylist()) == made.trajecten
    assert min(made.klassen["aantal"].to_pylist(), default=FEWEST) >= FEWEST


def test_ten_alike_stay_as_fine_as_can_be_and_nine_go_coarser():
    fine = generalised([record(n) for n in range(10)])
    (line,) = fine.klassen.to_pylist()
    assert line == {
        "aanvang": "2024-1", "einde": "loopt", "leeftijd": "4-11", "gemeente": "0518",
        "hulpvorm": "02", "reden_beeindiging": "onbekend", "tevredenheid_jeugdige": "voldoende",
        "zonder_hulp_jeugdige": "01", "tevredenheid_ouder": "onbekend",
        "zonder_hulp_ouder": "onbekend", "aantal": 10,
    }  # fmt: skip

    # Nine of one hulpvorm and one of another without verblijf: together they are enough.
    mixed = generalised([record(0, hulpvorm="04"), *(record(n) for n in range(1, 10))])
    assert [line["hulpvorm"] for line in mixed.klassen.to_pylist()] == ["zonder verblijf"]

    assert generalised([record(n) for n in range(9)]).vervallen == 9


def test_ten_trajecten_of_one_child_are_no_class():
    assert generalised([record(1) for _ in range(20)]).vervallen == 20


def test_no_class_holds_a_date_or_an_age():
    made = generalised([record(n, datum_einde=date(2024, 3, 14)) for n in range(30)])
    told = str(made.klassen.to_pylist())

    assert "2024-03" not in told
    assert set(made.klassen.column_names) == {*FIELDS, "aantal"}


def test_each_step_is_coarser_than_the_one_before():
    """What is one class stays one class on the next step: nothing is pulled apart again."""
    some = [
        record(n, hulpvorm=h, leeftijd_bij_aanvang=a, datum_aanvang=BEGIN + timedelta(d))
        for n, (h, a, d) in enumerate(
            (h, a, d) for h in ("02", "11") for a in (3, 8) for d in (0, 300)
        )
    ]
    for (_, fine), (_, coarse) in pairwise(LADDER):
        of_fine = [tuple(fine[name](each) for name in FIELDS) for each in some]
        of_coarse = [tuple(coarse[name](each) for name in FIELDS) for each in some]
        pairs = Counter(dict(zip(of_fine, of_coarse, strict=True)).values())
        assert len(set(zip(of_fine, of_coarse, strict=True))) == len(set(of_fine))
        assert pairs
