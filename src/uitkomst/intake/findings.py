"""What a check says: where something is wrong, why, and what is left to use."""

from dataclasses import dataclass, field, replace

import pyarrow as pa

from uitkomst.standard import woorden
from uitkomst.standard.herstelregel import herstelset
from uitkomst.standard.regel import (
    JEUGDHULP,
    UITBREIDINGEN,
    regels,
    regelset,
    titel_van,
)
from uitkomst.standard.verslagperiode import Verslagperiode

MAX_PLACES = 100
"""The most places named for one cause; how many there are is always counted."""

PLAATSEN = pa.schema([("oorzaak", pa.int16()), ("rij", pa.int32()), ("kolom", pa.int16())])
"""The columns of `CheckResult.plaatsen` and `plaatsen_bladen`: the index of the cause in
`oorzaken`, the line or sheet row in the sender's file, and the number of the column there (null:
the row as a whole)."""


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
    """Everything that is wrong for one reason: how often, and what to do about it.

    `naam` is unique within a check and the same in the next one ("V05_1", "H07:datum_aanvang");
    `kolom` is the field it is about, `voorstel` the code of the repair that would solve it ("" for
    none). `antwoord` is what the sender said to a cause of ernst bevestigen; None: still open.
    `blad` is "doelen" or "metingen" for a sheet that extends the delivery, whose rows it is then
    about; "" for the delivery itself. `heel_bestand`: it is about no rows in particular.
    """

    regel: str
    ernst: str
    aantal: int
    melding: str
    remedie: str
    naam: str = ""
    kolom: str | None = None
    voorstel: str = ""
    antwoord: bool | None = None
    blad: str = ""
    heel_bestand: bool = False

    @property
    def open(self) -> bool:
        """Whether it still keeps the file from being submitted.

        A no sets the rows aside. About the file as a whole, or another sheet, there is no row to
        set aside: then only a yes or another file will do.
        """
        if self.ernst != "bevestigen":
            return False
        no_rows = self.heel_bestand or bool(self.blad)
        return self.antwoord is None or (no_rows and not self.antwoord)


def in_taal(oorzaak: Oorzaak, taal: str) -> Oorzaak:
    """The same cause with its sentences in a language ("nl" or "en"); others stay as they are.

    Names of fields and codes stay Dutch: that is how they stand in the sender's file.
    """
    said = _said(oorzaak)
    if said is None:
        return oorzaak
    words = woorden.in_taal(said, taal)
    melding = words.melding
    if oorzaak.kolom and "$titel" in melding:  # the sentences of a repair are about any column
        melding = melding.replace("$titel", titel_van(oorzaak.kolom, _indeling(oorzaak)))
    return replace(oorzaak, melding=melding, remedie=words.remedie)


def _indeling(oorzaak: Oorzaak) -> str:
    """Whose field the cause is about: of the delivery ("H07:datum_aanvang"), or what extends it."""
    _, *parts = oorzaak.naam.split(":")
    source = parts[-1] if len(parts) > 1 else ""
    return next(
        (naam for naam in UITBREIDINGEN if source and naam.startswith(source[:6])), JEUGDHULP
    )


def _said(oorzaak: Oorzaak) -> woorden.Tweetalig | None:
    """Where the words of a cause come from."""
    if oorzaak.regel in herstelset().woorden:
        return herstelset().woorden[oorzaak.regel]
    if oorzaak.melding == regelset().mislukt.woorden.melding:
        return regelset().mislukt
    every = (regel for naam in (JEUGDHULP, *UITBREIDINGEN) for regel in regels(naam))
    return next((regel for regel in every if regel.naam == oorzaak.naam.split(":")[0]), None)


@dataclass(frozen=True)
class Voorstel:
    """A repair a sender can choose with one click; never done without that choice.

    `regel` is the rule it answers, `kolom` the field where it is chosen per column, `aantal` the
    number of rows it would touch. `vraagt` says what the sender must add: "" (nothing), "waarden"
    (what each unknown value means) or "vorm" (how the dates are written); `keuzes` are the codes or
    forms to choose from ("" is: empty the cell). `kolommen` are all columns it is about, `kolom`
    first among those that are wrong, where one form is asked for several at once.
    """

    code: str
    regel: str
    kolom: str | None
    titel: str
    melding: str
    aantal: int
    vraagt: str = ""
    keuzes: tuple[str, ...] = ()
    kolommen: tuple[str, ...] = ()


@dataclass(frozen=True)
class KolomLezing:
    """How one column of the sender's file was read.

    `plaats` is the column as the sender finds it ("kolom C"), `kop` its heading as it may be shown,
    `veld` the field it is (None: not read) with its `titel`. `waarden` are its first three filled
    cells and `gelezen_als` what each was read as: values of persons, never to be kept. `uitleg`
    says in words how the column was read.
    """

    nummer: int
    plaats: str
    kop: str
    veld: str | None
    titel: str
    waarden: tuple[str, ...] = field(repr=False)
    gelezen_als: tuple[str, ...] = field(repr=False)
    uitleg: str


@dataclass(frozen=True)
class Lezing:
    """How a file was read: its kind, where its rows were found, and every column.

    `soort` is xlsx, xls, ods, csv, vast or formulier; `ontbrekend` the fields every delivery needs
    and this file has no column for.
    """

    soort: str
    scheidingsteken: str | None
    tekenset: str | None
    blad: str | None
    bladen: tuple[str, ...]
    koprij: int | None
    indeling: str
    periode: Verslagperiode | None
    kolommen: tuple[KolomLezing, ...]
    ontbrekend: tuple[str, ...]
    notes: tuple[str, ...]

    def without_values(self) -> "Lezing":
        """The same reading without a value of anybody: may be kept."""
        bare = tuple(replace(kolom, waarden=(), gelezen_als=()) for kolom in self.kolommen)
        return replace(self, kolommen=bare)


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
    most `MAX_PLACES` places for each of `oorzaken`; `plaatsen` has all of them in the delivery
    itself, `plaatsen_bladen` those on the sheets that extend it (see `PLAATSEN`).
    `lezing` is without values. `uitbreiding` holds the problem measurements that came along, one
    row each (None: there were none). `weggelaten` counts the rows the sender's choices took out.
    `rows` is one typed row per record.
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
    lezing: Lezing
    plaatsen: pa.Table = field(repr=False)
    plaatsen_bladen: pa.Table = field(default_factory=PLAATSEN.empty_table, repr=False)
    voorstellen: tuple[Voorstel, ...] = ()
    uitbreiding: pa.Table | None = field(default=None, repr=False)
    weggelaten: int = 0

    @property
    def unanswered(self) -> tuple[str, ...]:
        """The names of the causes that must be settled before the file can be submitted."""
        return tuple(oorzaak.naam for oorzaak in self.oorzaken if oorzaak.open)

    @property
    def blocking(self) -> bool:
        """Whether something must be put right: a blocking finding, or a rule that failed to run."""
        grave = any(oorzaak.ernst in ("bestand", "blokkeert") for oorzaak in self.oorzaken)
        return grave or bool(self.mislukt)
