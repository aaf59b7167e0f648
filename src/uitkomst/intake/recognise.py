"""Which row holds the headings, which layout the file has, and which column is which field."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import pyarrow.compute as pc

from uitkomst.intake.headings import Heading, headings_of, measurement, shown
from uitkomst.intake.keuzes import AS_RECOGNISED, Keuzes
from uitkomst.intake.rows import RawTable
from uitkomst.intake.wrong_columns import (
    WrongColumns,
    listed,
    no_headings,
    no_records,
    other_export,
    place_of,
    twice,
    without,
)
from uitkomst.standard.indelingsprofiel import (
    Indelingsprofiel,
    indelingsprofiel,
    indelingsprofielen,
)
from uitkomst.standard.opmerkingen import opmerking
from uitkomst.standard.recordindeling import recordindeling
from uitkomst.standard.regel import LANG_VELDEN

__all__ = ["Columns", "Recognised", "WrongColumns", "columns_in", "recognise"]

SEARCHED_ROWS = 20
FEWEST_HEADINGS = 3
"""With fewer known headings a row is no heading at all, and its cells are not shown to anyone."""

NO_HEADINGS = 0
"""The `koprij` a sender chooses for a file that begins with its first record."""

BREED = "portaal-breed-1"
LANG = "portaal-lang-1"
PERSPECTIEF = "perspectief"


@dataclass(frozen=True)
class Recognised:
    """How a table is to be read.

    `indeling` is the name of the profile and `soort` its kind; `koprij` the row of the headings in
    the sender's file (None: it has none); `kolommen` gives for each field the number of its column.
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


@dataclass(frozen=True)
class Columns:
    """The columns of a file as far as they are known; nothing is refused yet.

    `koprij` is the row of the headings (None: none was found, or there is none) and `headings`
    what stands there; `fields` gives per column the field it is, in order of the file, "" where the
    sender does not want it read. Two columns can be the same field.
    """

    profiel: Indelingsprofiel
    koprij: int | None
    headings: tuple[Heading, ...]
    fields: dict[int, str]
    found: bool

    def doubled(self) -> dict[str, list[int]]:
        """The fields that more than one column is, with those columns."""
        numbers: dict[str, list[int]] = {}
        for number, veld in self.fields.items():
            if veld:
                numbers.setdefault(veld, []).append(number)
        return {veld: places for veld, places in numbers.items() if len(places) > 1}

    def needed(self) -> list[str]:
        """The fields a delivery cannot do without and that no column is."""
        return [naam for naam in self.absent() if _must_be_there(naam, set(self.fields.values()))]

    def absent(self) -> tuple[str, ...]:
        """The fields of the layout that no column is."""
        there = set(self.fields.values())
        return tuple(kolom.veld for kolom in self.profiel.kolommen if kolom.veld not in there)


def recognise(
    raw: RawTable, profiel: Indelingsprofiel | None = None, keuzes: Keuzes = AS_RECOGNISED
) -> Recognised:
    """Find the headings and say which column is which field; a choice of the sender goes first.

    `profiel` is the fixed-width profile the file was read with, if one was given.
    Raises WrongColumns for columns that are missing or come twice, UnreadableFile for a file that
    holds headings and no records.
    """
    columns = columns_in(raw, profiel, keuzes)
    if not columns.found:
        raise no_headings(raw.notes, _other_export(raw))
    if columns.koprij is not None and raw.cells["rij"][-1].as_py() == columns.koprij:
        raise no_records(columns.koprij)
    by_number = {heading.number: heading for heading in columns.headings}
    for veld, numbers in columns.doubled().items():
        raise twice(veld, [_heading(by_number, number) for number in numbers], raw.kind)
    if needed := columns.needed():
        raise without(needed, columns.headings, raw.notes)
    return _recognised(raw, columns)


def columns_in(
    raw: RawTable, profiel: Indelingsprofiel | None = None, keuzes: Keuzes = AS_RECOGNISED
) -> Columns:
    """The columns of a table with what is known of each; never refuses."""
    chosen = _chosen(keuzes)
    if raw.kind == "vast":
        profiel = profiel or _fixed_profile(raw)
        named = {number: kolom.veld for number, kolom in enumerate(profiel.kolommen, start=1)}
        return Columns(profiel, None, (), _with_choice(named, chosen), found=True)
    koprij, headings = _heading_row(raw, keuzes.koprij)
    profiel = _profile_for((h for h in headings if h.number not in chosen), chosen.values())
    known = profiel.koppen()
    named = {h.number: known[h.kop] for h in headings if h.kop in known}
    found = bool(koprij) or keuzes.koprij == NO_HEADINGS
    return Columns(profiel, koprij, headings, _with_choice(named, chosen), found)


def _other_export(raw: RawTable) -> str:
    """What the first rows seem to be the headings of, if that is another export."""
    first = raw.cells.slice(0, SEARCHED_ROWS).to_pylist()
    return next(filter(None, (other_export(headings_of(row)) for row in first)), "")


def _chosen(keuzes: Keuzes) -> dict[int, str]:
    """The sender's own columns; a choice for a field that is no more is left out."""
    known = {veld.naam for veld in recordindeling().velden} | LANG_VELDEN.keys() | {""}
    return {number: veld for number, veld in keuzes.kolommen if veld in known}


def _with_choice(named: dict[int, str], chosen: dict[int, str]) -> dict[int, str]:
    """Every column with its field; a field the sender pointed out is no other column."""
    taken = set(chosen.values())
    kept = {number: veld for number, veld in named.items() if veld not in taken}
    return dict(sorted((kept | chosen).items()))


def _fixed_profile(raw: RawTable) -> Indelingsprofiel:
    width = raw.cells.num_columns - 1
    known = [p for p in indelingsprofielen() if p.soort == "vast"]
    return min((p for p in known if len(p.kolommen) >= width), key=lambda p: len(p.kolommen))


def _heading_row(raw: RawTable, chosen: int | None) -> tuple[int | None, tuple[Heading, ...]]:
    """The row the sender pointed out, else the first with the most known headings."""
    if chosen is not None:
        row = raw.cells.filter(pc.equal(raw.cells["rij"], chosen)).to_pylist()
        return (chosen, tuple(headings_of(row[0]))) if row else (None, ())
    known = indelingsprofiel(LANG).koppen() | indelingsprofiel(BREED).koppen()
    best: tuple[int | None, tuple[Heading, ...]] = (None, ())
    most = FEWEST_HEADINGS - 1
    for row in raw.cells.slice(0, SEARCHED_ROWS).to_pylist():
        headings = tuple(headings_of(row))
        score = len({known[heading.kop] for heading in headings if heading.kop in known})
        if score > most:
            best, most = (row["rij"], headings), score
    return best


def _profile_for(headings: Iterable[Heading], chosen: Iterable[str]) -> Indelingsprofiel:
    """Long when a column says who answered; wide otherwise."""
    lang = indelingsprofiel(LANG)
    known = lang.koppen()
    is_lang = "informant" in chosen or any(known.get(h.kop) == "informant" for h in headings)
    return lang if is_lang else indelingsprofiel(BREED)


def _heading(by_number: dict[int, Heading], number: int) -> Heading:
    return by_number.get(number) or Heading(number, "(geen kop)", "")


def _recognised(raw: RawTable, columns: Columns) -> Recognised:
    kolommen = {veld: number for number, veld in columns.fields.items() if veld}
    unread = [
        h for h in columns.headings if h.number not in columns.fields and not measurement(h.kop)
    ]
    extra = tuple(shown(heading.text) for heading in unread if heading.kop != PERSPECTIEF)
    notes = _notes(extra, dropped=Counter(heading.kop for heading in unread))
    notes += _nameless(raw, columns)
    absent = columns.absent()
    profiel = columns.profiel
    return Recognised(profiel.naam, profiel.soort, columns.koprij, kolommen, extra, absent, notes)


def _nameless(raw: RawTable, columns: Columns) -> tuple[str, ...]:
    """A note on columns that hold something under the headings, but have none."""
    if columns.koprij is None:
        return ()
    body = raw.cells.slice(pc.index(raw.cells["rij"], columns.koprij).as_py() + 1)
    named = {heading.number for heading in columns.headings} | columns.fields.keys()
    nameless = [
        place_of(number, raw.kind)
        for number in range(1, body.num_columns)
        if number not in named and body[f"k{number}"].null_count < body.num_rows
    ]
    if not nameless:
        return ()
    return (opmerking("zonder_kop", kolommen=listed(nameless)),)


def _must_be_there(naam: str, there: set[str]) -> bool:
    velden = recordindeling().velden
    replaced = any(veld.in_plaats_van == naam and veld.naam in there for veld in velden)
    return recordindeling().veld(naam).kolom_verplicht and not replaced


def _notes(extra: tuple[str, ...], dropped: Counter[str]) -> tuple[str, ...]:
    notes = []
    if dropped[PERSPECTIEF]:
        notes.append(opmerking("perspectief"))
    if extra:
        notes.append(opmerking("geen_veld", kolommen=", ".join(extra)))
    return tuple(notes)
