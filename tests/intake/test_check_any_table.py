"""Whatever stands in a file, a check answers: findings or a refusal, never a crash."""

from delivery import LONG_ROW, ROW, check_rows, checked, rules, table
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from uitkomst.intake.check import CheckResult, UnreadableFile

CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        [
            "", "0", "00000000", "000000000", "999999999", "1e309", "-1", "44927", "99999",
            "20230229", "29-02-2023", "2023-02-30", "=1+1", "=cmd|'/c calc'!A0", "@SUM(A1)",
            "'; drop table rijen; --", "$codes", "${eerste_dag}", "\x00", "\u202e", "١٢٣٤٥٦٧٨٩",
            "２０２３０１０１", "1315\u200bAA", "infinity", "NaN", "9999-12-31", "🎉", "01/13/2023",
        ]
    ),
)  # fmt: skip


def consistent(result: CheckResult, rows: int) -> None:
    assert result.goed + result.geparkeerd + result.bevestigen == result.totaal <= rows
    assert not result.mislukt
    for oorzaak in result.oorzaken:
        assert oorzaak.aantal > 0


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=14, max_size=14), min_size=1, max_size=6))
def test_any_cells_under_known_headings_give_findings(cells: list[list[str]]) -> None:
    assume(any(any(line) for line in cells))
    consistent(checked(table([list(ROW), *cells]), None), len(cells))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=13, max_size=13), min_size=1, max_size=6))
def test_any_cells_in_the_long_layout_give_findings(cells: list[list[str]]) -> None:
    assume(any(any(line) for line in cells))
    consistent(checked(table([list(LONG_ROW), *cells]), "2023-1"), len(cells))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.lists(st.one_of(CELLS, st.sampled_from([*ROW])), min_size=1, max_size=16),
        min_size=1,
        max_size=5,
    )
)
@example([["bsn"] * 16])
def test_any_table_at_all_is_checked_or_refused_in_words(cells: list[list[str]]) -> None:
    try:
        checked(table(cells), None)
    except UnreadableFile as refused:
        sentence = refused.melding
    else:
        return
    assert sentence.endswith(".")


def test_a_formula_is_text_like_any_other() -> None:
    result = check_rows({"geslacht": '=HYPERLINK("http://x")', "hulpvorm": "@02"})

    assert rules(result) == {"V06": 2}
