"""A receipt as facts: for the page, for a program, and for the PDF made of it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from uitkomst.services.kept.kept_rows import Teruggehouden
from uitkomst.standard.verslagperiode import Verslagperiode


@dataclass(frozen=True)
class Telling:
    """Records of one gemeente: those that count and those that are parked."""

    gemeente: str
    telt_mee: int
    geparkeerd: int


@dataclass(frozen=True)
class Reden:
    """Why rows are parked: the rule, its sentence, and how many rows it is about."""

    regel: str
    melding: str
    aantal: int


@dataclass(frozen=True)
class Antwoord:
    """What was asked, about how many rows, what was answered and why, by whom and when."""

    vraag: str
    aantal: int | None
    antwoord: str
    reden: str
    door: str
    at: datetime


@dataclass(frozen=True)
class Handeling:
    """Something a person chose for this file: what, on how many rows, who and when."""

    wat: str
    aantal: int | None
    door: str
    at: datetime


@dataclass(frozen=True)
class Receipt:
    """What was submitted, by whom, and how it was checked. Nothing in it is about a person.

    `totaal` = `goed` + `geparkeerd`; `weggelaten` rows of the file were left out by the sender.
    `gemeenten` is None when the rows are no longer kept or, without an agreement, not opened. The
    three checksums are SHA-256 in hex, empty in the same cases, for a version from before they were
    sealed, and after a person in it was erased. The totals are those of the moment of submitting;
    `gemeenten` is without the rows that are `teruggehouden`.
    """

    reference: UUID
    aanbieder: str
    kvk: str
    periode: Verslagperiode
    versie: int
    route: str
    bestandsnaam: str
    received_at: datetime
    received_by: str
    submitted_at: datetime
    submitted_by: str
    totaal: int
    goed: int
    geparkeerd: int
    weggelaten: int
    gemeenten: tuple[Telling, ...] | None
    teruggehouden: Teruggehouden
    parkeerredenen: tuple[Reden, ...]
    antwoorden: tuple[Antwoord, ...]
    verdwenen: tuple[Antwoord, ...]
    handelingen: tuple[Handeling, ...]
    regels_uitgevoerd: int
    regels_overgeslagen: int
    protocol: int | None
    sha256_bron: str
    sha256_rijen: str
    sha256_regels: str
    verklaring: str
