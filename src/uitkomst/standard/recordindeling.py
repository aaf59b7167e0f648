"""The fields of one record: what each is called, what it may hold, and where that is written."""

import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Any

from uitkomst.standard.shelf import load

SOORTEN = frozenset(
    {
        "bsn",
        "clientnummer",
        "geboortedatum",
        "code",
        "postcode_of_gemeente",
        "datum",
        "cijfer",
        "doelscore",
        "tekst",
        "getal",
    }
)


def normaliseer_kop(text: str) -> str:
    """Give a column heading as it is compared: lower case, no accents, letters and digits only.

    Readers and writers share it, so that "Reden beëindiging", "reden_beeindiging" and
    "REDEN-BEEINDIGING" are one heading.
    """
    plain = unicodedata.normalize("NFKD", text).lower()
    return "".join(char for char in plain if char.isascii() and char.isalnum())


@dataclass(frozen=True)
class Veld:
    """One field of a record.

    `lengte` is the most characters a value has. `verplicht` says that every record fills it,
    `kolom_verplicht` that the file must have the column, though cells may be empty.
    `identificerend` marks what points at a person and may only lie in the vault.
    `in_plaats_van` names the mandatory field this one can stand in for.
    """

    naam: str
    titel: str
    soort: str
    lengte: int
    verplicht: bool
    kolom_verplicht: bool
    codelijst: str | None
    aliassen: tuple[str, ...]
    identificerend: bool
    in_plaats_van: str | None
    bron: str
    status: str
    toelichting: str

    @property
    def koppen(self) -> frozenset[str]:
        """All headings that mean this field, each as `normaliseer_kop` gives it."""
        return frozenset(normaliseer_kop(kop) for kop in (self.naam, self.titel, *self.aliassen))


@dataclass(frozen=True)
class Recordindeling:
    """The fields of one kind of record, in the order of the protocol."""

    naam: str
    titel: str
    bron: str
    status: str
    toelichting: str
    velden: tuple[Veld, ...]

    def veld(self, naam: str) -> Veld:
        """Give a field by its name; raises KeyError for a name the layout does not have."""
        for veld in self.velden:
            if veld.naam == naam:
                return veld
        raise KeyError(naam)


def _veld(naam: str, entry: dict[str, Any]) -> Veld:
    verplicht = entry.get("verplicht", False)
    return Veld(
        naam=naam,
        titel=entry["titel"],
        soort=entry["soort"],
        lengte=entry["lengte"],
        verplicht=verplicht,
        kolom_verplicht=entry.get("kolom_verplicht", verplicht),
        codelijst=entry.get("codelijst"),
        aliassen=tuple(entry["aliassen"]),
        identificerend=entry.get("identificerend", False),
        in_plaats_van=entry.get("in_plaats_van"),
        bron=entry["bron"],
        status=entry["status"],
        toelichting=entry["toelichting"],
    )


@cache
def recordindeling(naam: str = "jeugdhulp") -> Recordindeling:
    """Give a record layout by name; raises FileNotFoundError when there is none of that name."""
    entry = load("recordindelingen", naam)
    return Recordindeling(
        naam=naam,
        titel=entry["titel"],
        bron=entry["bron"],
        status=entry["status"],
        toelichting=entry["toelichting"],
        velden=tuple(_veld(veld, fields) for veld, fields in entry["velden"].items()),
    )
