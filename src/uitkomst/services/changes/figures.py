"""The own figures before and after, made as the provider's own report is made."""

from collections.abc import Iterator

import pyarrow as pa

from uitkomst.disclosure.figures import share
from uitkomst.disclosure.own import DECIMALEN, own_table
from uitkomst.disclosure.table import TOTAAL, SafeTable
from uitkomst.indicators.compute import compute as count
from uitkomst.register.models import Organisatie
from uitkomst.services.changes.views import Figuur, IndicatorVerschil
from uitkomst.services.figures.deliveries import EXEMPT
from uitkomst.standard.indicator import Indicator, indicatoren
from uitkomst.standard.verslagperiode import Verslagperiode


def figures_of(
    aanbieder: Organisatie, periode: str, old: pa.Table, new: pa.Table
) -> tuple[IndicatorVerschil, ...]:
    """Every indicator of the standard for this provider as a whole, over both versions."""
    return tuple(_differences(_own(aanbieder, periode, old), _own(aanbieder, periode, new)))


def _own(aanbieder: Organisatie, periode: str, rows: pa.Table) -> SafeTable:
    naam, exempt = str(aanbieder.reference), aanbieder.aanbieder_soort in EXEMPT
    table = rows.append_column("aanbieder", pa.repeat(naam, rows.num_rows))
    table = table.append_column("vrijgesteld", pa.repeat(exempt, rows.num_rows))
    period = Verslagperiode.parse(periode)
    return own_table([count(table, each, period) for each in indicatoren()], aanbieder=naam)


def _differences(old: SafeTable, new: SafeTable) -> Iterator[IndicatorVerschil]:
    for each in indicatoren():
        titles = [categorie.kort for categorie in each.categorieen if categorie.code in each.kop]
        yield IndicatorVerschil(
            naam=each.naam,
            titel=each.titel,
            kop_titel=" of ".join(titles),
            toen=_figure(each, old),
            nu=_figure(each, new),
        )


def _figure(indicator: Indicator, table: SafeTable) -> Figuur:
    """The headline over all gemeenten and hulpvormen together."""
    cells = [
        cell
        for cell in table.cells
        if cell.indicator == indicator.naam and (cell.gemeente, cell.hulpvorm) == (TOTAAL, TOTAAL)
    ]
    aantal = sum(cell.aantal or 0 for cell in cells if cell.categorie in indicator.kop)
    gemeten = next((cell.gemeten or 0 for cell in cells), 0)
    grades = (
        grade.cijfer
        for grade in table.grades
        if grade.indicator == indicator.naam
        and (grade.gemeente, grade.hulpvorm) == (TOTAAL, TOTAAL)
    )
    return Figuur(
        aantal=aantal,
        gemeten=gemeten,
        percentage=share(aantal, gemeten, DECIMALEN) if indicator.kop else None,
        cijfer=next(grades, None),
    )
