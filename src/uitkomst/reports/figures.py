"""The figures of one indicator in a safe table, looked up by group and put into words."""

from collections.abc import Mapping
from decimal import Decimal

from uitkomst.disclosure.table import OVERIG, SafeCell, SafeTable
from uitkomst.reports.labels import grade_text, percentage_text, segment_label, share
from uitkomst.reports.model import LegendEntry, Row, Segment
from uitkomst.standard.indicator import Indicator, indicator

Group = tuple[str, str, str]  # gemeente, aanbieder, hulpvorm


class Figures:
    """A safe table with its cells and grades arranged by indicator and group, read once."""

    def __init__(self, table: SafeTable) -> None:
        self.periode = table.periode
        self.kring = table.kring
        self.policy = table.policy
        self.exact = table.kring == "aanbieder"
        self.ondergrens = int(table.proof.get("k", 0))
        self.cells: dict[str, dict[Group, dict[str, SafeCell]]] = {}
        for cell in table.cells:
            group = (cell.gemeente, cell.aanbieder, cell.hulpvorm)
            groups = self.cells.setdefault(cell.indicator, {})
            groups.setdefault(group, {})[cell.categorie] = cell
        self.grades = {
            (grade.indicator, grade.gemeente, grade.aanbieder, grade.hulpvorm): grade
            for grade in table.grades
        }

    def groups(self) -> set[Group]:
        """Give every group that has a cell of any indicator."""
        return {group for groups in self.cells.values() for group in groups}


class Lines:
    """The figures of one indicator, put into words per group."""

    def __init__(self, figures: Figures, naam: str) -> None:
        self.naam = naam
        self.exact = figures.exact
        self.indicator: Indicator = indicator(naam)
        self.cells = figures.cells.get(naam, {})
        self.respons = figures.cells.get("respons", {})
        self.grades = figures.grades

    def row(self, group: Group, sleutel: str, titel: str) -> Row | None:
        """Give the line of one group; None when the table does not know the group."""
        cells = self.cells.get(group)
        if cells is None:
            return None
        hidden = next((cell.verborgen for cell in cells.values() if cell.verborgen), None)
        gemeten = next((cell.gemeten for cell in cells.values()), None)
        grade = self.grades.get((self.naam, *group))
        return Row(
            sleutel=sleutel,
            titel=titel,
            segmenten=() if hidden else self._segments(cells),
            gemeten=None if hidden else gemeten,
            cijfer=None if hidden or grade is None else grade_text(grade.cijfer),
            geschat=bool(grade and grade.geschat),
            respons=self._respons(group),
            kop=None if hidden else self._headline(cells, gemeten or 0),
            verborgen=hidden,
        )

    def _segments(self, cells: Mapping[str, SafeCell]) -> tuple[Segment, ...]:
        counts = {code: cell.aantal or 0 for code, cell in cells.items()}
        total, start, segments = sum(counts.values()), Decimal(0), []
        for entry in self.legend():
            cell = cells.get(entry.categorie)
            if cell is None or not cell.aantal:
                continue
            width = share(cell.aantal, total)
            label = segment_label(cell.aantal, cell.percentage, exact=self.exact)
            segments.append(
                Segment(
                    entry.categorie, entry.letter, entry.titel, entry.toon,
                    cell.aantal, label, start, width,
                )
            )  # fmt: skip
            start += width
        return tuple(segments)

    def _headline(self, cells: Mapping[str, SafeCell], gemeten: int) -> str | None:
        """Write the sum of the headline categories, with a percentage where the cells have one."""
        if not self.indicator.kop or not gemeten:
            return None
        aantal = sum(cells[code].aantal or 0 for code in self.indicator.kop if code in cells)
        known = any(cell.percentage is not None for cell in cells.values())
        return segment_label(aantal, share(aantal, gemeten) if known else None, exact=self.exact)

    def _respons(self, group: Group) -> str | None:
        """Write the response of a group; the rest lines of two indicators hold other groups."""
        if OVERIG in group:
            return None
        cell = self.respons.get(group, {}).get("beantwoord")
        if cell is None or cell.verborgen or cell.percentage is None:
            return None
        return percentage_text(cell.percentage, exact=self.exact)

    def legend(self) -> tuple[LegendEntry, ...]:
        """Give the categories in the order of the bar, each with its letter."""
        return tuple(
            LegendEntry(
                categorie.code,
                chr(ord("a") + place),
                categorie.titel,
                categorie.kort,
                categorie.toon,
            )
            for place, categorie in enumerate(self.indicator.categorieen)
        )
