"""The sentences that say what a chart does not show, and why."""

from collections.abc import Sequence

from uitkomst.reports.model import Chart, Row


def hidden_sentences(chart: Chart) -> tuple[str, ...]:
    """Give a sentence per reason for the lines that are not shown apart; none when all are."""
    sentences = []
    if chart.te_klein:
        sentences.append(
            f"Minder dan {chart.ondergrens} kinderen: niet apart getoond. {_names(chart.te_klein)}"
        )
    if chart.ter_bescherming:
        sentences.append(
            "Niet apart getoond, omdat een klein aantal anders uit te rekenen is. "
            + _names(chart.ter_bescherming)
        )
    if chart.niet_gemeten:
        sentences.append(f"Niets gemeten in deze periode. {_names(chart.niet_gemeten)}")
    return tuple(sentences)


def _names(rows: Sequence[Row]) -> str:
    return "; ".join(row.titel for row in rows) + "."
