"""A safe table as JSON, for machines."""

import json
from typing import Any

from uitkomst.disclosure.table import SafeCell, SafeTable


def to_json(table: SafeTable) -> str:
    """Write period, circle, policy, cells and mean grades; a figure that is not shown is null."""
    document = {
        "periode": table.periode,
        "kring": table.kring,
        "beleid": table.policy,
        "cellen": [cell_fields(cell) for cell in table.cells],
        "cijfers": [
            {
                "indicator": grade.indicator,
                "gemeente": grade.gemeente,
                "aanbieder": grade.aanbieder,
                "hulpvorm": grade.hulpvorm,
                "cijfer": None if grade.cijfer is None else float(grade.cijfer),
                "geschat": grade.geschat,
            }
            for grade in table.grades
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=1)


def cell_fields(cell: SafeCell) -> dict[str, Any]:
    """Give one cell under the names and in the order of every download."""
    return {
        "indicator": cell.indicator,
        "gemeente": cell.gemeente,
        "aanbieder": cell.aanbieder,
        "hulpvorm": cell.hulpvorm,
        "categorie": cell.categorie,
        "aantal": cell.aantal,
        "percentage": None if cell.percentage is None else float(cell.percentage),
        "gemeten": cell.gemeten,
        "verborgen": cell.verborgen,
    }
