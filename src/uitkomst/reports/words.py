"""The sentences that say what a report does not show, and why."""

from collections.abc import Sequence

from uitkomst.disclosure.policy import policy
from uitkomst.reports.model import Chart, Row


def protected_sentences(naam: str) -> tuple[str, ...]:
    """Say how the policy of a published table protects who is in it. Raises UnknownPolicy."""
    held = policy(naam)
    solo = "Praktijken van één hulpverlener staan nooit apart en nooit met naam in het rapport."
    return (
        f"Groepen van minder dan {held.k} kinderen staan niet apart.",
        f"Alle aantallen zijn afgerond op veelvouden van {held.basis}, zo dat ze nog optellen.",
        f"Bij minder dan {held.percentage_vanaf} metingen tonen we geen percentage.",
        "Het rapportcijfer is geschat uit de afgeronde aantallen.",
        *((solo,) if held.solo_in_restregel else ()),
    )


def own_sentences(*, solo: bool) -> tuple[str, ...]:
    """Say to a provider what others see of the figures that it sees exactly."""
    if solo:
        return (
            "Alleen u ziet ze zo.",
            "Gemeenten en de serviceorganisatie zien uw praktijk nooit apart en nooit met naam: "
            "u telt mee in de regel ‘overig’, in afgeronde aantallen.",
        )
    return (
        "Alleen uw organisatie ziet ze zo.",
        f"Gemeenten zien afgeronde aantallen, en groepen van minder dan {policy().k} kinderen "
        "niet apart.",
    )


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
