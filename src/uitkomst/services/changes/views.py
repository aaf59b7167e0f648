"""What changes when one version counts in the place of another, as pages and programs see it."""

from dataclasses import dataclass
from decimal import Decimal

from uitkomst.services.aanlevering.views import AanleveringView
from uitkomst.services.kept.kept_rows import Teruggehouden


@dataclass(frozen=True)
class GemeenteVerschil:
    """The records of one gemeente that count, before (`toen`) and after (`nu`).

    nu = toen + erbij − weg + hierheen − hiervandaan. `erbij` and `weg` are records that only one of
    the versions has, `hierheen` and `hiervandaan` those that changed gemeente. `veranderd` and
    `gelijk` are the records of now that the other version has too.
    """

    code: str
    naam: str
    toen: int
    nu: int
    erbij: int
    weg: int
    veranderd: int
    gelijk: int
    hierheen: int
    hiervandaan: int


@dataclass(frozen=True)
class VeldVerschil:
    """How many records have something else in this field."""

    veld: str
    titel: str
    aantal: int


@dataclass(frozen=True)
class VeldWijziging:
    """What stood in a field and what stands there now, as codes; None is empty."""

    veld: str
    titel: str
    van: str | None
    naar: str | None


@dataclass(frozen=True)
class Wijziging:
    """One changed record: its row in either file, and its fields that differ. No identities."""

    rij_toen: int
    rij_nu: int
    hulpvorm: str
    velden: tuple[VeldWijziging, ...]


@dataclass(frozen=True)
class VeldWaarde:
    """What stood in a field, as a code."""

    veld: str
    titel: str
    waarde: str


@dataclass(frozen=True)
class Vervallen:
    """One record that counts no more: its row in the other file, and what stood there.

    `velden` are the fields that were filled, datum aanvang first. No identities.
    """

    rij_toen: int
    hulpvorm: str
    velden: tuple[VeldWaarde, ...]


@dataclass(frozen=True)
class GeparkeerdVerschil:
    """Rows that do not count, before and after; and the records that went from one to the other."""

    toen: int
    nu: int
    telde_mee: int
    telt_nu_mee: int


@dataclass(frozen=True)
class Figuur:
    """The headline of one own indicator: a percentage of what was measured, and a mean grade.

    `percentage` has one decimal and is None where nothing was measured or there is no headline.
    """

    aantal: int
    gemeten: int
    percentage: Decimal | None
    cijfer: Decimal | None

    @property
    def tekst(self) -> str:
        """The figure in words: "11,2 %", with the mean grade where there is one."""
        parts = []
        if self.percentage is not None:
            parts.append(f"{self.percentage} %".replace(".", ","))
        if self.cijfer is not None:
            parts.append(f"gemiddeld {self.cijfer}".replace(".", ","))
        return " · ".join(parts) or "niet gemeten"


@dataclass(frozen=True)
class IndicatorVerschil:
    """An own figure before and after; `kop_titel` says what the percentage is of."""

    naam: str
    titel: str
    kop_titel: str
    toen: Figuur
    nu: Figuur

    @property
    def veranderd(self) -> bool:
        """Whether a reader would see another figure."""
        return self.toen.tekst != self.nu.tekst


@dataclass(frozen=True)
class Verschil:
    """What `van` would change: everything counted in records.

    `met` is the version it is held against; None when there is none, then everything is new.
    `vragen` are rows that count here as if their open question were answered with yes.
    `voorbeelden` is a sample of the changed records and `voorbeelden_weg` one of the records that
    are gone; both are empty for who may not see persons. `teruggehouden` are rows of `van`, and
    `teruggehouden_met` of `met`, that are left out of all of this.
    """

    van: AanleveringView
    met: AanleveringView | None
    erbij: int
    veranderd: int
    weg: int
    gelijk: int
    verhuisd: int
    vragen: int
    geparkeerd: GeparkeerdVerschil
    gemeenten: tuple[GemeenteVerschil, ...]
    velden: tuple[VeldVerschil, ...]
    voorbeelden: tuple[Wijziging, ...]
    voorbeelden_weg: tuple[Vervallen, ...]
    indicatoren: tuple[IndicatorVerschil, ...]
    teruggehouden: Teruggehouden
    teruggehouden_met: Teruggehouden

    @property
    def leeg(self) -> bool:
        """Whether the two versions count the same records with the same contents."""
        return not (self.erbij or self.veranderd or self.weg)
