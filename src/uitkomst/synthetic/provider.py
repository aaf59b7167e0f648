"""What is known of a made-up provider before it has a single client."""

from dataclasses import dataclass, field

from uitkomst.standard.verslagperiode import Verslagperiode
from uitkomst.synthetic.chance import Chance


@dataclass(frozen=True)
class SyntheticProvider:
    """A made-up provider: who it is, how large, and how it delivers.

    `sleutel` begins the names of its files; `soort` is "solo", "instelling" or "gi"; `formaat` is
    "xlsx", "xls", "ods", "csv" or "vast"; `indeling` is "breed", "lang" or "vast"; `gemeenten` are
    codes with the weight of each. `omvang` is the mean number of records in a half-year, `mix` the
    part of its new trajecten in each hulpvorm (in the order of HULPVORMEN), `kinderen` the mean
    number of new children in a half-year.
    """

    sleutel: str
    naam: str
    soort: str
    kvk: str
    agb: str
    gemeenten: tuple[str, ...]
    formaat: str
    indeling: str
    clientnummers: bool
    nummer: int
    omvang: int
    gewichten: tuple[float, ...]
    mix: tuple[float, ...]
    kinderen: float
    doelen: bool


@dataclass(frozen=True)
class Region:
    """The providers of a made-up region, and the chance by which all of it is made."""

    seed: int
    periodes: tuple[Verslagperiode, ...]
    aanbieders: tuple[SyntheticProvider, ...]
    chance: Chance = field(repr=False, compare=False)
