"""Which row holds the headings, which layout the file has, and which column is which field."""

from collections import Counter
from dataclasses import dataclass

import pyarrow.compute as pc

from uitkomst.intake.headings import Heading, headings_of, shown
from uitkomst.intake.rows import RawTable
from uitkomst.intake.wrong_columns import (
    WrongColumns,
    listed,
    no_headings,
    no_records,
    place_of,
    twice,
    without,
)
from uitkomst.standard.indelingsprofiel import (
    Indelingsprofiel,
    indelingsprofiel,
    indelingsprofielen,
)
from uitkomst.standard.recordindeling import recordindeling

__all__ = ["Recognised", "WrongColumns", "recognise"]

SEARCHED_ROWS = 20
ENOUGH_HEADINGS = 6
FEWEST_HEADINGS = 3
"""With fewer known headings a row is no heading at all, and its cells are not shown to anyone."""

BREED = "portaal-breed-1"
LANG = "portaal-lang-1"
PERSPECTIEF = "perspectief"


@dataclass(frozen=True)
class Recognised:
    """How a table is to be read.

    `indeling` is the name of the profile and `soort` its kind; `koprij` the row of the headings in
    the sender's file (None: fixed width); `kolommen` gives for each field the number of its column.
    `onbekend` are headings that are dropped, `ontbrekend` optional fields that are not there.
    """

    indeling: str
    soort: str
    koprij: int | None
    kolommen: dict[str, int]
    onbekend: tuple[str, ...]
    ontbrekend: tuple[str, ...]
    notes: tuple[str, ...]

    def column_of(self, veld: str) -> int | None:
        """The number of the column a field was read from; None when it is not in the file."""
        if veld in self.kolommen:
            return self.kolommen[veld]
        base = veld.removesuffix("_jeugdige").removesuffix("_ouder")
        if self.soort == "lang" and base in self.kolommen:
            return self.kolommen[base]
        return None

    def standing_for(self, veld: str) -> str:
        """The field itself, or the one that is there in its place (a client number for a BSN)."""
        if veld not in self.kolommen:
            for other in recordindeling().velden:
                if other.in_plaats_van == veld and other.naam in self.kolommen:
                    return other.naam
        return veld


def recognise(raw: RawTable, profiel: Indelingsprofiel | None = None) -> Recognised:
    """Find the headings and say which column is which field.

    `profiel` is the fixed-width profile the file was read with, if one was given.
    Raises WrongColumns for columns that are missing or come twice, UnreadableFile for a file that
    holds headings and no records.
    """
    if raw.kind == "vast":
        return _fixed(raw, profiel)
    koprij, headings = _heading_row(raw)
    if raw.cells["rij"][-1].as_py() == koprij:
        raise no_records(koprij)
    profiel = _profile_for(headings)
    return _mapped(raw, profiel, koprij, headings)


def _fixed(raw: RawTable, profiel: Indelingsprofiel | None) -> Recognised:
    if profiel is None:
        width = raw.cells.num_columns - 1
        known = [p for p in indelingsprofielen() if p.soort == "vast"]
        profiel = min((p for p in known if len(p.kolommen) >= width), key=lambda p: len(p.kolommen))
    kolommen = {kolom.veld: number for number, kolom in enumerate(profiel.kolommen, start=1)}
    return Recognised(profiel.naam, "vast", None, kolommen, (), _absent(profiel, kolommen), ())


def _known() -> dict[str, str]:
    return indelingsprofiel(LANG).koppen() | indelingsprofiel(BREED).koppen()


def _heading_row(raw: RawTable) -> tuple[int, list[Heading]]:
    """The first row with enough known headings, else the one with the most."""
    if raw.cells.num_rows == 0:
        raise no_headings(raw.notes)
    known = _known()
    best: tuple[int, list[Heading]] = (0, [])
    most = 0
    for row in raw.cells.slice(0, SEARCHED_ROWS).to_pylist():
        headings = headings_of(row)
        score = len({known[heading.kop] for heading in headings if heading.kop in known})
        if score > most:
            best, most = (row["rij"], headings), score
        if score >= ENOUGH_HEADINGS:
            break
    if most < FEWEST_HEADINGS:
        raise no_headings(raw.notes)
    return best


def _profile_for(headings: list[Heading]) -> Indelingsprofiel:
    """Long when a column says who answered; wide otherwise."""
    lang = indelingsprofiel(LANG)
    known = lang.koppen()
    is_lang = any(known.get(heading.kop) == "informant" for heading in headings)
    return lang if is_lang else indelingsprofiel(BREED)


def _mapped(
    raw: RawTable, profiel: Indelingsprofiel, koprij: int, headings: list[Heading]
) -> Recognised:
    known = profiel.koppen()
    kolommen: dict[str, int] = {}
    onbekend: list[Heading] = []
    for heading in headings:
        veld = known.get(heading.kop)
        if veld is None:
            onbekend.append(heading)
        elif veld in kolommen:
            raise twice(veld, [h for h in headings if known.get(h.kop) == veld], raw.kind)
        else:
            kolommen[veld] = heading.number
    absent = _absent(profiel, kolommen)
    needed = [naam for naam in absent if _must_be_there(naam, kolommen)]
    if needed:
        raise without(needed, headings, raw.notes)
    extra = tuple(shown(heading.text) for heading in onbekend if heading.kop != PERSPECTIEF)
    notes = _notes(extra, dropped=Counter(heading.kop for heading in onbekend))
    notes += _nameless(raw, koprij, headings)
    return Recognised(profiel.naam, profiel.soort, koprij, kolommen, extra, absent, notes)


def _nameless(raw: RawTable, koprij: int, headings: list[Heading]) -> tuple[str, ...]:
    """A note on columns that hold something under the headings, but have none."""
    body = raw.cells.slice(pc.index(raw.cells["rij"], koprij).as_py() + 1)
    named = {heading.number for heading in headings}
    nameless = [
        place_of(number, raw.kind)
        for number in range(1, body.num_columns)
        if number not in named and body[f"k{number}"].null_count < body.num_rows
    ]
    if not nameless:
        return ()
    return (f"Niet gelezen, want er staat geen kop boven: {listed(nameless)}.",)


def _absent(profiel: Indelingsprofiel, kolommen: dict[str, int]) -> tuple[str, ...]:
    return tuple(kolom.veld for kolom in profiel.kolommen if kolom.veld not in kolommen)


def _must_be_there(naam: str, kolommen: dict[str, int]) -> bool:
    velden = recordindeling().velden
    replaced = any(veld.in_plaats_van == naam and veld.naam in kolommen for veld in velden)
    return recordindeling().veld(naam).kolom_verplicht and not replaced


def _notes(extra: tuple[str, ...], dropped: Counter[str]) -> tuple[str, ...]:
    notes = []
    if dropped[PERSPECTIEF]:
        notes.append(
            "De kolom perspectief bestaat sinds 2019 niet meer in het protocol en is niet gelezen."
        )
    if extra:
        notes.append(f"Niet gelezen, want geen veld van deze aanlevering: {', '.join(extra)}.")
    return tuple(notes)
