"""Whatever a sender decides about whatever file: an answer or a refusal, never a crash."""

from contextlib import suppress

import pyarrow as pa
from delivery import BSNS, LONG_ROW, ROW, lines, table
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from uitkomst.intake.check import CheckResult, Context, UnreadableFile, check_table, read_cells
from uitkomst.intake.keuzes import CELLEN, Herstelkeuze, Keuzes
from uitkomst.intake.lezing import lezing_of
from uitkomst.intake.recognise import LANG, recognise
from uitkomst.intake.voorstellen import preview, waarden_van
from uitkomst.standard.regel import regels
from uitkomst.standard.verslagperiode import Verslagperiode
from uitkomst.standard.voorstel import voorstelset

CONTEXT = Context(Verslagperiode.parse("2023-1"))
FIELDS = st.sampled_from([*ROW, "informant", "tevredenheid", "doel_1", "clientnummer", "x", ""])
CELLS = st.sampled_from(
    ["", "01", "02", "06", "99", "V", "20230110", "20230701", "10-05-23", "01-31-2023", "8",
     "10 mei 2023", "99991231", "onbekend", "1315 AA Almere", "J", "O", "acht", *BSNS[:2],
     "999999999", "\u200b"]
)  # fmt: skip
ROWS = st.lists(st.dictionaries(st.sampled_from([*ROW]), CELLS, max_size=4), min_size=1, max_size=5)
LONG = st.lists(
    st.dictionaries(st.sampled_from([*LONG_ROW]), CELLS, max_size=4), min_size=1, max_size=5
)
CHOICES = st.builds(
    Herstelkeuze,
    st.sampled_from([*(voorstel.code for voorstel in voorstelset().voorstellen), "G99"]),
    st.none() | FIELDS,
    st.lists(st.tuples(CELLS, CELLS), max_size=3).map(lambda pairs: tuple(dict(pairs).items())),
    st.sampled_from([*(vorm.code for vorm in voorstelset().vormen), "xyz"]),
)
EDITS = st.lists(
    st.fixed_dictionaries({"rij": st.integers(0, 9), "veld": FIELDS, "waarde": st.none() | CELLS}),
    max_size=4,
).map(lambda edits: pa.Table.from_pylist(edits, CELLEN))
KEUZES = st.builds(
    Keuzes,
    koprij=st.sampled_from([None, None, None, 0, 1, 2, 99]),
    kolommen=st.lists(st.tuples(st.integers(1, 18), FIELDS), max_size=2).map(tuple),
    herstel=st.lists(CHOICES, max_size=3).map(tuple),
    cellen=st.none() | EDITS,
    weg=st.frozensets(st.integers(0, 7), max_size=2),
    antwoorden=st.lists(st.tuples(st.sampled_from(["V05_1", "V20_1", "x"]), st.booleans())).map(
        tuple
    ),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows=ROWS, keuzes=KEUZES, long=st.booleans(), choice=CHOICES)
def test_any_decision_about_any_rows_gives_an_answer(
    rows: list[dict[str, str]], keuzes: Keuzes, long: bool, choice: Herstelkeuze
) -> None:
    base = LONG_ROW if long else ROW
    raw = table(lines([{k: v for k, v in row.items() if k in base} for row in rows], base))
    lezing = lezing_of(raw, "x.csv", keuzes)
    assert len(lezing.kolommen) <= raw.cells.num_columns - 1

    try:
        recognised = recognise(raw, None, keuzes)
        result = check_table(raw, recognised, "x.csv", CONTEXT, keuzes=keuzes)
    except UnreadableFile:
        return
    assert result.totaal == result.goed + result.geparkeerd + result.bevestigen
    assert result.mislukt == ()
    every = [*result.uitgevoerd, *(code for code, _ in result.overgeslagen)]
    assert sorted(every) == sorted(
        {regel.code for regel in regels() if regel.indeling in (None, _soort(result))}
    )
    assert len({cause.naam for cause in result.oorzaken}) == len(result.oorzaken)
    assert result.plaatsen.num_rows == sum(
        cause.aantal for cause in result.oorzaken if not cause.heel_bestand
    )
    assert set(result.plaatsen["rij"].to_pylist()) <= set(raw.cells["rij"].to_pylist())
    columns = set(result.plaatsen["kolom"].to_pylist()) - {None}
    assert columns <= set(range(1, raw.cells.num_columns))
    assert as_told(check_table(raw, recognised, "x.csv", CONTEXT, keuzes=keuzes)) == as_told(result)
    examples, aantal = preview(raw, recognised, CONTEXT, keuzes, choice)
    assert len({example.rij for example in examples}) == min(aantal, 10)
    for voorstel in result.voorstellen:
        assert voorstel.aantal > 0
        waarden_van(raw, recognised, CONTEXT, keuzes, voorstel)
    assert read_cells(raw, recognised, [2, 3], keuzes, CONTEXT).keys() <= {2, 3}


def _soort(result: CheckResult) -> str:
    return "lang" if result.indeling == LANG else "breed"


def as_told(result: CheckResult) -> tuple[object, ...]:
    """All that a check says and leaves, as what can be compared."""
    return (
        result.oorzaken, result.bevindingen, result.notes, result.voorstellen, result.uitgevoerd,
        result.overgeslagen, result.rows.to_pylist(), result.plaatsen.to_pylist(), result.lezing,
    )  # fmt: skip


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows=ROWS, keuzes=KEUZES, long=st.booleans())
def test_choices_leave_no_trace_in_a_file_once_they_are_undone(
    rows: list[dict[str, str]], keuzes: Keuzes, long: bool
) -> None:
    base = LONG_ROW if long else ROW
    raw = table(lines([{k: v for k, v in row.items() if k in base} for row in rows], base))
    before = raw.cells.to_pylist()
    first = check_table(raw, recognise(raw), "x.csv", CONTEXT)
    with suppress(UnreadableFile):
        check_table(raw, recognise(raw, None, keuzes), "x.csv", CONTEXT, keuzes=keuzes)

    again = check_table(raw, recognise(raw, None, Keuzes()), "x.csv", CONTEXT, keuzes=Keuzes())
    assert as_told(again) == as_told(first)
    assert raw.cells.to_pylist() == before


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows=ROWS, keuzes=KEUZES)
def test_a_proposal_that_needs_nothing_more_does_what_it_says(
    rows: list[dict[str, str]], keuzes: Keuzes
) -> None:
    raw = table(lines([{k: v for k, v in row.items() if k in ROW} for row in rows]))
    try:
        recognised = recognise(raw, None, keuzes)
        result = check_table(raw, recognised, "x.csv", CONTEXT, keuzes=keuzes)
    except UnreadableFile:
        return
    for voorstel in result.voorstellen:
        if not voorstel.vraagt:
            choice = Herstelkeuze(voorstel.code, voorstel.kolom)
            assert preview(raw, recognised, CONTEXT, keuzes, choice)[1] > 0
