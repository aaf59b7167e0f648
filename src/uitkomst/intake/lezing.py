"""How a file was read, column by column: what a sender confirms or corrects."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import pyarrow as pa
import pyarrow.compute as pc

from uitkomst.intake.checking.decided import body_of
from uitkomst.intake.checking.normalise import Normalised, normalise
from uitkomst.intake.checking.periods import derived_period
from uitkomst.intake.checking.repairs import repaired
from uitkomst.intake.checking.surroundings import surroundings
from uitkomst.intake.findings import Context, KolomLezing, Lezing
from uitkomst.intake.headings import Heading, headings_of, measurement, shown
from uitkomst.intake.keuzes import AS_RECOGNISED, Herstelkeuze, Keuzes
from uitkomst.intake.recognise import LANG, PERSPECTIEF, Columns, Recognised, columns_in
from uitkomst.intake.refusals import UnreadableFile
from uitkomst.intake.rows import RawTable
from uitkomst.intake.wrong_columns import place_of
from uitkomst.standard.herstelregel import herstelset
from uitkomst.standard.indelingsprofiel import Indelingsprofiel, indelingsprofiel
from uitkomst.standard.regel import LANG_VELDEN, titel_van
from uitkomst.standard.verslagperiode import Verslagperiode
from uitkomst.standard.voorstel import voorstelset

__all__ = ["KolomLezing", "Lezing", "lezing_of", "reading_of"]

EXAMPLES = 3
"""So many filled cells of each column are shown."""

READ_AS_IS = "overgenomen"
MEASUREMENT = "gelezen als meting: uitbreiding van dit portaal, geen CBS-veld"
NOT_CHOSEN = "niet gelezen, zo hebt u gekozen"
NO_HEADING = "niet gelezen: er staat geen kop boven"
NO_FIELD = "niet gelezen: geen veld van deze aanlevering"
NOBODY = "niet gelezen: er staat niet wie antwoordde; kies of dit de jeugdige of de ouder is"
NO_MORE = "niet gelezen: bestaat sinds 2019 niet meer in het protocol"
TWICE = "niet gelezen: meer dan één kolom is dit veld; kies er één"


First = Mapping[int, list[tuple[int, str]]]
"""Per column the first filled cells: the row, and what stands there."""


@dataclass(frozen=True)
class _Columns:
    """What is known of the columns: the field each is, and how its cells were read.

    `herstel` says per field how its cells were repaired, `gelezen_als` what its first cells were
    read as.
    """

    koprij: int | None
    fields: Mapping[int, str]
    herstel: Mapping[str, list[str]] = field(default_factory=dict)
    first: First = field(default_factory=dict)
    gelezen_als: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def reading_of(
    raw: RawTable,
    recognised: Recognised,
    keuzes: Keuzes,
    periode: Verslagperiode | None,
    touched: Iterable[tuple[str, str]],
) -> Lezing:
    """The reading of a table that was checked, without values.

    `touched` are the pairs of field and repair that `normalise` tells of.
    """
    ignored = {number: "" for number, veld in keuzes.kolommen if not veld}
    fields = ignored | {number: veld for veld, number in recognised.kolommen.items()}
    columns = _Columns(recognised.koprij, fields, _by_field(touched, keuzes))
    return _lezing(raw, columns, recognised.indeling, periode, ())


def lezing_of(
    raw: RawTable,
    bestandsnaam: str,
    keuzes: Keuzes = AS_RECOGNISED,
    profiel: Indelingsprofiel | None = None,
) -> Lezing:
    """How a table is read, with the first values of every column: values of persons, never to keep.

    Refuses nothing: columns that are missing or come twice are shown as such. Without a period in
    the name of the file the rows say which it seems to be, once no column is missing.
    """
    found = columns_in(raw, profiel, keuzes)
    periode = Verslagperiode.herkend_in(bestandsnaam)
    columns = _Columns(found.koprij, found.fields, first=_first_cells(raw, found.koprij))
    whole = _normalised(raw, found, keuzes, periode)
    if whole is not None:
        read = {veld: _read_as(whole, veld, columns) for veld in set(found.fields.values()) - {""}}
        columns = replace(columns, herstel=_by_field(whole.repaired, keuzes), gelezen_als=read)
        if periode is None and not found.needed():
            periode = derived_period(whole.rijen)
    return _lezing(raw, columns, found.profiel.naam, periode, tuple(found.needed()))


def _by_field(touched: Iterable[tuple[str, str]], keuzes: Keuzes) -> dict[str, list[str]]:
    """Per field how its cells were repaired, in words: what the sender chose, then by itself."""
    said: dict[str, list[str]] = {}
    for choice in _of_cells(keuzes):
        vorm = voorstelset().vorm(choice.vorm)
        how = f": {vorm.titel}" if vorm else ""
        for veld in choice.velden:
            said.setdefault(veld, []).append(f"hersteld zoals u koos{how}")
    for veld, code in sorted(touched):
        said.setdefault(veld, []).append(herstelset().uitleg[code])
    return said


def _of_cells(keuzes: Keuzes) -> list[Herstelkeuze]:
    """The chosen repairs that are about the cells of columns."""
    return [choice for choice in keuzes.herstel if choice.velden]


def _normalised(
    raw: RawTable, found: Columns, keuzes: Keuzes, periode: Verslagperiode | None
) -> Normalised | None:
    """The rows as far as their columns are known, the first of a doubled one; None for no rows."""
    kolommen: dict[str, int] = {}
    for number, veld in found.fields.items():
        if veld:
            kolommen.setdefault(veld, number)
    if not kolommen:
        return None
    profiel = found.profiel
    recognised = Recognised(profiel.naam, profiel.soort, found.koprij, kolommen, (), (), ())
    try:
        body = body_of(raw, recognised, AS_RECOGNISED)
        around = surroundings(profiel.soort, Context(periode), derived=False)
        return normalise(repaired(body, _of_cells(keuzes), around))
    except UnreadableFile:  # headings and nothing under them
        return None


def _first_cells(raw: RawTable, koprij: int | None) -> First:
    below = raw.cells
    if koprij is not None:
        below = below.slice(pc.index(below["rij"], koprij).as_py() + 1)
    first: dict[int, list[tuple[int, str]]] = {}
    for number in range(1, below.num_columns):
        at = pc.indices_nonzero(pc.is_valid(below[f"k{number}"]))[:EXAMPLES]
        rows = pc.take(below["rij"], at).to_pylist()
        first[number] = list(zip(rows, pc.take(below[f"k{number}"], at).to_pylist(), strict=True))
    return first


def _read_as(whole: Normalised, veld: str, columns: _Columns) -> tuple[str, ...]:
    """What the first cells of a field became; a date as JJJJMMDD."""
    name = f"{veld}_tekst" if f"{veld}_tekst" in whole.rijen.column_names else veld
    number = next(number for number, naam in columns.fields.items() if naam == veld)
    rows = pa.array([rij for rij, _ in columns.first.get(number, [])], pa.int32())
    at = pc.index_in(rows, value_set=whole.rijen["rij"].combine_chunks())
    return tuple(value or "" for value in pc.take(whole.rijen[name], at).to_pylist())


def _lezing(
    raw: RawTable,
    columns: _Columns,
    indeling: str,
    periode: Verslagperiode | None,
    ontbrekend: tuple[str, ...],
) -> Lezing:
    headings = _headings(raw, columns.koprij)
    filled = [number for number, cells in columns.first.items() if cells]
    numbers = sorted({*headings, *columns.fields, *filled})
    doubled = {veld for veld, times in Counter(columns.fields.values()).items() if times > 1}
    width = raw.cells.num_columns - 1
    return Lezing(
        soort=raw.kind,
        scheidingsteken=raw.separator,
        tekenset=raw.encoding,
        blad=raw.sheet,
        bladen=raw.sheets,
        koprij=columns.koprij,
        indeling=indeling,
        periode=periode,
        kolommen=tuple(
            _kolom(number, headings.get(number), columns, raw.kind, doubled - {""})
            for number in numbers
            if number <= width
        ),
        ontbrekend=ontbrekend,
        notes=raw.notes,
    )


def _headings(raw: RawTable, koprij: int | None) -> dict[int, Heading]:
    if koprij is None:
        return {}
    row = raw.cells.slice(pc.index(raw.cells["rij"], koprij).as_py(), 1).to_pylist()[0]
    return {heading.number: heading for heading in headings_of(row)}


def _kolom(
    number: int, heading: Heading | None, columns: _Columns, kind: str, doubled: set[str]
) -> KolomLezing:
    veld = columns.fields.get(number)
    cells = columns.first.get(number, [])
    read = columns.gelezen_als.get(veld or "", ()) if veld not in doubled else ()
    return KolomLezing(
        nummer=number,
        plaats=place_of(number, kind),
        kop=shown(heading.text) if heading else "",
        veld=veld or None,
        titel=titel_van(veld) if veld else "",
        waarden=tuple(value for _, value in cells),
        gelezen_als=read,
        uitleg=_uitleg(veld, heading, columns.herstel, doubled),
    )


def _uitleg(
    veld: str | None, heading: Heading | None, herstel: Mapping[str, list[str]], doubled: set[str]
) -> str:
    if veld in doubled:
        return TWICE
    if veld:
        return "; ".join(dict.fromkeys(herstel.get(veld, ()))) or READ_AS_IS
    if veld == "":
        return NOT_CHOSEN
    if heading is None:
        return NO_HEADING
    if measurement(heading.kop):
        return MEASUREMENT
    if indelingsprofiel(LANG).koppen().get(heading.kop) in LANG_VELDEN:
        return NOBODY
    return NO_MORE if heading.kop == PERSPECTIEF else NO_FIELD
