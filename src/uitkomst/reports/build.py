"""From a safe table to the report of one indicator, for one circle of readers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from uitkomst.disclosure.table import OVERIG, TE_KLEIN, TER_BESCHERMING, TOTAAL
from uitkomst.reports.figures import Figures, Group, Lines
from uitkomst.reports.model import Chart, Report
from uitkomst.standard.codelijst import codelijst
from uitkomst.standard.gemeenten import gemeente as gemeente_of

__all__ = ["OVERIG", "TOTAAL", "Figures", "Scope", "build", "scope"]

OVERIG_TITEL = "Overig (te klein om apart te tonen)"
AXIS_TITLES = {"hulpvorm": "Per hulpvorm", "aanbieder": "Per aanbieder", "gemeente": "Per gemeente"}


@dataclass(frozen=True)
class Scope:
    """About whom a table speaks as a whole, and along which axes it can be broken down."""

    gemeente: str
    aanbieder: str
    axes: tuple[str, ...]


def scope(figures: Figures) -> Scope:
    """Give the widest gemeente and aanbieder of a table, and the axes that suit its circle."""
    groups = figures.groups()
    gemeenten = {gemeente for gemeente, _, _ in groups}
    aanbieders = {aanbieder for _, aanbieder, _ in groups}
    axes = {
        "aanbieder": ("hulpvorm",),
        "gemeente": ("hulpvorm", "aanbieder"),
        "regio": ("hulpvorm", "gemeente"),
    }[figures.kring]
    return Scope(_widest(gemeenten), _widest(aanbieders), axes)


def _widest(keys: set[str]) -> str:
    return TOTAAL if TOTAAL in keys or not keys else min(keys - {OVERIG})


def build(
    figures: Figures,
    naam: str,
    *,
    gemeente: str,
    aanbieder: str = TOTAAL,
    axes: Sequence[str] = ("hulpvorm",),
    namen: Mapping[str, str] | None = None,
) -> Report:
    """Give the report of indicator `naam` about one gemeente and aanbieder (or their "totaal").

    One chart per axis: "hulpvorm", "aanbieder" or "gemeente". `namen` are the names of the
    aanbieders by the key they have in the table. A table of one aanbieder is written with one
    decimal, every other in whole percents, as its policy has it.
    """
    lines = Lines(figures, naam)
    of = lines.indicator
    fixed = {"gemeente": gemeente, "aanbieder": aanbieder, "hulpvorm": TOTAAL}
    return Report(
        indicator=naam,
        titel=of.titel,
        eenheid=of.eenheid,
        periode=figures.periode,
        exact=figures.exact,
        legenda=lines.legend(),
        kop_titel=" of ".join(_lower(c.kort) for c in of.categorieen if c.code in of.kop),
        met_cijfer=of.gemiddelde,
        hoofd=lines.row(_group(fixed), TOTAAL, "Totaal"),
        grafieken=tuple(
            _chart(lines, axis, fixed, namen or {}, figures.ondergrens) for axis in axes
        ),
    )


def _chart(
    lines: Lines, axis: str, fixed: Mapping[str, str], namen: Mapping[str, str], ondergrens: int
) -> Chart:
    rows = []
    for key in _keys(lines, axis, fixed):
        row = lines.row(_group({**fixed, axis: key}), key, _titel(axis, key, namen))
        if row is not None:
            rows.append(row)
    if axis != "hulpvorm":
        rows.sort(key=lambda row: row.titel.casefold())
    return Chart(
        titel=AXIS_TITLES[axis],
        axis=axis,
        rijen=tuple(row for row in rows if row.shown),
        totaal=lines.row(_group(fixed), TOTAAL, "Totaal"),
        overig=lines.row(_group({**fixed, axis: OVERIG}), OVERIG, OVERIG_TITEL),
        te_klein=tuple(row for row in rows if row.verborgen == TE_KLEIN),
        ter_bescherming=tuple(row for row in rows if row.verborgen == TER_BESCHERMING),
        niet_gemeten=tuple(row for row in rows if row.verborgen is None and not row.gemeten),
        ondergrens=ondergrens,
    )


def _keys(lines: Lines, axis: str, fixed: Mapping[str, str]) -> list[str]:
    """Give the groups along an axis: the hulpvormen in protocol order, the others as found."""
    if axis == "hulpvorm":
        return [code.code for code in codelijst("hulpvorm").codes]
    place = ("gemeente", "aanbieder", "hulpvorm").index(axis)
    group = _group(fixed)
    found = {
        key[place] for key in lines.cells if all(key[i] == group[i] for i in range(3) if i != place)
    }
    return sorted(found - {TOTAAL, OVERIG})


def _titel(axis: str, key: str, namen: Mapping[str, str]) -> str:
    if axis == "hulpvorm":
        code = codelijst("hulpvorm").code(key)
        return code.rapportlabel or code.titel
    if axis == "gemeente":
        found = gemeente_of(key)
        return found.naam if found else key
    return namen.get(key, key)


def _group(fixed: Mapping[str, str]) -> Group:
    return fixed["gemeente"], fixed["aanbieder"], fixed["hulpvorm"]


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
