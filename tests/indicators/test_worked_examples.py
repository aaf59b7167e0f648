"""The worked examples of the standard, counted by the engine: what the definition page promises."""

from decimal import Decimal
from typing import Any

import pytest
from trajecten_rows import repeated

from uitkomst.disclosure.figures import mean, share
from uitkomst.indicators.compute import compute
from uitkomst.standard.indicator import Indicator, Voorbeeld, indicatoren
from uitkomst.standard.verslagperiode import Verslagperiode

EXAMPLES = [
    pytest.param(declared, voorbeeld, id=f"{declared.naam}: {voorbeeld.naam}")
    for declared in indicatoren()
    for voorbeeld in declared.voorbeelden
]


def figures(declared: Indicator, voorbeeld: Voorbeeld) -> dict[str, Any]:
    """The figures of an example as a report would print them."""
    if voorbeeld.variant:
        declared = declared.variant(voorbeeld.variant)
    counts = compute(
        repeated(voorbeeld.rijen),
        declared,
        Verslagperiode.parse(voorbeeld.periode),
        informant=voorbeeld.informant,
    )
    groups, cells = counts.groups.to_pylist(), counts.cells.to_pylist()
    gemeten = sum(group["gemeten"] for group in groups)
    aantallen = {categorie.code: 0 for categorie in declared.categorieen}
    for cell in cells:
        aantallen[cell["categorie"]] += cell["aantal"]
    found: dict[str, Any] = {"gemeten": gemeten}
    if gemeten:
        found["labels"] = {code: label(aantal, gemeten) for code, aantal in aantallen.items()}
        found["kop"] = label(sum(aantallen[code] for code in declared.kop), gemeten)
    if declared.gemiddelde and gemeten:
        found["cijfer"] = str(mean(sum((g["cijfersom"] for g in groups), Decimal()), gemeten))
    return found


def label(aantal: int, gemeten: int) -> str:
    return f"{share(aantal, gemeten, 1)}%({aantal})"


@pytest.mark.parametrize(("declared", "voorbeeld"), EXAMPLES)
def test_the_engine_gives_the_figures_worked_out_by_hand(
    declared: Indicator, voorbeeld: Voorbeeld
) -> None:
    found, verwacht = figures(declared, voorbeeld), voorbeeld.verwacht
    labels = verwacht.get("labels", {})
    assert {code: found["labels"][code] for code in labels} == labels
    rest = {naam: value for naam, value in verwacht.items() if naam != "labels"}
    assert {naam: found[naam] for naam in rest} == rest


@pytest.mark.parametrize(
    ("aantal", "gemeten", "percentage"),
    [(5, 21, "23.8"), (6, 22, "27.3"), (4, 25, "16.0"), (5, 25, "20.0"), (5, 23, "21.7")],
)
def test_the_five_labels_on_the_slides_of_almere_come_out(
    aantal: int, gemeten: int, percentage: str
) -> None:
    assert label(aantal, gemeten) == f"{percentage}%({aantal})"
