"""Builders of safe tables through the real disclosure room, from counts made up here."""

from collections.abc import Mapping
from decimal import Decimal

import pyarrow as pa

from uitkomst.disclosure.own import own_table
from uitkomst.disclosure.table import SafeCell, SafeGrade, SafeTable
from uitkomst.indicators.counts import Counts

PLACE = ("gemeente", "aanbieder", "hulpvorm")
ME = "ons"

Numbers = Mapping[str, Mapping[str, int]]  # hulpvorm → categorie → aantal


def counts(
    indicator: str, numbers: Numbers, *, cijfersom: Mapping[str, int] | None = None
) -> Counts:
    """Give exact counts of one aanbieder in one gemeente."""
    cells = [
        ("0503", ME, hulpvorm, categorie, aantal)
        for hulpvorm, row in numbers.items()
        for categorie, aantal in row.items()
    ]
    groups = [
        ("0503", ME, hulpvorm, sum(row.values()), sum(row.values()), _som(cijfersom, hulpvorm))
        for hulpvorm, row in numbers.items()
    ]
    return Counts(
        indicator,
        "2026-1",
        _table(cells, (*PLACE, "categorie", "aantal")),
        _table(groups, (*PLACE, "gemeten", "personen", "cijfersom")),
    )


def _som(cijfersom: Mapping[str, int] | None, hulpvorm: str) -> Decimal | None:
    return None if cijfersom is None else Decimal(cijfersom[hulpvorm])


def _table(rows: list[tuple], names: tuple[str, ...]) -> pa.Table:
    return pa.table({name: [row[i] for row in rows] for i, name in enumerate(names)})


def own(*every: Counts) -> SafeTable:
    """Give what the aanbieder sees of itself."""
    return own_table(every, aanbieder=ME)


def protected(
    *rows: tuple[str, str, str, Mapping[str, int] | str],
    indicator: str = "uitval",
    kring: str = "gemeente",
    grades: tuple[SafeGrade, ...] = (),
) -> SafeTable:
    """Give a table as disclosure publishes it: figures of a group, or the word that hides it."""
    cells = [
        cell
        for gemeente, aanbieder, hulpvorm, figures in rows
        for cell in _cells(indicator, (gemeente, aanbieder, hulpvorm), figures)
    ]
    return SafeTable("2026-1", kring, "standaard", tuple(cells), grades, {"k": 10})


def _cells(
    indicator: str, place: tuple[str, str, str], figures: Mapping[str, int] | str
) -> list[SafeCell]:
    codes = ("03", "01", "02", "04", "05", "onbekend")
    if isinstance(figures, str):
        return [SafeCell(indicator, *place, code, None, None, None, figures) for code in codes]
    whole = sum(figures.values())
    return [
        SafeCell(
            indicator,
            *place,
            code,
            aantal,
            (Decimal(100 * aantal) / whole).quantize(Decimal(1)) if whole >= 20 else None,
            whole,
            None,
        )
        for code, aantal in figures.items()
    ]
