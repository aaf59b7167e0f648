"""What a check says: where something is wrong, why, and what is left to use."""

from dataclasses import dataclass, field

import pyarrow as pa

from uitkomst.standard.verslagperiode import Verslagperiode

MAX_PLACES = 100
"""The most places named for one cause; how many there are is always counted."""


@dataclass(frozen=True)
class Finding:
    """One place where a rule is broken: never a value, so it may be kept and logged.

    `rij` is the line or row in the sender's own file (None: the file as a whole), `kolom` the
    field, `cel` the cell of a sheet such as "A5" (None for text files).
    """

    regel: str
    ernst: str
    rij: int | None
    kolom: str | None
    cel: str | None
    melding: str


@dataclass(frozen=True)
class Oorzaak:
    """Everything that is wrong for one reason: how often, and what to do about it."""

    regel: str
    ernst: str
    aantal: int
    melding: str
    remedie: str


@dataclass(frozen=True)
class VorigeLevering:
    """What is kept in memory of an earlier delivery, to compare with.

    `aantal` is its number of records; `lopend` a table with one text column `sleutel`, the keys of
    the records that had not ended (see `intake.previous`). The keys hold identifiers: never store.
    """

    aantal: int
    lopend: pa.Table = field(repr=False)


@dataclass(frozen=True)
class Context:
    """What is known from outside the file; each part may be missing."""

    periode: Verslagperiode | None = None
    laatste_periode: Verslagperiode | None = None
    vorige_levering: VorigeLevering | None = None


@dataclass(frozen=True)
class CheckResult:
    """The outcome of a check.

    `goed`, `geparkeerd` and `bevestigen` count records and add up to `totaal`. `uitgevoerd`,
    `overgeslagen` (with the reason) and `mislukt` together name every rule. `bevindingen` holds at
    most `MAX_PLACES` places for each of `oorzaken`. `rows` is one typed row per record.
    """

    bestand: str
    periode: Verslagperiode | None
    indeling: str
    totaal: int
    goed: int
    geparkeerd: int
    bevestigen: int
    uitgevoerd: tuple[str, ...]
    overgeslagen: tuple[tuple[str, str], ...]
    mislukt: tuple[str, ...]
    oorzaken: tuple[Oorzaak, ...]
    bevindingen: tuple[Finding, ...]
    notes: tuple[str, ...]
    rows: pa.Table = field(repr=False)

    @property
    def blocking(self) -> bool:
        """Whether something must be put right: a blocking finding, or a rule that failed to run."""
        grave = any(oorzaak.ernst in ("bestand", "blokkeert") for oorzaak in self.oorzaken)
        return grave or bool(self.mislukt)
