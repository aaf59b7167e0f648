"""One row of a draft as a form: values of persons, shown to who may see them and never kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from uitkomst.intake.findings import Oorzaak
from uitkomst.standard.codelijst import codelijst
from uitkomst.standard.recordindeling import recordindeling
from uitkomst.standard.regel import LANG_VELDEN, titel_van


@dataclass(frozen=True)
class Fout:
    """What is wrong, and what to do about it, each in a Dutch sentence, with the rule's code."""

    regel: str
    ernst: str
    melding: str
    remedie: str


@dataclass(frozen=True)
class VeldOpen:
    """One field of the row: what stands there now ("" for nothing), what is wrong with it.

    `codes` are the values to choose from, each with its title; empty where anything may be typed.
    """

    naam: str
    titel: str
    waarde: str = field(repr=False)
    fouten: tuple[Fout, ...]
    codes: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class AnderTraject:
    """Another traject of the same jeugdige in this delivery; `rij` is its row in the file."""

    rij: int
    hulpvorm: str | None
    datum_aanvang: date | None
    datum_einde: date | None
    reden_beeindiging: str | None
    status: str


@dataclass(frozen=True)
class RijOpen:
    """A row to put right: wrong fields first.

    `goed` is whether it counts now, None while a large file is being checked anew; `weg` that it
    was left out. `fouten` are about the row as a whole. `oorzaak` is the cause by which the next
    row is found, `volgende` that row, `resterend` how many rows of that cause there still are.
    """

    rij: int
    revisie: int
    goed: bool | None
    weg: bool
    velden: tuple[VeldOpen, ...]
    fouten: tuple[Fout, ...]
    andere: tuple[AnderTraject, ...]
    oorzaak: str
    volgende: int | None
    resterend: int


def fields_of(
    values: Mapping[str, str | None], wrong: Mapping[str, list[Oorzaak]], day: date
) -> tuple[VeldOpen, ...]:
    """The fields of a row, those with something wrong first, else in the order of the layout.

    A field that is wrong because it is not there is among them. Codes are those of this day.
    """
    order = [*(veld.naam for veld in recordindeling().velden), *LANG_VELDEN]
    there = [naam for naam in dict.fromkeys(order) if naam in values or naam in wrong]
    there.sort(key=lambda naam: naam not in wrong)
    return tuple(
        VeldOpen(
            naam,
            titel_van(naam),
            values.get(naam) or "",
            tuple(fout_of(each) for each in wrong.get(naam, ())),
            _codes(naam, day),
        )
        for naam in there
    )


def fout_of(oorzaak: Oorzaak) -> Fout:
    """A cause as a row says it."""
    return Fout(oorzaak.regel, oorzaak.ernst, oorzaak.melding, oorzaak.remedie)


def _codes(naam: str, day: date) -> tuple[tuple[str, str], ...]:
    known = {veld.naam: veld for veld in recordindeling().velden}
    lijst = known[naam].codelijst if naam in known else None
    if not lijst:
        return ()
    return tuple((code.code, code.titel) for code in codelijst(lijst).codes if code.valid_on(day))
