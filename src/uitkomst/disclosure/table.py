"""The only thing readers get: cells that are safe to show, and their form as text."""

import json
from collections.abc import Mapping
from dataclasses import astuple, dataclass, fields
from decimal import Decimal
from typing import Any

TOTAAL = "totaal"
"""Stands for the total in a dimension."""
OVERIG = "overig"
"""Stands for the rest line: what a total holds besides the parts that are shown."""

TE_KLEIN = "te klein"
TER_BESCHERMING = "ter bescherming"


@dataclass(frozen=True, slots=True)
class SafeCell:
    """One category of one group; a withheld group has no figures and says why in `verborgen`.

    `aantal` and `gemeten` are counts, `percentage` is 0 to 100 (None below the policy's bound).
    """

    indicator: str
    gemeente: str
    aanbieder: str
    hulpvorm: str
    categorie: str
    aantal: int | None
    percentage: Decimal | None
    gemeten: int | None
    verborgen: str | None


@dataclass(frozen=True, slots=True)
class SafeGrade:
    """The mean score (1.0 to 10.0) of one group; `geschat` when it comes from rounded classes."""

    indicator: str
    gemeente: str
    aanbieder: str
    hulpvorm: str
    cijfer: Decimal | None
    geschat: bool


@dataclass(frozen=True)
class SafeTable:
    """Everything a circle of readers may see of one verslagperiode, made in disclosure only.

    `kring` is "gemeente", "regio" or "aanbieder". `proof` holds the parameters of the policy, the
    status of the solver, the seconds it took and how many rows are withheld.
    """

    periode: str
    kring: str
    policy: str
    cells: tuple[SafeCell, ...]
    grades: tuple[SafeGrade, ...]
    proof: Mapping[str, Any]

    def to_json(self) -> str:
        """Give the table as JSON, percentages and grades as decimal text; see `restore`."""
        return json.dumps(
            {
                "periode": self.periode,
                "kring": self.kring,
                "policy": self.policy,
                "kolommen": [field.name for field in fields(SafeCell)],
                "cells": [astuple(cell) for cell in self.cells],
                "grades": [astuple(grade) for grade in self.grades],
                "proof": self.proof,
            },
            ensure_ascii=False,
            separators=(",", ":"),
            default=str,
        )


def restore(text: str) -> SafeTable:
    """Give a published table back from its JSON."""
    held = json.loads(text)
    return SafeTable(
        periode=held["periode"],
        kring=held["kring"],
        policy=held["policy"],
        cells=tuple(_cell(values) for values in held["cells"]),
        grades=tuple(_grade(values) for values in held["grades"]),
        proof=held["proof"],
    )


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _cell(values: list[Any]) -> SafeCell:
    indicator, gemeente, aanbieder, hulpvorm, categorie, aantal, percentage, *rest = values
    place = (indicator, gemeente, aanbieder, hulpvorm, categorie)
    return SafeCell(*place, aantal, _decimal(percentage), *rest)


def _grade(values: list[Any]) -> SafeGrade:
    indicator, gemeente, aanbieder, hulpvorm, cijfer, geschat = values
    return SafeGrade(indicator, gemeente, aanbieder, hulpvorm, _decimal(cijfer), geschat)
