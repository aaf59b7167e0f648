"""What a page or a download shows: figures in words, already safe to show."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Segment:
    """One part of a stacked bar. `letter` ties it to the legend for who does not see its colour.

    `start` and `aandeel` are percentages of the width of the bar.
    """

    categorie: str
    letter: str
    titel: str
    toon: str
    aantal: int
    label: str
    start: Decimal
    aandeel: Decimal


@dataclass(frozen=True)
class Row:
    """One line of a report: a group with its bar, or the reason why it has none.

    `sleutel` is the code of the group (hulpvorm, aanbieder or gemeente), `verborgen` None or the
    reason that the disclosure room gave, `respons` a percentage in words.
    """

    sleutel: str
    titel: str
    segmenten: tuple[Segment, ...]
    gemeten: int | None
    cijfer: str | None
    geschat: bool
    respons: str | None
    kop: str | None
    verborgen: str | None

    @property
    def shown(self) -> bool:
        """Tell whether there is a figure to look at."""
        return self.verborgen is None and bool(self.gemeten)

    @property
    def woorden(self) -> str:
        """Say the bar in one sentence, for who hears the page."""
        parts = ", ".join(f"{segment.titel}: {segment.label}" for segment in self.segmenten)
        return f"{self.titel}. {parts}. Gemeten: {self.gemeten}."


@dataclass(frozen=True)
class LegendEntry:
    """One category as the legend shows it; `kort` where there is little room."""

    categorie: str
    letter: str
    titel: str
    kort: str
    toon: str


@dataclass(frozen=True)
class Chart:
    """One chart with its table: rows along one dimension, a total, and what is not shown apart.

    `ondergrens` is the number of persons under which a group is not shown.
    """

    titel: str
    axis: str
    rijen: tuple[Row, ...]
    totaal: Row | None
    overig: Row | None
    te_klein: tuple[Row, ...]
    ter_bescherming: tuple[Row, ...]
    niet_gemeten: tuple[Row, ...]
    ondergrens: int

    @property
    def lines(self) -> tuple[Row, ...]:
        """Give every line with a figure, in the order of the page: rows, the rest, the total."""
        last = (line for line in (self.overig, self.totaal) if line is not None and line.shown)
        return (*self.rijen, *last)

    @property
    def empty(self) -> bool:
        """Tell whether there is nothing at all to show."""
        return not self.lines


@dataclass(frozen=True)
class Report:
    """Everything one page says about one indicator for one reader."""

    indicator: str
    titel: str
    eenheid: str
    periode: str
    exact: bool
    legenda: tuple[LegendEntry, ...]
    kop_titel: str
    met_cijfer: bool
    hoofd: Row | None
    grafieken: tuple[Chart, ...]

    @property
    def cijfer_titel(self) -> str:
        """Say what the mean grade is: for others than the provider an estimate."""
        return "Rapportcijfer" if self.exact else "Rapportcijfer (geschat)"
